import { createHash } from 'node:crypto'
import type { Context } from '#api/context.ts'
import type { Db } from '#api/db/database.ts'
import { refuseImplausible } from '#api/http/plausible-days.ts'
import { Problem } from '#api/http/problem.ts'
import type {
  AssignmentRefusal,
  ResponsibilityRole,
  ResponsibilitySubject,
} from '#geodata/rules/responsibility/assignment.ts'
import { planAssignment, responsibilitySubjects } from '#geodata/rules/responsibility/assignment.ts'
import type { NotingActor } from '../people/actor.ts'
import type { NewPeriod, ResponsibilityRow } from './responsibility.queries.ts'
import {
  existingSubjects,
  findPresentOf,
  insertPeriods,
  lockPeriods,
  turnPeriods,
} from './responsibility.queries.ts'
import type {
  BulkOutcomeAnswer,
  BulkResponsibilityBody,
  ResponsibilityTransferBody,
} from './responsibility.schema.ts'
import { onePresent, requirePerson } from './responsibility.service.ts'

type Deps = Pick<Context, 'database' | 'today'>

type Wanted = {
  role: ResponsibilityRole
  name: string
  userId: string | null
  fromOn: string
  documentNo: string | null
  note: string | null
}

type Refused = { subject: ResponsibilitySubject; subjectId: number; rule: string; values: object }
type SubjectPlan = {
  subject: ResponsibilitySubject
  begins: NewPeriod[]
  endIds: number[]
  unchanged: number
  refused: Refused[]
  /** What the plan rests on: another state of it makes another text. */
  state: string[]
}

const bySubjectId = (rows: readonly ResponsibilityRow[]): Map<number, ResponsibilityRow[]> => {
  const groups = new Map<number, ResponsibilityRow[]>()
  for (const row of rows) groups.set(row.subjectId, [...(groups.get(row.subjectId) ?? []), row])
  return groups
}

const textValues = (values: AssignmentRefusal['values']): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]))

async function planSubjects(
  trx: Db,
  zoneId: number,
  {
    subject,
    subjectIds,
    wanted,
    today,
  }: {
    subject: ResponsibilitySubject
    subjectIds: readonly number[]
    wanted: Wanted
    today: string
  },
): Promise<SubjectPlan> {
  const existing = await existingSubjects(trx, zoneId, subject, subjectIds)
  const periods = await lockPeriods(trx, zoneId, { subject, subjectIds, role: wanted.role })
  const groups = bySubjectId(periods)
  const plan: SubjectPlan = {
    subject,
    begins: [],
    endIds: [],
    unchanged: 0,
    refused: [],
    state: [...subjectIds, ...periods.map(({ id, version }) => `${id}:${version}`)].map(
      (part) => `${subject} ${part}`,
    ),
  }
  for (const subjectId of subjectIds) {
    if (!existing.has(subjectId)) {
      plan.refused.push({ subject, subjectId, rule: 'no_such_subject', values: {} })
      continue
    }
    const one = planAssignment(groups.get(subjectId) ?? [], wanted, today)
    if (one.ok) {
      plan.begins.push({ subjectId, follows: one.follows })
      if (one.ends) plan.endIds.push(one.ends.id)
    } else if (one.refusal.rule === 'same_person') plan.unchanged++
    else {
      const { rule, values } = one.refusal
      plan.refused.push({ subject, subjectId, rule, values: textValues(values) })
    }
  }
  return plan
}

const basisOf = (plans: readonly SubjectPlan[]): string =>
  createHash('sha256')
    .update(plans.flatMap(({ state }) => state.toSorted()).join('\n'))
    .digest('hex')

async function carryOut(trx: Db, zoneId: number, plan: SubjectPlan, wanted: Wanted, by: string) {
  const { subject, begins, endIds } = plan
  if (endIds.length) await turnPeriods(trx, zoneId, { ids: endIds, toOn: wanted.fromOn, by, reason: null })
  if (begins.length) await insertPeriods(trx, zoneId, { ...wanted, subject, by }, begins)
}

