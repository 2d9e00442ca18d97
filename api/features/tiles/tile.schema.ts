import { Type } from 'typebox'
import type { Static } from 'typebox'
import { asOfParameters } from '#api/http/as-of.ts'

const setId = Type.String({
  maxLength: 120,
  description: '`zone` for all layers in one tile, a collection, or `reference-<slug>`',
})

const zone = Type.Optional(Type.String({ maxLength: 80, description: 'Slug of the zone' }))

export const TileQuery = Type.Object({ zone, ...asOfParameters })

export const TileParams = Type.Object({
  id: setId,
  z: Type.Integer({ minimum: 0, maximum: 20 }),
  x: Type.Integer({ minimum: 0 }),
  y: Type.Integer({ minimum: 0 }),
})
export type TileRequest = Static<typeof TileParams>

export const TileSetParams = Type.Object({ id: setId })

const Field = Type.Record(Type.String(), Type.String())

export const TileJson = Type.Object(
  {
    tilejson: Type.Literal('3.0.0'),
    name: Type.String(),
    tiles: Type.Array(Type.String()),
    scheme: Type.Literal('xyz'),
    minzoom: Type.Integer(),
    maxzoom: Type.Integer(),
    bounds: Type.Optional(Type.Array(Type.Number(), { description: 'West, south, east, north in degrees' })),
    center: Type.Optional(Type.Array(Type.Number())),
    vector_layers: Type.Array(
      Type.Object({
        id: Type.String(),
        description: Type.String(),
        minzoom: Type.Integer(),
        maxzoom: Type.Integer(),
        fields: Field,
      }),
    ),
  },
  { $id: 'TileJson' },
)
export type TileJsonDocument = Static<typeof TileJson>
