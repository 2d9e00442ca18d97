import type { CollectionSpec } from '#geodata/model/collections.ts'
import { collections } from '#geodata/model/collections.ts'
import type { BBox } from '#geodata/model/geojson.ts'
import type { StoredGeometry } from '#geodata/rules/stored-geometry.ts'
import {
  bboxJson,
  columnType,
  fieldNames,
  geometryColumns,
  isSpatial,
  measuredColumns,
  versionColumns,
} from '#api/db/collection-sql.ts'
import type { Db } from '#api/db/database.ts'
import { encodeEwkb } from '#api/db/ewkb.ts'
import { run } from '#api/db/raw.ts'

/** What every row of a change carries. */
export type Stamp = {
  zoneId: number
  changeId: number
  recordedAt: string
  effectiveOn: string
  planarSrid: number
}

export type LivingRow = Record<string, unknown> & { id: number; version: number; bbox: BBox | null }

/** Collections in the fixed order in which rows are locked, so that no two changes wait for each other. */
export const lockOrder: readonly CollectionSpec[] = collections

/** The living rows with these ids, locked against every other change until the transaction ends. */
export async function lockRows(
  executor: Db,
  zoneId: number,
  spec: CollectionSpec,
  ids: number[],
): Promise<Map<number, LivingRow>> {
  const bbox = isSpatial(spec) ? bboxJson('t') : 'null::json'
  const rows = await run<LivingRow>(
    executor,
    `select t.id, t.version, ${bbox} as bbox, ${fieldNames(spec)
      .map((name) => `t.${name}`)
      .join(', ')}
     from ${spec.table} t where t.zone_id = $1::int and t.id = any ($2::bigint[]) order by t.id for update`,
    [zoneId, ids],
  )
  return new Map(rows.map((row) => [row.id, row]))
}

/** Which of these features live; they cannot be ended by others until the transaction ends. */
export async function lockReferenced(
  executor: Db,
  zoneId: number,
  spec: CollectionSpec,
  ids: number[],
): Promise<Set<number>> {
  const rows = await run<{ id: number }>(
    executor,
    `select t.id from ${spec.table} t where t.zone_id = $1::int and t.id = any ($2::bigint[])
     order by t.id for key share`,
    [zoneId, ids],
  )
  return new Set(rows.map(({ id }) => id))
}

/** Copies living rows into the history as past versions; with `ended` they are about to leave. */
export async function archive(
  executor: Db,
  stamp: Stamp,
  spec: CollectionSpec,
  ids: number[],
  ended: boolean,
): Promise<void> {
  const kept = ['zone_id', 'id', 'version', 'change_id', 'effective_on', 'recorded_at']
  const names = [...kept, ...versionColumns(spec), ...measuredColumns(spec)].join(', ')
  await run(
    executor,
    `insert into ${spec.table}_history (${names}, effective_until, superseded_at, superseded_by, ended)
     select ${names}, $3::date, $4::timestamptz, $5::bigint, $6::boolean
     from ${spec.table} where zone_id = $1::int and id = any ($2::bigint[])`,
    [stamp.zoneId, ids, stamp.effectiveOn, stamp.recordedAt, stamp.changeId, ended],
  )
}

export async function removeRows(
  executor: Db,
  zoneId: number,
  spec: CollectionSpec,
  ids: number[],
): Promise<void> {
  await run(executor, `delete from ${spec.table} where zone_id = $1::int and id = any ($2::bigint[])`, [
    zoneId,
    ids,
  ])
}

export type RowUpdate = { id: number; values: Record<string, unknown>; geometry?: StoredGeometry }

/** One new version of each row; `names` are the fields that `values` of every row carry. */
export async function updateRows(
  executor: Db,
  stamp: Stamp,
  spec: CollectionSpec,
  names: string[],
  rows: readonly RowUpdate[],
): Promise<void> {
  const withGeometry = rows[0]?.geometry !== undefined
  const fields = spec.fields.filter(({ name }) => names.includes(name))
  const values: unknown[] = [stamp.zoneId, stamp.changeId, stamp.recordedAt, stamp.effectiveOn]
  const columns = ['id']
  const arrays = [`$${values.push(rows.map(({ id }) => id))}::bigint[]`]
  const sets = fields.map((field) => {
    columns.push(field.name)
    arrays.push(`$${values.push(rows.map((row) => row.values[field.name] ?? null))}::${columnType(field)}[]`)
    return `${field.name} = u.${field.name}`
  })
  if (withGeometry) {
    columns.push('geom')
    arrays.push(`$${values.push(rows.map(({ geometry }) => encodeEwkb(geometry!)))}::text[]`)
    sets.push('geom = u.geom::geometry')
    if (spec.geometry === 'polygon') sets.push(`planar_srid = $${values.push(stamp.planarSrid)}::int`)
  }
  await run(
    executor,
    `update ${spec.table} t set version = t.version + 1, change_id = $2::bigint,
       recorded_at = $3::timestamptz, effective_on = $4::date${sets.map((set) => `, ${set}`).join('')}
     from unnest(${arrays.join(', ')}) as u (${columns.join(', ')})
     where t.zone_id = $1::int and t.id = u.id`,
    values,
  )
}

