import type { Context } from '#api/context.ts'
import type { Db } from '#api/db/database.ts'
import { isDatabaseError, sqlState } from '#api/db/errors.ts'
import { versionOfIfMatch } from '#api/http/if-match.ts'
import { refuseImplausible } from '#api/http/plausible-days.ts'
import { Problem } from '#api/http/problem.ts'
import type {
  AssignmentRefusal,
  ResponsibilityRole,
  ResponsibilitySubject,
} from '#geodata/rules/responsibility/assignment.ts'
import { planAssignment, planEnd, presentOf } from '#geodata/rules/responsibility/assignment.ts'
import type { NotingActor } from '../people/actor.ts'
import type { ResponsibilityRow } from './responsibility.queries.ts'
import {
  existingSubjects,
  findHolding,
  hasFollower,
  insertPeriods,
  isPersonOfZone,
  lockPeriods,
  lockResponsibility,
  turnPeriods,
  voidPeriod,
} from './responsibility.queries.ts'
import type {
  NewResponsibilityBody,
  ResponsibilityEndBody,
  ResponsibilityVoidBody,
} from './responsibility.schema.ts'

type Deps = Pick<Context, 'database' | 'today'>
type Expected = { version?: number | null | undefined; ifMatch?: string | undefined }

export const responsibilityTag = ({ id, version }: { id: number; version: number }): string =>
  `"responsibilities-${id}-${version}"`

/** Who answers for each of some subjects on a day, by role. For every feature that names somebody. */
export async function responsibleOn(
  executor: Db,
  zoneId: number,
  subject: ResponsibilitySubject,
  subjectIds: readonly number[],
  on: string,
  known: string | null = null,
): Promise<Map<number, Partial<Record<ResponsibilityRole, ResponsibilityRow>>>> {
  const rows = subjectIds.length
    ? await findHolding(executor, zoneId, { subject, subjectIds, on, known })
    : []
  const bySubject = new Map<number, Partial<Record<ResponsibilityRole, ResponsibilityRow>>>()
  for (const row of rows) bySubject.set(row.subjectId, { ...bySubject.get(row.subjectId), [row.role]: row })
  return bySubject
}

export const refusalProblem = ({ rule, path, values }: AssignmentRefusal): Problem =>
  new Problem(rule === 'already_ended' ? 'wrong-state' : 'rule-broken', {
    detail: `${path}: ${rule}`,
    errors: [{ path, rule, ...values }],
  })

/** Two people assign at the same instant: the second is told to look again. */
export async function onePresent<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const isTwin =
      isDatabaseError(error, sqlState.uniqueViolation) && error.constraint === 'responsibility_present_key'
    throw isTwin ? new Problem('stale-version', { detail: 'somebody has been assigned meanwhile' }) : error
  }
}

function requireVersion(found: ResponsibilityRow, { version, ifMatch }: Expected): void {
  const base = version ?? versionOfIfMatch(ifMatch, { tag: responsibilityTag(found), version: found.version })
  if (base === undefined) throw new Problem('version-required')
  if (base === found.version) return
  throw new Problem(version == null ? 'precondition-failed' : 'stale-version', {
    conflicts: [
      {
        collection: 'responsibilities',
        id: found.id,
        baseVersion: base,
        currentVersion: found.version,
        at: found.updatedAt,
        by: found.updatedBy,
      },
    ],
  })
}

export async function requirePerson(trx: Db, zoneId: number, userId: string | null | undefined) {
  if (userId == null || (await isPersonOfZone(trx, zoneId, userId))) return
  throw new Problem('rule-broken', { errors: [{ path: 'userId', rule: 'no_such_person' }] })
}

