import type { IdleFacts, Pause } from './idle-facts.ts'
import type { Delayable, IdleRules } from './idle-rules.ts'
import type { Track } from './idle-tracks.ts'
import type { Interval } from './pauses.ts'
import { anniversary, daysCovered, mergeIntervals } from './pauses.ts'
import { addDays, daysBetween } from '../periods.ts'

/** Anniversaries, `YYYY-MM-DD`; null where the law knows none, or while a pause leaves the day open. */
export type IdleDates = { idleFrom: string | null; feeFrom: string | null; recoveryFrom: string | null }

/** `daysRun + daysPaused + daysNotStarted` are the days from the first known fact to the asked day. */
export type IdleDays = { daysRun: number; daysPaused: number; daysNotStarted: number }

export const noDates: IdleDates = { idleFrom: null, feeFrom: null, recoveryFrom: null }

export const isPausing = ({ cause }: Pause, { pausingCauses }: IdleRules): boolean =>
  cause !== null && pausingCauses.includes(cause)

/** The paused time, each day once. */
export function pausedIntervals({ pauses }: IdleFacts, rules: IdleRules): Interval[] {
  const early = rules.pauseDays === 'both_ends' ? -1 : 0
  const counted = pauses.filter((pause) => isPausing(pause, rules))
  return mergeIntervals(counted.map(({ from, to }) => ({ from: addDays(from, early), to })))
}

/** The first day on which a full year that ends on `date` holds. */
export const holdsOn = (date: string, { holdsFrom }: Pick<IdleRules, 'holdsFrom'>): string =>
  holdsFrom === 'anniversary' ? date : addDays(date, 1)

export const isReached = (date: string | null, on: string, rules: Pick<IdleRules, 'holdsFrom'>): boolean =>
  date !== null && on >= holdsOn(date, rules)

/** Full years until land on this track is idle. */
export const yearsToIdle = ({ towards }: Track, rules: IdleRules): number =>
  towards === 'suspended' ? rules.suspendedYears : rules.idleYears

/** When the clock reaches what it runs towards. Suspended land has no fee and no free recovery (Art. 12, last sentence). */
export function datesOf({ towards, base }: Track, rules: IdleRules, paused: readonly Interval[]): IdleDates {
  if (base === null) return noDates
  const dateOf = (years: number, delayed: Delayable) =>
    anniversary(base, years, rules.pausesDelay.includes(delayed) ? paused : [])
  if (towards === 'suspended') return { ...noDates, idleFrom: dateOf(rules.suspendedYears, 'suspended') }
  return {
    idleFrom: dateOf(rules.idleYears, 'idle'),
    feeFrom: dateOf(rules.feeYears, 'fee'),
    recoveryFrom: dateOf(rules.recoveryYears, 'recovery'),
  }
}

/** The earliest day that any fact names, at the latest `on`. */
function firstDay(
  { agreedStarts, pauses, foundationKind: _kind, foundationLooks: _looks, ...dates }: IdleFacts,
  base: string | null,
  on: string,
): string {
  const days = [
    base,
    ...Object.values(dates).filter((value) => typeof value === 'string'),
    ...agreedStarts.flatMap(({ setOn, startOn }) => [setOn, startOn]),
    ...pauses.map(({ from }) => from),
  ]
  return days.reduce<string>((first, day) => (day !== null && day < first ? day : first), on)
}

export function daysOf(
  facts: IdleFacts,
  base: string | null,
  paused: readonly Interval[],
  on: string,
): IdleDays {
  const total = daysBetween(firstDay(facts, base, on), on)
  if (base === null || base >= on) return { daysRun: 0, daysPaused: 0, daysNotStarted: total }
  const sinceBase = daysBetween(base, on)
  const daysPaused = daysCovered(paused, base, on)
  return { daysRun: sinceBase - daysPaused, daysPaused, daysNotStarted: total - sinceBase }
}
