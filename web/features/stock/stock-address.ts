import type { LocationQuery } from 'vue-router'
import type { Division, StockKind } from './stock-kinds.ts'
import { divisionsOf, isDivision } from './stock-kinds.ts'

/** One step down: the group of a division that was opened. */
export type Step = { by: Division; key: string }

export const sortFields = ['since', 'area', 'due', 'code', 'still'] as const
export type SortField = (typeof sortFields)[number]
export type Sort = { field: SortField; descending: boolean }

/** Where a leader stands between the whole and a parcel, as it is written in the address. */
export type DrillAddress = {
  /** What the present land is divided by. */
  by: Division
  /** The way down, the first step first. */
  path: readonly Step[]
  /** Land that is still there, or what has been disposed of. */
  part: 'remaining' | 'disposed'
  search: string
  sort: Sort
}

const usualSort: Sort = { field: 'area', descending: true }

function parseSort(text: unknown): Sort {
  if (typeof text !== 'string') return usualSort
  const descending = text.startsWith('-')
  const field = sortFields.find((one) => one === (descending ? text.slice(1) : text))
  return field ? { field, descending } : usualSort
}
export const formatSort = ({ field, descending }: Sort): string => (descending ? '-' : '') + field

/** What is damaged, or says nothing of this kind of land, falls back to the usual. */
export function parseDrill(query: LocationQuery, kind: StockKind): DrillAddress {
  const own = divisionsOf[kind]
  const path = Object.entries(query).flatMap(([name, value]): Step[] =>
    isDivision(name) && own.includes(name) && typeof value === 'string' && value !== ''
      ? [{ by: name, key: value }]
      : [],
  )
  const free = own.filter((division) => !path.some(({ by }) => by === division))
  const asked = free.find((division) => division === query['by'])
  return {
    by: asked ?? free[0] ?? 'cause',
    path,
    part: query['part'] === 'disposed' ? 'disposed' : 'remaining',
    search: typeof query['q'] === 'string' ? query['q'] : '',
    sort: parseSort(query['sort']),
  }
}

/** Only what differs from the usual; steps keep their order, so that the way down reads the same. */
export function formatDrill(
  { by, path, part, search, sort }: DrillAddress,
  kind: StockKind,
): Record<string, string> {
  const free = divisionsOf[kind].filter((division) => !path.some((step) => step.by === division))
  return {
    ...(part === 'disposed' && { part }),
    ...Object.fromEntries(path.map((step) => [step.by, step.key])),
    ...(by !== free[0] && free.includes(by) && { by }),
    ...(search && { q: search }),
    ...(formatSort(sort) !== formatSort(usualSort) && { sort: formatSort(sort) }),
  }
}

/** The way down as filters of the API. */
export const filtersOf = (path: readonly Step[]): Record<string, string> =>
  Object.fromEntries(path.map(({ by, key }) => [by, key]))

/** One step further down; what is opened next is the first division that has not been used. */
export const stepDown = (address: DrillAddress, key: string): DrillAddress => ({
  ...address,
  path: [...address.path, { by: address.by, key }],
})

/** Back up to a level: 0 is the whole kind. */
export const stepUp = (address: DrillAddress, level: number): DrillAddress => ({
  ...address,
  by: address.path[level]?.by ?? address.by,
  path: address.path.slice(0, level),
})
