import type { Context } from '#api/context.ts'
import type { Db } from '#api/db/database.ts'
import { isDatabaseError, sqlState } from '#api/db/errors.ts'
import { versionOfIfMatch } from '#api/http/if-match.ts'
import { Problem } from '#api/http/problem.ts'
import type { Refusal } from '#geodata/rules/case/case-articles.ts'
import type { CaseState, TakenStep } from '#geodata/rules/case/case-state.ts'
import { foldCase, openDeadlines, withoutVoided } from '#geodata/rules/case/case-state.ts'
import type { Attempt, KeptStep } from '#geodata/rules/case/idle-case.ts'
import { stepsResting, takeStep } from '#geodata/rules/case/idle-case.ts'
import { nationalCalendar } from '#geodata/rules/working-days.ts'
import { useRecord } from '../changes/change.writer.ts'
import { supplyOfParcel } from '../clocks/clock.service.ts'
import { issueDocument } from '../documents/document.issue.ts'
import type { NotingActor } from '../people/actor.ts'
import { surroundingsOn } from './case.basis.ts'
import type { CaseSummary, LockedCase, NewStepRow, StepRow } from './case.queries.ts'
import {
  findOpenCase,
  findSteps,
  insertCase,
  insertStep,
  keepDeadlines,
  lockCase,
  nextOrdinal,
  updateCase,
} from './case.queries.ts'
import type { CaseCorrectionBody, CaseReopeningBody, NewCaseBody, NewCaseStepBody } from './case.schema.ts'

type Deps = Pick<Context, 'database' | 'today'>

type Papers = {
  recordId?: number | null | undefined
  documentNo?: string | null | undefined
  note?: string | null | undefined
}

/** What the client says it has seen: a version in the body, or the tag of one in `If-Match`. */
type Expected = { version?: number | null | undefined; ifMatch: string | undefined }

export const caseTag = ({ id, version }: { id: number; version: number }): string =>
  `"cases-${id}-${version}"`

/** The rows that count: without corrections and what they voided. */
export const effectiveSteps = (rows: readonly StepRow[]): KeptStep[] => withoutVoided(rows) as KeptStep[]

function problemOfRefusals(refusals: readonly Refusal[]): Problem {
  const errors = refusals.map(({ code, article, input, values }) => ({
    path: input === null ? 'step' : input === 'doneOn' ? input : `values.${input}`,
    rule: code,
    article,
    values,
  }))
  return new Problem('rule-broken', { detail: `${errors[0]?.path}: ${errors[0]?.rule}`, errors })
}

const caseOpen = (open: { id: number; number: string } | undefined) =>
  new Problem('wrong-state', {
    detail: 'the supply has an open case',
    ...(open && { caseId: open.id, number: open.number }),
    errors: [{ path: 'supplyId', rule: 'case_open' }],
  })

/** One open case to a supply, also when two open one at the same instant. */
async function oneOpenCase<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const isTwin =
      isDatabaseError(error, sqlState.uniqueViolation) && error.constraint === 'land_case_open_supply_key'
    throw isTwin ? caseOpen(undefined) : error
  }
}

function summaryOf(state: CaseState): CaseSummary {
  const duty = openDeadlines(state).find(({ kind }) => kind === 'duty')
  return {
    state: state.phase,
    round: state.round,
    kind: state.determination?.kind ?? null,
    cause: state.determination?.cause ?? null,
    measure: state.measure?.code ?? null,
    dueOn: duty?.on ?? null,
    dueStep: duty?.step ?? null,
    movedOn: state.lastOn,
    closedOn: state.closedOn,
  }
}

