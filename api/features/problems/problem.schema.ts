import type { Static } from 'typebox'
import { Type } from 'typebox'
import { asOfParameters } from '#api/http/as-of.ts'
import {
  addableActs,
  problemActs,
  problemCategories,
  problemStates,
} from '#geodata/rules/problems/register.ts'
import { problemSortings, problemSubjects } from './problem.queries.ts'

const text = Type.String()
const count = Type.Integer()
const day = Type.String({ format: 'date' })
/** Null stands first: the validator coerces, and would otherwise make an empty text or a zero of it. */
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([Type.Null(), schema])
const oneOf = <const Codes extends readonly string[]>(codes: Codes) =>
  Type.Union(codes.map((code) => Type.Literal(code))) as unknown as Type.TUnsafe<Codes[number]>
const id = Type.Integer({ minimum: 1 })
const zone = Type.Optional(text)
const subject = oneOf(problemSubjects)
const state = oneOf(problemStates)
const category = oneOf(problemCategories)

const RegisteredProblem = Type.Object(
  {
    id: count,
    version: count,
    number: text,
    title: text,
    detail: nullable(text),
    category,
    subject: nullable(subject),
    subjectId: nullable(count),
    subjectCode: nullable(text),
    raisedOn: day,
    owner: text,
    ownerUserId: nullable(text),
    dueOn: nullable(day),
    state,
    movedOn: day,
    lastText: nullable(text),
    entries: count,
    isOverdue: Type.Boolean(),
    daysLeft: nullable(count),
    updatedAt: text,
    updatedBy: text,
  },
  { $id: 'RegisteredProblem' },
)

const counts = Type.Object({ open: count, working: count, solved: count, dropped: count, overdue: count })

const ProblemRegister = Type.Object(
  {
    on: day,
    known: nullable(text),
    total: count,
    counts,
    problems: Type.Array(Type.Ref('RegisteredProblem')),
  },
  { $id: 'ProblemRegister' },
)

const ProblemEntry = Type.Object(
  {
    n: count,
    act: oneOf(problemActs),
    enteredOn: day,
    state,
    text: nullable(text),
    dueOn: nullable(day),
    owner: nullable(text),
    by: text,
    recordedAt: text,
  },
  { $id: 'ProblemEntry' },
)

const ProblemDetail = Type.Object(
  {
    on: day,
    known: nullable(text),
    problem: Type.Ref('RegisteredProblem'),
    entries: Type.Array(Type.Ref('ProblemEntry')),
    /** Acts that are possible now. */
    acts: Type.Array(text),
  },
  { $id: 'ProblemDetail' },
)

const line = (maxLength: number) => Type.String({ minLength: 1, maxLength, pattern: '\\S' })
const maybe = <T extends Type.TSchema>(schema: T) => Type.Optional(nullable(schema))
const version = maybe(id)
const described = {
  title: line(120),
  detail: maybe(Type.String({ maxLength: 2000 })),
  category,
  subject: maybe(subject),
  subjectId: maybe(id),
}

const NewProblem = Type.Object(
  {
    ...described,
    owner: line(60),
    ownerUserId: maybe(Type.String({ minLength: 1, maxLength: 80 })),
    raisedOn: day,
    dueOn: maybe(day),
  },
  { $id: 'NewProblem', additionalProperties: false },
)
const ProblemChange = Type.Object(
  { ...described, version },
  { $id: 'ProblemChange', additionalProperties: false },
)
const NewProblemEntry = Type.Object(
  {
    act: oneOf(addableActs),
    enteredOn: day,
    text: maybe(Type.String({ maxLength: 2000 })),
    owner: maybe(line(60)),
    ownerUserId: maybe(Type.String({ minLength: 1, maxLength: 80 })),
    dueOn: maybe(day),
    version,
  },
  { $id: 'NewProblemEntry', additionalProperties: false },
)

export const problemSchemas = [
  RegisteredProblem,
  ProblemRegister,
  ProblemEntry,
  ProblemDetail,
  NewProblem,
  ProblemChange,
  NewProblemEntry,
]

export const ProblemListQuery = Type.Object({
  zone,
  ...asOfParameters,
  q: Type.Optional(Type.String({ maxLength: 100 })),
  state: Type.Optional(oneOf(['unsolved', ...problemStates] as const)),
  category: Type.Optional(category),
  owner: Type.Optional(Type.String({ maxLength: 60 })),
  overdue: Type.Optional(Type.Boolean()),
  subject: Type.Optional(subject),
  subjectId: Type.Optional(id),
  sort: Type.Union(
    problemSortings.map((name) => Type.Literal(name)),
    { default: 'due' },
  ),
  offset: Type.Integer({ minimum: 0, maximum: 1_000_000_000, default: 0 }),
  limit: Type.Integer({ minimum: 1, maximum: 1000, default: 50 }),
})
export const ProblemQuery = Type.Object({ zone, ...asOfParameters })

export type NewProblemBody = Static<typeof NewProblem>
export type ProblemChangeBody = Static<typeof ProblemChange>
export type NewProblemEntryBody = Static<typeof NewProblemEntry>
export type ProblemListRequest = Omit<Static<typeof ProblemListQuery>, 'sort'> & { sort: string }
export type ProblemRequest = Static<typeof ProblemQuery>
