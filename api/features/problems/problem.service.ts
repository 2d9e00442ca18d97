import type { Context } from '#api/context.ts'
import type { Db } from '#api/db/database.ts'
import type { AsOf } from '#api/http/as-of.ts'
import { asOf } from '#api/http/as-of.ts'
import { versionOfIfMatch } from '#api/http/if-match.ts'
import { refuseImplausible } from '#api/http/plausible-days.ts'
import { Problem } from '#api/http/problem.ts'
import { daysBetween } from '#geodata/rules/periods.ts'
import type { ProblemFault } from '#geodata/rules/problems/register.ts'
import {
  addableActs,
  isClosed,
  isOverdue,
  moveProblem,
  problemNumber,
} from '#geodata/rules/problems/register.ts'
import type { NotingActor } from '../people/actor.ts'
import type { LockedProblem, ProblemRow } from './problem.queries.ts'
import {
  countByOwner,
  countProblems,
  findEntries,
  findProblem,
  insertEntry,
  insertProblem,
  listProblems,
  lockProblem,
  nextOrdinal,
  subjectExists,
  updateProblem,
} from './problem.queries.ts'
import type {
  NewProblemBody,
  NewProblemEntryBody,
  ProblemChangeBody,
  ProblemListRequest,
  ProblemRequest,
} from './problem.schema.ts'

type Deps = Pick<Context, 'database' | 'today'>
type Expected = { version?: number | null | undefined; ifMatch: string | undefined }

export const problemTag = ({ id, version }: { id: number; version: number }): string =>
  `"problems-${id}-${version}"`

const entryOf = (row: ProblemRow, on: string) => ({
  ...row,
  isOverdue: isOverdue(row, on),
  daysLeft: row.dueOn === null || isClosed(row.state) ? null : daysBetween(on, row.dueOn),
})

/** A page of the register as it stood on a day. */
export async function readRegister({ database, today }: Deps, zoneId: number, query: ProblemListRequest) {
  const at = asOf(query, today())
  const { q, state, category, owner, overdue, subject, subjectId } = query
  const text = q?.trim() || undefined
  const filter = { ...at, state, category, owner, overdue, subject, subjectId, text }
  const { total, problems } = await listProblems(database.read, zoneId, filter, query)
  const counts = await countProblems(database.read, zoneId, at)
  return { ...at, total, counts, problems: problems.map((row) => entryOf(row, at.on)) }
}

/** Open and overdue problems of each owner on a day. For whoever shows what people have to do. */
export const problemsByOwner = (executor: Db, zoneId: number, at: AsOf) => countByOwner(executor, zoneId, at)

/** One problem with all its entries, as it stood on a day. */
export async function readProblem(
  { database, today }: Deps,
  zoneId: number,
  id: number,
  query: ProblemRequest,
) {
  const at = asOf(query, today())
  const row = await findProblem(database.db, zoneId, id, at)
  if (!row) throw new Problem('not-found', { detail: `there is no problem ${id} on ${at.on}` })
  const entries = await findEntries(database.db, zoneId, id, at)
  const acts = addableActs.filter((act) => (act === 'reopened') === isClosed(row.state))
  return { ...at, problem: entryOf(row, at.on), entries, acts }
}

const broken = (errors: ProblemFault[]): Problem =>
  new Problem(errors.some(({ path }) => path === 'act') ? 'wrong-state' : 'rule-broken', {
    detail: `${errors[0]!.path}: ${errors[0]!.rule}`,
    errors,
  })

type Described = Pick<NewProblemBody, 'title' | 'detail' | 'category' | 'subject' | 'subjectId'>

async function describedOf(trx: Db, zoneId: number, body: Described) {
  const { title, detail, category, subject = null, subjectId = null } = body
  if ((subject === null) !== (subjectId === null)) throw broken([{ path: 'subjectId', rule: 'incomplete' }])
  if (subject !== null && !(await subjectExists(trx, zoneId, subject, subjectId!)))
    throw broken([{ path: 'subjectId', rule: 'no_such_subject' }])
  return { title: title.trim(), detail: detail?.trim() || null, category, subject, subjectId }
}

