import type { Static } from 'typebox'
import { Type } from 'typebox'
import { caseCauses } from '#geodata/rules/case/case-rules.ts'
import { casePhases } from '#geodata/rules/case/case-state.ts'
import { caseSteps } from '#geodata/rules/case/case-steps.ts'
import { asOfParameters } from '#api/http/as-of.ts'
import { caseSorts } from './case-list.queries.ts'

const text = Type.String()
const count = Type.Integer()
const day = Type.String({ format: 'date' })
const flag = Type.Boolean()
/** Null stands first: the validator coerces, and would otherwise make an empty text or a zero of it. */
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([Type.Null(), schema])
const oneOf = (codes: readonly string[]) => Type.Union(codes.map((code) => Type.Literal(code)))
const zone = Type.Optional(text)
const reasonValues = Type.Record(text, Type.Union([text, Type.Number()]))
/** A value of a step keeps its own type: a union of types would be coerced to the first that fits. */
const stepValues = Type.Record(text, Type.Unknown())

const Refusal = Type.Object(
  { code: text, article: nullable(text), input: nullable(text), values: reasonValues },
  { $id: 'CaseRefusal', description: 'Why a step is not possible: a code and the article that it rests on' },
)

const Deadline = Type.Object(
  {
    step: text,
    kind: oneOf(['duty', 'right']),
    after: nullable(day),
    on: day,
    endsOn: day,
    isCertain: flag,
    rule: nullable(text),
  },
  {
    $id: 'CaseDeadline',
    description: 'A period that runs; `after`: the act is possible only from the next day',
  },
)

const entry = {
  id: count,
  version: count,
  number: text,
  parcelId: count,
  parcelCode: nullable(text),
  parcelName: nullable(text),
  supplyId: count,
  contractNo: nullable(text),
  holder: nullable(text),
  recordId: count,
  areaM2: Type.Number(),
  openedOn: day,
  responsible: nullable(text),
  state: oneOf(casePhases),
  round: count,
  kind: nullable(oneOf(['not_started', 'suspended'])),
  cause: nullable(text),
  measure: nullable(text),
  dueOn: nullable(day),
  dueStep: nullable(text),
  movedOn: day,
  closedOn: nullable(day),
  updatedAt: text,
  updatedBy: text,
  remediationId: nullable(count),
  isOverdue: flag,
}

const CaseEntry = Type.Object(entry, { $id: 'CaseEntry' })

const CaseList = Type.Object(
  {
    on: day,
    known: nullable(text),
    total: count,
    areaM2: Type.Number(),
    states: Type.Array(
      Type.Object({ state: oneOf(casePhases), count, areaM2: Type.Number(), overdue: count }),
      { description: 'Cases by state, under the same conditions but for the state itself' },
    ),
    people: Type.Array(text, { description: 'Everybody who answers for a case' }),
    cases: Type.Array(Type.Ref('CaseEntry')),
  },
  { $id: 'CaseList' },
)

const CaseStepEntry = Type.Object(
  {
    n: count,
    step: text,
    doneOn: day,
    dueOn: nullable(day),
    values: stepValues,
    opens: Type.Array(Type.Ref('CaseDeadline')),
    basis: Type.Unknown(),
    documentNo: nullable(text),
    note: nullable(text),
    recordId: count,
    recordNumber: text,
    changeId: nullable(count),
    by: text,
    recordedAt: text,
    voids: nullable(count),
    voidedBy: nullable(count),
  },
  { $id: 'CaseStepEntry' },
)

const NextCaseStep = Type.Object(
  {
    step: text,
    by: oneOf(['authority', 'government', 'holder']),
    role: oneOf(['officer', 'reviewer']),
    article: nullable(text),
    document: nullable(text),
    inputs: Type.Array(
      Type.Object({
        name: text,
        kind: text,
        codes: Type.Optional(Type.Array(text)),
        isRequired: Type.Optional(flag),
        mustBe: Type.Optional(flag),
        article: Type.Optional(text),
      }),
    ),
    unlocks: Type.Array(text),
    isPossible: flag,
    refusals: Type.Array(Type.Ref('CaseRefusal')),
    dueOn: nullable(day),
    defaults: stepValues,
  },
  { $id: 'NextCaseStep' },
)

const DeadlineAccount = Type.Object({
  by: Type.Object({ n: count, step: text }),
  from: day,
  period: nullable(Type.Object({ count, unit: oneOf(['working_day', 'day', 'month', 'year']) })),
  special: Type.Array(
    Type.Object({
      on: day,
      kind: oneOf(['weekend', 'festival', 'made_up']),
      festival: nullable(text),
    }),
  ),
})

