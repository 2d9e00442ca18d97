import { Type } from 'typebox'
import { ledgerRowSchemas } from '#api/features/ledger/ledger.schema.ts'
import { comparedParameters } from '#api/http/as-of.ts'

export const compareLimits = { usual: 100, most: 500, shapes: 2000 }

/** What has become of a feature between two days; `boundary` may come with other fields. */
export const changeKinds = ['created', 'ended', 'boundary', 'fields'] as const
export type ChangeKind = (typeof changeKinds)[number]

const Kind = Type.Union(changeKinds.map((kind) => Type.Literal(kind)))
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const change = Type.Optional(
  Type.String({ description: `Only these kinds, between commas: ${changeKinds.join(', ')}` }),
)

export const CompareParams = Type.Object({ collection: Type.String({ maxLength: 120 }) })

export const CompareQuery = Type.Object(
  {
    zone: Type.Optional(Type.String()),
    ...comparedParameters,
    than: Type.String({ format: 'date', description: 'The other day; usually the earlier one' }),
    change,
    offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: compareLimits.most })),
  },
  {
    additionalProperties: true,
    description: 'Filters as in /ogc items; a feature counts that they let through on either day',
  },
)

const Tally = Type.Object({
  change: Kind,
  count: Type.Integer(),
  beforeM2: Type.Number({ description: 'Computed area on the other day' }),
  afterM2: Type.Number(),
})

const StateMove = Type.Object({
  from: nullable(Type.String()),
  to: nullable(Type.String()),
  count: Type.Integer(),
  areaM2: Type.Number({ description: 'Computed area, afterwards where there is one' }),
})

const ComparedFeature = Type.Object(
  {
    id: Type.Integer(),
    change: Kind,
    changed: Type.Array(Type.String(), { description: 'Fields that differ, `geometry` first' }),
    areaDeltaM2: nullable(Type.Number()),
    before: nullable(Type.Unsafe<unknown>(Type.Ref('LedgerRow'))),
    after: nullable(Type.Unsafe<unknown>(Type.Ref('LedgerRow'))),
  },
  { $id: 'ComparedFeature' },
)

const Comparison = Type.Object(
  {
    on: Type.String({ format: 'date' }),
    than: Type.String({ format: 'date' }),
    total: Type.Integer(),
    tallies: Type.Array(Tally),
    states: Type.Array(StateMove, { description: 'Of parcels: how many went from one state to another' }),
    columns: Type.Array(Type.Ref('LedgerColumn')),
    features: Type.Array(Type.Ref('ComparedFeature')),
  },
  { $id: 'Comparison' },
)

const ComparedShapes = Type.Object(
  {
    type: Type.Literal('FeatureCollection'),
    isComplete: Type.Boolean({
      description: `False when more than ${compareLimits.shapes} features differ in the place asked for`,
    }),
    features: Type.Array(
      Type.Object({
        type: Type.Literal('Feature'),
        id: Type.Integer(),
        geometry: Type.Object({ type: Type.String() }, { additionalProperties: true }),
        properties: Type.Object(
          {
            change: Kind,
            side: Type.Union([Type.Literal('before'), Type.Literal('after')]),
            title: nullable(Type.String()),
            from: nullable(Type.String()),
            to: nullable(Type.String()),
          },
          { description: '`from` and `to`: states of a parcel' },
        ),
      }),
    ),
  },
  { $id: 'ComparedShapes' },
)

export const compareSchemas = [...ledgerRowSchemas, ComparedFeature, Comparison, ComparedShapes]
