import type { Refusal } from './case-articles.ts'
import { refuse } from './case-articles.ts'
import { art14Closed, measureTaken } from './case-measures.ts'
import type { Situation } from './case-situation.ts'
import { first, once, undetermined, unless } from './case-situation.ts'

/** What remains possible on a hearing once its decision is taken: nothing. */
function hearingOver({ state: { hearing } }: Situation): Refusal[] {
  if (hearing === null) return [refuse('hearing_notice_missing', 'order53_art15')]
  return unless(!hearing.isOver, () => refuse('decision_taken', 'order53_art15'))
}

export function hearingNotice(situation: Situation): Refusal[] {
  const { state } = situation
  return first(
    () => undetermined(situation),
    () => measureTaken(situation, state.feeOn === null ? 'fee' : 'recovery'),
    () => art14Closed(situation),
  )
}

export function hearingRequest(situation: Situation): Refusal[] {
  const { state, on } = situation
  const until = state.hearing?.requestUntil ?? ''
  return first(
    () => hearingOver(situation),
    () => once(state.hearing!.requestedOn, 'hearing_rules'),
    () => unless(on <= until, () => refuse('hearing_period_over', 'hearing_rules', { until })),
  )
}

export function hearingCall(situation: Situation): Refusal[] {
  const { state } = situation
  return first(
    () => hearingOver(situation),
    () => unless(state.hearing!.requestedOn !== null, () => refuse('hearing_not_requested', 'hearing_rules')),
    () => once(state.hearing!.heldOn, 'hearing_rules'),
  )
}

export function hearing(situation: Situation): Refusal[] {
  const { state, on } = situation
  const calledFor = state.hearing?.calledFor ?? null
  return first(
    () => hearingCall(situation),
    () => unless(calledFor !== null, () => refuse('hearing_not_called', 'hearing_rules')),
    () =>
      unless(on >= calledFor!, () => refuse('hearing_not_yet', 'hearing_rules', { hearingOn: calledFor! })),
  )
}
