import type { Refusal } from './case-articles.ts'
import { refuse } from './case-articles.ts'
import { courtApplication, notPerformed } from './case-enforcement.ts'
import { hearing, hearingCall, hearingNotice, hearingRequest } from './case-hearing.ts'
import { art12, art14, bondBuyback, exchange, unfiled } from './case-measures.ts'
import type { Situation } from './case-situation.ts'
import { determined, first, once, undetermined, unless } from './case-situation.ts'
import { endsRight } from './case-state.ts'
import type { CaseStep } from './case-steps.ts'

/** The holder has 30 days to explain; then the authority decides on what it has. */
function statementAwaited({ state, on }: Situation): Refusal[] {
  if (state.noticeOn === null) return [refuse('notice_missing', 'order53_art5')]
  if (state.statementOn !== null) return []
  const until = state.opened.find(({ step }) => step === 'statement')?.on ?? state.noticeOn
  return unless(on > until, () => refuse('statement_awaited', 'order53_art5', { until }))
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
      ...unless(!state.isToPay, () => refuse('not_paid', 'order53_art17', { owedWan: state.owedWan })),
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
