import type { CaseRuleName, CaseRules } from './case-rules.ts'
import type { CaseDeadline, StepValues } from './case-state.ts'
import type { CaseStep } from './case-steps.ts'
import type { Deadline, Period } from '../periods.ts'
import { deadline, latestBefore } from '../periods.ts'
import type { WorkingDays } from '../working-days.ts'

type Opening = { on: string; values: StepValues; rules: CaseRules; calendar: WorkingDays }

const named = (
  step: CaseStep,
  kind: CaseDeadline['kind'],
  rule: CaseRuleName | null,
  { on, endsOn, isCertain }: Deadline,
  after: string | null = null,
): CaseDeadline => ({ step, kind, after, on, endsOn, isCertain, rule })

/** The period that a rule gives from the day of the step; none where the rule gives none. */
function byRule(
  step: CaseStep,
  kind: CaseDeadline['kind'],
  rule: CaseRuleName,
  { on, rules, calendar }: Opening,
): CaseDeadline[] {
  const period = rules[rule] as Period | null
  return period === null ? [] : [named(step, kind, rule, deadline(on, period, calendar))]
}

/** A day that an agreement names; it does not move with days of rest. */
function agreed(step: CaseStep, name: string, { values }: Opening): CaseDeadline[] {
  const on = values[name]
  return typeof on === 'string' ? [named(step, 'duty', null, { on, endsOn: on, isCertain: true })] : []
}

/** A hearing is held in time only if it is called in time. */
function hearing(opening: Opening): CaseDeadline[] {
  const { rules, calendar } = opening
  const held = byRule('hearing', 'duty', 'hearingPeriod', opening)
  const called = held.map(({ on, isCertain }) => {
    const latest = latestBefore(on, rules.hearingCallDays, calendar)
    const end = { ...latest, isCertain: latest.isCertain && isCertain }
    return named('hearing_call', 'duty', 'hearingCallDays', end)
  })
  return [...called, ...held]
}

/** Only after the time for remedies is over, and within three months, may a court be asked (行政强制法 §53). */
function court({ on, rules, calendar }: Opening): CaseDeadline {
  const remedies = deadline(on, rules.remedyPeriod, calendar)
  const end = deadline(remedies.on, rules.courtApplicationPeriod, calendar)
  const isCertain = remedies.isCertain && end.isCertain
  return named('court_application', 'right', 'courtApplicationPeriod', { ...end, isCertain }, remedies.on)
}

const openings: Partial<Record<CaseStep, (opening: Opening) => CaseDeadline[]>> = {
  clue: (it) => byRule('investigation_notice', 'duty', 'investigationPeriod', it),
  reopening: (it) => byRule('investigation_notice', 'duty', 'investigationPeriod', it),
  investigation_notice: (it) => byRule('statement', 'duty', 'statementPeriod', it),
  determination: (it) => [
    ...byRule('publication', 'duty', 'publicationPeriod', it),
    ...byRule('filing', 'duty', 'filingPeriod', it),
  ],
  hearing_notice: (it) => byRule('hearing_request', 'right', 'hearingRequestPeriod', it),
  hearing_request: hearing,
  hearing_call: (it) => agreed('hearing', 'hearingOn', it),
  extension: (it) => agreed('reuse', 'newStartOn', it),
  change_of_use: (it) => agreed('reuse', 'newStartOn', it),
  temporary_use: (it) =>
    agreed('reuse', it.values['newStartOn'] === undefined ? 'untilOn' : 'newStartOn', it),
  exchange: (it) => agreed('reuse', 'newStartOn', it),
  other: (it) => agreed('reuse', 'newStartOn', it),
  paid_recovery: (it) => agreed('payment', 'payUntil', it),
  bond_buyback: (it) => agreed('payment', 'payUntil', it),
  fee: (it) => [...byRule('payment', 'duty', 'paymentPeriod', it), court(it)],
  recovery: (it) => [...byRule('cancellation', 'duty', 'cancellationPeriod', it), court(it)],
}

/** The periods that a step sets going on the day it takes effect. */
export const openedBy = (step: CaseStep, opening: Opening): CaseDeadline[] => openings[step]?.(opening) ?? []
