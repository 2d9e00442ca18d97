import type { Db } from '#api/db/database.ts'
import { run } from '#api/db/raw.ts'
import type { Geometry } from '#geodata/model/geojson.ts'
import type { LandState } from '#geodata/rules/batch/batch-land.ts'
import { isDisposed, landStates } from '#geodata/rules/batch/batch-land.ts'

/** The approved area cut up by the parcels in it. Areas are ellipsoidal, in m² with four decimals. */
export type OverlayPiece = { areaM2: number; at: [number, number] }
export type Overlay = {
  boundaryM2: number
  bbox: [number, number, number, number]
  parcels: { id: number; state: LandState; areaM2: number; insideM2: number }[]
  /** Each m² in the first state that holds. */
  states: { state: LandState; areaM2: number }[]
  /** Approved, and in no parcel. */
  holes: OverlayPiece[]
  /** In two parcels. */
  doubles: (OverlayPiece & { parcelIds: [number, number] })[]
  /** Approved, and not disposed of. */
  left: OverlayPiece[]
}
/** What is drawn of an overlay, list by list in the same order. */
export type OverlayShapes = { boundary: Geometry } & Record<
  'parcels' | 'holes' | 'doubles' | 'left',
  Geometry[]
>
export type DrawnOverlay = { areas: Overlay; shapes: OverlayShapes }

export type OverlayParcel = { id: number; version: number; state: LandState }

/**
 * Boundaries lie on a grid of 1e-9 degree (0.1 mm); overlays keep to it. Without it GEOS fails on real fabrics
 * ("result area inconsistent with overlay operation").
 */
const GRID = '1e-9'
const nothing = `ST_GeomFromText('POLYGON EMPTY', 4490)`
const intersection = (a: string, b: string) => `ST_CollectionExtract(ST_Intersection(${a}, ${b}, ${GRID}), 3)`
const union = (geom: string) => `ST_Union(${geom}, ${GRID})`
const without = (whole: string, query: string) =>
  `ST_Difference(${whole}, coalesce((${query}), ${nothing}), ${GRID})`

/** Below this an overlay of boundaries on the grid of 1e-9 degree says nothing. */
const NOISE_M2 = 0.01

const area = (geom: string) => `round(ST_Area(${geom}::geography)::numeric, 4)`
const json = (geom: string) => `ST_AsGeoJSON(${geom}, 9)::json`
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
     round(ST_Y(ST_PointOnSurface(${geom}))::numeric, 9))`

/** The polygons of a shape, the largest first. */
const piecesOf = (from: string) =>
  `(select d.geom from ${from} s cross join lateral ST_Dump(s.geom) d where ${area('d.geom')} >= ${NOISE_M2})`

const list = (item: string, from: string, order: string) =>
  `(select coalesce(json_agg(${item} order by ${order}), '[]'::json) from ${from})`
const bySize = (alias: string) => `ST_Area(${alias}.geom) desc`

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
export async function computeOverlay(executor: Db, subject: Subject): Promise<DrawnOverlay> {
  const pair = `json_build_object('parcelIds', json_build_array(o.one, o.other), ${piece('o.geom')})`
  const [row] = await run<DrawnOverlay>(
    executor,
    `with b as materialized (select * from ${batch} b),
     p as materialized (
       select u.id, u.state, t.geom, t.area, ST_CoveredBy(t.geom, b.geom) as is_whole
       from b cross join ${asked} where ST_Intersects(t.geom, b.geom)),
     part as materialized (
       select * from (
         select p.id, p.state, p.area, case when p.is_whole then p.geom
           else ${intersection('p.geom', 'b.geom')} end as geom
         from p cross join b) cut
       where not ST_IsEmpty(geom) and ${area('geom')} >= ${NOISE_M2}),
     state as materialized (select state, ${union('geom')} as geom from part group by state),
     first as materialized (
       select s.state, ${without('s.geom', `select ${union('o.geom')} from state o where ${rank('o.state')} < ${rank('s.state')}`)}
         as geom from state s),
     hole as materialized (select ${without('b.geom', `select ${union('geom')} from state`)} as geom from b),
     rest as materialized (
       select ${without('b.geom', `select ${union('geom')} from state where state in (${disposed})`)} as geom
       from b),
     overlap as materialized (
       select * from (
         select x.id as one, y.id as other, ${intersection('x.geom', 'y.geom')} as geom
         from part x join part y on x.id < y.id and x.geom && y.geom and ST_Intersects(x.geom, y.geom)) met
       where not ST_IsEmpty(geom) and ${area('geom')} >= ${NOISE_M2}),
     hole_piece as materialized ${piecesOf('hole')},
     rest_piece as materialized ${piecesOf('rest')}
     select json_build_object(
       'boundaryM2', ${area('b.geom')},
       'bbox', json_build_array(ST_XMin(b.geom), ST_YMin(b.geom), ST_XMax(b.geom), ST_YMax(b.geom)),
       'parcels', ${list(
         `json_build_object('id', o.id, 'state', o.state, 'areaM2', round(o.area::numeric, 4), 'insideM2', ${area('o.geom')})`,
         'part o',
         'o.id',
       )},
       'states', ${list(`json_build_object('state', o.state, 'areaM2', ${area('o.geom')})`, 'first o', rank('o.state'))},
       'holes', ${list(`json_build_object(${piece('o.geom')})`, 'hole_piece o', bySize('o'))},
       'left', ${list(`json_build_object(${piece('o.geom')})`, 'rest_piece o', bySize('o'))},
       'doubles', ${list(pair, 'overlap o', bySize('o'))}) as areas,
     json_build_object(
       'boundary', ${json('b.geom')},
       'parcels', ${list(json('o.geom'), 'part o', 'o.id')},
       'holes', ${list(json('o.geom'), 'hole_piece o', bySize('o'))},
       'left', ${list(json('o.geom'), 'rest_piece o', bySize('o'))},
       'doubles', ${list(json('o.geom'), 'overlap o', bySize('o'))}) as shapes
     from b`,
    parametersOf(subject),
  )
  if (!row) throw new Error(`the overlay of batch ${subject.batch.id} gave nothing`)
  return row
}

/** Overlays that were worked out already, by digest of what went into them. */
export async function findOverlays(
  executor: Db,
  zoneId: number,
  asked: readonly { batchId: number; digest: string }[],
): Promise<Map<number, Overlay>> {
  const rows = await run<{ batch_id: number; areas: Overlay }>(
    executor,
    `select o.batch_id, o.contents -> 'areas' as areas from unnest($2::bigint[], $3::text[]) as u (batch_id, digest)
     join batch_overlay o on o.zone_id = $1::int and o.batch_id = u.batch_id and o.digest = u.digest`,
    [zoneId, asked.map(({ batchId }) => batchId), asked.map(({ digest }) => digest)],
  )
  return new Map(rows.map(({ batch_id, areas }) => [batch_id, areas]))
}

/** What is drawn of an overlay that is kept. */
export async function findShapes(
  executor: Db,
  zoneId: number,
  { batchId, digest }: { batchId: number; digest: string },
): Promise<OverlayShapes | undefined> {
  const [row] = await run<{ shapes: OverlayShapes }>(
    executor,
    `select contents -> 'shapes' as shapes from batch_overlay
     where zone_id = $1::int and batch_id = $2::bigint and digest = $3::text`,
    [zoneId, batchId, digest],
  )
  return row?.shapes
}

/** How many days' overlays of one batch are kept. */
const KEPT = 40

export async function keepOverlay(
  executor: Db,
  zoneId: number,
  { batchId, digest }: { batchId: number; digest: string },
  overlay: DrawnOverlay,
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
