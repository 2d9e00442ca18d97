import type { Zone } from '#api/http/access.ts'
import type { Db } from '#api/db/database.ts'
import { refuseImplausible } from '#api/http/plausible-days.ts'
import { Problem } from '#api/http/problem.ts'
import type { OperationResult } from './change.apply.ts'
import { applyPlan } from './change.apply.ts'
import type { Finding } from './change.findings.ts'
import type { Adjustment } from './change.plan.ts'
import { planChange } from './change.plan.ts'
import type { ChangeSummaryRow } from './change.queries.ts'
import type { ChangeBody, OperationBody } from './change.schema.ts'
import type { Actor, ChangeDeps, ChangeMeta } from './change.writer.ts'
import { writeChange, writeWithin } from './change.writer.ts'

export type Saved = {
  change: ChangeSummaryRow
  results: OperationResult[]
  adjustments: Adjustment[]
  findings: Finding[]
}

/** Stores a change under its record: all of it, or nothing and a {@link Problem} that names every fault. */
export async function saveChange(
  deps: ChangeDeps,
  zone: Zone,
  actor: Actor,
  body: ChangeBody,
  isTrial = false,
): Promise<Saved> {
  const plan = planChange(body.operations)
  const recordId = body.recordId ?? undefined
  if (recordId === undefined && !isTrial) throw new Problem('record-required')
  if (plan.withoutVersion.length > 0) throw versionRequired(plan.withoutVersion)
  const effectiveOn = body.effectiveOn ?? deps.today()
  refuseImplausible({ effectiveOn })
  const meta: ChangeMeta = {
    zone,
    actor,
    recordId,
    label: body.label ?? null,
    source: 'edit',
    effectiveOn,
    collections: body.operations.map(({ collection }) => collection),
    itemCount: body.operations.length,
    isTrial,
  }
  const { change, result } = await writeChange(deps, meta, (writing) =>
    applyPlan(writing, plan, body, deps.today()),
  )
  return { change, adjustments: plan.adjustments, ...result }
}

/** A change that another act brings with it: who acts, under which record, since when it is true. */
export type BroughtChange = {
  zone: Zone
  actor: Actor
  recordId: number
  label: string
  effectiveOn: string
}

/** Stores facts inside the transaction of the act that implies them: with it, or not at all. */
export async function saveWithin(
  deps: ChangeDeps,
  trx: Db,
  about: BroughtChange,
  operations: OperationBody[],
): Promise<Saved> {
  const plan = planChange(operations)
  const meta: ChangeMeta = {
    ...about,
    source: 'edit',
    collections: operations.map(({ collection }) => collection),
    itemCount: operations.length,
  }
  const { change, result } = await writeWithin(deps, trx, meta, (writing) =>
    applyPlan(writing, plan, { operations }, deps.today()),
  )
  return { change, adjustments: plan.adjustments, ...result }
}

export type Checked = Omit<Saved, 'change'> & { ok: boolean; problem: string | null }

/** The same without storing anything: what would be refused, and what a person should look at. */
export async function checkChange(
  deps: ChangeDeps,
  zone: Zone,
  actor: Actor,
  body: ChangeBody,
): Promise<Checked> {
  try {
    const { adjustments, results, findings } = await saveChange(deps, zone, actor, body, true)
    const unsaved = results.map((result) => ({ ...result, id: result.op === 'create' ? 0 : result.id }))
    return { ok: true, problem: null, adjustments, results: unsaved, findings }
  } catch (error) {
    if (!(error instanceof Problem) || error.status >= 500) throw error
    const { adjustments } = planChange(body.operations)
    return { ok: false, problem: error.code, adjustments, results: [], findings: findingsOf(error) }
  }
}

function findingsOf({ code, extra }: Problem): Finding[] {
  const listed = [extra.errors, extra['conflicts'], extra['taken']].flatMap((list) =>
    Array.isArray(list) ? (list as Record<string, unknown>[]) : [],
  )
  if (listed.length === 0) return [{ severity: 'error', code }]
  return listed.map(({ code: parcelCode, ...fault }) => ({
    ...fault,
    ...(parcelCode !== undefined && { parcelCode }),
    severity: 'error',
    code: String(fault['rule'] ?? code),
  }))
}

const versionRequired = (operations: number[]) =>
  new Problem('version-required', {
    errors: operations.map((operation) => ({
      path: `operations[${operation}].version`,
      operation,
      rule: 'required',
    })),
  })
