import type { Static } from 'typebox'
import { Type } from 'typebox'
import { asOfParameters } from '#api/http/as-of.ts'
import { ageClasses, evidenceKinds, mostExpiryDays } from '#geodata/evidence/freshness.ts'
import { freshnessParts, freshnessSorts } from './freshness.queries.ts'

const text = Type.String()
const count = Type.Integer()
const number = Type.Number()
const day = Type.String({ format: 'date' })
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([Type.Null(), schema])
const oneOf = (codes: readonly string[]) => Type.Union(codes.map((code) => Type.Literal(code)))
const sum = Type.Object({ areaM2: number, count })
const kind = oneOf(['unsupplied', 'idle'])

const EvidenceFreshness = Type.Object(
  {
    on: day,
    kind,
    days: count,
    total: sum,
    older: sum,
    expired: sum,
    classes: Type.Array(Type.Object({ age: oneOf(ageClasses), areaM2: number, count })),
    visits: Type.Array(
      Type.Object({
        lng: number,
        lat: number,
        areaM2: number,
        count,
        parcelIds: Type.Array(count),
        codes: Type.Array(text),
      }),
    ),
  },
  {
    $id: 'EvidenceFreshness',
    description:
      'Land in stock by the age of its newest evidence; `older`: on none or on older than `days`; `expired`: on none that is still valid for its kind; `visits`: where a walk renews most of `older`',
  },
)

const FreshParcel = Type.Object(
  {
    parcelId: count,
    code: nullable(text),
    name: nullable(text),
    holder: nullable(text),
    areaM2: number,
    newestOn: nullable(day),
    ageDays: nullable(count),
    validUntil: nullable(day),
    lng: nullable(number),
    lat: nullable(number),
  },
  { $id: 'FreshParcel' },
)
const FreshParcels = Type.Object(
  { total: sum, rows: Type.Array(Type.Ref('FreshParcel')), next: nullable(count) },
  { $id: 'FreshParcels', description: '`total`: of all pages; `next`: where the next page begins' },
)

/** One schema of two types: of a union a 0 that fits neither would be turned into null, "never". */
const expiryDays = Type.Unsafe<number | null>({
  type: ['integer', 'null'],
  minimum: 1,
  maximum: mostExpiryDays,
})
const EvidenceExpiries = Type.Object(
  {
    on: day,
    kinds: Type.Array(
      Type.Object({
        kind: oneOf(evidenceKinds),
        days: expiryDays,
        usualDays: expiryDays,
        entries: Type.Array(
          Type.Object({ from: day, days: expiryDays, source: text, setBy: nullable(text), setAt: text }),
        ),
      }),
    ),
  },
  {
    $id: 'EvidenceExpiries',
    description: 'For how many days evidence of a kind proves the state on the ground; null: never',
  },
)
const NewEvidenceExpiry = Type.Object(
  { from: day, days: expiryDays, source: Type.String({ minLength: 1, maxLength: 300, pattern: '\\S' }) },
  { $id: 'NewEvidenceExpiry', additionalProperties: false },
)

export const freshnessSchemas = [
  EvidenceFreshness,
  FreshParcel,
  FreshParcels,
  EvidenceExpiries,
  NewEvidenceExpiry,
]

const question = {
  zone: Type.Optional(text),
  kind,
  days: Type.Integer({ minimum: 0, maximum: mostExpiryDays, default: 180 }),
  ...asOfParameters,
}
export const FreshnessQuery = Type.Object({
  ...question,
  radius: Type.Integer({
    minimum: 50,
    maximum: 5000,
    default: 500,
    description: 'How far one walks on a visit, in metres',
  }),
})
export const FreshParcelQuery = Type.Object({
  ...question,
  part: Type.Union(
    freshnessParts.map((part) => Type.Literal(part)),
    { default: 'older' },
  ),
  sort: Type.Union(
    freshnessSorts.map((sort) => Type.Literal(sort)),
    { default: '-age' },
  ),
  offset: Type.Integer({ minimum: 0, maximum: 10_000_000, default: 0 }),
  limit: Type.Integer({ minimum: 1, maximum: 500, default: 50 }),
})

export type FreshnessRequest = Static<typeof FreshnessQuery>
export type FreshParcelRequest = Static<typeof FreshParcelQuery>
export type NewExpiry = Static<typeof NewEvidenceExpiry>
