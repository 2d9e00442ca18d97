import type { Context } from '#api/context.ts'
import type { AsOf } from '#api/http/as-of.ts'
import { Problem } from '#api/http/problem.ts'
import { countClocks, findSupplies, isParcel, listClocks } from './clock.queries.ts'
import type { ClockListRow } from './clock.queries.ts'
import type { ClockListRequest } from './clock.schema.ts'
import { askClock } from './clock.service.ts'
import { countClocksOn, listClocksOn } from './step.reading.ts'
import { readRuleBook } from '../rules/books.ts'

type Deps = Pick<Context, 'database'>

/** The clocks of every supply of a parcel on a day, by the facts that are dated up to then. */
export async function clocksOfParcel({ database }: Deps, zoneId: number, parcelId: number, on: string) {
  if (!(await isParcel(database.read, zoneId, parcelId)))
    throw new Problem('not-found', { detail: `there is no parcel ${parcelId}` })
  const supplies = await findSupplies(database.read, zoneId, [parcelId])
  const book = await readRuleBook(database.read, zoneId)
  return {
    on,
    clocks: supplies
      .filter(({ facts }) => facts.signedOn === null || facts.signedOn <= on)
      .map((row) => ({
        supplyId: row.supply_id,
        contractNo: row.contract_no,
        areaM2: row.area_m2,
        ...askClock(row, book, on),
      })),
  }
}

const viewOf = (row: ClockListRow) => ({
  supplyId: row.supply_id,
  parcelId: row.parcel_id,
  code: row.code,
  name: row.name,
  holder: row.holder,
  responsible: row.responsible,
  contractNo: row.contract_no,
  areaM2: row.area_m2,
  kind: row.kind,
  idleFrom: row.idle_from,
  feeFrom: row.fee_from,
  recoveryFrom: row.recovery_from,
  daysRun: row.days_run,
  daysPaused: row.days_paused,
  nextOn: row.next_on,
  nextKind: row.next_kind,
  findingCount: row.finding_count,
  openCase: row.case_id === null ? null : { id: row.case_id, number: row.case_number! },
})

/** The watch list, as it is now or as it was on a day: idle land, or what comes up to a day, a page at a time. */
export async function pageOfClocks(
  { database }: Deps,
  zoneId: number,
  query: ClockListRequest,
  at: AsOf | undefined,
) {
  const limit = query.limit ?? 100
  const { kind, until, after } = query as Pick<ClockListRequest, 'until' | 'after'> & {
    kind?: 'idle' | ClockListRow['kind']
  }
  const filter = { limit: limit + 1, ...(kind && { kind }), ...(until && { until }), ...(after && { after }) }
  const [rows, counts] = await Promise.all([
    at ? listClocksOn(database, zoneId, at, filter) : listClocks(database, zoneId, filter),
    at ? countClocksOn(database, zoneId, at) : countClocks(database, zoneId),
  ])
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const lastOn = until === undefined ? last?.idle_from : last?.next_on
  return {
    counts: counts.map(({ kind: one, count, area_m2: areaM2 }) => ({ kind: one, count, areaM2 })),
    clocks: page.map(viewOf),
    next: rows.length > limit && last ? `${lastOn},${last.supply_id}` : null,
  }
}
