import type { LocationQueryRaw, RouteLocationRaw } from 'vue-router'

/** What of the list of batches stands in its address, so that a link opens the same list. */
export const cohorts = ['2009_2018', 'from_2019', 'before_2009'] as const
export const conditions = ['ready', 'not_ready'] as const
export const states = ['open', 'cleared', 'overdrawn'] as const
export const kinds = ['batch', 'single_project'] as const
const columns = ['approved_on', 'code', 'approved', 'supplied', 'remaining', 'lapse'] as const
export type SortColumn = (typeof columns)[number]

export type BatchAddress = {
  q: string
  year: number | undefined
  cohort: (typeof cohorts)[number] | undefined
  condition: (typeof conditions)[number] | undefined
  cause: string | undefined
  state: (typeof states)[number] | undefined
  kind: (typeof kinds)[number] | undefined
  sort: string
  page: number
}

export const usualSort = '-approved_on'

type Query = Record<string, unknown>
const among = <T extends string>(codes: readonly T[], value: unknown): T | undefined =>
  codes.find((code) => code === value)
const whole = (value: unknown): number | undefined =>
  typeof value === 'string' && /^\d{1,5}$/.test(value) ? Number(value) : undefined

const sortsBy = columns.flatMap((column) => [column, `-${column}`])

/** What is damaged falls back to the usual. */
export function parseBatches(query: Query): BatchAddress {
  const cause = query['cause']
  return {
    q: typeof query['q'] === 'string' ? query['q'].slice(0, 80) : '',
    year: whole(query['year']),
    cohort: among(cohorts, query['cohort']),
    condition: among(conditions, query['condition']),
    cause: typeof cause === 'string' && /^[a-z_]{1,60}$/.test(cause) ? cause : undefined,
    state: among(states, query['state']),
    kind: among(kinds, query['kind']),
    sort: among(sortsBy, query['sort']) ?? usualSort,
    page: Math.max(1, whole(query['page']) ?? 1),
  }
}

/** Only what differs from the usual. */
export const formatBatches = (address: BatchAddress): LocationQueryRaw => ({
  q: address.q || undefined,
  year: address.year,
  cohort: address.cohort,
  condition: address.condition,
  cause: address.cause,
  state: address.state,
  kind: address.kind,
  sort: address.sort === usualSort ? undefined : address.sort,
  page: address.page > 1 ? address.page : undefined,
})

/** What the server is asked, apart from the page and the day. */
export const questionOf = ({ page: _page, ...asked }: BatchAddress) => ({
  ...asked,
  q: asked.q.trim() || undefined,
})

export const isFiltered = ({ q, year, cohort, condition, cause, state, kind }: BatchAddress): boolean =>
  Boolean(q.trim() || year || cohort || condition || cause || state || kind)

/** The other way round when the column is the one sorted by; numbers and days begin with the largest. */
export function nextSort(sort: string, column: SortColumn): string {
  const first = column === 'code' || column === 'lapse' ? column : `-${column}`
  if (sort !== column && sort !== `-${column}`) return first
  return sort === column ? `-${column}` : column
}

export const sortMark = (sort: string, column: SortColumn): 'ascending' | 'descending' | 'none' => {
  if (sort === column) return 'ascending'
  return sort === `-${column}` ? 'descending' : 'none'
}

const PLACE_ZOOM = 18.5
/** A piece of ground on the map. */
export const placeOn = (at: readonly number[], on: string | undefined): RouteLocationRaw => ({
  name: 'map',
  query: { view: `${at[0]!.toFixed(6)},${at[1]!.toFixed(6)},${PLACE_ZOOM}`, on },
})
export const parcelOn = (id: number, on: string | undefined): RouteLocationRaw => ({
  name: 'map',
  query: { selected: `parcels:${id}`, on },
})
