import type { Static } from 'typebox'
import { Type } from 'typebox'
import { spatialCollections } from '#geodata/model/collections.ts'
import { LayerRole, LayerStyle } from '../reference-layers/reference-layer.schema.ts'

/** Wire shapes of imports. Null comes first: otherwise a validator that coerces makes an empty text of it. */
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([Type.Null(), schema])
const oneOf = (values: readonly string[]) => Type.Union(values.map((value) => Type.Literal(value)))

export const ImportTarget = Type.Union(
  [
    Type.Object(
      { collection: oneOf(spatialCollections.map(({ id }) => id)) },
      { additionalProperties: false },
    ),
    Type.Object(
      {
        reference: Type.Object(
          {
            title: Type.String({ minLength: 1, maxLength: 120 }),
            titleEn: Type.Optional(Type.String({ minLength: 1, maxLength: 120 })),
            role: Type.Ref('LayerRole'),
            style: Type.Optional(Type.Ref('LayerStyle')),
          },
          { additionalProperties: false },
        ),
      },
      { additionalProperties: false },
    ),
  ],
  { $id: 'ImportTarget' },
)

export const ImportChoices = Type.Object(
  {
    layer: Type.Optional(Type.String({ maxLength: 400 })),
    encoding: Type.Optional(Type.String({ maxLength: 40 })),
    crs: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
    swapAxes: Type.Optional(Type.Boolean()),
    areaUnit: Type.Optional(oneOf(['m2', 'mu', 'ha', 'km2'])),
    target: Type.Optional(Type.Ref('ImportTarget')),
    mapping: Type.Optional(
      Type.Record(Type.String(), nullable(Type.String({ maxLength: 60 })), {
        description: 'property by field; null leaves the field out, and so does leaving it out',
        maxProperties: 1000,
      }),
    ),
  },
  { $id: 'ImportChoices', additionalProperties: false },
)

export const ImportFinding = Type.Object(
  {
    code: Type.String(),
    severity: oneOf(['error', 'warning', 'note']),
    row: Type.Optional(Type.Integer()),
    line: Type.Optional(Type.Integer()),
    detail: Type.Optional(Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]))),
  },
  { $id: 'ImportFinding' },
)

const Position = Type.Array(Type.Number(), { minItems: 2, maxItems: 2 })

export const ImportLayer = Type.Object(
  {
    name: Type.String(),
    format: Type.String(),
    chosen: Type.Boolean({ description: 'whether this layer is the one that will be imported' }),
    count: Type.Integer(),
    declaredCount: nullable(Type.Integer()),
    geometryTypes: Type.Array(Type.String()),
    crs: Type.Object({
      srid: nullable(Type.Integer()),
      how: Type.String(),
      name: Type.Optional(Type.String()),
      candidates: Type.Array(Type.Object({ srid: Type.Integer(), centre: Position })),
    }),
    encoding: Type.Object({
      name: nullable(Type.String()),
      how: Type.String(),
      candidates: Type.Array(Type.Object({ name: Type.String(), sample: Type.String() })),
    }),
    asks: Type.Array(Type.String()),
    fields: Type.Array(
      Type.Object({
        name: Type.String(),
        type: Type.String(),
        length: Type.Optional(Type.Integer()),
        samples: Type.Array(Type.String()),
      }),
    ),
    bbox: nullable(Type.Array(Type.Number(), { minItems: 4, maxItems: 4 })),
    totalAreaM2: nullable(Type.Number()),
    totalLengthM: nullable(Type.Number()),
    declaredAreaM2: nullable(Type.Number()),
    mapping: nullable(
      Type.Object({
        target: Type.Ref('ImportTarget'),
        fields: Type.Record(Type.String(), Type.String()),
        areaUnit: nullable(Type.Object({ unit: Type.String(), how: Type.String() })),
        dropped: Type.Array(Type.Object({ field: Type.String(), why: Type.String() })),
      }),
    ),
    findings: Type.Array(Type.Ref('ImportFinding')),
    findingCounts: Type.Array(
      Type.Object({ code: Type.String(), severity: Type.String(), count: Type.Integer() }),
    ),
    refused: Type.Integer({ description: 'rows that cannot be stored' }),
    outside: Type.Integer({ description: 'storable rows outside the zone' }),
  },
  { $id: 'ImportLayer' },
)

