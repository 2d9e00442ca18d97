import type { Static } from 'typebox'
import { Type } from 'typebox'
import { asOfParameters } from '#api/http/as-of.ts'
import { responsibilityRoles, responsibilitySubjects } from '#geodata/rules/responsibility/assignment.ts'

const text = Type.String()
const count = Type.Integer()
const day = Type.String({ format: 'date' })
/** Null stands first: the validator coerces, and would otherwise make an empty text or a zero of it. */
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([Type.Null(), schema])
const oneOf = <const Codes extends readonly string[]>(codes: Codes) =>
  Type.Union(codes.map((code) => Type.Literal(code))) as unknown as Type.TUnsafe<Codes[number]>
const subject = oneOf(responsibilitySubjects)
const role = oneOf(responsibilityRoles)
const zone = Type.Optional(text)
const id = Type.Integer({ minimum: 1 })

const period = {
  id: count,
  version: count,
  subject,
  subjectId: count,
  role,
  name: text,
  userId: nullable(text),
  fromOn: day,
  toOn: nullable(day),
  follows: nullable(count),
  documentNo: nullable(text),
  note: nullable(text),
  createdBy: text,
  createdAt: text,
  updatedBy: text,
  updatedAt: text,
}

const Responsibility = Type.Object(period, {
  $id: 'Responsibility',
  description: 'Who answers for a subject in a role; `toOn` is the first day on which it no longer holds',
})

const ResponsibilityChain = Type.Object(
  {
    subject,
    subjectId: count,
    on: day,
    known: nullable(text),
    holding: Type.Array(Type.Ref('Responsibility')),
    history: Type.Array(Type.Ref('Responsibility')),
    voided: Type.Array(Type.Object({ ...period, voidedAt: text, voidedBy: text, reason: nullable(text) })),
  },
  { $id: 'ResponsibilityChain' },
)

const name = Type.String({ minLength: 1, maxLength: 60, pattern: '\\S' })
const userId = Type.Optional(nullable(Type.String({ minLength: 1, maxLength: 80 })))
const documentNo = Type.Optional(nullable(Type.String({ minLength: 1, maxLength: 80, pattern: '\\S' })))
const note = Type.Optional(nullable(Type.String({ maxLength: 500 })))
const version = Type.Optional(nullable(id))
const reason = Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' })
const isDryRun = Type.Optional(
  Type.Boolean({ description: 'Says what would happen and stores nothing; its `basis` is needed to do it' }),
)
const basis = Type.Optional(
  Type.String({ maxLength: 80, description: 'What the preview was based on; another state is refused' }),
)

const NewResponsibility = Type.Object(
  {
    subject,
    subjectId: id,
    role,
    name,
    userId,
    fromOn: day,
    documentNo,
    note,
    version: Type.Optional(
      nullable(
        Type.Integer({ minimum: 1, description: 'of the period that is handed over, where there is one' }),
      ),
    ),
  },
  { $id: 'NewResponsibility', additionalProperties: false },
)

const ResponsibilityEnd = Type.Object(
  { toOn: day, note, version },
  { $id: 'ResponsibilityEnd', additionalProperties: false },
)

const ResponsibilityVoid = Type.Object(
  { reason, version },
  { $id: 'ResponsibilityVoid', additionalProperties: false },
)

export const mostSubjects = 5000

const BulkResponsibility = Type.Object(
  {
    subject,
    subjectIds: Type.Array(id, { minItems: 1, maxItems: mostSubjects, uniqueItems: true }),
    role,
    name,
    userId,
    fromOn: day,
    documentNo,
    note,
    isDryRun,
    basis,
  },
  { $id: 'BulkResponsibility', additionalProperties: false },
)

const ResponsibilityTransfer = Type.Object(
  { role, from: name, to: name, userId, fromOn: day, documentNo, note, isDryRun, basis },
  {
    $id: 'ResponsibilityTransfer',
    additionalProperties: false,
    description: 'Hands over everything that one person or unit answers for in a role',
  },
)

