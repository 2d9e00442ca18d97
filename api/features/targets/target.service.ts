import type { Context } from '#api/context.ts'
import { versionOfIfMatch } from '#api/http/if-match.ts'
import { refuseImplausible } from '#api/http/plausible-days.ts'
import { Problem } from '#api/http/problem.ts'
import { goalOf } from '#geodata/rules/batch/target-progress.ts'
import type { NotingActor } from '../people/actor.ts'
import type { TargetEdit, TargetRow } from './target.queries.ts'
import { findTarget, insertTarget, readInstant, updateTarget } from './target.queries.ts'
import type { NewTargetBody, TargetEditBody, TargetEndBody } from './target.schema.ts'
import { stockOn } from './target.stock.ts'

type Deps = Pick<Context, 'database' | 'today'>
type Fault = { path: string; rule: string; values?: Record<string, unknown> }

export const targetTag = ({ id, version }: { id: number; version: number }): string =>
  `"targets-${id}-${version}"`

const refuse = (faults: readonly Fault[]): void => {
  if (faults.length > 0)
    throw new Problem('rule-broken', {
      detail: `${faults[0]!.path}: ${faults[0]!.rule}`,
      errors: [...faults],
    })
}

type Goal = Pick<TargetEditBody, 'goalAreaM2' | 'goalRate' | 'dueOn'>

/** A goal is an area or a share of the base, never both, and never more than there was. */
function goalFaults(goal: Goal, assignedOn: string, baseM2: number): Fault[] {
  const [area, share] = [goal.goalAreaM2 ?? null, goal.goalRate ?? null]
  const faults: Fault[] = []
  if ((area === null) === (share === null)) faults.push({ path: 'goalAreaM2', rule: 'one_goal' })
  if (area !== null && area > baseM2)
    faults.push({ path: 'goalAreaM2', rule: 'over_base', values: { baseM2 } })
  if (goal.dueOn < assignedOn)
    faults.push({ path: 'dueOn', rule: 'due_before_assigned', values: { assignedOn } })
  return faults
}

const editOf = (body: TargetEditBody): TargetEdit => ({
  title: body.title.trim(),
  dueOn: body.dueOn,
  goalAreaM2: body.goalAreaM2 ?? null,
  goalRate: body.goalRate ?? null,
  responsible: body.responsible?.trim() || null,
  documentNo: body.documentNo?.trim() || null,
  note: body.note?.trim() || null,
})

const PARTS = 10_000

/**
 * Assigns a target. The stock of the day of assignment, as it is known now, becomes its base: area, number and list
 * of parcels. Nothing computes it anew.
 */
export async function assignTarget(
  deps: Deps,
  zoneId: number,
  actor: NotingActor,
  body: NewTargetBody,
): Promise<number> {
  const { database } = deps
  const { kind, year, cohort, assignedOn } = body
  refuseImplausible({ assignedOn, dueOn: body.dueOn })
  if (assignedOn > deps.today()) refuse([{ path: 'assignedOn', rule: 'future_date' }])
  const baseKnownAt = await readInstant(database.db)
  const stock = await stockOn(deps, zoneId, { on: assignedOn, known: baseKnownAt }, kind, cohort)
  const baseParts = stock.reduce((sum, { areaM2 }) => sum + Math.round(areaM2 * PARTS), 0)
  if (baseParts <= 0) refuse([{ path: 'assignedOn', rule: 'empty_base', values: { kind, cohort } }])
  refuse(goalFaults(body, assignedOn, baseParts / PARTS))
  const baseM2 = (baseParts / PARTS).toFixed(4)
  return database.db.transaction().execute(async (trx) => {
    const people = { createdBy: actor.name, updatedBy: actor.name }
    const base = { baseM2, baseCount: stock.length, baseKnownAt }
    const target = { kind, year, cohort, assignedOn, ...editOf(body), ...base, ...people }
    const id = await insertTarget(trx, zoneId, target, stock)
    await actor.note(trx, 'target.assigned', String(id), { kind, year, cohort, assignedOn, ...base })
    return id
  })
}

type Expected = { version?: number | null | undefined; ifMatch: string | undefined }

function requireVersion(found: TargetRow, { version, ifMatch }: Expected): void {
  const base = version ?? versionOfIfMatch(ifMatch, { tag: targetTag(found), version: found.version })
  if (base === undefined) throw new Problem('version-required')
  if (base === found.version) return
  const { id, version: currentVersion, updatedAt: at, updatedBy: by } = found
  throw new Problem(version == null ? 'precondition-failed' : 'stale-version', {
    conflicts: [{ collection: 'targets', id, baseVersion: base, currentVersion, at, by }],
  })
}

/** Locks a target of the version that the client knows; one that has ended stays as it is. */
async function openTarget(
  trx: Parameters<typeof findTarget>[0],
  zoneId: number,
  id: number,
  expected: Expected,
) {
  const found = await findTarget(trx, zoneId, id, true)
  if (!found) throw new Problem('not-found', { detail: `there is no target ${id}` })
  requireVersion(found, expected)
  if (found.endedOn !== null)
    throw new Problem('wrong-state', { errors: [{ path: 'id', rule: 'target_ended' }] })
  return found
}

/** Changes what was agreed about a target: goal, day, who, papers. The base stays. */
export async function changeTarget(
  { database }: Deps,
  zoneId: number,
  actor: NotingActor,
  id: number,
  body: TargetEditBody,
  ifMatch: string | undefined,
): Promise<void> {
  await database.db.transaction().execute(async (trx) => {
    const found = await openTarget(trx, zoneId, id, { version: body.version, ifMatch })
    const edit = editOf(body)
    refuse(goalFaults(edit, found.assignedOn, Number(found.baseM2)))
    await updateTarget(trx, zoneId, found, { ...edit, updatedBy: actor.name })
    const before = {
      dueOn: found.dueOn,
      goalM2: goalOf({
        goalM2: found.goalM2 === null ? null : Number(found.goalM2),
        goalRate: found.goalRate === null ? null : Number(found.goalRate),
        baseM2: Number(found.baseM2),
      }),
    }
    await actor.note(trx, 'target.changed', String(id), { before, ...edit })
  })
}

/** Ends a target: it is shown as it was left, and no longer followed. */
export async function endTarget(
  { database, today }: Deps,
  zoneId: number,
  actor: NotingActor,
  id: number,
  { endedOn, version }: TargetEndBody,
  ifMatch: string | undefined,
): Promise<void> {
  await database.db.transaction().execute(async (trx) => {
    const found = await openTarget(trx, zoneId, id, { version, ifMatch })
    if (endedOn > today()) refuse([{ path: 'endedOn', rule: 'future_date' }])
    if (endedOn < found.assignedOn)
      refuse([{ path: 'endedOn', rule: 'end_before_assigned', values: { assignedOn: found.assignedOn } }])
    await updateTarget(trx, zoneId, found, { endedOn, updatedBy: actor.name })
    await actor.note(trx, 'target.ended', String(id), { endedOn })
  })
}
