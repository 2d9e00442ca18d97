import type { LocationQuery, RouteLocationRaw } from 'vue-router'
import type { StockKind } from './stock-kinds.ts'

/** Where the pages of the account are; the days of the question go along. */
type Carried = LocationQuery | Record<string, string | undefined>

const daysOf = ({ on, than, known }: Carried): Record<string, string> =>
  Object.fromEntries(
    Object.entries({ on, than, known }).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  )

/** The land of a kind, divided and narrowed. */
export const drillOf = (
  kind: StockKind,
  query: Carried = {},
  more: Record<string, string> = {},
): RouteLocationRaw => ({ name: `stock-${kind}`, query: { ...more, ...daysOf(query) } })

/** One parcel's life. */
export const lifeOf = (id: number, query: Carried = {}): RouteLocationRaw => ({
  name: 'overview-parcel',
  params: { id: String(id) },
  query: daysOf(query),
})

/** The account, with the parcels of a movement open beside it. */
export const accountOf = (
  kind: StockKind,
  query: Carried = {},
  more: Record<string, string> = {},
): RouteLocationRaw => ({ name: 'stock-account', query: { kind, ...more, ...daysOf(query) } })
