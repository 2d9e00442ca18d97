import type { Static } from 'typebox'
import { Type } from 'typebox'

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([Type.Null(), schema])

/** What a layer is for; the map draws `water` to `building` as ground. */
export const layerRoles = [
  'plan',
  'red_line',
  'cadastre',
  'survey',
  'constraint',
  'water',
  'green',
  'rail',
  'block',
  'building',
  'other',
] as const

export const LayerRole = Type.Union(
  layerRoles.map((role) => Type.Literal(role)),
  { $id: 'LayerRole' },
)

/** Free members for the map; small, because every map reads them. */
export const LayerStyle = Type.Record(
  Type.String({ maxLength: 40 }),
  Type.Union([Type.Number(), Type.Boolean(), Type.String({ maxLength: 100 })]),
  { $id: 'LayerStyle', maxProperties: 20 },
)

export const ReferenceLayer = Type.Object(
  {
    id: Type.Integer(),
    version: Type.Integer(),
    slug: Type.String(),
    collection: Type.String({ description: 'its id in /ogc, /tiles and the ledger' }),
    title: Type.String(),
    titleEn: nullable(Type.String()),
    role: Type.String(),
    style: Type.Record(Type.String(), Type.Unknown()),
    fields: Type.Array(Type.Object({ name: Type.String(), type: Type.String() })),
    source: nullable(Type.String()),
    featureCount: Type.Integer(),
    bbox: nullable(Type.Array(Type.Number(), { minItems: 4, maxItems: 4 })),
    changeId: Type.Integer(),
    createdAt: Type.String({ format: 'date-time' }),
  },
  { $id: 'ReferenceLayer' },
)

export const ReferenceLayerList = Type.Object(
  { layers: Type.Array(Type.Ref('ReferenceLayer')) },
  { $id: 'ReferenceLayerList' },
)

export const ReferenceLayerEdit = Type.Object(
  {
    version: Type.Optional(Type.Integer({ minimum: 1 })),
    title: Type.Optional(Type.String({ minLength: 1, maxLength: 120 })),
    titleEn: Type.Optional(nullable(Type.String({ maxLength: 120 }))),
    role: Type.Optional(Type.Ref('LayerRole')),
    style: Type.Optional(Type.Ref('LayerStyle')),
  },
  { $id: 'ReferenceLayerEdit', additionalProperties: false },
)

export const ReferenceLayerEnd = Type.Object(
  {
    recordId: Type.Optional(Type.Integer({ minimum: 1 })),
    version: Type.Optional(Type.Integer({ minimum: 1 })),
    label: Type.Optional(Type.String({ maxLength: 200 })),
  },
  { $id: 'ReferenceLayerEnd', additionalProperties: false },
)

export const ReferenceLayerEnded = Type.Object(
  { changeId: Type.Integer(), slug: Type.String(), ended: Type.Integer({ description: 'features' }) },
  { $id: 'ReferenceLayerEnded' },
)

export const referenceLayerSchemas = [
  LayerRole,
  LayerStyle,
  ReferenceLayer,
  ReferenceLayerList,
  ReferenceLayerEdit,
  ReferenceLayerEnd,
  ReferenceLayerEnded,
]

export type LayerEditBody = Static<typeof ReferenceLayerEdit> & {
  role?: string
  style?: Record<string, unknown>
}
export type LayerEndBody = Static<typeof ReferenceLayerEnd>
