import type { Context } from '#api/context.ts'
import type { Db } from '#api/db/database.ts'
import { isDatabaseError, sqlState } from '#api/db/errors.ts'
import { versionOfIfMatch } from '#api/http/if-match.ts'
import type { Zone } from '#api/http/access.ts'
import { Problem } from '#api/http/problem.ts'
import type { Refusal } from '#geodata/rules/case/case-articles.ts'
import type { TakenStep } from '#geodata/rules/case/case-state.ts'
import { foldCase, openDeadlines, withoutVoided } from '#geodata/rules/case/case-state.ts'
import { factsOf } from '#geodata/rules/case/case-facts.ts'
import type { Attempt, KeptStep } from '#geodata/rules/case/idle-case.ts'
import { stepsResting, takeStep } from '#geodata/rules/case/idle-case.ts'
import { nationalCalendar } from '#geodata/rules/working-days.ts'
import { lockFabric, useRecord } from '../changes/change.writer.ts'
import { supplyOfParcel } from '../clocks/clock.service.ts'
import { issueDocument } from '../documents/document.issue.ts'
import type { NotingActor } from '../people/actor.ts'
import { surroundingsOn } from './case.basis.ts'
import type { FactsAct, WrittenFacts } from './case.facts.ts'
import { takeBackFacts, writeFacts } from './case.facts.ts'
import type { LockedCase } from './case.queries.ts'
import {
  findOpenCase,
  firstSupplyOn,
  insertCase,
  isParcel,
  lockCase,
  nextOrdinal,
  updateCase,
} from './case.queries.ts'
import { fixOf, sentenceOf } from './case.sentences.ts'
import type { CaseCorrectionBody, CaseReopeningBody, NewCaseBody, NewCaseStepBody } from './case.schema.ts'
import type { NewStepRow, StepRow } from './case-step.queries.ts'
import { findSteps, insertStep, keepDeadlines } from './case-step.queries.ts'
import { remediationOf, summaryOf } from './case.summary.ts'

type Deps = Pick<Context, 'database' | 'mapEvents' | 'today'>

type Papers = {
  recordId?: number | null | undefined
  documentNo?: string | null | undefined
  note?: string | null | undefined
}

/** What the client says it has seen: a version in the body, or the tag of one in `If-Match`. */
type Expected = { version?: number | null | undefined; ifMatch: string | undefined }

export const caseTag = ({ id, version }: { id: number; version: number }): string =>
  `"cases-${id}-${version}"`

export type EffectiveStep = KeptStep & Pick<StepRow, 'changeId' | 'remediationId'>

/** The rows that count: without corrections and what they voided. */
export const effectiveSteps = (rows: readonly StepRow[]): EffectiveStep[] =>
  withoutVoided(rows) as EffectiveStep[]

/** Every reason against a step, with what to do about it; `day` is what the request calls the day of the step. */
function problemOfRefusals(found: readonly Refusal[], day: 'doneOn' | 'foundOn' = 'doneOn'): Problem {
  const refusals = found.map((one) => (one.input === 'doneOn' ? { ...one, input: day } : one))
  const errors = refusals.map((refusal) => {
    const { code, article, input, values } = refusal
    const path = input === null ? 'step' : input === day ? input : `values.${input}`
    return { path, rule: code, article, values, fix: fixOf(refusal) }
  })
  return new Problem('rule-broken', { detail: refusals.map(sentenceOf).join(' '), errors })
}

