import type { Db } from '#api/db/database.ts'
import { run } from '#api/db/raw.ts'
import type { StockFinding, StockMovement } from '#geodata/rules/stock/stock-facts.ts'

/** A movement of a parcel as it is kept. Areas come as text from the table. */
export type KeptMovement = Omit<StockMovement, 'areaM2' | 'levelM2'> & {
  parcelId: number
  batchId: number | null
  areaM2: number
  levelM2: number
}
export type LivingMovement = KeptMovement & { id: number }

/** Which writing a movement comes from: an instant, and the change that touched its facts, if one did. */
export type Writer = { recordedAt: string; changeId: number | null }

const columns = [
  ['kind', 'text', 'kind'],
  ['parcel_id', 'bigint', 'parcelId'],
  ['batch_id', 'bigint', 'batchId'],
  ['supply_id', 'bigint', 'supplyId'],
  ['remediation_id', 'bigint', 'remediationId'],
  ['open_remediation_id', 'bigint', 'openRemediationId'],
  ['movement', 'text', 'movement'],
  ['moved_on', 'date', 'movedOn'],
  ['until_on', 'date', 'untilOn'],
  ['area_m2', 'numeric', 'areaM2'],
  ['level_m2', 'numeric', 'levelM2'],
  ['was_state', 'text', 'wasState'],
  ['state', 'text', 'state'],
  ['since_on', 'date', 'sinceOn'],
  ['cause', 'text', 'cause'],
  ['path', 'text', 'path'],
  ['document_no', 'text', 'documentNo'],
] as const satisfies readonly (readonly [string, string, keyof KeptMovement])[]

const selected = columns
  .map(([name, type, key]) => `m.${name}${type === 'numeric' ? '::float8' : ''} as "${key}"`)
  .join(', ')

/** What is held to be true now of some parcels, in the order in which it happened. */
export const findLivingMovements = (
  executor: Db,
  zoneId: number,
  parcelIds: readonly number[],
): Promise<LivingMovement[]> =>
  run<LivingMovement>(
    executor,
    `select m.id, ${selected} from stock_movement m
     where m.zone_id = $1::int and m.parcel_id = any ($2::bigint[]) and m.voided_at is null order by m.id`,
    [zoneId, parcelIds],
  )

export async function voidMovements(
  executor: Db,
  zoneId: number,
  ids: readonly number[],
  { recordedAt, changeId }: Writer,
): Promise<void> {
  if (ids.length === 0) return
  await run(
    executor,
    `update stock_movement set voided_at = $3::timestamptz, voided_by = $4::bigint
     where zone_id = $1::int and id = any ($2::bigint[])`,
    [zoneId, ids, recordedAt, changeId],
  )
}

export async function insertMovements(
  executor: Db,
  zoneId: number,
  movements: readonly KeptMovement[],
  { recordedAt, changeId }: Writer,
): Promise<void> {
  if (movements.length === 0) return
  const names = columns.map(([name]) => name).join(', ')
  await run(
    executor,
    `insert into stock_movement (zone_id, recorded_at, change_id, ${names})
     select $1::int, $2::timestamptz, $3::bigint, ${names}
     from unnest(${columns.map(([, type], index) => `$${index + 4}::${type}[]`).join(', ')})
       with ordinality as u (${names}, place) order by place`,
    [zoneId, recordedAt, changeId, ...columns.map(([, , key]) => movements.map((one) => one[key]))],
  )
}

export type Outlook = { parcelId: number; nextOn: string | null; findings: readonly StockFinding[] }

/** Keeps what is to come of parcels and what does not fit; a parcel with neither has no row. */
export async function keepOutlooks(
  executor: Db,
  zoneId: number,
  today: string,
  parcelIds: readonly number[],
  outlooks: readonly Outlook[],
): Promise<void> {
  const kept = outlooks.filter(({ nextOn, findings }) => nextOn !== null || findings.length > 0)
  const ids = new Set(kept.map(({ parcelId }) => parcelId))
  await run(executor, `delete from stock_parcel where zone_id = $1::int and parcel_id = any ($2::bigint[])`, [
    zoneId,
    parcelIds.filter((id) => !ids.has(id)),
  ])
  if (kept.length === 0) return
  await run(
    executor,
    `insert into stock_parcel (zone_id, evaluated_on, parcel_id, next_on, findings)
     select $1::int, $2::date, u.parcel_id, u.next_on, u.findings::jsonb
     from unnest($3::bigint[], $4::date[], $5::text[]) as u (parcel_id, next_on, findings)
     on conflict (zone_id, parcel_id) do update set
       evaluated_on = excluded.evaluated_on, next_on = excluded.next_on, findings = excluded.findings`,
    [
      zoneId,
      today,
      kept.map(({ parcelId }) => parcelId),
      kept.map(({ nextOn }) => nextOn),
      kept.map(({ findings }) => JSON.stringify(findings)),
    ],
  )
}

/** An instant for writing outside of a change. */
export async function readInstant(executor: Db): Promise<string> {
  const [row] = await run<{ now: string }>(
    executor,
    `select date_trunc('milliseconds', clock_timestamp()) as now`,
  )
  return row!.now
}