/** Makes somebody answerable from a day on; whoever was it until then hands over on that day. */
export async function assignResponsibility(
  { database, today }: Deps,
  zoneId: number,
  actor: NotingActor,
  body: NewResponsibilityBody,
  ifMatch?: string,
): Promise<void> {
  const { subject, subjectId, role, fromOn } = body
  refuseImplausible({ fromOn })
  const wanted = { name: body.name.trim(), userId: body.userId ?? null, fromOn }
  await onePresent(() =>
    database.db.transaction().execute(async (trx) => {
      if (!(await existingSubjects(trx, zoneId, subject, [subjectId])).has(subjectId))
        throw new Problem('not-found', { detail: `there is no ${subject} ${subjectId}` })
      await requirePerson(trx, zoneId, wanted.userId)
      const periods = await lockPeriods(trx, zoneId, { subject, subjectIds: [subjectId], role })
      const present = presentOf(periods) as ResponsibilityRow | undefined
      if (present) requireVersion(present, { version: body.version, ifMatch })
      else if (body.version != null)
        throw new Problem('stale-version', { detail: 'nobody is assigned any more' })
      const plan = planAssignment(periods, wanted, today())
      if (!plan.ok) throw refusalProblem(plan.refusal)
      if (plan.ends)
        await turnPeriods(trx, zoneId, { ids: [plan.ends.id], toOn: fromOn, by: actor.name, reason: null })
      const fresh = {
        ...wanted,
        subject,
        role,
        documentNo: body.documentNo ?? null,
        note: body.note ?? null,
        by: actor.name,
      }
      await insertPeriods(trx, zoneId, fresh, [{ subjectId, follows: plan.follows }])
      const before = plan.ends?.name ?? null
      await actor.note(trx, 'responsibility.assigned', `${subject} ${subjectId}`, {
        role,
        before,
        name: wanted.name,
        fromOn,
      })
    }),
  )
}

async function locked(trx: Db, zoneId: number, id: number, expected: Expected): Promise<ResponsibilityRow> {
  const found = await lockResponsibility(trx, zoneId, id)
  if (!found) throw new Problem('not-found', { detail: `there is no responsibility ${id}` })
  requireVersion(found, expected)
  return found
}

type About = Pick<ResponsibilityRow, 'subject' | 'subjectId'>

/** Ends a period without anybody following. */
export async function endResponsibility(
  { database, today }: Deps,
  zoneId: number,
  actor: NotingActor,
  id: number,
  { toOn, note, version }: ResponsibilityEndBody,
  ifMatch?: string,
): Promise<About> {
  return database.db.transaction().execute(async (trx) => {
    const found = await locked(trx, zoneId, id, { version, ifMatch })
    refuseImplausible({ toOn })
    const plan = planEnd(found, toOn, today())
    if (!plan.ok) throw refusalProblem(plan.refusal)
    await turnPeriods(trx, zoneId, { ids: [id], toOn, by: actor.name, reason: note ?? null })
    const { subject, subjectId, role, name } = found
    await actor.note(trx, 'responsibility.ended', `${subject} ${subjectId}`, { role, name, toOn })
    return found
  })
}

/**
 * Takes back a period that was wrong, the newest of its chain only. Whoever handed over to it answers again, as if
 * the hand-over had not been; what was known until now can still be asked.
 */
export async function voidResponsibility(
  { database }: Deps,
  zoneId: number,
  actor: NotingActor,
  id: number,
  { reason, version }: ResponsibilityVoidBody,
  ifMatch?: string,
): Promise<About> {
  return database.db.transaction().execute(async (trx) => {
    const found = await locked(trx, zoneId, id, { version, ifMatch })
    if (await hasFollower(trx, zoneId, id))
      throw new Problem('wrong-state', { errors: [{ path: 'id', rule: 'handed_over_since' }] })
    const { subject, subjectId, role, name, follows, fromOn } = found
    await voidPeriod(trx, zoneId, { id, by: actor.name, reason })
    const before = follows === null ? undefined : await lockResponsibility(trx, zoneId, follows)
    if (before?.toOn === fromOn)
      await turnPeriods(trx, zoneId, { ids: [before.id], toOn: null, by: actor.name, reason })
    await actor.note(trx, 'responsibility.voided', `${subject} ${subjectId}`, { role, name, reason })
    return found
  })
}
