import type { Static } from 'typebox'
import { Type } from 'typebox'

const Area = Type.Object({
  ellipsoidalM2: Type.Number({ description: 'Unrounded' }),
  m2: Type.Number({ description: 'Two decimals; the rows add up to the total' }),
  mu: Type.Number({ description: '亩, two decimals; the rows add up to the total' }),
})

const Link = Type.Object({
  collection: Type.String(),
  filters: Type.Record(Type.String(), Type.String(), {
    description: 'Query of /api/ledger and /ogc items that opens the features of the row',
  }),
  exact: Type.Boolean({
    description:
      'False where a row has too many features to list: the filters then open all of the category in the extent',
  }),
})

const Row = Type.Object({
  kind: Type.Union([Type.Literal('category'), Type.Literal('uncovered')]),
  status: Type.Union([Type.String(), Type.Null()]),
  landUseCode: Type.Union([Type.String(), Type.Null()]),
  category: Type.Optional(Type.Union([Type.String(), Type.Null()], { description: 'Of a reference layer' })),
  count: Type.Integer(),
  ellipsoidalM2: Type.Number(),
  m2: Type.Number(),
  mu: Type.Number(),
  declaredShareM2: Type.Union([Type.Number(), Type.Null()]),
  parcelIds: Type.Array(Type.Integer(), { description: 'Features of the row, at most 1000' }),
  link: Type.Union([Link, Type.Null()]),
})
export type MeasureRow = Static<typeof Row>

export const MeasureBody = Type.Object(
  {
    geometry: Type.Object(
      {
        type: Type.Union([Type.Literal('Polygon'), Type.Literal('MultiPolygon')]),
        coordinates: Type.Array(Type.Array(Type.Unknown())),
      },
      { description: 'GeoJSON Polygon or MultiPolygon in CRS84' },
    ),
    collection: Type.Optional(
      Type.String({ maxLength: 120, description: '`parcels` or `reference-<slug>`' }),
    ),
    property: Type.Optional(
      Type.String({
        maxLength: 120,
        description: 'Attribute of a reference layer that makes the categories',
      }),
    ),
  },
  { additionalProperties: false, $id: 'MeasureRequest' },
)
export type MeasureRequest = Static<typeof MeasureBody>

export const Measurement = Type.Object(
  {
    collection: Type.String(),
    shape: Type.Object({ ellipsoidalM2: Type.Number(), planarM2: Type.Number(), planarSrid: Type.Integer() }),
    covered: Area,
    uncovered: Area,
    rows: Type.Array(Row),
    total: Area,
  },
  { $id: 'Measurement' },
)
export type MeasurementDocument = Static<typeof Measurement>
