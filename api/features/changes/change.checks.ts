import type { CollectionSpec } from '#geodata/model/collections.ts'
import type { Position } from '#geodata/model/geojson.ts'
import type { StoredGeometry } from '#geodata/rules/stored-geometry.ts'
import { isSpatial, references } from '#api/db/collection-sql.ts'
import type { Db } from '#api/db/database.ts'
import { encodeEwkb } from '#api/db/ewkb.ts'
import { run } from '#api/db/raw.ts'

/** Questions about a change that only the database can answer. */

export type Conflict = {
  collection: string
  id: number
  baseVersion: number
  currentVersion: number | null
  by: string
  at: string
  record: { id: number; number: string; title: string }
  changedFields: string[]
  ended?: true
}

/** The change behind a row, `c` with its record `r`, as JSON. */
const authorship = `c.user_name as by, c.recorded_at as at,
  json_build_object('id', r.id, 'number', r.number, 'title', r.title) as record`
const joinAuthor = (changeId: string) => `
  join change c on c.zone_id = $1::int and c.id = ${changeId}
  join record r on r.zone_id = c.zone_id and r.id = c.record_id`

/** Who has changed or ended these features since the given versions; features that never were have no row. */
export async function findConflicts(
  executor: Db,
  zoneId: number,
  spec: CollectionSpec,
  refs: readonly { id: number; version: number }[],
): Promise<Conflict[]> {
  const same = isSpatial(spec) ? 'h.geom = t.geom' : 'true'
  const rows = await run<Omit<Conflict, 'collection' | 'ended'> & { ended: boolean }>(
    executor,
    `select u.id, u.version as "baseVersion", t.version as "currentVersion", ${authorship},
       t.id is null as ended,
       coalesce(d.names, '{}') as "changedFields"
     from unnest($2::bigint[], $3::int[]) as u (id, version)
     left join ${spec.table} t on t.zone_id = $1::int and t.id = u.id
     left join lateral (
       select e.superseded_by from ${spec.table}_history e
       where e.zone_id = $1::int and e.id = u.id and t.id is null order by e.version desc limit 1) e on true
     left join ${spec.table}_history h on h.zone_id = $1::int and h.id = u.id and h.version = u.version
     left join lateral (
       select array_agg(f.name order by f.place) as names from (values
         ${changedPairs(spec, same)}) as f (place, name, changed)
       where f.changed and h.id is not null and t.id is not null) d on true
     ${joinAuthor('coalesce(t.change_id, e.superseded_by)')}
     order by u.id`,
    [zoneId, refs.map(({ id }) => id), refs.map(({ version }) => version)],
  )
  return rows.map(({ ended, ...row }) => ({
    collection: spec.id,
    ...row,
    ...(ended && { ended: true as const }),
  }))
}

function changedPairs(spec: CollectionSpec, sameGeometry: string): string {
  const fields = spec.fields.map(
    ({ name }, place) => `(${place + 1}, '${name}', h.${name} is distinct from t.${name})`,
  )
  return [`(0, 'geometry', not (${sameGeometry}))`, ...fields].join(', ')
}

/** Values of a unique field that living features already use. */
export async function findUsers(
  executor: Db,
  zoneId: number,
  spec: CollectionSpec,
  field: string,
  values: string[],
): Promise<{ value: string; id: number }[]> {
  return run(
    executor,
    `select ${field} as value, id from ${spec.table}
     where zone_id = $1::int and ${field} = any ($2::text[])`,
    [zoneId, values],
  )
}

export type Referrer = { collection: string; id: number; title: string | null; field: string; to: number }

/** Living features that still point at these, of any collection. */
export async function findReferrers(
  executor: Db,
  zoneId: number,
  spec: CollectionSpec,
  ids: number[],
): Promise<Referrer[]> {
  const found: Referrer[] = []
  for (const { spec: from, column } of references.filter(({ to }) => to === spec)) {
    const rows = await run<Omit<Referrer, 'collection' | 'field'>>(
      executor,
      `select id, ${from.title}::text as title, ${column} as to from ${from.table}
       where zone_id = $1::int and ${column} = any ($2::bigint[]) order by id limit 20`,
      [zoneId, ids],
    )
    found.push(...rows.map((row) => ({ collection: from.id, field: column, ...row })))
  }
  return found
}

