import type { ClockFinding } from './clock-findings.ts'
import { errorOf, infoOf, warningOf } from './clock-findings.ts'
import { checkFacts } from './idle-checks.ts'
import { datesOf, daysOf, isPausing, isReached, noDates, pausedIntervals, yearsToIdle } from './idle-dates.ts'
import type { IdleDates, IdleDays } from './idle-dates.ts'
import type { IdleFacts } from './idle-facts.ts'
import { isPlausible, readFacts } from './idle-facts.ts'
import type { IdleChange } from './idle-prospects.ts'
import { prospects } from './idle-prospects.ts'
import type { Because } from './idle-reasons.ts'
import { because, present } from './idle-reasons.ts'
import type { IdleRules, RuleBook, RuleEntry, RuleName } from './idle-rules.ts'
import { ORDER_53_FROM, ruleOn, rulesOn } from './idle-rules.ts'
import { chooseTrack } from './idle-tracks.ts'
import type { Track } from './idle-tracks.ts'
import { addYears, hasCorrespondingDay } from '../periods.ts'
import { isDate } from '../property-rules.ts'

export type IdleKind = 'none' | 'not_started' | 'suspended'

export type IdleClock = { kind: IdleKind } & IdleDates &
  IdleDays & {
    because: Because[]
    wouldChange: IdleChange[]
    /** Unconfirmed readings of the law that the answer rests on. */
    settings: ({ name: RuleName } & RuleEntry)[]
    findings: ClockFinding[]
  }

function explainPauses({ pauses }: IdleFacts, rules: IdleRules): Because[] {
  return pauses.map((pause) => {
    const values = present({ from: pause.from, to: pause.to, cause: pause.cause })
    return isPausing(pause, rules)
      ? because('order53_art8', 'pause', 'days_do_not_run', values, 'pausesDelay')
      : because('order53_art8', 'pause_of_other_cause', 'days_run', values, 'pausingCauses')
  })
}

const findOtherCauses = ({ pauses }: IdleFacts, rules: IdleRules): ClockFinding[] =>
  pauses
    .filter((pause) => !isPausing(pause, rules))
    .map(({ field, cause }) =>
      cause === null
        ? warningOf(`${field}.cause`, 'required', 'give_value')
        : infoOf(`${field}.cause`, 'cause_does_not_pause', 'choose_value', { cause: cause.slice(0, 40) }),
    )

function explainDates(track: Track, dates: IdleDates, rules: IdleRules, on: string): Because[] {
  if (track.base === null) return []
  const step = (
    article: Because['article'],
    date: string | null,
    years: number,
    [yes, no]: [Because['result'], Because['result']],
  ) => {
    if (date === null) return because(article, 'pause_lasts', 'date_open', { years })
    const isFull = isReached(date, on, rules)
    const values = { years, anniversaryOn: date, on }
    return because(article, isFull ? 'years_full' : 'years_not_full', isFull ? yes : no, values, 'holdsFrom')
  }
  const isSuspended = track.towards === 'suspended'
  const years = yearsToIdle(track, rules)
  const idle = step('order53_art2', dates.idleFrom, years, ['idle', 'not_yet_idle'])
  if (isSuspended) return [idle]
  return [
    idle,
    step('order53_art14_1', dates.feeFrom, rules.feeYears, ['fee_due', 'fee_not_yet_due']),
    step('order53_art14_2', dates.recoveryFrom, rules.recoveryYears, [
      'recovery_possible',
      'recovery_not_yet_possible',
    ]),
  ]
}

/** 29 February has no corresponding day in most years: said, because a person counting by hand stumbles there. */
function explainLeapDay(track: Track, rules: IdleRules): { because: Because[]; findings: ClockFinding[] } {
  const { base } = track
  const years = yearsToIdle(track, rules)
  if (base === null || hasCorrespondingDay(base, years * 12)) return { because: [], findings: [] }
  const values = { base, on: addYears(base, years) }
  return {
    because: [because('civil_code_art202', 'no_corresponding_day', 'last_day_of_month', values)],
    findings: [infoOf('', 'no_corresponding_day', 'nothing', values)],
  }
}

function settingsOf(reasons: readonly Because[], book: RuleBook, on: string): IdleClock['settings'] {
  const names = new Set(reasons.flatMap(({ setting }) => setting ?? []))
  return [...names].flatMap((name) => {
    const entry = ruleOn(book, name, on)
    return entry && !entry.isConfirmed ? [{ name, ...entry }] : []
  })
}

const silent = (findings: ClockFinding[], reasons: Because[]): IdleClock => ({
  kind: 'none',
  ...noDates,
  daysRun: 0,
  daysPaused: 0,
  daysNotStarted: 0,
  because: reasons,
  wouldChange: [],
  settings: [],
  findings,
})

/**
 * The idle-land clock of 《闲置土地处置办法》 (令53): what one supply is on the day `on`, since when, which days ran
 * and which were paused, and why. It advises; an officer decides.
 *
 * `given` is of the shape of `IdleFacts` as JSON, any part missing or wrong: nothing throws, everything wrong is in
 * `findings`. Facts dated after `on` do not count. `book` holds the settings of the zone, `on` is `YYYY-MM-DD`.
 */
export function clock(given: unknown, book: RuleBook, on: string): IdleClock {
  if (!isDate(on) || !isPlausible(on)) return silent([errorOf('on', 'not_a_date', 'give_date')], [])
  const { facts, findings } = readFacts(given, on)
  const rules = rulesOn(book, on)
  if (!rules) {
    const values = { on, inForceFrom: ORDER_53_FROM }
    const finding = warningOf('on', 'before_order', 'nothing', values)
    return silent([...findings, finding], [because('order53_art2', 'order_not_in_force', 'no_clock', values)])
  }
  const track = chooseTrack(facts, rules)
  const paused = pausedIntervals(facts, rules)
  const dates = datesOf(track, rules, paused)
  const days = daysOf(facts, track.base, paused, on)
  const leap = explainLeapDay(track, rules)
  const reasons = [
    ...track.because,
    ...(track.base === null ? [] : explainPauses(facts, rules)),
    ...leap.because,
    ...explainDates(track, dates, rules, on),
  ]
  const isIdle = isReached(dates.idleFrom, on, rules)
  const noBasis = track.because.some(({ fact }) => fact === 'no_start_basis')
  return {
    kind: isIdle && track.towards !== null ? track.towards : 'none',
    ...dates,
    ...days,
    because: reasons,
    wouldChange: prospects({ facts, rules, track, dates, days, paused, on }),
    settings: settingsOf(reasons, book, on),
    findings: [
      ...findings,
      ...checkFacts(facts, rules),
      ...findOtherCauses(facts, rules),
      ...leap.findings,
      ...(noBasis ? [warningOf('agreedStarts', 'no_start_basis', 'give_date')] : []),
    ],
  }
}
