import { createHash } from 'node:crypto'
import { askedPlaces, rowsOf } from '#api/db/as-of-source.ts'
import { statusAsOf } from '#api/db/as-of-views.ts'
import type { Database } from '#api/db/database.ts'
import { findFixedSource } from '#api/db/sources.ts'
import { Parameters } from '#api/db/statement.ts'
import type { AsOf } from '#api/http/as-of.ts'
import type { BBox } from '#geodata/model/geojson.ts'
import { tileExtent } from './tile-frame.ts'
import type { TileFrame } from './tile-frame.ts'
import { firstParcelZoom, type TileAttribute, type TileLayer, type TileSet } from './tile-layers.ts'

/**
 * The features of one layer in one tile: their shapes as TWKB in tile units one behind the other, and a record
 * for each, in the same order: id, column and row of the label (empty without one), attributes.
 */
export type LayerRows = { count: number; shapes: Buffer; records: string[] }

export const recordSeparator = '\u001e'
export const fieldSeparator = '\u001f'

/** Rows read for one layer of one tile; with more the largest are taken, and the tile says so. */
export const rowLimit = 30_000

/** A label needs about this many tile units a side (24 pixels) to be read; thinner zooms show fewer. */
const labelSideUnits = 192
const allLabelsFromZoom = 17

type Statement = { name: string; text: string }
const statements = new Map<string, Statement>()

function prepared(key: string, build: () => string): Statement {
  let found = statements.get(key)
  if (!found) {
    const text = build()
    const name = `tile-${createHash('sha1').update(text).digest('hex').slice(0, 16)}`
    statements.set(key, (found = { name, text }))
  }
  return found
}

const clipBox = 'ST_MakeEnvelope($2::float8, $3::float8, $4::float8, $5::float8, 3857)'
const sizeSql = 'greatest(ST_XMax(geom_3857) - ST_XMin(geom_3857), ST_YMax(geom_3857) - ST_YMin(geom_3857))'

/** The same for every row: looked at once. */
const clipBox2d = `(select ${clipBox}::box2d)`

/** Which tile is asked for: whose, where, of which set, and as of which day. */
export type TileQuestion = {
  zoneId: number
  frame: TileFrame
  set: TileSet
  asOf?: AsOf
}

/** What each statement of a tile takes: the zone, the place, the scale, and what is too small to show. */
function parameters({ zoneId, frame, set: { referenceSlug } }: TileQuestion): Parameters {
  const labelM2 = frame.z >= allLabelsFromZoom ? 0 : (labelSideUnits * frame.groundUnitM) ** 2
  const { clip, west, north, unitsPerM } = frame
  const values = [zoneId, ...clip, west, north, unitsPerM, labelM2, 1 / unitsPerM]
  return new Parameters(referenceSlug === undefined ? values : [...values, referenceSlug])
}

/** Every statement names every parameter, so that PostgreSQL knows their types; the CTE is never run. */
const given = (bySlug: boolean) => `with given as (select $1::int,
    ${[2, 3, 4, 5, 6, 7, 8, 9, 10].map((n) => `$${n}::float8`).join(', ')}${bySlug ? ', $11::text' : ''})`

const soundSql = 'case when ST_IsValid(geom_3857) then geom_3857 else ST_MakeValid(geom_3857) end'

/** A tile's width beyond the tile on each side: shapes within are cut in Node, which costs a tenth. */
const nearBox = `(select ST_Expand(${clipBox}, $4::float8 - $2::float8))`

function clippedSql(layer: TileLayer, safe: boolean): string {
  if (layer.geometry === 'point') return 'geom_3857'
  if (safe) return `ST_ClipByBox2D(${soundSql}, ${clipBox2d})`
  const clipped = `ST_ClipByBox2D(geom_3857, ${clipBox2d})`
  return layer.geometry === 'polygon'
    ? `case when geom_3857 @ ${nearBox} then geom_3857 else ${clipped} end`
    : clipped
}

