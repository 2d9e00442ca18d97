import type { RouteLocationRaw } from 'vue-router'
import { factCollections } from '#geodata/model/collections.ts'
import type { Deadline, FigureAddress, Overview } from './useOverview.ts'

/** What the overview derives from its figures: shares and addresses. */

/** The part of a whole; null when there is nothing to be a part of. */
export const shareOf = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null)

/** Rentable area in use, of all rentable area: let, sold and used by the owner. */
export const occupancyOf = ({ occupiedM2, vacantM2, otherM2 }: Overview['factory']): number | null =>
  shareOf(occupiedM2, occupiedM2 + vacantM2 + otherM2)

/** Nothing has been entered into the zone yet. */
export const isEmptyZone = ({ parcels, factory, roads, seismic, deadlines }: Overview): boolean =>
  parcels.byStatus.length === 0 &&
  factory.buildings + factory.units + roads.underWay + roads.projects + seismic.count === 0 &&
  deadlines.next.length === 0

/** The ledger with exactly the rows that a figure was added up from. */
export const ledgerOf = (
  { collection, filters }: FigureAddress,
  day: Record<string, string | undefined> = {},
): RouteLocationRaw => ({
  name: 'ledger',
  params: { collection },
  query: { ...filters, ...day },
})

/** The same rows on the map; facts have no place of their own. */
export function mapOf(
  { collection, filters }: FigureAddress,
  day: Record<string, string | undefined> = {},
): RouteLocationRaw | undefined {
  if (factCollections.some(({ id }) => id === collection)) return undefined
  const isEverything = collection === 'parcels' && Object.keys(filters).length === 0
  if (isEverything) return { name: 'map', query: day }
  const filter = `${collection}?${new URLSearchParams(filters).toString()}`
  return { name: 'map', query: { filter, ...day } }
}

/** Deadlines stand on parcels, also those that come from a view of them. */
export const placeOf = ({ id }: Deadline): RouteLocationRaw => ({
  name: 'map',
  query: { selected: `parcels:${id}` },
})

export type LargeFigure = { value: number; digits: number; unitKey: string }

/** Floor area: ten thousands of m² in Chinese, plain m² where no one counts in ten thousands. */
export const floorFigure = (areaM2: number, locale: string): LargeFigure =>
  locale === 'en'
    ? { value: areaM2, digits: 0, unitKey: 'units.m2' }
    : { value: areaM2 / 10_000, digits: 2, unitKey: 'overview.wan_m2' }

/** Money, stored in 万元: 亿元 in Chinese, millions elsewhere. */
export const moneyFigure = (wanYuan: number, locale: string): LargeFigure =>
  locale === 'en'
    ? { value: wanYuan / 100, digits: 0, unitKey: 'overview.million_yuan' }
    : { value: wanYuan / 10_000, digits: 2, unitKey: 'overview.yi_yuan' }
