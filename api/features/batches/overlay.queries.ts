import type { Db } from '#api/db/database.ts'
import { run } from '#api/db/raw.ts'
import type { Geometry } from '#geodata/model/geojson.ts'
import type { LandState } from '#geodata/rules/batch/batch-land.ts'
import { isDisposed, landStates } from '#geodata/rules/batch/batch-land.ts'

/** The approved area cut up by the parcels in it. Areas are ellipsoidal, in m² with four decimals. */
export type OverlayPiece = { areaM2: number; at: [number, number]; geometry: Geometry }
export type Overlay = {
  boundaryM2: number
  boundary: Geometry
  bbox: [number, number, number, number]
  parcels: { id: number; state: LandState; areaM2: number; insideM2: number; geometry: Geometry }[]
  /** Each m² in the first state that holds. */
  states: { state: LandState; areaM2: number }[]
  /** Approved, and in no parcel. */
  holes: OverlayPiece[]
  /** In two parcels. */
  doubles: (OverlayPiece & { parcelIds: [number, number] })[]
  /** Approved, and not disposed of. */
  left: OverlayPiece[]
}

export type OverlayParcel = { id: number; version: number; state: LandState }

/** Below this an overlay of boundaries on the grid of 1e-9 degree says nothing. */
const NOISE_M2 = 0.01

const area = (geom: string) => `round(ST_Area(${geom}::geography)::numeric, 4)`
const json = (geom: string) => `ST_AsGeoJSON(${geom}, 9)::json`
const nothing = `ST_GeomFromText('POLYGON EMPTY', 4490)`
const stateList = landStates.map((state) => `'${state}'`).join(', ')
const rank = (column: string) => `array_position(array[${stateList}]::text[], ${column})`
const disposed = landStates
  .filter(isDisposed)
  .map((state) => `'${state}'`)
  .join(', ')

const versionOf = (table: 'approval_batch' | 'parcel', id: string, version: string) =>
  `(select t.geom, t.area_ellipsoidal_m2 as area from ${table} t
      where t.zone_id = $1::int and t.id = ${id} and t.version = ${version}
    union all select t.geom, t.area_ellipsoidal_m2 from ${table}_history t
      where t.zone_id = $1::int and t.id = ${id} and t.version = ${version})`

const batch = versionOf('approval_batch', '$2::bigint', '$3::int')
const asked = `unnest($4::bigint[], $5::int[], $6::text[]) as u (id, version, state)
  cross join lateral ${versionOf('parcel', 'u.id', 'u.version')} t`

const piece = (geom: string) =>
  `'areaM2', ${area(geom)}, 'at', json_build_array(round(ST_X(ST_PointOnSurface(${geom}))::numeric, 9),
     round(ST_Y(ST_PointOnSurface(${geom}))::numeric, 9)), 'geometry', ${json(geom)}`

const pieces = (from: string) =>
  `(select coalesce(json_agg(json_build_object(${piece('d.geom')}) order by ST_Area(d.geom) desc), '[]'::json)
    from ${from} s cross join lateral ST_Dump(s.geom) d where ${area('d.geom')} >= ${NOISE_M2})`

type Subject = { zoneId: number; batch: { id: number; version: number }; parcels: readonly OverlayParcel[] }

const parametersOf = ({ zoneId, batch: own, parcels }: Subject): unknown[] => [
  zoneId,
  own.id,
  own.version,
  parcels.map(({ id }) => id),
  parcels.map(({ version }) => version),
  parcels.map(({ state }) => state),
]

/** Boundaries that no overlay can be trusted with: `null` stands for the batch. Embedded, GEOS would say nothing. */
export async function findUnusable(executor: Db, subject: Subject): Promise<(number | null)[]> {
  const rows = await run<{ id: number | null }>(
    executor,
    `select null::bigint as id from ${batch} b where not ST_IsValid(b.geom)
     union all select u.id from ${asked} where u.state is not null and not ST_IsValid(t.geom)`,
    parametersOf(subject),
  )
  return rows.map(({ id }) => id)
}