/** Enters a problem under the next number of its year. Answers its id. */
export async function raiseProblem(
  { database, today }: Deps,
  zoneId: number,
  actor: NotingActor,
  body: NewProblemBody,
): Promise<number> {
  const { raisedOn, dueOn = null, ownerUserId = null } = body
  const owner = body.owner.trim()
  refuseImplausible({ raisedOn, dueOn })
  if (raisedOn > today()) throw broken([{ path: 'raisedOn', rule: 'future_date', today: today() }])
  if (dueOn !== null && dueOn < raisedOn)
    throw broken([{ path: 'dueOn', rule: 'before_entry', enteredOn: raisedOn }])
  return database.db.transaction().execute(async (trx) => {
    const described = await describedOf(trx, zoneId, body)
    const year = Number(raisedOn.slice(0, 4))
    const ordinal = await nextOrdinal(trx, zoneId, year)
    const number = problemNumber(year, ordinal)
    const row = { ...described, year, ordinal, number, owner, ownerUserId, raisedOn, dueOn }
    const id = await insertProblem(trx, zoneId, row, actor.name)
    await insertEntry(trx, zoneId, id, 1, {
      act: 'raised',
      enteredOn: raisedOn,
      state: 'open',
      text: described.detail,
      dueOn,
      owner,
      userId: actor.id,
      userName: actor.name,
    })
    await actor.note(trx, 'problem.raised', String(id), { number, title: row.title, owner, dueOn })
    return id
  })
}

function requireVersion(found: LockedProblem, { version, ifMatch }: Expected): void {
  const base = version ?? versionOfIfMatch(ifMatch, { tag: problemTag(found), version: found.version })
  if (base === undefined) throw new Problem('version-required')
  if (base === found.version) return
  const { id, version: currentVersion, updatedAt: at, updatedBy: by } = found
  throw new Problem(version == null ? 'precondition-failed' : 'stale-version', {
    conflicts: [{ collection: 'problems', id, baseVersion: base, currentVersion, at, by }],
  })
}

async function locked(trx: Db, zoneId: number, id: number, expected: Expected): Promise<LockedProblem> {
  const found = await lockProblem(trx, zoneId, id)
  if (!found) throw new Problem('not-found', { detail: `there is no problem ${id}` })
  requireVersion(found, expected)
  return found
}

/** Describes a problem better; what it said before is in the audit trail. */
export async function changeProblem(
  { database, today }: Deps,
  zoneId: number,
  actor: NotingActor,
  id: number,
  { version, ...body }: ProblemChangeBody,
  ifMatch: string | undefined,
): Promise<void> {
  await database.db.transaction().execute(async (trx) => {
    const found = await locked(trx, zoneId, id, { version, ifMatch })
    const row = await findProblem(trx, zoneId, id, { on: today(), known: null })
    const described = await describedOf(trx, zoneId, body)
    await updateProblem(trx, zoneId, found, described, actor.name)
    const before = row && { title: row.title, detail: row.detail, category: row.category }
    await actor.note(trx, 'problem.changed', String(id), { before: before ?? null, after: described })
  })
}

/** Adds what happened: progress, another owner, a later day, the end with its result, or that it goes on. */
export async function addEntry(
  { database, today }: Deps,
  zoneId: number,
  actor: NotingActor,
  id: number,
  { version, ...draft }: NewProblemEntryBody,
  ifMatch: string | undefined,
): Promise<void> {
  refuseImplausible({ enteredOn: draft.enteredOn, dueOn: draft.dueOn })
  await database.db.transaction().execute(async (trx) => {
    const found = await locked(trx, zoneId, id, { version, ifMatch })
    const row = await findProblem(trx, zoneId, id, { on: today(), known: null })
    if (!row) throw new Problem('not-found', { detail: `there is no problem ${id}` })
    const step = moveProblem(row, draft, today())
    if (!step.ok) throw broken(step.faults)
    const { state, owner, dueOn } = step.standing
    const { act, enteredOn } = draft
    const text = draft.text?.trim() ?? null
    await insertEntry(trx, zoneId, id, row.entries + 1, {
      act,
      enteredOn,
      state,
      text,
      dueOn,
      owner,
      userId: actor.id,
      userName: actor.name,
    })
    const closed = isClosed(state)
    await updateProblem(
      trx,
      zoneId,
      found,
      {
        state,
        owner,
        ownerUserId: act === 'hand_over' ? (draft.ownerUserId ?? null) : row.ownerUserId,
        dueOn,
        result: closed ? text : null,
        solvedOn: closed ? enteredOn : null,
      },
      actor.name,
    )
    await actor.note(trx, 'problem.entry', String(id), { number: found.number, act, enteredOn })
  })
}