/** Opens a case of a supply with its clue. Answers its id. */
export async function openCase(
  { database, today }: Deps,
  zoneId: number,
  actor: NotingActor,
  body: NewCaseBody,
): Promise<number> {
  const { parcelId, foundOn, source } = body
  return oneOpenCase(() =>
    database.db.transaction().execute(async (trx) => {
      const record = await useRecord(trx, zoneId, body.recordId ?? undefined)
      const wanted = { parcelId, supplyId: body.supplyId ?? undefined }
      const supply = await supplyOfParcel(trx, zoneId, wanted, foundOn)
      if (!supply) throw new Problem('rule-broken', { errors: [{ path: 'parcelId', rule: 'no_supply' }] })
      const { supply_id: supplyId, area_m2: areaM2 } = supply
      const open = await findOpenCase(trx, zoneId, supplyId)
      if (open) throw caseOpen(open)
      const days = { on: foundOn, today: today() }
      const around = await surroundingsOn(trx, zoneId, supplyId, days)
      const attempt: Attempt = { step: 'clue', doneOn: foundOn, values: { source } }
      const { step, refusals } = takeStep([], attempt, around)
      if (!step) throw problemOfRefusals(refusals)
      const year = Number(foundOn.slice(0, 4))
      const ordinal = await nextOrdinal(trx, zoneId, year)
      const number = `${year}-${String(ordinal).padStart(4, '0')}`
      const state = foldCase([{ n: 1, ...step }])!
      const fresh = {
        year,
        ordinal,
        number,
        parcelId,
        supplyId,
        recordId: record.id,
        areaM2,
        openedOn: foundOn,
        responsible: body.responsible ?? null,
        createdBy: actor.id,
        updatedBy: actor.name,
      }
      const id = await insertCase(trx, zoneId, fresh, summaryOf(state))
      await insertStep(trx, zoneId, id, rowOf(1, step, around.basis, { ...body, recordId: record.id }, actor))
      await keepDeadlines(trx, zoneId, id, openDeadlines(state))
      await actor.note(trx, 'case.opened', String(id), { number, parcelId, supplyId, foundOn })
      return id
    }),
  )
}

function rowOf(
  n: number,
  step: Omit<TakenStep, 'n'> & { dueOn: string | null },
  basis: NewStepRow['basis'],
  { recordId, documentNo, note }: Papers & { recordId: number },
  actor: NotingActor,
): NewStepRow {
  const papers = { documentNo: documentNo ?? null, note: note ?? null, recordId }
  return { n, ...step, voids: null, basis, ...papers, userId: actor.id, userName: actor.name }
}

type Acting = { trx: Db; found: LockedCase; rows: StepRow[]; recordId: number; nextN: number }

/**
 * One act on a case: locked, of the version that the client knows, under an open record, which is the case's own
 * unless another is named. What the steps then add up to is kept beside them.
 */
async function act(
  { database }: Deps,
  zoneId: number,
  actor: NotingActor,
  about: { caseId: number; expected: Expected; recordId: number | null | undefined },
  work: (acting: Acting) => Promise<TakenStep[]>,
): Promise<void> {
  const { caseId, expected } = about
  await oneOpenCase(() =>
    database.db.transaction().execute(async (trx) => {
      const found = await lockCase(trx, zoneId, caseId)
      if (!found) throw new Problem('not-found', { detail: `there is no case ${caseId}` })
      requireVersion(found, expected)
      const record = await useRecord(trx, zoneId, about.recordId ?? found.recordId)
      const rows = await findSteps(trx, zoneId, caseId)
      const nextN = Math.max(...rows.map(({ n }) => n)) + 1
      const steps = await work({ trx, found, rows, recordId: record.id, nextN })
      const state = foldCase(steps)!
      await updateCase(trx, zoneId, found, { ...summaryOf(state), updatedBy: actor.name })
      await keepDeadlines(trx, zoneId, caseId, openDeadlines(state))
    }),
  )
}

function requireVersion(found: LockedCase, { version, ifMatch }: Expected): void {
  const base = version ?? versionOfIfMatch(ifMatch, { tag: caseTag(found), version: found.version })
  if (base === undefined) throw new Problem('version-required')
  if (base === found.version) return
  const { id, version: currentVersion, updatedAt: at, updatedBy: by } = found
  throw new Problem(version == null ? 'precondition-failed' : 'stale-version', {
    conflicts: [{ collection: 'cases', id, baseVersion: base, currentVersion, at, by }],
  })
}

