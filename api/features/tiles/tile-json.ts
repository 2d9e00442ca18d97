import type { BBox } from '#geodata/model/geojson.ts'
import type { AsOf } from '#api/http/as-of.ts'
import {
  blocksLayer,
  truncatedLayer,
  type AttributeKind,
  type TileLayer,
  type TileSet,
} from './tile-layers.ts'
import type { TileJsonDocument } from './tile.schema.ts'

/** Beyond it the map scales what it has: a tile unit is 4 cm there. */
const maxZoom = 18

const kinds: Record<AttributeKind, string> = {
  text: 'String',
  integer: 'Number',
  number: 'Number',
  mu: 'Number',
}

type VectorLayer = TileJsonDocument['vector_layers'][number]

function describe(layer: TileLayer): VectorLayer[] {
  const fields = (attributes: TileLayer['attributes']) =>
    Object.fromEntries(attributes.map(({ name, as }) => [name, kinds[as]]))
  const common = { minzoom: layer.minZoom, maxzoom: maxZoom }
  const shapes = {
    id: layer.name,
    description: layer.collection,
    ...common,
    fields: fields(layer.attributes),
  }
  if (!layer.labelSql) return [shapes]
  const labels = fields(layer.attributes.filter(({ label }) => label))
  return [
    shapes,
    { id: `${layer.name}_labels`, description: `${layer.collection}: labels`, ...common, fields: labels },
  ]
}

const describeExtra = ({ name, description, fields }: typeof blocksLayer): VectorLayer => ({
  id: name,
  description,
  minzoom: 0,
  maxzoom: maxZoom,
  fields: { ...fields },
})

const round = (degrees: number): number => Math.round(degrees * 1e7) / 1e7

/** TileJSON 3.0 of a tile set: https://github.com/mapbox/tilejson-spec/tree/master/3.0.0 */
export function tileJson(
  set: TileSet,
  bounds: BBox | null,
  origin: string,
  { zone, on, known }: { zone: string } & Partial<AsOf>,
): TileJsonDocument {
  const hasParcels = set.layers.some(({ table }) => table === 'parcel')
  const query = new URLSearchParams({ zone, ...(on && { on }), ...(known && { known }) })
  return {
    tilejson: '3.0.0',
    name: set.id,
    tiles: [`${origin}/tiles/${encodeURIComponent(set.id)}/{z}/{x}/{y}.mvt?${query}`],
    scheme: 'xyz',
    minzoom: Math.min(...set.layers.map(({ minZoom }) => minZoom)),
    maxzoom: maxZoom,
    ...(bounds && {
      bounds: bounds.map(round),
      center: [round((bounds[0] + bounds[2]) / 2), round((bounds[1] + bounds[3]) / 2), 14],
    }),
    vector_layers: [
      ...set.layers.flatMap(describe),
      ...(hasParcels ? [describeExtra(blocksLayer)] : []),
      describeExtra(truncatedLayer),
    ],
  }
}
