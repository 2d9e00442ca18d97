import type { Static } from 'typebox'
import { Type } from 'typebox'

/** Wire shapes of changes. Names in `properties` are those of `geodata/model/collections.ts`. */

const Properties = Type.Record(Type.String(), Type.Unknown())
/** Null stands first: the validator coerces, and would otherwise make a zero or an empty text of it. */
const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([Type.Null(), schema])
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])

/** Any GeoJSON geometry; the service reads it strictly and names each fault. */
export const ChangeGeometry = Type.Object(
  { type: Type.String(), coordinates: Type.Array(Type.Unknown()) },
  { $id: 'ChangeGeometry' },
)

export const ChangeOperation = Type.Object(
  {
    op: Type.Union(['create', 'attributes', 'boundary', 'end'].map((op) => Type.Literal(op))),
    collection: Type.String({ maxLength: 60 }),
    id: Type.Optional(Type.Integer({ minimum: 1 })),
    version: Type.Optional(
      orNull(Type.Integer({ minimum: 1, description: 'the version that the operation is based on' })),
    ),
    properties: Type.Optional(Properties),
    geometry: Type.Optional(Type.Unsafe<unknown>(Type.Ref('ChangeGeometry'))),
    tempId: Type.Optional(
      Type.String({
        maxLength: 60,
        description: 'later operations may refer to this creation by {"$temp": "…"}',
      }),
    ),
  },
  { $id: 'ChangeOperation', additionalProperties: false },
)

const operationLimit = 5000

export const ChangeRequest = Type.Object(
  {
    recordId: Type.Optional(orNull(Type.Integer({ minimum: 1 }))),
    label: Type.Optional(orNull(Type.String({ maxLength: 200 }))),
    effectiveOn: Type.Optional(orNull(Type.String({ format: 'date' }))),
    operations: Type.Array(Type.Ref('ChangeOperation'), { minItems: 1, maxItems: operationLimit }),
  },
  { $id: 'ChangeRequest', additionalProperties: false },
)

export const ChangeRecord = Type.Object(
  { id: Type.Integer(), number: Type.String(), title: Type.String() },
  { $id: 'ChangeRecord' },
)

const sources = ['edit', 'import', 'undo', 'demo', 'command'] as const

export const ChangeSummary = Type.Object(
  {
    id: Type.Integer(),
    label: nullable(Type.String()),
    source: Type.Union(sources.map((source) => Type.Literal(source))),
    effectiveOn: Type.String({ format: 'date' }),
    recordedAt: Type.String({ format: 'date-time' }),
    by: Type.String(),
    record: Type.Ref('ChangeRecord'),
    itemCount: Type.Integer(),
    undoes: nullable(Type.Integer()),
    undoneBy: nullable(Type.Integer()),
  },
  { $id: 'ChangeSummary' },
)

export const ChangeResult = Type.Object(
  {
    op: Type.String(),
    collection: Type.String(),
    id: Type.Integer(),
    version: nullable(Type.Integer()),
    tempId: Type.Optional(Type.String()),
    areaEllipsoidalM2: Type.Optional(Type.Number()),
    areaPlanarM2: Type.Optional(Type.Number()),
    lengthM: Type.Optional(Type.Number()),
  },
  { $id: 'ChangeResult' },
)

export const ChangeAdjustment = Type.Object(
  {
    operation: Type.Integer(),
    path: Type.String(),
    kind: Type.String(),
    count: Type.Optional(Type.Integer()),
    from: Type.Optional(Type.Unknown()),
    to: Type.Optional(Type.Unknown()),
  },
  { $id: 'ChangeAdjustment', description: 'an automatic alteration of what was sent' },
)

export const ChangeFinding = Type.Object(
  {
    severity: Type.Union([Type.Literal('error'), Type.Literal('warning')]),
    code: Type.String(),
    operation: Type.Optional(Type.Integer()),
    path: Type.Optional(Type.String()),
  },
  { $id: 'ChangeFinding', additionalProperties: true },
)

