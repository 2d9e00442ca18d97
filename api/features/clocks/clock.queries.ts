import type { Database, Db } from '#api/db/database.ts'
import { run } from '#api/db/raw.ts'
import type { IdleClock, IdleKind } from '#geodata/rules/idle/idle-clock.ts'
import type { Observation } from '#geodata/rules/idle/observed-facts.ts'

/** A supply with everything that its clock is computed from, as it is stored. */
export type SupplyRow = {
  supply_id: number
  parcel_id: number
  contract_no: string
  area_m2: number
  /** No clock was kept yet, or everything about it has to be asked again. */
  is_fresh?: boolean
  facts: {
    signedOn: string | null
    handoverOn: string | null
    endedOn: string | null
    agreedStarts: { setOn: string; startOn: string | null; record: string | null; cause: string | null }[]
    pauses: { from: string; to: string | null; cause: string }[]
  }
  observations: Observation[]
}

const listOf = (fields: string, from: string, order: string): string =>
  `coalesce((select json_agg(json_build_object(${fields}) order by ${order}) from ${from}
     where t.zone_id = s.zone_id and t.supply_id = s.id), '[]'::json)`

/** A seizure by a court stops the clock only where a local rule says so: it is told to the clock as such a pause. */
const pausesAndSeizures = `(select zone_id, supply_id, id, from_on, to_on, cause from pause
     union all select zone_id, supply_id, id, from_on, to_on, 'judicial_seizure' from encumbrance where kind = 'seizure') t`

const supplyColumns = `s.id as supply_id, s.parcel_id, s.contract_no, s.area_m2::float8 as area_m2,
  json_build_object('signedOn', s.signed_on, 'handoverOn', s.handed_over_on, 'endedOn', s.ended_on,
    'agreedStarts', ${listOf(`'setOn', t.set_on, 'startOn', t.start_on, 'record', t.document_no, 'cause', t.cause`, 'supply_start t', 't.set_on, t.id')},
    'pauses', ${listOf(`'from', t.from_on, 'to', t.to_on, 'cause', t.cause`, pausesAndSeizures, 't.from_on, t.id')}) as facts,
  ${listOf(
    `'observedOn', t.observed_on, 'permitOn', t.permit_on, 'startedOn', t.started_on,
     'suspendedOn', t.suspended_on, 'completedOn', t.completed_on, 'developedM2', t.developed_m2,
     'shouldDevelopM2', t.should_develop_m2, 'investedWan', t.invested_wan,
     'totalInvestmentWan', t.total_investment_wan, 'foundationKind', t.foundation_kind,
     'foundationShare', t.foundation_share`,
    'progress t',
    't.observed_on, t.id',
  )} as observations`

/** Supplies of some parcels, newest contract first. */
export const findSupplies = (
  executor: Db,
  zoneId: number,
  parcelIds: readonly number[],
): Promise<SupplyRow[]> =>
  run<SupplyRow>(
    executor,
    `select ${supplyColumns} from supply s where s.zone_id = $1::int and s.parcel_id = any ($2::bigint[])
     order by s.signed_on desc, s.id desc`,
    [zoneId, parcelIds],
  )

export async function findSupply(executor: Db, zoneId: number, id: number): Promise<SupplyRow | undefined> {
  const [row] = await run<SupplyRow>(
    executor,
    `select ${supplyColumns} from supply s where s.zone_id = $1::int and s.id = $2::bigint`,
    [zoneId, id],
  )
  return row
}

export const findSuppliesByIds = (
  executor: Db,
  zoneId: number,
  ids: readonly number[],
): Promise<SupplyRow[]> =>
  run<SupplyRow>(
    executor,
    `select ${supplyColumns} from supply s where s.zone_id = $1::int and s.id = any ($2::bigint[])`,
    [zoneId, ids],
  )

/** The next supplies, by id, whose clock was not asked on the day `staleOn`; all of them when it is null. */
export const findSuppliesAfter = (
  executor: Db,
  zoneId: number,
  { afterId, limit, staleOn }: { afterId: number; limit: number; staleOn: string | null },
): Promise<SupplyRow[]> =>
  run<SupplyRow>(
    executor,
    `select ${supplyColumns}, c.evaluated_on is null as is_fresh from supply s
     left join supply_clock c on c.zone_id = s.zone_id and c.supply_id = s.id
     where s.zone_id = $1::int and s.id > $2::bigint
       and ($4::date is null or c.evaluated_on is distinct from $4::date)
     order by s.id limit $3::int`,
    [zoneId, afterId, limit, staleOn],
  )

export type ClockSummary = Pick<
  IdleClock,
  'kind' | 'idleFrom' | 'feeFrom' | 'recoveryFrom' | 'daysRun' | 'daysPaused'
> & {
  supplyId: number
  parcelId: number
  nextOn: string | null
  nextKind: 'start' | 'idle' | 'fee' | 'recovery' | null
  findingCount: number
}

const clockColumns: readonly (readonly [string, string, keyof ClockSummary])[] = [
  ['supply_id', 'bigint', 'supplyId'],
  ['parcel_id', 'bigint', 'parcelId'],
  ['kind', 'text', 'kind'],
  ['idle_from', 'date', 'idleFrom'],
  ['fee_from', 'date', 'feeFrom'],
  ['recovery_from', 'date', 'recoveryFrom'],
  ['days_run', 'int', 'daysRun'],
  ['days_paused', 'int', 'daysPaused'],
  ['next_on', 'date', 'nextOn'],
  ['next_kind', 'text', 'nextKind'],
  ['finding_count', 'int', 'findingCount'],
]

