import type { Static } from 'typebox'
import { Type } from 'typebox'
import { asOfParameters } from '#api/http/as-of.ts'
import { claimReasons } from '#geodata/rules/claims/reconcile.ts'
import { claimScopeIds } from '#geodata/rules/claims/scopes.ts'
import { claimMeasures, claimUnits } from '#geodata/rules/claims/units.ts'
import { itemSortings } from './scope.queries.ts'

const text = Type.String()
const count = Type.Integer()
const flag = Type.Boolean()
const day = Type.String({ format: 'date' })
/** Null stands first: the validator coerces, and would otherwise make an empty text or a zero of it. */
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([Type.Null(), schema])
const oneOf = <const Codes extends readonly string[]>(codes: Codes) =>
  Type.Union(codes.map((code) => Type.Literal(code))) as unknown as Type.TUnsafe<Codes[number]>
const id = Type.Integer({ minimum: 1 })
const zone = Type.Optional(text)
const decimal = Type.String({ description: 'An exact decimal, in the unit of the figure' })
const measure = oneOf(claimMeasures)
const unit = oneOf(claimUnits)
const filter = Type.Record(text, text)

const Reconciliation = Type.Object(
  {
    value: decimal,
    sum: decimal,
    roundedSum: decimal,
    rounding: decimal,
    residual: decimal,
    reasoned: decimal,
    unexplained: decimal,
    matches: flag,
    isExplained: flag,
  },
  {
    $id: 'ClaimReconciliation',
    description: 'value = sum + rounding + reasoned + unexplained, to the last digit',
  },
)

const claim = {
  id: count,
  version: count,
  slug: text,
  title: text,
  titleEn: nullable(text),
  quotation: text,
  source: text,
  publishedOn: nullable(day),
  fromOn: nullable(day),
  toOn: day,
  scope: oneOf(claimScopeIds),
  scopeFilter: filter,
  measure,
  unit,
  value: decimal,
  digits: count,
  secondMeasure: nullable(measure),
  secondUnit: nullable(unit),
  secondValue: nullable(decimal),
  secondDigits: nullable(count),
  note: nullable(text),
  endedOn: nullable(day),
  createdBy: text,
  createdAt: text,
  updatedBy: text,
  updatedAt: text,
}
const answer = {
  on: day,
  known: nullable(text),
  askedAt: Type.String({ description: 'Asked again with `known` at this instant, the answer is the same' }),
  count,
  figure: Type.Ref('ClaimReconciliation'),
  second: nullable(Type.Ref('ClaimReconciliation')),
}

const Claim = Type.Object({ ...claim, ...answer }, { $id: 'Claim' })
const ClaimList = Type.Object({ claims: Type.Array(Type.Ref('Claim')) }, { $id: 'ClaimList' })

const ClaimReason = Type.Object(
  {
    n: count,
    reason: text,
    value: decimal,
    parcelId: nullable(count),
    parcelCode: nullable(text),
    note: nullable(text),
    by: text,
    recordedAt: text,
    voidedAt: nullable(text),
    voidedBy: nullable(text),
    voidedReason: nullable(text),
  },
  { $id: 'ClaimReason' },
)

const SuggestedReason = Type.Object(
  {
    reason: text,
    value: decimal,
    code: nullable(text),
    parcelId: nullable(count),
    on: nullable(day),
    fits: flag,
  },
  { $id: 'SuggestedClaimReason' },
)

const ClaimDetail = Type.Object(
  {
    claim: Type.Ref('Claim'),
    reasons: Type.Array(Type.Ref('ClaimReason')),
    suggestions: Type.Array(Type.Ref('SuggestedClaimReason')),
    /** The same question with the facts of today. */
    today: Type.Object({ on: day, count, sum: decimal, residual: decimal, differs: flag }),
  },
  { $id: 'ClaimDetail' },
)

const ClaimItem = Type.Object(
  {
    key: text,
    collection: text,
    id: count,
    code: nullable(text),
    name: nullable(text),
    on: nullable(day),
    amount: Type.String({ description: 'In the unit of the claim, exact' }),
    secondAmount: nullable(text),
    detail: nullable(text),
    documentNo: nullable(text),
    parts: count,
  },
  { $id: 'ClaimItem' },
)