export type VersionRef = { id: number; version: number }

const pairs = (refs: readonly VersionRef[]) => [refs.map(({ id }) => id), refs.map(({ version }) => version)]

/** Gives living rows the content of a past version again, as a new version. */
export async function revertRows(
  executor: Db,
  stamp: Stamp,
  spec: CollectionSpec,
  refs: readonly VersionRef[],
): Promise<void> {
  await run(
    executor,
    `update ${spec.table} t set version = t.version + 1, change_id = $2::bigint,
       recorded_at = $3::timestamptz, effective_on = $4::date,
       ${versionColumns(spec)
         .map((name) => `${name} = h.${name}`)
         .join(', ')}
     from ${spec.table}_history h, unnest($5::bigint[], $6::int[]) as u (id, version)
     where t.zone_id = $1::int and t.id = u.id
       and h.zone_id = t.zone_id and h.id = u.id and h.version = u.version`,
    [stamp.zoneId, stamp.changeId, stamp.recordedAt, stamp.effectiveOn, ...pairs(refs)],
  )
}

/** Brings ended features back to life under their id, as the version after their last one. */
export async function restoreRows(
  executor: Db,
  stamp: Stamp,
  spec: CollectionSpec,
  refs: readonly VersionRef[],
): Promise<void> {
  const names = versionColumns(spec).join(', ')
  await run(
    executor,
    `insert into ${spec.table} (zone_id, id, version, change_id, recorded_at, effective_on, ${names})
     select h.zone_id, h.id, h.version + 1, $2::bigint, $3::timestamptz, $4::date,
       ${versionColumns(spec)
         .map((name) => `h.${name}`)
         .join(', ')}
     from ${spec.table}_history h, unnest($5::bigint[], $6::int[]) as u (id, version)
     where h.zone_id = $1::int and h.id = u.id and h.version = u.version`,
    [stamp.zoneId, stamp.changeId, stamp.recordedAt, stamp.effectiveOn, ...pairs(refs)],
  )
}

export type Measured = {
  id: number
  version: number
  bbox: BBox | null
  area_ellipsoidal_m2?: number
  area_planar_m2?: number
  length_m?: number
}

/** Versions, extents and computed measures of living rows. */
export async function findMeasured(
  executor: Db,
  zoneId: number,
  spec: CollectionSpec,
  ids: number[],
): Promise<Map<number, Measured>> {
  const bbox = isSpatial(spec) ? bboxJson('t') : 'null::json'
  const rows = await run<Measured>(
    executor,
    `select ${['t.id', 't.version', `${bbox} as bbox`, ...measuredColumns(spec).map((name) => `t.${name}`)].join(', ')}
     from ${spec.table} t where t.zone_id = $1::int and t.id = any ($2::bigint[])`,
    [zoneId, ids],
  )
  return new Map(rows.map((row) => [row.id, row]))
}

export const hasBoundary = (spec: CollectionSpec): boolean => geometryColumns(spec).length > 0

/** Which of these features ended with just this version and do not live again. */
export async function findEndedAt(
  executor: Db,
  zoneId: number,
  spec: CollectionSpec,
  refs: readonly VersionRef[],
): Promise<Set<number>> {
  if (refs.length === 0) return new Set()
  const rows = await run<{ id: number }>(
    executor,
    `select u.id from unnest($2::bigint[], $3::int[]) as u (id, version)
     join ${spec.table}_history h on h.zone_id = $1::int and h.id = u.id and h.version = u.version and h.ended
     where not exists (select from ${spec.table}_history l
         where l.zone_id = $1::int and l.id = u.id and l.version > u.version)
       and not exists (select from ${spec.table} t where t.zone_id = $1::int and t.id = u.id)`,
    [zoneId, ...pairs(refs)],
  )
  return new Set(rows.map(({ id }) => id))
}