function shapeSql(layer: TileLayer, safe: boolean): string {
  const scaled = `ST_TransScale(${clippedSql(layer, safe)}, -$6::float8, -$7::float8, $8::float8, -$8::float8)`
  // Nothing left: the two bytes of an empty point keep shapes and records in step.
  return `coalesce(ST_AsTWKB(${scaled}, 0), '\\x0110'::bytea)`
}

function labelPlaceSql(layer: TileLayer, safe: boolean): string {
  if (!layer.labelSql || !layer.areaSql) return `E'\\x1f'`
  const point = safe ? 'ST_Centroid(geom_3857)' : layer.labelSql
  return `case when ${layer.areaSql} >= $9::float8 then concat(
      floor((ST_X(${point}) - $6::float8) * $8::float8), E'\\x1f',
      floor(($7::float8 - ST_Y(${point})) * $8::float8)) else E'\\x1f' end`
}

/** The separators are control characters that no text needs; should one be there, it is taken out. */
function attributeSql({ sql, as, name }: TileAttribute, layer: TileLayer, { safe, asOf }: Options): string {
  const value = asOf && layer.table === 'parcel' && name === 'status' ? statusAsOf('feature') : sql
  return safe && as === 'text' ? `translate(${value}, E'\\x1e\\x1f', '')` : value
}

function sourceSql(layer: TileLayer, { asOf, places }: Options): string {
  if (layer.table !== 'reference_feature')
    return asOf ? `${rowsOf(findFixedSource(layer.collection)!, asOf, places)} as feature` : layer.table
  return `(select f.*, l.slug as layer_slug, l.role as layer_role from reference_feature f
      join reference_layer l on l.zone_id = f.zone_id and l.id = f.layer_id) as reference`
}

type Options = {
  z: number
  bySlug: boolean
  safe: boolean
  largestFirst: boolean
  asOf: AsOf | undefined
  places: Parameters
}

function whereSql(layer: TileLayer, { z, bySlug, asOf }: Options): string {
  const thinned = layer.thinned?.find(({ belowZoom }) => z < belowZoom)?.where
  const terms = [
    `zone_id = $1`,
    `geom_3857 && ${clipBox}`,
    ...(thinned ? [thinned] : []),
    ...(layer.candidates && !asOf && z < firstParcelZoom ? [layer.candidates] : []),
    ...(bySlug ? ['layer_slug = $11'] : []),
    ...(z < firstParcelZoom && layer.geometry !== 'point'
      ? [`(${sizeSql} >= $10::float8${layer.geometry === 'any' ? ' or ST_Dimension(geom_3857) = 0' : ''})`]
      : []),
  ]
  return terms.join(' and ')
}

function layerSql(layer: TileLayer, index: number, options: Options): string {
  const fields = [
    'id',
    labelPlaceSql(layer, options.safe),
    ...layer.attributes.map((attribute) => attributeSql(attribute, layer, options)),
  ]
  const order = options.largestFirst ? `order by ${sizeSql} desc, hashint8(id)` : ''
  return `select ${index} as layer, count(*)::int as count,
    encode(string_agg(shape, ''::bytea), 'base64') as shapes, string_agg(record, E'\\x1e') as records
    from (select ${shapeSql(layer, options.safe)} as shape,
        concat(${fields.join(`, E'\\x1f', `)}) as record
      from ${sourceSql(layer, options)}
      where ${whereSql(layer, options)} ${order}
      limit ${rowLimit}) as features`
}

type Row = { layer: number; count: number; shapes: string | null; records: string | null }

const emptyRows: LayerRows = { count: 0, shapes: Buffer.alloc(0), records: [] }

function toLayerRows({ count, shapes, records }: Row): LayerRows {
  if (!shapes || records === null) return emptyRows
  return { count, shapes: Buffer.from(shapes, 'base64'), records: records.split(recordSeparator) }
}

