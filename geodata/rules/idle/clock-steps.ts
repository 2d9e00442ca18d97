import { addDays, addYears, daysBetween } from '../periods.ts'
import { isDate } from '../property-rules.ts'
import type { IdleClock, IdleKind } from './idle-clock.ts'
import { clock } from './idle-clock.ts'
import type { IdleDates } from './idle-dates.ts'
import { isPlausible } from './idle-facts.ts'
import type { RuleBook } from './idle-rules.ts'
import { ORDER_53_FROM } from './idle-rules.ts'
import type { SupplyHistory } from './idle-spells.ts'
import { observedFacts } from './observed-facts.ts'

/**
 * A time in which the clock of a supply says the same, but for the days it counts. `until` is the first day after it,
 * null for ever. On a day `on` of it the clock has run `daysRun + rates.run × days since from`, and so with the pauses.
 */
export type ClockStep = IdleDates & {
  from: string
  until: string | null
  kind: IdleKind
  /** The agreed start that counts, for what comes next. */
  startOn: string | null
  daysRun: number
  daysPaused: number
  counts: 'run' | 'pause' | 'nothing'
  /** Warnings and errors among the facts. */
  findingCount: number
}

type Ask = (on: string) => IdleClock

const earliest = '1900-01-01'

/** Days on which the answer may begin to be another: of facts, of rules, and of what is counted from them. */
function turningDays(history: SupplyHistory, book: RuleBook): string[] {
  const { signedOn, handoverOn, endedOn, agreedStarts, pauses, observations } = history
  const years = book.startYearsAfterHandover.map(({ value }) => value)
  const days = [
    ORDER_53_FROM,
    ...Object.values(book).flatMap((entries) =>
      (entries as readonly { from: string }[]).map(({ from }) => from),
    ),
    signedOn,
    handoverOn,
    ...(handoverOn !== null && isDate(handoverOn) ? years.map((count) => addYears(handoverOn, count)) : []),
    endedOn,
    ...agreedStarts.flatMap(({ setOn, startOn }) => [setOn, startOn]),
    ...pauses.flatMap(({ from, to }) => [from, to, isDate(from) ? addDays(from, -1) : null]),
    ...observations.flatMap((look) => [
      look.observedOn,
      look.permitOn,
      look.startedOn,
      look.suspendedOn,
      look.completedOn,
    ]),
  ]
  const first = signedOn !== null && isDate(signedOn) && isPlausible(signedOn) ? signedOn : earliest
  const usable = days.filter((day): day is string => day !== null && isDate(day) && isPlausible(day))
  return [...new Set([first, ...usable])].filter((day) => day >= first).toSorted()
}

/** Between two turning days idle land begins on its anniversary, or on the day after it. */
function withAnniversaries(days: readonly string[], ask: Ask): string[] {
  const found = days.flatMap((day, place) => {
    const { idleFrom } = ask(day)
    const next = days[place + 1]
    const candidates = idleFrom === null ? [] : [idleFrom, addDays(idleFrom, 1)]
    const isBetween = (on: string) => on > day && (next === undefined || on < next)
    return candidates.find((on) => isBetween(on) && ask(on).kind !== 'none') ?? []
  })
  return [...new Set([...days, ...found])].toSorted()
}

const isSame = (a: ClockStep, b: ClockStep): boolean =>
  a.kind === b.kind &&
  a.idleFrom === b.idleFrom &&
  a.feeFrom === b.feeFrom &&
  a.recoveryFrom === b.recoveryFrom &&
  a.startOn === b.startOn &&
  a.findingCount === b.findingCount

/**
 * Everything the clock says of a supply on any day, from its contract on, by the facts that are dated up to each day.
 * It asks the clock itself on the few days on which its answer can change; which day it is asked does not matter.
 */
export function clockSteps(history: SupplyHistory, book: RuleBook): ClockStep[] {
  const { observations, ...facts } = history
  const asked = new Map<string, IdleClock>()
  const ask: Ask = (on) => {
    const known = asked.get(on) ?? clock({ ...facts, ...observedFacts(observations, on) }, book, on)
    asked.set(on, known)
    return known
  }
  const days = withAnniversaries(turningDays(history, book), ask)
  const steps: ClockStep[] = []
  for (const [place, from] of days.entries()) {
    const until = days[place + 1] ?? null
    const { kind, idleFrom, feeFrom, recoveryFrom, daysRun, daysPaused, findings } = ask(from)
    const last = ask(until === null ? addDays(from, 1) : addDays(until, -1))
    const counts = last.daysRun > daysRun ? 'run' : last.daysPaused > daysPaused ? 'pause' : 'nothing'
    const step: ClockStep = {
      from,
      until,
      kind,
      idleFrom,
      feeFrom,
      recoveryFrom,
      startOn: facts.agreedStarts.findLast(({ setOn }) => setOn <= from)?.startOn ?? null,
      daysRun,
      daysPaused,
      counts,
      findingCount: findings.filter(({ severity }) => severity !== 'info').length,
    }
    const joined = steps.at(-1) && join(steps.at(-1)!, step)
    if (joined) steps[steps.length - 1] = joined
    else steps.push(step)
  }
  return steps
}

const isOneDay = ({ from, until }: ClockStep): boolean => until !== null && daysBetween(from, until) === 1

/** Two steps as one, where the second only goes on; what a single day counts cannot be seen on it alone. */
function join(first: ClockStep, second: ClockStep): ClockStep | undefined {
  const counts = isOneDay(first) ? second.counts : first.counts
  if (!isSame(first, second) || (counts !== second.counts && !isOneDay(second))) return undefined
  const joined = { ...first, counts, until: second.until }
  const { daysRun, daysPaused } = daysOfStep(joined, second.from)
  return daysRun === second.daysRun && daysPaused === second.daysPaused ? joined : undefined
}

/** The days that a clock has counted up to a day of a step. */
export function daysOfStep(
  { from, daysRun, daysPaused, counts }: Pick<ClockStep, 'from' | 'daysRun' | 'daysPaused' | 'counts'>,
  on: string,
): { daysRun: number; daysPaused: number } {
  const since = daysBetween(from, on)
  return {
    daysRun: daysRun + (counts === 'run' ? since : 0),
    daysPaused: daysPaused + (counts === 'pause' ? since : 0),
  }
}
