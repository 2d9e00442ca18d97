import { parseDay, parseInstant } from '#web/app/url-state.ts'

/** What of the ledger stands in its address, so that a link reopens the same rows in the same order. */
export type LedgerAddress = {
  collection: string
  /** The server's own filter parameters: `status`, `declared_area_m2.gte`, `q`, `ids` … */
  filters: Record<string, string>
  sort: readonly SortTerm[]
  /** Columns in order; undefined means the usual ones. */
  columns?: readonly string[]
  /** The row whose details are open. */
  open?: number
  /** The day, the one it is compared with, and what was known; now without them. */
  asked?: AskedDays
}
export type AskedDays = { on?: string; than?: string; known?: string }
export type SortTerm = { field: string; isDescending: boolean }

type Query = Record<string, string | null | undefined | (string | null)[]>

export const defaultCollection = 'parcels'
const own = new Set(['sort', 'columns', 'open', 'zone', 'on', 'than', 'known'])

const single = (value: Query[string]): string | undefined =>
  (Array.isArray(value) ? value[0] : value) ?? undefined

export function parseSort(text: string | undefined): SortTerm[] {
  return (text ?? '')
    .split(',')
    .filter((term) => /^-?[a-z][a-z0-9_]*$/.test(term))
    .map((term) => ({ field: term.replace(/^-/, ''), isDescending: term.startsWith('-') }))
}

export const formatSort = (sort: readonly SortTerm[]): string =>
  sort.map(({ field, isDescending }) => `${isDescending ? '-' : ''}${field}`).join(',')

function parseAsked(query: Query): AskedDays | undefined {
  const on = parseDay(query['on'])
  const than = parseDay(query['than'])
  const known = parseInstant(query['known'])
  if (!on && !than && !known) return undefined
  return { ...(on && { on }), ...(than && { than }), ...(known && { known }) }
}

export function parseLedgerAddress(collection: string | undefined, query: Query): LedgerAddress {
  const filters: Record<string, string> = {}
  for (const [name, value] of Object.entries(query)) {
    const text = single(value)
    if (!own.has(name) && text) filters[name] = text
  }
  const columns = single(query['columns'])?.split(',').filter(Boolean)
  const open = Number(single(query['open']))
  const asked = parseAsked(query)
  return {
    collection: collection || defaultCollection,
    filters,
    sort: parseSort(single(query['sort'])),
    ...(columns?.length ? { columns } : {}),
    ...(Number.isInteger(open) && open > 0 ? { open } : {}),
    ...(asked ? { asked } : {}),
  }
}

export function formatLedgerQuery(address: LedgerAddress): Record<string, string> {
  return {
    ...address.filters,
    ...(address.sort.length > 0 ? { sort: formatSort(address.sort) } : {}),
    ...(address.columns ? { columns: address.columns.join(',') } : {}),
    ...(address.open ? { open: String(address.open) } : {}),
    ...address.asked,
  }
}

/** What a question of the ledger carries on of the days: rows are those of the one day. */
export const dayOf = ({ asked }: Pick<LedgerAddress, 'asked'>): Record<string, string> => ({
  ...(asked?.on && { on: asked.on }),
  ...(asked?.known && { known: asked.known }),
})

/** A click on a heading: up, down, not at all; with `isAdded` the other terms stay. */
export function nextSort(sort: readonly SortTerm[], field: string, isAdded: boolean): SortTerm[] {
  const present = sort.find((term) => term.field === field)
  const others = isAdded ? sort.filter((term) => term.field !== field) : []
  if (!present) return [...others, { field, isDescending: false }]
  return present.isDescending ? [...others] : [...others, { field, isDescending: true }]
}

/** The filters of one property, without its name: `''` is equality, `gte`, `lte` … */
export function filtersOf(filters: Record<string, string>, field: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [name, value] of Object.entries(filters)) {
    if (name === field) found[''] = value
    else if (name.startsWith(`${field}.`)) found[name.slice(field.length + 1)] = value
  }
  return found
}

export function withFilters(
  filters: Record<string, string>,
  field: string,
  wanted: Record<string, string | undefined>,
): Record<string, string> {
  const others = Object.entries(filters).filter(([name]) => name !== field && !name.startsWith(`${field}.`))
  const fresh = Object.entries(wanted).flatMap(([operator, value]) =>
    value ? [[operator ? `${field}.${operator}` : field, value] as const] : [],
  )
  return Object.fromEntries([...others, ...fresh])
}
