import type { CaseArticle, Refusal } from './case-articles.ts'
import { refuse } from './case-articles.ts'
import type { CaseRules } from './case-rules.ts'
import type { CaseState } from './case-state.ts'
import { endsRight } from './case-state.ts'
import type { CaseMeasure, CaseStep } from './case-steps.ts'
import type { IdleDates } from './idle-dates.ts'
import { holdsOn } from './idle-dates.ts'
import type { IdleRules } from './idle-rules.ts'
import { addYears, deadline } from './periods.ts'
import type { WorkingDays } from './working-days.ts'

/** What the clock says of the supply on the day of a step. */
export type CaseClock = IdleDates & { kind: 'none' | 'not_started' | 'suspended' }

/** The facts and rules that a step rests on; kept with it, so that it can be judged again as it was. */
export type CaseBasis = {
  rules: CaseRules
  idleRules: IdleRules
  clock: CaseClock
  /** When the land was supplied: the day of the contract. */
  suppliedOn: string | null
}

export type Situation = { state: CaseState; basis: CaseBasis; calendar: WorkingDays; on: string }

const unless = (condition: boolean, refusal: () => Refusal): Refusal[] => (condition ? [] : [refusal()])
const first = (...lists: (() => Refusal[])[]): Refusal[] => {
  for (const list of lists) {
    const refusals = list()
    if (refusals.length > 0) return refusals
  }
  return []
}

const once = (on: string | null, article: CaseArticle | null = null): Refusal[] =>
  on === null ? [] : [refuse('already_done', article, { on })]

const undetermined = ({ state }: Situation): Refusal[] =>
  unless(state.determination !== null, () => refuse('determination_missing', 'order53_art9'))
const determined = ({ state: { determination } }: Situation): Refusal[] =>
  determination === null ? [] : [refuse('already_determined', 'order53_art9', { on: determination.on })]

const isArt8 = ({ state: { determination }, basis }: Situation): boolean =>
  determination !== null && basis.rules.art8Causes.includes(determination.cause)

/** The holder has 30 days to explain; then the authority decides on what it has. */
function statementAwaited({ state, on }: Situation): Refusal[] {
  if (state.noticeOn === null) return [refuse('notice_missing', 'order53_art5')]
  if (state.statementOn !== null) return []
  const until = state.opened.find(({ step }) => step === 'statement')?.on ?? state.noticeOn
  return unless(on > until, () => refuse('statement_awaited', 'order53_art5', { until }))
}

const unpublished = ({ state }: Situation): Refusal[] =>
  unless(state.publishedOn !== null, () => refuse('publication_missing', 'order53_art11'))
const unfiled = ({ state }: Situation): Refusal[] =>
  unless(state.filedOn !== null, () => refuse('filing_missing', 'order53_art25'))

/** One measure to a round; after a fee the land may still be recovered or bought back. */
function measureTaken({ state }: Situation, step: CaseMeasure): Refusal[] {
  const { measure, reuse, feeOn } = state
  if (step === 'fee' && feeOn !== null)
    return [refuse('measure_taken', 'order53_art14_1', { measure: 'fee', on: feeOn })]
  if (reuse !== null) return [refuse('already_done', null, { on: reuse.on })]
  if (measure === null || (measure.code === 'fee' && endsRight(step))) return []
  return [refuse('measure_taken', null, { measure: measure.code, on: measure.on })]
}

/** Art. 12 is for causes of Art. 8 and for suspended land; Art. 14 is for the rest. */
function art12Closed(situation: Situation): Refusal[] {
  const { determination } = situation.state
  if (determination === null || determination.kind === 'suspended' || isArt8(situation)) return []
  return [refuse('not_government_cause', 'order53_art12', { cause: determination.cause })]
}

function art14Closed(situation: Situation): Refusal[] {
  const { determination } = situation.state
  if (determination === null) return []
  if (determination.kind === 'suspended') return [refuse('suspended_land', 'order53_art12')]
  if (isArt8(situation)) return [refuse('government_cause', 'order53_art14', { cause: determination.cause })]
  return []
}

/**
 * The anniversary from which a fee is due or the land may be recovered. It is the clock's; where the officer
 * determined otherwise than the clock, it counts from the day that the determination names.
 */
function art14Date({ state, basis }: Situation, measure: 'fee' | 'recovery'): string | null | undefined {
  const { clock, idleRules } = basis
  if (clock.kind === 'not_started') return measure === 'fee' ? clock.feeFrom : clock.recoveryFrom
  if (!state.determination?.isAgainstClock) return undefined
  const years = measure === 'fee' ? idleRules.feeYears : idleRules.recoveryYears
  return addYears(state.determination.idleFrom, years - idleRules.idleYears)
}

function yearsNotFull(situation: Situation, measure: 'fee' | 'recovery'): Refusal[] {
  const { basis, on } = situation
  const article = measure === 'fee' ? 'order53_art14_1' : 'order53_art14_2'
  const date = art14Date(situation, measure)
  if (date === undefined) return [refuse('not_idle_any_more', 'order53_art2')]
  if (date === null) return [refuse('pause_lasts', 'order53_art8')]
  const from = holdsOn(date, basis.idleRules)
  const years = measure === 'fee' ? basis.idleRules.feeYears : basis.idleRules.recoveryYears
  return unless(on >= from, () => refuse('years_not_full', article, { years, from }))
}

