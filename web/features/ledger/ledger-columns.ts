import { isFloorArea } from '#web/i18n/floor-area.ts'

/** A column as `GET /api/ledger/{collection}` describes it. */
export type LedgerColumn = {
  name: string
  kind: string
  unit?: string
  codes?: readonly string[]
  to?: string
  sum: boolean
}

const rarely = new Set([
  'land_use_scheme',
  'land_use_version',
  'stratum',
  'survey_method',
  'declared_area_basis',
  'remarks',
  'area_planar_m2',
  'planar_srid',
  'version',
  'recorded_at',
  'effective_on',
  'parcel_code',
  'real_estate_unit_no',
  'location',
  'bbox',
])
const mostUsual = 10
const early = [
  'code',
  'name',
  'number',
  'status',
  'state',
  'kind',
  'declared_area_m2',
  'area_ellipsoidal_m2',
  'length_m',
  'gross_floor_area_m2',
  'rentable_area_m2',
  'investment_wan',
]

const rank = ({ name }: LedgerColumn): number => {
  const place = early.indexOf(name)
  return place < 0 ? early.length : place
}

/** The columns a person sees who has not chosen: what names a row first, then its measures, then the rest. */
export function usualColumns(columns: readonly LedgerColumn[]): string[] {
  return columns
    .filter(({ name }) => !rarely.has(name))
    .toSorted((a, b) => rank(a) - rank(b))
    .slice(0, mostUsual)
    .map(({ name }) => name)
}

/** Acreage of land: shown, filtered and exported in 亩. Floor area stays in m². */
export const isArea = ({ name, unit }: LedgerColumn): boolean => unit === 'm2' && !isFloorArea(name)

export const isNumeric = ({ kind, unit }: LedgerColumn): boolean =>
  unit !== undefined || kind === 'number' || kind === 'integer'

/** Pixels; the last column takes what is left. */
export function widthOf(column: LedgerColumn): number {
  if (column.name === 'name' || column.name === 'holder') return 220
  if (column.kind === 'date') return 112
  if (column.kind === 'code') return 120
  if (isNumeric(column)) return 132
  return column.name === 'code' ? 128 : 150
}