type How = { safe?: boolean; largestFirst?: boolean }

const optionsOf = ({ frame, set, asOf }: TileQuestion, places: Parameters, how: How = {}): Options => ({
  z: frame.z,
  bySlug: set.referenceSlug !== undefined,
  safe: how.safe ?? false,
  largestFirst: how.largestFirst ?? false,
  asOf,
  places,
})

/** The statement for a kind of question, and the values of this one. */
function asked(
  key: unknown[],
  question: TileQuestion,
  how: How,
  build: (options: Options) => string,
): Statement & { values: unknown[] } {
  const { frame, set, asOf } = question
  const bySlug = set.referenceSlug !== undefined
  const places = parameters(question)
  // A statement that is known already names the day in the same places.
  if (asOf) askedPlaces(asOf, places)
  const fullKey = JSON.stringify([...key, Math.min(frame.z, firstParcelZoom), bySlug, asOf !== undefined])
  const statement = prepared(fullKey, () => `${given(bySlug)}\n${build(optionsOf(question, places, how))}`)
  return { ...statement, values: places.values }
}

/**
 * The rows of several layers in one round trip. `safe` asks more slowly for what cannot fail: broken
 * boundaries are mended for the picture, labels stand at centroids, texts hold no separator.
 */
export async function findLayerRows(
  database: Database,
  question: TileQuestion,
  layers: readonly TileLayer[],
  how: How = {},
): Promise<LayerRows[]> {
  if (layers.length === 0) return []
  const { name, text, values } = asked([layers.map((layer) => layer.name), how], question, how, (options) =>
    layers.map((layer, index) => layerSql(layer, index, options)).join('\nunion all\n'),
  )
  const rows = await database.query<Row>(name, text, values)
  const found: LayerRows[] = layers.map(() => emptyRows)
  for (const row of rows) found[row.layer] = toLayerRows(row)
  return found
}

/** How many features a layer has in a tile, when more than `rowLimit`. */
export async function countRows(
  database: Database,
  question: TileQuestion,
  layer: TileLayer,
): Promise<number> {
  const { name, text, values } = asked(
    ['count', layer.name],
    question,
    {},
    (options) =>
      `select count(*)::int as count from ${sourceSql(layer, options)} where ${whereSql(layer, options)}`,
  )
  const [row] = await database.query<{ count: number }>(name, text, values)
  return row?.count ?? 0
}

/** Parcels summed in one square of a tile; column and row count squares of `blockUnits`. */
export type BlockRow = { column: number; row: number; status: string; count: number; areaM2: number }

/** Side of a block: 16 pixels of a 512-pixel tile. */
export const blockUnits = 128
const blocksPerSideExponent = 5
const cellLevels = [12, 14, 16]

const blockColumns = `string_agg(concat_ws(',', block_x, block_y, status, parcels, area), ';') as blocks`

function toBlocks(text: string | null | undefined): BlockRow[] {
  if (!text) return []
  return text.split(';').map((block) => {
    const [column, row, status, count, areaM2] = block.split(',')
    return {
      column: Number(column),
      row: Number(row),
      status: status!,
      count: Number(count),
      areaM2: Number(areaM2),
    }
  })
}

/** Blocks from the sums that the database keeps for each cell; for zooms up to 11. */
export async function findCellBlocks(
  database: Database,
  zoneId: number,
  { z, x, y }: TileFrame,
): Promise<BlockRow[]> {
  const blockZoom = z + blocksPerSideExponent
  const level = cellLevels.find((candidate) => candidate >= blockZoom)
  if (level === undefined) throw new RangeError(`no cells are kept for zoom ${z}`)
  const span = 2 ** (level - z)
  const { name, text } = prepared(
    'cells',
    () => `
    select ${blockColumns} from (
      select (x - $3::int) >> $7::int as block_x, (y - $5::int) >> $7::int as block_y, status,
        sum(parcel_count) as parcels, sum(area_m2) as area
      from parcel_cell
      where zone_id = $1 and level = $2 and x >= $3 and x < $4::int and y >= $5 and y < $6::int
      group by 1, 2, 3 having sum(parcel_count) > 0) as sums`,
  )
  const values = [zoneId, level, x * span, (x + 1) * span, y * span, (y + 1) * span, level - blockZoom]
  const [found] = await database.query<{ blocks: string | null }>(name, text, values)
  return toBlocks(found?.blocks)
}