const ClaimItemList = Type.Object(
  {
    on: day,
    known: nullable(text),
    total: count,
    sum: decimal,
    secondSum: nullable(decimal),
    items: Type.Array(Type.Ref('ClaimItem')),
  },
  { $id: 'ClaimItemList' },
)

const ClaimMap = Type.Object(
  { type: Type.Literal('FeatureCollection'), features: Type.Array(Type.Unknown()) },
  { $id: 'ClaimMap' },
)

const ClaimScopeList = Type.Object(
  {
    scopes: Type.Array(
      Type.Object({
        id: text,
        kind: text,
        measures: Type.Array(text),
        filters: Type.Array(
          Type.Object({ name: text, collection: text, field: text, codes: Type.Array(text) }),
        ),
      }),
    ),
    units: Type.Record(text, Type.Array(text)),
    reasons: Type.Array(text),
  },
  { $id: 'ClaimScopeList' },
)

const line = (maxLength: number) => Type.String({ minLength: 1, maxLength, pattern: '\\S' })
const maybe = <T extends Type.TSchema>(schema: T) => Type.Optional(nullable(schema))
const printed = Type.String({
  pattern: '^\\d{1,12}(\\.\\d{1,6})?$',
  description: 'As it was printed: its digits say how the sum is rounded',
})
const version = maybe(id)

const values = {
  title: line(80),
  titleEn: maybe(line(120)),
  quotation: line(2000),
  source: line(200),
  publishedOn: maybe(day),
  fromOn: maybe(day),
  toOn: day,
  scope: oneOf(claimScopeIds),
  scopeFilter: Type.Optional(filter),
  measure,
  unit,
  value: printed,
  secondMeasure: maybe(measure),
  secondUnit: maybe(unit),
  secondValue: maybe(printed),
  note: maybe(Type.String({ maxLength: 1000 })),
}
const NewClaim = Type.Object(values, { $id: 'NewClaim', additionalProperties: false })
const ClaimChange = Type.Object({ ...values, version }, { $id: 'ClaimChange', additionalProperties: false })
const ClaimEnd = Type.Object(
  { endedOn: day, reason: line(500), version },
  { $id: 'ClaimEnd', additionalProperties: false },
)
const NewClaimReason = Type.Object(
  {
    reason: oneOf(claimReasons),
    value: Type.String({ pattern: '^-?\\d{1,12}(\\.\\d{1,6})?$' }),
    parcelId: maybe(id),
    note: maybe(Type.String({ maxLength: 1000 })),
  },
  { $id: 'NewClaimReason', additionalProperties: false },
)
const ClaimReasonVoid = Type.Object(
  { reason: line(500) },
  { $id: 'ClaimReasonVoid', additionalProperties: false },
)

export const claimSchemas = [
  Reconciliation,
  Claim,
  ClaimList,
  ClaimReason,
  SuggestedReason,
  ClaimDetail,
  ClaimItem,
  ClaimItemList,
  ClaimMap,
  ClaimScopeList,
  NewClaim,
  ClaimChange,
  ClaimEnd,
  NewClaimReason,
  ClaimReasonVoid,
]

export const ClaimListQuery = Type.Object({
  zone,
  state: Type.Union([Type.Literal('current'), Type.Literal('ended'), Type.Literal('all')], {
    default: 'current',
  }),
  ...asOfParameters,
})
export const ClaimQuery = Type.Object({ zone, ...asOfParameters })
export const ClaimItemQuery = Type.Object({
  zone,
  ...asOfParameters,
  sort: Type.Union(
    itemSortings.map((name) => Type.Literal(name)),
    { default: 'code' },
  ),
  offset: Type.Integer({ minimum: 0, maximum: 1_000_000_000, default: 0 }),
  limit: Type.Integer({ minimum: 1, maximum: 5000, default: 200 }),
})

export type NewClaimBody = Static<typeof NewClaim>
export type ClaimChangeBody = Static<typeof ClaimChange>
export type ClaimEndBody = Static<typeof ClaimEnd>
export type NewClaimReasonBody = Static<typeof NewClaimReason>
export type ClaimListRequest = Static<typeof ClaimListQuery>
export type ClaimRequest = Static<typeof ClaimQuery>
export type ClaimItemRequest = Omit<Static<typeof ClaimItemQuery>, 'sort'> & { sort: string }
