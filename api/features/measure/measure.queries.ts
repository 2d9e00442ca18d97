import { specAsOf } from '#api/db/as-of-rows.ts'
import { askedPlaces } from '#api/db/as-of-source.ts'
import { statusAsOf } from '#api/db/as-of-views.ts'
import type { Database } from '#api/db/database.ts'
import { isDatabaseError, sqlState } from '#api/db/errors.ts'
import { encodeEwkb } from '#api/db/ewkb.ts'
import { Parameters } from '#api/db/statement.ts'
import type { AsOf } from '#api/http/as-of.ts'
import { Problem } from '#api/http/problem.ts'
import type { ArealGeometry } from '#geodata/model/geojson.ts'

/** Land of one category inside the drawn shape. */
export type MeasuredGroup = {
  status: string | null
  landUseCode: string | null
  category: string | null
  count: number
  areaM2: number
  declaredShareM2: number | null
  ids: number[]
}

export type Measured = { shapeM2: number; planarM2: number; groups: MeasuredGroup[] }

/** Ids that a row carries. */
export const maxListedIds = 1_000

/** What is smaller cannot be printed: a neighbour that only touches the shape. */
const leastM2 = 0.005

/**
 * Pieces are cut along the lines that the map shows, straight in degrees; acreage is measured along geodesics.
 * For the shape as a whole the two differ by less than 1e-7 of it (the bends of opposite sides cancel).
 */
const shapeSql = 'shape as materialized (select $2::text::geometry as geom)'

const wholeSql = `(select ST_Area(geom::geography) from shape) as "shapeM2",
    (select ST_Area(ST_Transform(geom, $3::int)) from shape) as "planarM2"`

/** Stored area where the shape covers all of it (prepared geometry, no overlay), otherwise the overlay's. */
const pieceM2 = (source: string, geom: string) => `case
      when ST_Covers(s.geom, ${geom}) then ${source}.area_ellipsoidal_m2
      when ST_Intersects(s.geom, ${geom}) then ST_Area(ST_Intersection(${geom}, s.geom)::geography)
      else 0 end`

/** The same for land that others have been counted on already. */
const restM2 = (geom: string, counted: string) => `case
      when ST_Intersects(s.geom, ${geom})
      then ST_Area(ST_Difference(ST_Intersection(${geom}, s.geom), ${counted})::geography)
      else 0 end`

/**
 * Parcels of other strata lie above or below: land under a surface parcel is counted there, once. Only they look
 * for what lies over them.
 */
const parcelsSql = (rows: string, status: string) => `
  with ${shapeSql},
  pieces as materialized (
    select p.id, ${status} as status, p.land_use_code, p.declared_area_m2::float8 as declared,
      p.area_ellipsoidal_m2 as whole,
      case when p.stratum = 'surface' then ${pieceM2('p', 'p.geom')}
      else (select case when counted.geom is null then ${pieceM2('p', 'p.geom')}
          else ${restM2('p.geom', 'counted.geom')} end
        from (select ST_Union(o.geom) as geom from ${rows} o
          where o.zone_id = p.zone_id and o.geom_3857 && p.geom_3857
            and (o.stratum = 'surface' or o.id < p.id) and o.id <> p.id
            and ST_Relate(o.geom, p.geom, '2********')) counted) end as area
    from shape s
    join ${rows} p on p.zone_id = $1::int and p.geom_3857 && ST_Transform(s.geom, 3857)),
  groups as (
    select status, land_use_code as "landUseCode", null as category, count(*) as count, sum(area) as "areaM2",
      sum(declared * area / whole) as "declaredShareM2", (array_agg(id))[1:${maxListedIds}] as ids
    from pieces where area >= ${leastM2} group by status, land_use_code)
  select ${wholeSql}, (select json_agg(groups) from groups) as groups`

const soundSql = (geom: string) =>
  `case when ST_IsValid(${geom}) then ${geom} else ST_CollectionExtract(ST_MakeValid(${geom}), 3) end`

/** Shapes of a reference layer may overlap one another: the older one counts. They may be broken, too. */
const referenceSql = `
  with ${shapeSql},
  pieces as materialized (
    select f.id, coalesce(case when $5::text is null then f.name else f.properties ->> $5 end, '') as category,
      case when counted.geom is not null then ${restM2('sound.geom', 'counted.geom')}
        when ST_Covers(s.geom, sound.geom) then ST_Area(sound.geom::geography)
        else ${pieceM2('f', 'sound.geom')} end as area
    from shape s
    join reference_feature f on f.zone_id = $1::int and f.layer_id = $4::bigint
      and f.geom_3857 && ST_Transform(s.geom, 3857) and ST_Dimension(f.geom) = 2
    cross join lateral (select ${soundSql('f.geom')} as geom) sound
    left join lateral (
      select ST_Union(older.geom) as geom from reference_feature o
      cross join lateral (select ${soundSql('o.geom')} as geom) older
      where o.zone_id = f.zone_id and o.layer_id = f.layer_id and o.id < f.id
        and o.geom_3857 && f.geom_3857 and ST_Dimension(o.geom) = 2
        and ST_Relate(older.geom, sound.geom, '2********')) counted on true),
  groups as (
    select null as status, null as "landUseCode", category, count(*) as count, sum(area) as "areaM2",
      null as "declaredShareM2", (array_agg(id))[1:${maxListedIds}] as ids
    from pieces where area >= ${leastM2} group by category)
  select ${wholeSql}, (select json_agg(groups) from groups) as groups`

type Row = { shapeM2: number; planarM2: number; groups: MeasuredGroup[] | null }

export type Question = { zoneId: number; planarSrid: number; geometry: ArealGeometry }

const presentParcels = parcelsSql('parcel', 'p.status')

export async function measureParcels(
  database: Database,
  question: Question,
  asOf: AsOf | undefined,
): Promise<Measured> {
  if (asOf === undefined) return ask(database, 'measure-parcels', presentParcels, parameters(question))
  const places = new Parameters(parameters(question))
  const text = parcelsSql(specAsOf('parcels', askedPlaces(asOf, places)), statusAsOf('p'))
  return ask(database, '', text, places.values)
}

/** `property`: the attribute that makes the categories; the name of the feature when null. */
export async function measureReference(
  database: Database,
  question: Question,
  layerId: number,
  property: string | null,
): Promise<Measured> {
  return ask(database, 'measure-reference', referenceSql, [...parameters(question), layerId, property])
}

const parameters = ({ zoneId, planarSrid, geometry }: Question): unknown[] => [
  zoneId,
  encodeEwkb(geometry),
  planarSrid,
]

async function ask(database: Database, name: string, text: string, values: unknown[]): Promise<Measured> {
  try {
    const [row] = await database.query<Row>(name, text, values, 'replica')
    if (!row) throw new Error('the measurement gave no row')
    return { shapeM2: row.shapeM2, planarM2: row.planarM2, groups: row.groups ?? [] }
  } catch (error) {
    if (isDatabaseError(error, sqlState.statementTimeout)) {
      throw new Problem('database-busy', { detail: 'the shape took too long to measure; draw a smaller one' })
    }
    throw error
  }
}

export async function findReferenceLayerId(
  database: Database,
  zoneId: number,
  slug: string,
): Promise<number | undefined> {
  const text = 'select id from reference_layer where zone_id = $1 and slug = $2'
  const [row] = await database.query<{ id: number }>(
    'measure-reference-layer',
    text,
    [zoneId, slug],
    'replica',
  )
  return row?.id
}
