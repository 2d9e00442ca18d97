import type { IdleDates, IdleDays } from './idle-dates.ts'
import { shortFoundation } from './foundations.ts'
import { holdsOn, isReached, yearsToIdle } from './idle-dates.ts'
import type { IdleFacts } from './idle-facts.ts'
import type { Article, ReasonValues } from './idle-reasons.ts'
import { present } from './idle-reasons.ts'
import type { IdleRules } from './idle-rules.ts'
import { fractionOf } from './idle-rules.ts'
import type { Track } from './idle-tracks.ts'
import type { Interval } from './pauses.ts'
import { addYears, daysBetween } from '../periods.ts'

/** What would give another answer, and what that answer is. */
export const idleChanges = [
  'day_comes',
  'works_begin',
  'permit_recorded',
  'foundation_reaches',
  'new_start_agreed',
  'pause_recorded',
  'pause_ends',
  'start_or_handover_recorded',
  'works_resume',
  'developed_reaches',
  'invested_reaches',
] as const
export const idleOutcomes = [
  'idle',
  'fee_due',
  'recovery_possible',
  'clock_ends',
  'clock_restarts',
  'clock_starts',
  'dates_move',
  'dates_known',
] as const

export type IdleChange = {
  change: (typeof idleChanges)[number]
  outcome: (typeof idleOutcomes)[number]
  article: Article
  values: ReasonValues
}

type Situation = {
  facts: IdleFacts
  rules: IdleRules
  track: Track
  dates: IdleDates
  days: IdleDays
  paused: readonly Interval[]
  on: string
}

const change = (
  name: IdleChange['change'],
  outcome: IdleChange['outcome'],
  article: Article,
  values: ReasonValues = {},
): IdleChange => ({ change: name, outcome, article, values })

function comingDays({ dates, rules, on }: Situation): IdleChange[] {
  const coming: [string | null, IdleChange['outcome'], Article][] = [
    [dates.idleFrom, 'idle', 'order53_art2'],
    [dates.feeFrom, 'fee_due', 'order53_art14_1'],
    [dates.recoveryFrom, 'recovery_possible', 'order53_art14_2'],
  ]
  return coming.flatMap(([date, outcome, article]) => {
    if (date === null || isReached(date, on, rules)) return []
    const day = holdsOn(date, rules)
    return [change('day_comes', outcome, article, { on: day, days: daysBetween(on, day) })]
  })
}

/** While a pause lasts, the days that are left to the next open date once it ends. */
function pauseEnd({ dates, days, rules, track, paused }: Situation): IdleChange[] {
  const isSuspended = track.towards === 'suspended'
  const isOpen = dates.idleFrom === null || (!isSuspended && dates.recoveryFrom === null)
  if (track.base === null || !isOpen || paused.at(-1)?.to !== null) return []
  const years = dates.idleFrom === null ? yearsToIdle(track, rules) : rules.recoveryYears
  const daysLeft = daysBetween(track.base, addYears(track.base, years)) - days.daysRun
  return [change('pause_ends', 'dates_known', 'order53_art8', { years, daysLeft })]
}

function pauseMoves({ rules }: Situation): IdleChange[] {
  return rules.pausesDelay.length > 0 ? [change('pause_recorded', 'dates_move', 'order53_art8')] : []
}

/** What is missing to the share, rounded up to the four decimals in which areas and money are kept. */
function missing(part: number, whole: number, limit: string): number {
  const { over, under } = fractionOf(limit)
  return Math.max(0, Math.ceil(((whole * over) / under - part) * 1e4 - 1e-6) / 1e4)
}

function shareGrowth({ facts, rules }: Situation): IdleChange[] {
  const { developedM2, shouldDevelopM2, investedWan, totalInvestmentWan } = facts
  const changes: IdleChange[] = []
  if (developedM2 !== null && shouldDevelopM2) {
    const missingM2 = missing(developedM2, shouldDevelopM2, rules.developedBelow)
    if (missingM2 > 0) changes.push(change('developed_reaches', 'clock_ends', 'order53_art2', { missingM2 }))
  }
  if (investedWan !== null && totalInvestmentWan) {
    const missingWan = missing(investedWan, totalInvestmentWan, rules.investedBelow)
    if (missingWan > 0) changes.push(change('invested_reaches', 'clock_ends', 'order53_art2', { missingWan }))
  }
  return changes
}

/** What is missing to a start of works. When several things are, only the start itself, with all of them, would do. */
function beginning({ facts, rules }: Situation): IdleChange {
  const short = shortFoundation(facts, rules)
  const lacksPermit = rules.startNeedsPermit && facts.permitOn === null
  if (facts.startedOn === null || (short && lacksPermit))
    return change('works_begin', 'clock_ends', 'order53_art30')
  if (!short) return change('permit_recorded', 'clock_ends', 'order53_art30')
  return change('foundation_reaches', 'clock_ends', 'order53_art30', present(short))
}

/**
 * What would change the answer of the clock. Under the reading `or` every low share has to be lifted before suspended
 * land leaves the rule, under `and` one is enough: `reading` says which.
 */
export function prospects(situation: Situation): IdleChange[] {
  const { track, rules } = situation
  if (track.towards === 'not_started')
    return [
      ...comingDays(situation),
      ...pauseEnd(situation),
      beginning(situation),
      change('new_start_agreed', 'clock_restarts', 'order53_art12'),
      ...pauseMoves(situation),
    ]
  if (track.towards === 'suspended') {
    return [
      ...comingDays(situation),
      ...pauseEnd(situation),
      change('works_resume', 'clock_ends', 'order53_art2'),
      ...shareGrowth(situation).map((growth) => ({
        ...growth,
        values: { ...growth.values, reading: rules.suspendedReading },
      })),
      ...pauseMoves(situation),
    ]
  }
  const hasNoBasis = track.because.some(({ fact }) => fact === 'no_start_basis')
  return hasNoBasis ? [change('start_or_handover_recorded', 'clock_starts', 'order53_art22')] : []
}