export const SavedChange = Type.Object(
  {
    change: Type.Ref('ChangeSummary'),
    results: Type.Array(Type.Ref('ChangeResult')),
    adjustments: Type.Array(Type.Ref('ChangeAdjustment')),
    findings: Type.Array(Type.Ref('ChangeFinding')),
  },
  { $id: 'SavedChange' },
)

export const CheckedChange = Type.Object(
  {
    ok: Type.Boolean(),
    /** What `POST /api/changes` would answer: a problem type without its prefix. */
    problem: nullable(Type.String()),
    findings: Type.Array(Type.Ref('ChangeFinding')),
    adjustments: Type.Array(Type.Ref('ChangeAdjustment')),
    results: Type.Array(Type.Ref('ChangeResult')),
  },
  { $id: 'CheckedChange' },
)

export const FeatureState = Type.Object(
  { properties: Properties, geometry: Type.Optional(Type.Unknown()) },
  { $id: 'FeatureState' },
)

export const ChangeItem = Type.Object(
  {
    seq: Type.Integer(),
    op: Type.String(),
    collection: Type.String(),
    id: Type.Integer(),
    title: nullable(Type.String()),
    versionBefore: nullable(Type.Integer()),
    versionAfter: nullable(Type.Integer()),
    before: nullable(Type.Ref('FeatureState')),
    after: nullable(Type.Ref('FeatureState')),
    changed: Type.Array(Type.String()),
    areaDeltaM2: nullable(Type.Number()),
  },
  { $id: 'ChangeItem' },
)

export const ChangeDetail = Type.Object(
  {
    change: Type.Ref('ChangeSummary'),
    items: Type.Array(Type.Ref('ChangeItem')),
    itemsLeftOut: Type.Integer(),
  },
  { $id: 'ChangeDetail' },
)

export const ChangeList = Type.Object(
  { changes: Type.Array(Type.Ref('ChangeSummary')), nextBefore: nullable(Type.Integer()) },
  { $id: 'ChangeList' },
)

export const ChangeListQuery = Type.Object({
  zone: Type.Optional(Type.String()),
  recordId: Type.Optional(Type.Integer()),
  collection: Type.Optional(Type.String()),
  featureId: Type.Optional(Type.Integer()),
  before: Type.Optional(Type.Integer()),
  limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
})

export const UndoRequest = Type.Object(
  { recordId: Type.Optional(orNull(Type.Integer({ minimum: 1 }))) },
  { $id: 'UndoRequest', additionalProperties: false },
)

export const FeatureVersion = Type.Object(
  {
    version: Type.Integer(),
    op: Type.String(),
    at: Type.String({ format: 'date-time' }),
    by: Type.String(),
    record: Type.Ref('ChangeRecord'),
    change: Type.Object({ id: Type.Integer(), label: nullable(Type.String()), source: Type.String() }),
    effectiveOn: Type.String({ format: 'date' }),
    before: nullable(Type.Ref('FeatureState')),
    after: nullable(Type.Ref('FeatureState')),
    changed: Type.Array(Type.String()),
    areaDeltaM2: nullable(Type.Number()),
  },
  { $id: 'FeatureVersion' },
)

export const FeatureHistory = Type.Object(
  { versions: Type.Array(Type.Ref('FeatureVersion')) },
  { $id: 'FeatureHistory' },
)

export const changeSchemas = [
  ChangeGeometry,
  ChangeOperation,
  ChangeRequest,
  ChangeRecord,
  ChangeSummary,
  ChangeResult,
  ChangeAdjustment,
  ChangeFinding,
  SavedChange,
  CheckedChange,
  FeatureState,
  ChangeItem,
  ChangeDetail,
  ChangeList,
  UndoRequest,
  FeatureVersion,
  FeatureHistory,
]

/** The schema builds its list of operations, so that the compiler does not know them. */
export type OperationBody = Omit<Static<typeof ChangeOperation>, 'op'> & {
  op: 'create' | 'attributes' | 'boundary' | 'end'
}
export type ChangeBody = Omit<Static<typeof ChangeRequest>, 'operations'> & { operations: OperationBody[] }
export type ChangeListFilter = Static<typeof ChangeListQuery>
