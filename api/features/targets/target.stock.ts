import type { Context } from '#api/context.ts'
import type { AsOf } from '#api/http/as-of.ts'
import type { StockKind } from '#api/db/schema-remediation.ts'
import { stockExits } from '#geodata/rules/stock/stock-facts.ts'
import { movesOf, parcelsOf } from '../stock/stock-parcels.service.ts'
import type { TargetCohort } from './target.queries.ts'

type Deps = Pick<Context, 'database'>
const PAGE = 1000

type StockParcel = Awaited<ReturnType<typeof parcelsOf>>['rows'][number]
type Move = Awaited<ReturnType<typeof movesOf>>['rows'][number]

/** All of the stock of a day, of one cohort or of all. */
export async function stockOn(
  deps: Deps,
  zoneId: number,
  at: AsOf,
  kind: StockKind,
  cohort: TargetCohort,
): Promise<StockParcel[]> {
  const rows: StockParcel[] = []
  const narrowed = cohort === 'all' ? {} : { cohort }
  for (let offset: number | null = 0; offset !== null;) {
    const page: Awaited<ReturnType<typeof parcelsOf>> = await parcelsOf(deps, zoneId, at, {
      kind,
      ...narrowed,
      sort: 'code',
      offset,
      limit: PAGE,
    })
    rows.push(...page.rows)
    offset = page.next
  }
  return rows
}

/** All that left the stock after the day `from` up to a day, by whichever way out. */
export async function disposalsBetween(
  deps: Deps,
  zoneId: number,
  kind: StockKind,
  from: string,
  at: AsOf,
): Promise<Move[]> {
  const rows: Move[] = []
  const period = { from, to: at.on, known: at.known }
  for (let offset: number | null = 0; offset !== null;) {
    const page: Awaited<ReturnType<typeof movesOf>> = await movesOf(deps, zoneId, period, {
      kind,
      movement: stockExits.join(','),
      offset,
      limit: PAGE,
    })
    rows.push(...page.rows)
    offset = page.next
  }
  return rows
}
