import type { Static } from 'typebox'
import { Type } from 'typebox'
import { asOfParameters } from '#api/http/as-of.ts'
import { differenceKinds } from '#geodata/rules/batch/batch-difference.ts'
import {
  conditionItems,
  disposalArticles,
  disposalCodes,
  disposalPaths,
} from '#geodata/rules/batch/batch-disposal.ts'
import { landStates } from '#geodata/rules/batch/batch-land.ts'
import { batchEntryFaults } from '#geodata/rules/entry-checks.ts'
import { batchEntryKinds } from '#geodata/rules/batch/unsupplied.ts'

const text = Type.String()
const count = Type.Integer()
const area = Type.Number({ description: 'm²' })
const day = Type.String({ format: 'date' })
const flag = Type.Boolean()
/** Null stands first: the validator coerces, and would otherwise make an empty text or a zero of it. */
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([Type.Null(), schema])
const oneOf = (codes: readonly string[]) => Type.Union(codes.map((code) => Type.Literal(code)))
const zone = Type.Optional(text)
const known = nullable(Type.String({ format: 'date-time' }))
const cohorts = ['before_2009', '2009_2018', 'from_2019'] as const
const conditions = ['ready', 'not_ready'] as const
const states = ['open', 'cleared', 'overdrawn'] as const
const kinds = ['batch', 'single_project'] as const
const sortNames = ['approved_on', 'code', 'approved', 'supplied', 'remaining', 'lapse']

const Pieces = Type.Object({ count, areaM2: area }, { $id: 'BatchPieces' })

const Lapse = Type.Object(
  {
    on: day,
    daysLeft: count,
    stoppedBy: nullable(oneOf(['in_use', 'compensation_begun', 'supplied', 'disposed'])),
  },
  {
    $id: 'BatchLapse',
    description: 'The day on which the approval lapses, and what has stopped that for good',
  },
)

const Batch = Type.Object(
  {
    id: count,
    version: count,
    code: text,
    name: nullable(text),
    approvalNo: nullable(text),
    approvedOn: day,
    authority: nullable(text),
    kind: nullable(oneOf(kinds)),
    year: count,
    cohort: oneOf(cohorts),
    state: oneOf(states),
    condition: nullable(oneOf(conditions)),
    notReadyCause: nullable(text),
    remarks: nullable(text),
    isDeclared: flag,
    approvedM2: area,
    boundaryM2: area,
    newConstructionM2: nullable(area),
    farmlandM2: nullable(area),
    expropriatedM2: nullable(area),
    suppliedM2: area,
    withdrawnM2: area,
    lapsedM2: area,
    writtenOffM2: area,
    ledgerM2: area,
    geometryM2: nullable(area),
    differenceM2: nullable(area),
    slivers: nullable(Type.Ref('BatchPieces')),
    holes: nullable(Type.Ref('BatchPieces')),
    doubles: nullable(Type.Ref('BatchPieces')),
    lapse: Type.Ref('BatchLapse'),
  },
  {
    $id: 'Batch',
    description: 'An approval batch with what is left of it, by its ledger and by its boundary',
  },
)

const BatchList = Type.Object(
  {
    on: day,
    known,
    total: count,
    totals: Type.Object({
      count,
      approvedM2: area,
      suppliedM2: area,
      withdrawnM2: area,
      lapsedM2: area,
      writtenOffM2: area,
      ledgerM2: area,
      stockM2: Type.Number({ description: 'm² of their parcels that stand in the account as unsupplied' }),
      overdrawn: Type.Object(
        { count, areaM2: area },
        { description: 'batches with more entered than was approved; they make the rest smaller' },
      ),
      readyM2: area,
    }),
    years: Type.Array(count),
    batches: Type.Array(Type.Ref('Batch')),
  },
  { $id: 'BatchList' },
)

export const BatchListQuery = Type.Object({
  zone,
  ...asOfParameters,
  year: Type.Optional(Type.Integer({ minimum: 1949, maximum: 2200 })),
  cohort: Type.Optional(oneOf(cohorts)),
  condition: Type.Optional(oneOf(conditions)),
  cause: Type.Optional(Type.String({ maxLength: 60 })),
  state: Type.Optional(oneOf(states)),
  kind: Type.Optional(oneOf(kinds)),
  q: Type.Optional(Type.String({ maxLength: 80 })),
  sort: Type.Union(
    [...sortNames, ...sortNames.map((name) => `-${name}`)].map((name) => Type.Literal(name)),
    { default: '-approved_on' },
  ),
  offset: Type.Integer({ minimum: 0, default: 0 }),
  limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
})

const Place = Type.Object(
  { areaM2: area, at: Type.Array(Type.Number(), { minItems: 2, maxItems: 2 }) },
  { $id: 'BatchPlace', description: 'A piece of ground: its size and a point in it' },
)

const DifferenceRow = Type.Object(
  {
    kind: oneOf(differenceKinds),
    areaM2: area,
    items: Type.Array(Type.Object({ areaM2: area, parcelIds: Type.Array(count), entryId: nullable(count) })),
  },
  { $id: 'BatchDifferenceRow', description: 'A part of the difference between ledger and boundary' },
)

const Refusal = Type.Object(
  {
    code: oneOf(disposalCodes),
    article: oneOf(disposalArticles),
    values: Type.Record(text, Type.Union([text, Type.Number()])),
  },
  { $id: 'BatchRefusal' },
)
const paper = { item: oneOf(conditionItems), documentNo: nullable(text), observedOn: nullable(day) }
const Path = Type.Object(
  {
    path: oneOf(disposalPaths),
    isPossible: flag,
    refusals: Type.Array(Type.Ref('BatchRefusal')),
    papers: Type.Array(Type.Object(paper)),
  },
  {
    $id: 'BatchPath',
    description: 'A way out of a batch: possible, or why not, and the papers that it asks for',
  },
)

