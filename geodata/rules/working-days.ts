import national from 'chinese-days/dist/chinese-days.json' with { type: 'json' }

/**
 * Working days of mainland China: the yearly arrangement of the State Council with its make-up working days. The data
 * come from the package `chinese-days`; we read its table and not its functions, which shift the weekday in time
 * zones west of Greenwich.
 */
export type WorkingDays = {
  /** First and last day on which the answer is certain. Outside, weekends alone decide. */
  knownFrom: string
  knownUntil: string
  isWorkingDay(date: string): boolean
  isKnown(date: string): boolean
  /** The festival to which a rest day or a make-up working day belongs, as in the source: English, Chinese, days. */
  festivalOf(date: string): string | null
}

/** What a zone enters when the arrangement of a year is out before the package has it, or differs locally. */
export type CalendarOverrides = {
  restDays?: readonly string[]
  workingDays?: readonly string[]
  /** Last day for which the overrides (and the table) are complete. */
  knownUntil?: string
}

const restDays: Readonly<Record<string, string>> = national.holidays
const makeUpDays: Readonly<Record<string, string>> = national.workdays

const yearsWithData = Object.keys(restDays).map((date) => Number(date.slice(0, 4)))
const firstYear = yearsWithData.reduce((a, b) => Math.min(a, b))
const lastYear = yearsWithData.reduce((a, b) => Math.max(a, b))

const knownFrom = `${firstYear}-01-01`
/** The arrangement of a year has reached back as far as 29 December before it (2007, 2018). */
const knownUntil = `${lastYear}-12-28`

function isWeekday(date: string): boolean {
  const weekday = new Date(Date.parse(date)).getUTCDay()
  return weekday >= 1 && weekday <= 5
}

/** The national calendar, with a zone's overrides before it. Dates are `YYYY-MM-DD`. */
export function workingDays(overrides: CalendarOverrides = {}): WorkingDays {
  const rest = new Set(overrides.restDays)
  const work = new Set(overrides.workingDays)
  const isOverridden = (date: string) => rest.has(date) || work.has(date)
  const until = [knownUntil, overrides.knownUntil ?? knownUntil].sort().at(-1)!
  return {
    knownFrom,
    knownUntil: until,
    isWorkingDay(date) {
      if (isOverridden(date)) return work.has(date)
      return Object.hasOwn(makeUpDays, date) || (isWeekday(date) && !Object.hasOwn(restDays, date))
    },
    isKnown: (date) => isOverridden(date) || (date >= knownFrom && date <= until),
    festivalOf(date) {
      if (isOverridden(date)) return null
      if (Object.hasOwn(makeUpDays, date)) return makeUpDays[date]!
      return Object.hasOwn(restDays, date) ? restDays[date]! : null
    },
  }
}

export const nationalCalendar = workingDays()