const parcels = findFixedSource('parcels')!

/** Blocks summed from the parcels themselves, for a crowded tile near by and for days past. */
export async function findParcelBlocks(
  database: Database,
  { zoneId, frame, asOf }: Pick<TileQuestion, 'zoneId' | 'frame' | 'asOf'>,
): Promise<BlockRow[]> {
  const { west, north, sizeM } = frame
  const blockM = (sizeM / tileExtent) * blockUnits
  const places = new Parameters([zoneId, west, north - sizeM, west + sizeM, north, blockM])
  if (asOf) askedPlaces(asOf, places)
  const { name, text } = prepared(
    asOf ? 'parcel-blocks-as-of' : 'parcel-blocks',
    () => `
    select ${blockColumns} from (
      select floor((ST_X(label_3857) - $2::float8) / $6::float8)::int as block_x,
        floor(($5::float8 - ST_Y(label_3857)) / $6::float8)::int as block_y,
        ${asOf ? statusAsOf('feature') : 'status'} as status,
        count(*) as parcels, sum(area_ellipsoidal_m2) as area
      from ${rowsOf(parcels, asOf, places)} as feature
      where zone_id = $1 and geom_3857 && ST_MakeEnvelope($2::float8, $3::float8, $4::float8, $5::float8, 3857)
        and ST_X(label_3857) >= $2 and ST_X(label_3857) < $4 and ST_Y(label_3857) > $3 and ST_Y(label_3857) <= $5
      group by 1, 2, 3) as sums`,
  )
  const [found] = await database.query<{ blocks: string | null }>(name, text, places.values)
  return toBlocks(found?.blocks)
}

/** West, south, east, north of everything a tile set shows, in degrees; null when it shows nothing. */
export async function findExtent(database: Database, zoneId: number, set: TileSet): Promise<BBox | null> {
  const sources = [...new Set(set.layers.map((layer) => layer.table))]
  const boxes = sources.map((table) =>
    table === 'reference_feature' && set.referenceSlug !== undefined
      ? `select ST_Extent(geom)::box2d as box from reference_feature
         where zone_id = $1 and layer_id = (select id from reference_layer where zone_id = $1 and slug = $2)`
      : `select ST_Extent(geom)::box2d as box from ${table} where zone_id = $1`,
  )
  const { name, text } = prepared(
    `extent-${set.referenceSlug === undefined ? set.id : 'reference'}`,
    () => `
    with given as (select $1::int, $2::text)
    select ST_XMin(box) as west, ST_YMin(box) as south, ST_XMax(box) as east, ST_YMax(box) as north
    from (select ST_Extent(box::geometry)::box2d as box from (${boxes.join(' union all ')}) as boxes) as whole`,
  )
  const values = [zoneId, set.referenceSlug ?? null]
  type Extent = Record<'west' | 'south' | 'east' | 'north', number | null>
  const [found] = await database.query<Extent>(name, text, values)
  if (!found || found.west === null) return null
  return [found.west, found.south!, found.east!, found.north!]
}

/** Whether a zone has this reference layer. */
export async function hasReferenceLayer(database: Database, zoneId: number, slug: string): Promise<boolean> {
  const text = 'select 1 as found from reference_layer where zone_id = $1 and slug = $2'
  const rows = await database.query('tile-reference-layer', text, [zoneId, slug])
  return rows.length > 0
}