const CaseDetail = Type.Object(
  {
    case: Type.Ref('CaseEntry'),
    on: day,
    known: nullable(text),
    today: day,
    supply: nullable(
      Type.Object({
        contractNo: text,
        mode: text,
        signedOn: day,
        handedOverOn: nullable(day),
        endedOn: nullable(day),
        areaM2: Type.Number(),
        priceWan: nullable(Type.Number()),
      }),
    ),
    clock: nullable(
      Type.Object({
        kind: oneOf(['none', 'not_started', 'suspended']),
        idleFrom: nullable(day),
        feeFrom: nullable(day),
        recoveryFrom: nullable(day),
      }),
    ),
    /** The state on the asked day; null before the case was opened. */
    state: nullable(oneOf(casePhases)),
    owedWan: nullable(
      Type.Number({ description: 'what is still to be paid of all measures on the asked day, in 10⁴ yuan' }),
    ),
    steps: Type.Array(Type.Ref('CaseStepEntry')),
    deadlines: Type.Array(Type.Object({ ...Deadline.properties, account: nullable(DeadlineAccount) })),
    next: Type.Array(Type.Ref('NextCaseStep')),
  },
  { $id: 'CaseDetail' },
)

const CaseDeadlineList = Type.Object(
  {
    until: day,
    deadlines: Type.Array(
      Type.Object({
        caseId: count,
        number: text,
        parcelId: count,
        parcelCode: nullable(text),
        holder: nullable(text),
        responsible: nullable(text),
        state: oneOf(casePhases),
        ...Deadline.properties,
        isOverdue: flag,
      }),
    ),
    next: nullable(text),
  },
  { $id: 'CaseDeadlineList' },
)

const recordId = Type.Optional(nullable(Type.Integer({ minimum: 1 })))
const version = Type.Optional(nullable(Type.Integer({ minimum: 1 })))
const documentNo = Type.Optional(nullable(Type.String({ minLength: 1, maxLength: 80, pattern: '\\S' })))
const note = Type.Optional(nullable(Type.String({ maxLength: 1000 })))
const reason = Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' })

const NewCase = Type.Object(
  {
    parcelId: Type.Integer({ minimum: 1 }),
    supplyId: Type.Optional(
      nullable(Type.Integer({ minimum: 1, description: 'the newest supply of the parcel when missing' })),
    ),
    recordId,
    foundOn: day,
    source: text,
    responsible: Type.Optional(nullable(Type.String({ maxLength: 60 }))),
    documentNo,
    note,
  },
  { $id: 'NewCase', additionalProperties: false },
)

/** Opening, re-opening and correcting have addresses of their own. */
const takeable = caseSteps.filter((step) => step !== 'clue' && step !== 'reopening')

const NewCaseStep = Type.Object(
  {
    step: oneOf(takeable),
    doneOn: Type.String({ format: 'date', description: 'the day of service where the step is a document' }),
    values: Type.Optional(stepValues),
    recordId,
    documentNo,
    note,
    version,
  },
  { $id: 'NewCaseStep', additionalProperties: false },
)

const CaseCorrection = Type.Object(
  { reason, recordId, version },
  { $id: 'CaseCorrection', additionalProperties: false },
)

const CaseReopening = Type.Object(
  { reason, doneOn: day, recordId, documentNo, note, version },
  { $id: 'CaseReopening', additionalProperties: false },
)

export const caseSchemas = [
  Refusal,
  Deadline,
  CaseEntry,
  CaseList,
  CaseStepEntry,
  NextCaseStep,
  CaseDetail,
  CaseDeadlineList,
  NewCase,
  NewCaseStep,
  CaseCorrection,
  CaseReopening,
]

export const CaseListQuery = Type.Object({
  zone,
  ...asOfParameters,
  q: Type.Optional(
    Type.String({ maxLength: 80, description: 'part of a number, parcel, holder or contract number' }),
  ),
  kind: Type.Optional(oneOf(['not_started', 'suspended'])),
  cause: Type.Optional(oneOf(caseCauses)),
  sort: Type.Union(
    caseSorts.map((sort) => Type.Literal(sort)),
    { default: 'due' },
  ),
  order: Type.Union([Type.Literal('asc'), Type.Literal('desc')], { default: 'asc' }),
  state: Type.Optional(oneOf(['open', ...casePhases])),
  responsible: Type.Optional(Type.String({ maxLength: 60 })),
  parcel: Type.Optional(Type.Integer({ minimum: 1 })),
  overdue: Type.Optional(Type.Boolean()),
  unmovedDays: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 36_500, description: 'open cases without a step for so many days' }),
  ),
  offset: Type.Integer({ minimum: 0, maximum: 1_000_000_000, default: 0 }),
  limit: Type.Integer({ minimum: 1, maximum: 500, default: 50 }),
})

export const CaseQuery = Type.Object({ zone, ...asOfParameters })

export const CaseDeadlineQuery = Type.Object({
  zone,
  until: Type.Optional(day),
  after: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2},\\d{1,15},[a-z_]{1,40}$' })),
  limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }),
})

export type NewCaseBody = Static<typeof NewCase>
export type NewCaseStepBody = Static<typeof NewCaseStep>
export type CaseCorrectionBody = Static<typeof CaseCorrection>
export type CaseReopeningBody = Static<typeof CaseReopening>
export type CaseListRequest = Static<typeof CaseListQuery>
export type CaseDeadlineRequest = Static<typeof CaseDeadlineQuery>
