import type { Db } from '#api/db/database.ts'
import { run } from '#api/db/raw.ts'
import type { ClockStep } from '#geodata/rules/idle/clock-steps.ts'

/** A step of the clock of a supply as it is kept. */
export type KeptStep = ClockStep & { supplyId: number; parcelId: number; areaM2: number }
export type LivingStep = KeptStep & { id: number }

const columns = [
  ['supply_id', 'bigint', 'supplyId'],
  ['parcel_id', 'bigint', 'parcelId'],
  ['area_m2', 'numeric', 'areaM2'],
  ['from_on', 'date', 'from'],
  ['until_on', 'date', 'until'],
  ['kind', 'text', 'kind'],
  ['idle_from', 'date', 'idleFrom'],
  ['fee_from', 'date', 'feeFrom'],
  ['recovery_from', 'date', 'recoveryFrom'],
  ['start_on', 'date', 'startOn'],
  ['days_run', 'int', 'daysRun'],
  ['days_paused', 'int', 'daysPaused'],
  ['counts', 'text', 'counts'],
  ['finding_count', 'int', 'findingCount'],
] as const satisfies readonly (readonly [string, string, keyof KeptStep])[]

const selected = columns
  .map(([name, type, key]) => `t.${name}${type === 'numeric' ? '::float8' : ''} as "${key}"`)
  .join(', ')

/** What is held to be true now of the clocks of some supplies. */
export const findLivingSteps = (
  executor: Db,
  zoneId: number,
  supplyIds: readonly number[],
): Promise<LivingStep[]> =>
  run<LivingStep>(
    executor,
    `select t.id, ${selected} from clock_step t
     where t.zone_id = $1::int and t.supply_id = any ($2::bigint[]) and t.voided_at is null order by t.id`,
    [zoneId, supplyIds],
  )

/** The instant of the change that is being written, or now. */
const stamp = (parameter: string): string =>
  `coalesce(${parameter}::timestamptz, date_trunc('milliseconds', clock_timestamp()))`

export async function voidSteps(
  executor: Db,
  zoneId: number,
  ids: readonly number[],
  recordedAt: string | null,
): Promise<void> {
  if (ids.length === 0) return
  await run(
    executor,
    `update clock_step set voided_at = ${stamp('$3')} where zone_id = $1::int and id = any ($2::bigint[])`,
    [zoneId, ids, recordedAt],
  )
}

/**
 * Adds steps. They were learned with the change that is being written, or now; but of a supply of which nothing was
 * kept yet, they were known as soon as it was itself.
 */
export async function insertSteps(
  executor: Db,
  zoneId: number,
  steps: readonly KeptStep[],
  recordedAt: string | null,
): Promise<void> {
  if (steps.length === 0) return
  const names = columns.map(([name]) => name).join(', ')
  await run(
    executor,
    `insert into clock_step (zone_id, recorded_at, ${names})
     select $1::int, case when t.is_known then ${stamp('$2')} else coalesce(t.recorded_at, ${stamp('$2')}) end, ${names}
     from unnest(${columns.map(([, type], index) => `$${index + 3}::${type}[]`).join(', ')}) as u (${names})
     cross join lateral (select
       exists (select from clock_step k where k.zone_id = $1::int and k.supply_id = u.supply_id) as is_known,
       (select s.recorded_at from supply s where s.zone_id = $1::int and s.id = u.supply_id) as recorded_at) t`,
    [zoneId, recordedAt, ...columns.map(([, , key]) => steps.map((step) => step[key]))],
  )
}

/** On which day each of some supplies ended that are there no longer; null where nothing was ever said of them. */
export const findEndsOfSupplies = (
  executor: Db,
  zoneId: number,
  supplyIds: readonly number[],
): Promise<{ supplyId: number; endedOn: string | null }[]> =>
  run(
    executor,
    `select u.id as "supplyId", (select max(h.effective_until) from supply_history h
       where h.zone_id = $1::int and h.id = u.id and h.ended) as "endedOn"
     from unnest($2::bigint[]) as u (id)
     where not exists (select from supply s where s.zone_id = $1::int and s.id = u.id)`,
    [zoneId, supplyIds],
  )