/** Under the narrow reading the fee belongs to the second year only; from its end the land is recovered. */
function feeTooLate(situation: Situation): Refusal[] {
  const { basis, on } = situation
  if (basis.rules.feeAfterRecoveryYears) return []
  const date = art14Date(situation, 'recovery')
  if (typeof date !== 'string') return []
  const from = holdsOn(date, basis.idleRules)
  return unless(on < from, () => refuse('recovery_instead', 'order53_art14_2', { from }))
}

/** Art. 15: before the decision the holder is told of the right to a hearing, and has had it if he asked. */
function unheard({ state, on }: Situation, measure: CaseMeasure): Refusal[] {
  const { hearing } = state
  if (hearing?.measure !== measure) return [refuse('hearing_notice_missing', 'order53_art15', { measure })]
  if (hearing.requestedOn !== null)
    return unless(hearing.heldOn !== null, () =>
      refuse('hearing_not_held', 'order53_art15', { requestedOn: hearing.requestedOn! }),
    )
  const { requestUntil: until } = hearing
  return unless(on > until, () => refuse('hearing_period_runs', 'order53_art15', { until }))
}

function art14(situation: Situation, measure: 'fee' | 'recovery'): Refusal[] {
  return first(
    () => undetermined(situation),
    () => measureTaken(situation, measure),
    () => art14Closed(situation),
    () => [
      ...unpublished(situation),
      ...yearsNotFull(situation, measure),
      ...(measure === 'fee' ? feeTooLate(situation) : []),
      ...unheard(situation, measure),
    ],
  )
}

function art12(situation: Situation, measure: CaseMeasure): Refusal[] {
  return first(
    () => undetermined(situation),
    () => measureTaken(situation, measure),
    () => art12Closed(situation),
    () => [...unpublished(situation), ...unfiled(situation)],
  )
}

/** Art. 12(5): land is exchanged only where a change of plans left it idle. */
function exchange(situation: Situation): Refusal[] {
  const { determination } = situation.state
  return first(
    () => art12(situation, 'exchange'),
    () =>
      unless(determination?.art8Item === 'g2', () =>
        refuse('not_by_plan_change', 'order53_art12_5', { needed: 'g2' }),
      ),
  )
}

function bondBuyback(situation: Situation): Refusal[] {
  const { suppliedOn, rules } = situation.basis
  const { bondSuppliedUntil: limit } = rules
  return first(
    () => undetermined(situation),
    () => measureTaken(situation, 'bond_buyback'),
    () => unless(suppliedOn !== null, () => refuse('supply_day_unknown', 'mnr_2025_45')),
    () =>
      unless(suppliedOn! <= limit, () =>
        refuse('supplied_after', 'mnr_2025_45', { suppliedOn: suppliedOn!, limit }),
      ),
    () => unpublished(situation),
  )
}

/** What remains possible on the hearing once its decision is taken: nothing. */
function hearingOver({ state }: Situation): Refusal[] {
  const { hearing, measure } = state
  if (hearing === null) return [refuse('hearing_notice_missing', 'order53_art15')]
  return measure?.code === hearing.measure
    ? [refuse('decision_taken', 'order53_art15', { measure: measure.code, on: measure.on })]
    : []
}

function hearingNotice(situation: Situation): Refusal[] {
  const { state } = situation
  return first(
    () => undetermined(situation),
    () => measureTaken(situation, state.feeOn === null ? 'fee' : 'recovery'),
    () => art14Closed(situation),
  )
}

function hearingRequest(situation: Situation): Refusal[] {
  const { state, on } = situation
  const until = state.hearing?.requestUntil ?? ''
  return first(
    () => hearingOver(situation),
    () => once(state.hearing!.requestedOn, 'hearing_rules'),
    () => unless(on <= until, () => refuse('hearing_period_over', 'hearing_rules', { until })),
  )
}

function hearingCall(situation: Situation): Refusal[] {
  const { state } = situation
  return first(
    () => hearingOver(situation),
    () => unless(state.hearing!.requestedOn !== null, () => refuse('hearing_not_requested', 'hearing_rules')),
    () => once(state.hearing!.heldOn, 'hearing_rules'),
  )
}

function hearing(situation: Situation): Refusal[] {
  const { state, on } = situation
  const calledFor = state.hearing?.calledFor ?? null
  return first(
    () => hearingCall(situation),
    () => unless(calledFor !== null, () => refuse('hearing_not_called', 'hearing_rules')),
    () =>
      unless(on >= calledFor!, () => refuse('hearing_not_yet', 'hearing_rules', { hearingOn: calledFor! })),
  )
}

