import type { Refusal } from './case-articles.ts'
import { refuse } from './case-articles.ts'
import type { Situation } from './case-situation.ts'
import { first, once, unless } from './case-situation.ts'
import { deadline } from '../periods.ts'

/** The decision that was not performed in time: the fee or the return of the certificate. */
export function notPerformed({ state, on }: Situation): Refusal[] {
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

export function courtApplication(situation: Situation): Refusal[] {
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
