import type { CollectionSpec } from '#geodata/model/collections.ts'
import type { FieldSpec } from '#geodata/model/fields.ts'
import { specOf } from '#api/db/collection-sql.ts'
import type { Db } from '#api/db/database.ts'
import { run } from '#api/db/raw.ts'
import { overlapToleranceM2, overlapToleranceShare } from '../changes/change.checks.ts'
import type { JobKey } from './import.queries.ts'
import type { RowPair } from './import-protocol.ts'

/**
 * What only the database can say about the rows of a file: whether they agree with what the zone holds. Each
 * function looks at the rows in `from < row_no <= to`, writes what it found as findings `of_zone`, and marks
 * rows that cannot be stored with a `zone_reason`.
 */
export type RowRange = JobKey & { from: number; to: number }

const inRange = `s.zone_id = $1::int and s.import_id = $2::bigint and s.row_no > $3::int and s.row_no <= $4::int
  and s.reason is null and s.zone_reason is null`

const values = ({ zoneId, id, from, to }: RowRange) => [zoneId, id, from, to]

/**
 * Marks what `found` (row_no, detail) names as refused, with one finding for each row. The rows are looked up as a
 * list: for a join the planner, which takes `found` for a single row, would go through all rows for each of them.
 */
const refusing = (code: string, found: string) => `
  with found as (${found}),
  marked as (
    update import_row r set zone_reason = '${code}', severity = 3
    where r.zone_id = $1::int and r.import_id = $2::bigint and r.row_no = any (array(select row_no from found)))
  insert into import_finding (zone_id, import_id, row_no, code, severity, detail, of_zone)
  select $1::int, $2::bigint, row_no, '${code}', 3, detail, true from found`

/** The newest thing that happened to the zone: with it unchanged, the answers below still hold. */
export async function readZoneMark(db: Db, zoneId: number): Promise<number> {
  const rows = await run<{ mark: number }>(
    db,
    'select coalesce(max(id), 0) as mark from change where zone_id = $1',
    [zoneId],
  )
  return rows[0]!.mark
}

export async function forgetZoneFindings(db: Db, { zoneId, id }: JobKey): Promise<void> {
  await run(db, 'delete from import_finding where zone_id = $1 and import_id = $2 and of_zone', [zoneId, id])
  await run(
    db,
    `update import_row set zone_reason = null, severity = 0
     where zone_id = $1 and import_id = $2 and zone_reason is not null`,
    [zoneId, id],
  )
}

export async function hasLivingRows(db: Db, zoneId: number, spec: CollectionSpec): Promise<boolean> {
  const rows = await run(db, `select 1 from ${spec.table} where zone_id = $1 limit 1`, [zoneId])
  return rows.length > 0
}

/** A value that must be unique is used by a living feature. */
export async function refuseTakenValues(
  db: Db,
  range: RowRange,
  spec: CollectionSpec,
  field: FieldSpec,
): Promise<void> {
  await run(
    db,
    refusing(
      'duplicate_in_zone',
      `select s.row_no, jsonb_build_object('field', '${field.name}', 'value', t.${field.name}, 'id', t.id) as detail
       from import_row s join ${spec.table} t
         on t.zone_id = $1::int and t.${field.name} = s.properties ->> '${field.name}'
       where ${inRange}`,
    ),
    values(range),
  )
}

/** A reference to a feature that does not live here. */
export async function refuseUnknownReferences(
  db: Db,
  range: RowRange,
  field: FieldSpec & { type: 'reference' },
): Promise<void> {
  await run(
    db,
    refusing(
      'unknown_reference',
      `select s.row_no, jsonb_build_object('field', '${field.name}', 'value', s.properties -> '${field.name}') as detail
       from import_row s
       where ${inRange} and s.properties ? '${field.name}' and not exists (
         select from ${specOf(field.to).table} t
         where t.zone_id = $1::int and t.id = (s.properties ->> '${field.name}')::bigint)`,
    ),
    values(range),
  )
}