const total = (plans: readonly SubjectPlan[], count: (plan: SubjectPlan) => number): number =>
  plans.reduce((sum, plan) => sum + count(plan), 0)

type Assignment = { wanted: Wanted; isDryRun: boolean | undefined; basis: string | undefined; how: string }

/**
 * Plans many assignments and carries them out under one lock: all that are possible, or none when the state is
 * another than the previewed one. What is not possible for some subjects is listed and leaves the others alone.
 */
async function assignMany(
  { database, today }: Deps,
  zoneId: number,
  actor: NotingActor,
  { wanted, isDryRun, basis: previewed, how }: Assignment,
  subjectsOf: (trx: Db) => Promise<ReadonlyMap<ResponsibilitySubject, readonly number[]>>,
): Promise<BulkOutcomeAnswer> {
  return onePresent(() =>
    database.db.transaction().execute(async (trx) => {
      await requirePerson(trx, zoneId, wanted.userId)
      const plans: SubjectPlan[] = []
      for (const [subject, subjectIds] of await subjectsOf(trx))
        plans.push(await planSubjects(trx, zoneId, { subject, subjectIds, wanted, today: today() }))
      const basis = basisOf(plans)
      const outcome = {
        isDryRun: isDryRun === true,
        basis,
        assigned: total(plans, ({ begins, endIds }) => begins.length - endIds.length),
        handedOver: total(plans, ({ endIds }) => endIds.length),
        unchanged: total(plans, ({ unchanged }) => unchanged),
        refused: plans.flatMap(({ refused }) => refused) as BulkOutcomeAnswer['refused'],
      }
      if (isDryRun) return outcome
      if (previewed === undefined)
        throw new Problem('version-required', { errors: [{ path: 'basis', rule: 'required' }] })
      if (previewed !== basis)
        throw new Problem('stale-version', { detail: 'responsibilities have changed since the preview' })
      for (const plan of plans) await carryOut(trx, zoneId, plan, wanted, actor.name)
      const { role, name, fromOn } = wanted
      const { assigned, handedOver } = outcome
      await actor.note(trx, 'responsibility.assigned', how, { role, name, fromOn, assigned, handedOver })
      return outcome
    }),
  )
}

const wantedOf = (body: Omit<BulkResponsibilityBody, 'subject' | 'subjectIds'>): Wanted => {
  refuseImplausible({ fromOn: body.fromOn })
  return {
    role: body.role,
    name: body.name.trim(),
    userId: body.userId ?? null,
    fromOn: body.fromOn,
    documentNo: body.documentNo ?? null,
    note: body.note ?? null,
  }
}

/** Makes somebody answerable for many subjects at once. */
export const assignInBulk = (
  deps: Deps,
  zoneId: number,
  actor: NotingActor,
  body: BulkResponsibilityBody,
): Promise<BulkOutcomeAnswer> => {
  const { subject, subjectIds, isDryRun, basis } = body
  const assignment = { wanted: wantedOf(body), isDryRun, basis, how: `${subject} × ${subjectIds.length}` }
  return assignMany(deps, zoneId, actor, assignment, async () => new Map([[subject, subjectIds]]))
}

/** Hands over everything that one person or unit answers for in a role. */
export const transferAll = (
  deps: Deps,
  zoneId: number,
  actor: NotingActor,
  { from, to, ...body }: ResponsibilityTransferBody,
): Promise<BulkOutcomeAnswer> => {
  const { role, isDryRun, basis } = body
  const assignment = { wanted: wantedOf({ ...body, name: to }), isDryRun, basis, how: `${from} → ${to}` }
  return assignMany(deps, zoneId, actor, assignment, async (trx) => {
    const rows = await findPresentOf(trx, zoneId, { role, name: from.trim() })
    const idsOf = (subject: ResponsibilitySubject) =>
      rows.filter((row) => row.subject === subject).map(({ subjectId }) => subjectId)
    return new Map(
      responsibilitySubjects.flatMap((subject) => {
        const ids = idsOf(subject)
        return ids.length ? [[subject, ids] as const] : []
      }),
    )
  })
}
