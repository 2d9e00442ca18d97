import type { Refusal } from './case-articles.ts'
import { refuse } from './case-articles.ts'
import type { Situation } from './case-situation.ts'
import { first, isArt8, undetermined, unless } from './case-situation.ts'
import { endsRight } from './case-state.ts'
import type { CaseMeasure } from './case-steps.ts'
import { holdsOn } from '../idle/idle-dates.ts'
import { addYears } from '../periods.ts'

const unpublished = ({ state }: Situation): Refusal[] =>
  unless(state.publishedOn !== null, () => refuse('publication_missing', 'order53_art11'))
export const unfiled = ({ state }: Situation): Refusal[] =>
  unless(state.filedOn !== null, () => refuse('filing_missing', 'order53_art25'))

/** One measure to a round; after a fee the land may still be recovered or bought back. */
export function measureTaken({ state }: Situation, step: CaseMeasure): Refusal[] {
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

export function art14Closed(situation: Situation): Refusal[] {
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

export function art14(situation: Situation, measure: 'fee' | 'recovery'): Refusal[] {
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

export function art12(situation: Situation, measure: CaseMeasure): Refusal[] {
  return first(
    () => undetermined(situation),
    () => measureTaken(situation, measure),
    () => art12Closed(situation),
    () => [...unpublished(situation), ...unfiled(situation)],
  )
}

/** Art. 12(5): land is exchanged only where a change of plans left it idle. */
export function exchange(situation: Situation): Refusal[] {
  const { determination } = situation.state
  return first(
    () => art12(situation, 'exchange'),
    () =>
      unless(determination?.art8Item === 'g2', () =>
        refuse('not_by_plan_change', 'order53_art12_5', { needed: 'g2' }),
      ),
  )
}

export function bondBuyback(situation: Situation): Refusal[] {
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