/** Takes the next step of a case, or says with the articles why not. */
export async function stepCase(
  deps: Deps,
  zoneId: number,
  actor: NotingActor,
  caseId: number,
  body: Omit<NewCaseStepBody, 'step'> & { step: string },
  ifMatch: string | undefined,
): Promise<void> {
  const about = { caseId, expected: { version: body.version, ifMatch }, recordId: body.recordId }
  await act(deps, zoneId, actor, about, async ({ trx, found, rows, recordId, nextN: n }) => {
    const before = effectiveSteps(rows)
    const { doneOn, values } = body
    const around = await surroundingsOn(trx, zoneId, found.supplyId, { on: doneOn, today: deps.today() })
    const attempt = { step: body.step as Attempt['step'], doneOn, values }
    const { step, refusals } = takeStep(before, attempt, around)
    if (!step) throw problemOfRefusals(refusals)
    const { note, documentNo } = body
    const issued = around.basis && { caseId, n, step, basis: around.basis, note, before: rows }
    const number = issued && (await issueDocument(trx, zoneId, actor, issued))
    const papers = { recordId, note, documentNo: documentNo ?? number }
    await insertStep(trx, zoneId, caseId, rowOf(n, step, around.basis, papers, actor))
    const action = step.step === 'reopening' ? 'case.reopened' : 'case.step'
    await actor.note(trx, action, String(caseId), { n, step: step.step, doneOn })
    return [...before, { n, ...step }]
  })
}

/** Begins a new round of a closed case. */
export const reopenCase = (
  deps: Deps,
  zoneId: number,
  actor: NotingActor,
  caseId: number,
  { reason, ...body }: CaseReopeningBody,
  ifMatch: string | undefined,
): Promise<void> =>
  stepCase(deps, zoneId, actor, caseId, { ...body, step: 'reopening', values: { reason } }, ifMatch)

/**
 * Voids a step that was wrong, by a row of its own: the step stays, and is said to be void. Refused while later steps
 * rest on it; they are named.
 */
export async function voidStep(
  deps: Deps,
  zoneId: number,
  actor: NotingActor,
  { caseId, n }: { caseId: number; n: number },
  body: CaseCorrectionBody,
  ifMatch: string | undefined,
): Promise<void> {
  const about = { caseId, expected: { version: body.version, ifMatch }, recordId: body.recordId }
  await act(deps, zoneId, actor, about, async ({ trx, rows, recordId, nextN }) => {
    const before = effectiveSteps(rows)
    requireVoidable(rows, before, n)
    const resting = stepsResting(before, n, nationalCalendar)
    if (resting.length > 0) throw problemOfResting(resting)
    await insertStep(trx, zoneId, caseId, {
      n: nextN,
      step: 'correction',
      doneOn: deps.today(),
      dueOn: null,
      voids: n,
      values: { reason: body.reason },
      opens: [],
      basis: null,
      documentNo: null,
      note: null,
      recordId,
      userId: actor.id,
      userName: actor.name,
    })
    await actor.note(trx, 'case.voided', String(caseId), { n, reason: body.reason })
    return before.filter((one) => one.n !== n)
  })
}

function requireVoidable(rows: readonly StepRow[], effective: readonly KeptStep[], n: number): void {
  const row = rows.find((one) => one.n === n)
  if (!row) throw new Problem('not-found', { detail: `the case has no step ${n}` })
  if (!effective.some((one) => one.n === n)) {
    const rule = row.voids === null ? 'already_void' : 'is_correction'
    throw new Problem('wrong-state', { errors: [{ path: 'n', rule }] })
  }
  if (effective[0]?.n === n) throw new Problem('rule-broken', { errors: [{ path: 'n', rule: 'first_step' }] })
}

const problemOfResting = (resting: ReturnType<typeof stepsResting>): Problem =>
  new Problem('rule-broken', {
    detail: `step ${resting[0]?.n} rests on it`,
    errors: resting.map(({ n, step, refusals }) => ({
      path: 'n',
      rule: 'step_rests_on_it',
      n,
      step,
      refusals,
    })),
  })