/** Parcels that lie on living parcels of the same stratum, beyond slivers (change.checks.ts). */
export async function refuseTakenPlaces(db: Db, range: RowRange, sinceChange: number): Promise<void> {
  await run(
    db,
    refusing(
      'overlaps_in_zone',
      `select distinct on (row_no) row_no,
         jsonb_build_object('id', id, 'value', code, 'overlapM2', overlap) as detail
       from (
         select s.row_no, t.id, t.code, least(s.area_m2, t.area_ellipsoidal_m2) as smaller,
           ST_Area(ST_Intersection(s.geom, t.geom)::geography) as overlap
         from import_row s
         join parcel t on t.geom_3857 && ST_Transform(s.geom, 3857) and t.zone_id = $1::int
           and t.change_id > $5::bigint and t.stratum = s.properties ->> 'stratum'
         where ${inRange} and ST_Relate(s.geom, t.geom, '2********')) o
       where overlap > least(${overlapToleranceM2}, ${overlapToleranceShare} * smaller)
       order by row_no, overlap desc`,
    ),
    [...values(range), sinceChange],
  )
}

/** Whether any living parcel lies where these rows lie; mostly a file comes into empty land. */
export async function meetsParcels(db: Db, { zoneId, id, from, to }: RowRange): Promise<boolean> {
  const rows = await run<{ meets: boolean }>(
    db,
    `select exists (
       select from parcel t
       where t.zone_id = $1::int and t.geom_3857 && (
         select ST_SetSRID(ST_Extent(ST_Transform(s.geom, 3857))::geometry, 3857) from import_row s
         where ${inRange})) as meets`,
    [zoneId, id, from, to],
  )
  return rows[0]!.meets
}

/** The later of two overlapping rows is refused, unless the earlier one is refused itself. */
export async function refuseOverlapsInFile(
  db: Db,
  { zoneId, id }: JobKey,
  pairs: readonly RowPair[],
): Promise<void> {
  await run(
    db,
    `with found as (
       select distinct on (row_no) row_no, jsonb_build_object('otherRow', other_no, 'overlapM2', overlap) as detail
       from (
         select a.row_no, b.row_no as other_no, least(a.area_m2, b.area_m2) as smaller,
           ST_Area(ST_Intersection(a.geom, b.geom)::geography) as overlap
         from unnest($3::int[], $4::int[]) as p (row_no, other_no)
         join import_row a on a.zone_id = $1::int and a.import_id = $2::bigint and a.row_no = p.row_no
         join import_row b on b.zone_id = $1::int and b.import_id = $2::bigint and b.row_no = p.other_no
         where a.reason is null and b.reason is null and ST_Relate(a.geom, b.geom, '2********')) o
       where overlap > least(${overlapToleranceM2}, ${overlapToleranceShare} * smaller)
       order by row_no, overlap desc),
     marked as (
       update import_row r set reason = 'overlaps_in_file', severity = 3 from found
       where r.zone_id = $1::int and r.import_id = $2::bigint and r.row_no = found.row_no)
     insert into import_finding (zone_id, import_id, row_no, code, severity, detail)
     select $1::int, $2::bigint, row_no, 'overlaps_in_file', 3, detail from found`,
    [zoneId, id, pairs.map(([row]) => row), pairs.map(([, other]) => other)],
  )
}

/** Lying outside the zone is a finding to accept with a reason, not a refusal. */
export async function noteOutside(db: Db, range: RowRange): Promise<void> {
  await run(
    db,
    `with outside as (
       update import_row s set severity = greatest(s.severity, 2) from zone z
       where ${inRange} and s.geom is not null and z.id = $1::int and z.boundary is not null
         and not ST_Covers(z.boundary, ST_SetSRID(s.geom, 4490))
       returning s.row_no)
     insert into import_finding (zone_id, import_id, row_no, code, severity, of_zone)
     select $1::int, $2::bigint, row_no, 'outside_zone', 2, true from outside order by row_no`,
    values(range),
  )
}

/** Rows outside the zone that would be stored. */
export async function countOutside(db: Db, { zoneId, id }: JobKey): Promise<number> {
  const rows = await run<{ count: number }>(
    db,
    `select count(*)::int as count from import_finding f
     join import_row r on r.zone_id = f.zone_id and r.import_id = f.import_id and r.row_no = f.row_no
     where f.zone_id = $1 and f.import_id = $2 and f.code = 'outside_zone'
       and r.reason is null and r.zone_reason is null`,
    [zoneId, id],
  )
  return rows[0]!.count
}