/** Cuts a batch by its parcels. All boundaries have to be valid. */
export async function computeOverlay(executor: Db, subject: Subject): Promise<Overlay> {
  const [row] = await run<{ overlay: Overlay }>(
    executor,
    `with b as materialized (select * from ${batch} b),
     p as materialized (
       select u.id, u.state, t.geom, t.area, ST_CoveredBy(t.geom, b.geom) as is_whole
       from b cross join ${asked} where ST_Intersects(t.geom, b.geom)),
     part as materialized (
       select * from (
         select p.id, p.state, p.area, case when p.is_whole then p.geom
           else ST_CollectionExtract(ST_Intersection(p.geom, b.geom), 3) end as geom
         from p cross join b) cut
       where not ST_IsEmpty(geom) and ${area('geom')} >= ${NOISE_M2}),
     state as materialized (select state, ST_Union(geom) as geom from part group by state),
     first as materialized (
       select s.state, ST_Difference(s.geom, coalesce((select ST_Union(o.geom) from state o
         where ${rank('o.state')} < ${rank('s.state')}), ${nothing})) as geom from state s),
     hole as materialized (
       select ST_Difference(b.geom, coalesce((select ST_Union(geom) from state), ${nothing})) as geom from b),
     rest as materialized (
       select ST_Difference(b.geom, coalesce((select ST_Union(geom) from state where state in (${disposed})), ${nothing}))
         as geom from b),
     double as materialized (
       select x.id as one, y.id as other, ST_CollectionExtract(ST_Intersection(x.geom, y.geom), 3) as geom
       from part x join part y on x.id < y.id and x.geom && y.geom and ST_Intersects(x.geom, y.geom))
     select json_build_object(
       'boundaryM2', ${area('b.geom')}, 'boundary', ${json('b.geom')},
       'bbox', json_build_array(ST_XMin(b.geom), ST_YMin(b.geom), ST_XMax(b.geom), ST_YMax(b.geom)),
       'parcels', (select coalesce(json_agg(json_build_object('id', part.id, 'state', part.state,
          'areaM2', round(part.area::numeric, 4), 'insideM2', ${area('part.geom')}, 'geometry', ${json('part.geom')})
          order by part.id), '[]'::json) from part),
       'states', (select coalesce(json_agg(json_build_object('state', state, 'areaM2', ${area('geom')})
          order by ${rank('state')}), '[]'::json) from first),
       'holes', ${pieces('hole')},
       'left', ${pieces('rest')},
       'doubles', (select coalesce(json_agg(json_build_object('parcelIds', json_build_array(one, other),
          ${piece('double.geom')}) order by ST_Area(double.geom) desc), '[]'::json)
          from double where not ST_IsEmpty(double.geom) and ${area('double.geom')} >= ${NOISE_M2})) as overlay
     from b`,
    parametersOf(subject),
  )
  if (!row) throw new Error(`the overlay of batch ${subject.batch.id} gave nothing`)
  return row.overlay
}

/** Overlays that were worked out already, by digest of what went into them. */
export async function findOverlays(
  executor: Db,
  zoneId: number,
  asked: readonly { batchId: number; digest: string }[],
): Promise<Map<number, Overlay>> {
  const rows = await run<{ batch_id: number; contents: Overlay }>(
    executor,
    `select o.batch_id, o.contents from unnest($2::bigint[], $3::text[]) as u (batch_id, digest)
     join batch_overlay o on o.zone_id = $1::int and o.batch_id = u.batch_id and o.digest = u.digest`,
    [zoneId, asked.map(({ batchId }) => batchId), asked.map(({ digest }) => digest)],
  )
  return new Map(rows.map(({ batch_id, contents }) => [batch_id, contents]))
}

/** How many days' overlays of one batch are kept. */
const KEPT = 40

export async function keepOverlay(
  executor: Db,
  zoneId: number,
  { batchId, digest }: { batchId: number; digest: string },
  overlay: Overlay,
): Promise<void> {
  await run(
    executor,
    `with kept as (
       insert into batch_overlay (zone_id, batch_id, digest, contents)
       values ($1::int, $2::bigint, $3::text, $4::jsonb)
       on conflict (zone_id, batch_id, digest) do update set used_at = clock_timestamp() returning 1)
     delete from batch_overlay where zone_id = $1::int and batch_id = $2::bigint and digest in (
       select digest from batch_overlay where zone_id = $1::int and batch_id = $2::bigint
       order by used_at desc, digest offset ${KEPT})`,
    [zoneId, batchId, digest, JSON.stringify(overlay)],
  )
}