const Contract = Type.Object({
  id: count,
  contractNo: text,
  mode: text,
  holder: nullable(text),
  signedOn: day,
  endedOn: nullable(day),
  areaM2: area,
})

const BatchParcel = Type.Object(
  {
    id: count,
    code: text,
    name: nullable(text),
    holder: nullable(text),
    ownBatchId: nullable(count),
    state: oneOf(landStates),
    declaredM2: nullable(area),
    areaM2: area,
    insideM2: area,
    isCrossing: flag,
    shares: Type.Array(Type.Object({ batchId: nullable(count), areaM2: area })),
    supplies: Type.Array(Contract),
    documentNo: nullable(text),
    dueOn: nullable(day),
  },
  { $id: 'BatchParcel' },
)

const BatchDetail = Type.Object(
  {
    on: day,
    known,
    rules: Type.Object({ sliverM2: area, lapseYears: count }),
    batch: Type.Ref('Batch'),
    bbox: nullable(Type.Array(Type.Number())),
    unusable: Type.Array(Type.Object({ id: nullable(count), code: nullable(text) })),
    difference: nullable(
      Type.Object({
        ledgerM2: area,
        geometryM2: area,
        differenceM2: area,
        rows: Type.Array(Type.Ref('BatchDifferenceRow')),
      }),
    ),
    mass: nullable(
      Type.Object({
        approvedM2: area,
        states: Type.Array(Type.Object({ state: oneOf(landStates), areaM2: area })),
        statedM2: area,
        holesM2: area,
        remainderM2: area,
        closes: flag,
      }),
    ),
    holes: Type.Array(Type.Ref('BatchPlace')),
    slivers: Type.Array(Type.Ref('BatchPlace')),
    doubles: Type.Array(
      Type.Object({
        areaM2: area,
        at: Type.Array(Type.Number(), { minItems: 2, maxItems: 2 }),
        parcelIds: Type.Array(count),
      }),
    ),
    parcels: Type.Array(Type.Ref('BatchParcel')),
    entries: Type.Array(
      Type.Object({
        id: count,
        version: count,
        kind: oneOf(batchEntryKinds),
        enteredOn: day,
        areaM2: area,
        fault: nullable(oneOf(batchEntryFaults)),
        supplyId: nullable(count),
        contractNo: nullable(text),
        contractM2: nullable(area),
        parcelId: nullable(count),
        documentNo: nullable(text),
      }),
    ),
    conditions: Type.Array(
      Type.Object({
        id: count,
        version: count,
        item: oneOf(conditionItems),
        observedOn: day,
        holds: flag,
        documentNo: nullable(text),
        remarks: nullable(text),
      }),
    ),
    clearLand: Type.Array(Type.Object({ ...paper, holds: nullable(flag) })),
    paths: Type.Array(Type.Ref('BatchPath')),
  },
  { $id: 'BatchDetail' },
)

const BatchMap = Type.Object(
  {
    type: Type.Literal('FeatureCollection'),
    bbox: nullable(Type.Array(Type.Number())),
    features: Type.Array(
      Type.Object({
        type: Type.Literal('Feature'),
        geometry: Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true }),
        properties: Type.Object({
          role: oneOf(['boundary', 'parcel', 'hole', 'double', 'sliver']),
          state: nullable(oneOf(landStates)),
          code: nullable(text),
          parcelId: nullable(count),
          areaM2: area,
        }),
      }),
    ),
  },
  { $id: 'BatchMap' },
)

const RatePart = Type.Object({ name: text, areaM2: nullable(area) })
const BatchRates = Type.Object(
  {
    on: day,
    known,
    years: Type.Array(Type.Object({ year: count, approvedM2: area, suppliedM2: area })),
    supply: Type.Object({
      reading: oneOf(['total', 'mean']),
      years: Type.Array(count),
      suspendedBelow: Type.Number(),
      isBelow: flag,
    }),
    rates: Type.Array(
      Type.Object({
        name: text,
        percent: nullable(Type.Number()),
        numerator: RatePart,
        denominator: RatePart,
      }),
    ),
  },
  { $id: 'BatchRates', description: 'Rates with what is divided by what' },
)

const ruleEntry = { from: day, value: Type.Unknown(), source: text }
const BatchRuleList = Type.Object(
  {
    on: day,
    rules: Type.Array(
      Type.Object({
        name: text,
        present: Type.Object({ ...ruleEntry, isConfirmed: flag }),
        national: Type.Array(Type.Object({ ...ruleEntry, isConfirmed: flag })),
        ours: Type.Array(Type.Object({ ...ruleEntry, setBy: nullable(text), setAt: text })),
      }),
    ),
  },
  { $id: 'BatchRuleList' },
)
const NewBatchRule = Type.Object(
  { value: Type.Unknown(), from: day, source: Type.String({ minLength: 1, maxLength: 200 }) },
  { $id: 'NewBatchRule', additionalProperties: false },
)

export const batchSchemas = [
  Pieces,
  Lapse,
  Batch,
  BatchList,
  Place,
  DifferenceRow,
  Refusal,
  Path,
  BatchParcel,
  BatchDetail,
  BatchMap,
  BatchRates,
  BatchRuleList,
  NewBatchRule,
]

export type BatchListRequest = Static<typeof BatchListQuery>
