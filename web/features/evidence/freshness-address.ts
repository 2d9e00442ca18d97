import type { LocationQuery } from 'vue-router'
import { ageClasses, mostExpiryDays } from '#geodata/evidence/freshness.ts'
import type { StockKind } from '#web/features/stock/stock-kinds.ts'
import { isStockKind } from '#web/features/stock/stock-kinds.ts'

/** What is asked about the evidence of land in stock, as it stands in the address. */
export const freshnessParts = ['older', 'expired', 'all', ...ageClasses] as const
export type FreshnessPart = (typeof freshnessParts)[number]
export const freshnessSortFields = ['age', 'area', 'code'] as const
export type FreshnessSortField = (typeof freshnessSortFields)[number]
export type FreshnessSort = FreshnessSortField | `-${FreshnessSortField}`

/** Ages that are usually asked for, and how far one walks on a visit. */
export const daySteps = [30, 90, 180, 365] as const
export const radiusStepsM = [200, 500, 1000, 2000] as const
const usualDays = 180
const usualRadiusM = 500
const usualSort: FreshnessSort = '-age'

export type FreshnessAddress = {
  kind: StockKind
  days: number
  part: FreshnessPart
  sort: FreshnessSort
  radiusM: number
}

const sorts = freshnessSortFields.flatMap((field): FreshnessSort[] => [field, `-${field}`])
export const isDays = (days: number): boolean => Number.isInteger(days) && days >= 0 && days <= mostExpiryDays
const daysIn = (text: unknown): number =>
  typeof text === 'string' && text.trim() !== '' && isDays(Number(text)) ? Number(text) : usualDays

/** What is damaged falls back to the usual. */
export const parseFreshness = (query: LocationQuery): FreshnessAddress => ({
  kind: isStockKind(query['kind']) ? query['kind'] : 'unsupplied',
  days: daysIn(query['days']),
  part: freshnessParts.find((part) => part === query['part']) ?? 'older',
  sort: sorts.find((sort) => sort === query['sort']) ?? usualSort,
  radiusM: radiusStepsM.find((radius) => String(radius) === query['radius']) ?? usualRadiusM,
})

/** Only what differs from the usual. */
export const formatFreshness = ({
  kind,
  days,
  part,
  sort,
  radiusM,
}: FreshnessAddress): Record<string, string> => ({
  ...(kind !== 'unsupplied' && { kind }),
  ...(days !== usualDays && { days: String(days) }),
  ...(part !== 'older' && { part }),
  ...(sort !== usualSort && { sort }),
  ...(radiusM !== usualRadiusM && { radius: String(radiusM) }),
})

/** The sort after a click on a head: the other way round, or at first the largest and the oldest, and codes from A. */
export function sortAfter(sort: FreshnessSort, field: FreshnessSortField): FreshnessSort {
  if (sort === field) return `-${field}`
  if (sort === `-${field}`) return field
  return field === 'code' ? 'code' : `-${field}`
}