/** What the database itself holds against boundaries; the answer for a good one is missing. */
export async function findInvalid(
  executor: Db,
  geometries: readonly StoredGeometry[],
): Promise<{ index: number; reason: string; at: Position | null }[]> {
  if (geometries.length === 0) return []
  return run(
    executor,
    `select u.index::int - 1 as index, reason(d.detail) as reason,
       case when location(d.detail) is not null
         then json_build_array(ST_X(location(d.detail)), ST_Y(location(d.detail))) end as at
     from unnest($1::text[]) with ordinality as u (geom, index),
       lateral (select ST_IsValidDetail(u.geom::geometry) as detail) d
     where not valid(d.detail)`,
    [geometries.map((geometry) => encodeEwkb(geometry))],
  )
}

export type Overlap = {
  id: number
  otherId: number
  code: string
  overlapM2: number
  by: string
  at: string
  record: { id: number; number: string; title: string }
}

/** Overlaps up to here are slivers of T-shaped corners on the storage grid, not a double claim. */
export const overlapToleranceM2 = 0.5
/** A tiny parcel is protected too: an overlap of this share of the smaller one counts. */
export const overlapToleranceShare = 0.01

const lookupsPerStatement = 1000
const overlapsTold = 100

/**
 * Living parcels of the same stratum that lie on these ones, each pair once. Most neighbours only share a
 * border: extents are compared first (Mercator only enlarges), then interiors. `offset 0` keeps every parcel
 * looking up its own neighbours in the index, also where the planner knows nothing of new rows yet.
 */
export async function findOverlaps(executor: Db, zoneId: number, ids: number[]): Promise<Overlap[]> {
  const found: Overlap[] = []
  for (let start = 0; start < ids.length; start += lookupsPerStatement) {
    const some = ids.slice(start, start + lookupsPerStatement)
    found.push(...(await findOverlapsOf(executor, zoneId, some)))
    if (found.length >= overlapsTold) break
  }
  return withoutMirrored(found)
    .sort((a, b) => b.overlapM2 - a.overlapM2)
    .slice(0, overlapsTold)
}

async function findOverlapsOf(executor: Db, zoneId: number, ids: number[]): Promise<Overlap[]> {
  return run<Overlap>(
    executor,
    `select o.id, o.other_id as "otherId", o.code, o.overlap as "overlapM2", ${authorship}
     from (
       select a.id, b.id as other_id, b.code, b.change_id, tolerance,
         ST_Area(ST_Intersection(a.geom, b.geom)::geography) as overlap
       from (select * from parcel where zone_id = $1::int and id = any ($2::bigint[]) offset 0) a
       cross join lateral (
         select b.*, least(${overlapToleranceM2}, ${overlapToleranceShare} *
           least(a.area_ellipsoidal_m2, b.area_ellipsoidal_m2)) as tolerance
         from parcel b where b.geom_3857 && a.geom_3857 offset 0) b
       where b.zone_id = a.zone_id and b.id <> a.id and b.stratum = a.stratum
         and (least(ST_XMax(a.geom_3857), ST_XMax(b.geom_3857)) - greatest(ST_XMin(a.geom_3857), ST_XMin(b.geom_3857)))
           * (least(ST_YMax(a.geom_3857), ST_YMax(b.geom_3857)) - greatest(ST_YMin(a.geom_3857), ST_YMin(b.geom_3857)))
           > tolerance
         and ST_Relate(a.geom, b.geom, '2********')) o
     ${joinAuthor('o.change_id')}
     where o.overlap > o.tolerance
     order by o.overlap desc limit ${overlapsTold}`,
    [zoneId, ids],
  )
}

/** Two parcels that are both new find each other; the one that was drawn first is the place, the other is told. */
function withoutMirrored(overlaps: readonly Overlap[]): Overlap[] {
  const pairs = new Set(overlaps.map(({ id, otherId }) => `${id} ${otherId}`))
  return overlaps.filter(({ id, otherId }) => id > otherId || !pairs.has(`${otherId} ${id}`))
}