export const ImportRefused = Type.Object(
  { row: Type.Integer(), title: nullable(Type.String()), reason: Type.String() },
  { $id: 'ImportRefused' },
)

export const ImportAccount = Type.Object(
  {
    read: Type.Integer(),
    stored: Type.Integer(),
    refusedCount: Type.Integer(),
    refused: Type.Array(Type.Ref('ImportRefused')),
    collection: Type.String(),
    outside: nullable(Type.Object({ count: Type.Integer(), reason: Type.String() })),
    totalAreaM2: nullable(Type.Number()),
  },
  { $id: 'ImportAccount', description: 'read = stored + refusedCount' },
)

const states = ['reading', 'asking', 'checked', 'storing', 'stored', 'failed', 'cancelled']

export const Import = Type.Object(
  {
    id: Type.Integer(),
    state: oneOf(states),
    createdAt: Type.String({ format: 'date-time' }),
    by: Type.String(),
    progress: Type.Object({ done: Type.Integer(), total: nullable(Type.Integer()) }),
    file: Type.Object({ name: Type.String(), size: Type.Integer() }),
    choices: Type.Ref('ImportChoices'),
    layers: Type.Array(Type.Ref('ImportLayer')),
    failure: nullable(
      Type.Object({
        reason: Type.String(),
        detail: Type.Optional(Type.String()),
        findings: Type.Array(Type.Ref('ImportFinding')),
      }),
    ),
    account: nullable(Type.Ref('ImportAccount')),
    changeId: nullable(Type.Integer()),
  },
  { $id: 'Import' },
)

export const ImportList = Type.Object(
  {
    imports: Type.Array(
      Type.Object({
        id: Type.Integer(),
        state: oneOf(states),
        createdAt: Type.String({ format: 'date-time' }),
        file: Type.Object({ name: Type.String(), size: Type.Integer() }),
        changeId: nullable(Type.Integer()),
      }),
    ),
  },
  { $id: 'ImportList' },
)

export const ImportAccept = Type.Object(
  {
    recordId: Type.Optional(Type.Integer({ minimum: 1 })),
    label: Type.Optional(Type.String({ maxLength: 200 })),
    effectiveOn: Type.Optional(Type.String({ format: 'date' })),
    skipRefused: Type.Optional(
      Type.Boolean({ description: 'store the others when some rows cannot be stored' }),
    ),
    acceptOutside: Type.Optional(
      Type.Object(
        { reason: Type.String({ minLength: 1, maxLength: 400, pattern: '\\S' }) },
        { additionalProperties: false },
      ),
    ),
  },
  { $id: 'ImportAccept', additionalProperties: false },
)

export const ImportFindingList = Type.Object(
  { findings: Type.Array(Type.Ref('ImportFinding')) },
  { $id: 'ImportFindingList' },
)

export const ImportRefusedList = Type.Object(
  { refused: Type.Array(Type.Ref('ImportRefused')) },
  { $id: 'ImportRefusedList' },
)

export const Page = Type.Object({
  zone: Type.Optional(Type.String()),
  code: Type.Optional(Type.String({ maxLength: 80 })),
  offset: Type.Integer({ minimum: 0, default: 0 }),
  limit: Type.Integer({ minimum: 1, maximum: 10_000, default: 1000 }),
})

export const importSchemas = [
  LayerRole,
  LayerStyle,
  ImportTarget,
  ImportChoices,
  ImportFinding,
  ImportLayer,
  ImportRefused,
  ImportAccount,
  Import,
  ImportList,
  ImportAccept,
  ImportFindingList,
  ImportRefusedList,
]

export type AcceptBody = Static<typeof ImportAccept>
export type PageQuery = Static<typeof Page>
