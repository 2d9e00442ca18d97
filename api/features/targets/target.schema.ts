import type { Static } from 'typebox'
import { Type } from 'typebox'
import { asOfParameters } from '#api/http/as-of.ts'
import { targetStates } from '#geodata/rules/batch/target-progress.ts'

const text = Type.String()
const count = Type.Integer()
const area = Type.Number({ description: 'm²' })
const day = Type.String({ format: 'date' })
const known = Type.Union([Type.Null(), Type.String({ format: 'date-time' })])
/** Null stands first: the validator coerces, and would otherwise make an empty text or a zero of it. */
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([Type.Null(), schema])
const oneOf = (codes: readonly string[]) => Type.Union(codes.map((code) => Type.Literal(code)))
const kinds = ['unsupplied', 'idle'] as const
const cohorts = ['all', 'before_2009', '2009_2018', 'from_2019'] as const

const Month = Type.Object({ month: text, on: day, disposedM2: area, plannedM2: area })

const Target = Type.Object(
  {
    id: count,
    version: count,
    kind: oneOf(kinds),
    year: count,
    cohort: oneOf(cohorts),
    title: text,
    assignedOn: day,
    dueOn: day,
    goalRate: nullable(Type.Number()),
    goalM2: area,
    baseM2: area,
    baseCount: count,
    baseKnownAt: text,
    responsible: nullable(text),
    documentNo: nullable(text),
    note: nullable(text),
    endedOn: nullable(day),
    updatedAt: text,
    updatedBy: text,
    state: oneOf(targetStates),
    daysLeft: count,
    disposedM2: area,
    disposedCount: count,
    plannedM2: area,
    disposalPercent: nullable(Type.Number()),
    completionPercent: nullable(Type.Number()),
    months: Type.Array(Month),
  },
  {
    $id: 'Target',
    description: 'A target with its base as it was assigned, and how far it has come on the day',
  },
)

const TargetList = Type.Object(
  { on: day, known, targets: Type.Array(Type.Ref('Target')) },
  { $id: 'TargetList' },
)

const TargetParcel = Type.Object(
  {
    parcelId: count,
    code: text,
    name: nullable(text),
    holder: nullable(text),
    baseM2: area,
    leftM2: area,
    disposedOn: nullable(day),
    path: nullable(text),
    state: nullable(text),
    dueOn: nullable(day),
    daysLeft: nullable(count),
    batchId: nullable(count),
    batchCode: nullable(text),
    leader: nullable(text),
    documentNo: nullable(text),
  },
  { $id: 'TargetParcel', description: 'A parcel of the base: what is left of it, or how it was disposed of' },
)
const TargetDetail = Type.Object(
  { on: day, known, target: Type.Ref('Target'), parcels: Type.Array(Type.Ref('TargetParcel')) },
  { $id: 'TargetDetail' },
)

const words = (maxLength: number) => Type.Optional(nullable(Type.String({ maxLength })))
const edited = {
  title: Type.String({ minLength: 1, maxLength: 120 }),
  dueOn: day,
  goalAreaM2: Type.Optional(nullable(Type.Number({ exclusiveMinimum: 0, maximum: 1e12 }))),
  goalRate: Type.Optional(nullable(Type.Number({ exclusiveMinimum: 0, maximum: 100 }))),
  responsible: words(60),
  documentNo: words(80),
  note: words(1000),
}
const NewTarget = Type.Object(
  {
    kind: oneOf(kinds),
    year: Type.Integer({ minimum: 2000, maximum: 2200 }),
    cohort: oneOf(cohorts),
    assignedOn: day,
    ...edited,
  },
  { $id: 'NewTarget', additionalProperties: false },
)
const version = Type.Optional(nullable(Type.Integer({ minimum: 1 })))
const TargetEdit = Type.Object({ ...edited, version }, { $id: 'TargetEdit', additionalProperties: false })
const TargetEnd = Type.Object({ endedOn: day, version }, { $id: 'TargetEnd', additionalProperties: false })

export const TargetQuery = Type.Object({
  zone: Type.Optional(text),
  ...asOfParameters,
  kind: Type.Optional(oneOf(kinds)),
})

export const targetSchemas = [
  Target,
  TargetList,
  TargetParcel,
  TargetDetail,
  NewTarget,
  TargetEdit,
  TargetEnd,
]

export type NewTargetBody = Static<typeof NewTarget> & {
  kind: (typeof kinds)[number]
  cohort: (typeof cohorts)[number]
}
export type TargetEditBody = Static<typeof TargetEdit>
export type TargetEndBody = Static<typeof TargetEnd>
export type TargetListRequest = Static<typeof TargetQuery> & { kind?: (typeof kinds)[number] }
