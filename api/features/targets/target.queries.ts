import type { Db } from '#api/db/database.ts'
import { run } from '#api/db/raw.ts'
import type { StockKind } from '#api/db/schema-remediation.ts'

export type TargetCohort = 'all' | 'before_2009' | '2009_2018' | 'from_2019'

export type TargetRow = {
  id: number
  version: number
  kind: StockKind
  year: number
  cohort: TargetCohort
  title: string
  assignedOn: string
  dueOn: string
  goalM2: string | null
  goalRate: string | null
  baseM2: string
  baseCount: number
  baseKnownAt: string
  responsible: string | null
  documentNo: string | null
  note: string | null
  endedOn: string | null
  createdBy: string
  updatedAt: string
  updatedBy: string
}

const columns = `t.id, t.version, t.kind, t.year, t.cohort, t.title, t.assigned_on as "assignedOn",
  t.due_on as "dueOn", t.goal_area_m2 as "goalM2", t.goal_rate as "goalRate", t.base_m2 as "baseM2",
  t.base_count as "baseCount", t.base_known_at as "baseKnownAt", t.responsible, t.document_no as "documentNo",
  t.note, t.ended_on as "endedOn", t.created_by as "createdBy", t.updated_at as "updatedAt",
  t.updated_by as "updatedBy"`

/** Targets assigned by a day, as far as an instant knew them; the newest year first. */
export const findTargets = (
  executor: Db,
  zoneId: number,
  { on, known }: { on: string; known: string | null },
  kind: StockKind | null,
): Promise<TargetRow[]> =>
  run<TargetRow>(
    executor,
    `select ${columns} from target t
     where t.zone_id = $1::int and ($2::text is null or t.kind = $2::text) and t.assigned_on <= $3::date
       and t.created_at < coalesce($4::timestamptz + interval '1 millisecond', 'infinity')
     order by t.year desc, t.kind, t.due_on, t.id`,
    [zoneId, kind, on, known],
  )

export async function findTarget(
  executor: Db,
  zoneId: number,
  id: number,
  lock = false,
): Promise<TargetRow | undefined> {
  const [row] = await run<TargetRow>(
    executor,
    `select ${columns} from target t where t.zone_id = $1::int and t.id = $2::bigint ${lock ? 'for update' : ''}`,
    [zoneId, id],
  )
  return row
}

export type TargetItem = { targetId: number; parcelId: number; areaM2: string }

/** The land that the bases of some targets are made of. */
export const findItems = (executor: Db, zoneId: number, ids: readonly number[]): Promise<TargetItem[]> =>
  run<TargetItem>(
    executor,
    `select target_id as "targetId", parcel_id as "parcelId", area_m2 as "areaM2" from target_item
     where zone_id = $1::int and target_id = any ($2::bigint[]) order by target_id, parcel_id`,
    [zoneId, ids],
  )

/** The instant up to which the database has learned what it knows. */
export async function readInstant(executor: Db): Promise<string> {
  const [row] = await run<{ at: string }>(executor, 'select clock_timestamp() as at')
  return row!.at
}

/** What may be changed of a target; its base may not. */
export type TargetEdit = {
  title: string
  dueOn: string
  goalAreaM2: number | null
  goalRate: number | null
  responsible: string | null
  documentNo: string | null
  note: string | null
}
export type NewTarget = TargetEdit & {
  kind: StockKind
  year: number
  cohort: TargetCohort
  assignedOn: string
  baseM2: string
  baseCount: number
  baseKnownAt: string
  createdBy: string
  updatedBy: string
}

/** Stores a target with the land of its base, in one statement each. */
export async function insertTarget(
  trx: Db,
  zoneId: number,
  target: NewTarget,
  items: readonly { parcelId: number; areaM2: number }[],
): Promise<number> {
  const { id } = await trx
    .insertInto('target')
    .values({ zoneId, ...target })
    .returning('id')
    .executeTakeFirstOrThrow()
  await run(
    trx,
    `insert into target_item (zone_id, target_id, parcel_id, area_m2)
     select $1::int, $2::bigint, u.parcel_id, u.area_m2
     from unnest($3::bigint[], $4::numeric[]) as u (parcel_id, area_m2)`,
    [zoneId, id, items.map(({ parcelId }) => parcelId), items.map(({ areaM2 }) => areaM2)],
  )
  return id
}

export async function updateTarget(
  trx: Db,
  zoneId: number,
  { id, version }: Pick<TargetRow, 'id' | 'version'>,
  edit: (Partial<TargetEdit> | { endedOn: string | null }) & { updatedBy: string },
): Promise<void> {
  await trx
    .updateTable('target')
    .set(({ fn }) => ({ ...edit, version: version + 1, updatedAt: fn<string>('clock_timestamp') }))
    .where('zoneId', '=', zoneId)
    .where('id', '=', id)
    .execute()
}