/** Keeps what the clocks said on a day. */
export async function keepClocks(
  executor: Db,
  zoneId: number,
  evaluatedOn: string,
  clocks: readonly ClockSummary[],
): Promise<void> {
  if (clocks.length === 0) return
  const names = clockColumns.map(([name]) => name)
  await run(
    executor,
    `insert into supply_clock (zone_id, evaluated_on, ${names.join(', ')})
     select $1::int, $2::date, u.* from unnest(${clockColumns.map(([, type], i) => `$${i + 3}::${type}[]`).join(', ')})
       as u (${names.join(', ')})
     on conflict (zone_id, supply_id) do update set evaluated_on = excluded.evaluated_on,
       ${names.map((name) => `${name} = excluded.${name}`).join(', ')}`,
    [zoneId, evaluatedOn, ...clockColumns.map(([, , key]) => clocks.map((clock) => clock[key]))],
  )
}

/** Drops the clocks of supplies that are no longer there or no longer on these parcels, and names the supplies. */
export const dropGoneClocks = (
  executor: Db,
  zoneId: number,
  parcelIds: readonly number[],
): Promise<{ supplyId: number }[]> =>
  run(
    executor,
    `delete from supply_clock c where c.zone_id = $1::int and c.parcel_id = any ($2::bigint[])
       and not exists (select from supply s where s.zone_id = c.zone_id and s.id = c.supply_id
         and s.parcel_id = c.parcel_id)
     returning c.supply_id as "supplyId"`,
    [zoneId, parcelIds],
  )

/** All clocks of a zone have to be asked again: a rule has changed. */
export const forgetClocks = (executor: Db, zoneId: number): Promise<unknown> =>
  run(
    executor,
    `update supply_clock set evaluated_on = null where zone_id = $1::int and evaluated_on is not null`,
    [zoneId],
  )

export type ClockListFilter = {
  /** `idle`: not started or suspended. */
  kind?: IdleKind | 'idle'
  /** Clocks that reach a date up to this day. */
  until?: string
  /** `date,supplyId` of the last row that was read. */
  after?: string
  limit: number
}

export type ClockListRow = {
  supply_id: number
  parcel_id: number
  code: string
  name: string | null
  holder: string | null
  responsible: string | null
  contract_no: string
  area_m2: number
  kind: IdleKind
  idle_from: string | null
  fee_from: string | null
  recovery_from: string | null
  days_run: number
  days_paused: number
  next_on: string | null
  next_kind: ClockSummary['nextKind']
  finding_count: number
  /** The open case of the supply. */
  case_id: number | null
  case_number: string | null
}

const listColumns = `c.supply_id, c.parcel_id, p.code, p.name, coalesce(s.holder, p.holder) as holder, p.responsible,
  s.contract_no, s.area_m2::float8 as area_m2, c.kind, c.idle_from, c.fee_from, c.recovery_from, c.days_run,
  c.days_paused, c.next_on, c.next_kind, c.finding_count, k.id as case_id, k.number as case_number`

/** Which rows `c` a list of clocks shows, and the date by which it is ordered; the supply's id breaks ties. */
export function listConditions(
  { kind, until, after }: ClockListFilter,
  bind: (value: unknown, type: string) => string,
): { by: 'idle_from' | 'next_on'; wanted: string[] } {
  const by = until === undefined ? 'idle_from' : 'next_on'
  const wanted = [`c.${by} is not null`]
  if (until === undefined || kind === 'idle') wanted.push(`c.kind <> 'none'`)
  if (until !== undefined) wanted.push(`c.next_on <= ${bind(until, 'date')}`)
  if (kind !== undefined && kind !== 'idle') wanted.push(`c.kind = ${bind(kind, 'text')}`)
  if (after !== undefined) {
    const [date, id] = after.split(',')
    wanted.push(`(c.${by}, c.supply_id) > (${bind(date, 'date')}, ${bind(Number(id), 'bigint')})`)
  }
  return { by, wanted }
}

/** Clocks of a zone, a page at a time: idle land by the day it became it, or with `until` by the next date. */
export async function listClocks(
  database: Database,
  zoneId: number,
  filter: ClockListFilter,
): Promise<ClockListRow[]> {
  const values: unknown[] = [zoneId, filter.limit]
  const bind = (value: unknown, type: string) => `$${values.push(value)}::${type}`
  const { by, wanted } = listConditions(filter, bind)
  return database.query<ClockListRow>(
    '',
    `select ${listColumns} from supply_clock c
     join supply s on s.zone_id = c.zone_id and s.id = c.supply_id
     join parcel p on p.zone_id = c.zone_id and p.id = c.parcel_id
     left join land_case k on k.zone_id = c.zone_id and k.supply_id = c.supply_id and k.closed_on is null
     where c.zone_id = $1::int and ${wanted.join(' and ')} order by c.${by}, c.supply_id limit $2::int`,
    values,
    'replica',
  )
}

export type ClockCounts = { kind: IdleKind; count: number; area_m2: number }

/** How much land each kind of clock stands over. */
export const countClocks = (database: Database, zoneId: number): Promise<ClockCounts[]> =>
  database.query<ClockCounts>(
    'clock-counts',
    `select c.kind, count(*)::int as count, sum(s.area_m2)::float8 as area_m2 from supply_clock c
     join supply s on s.zone_id = c.zone_id and s.id = c.supply_id
     where c.zone_id = $1 group by c.kind`,
    [zoneId],
    'replica',
  )

export async function isParcel(executor: Db, zoneId: number, id: number): Promise<boolean> {
  const rows = await run(executor, 'select 1 from parcel where zone_id = $1::int and id = $2::bigint', [
    zoneId,
    id,
  ])
  return rows.length > 0
}