const BulkOutcome = Type.Object(
  {
    isDryRun: Type.Boolean(),
    basis: text,
    assigned: count,
    handedOver: count,
    unchanged: count,
    refused: Type.Array(
      Type.Object({ subject, subjectId: count, rule: text, values: Type.Record(text, text) }),
    ),
  },
  { $id: 'BulkResponsibilityOutcome' },
)

const amount = Type.Object({ areaM2: Type.Number(), count })
const Workload = Type.Object(
  {
    role,
    name: text,
    parcels: count,
    batches: count,
    cases: count,
    unsupplied: amount,
    idle: amount,
    openCases: count,
    /** Deadlines of cases are known for today only; null on another day. */
    overdueCases: nullable(count),
    openProblems: count,
    overdueProblems: count,
  },
  { $id: 'ResponsibilityWorkload' },
)

const WorkloadList = Type.Object(
  {
    on: day,
    known: nullable(text),
    people: Type.Array(Type.Ref('ResponsibilityWorkload')),
    unassigned: Type.Array(Type.Object({ role, unsupplied: amount, idle: amount })),
  },
  { $id: 'ResponsibilityWorkloadList' },
)

const AssignedSubject = Type.Object(
  {
    ...period,
    id: nullable(count),
    version: nullable(count),
    name: nullable(text),
    fromOn: nullable(day),
    createdBy: nullable(text),
    createdAt: nullable(text),
    updatedBy: nullable(text),
    updatedAt: nullable(text),
    code: nullable(text),
    title: nullable(text),
    areaM2: nullable(Type.Number()),
    unsuppliedM2: Type.Number(),
    idleM2: Type.Number(),
  },
  { $id: 'AssignedSubject' },
)

const AssignedSubjectList = Type.Object(
  { on: day, known: nullable(text), total: count, subjects: Type.Array(Type.Ref('AssignedSubject')) },
  { $id: 'AssignedSubjectList' },
)

const Candidates = Type.Object(
  {
    names: Type.Array(Type.Object({ role, name: text, userId: nullable(text) })),
    people: Type.Array(Type.Object({ userId: text, name: text })),
  },
  { $id: 'ResponsibilityCandidates' },
)

export const responsibilitySchemas = [
  Responsibility,
  ResponsibilityChain,
  NewResponsibility,
  ResponsibilityEnd,
  ResponsibilityVoid,
  BulkResponsibility,
  ResponsibilityTransfer,
  BulkOutcome,
  Workload,
  WorkloadList,
  AssignedSubject,
  AssignedSubjectList,
  Candidates,
]

export const ChainQuery = Type.Object({ zone, subject, subjectId: id, ...asOfParameters })
export const WorkloadQuery = Type.Object({ zone, role: Type.Optional(role), ...asOfParameters })
export const AssignedQuery = Type.Object({
  zone,
  role,
  name: Type.Optional(
    Type.String({ minLength: 1, maxLength: 60, description: 'land without anybody when missing' }),
  ),
  subject: Type.Optional(subject),
  ...asOfParameters,
  offset: Type.Integer({ minimum: 0, maximum: 1_000_000_000, default: 0 }),
  limit: Type.Integer({ minimum: 1, maximum: mostSubjects, default: 100 }),
})
export const CandidateQuery = Type.Object({ zone })

export type NewResponsibilityBody = Static<typeof NewResponsibility>
export type ResponsibilityEndBody = Static<typeof ResponsibilityEnd>
export type ResponsibilityVoidBody = Static<typeof ResponsibilityVoid>
export type BulkResponsibilityBody = Static<typeof BulkResponsibility>
export type ResponsibilityTransferBody = Static<typeof ResponsibilityTransfer>
export type BulkOutcomeAnswer = Static<typeof BulkOutcome>
export type ChainRequest = Static<typeof ChainQuery>
export type WorkloadRequest = Static<typeof WorkloadQuery>
export type AssignedRequest = Static<typeof AssignedQuery>