/** The decision that was not performed in time: the fee or the return of the certificate. */
function notPerformed({ state, on }: Situation): Refusal[] {
  const owed = state.opened.filter(
    ({ step }) =>
      (step === 'payment' && state.isToPay && state.feeOn !== null) ||
      (step === 'cancellation' && state.isToCancel && state.measure?.code === 'recovery'),
  )
  if (owed.length === 0)
    return [refuse(state.isToCancel ? 'nothing_to_cancel' : 'nothing_to_pay', 'order53_art18')]
  const until = owed.map((one) => one.on).toSorted()[0]!
  return unless(on > until, () => refuse('not_overdue', 'order53_art18', { until }))
}

function courtApplication(situation: Situation): Refusal[] {
  const { state, basis, calendar, on } = situation
  return first(
    () => once(state.courtOn, 'order53_art18'),
    () => notPerformed(situation),
    () => unless(state.demandedOn !== null, () => refuse('demand_missing', 'enforcement_law_54')),
    () => {
      const { on: until } = deadline(state.demandedOn!, basis.rules.demandPeriod, calendar)
      return unless(on > until, () => refuse('demand_period_runs', 'enforcement_law_54', { until }))
    },
    () => {
      const window = state.opened.find(({ step }) => step === 'court_application')
      if (!window) return []
      if (window.after !== null && on <= window.after)
        return [refuse('remedy_period_runs', 'enforcement_law_53', { until: window.after })]
      return unless(on <= window.on, () =>
        refuse('court_period_over', 'enforcement_law_53', { until: window.on }),
      )
    },
  )
}

/** What has to be done before a case is closed: disposed of, performed, filed, and no longer idle by the facts. */
function unfinished(situation: Situation): Refusal[] {
  const { state, basis } = situation
  if (state.notIdleOn !== null) return []
  const { measure, reuse } = state
  return first(
    () => undetermined(situation),
    () => [
      ...unfiled(situation),
      ...unless(measure !== null || reuse !== null, () => refuse('not_disposed', 'order53_art25')),
      ...unless(!state.isToPay, () => refuse('not_paid', 'order53_art17')),
      ...unless(!state.isToCancel, () => refuse('not_cancelled', 'order53_art17')),
      ...unless(measure === null || !endsRight(measure.code) || reuse !== null, () =>
        refuse('not_reused', 'order53_art19'),
      ),
      ...unless(basis.clock.kind === 'none', () =>
        refuse('still_idle', 'order53_art2', { kind: basis.clock.kind }),
      ),
    ],
  )
}

type Barrier = (situation: Situation) => Refusal[]

const barriers: Readonly<Record<CaseStep, Barrier>> = {
  clue: ({ state }) => [refuse('already_open', null, { on: state.openedOn })],
  investigation_notice: (it) =>
    first(
      () => determined(it),
      () => once(it.state.noticeOn, 'order53_art5'),
    ),
  statement: (it) =>
    first(
      () => determined(it),
      () => unless(it.state.noticeOn !== null, () => refuse('notice_missing', 'order53_art5')),
      () => once(it.state.statementOn, 'order53_art5'),
    ),
  not_idle: determined,
  determination: (it) =>
    first(
      () => determined(it),
      () => statementAwaited(it),
    ),
  publication: (it) =>
    first(
      () => undetermined(it),
      () => once(it.state.publishedOn, 'order53_art11'),
    ),
  filing: (it) =>
    first(
      () => undetermined(it),
      () => once(it.state.filedOn, 'order53_art25'),
    ),
  hearing_notice: hearingNotice,
  hearing_request: hearingRequest,
  hearing_call: hearingCall,
  hearing,
  extension: (it) => art12(it, 'extension'),
  change_of_use: (it) => art12(it, 'change_of_use'),
  temporary_use: (it) => art12(it, 'temporary_use'),
  paid_recovery: (it) => art12(it, 'paid_recovery'),
  exchange,
  other: (it) => art12(it, 'other'),
  fee: (it) => art14(it, 'fee'),
  recovery: (it) => art14(it, 'recovery'),
  bond_buyback: bondBuyback,
  payment: ({ state }) => unless(state.isToPay, () => refuse('nothing_to_pay', 'order53_art17')),
  cancellation: ({ state }) => unless(state.isToCancel, () => refuse('nothing_to_cancel', 'order53_art17')),
  demand: (it) =>
    first(
      () => notPerformed(it),
      () => once(it.state.demandedOn, 'enforcement_law_54'),
    ),
  court_application: courtApplication,
  reuse: (it) =>
    first(
      () => undetermined(it),
      () => once(it.state.reuse?.on ?? null, 'order53_art19'),
    ),
  closure: unfinished,
  reopening: () => [refuse('already_open')],
}

/** Why a step is not possible on a day, whatever is entered with it; nothing when it is. */
export function barriersTo(step: CaseStep, situation: Situation): Refusal[] {
  const { closedOn, notIdleOn } = situation.state
  if (closedOn !== null) return step === 'reopening' ? [] : [refuse('closed', null, { on: closedOn })]
  if (notIdleOn !== null && step !== 'closure' && step !== 'reopening')
    return [refuse('found_not_idle', 'order53_art9', { on: notIdleOn })]
  return barriers[step](situation)
}