const caseOpen = (open: { id: number; number: string } | undefined) =>
  new Problem('wrong-state', {
    detail: `The supply has an open case${open ? `, ${open.number}` : ''}: go on with that one, or close it first.`,
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

/** Why a parcel has no supply that a case could be about: each reason is mended in another place. */
async function problemOfNoSupply(
  trx: Db,
  zoneId: number,
  { parcelId, supplyId }: { parcelId: number; supplyId: number | undefined },
  foundOn: string,
): Promise<Problem> {
  const broken = (path: string, rule: string, detail: string, values = {}) =>
    new Problem('rule-broken', { detail, errors: [{ path, rule, article: null, values, fix: detail }] })
  if (!(await isParcel(trx, zoneId, parcelId)))
    return broken('parcelId', 'unknown_parcel', `There is no parcel ${parcelId}: choose one of the zone.`)
  const signedOn = await firstSupplyOn(trx, zoneId, { parcelId, supplyId })
  if (signedOn === undefined)
    return supplyId === undefined
      ? broken('parcelId', 'no_supply', 'The parcel has no supply: enter its contract first.')
      : broken('supplyId', 'unknown_supply', `The parcel has no supply ${supplyId}: choose one of its own.`)
  return broken(
    'foundOn',
    'before_contract',
    `The land was supplied on ${signedOn}, after ${foundOn}: give a day from ${signedOn} on.`,
    { signedOn, given: foundOn },
  )
}

/** Opens a case of a supply with its clue. Answers its id. */
export async function openCase(
  { database, today }: Deps,
  { id: zoneId }: Zone,
  actor: NotingActor,
  body: NewCaseBody,
): Promise<number> {
  const { parcelId, foundOn, source } = body
  return oneOpenCase(() =>
    database.db.transaction().execute(async (trx) => {
      const record = await useRecord(trx, zoneId, body.recordId ?? undefined)
      const wanted = { parcelId, supplyId: body.supplyId ?? undefined }
      const supply = await supplyOfParcel(trx, zoneId, wanted, foundOn)
      if (!supply) throw await problemOfNoSupply(trx, zoneId, wanted, foundOn)
      const { supply_id: supplyId, area_m2: areaM2 } = supply
      const open = await findOpenCase(trx, zoneId, supplyId)
      if (open) throw caseOpen(open)
      const days = { on: foundOn, today: today() }
      const around = await surroundingsOn(trx, zoneId, supplyId, days)
      const attempt: Attempt = { step: 'clue', doneOn: foundOn, values: { source } }
      const { step, refusals } = takeStep([], attempt, around)
      if (!step) throw problemOfRefusals(refusals, 'foundOn')
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
      const papers = { ...body, recordId: record.id, changeId: null, remediationId: null }
      await insertStep(trx, zoneId, id, rowOf(1, step, around.basis, papers, actor))
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
  { recordId, documentNo, note, changeId, remediationId }: Papers & { recordId: number } & WrittenFacts,
  actor: NotingActor,
): NewStepRow {
  const papers = { documentNo: documentNo ?? null, note: note ?? null, recordId, changeId, remediationId }
  return { n, ...step, voids: null, basis, ...papers, userId: actor.id, userName: actor.name }
}

type Acting = FactsAct & { rows: StepRow[]; nextN: number }
/** A step that counts, as far as the case is summed up from it. */
type Counting = TakenStep & Pick<EffectiveStep, 'remediationId'>

/**
 * One act on a case: locked, of the version that the client knows, under an open record, which is the case's own
 * unless another is named. What the steps then add up to is kept beside them.
 */
async function act(
  { database }: Deps,
  zone: Zone,
  actor: NotingActor,
  about: { caseId: number; expected: Expected; recordId: number | null | undefined },
  work: (acting: Acting) => Promise<Counting[]>,
): Promise<void> {
  const { caseId, expected } = about
  const zoneId = zone.id
  await oneOpenCase(() =>
    database.db.transaction().execute(async (trx) => {
      await lockFabric(trx, zoneId)
      const found = await lockCase(trx, zoneId, caseId)
      if (!found) throw new Problem('not-found', { detail: `there is no case ${caseId}` })
      requireVersion(found, expected)
      const record = await useRecord(trx, zoneId, about.recordId ?? found.recordId)
      const rows = await findSteps(trx, zoneId, caseId)
      const nextN = Math.max(...rows.map(({ n }) => n)) + 1
      const steps = await work({ trx, zone, actor, found, rows, recordId: record.id, nextN })
      const state = foldCase(steps)!
      const kept = { ...summaryOf(state), updatedBy: actor.name, remediationId: remediationOf(steps) }
      await updateCase(trx, zoneId, found, kept)
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

/** Takes the next step of a case with the land facts that it implies, or says with the articles why not. */
export async function stepCase(
  deps: Deps,
  zone: Zone,
  actor: NotingActor,
  caseId: number,
  body: Omit<NewCaseStepBody, 'step'> & { step: string },
  ifMatch: string | undefined,
): Promise<void> {
  const about = { caseId, expected: { version: body.version, ifMatch }, recordId: body.recordId }
  await act(deps, zone, actor, about, async (acting) => {
    const { trx, found, rows, recordId, nextN: n } = acting
    const before = effectiveSteps(rows)
    const { doneOn, values } = body
    const around = await surroundingsOn(trx, zone.id, found.supplyId, { on: doneOn, today: deps.today() })
    const attempt = { step: body.step as Attempt['step'], doneOn, values }
    const { step, refusals } = takeStep(before, attempt, around)
    if (!step) throw problemOfRefusals(refusals)
    const issued = around.basis && { caseId, n, step, basis: around.basis, note: body.note, before: rows }
    const number = issued && (await issueDocument(trx, zone.id, actor, issued))
    const documentNo = body.documentNo ?? number ?? null
    const facts = factsOf(step, foldCase(before)!, { documentNo, responsible: found.responsible })
    const written = await writeFacts(deps, acting, facts, doneOn)
    const remediationId = step.step === 'determination' ? written.remediationId : null
    const papers = { note: body.note, documentNo, recordId, changeId: written.changeId, remediationId }
    await insertStep(trx, zone.id, caseId, rowOf(n, step, around.basis, papers, actor))
    const action = step.step === 'reopening' ? 'case.reopened' : 'case.step'
    await actor.note(trx, action, String(caseId), { n, step: step.step, doneOn })
    return [...before, { n, ...step, remediationId }]
  })
}

/** Begins a new round of a closed case. */
export const reopenCase = (
  deps: Deps,
  zone: Zone,
  actor: NotingActor,
  caseId: number,
  { reason, ...body }: CaseReopeningBody,
  ifMatch: string | undefined,
): Promise<void> =>
  stepCase(deps, zone, actor, caseId, { ...body, step: 'reopening', values: { reason } }, ifMatch)

/**
 * Voids a step that was wrong, by a row of its own: the step stays, and is said to be void; the land facts that it wrote
 * are taken back. Refused while later steps rest on it; they are named.
 */
export async function voidStep(
  deps: Deps,
  zone: Zone,
  actor: NotingActor,
  { caseId, n }: { caseId: number; n: number },
  body: CaseCorrectionBody,
  ifMatch: string | undefined,
): Promise<void> {
  const about = { caseId, expected: { version: body.version, ifMatch }, recordId: body.recordId }
  await act(deps, zone, actor, about, async (acting) => {
    const { trx, rows, recordId, nextN } = acting
    const before = effectiveSteps(rows)
    const wrong = requireVoidable(rows, before, n)
    const resting = stepsResting(before, n, nationalCalendar)
    if (resting.length > 0) throw problemOfResting(resting)
    const papers = { documentNo: null, responsible: acting.found.responsible }
    const earlier = before.filter((one) => one.n < n)
    const facts = factsOf(wrong, foldCase(earlier)!, papers)
    const changeId = await takeBackFacts(deps, acting, wrong, facts)
    await insertStep(trx, zone.id, caseId, {
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
      changeId,
      remediationId: null,
      userId: actor.id,
      userName: actor.name,
    })
    await actor.note(trx, 'case.voided', String(caseId), { n, reason: body.reason })
    return before.filter((one) => one.n !== n)
  })
}

/** The step that is to be voided, if it counts and is not the first. */
function requireVoidable(
  rows: readonly StepRow[],
  effective: readonly EffectiveStep[],
  n: number,
): EffectiveStep {
  const row = rows.find((one) => one.n === n)
  if (!row) throw new Problem('not-found', { detail: `the case has no step ${n}` })
  const step = effective.find((one) => one.n === n)
  if (!step) {
    const rule = row.voids === null ? 'already_void' : 'is_correction'
    const detail =
      row.voids === null
        ? `Step ${n} is void already: nothing is to be done.`
        : `Step ${n} is a correction and is not voided: take the step again instead.`
    throw new Problem('wrong-state', { detail, errors: [{ path: 'n', rule }] })
  }
  if (effective[0]?.n === n)
    throw new Problem('rule-broken', {
      detail: 'The clue begins the case and stays: find the land not idle and close the case instead.',
      errors: [{ path: 'n', rule: 'first_step' }],
    })
  return step
}

const problemOfResting = (resting: ReturnType<typeof stepsResting>): Problem =>
  new Problem('rule-broken', {
    detail: `Later steps rest on it (${resting.map(({ n, step }) => `${n} ${step}`).join(', ')}): void them first, the last one first.`,
    errors: resting.map(({ n, step, refusals }) => ({
      path: 'n',
      rule: 'step_rests_on_it',
      n,
      step,
      refusals,
    })),
  })
