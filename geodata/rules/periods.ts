import type { WorkingDays } from './working-days.ts'

/**
 * Periods of the Civil Code (民法典 Art. 200–204) over civil dates `YYYY-MM-DD` of the Gregorian calendar (Art. 200).
 * The day on which a period begins does not count (Art. 201). A period of months or years ends on the
 * corresponding day, or on the month's last day where there is none (Art. 202). A period for an act that ends on a
 * statutory day of rest ends on the first working day after it (Art. 203). A rule may say otherwise (Art. 204), for
 * instance by counting working days.
 */

const DAY_MS = 86_400_000

const toNumber = (date: string): number => Date.parse(date) / DAY_MS
const fromNumber = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10)

export const addDays = (date: string, days: number): string => fromNumber(toNumber(date) + days)

/** Days of the period that begins on `from` and ends with `to`: the first day does not count, the last one does. */
export const daysBetween = (from: string, to: string): number => toNumber(to) - toNumber(from)

const monthLength = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate()

/** The corresponding day so many months later, or the month's last day where there is none (Art. 202). */
export function addMonths(date: string, months: number): string {
  const count = Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1 + months
  const [year, month] = [Math.floor(count / 12), (count % 12) + 1]
  const day = Math.min(Number(date.slice(8)), monthLength(year, month))
  return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10)
}

export const addYears = (date: string, years: number): string => addMonths(date, years * 12)

/** Whether the day after so many months is the corresponding one, and not the month's last day in its place. */
export const hasCorrespondingDay = (date: string, months: number): boolean =>
  addMonths(date, months).slice(8) === date.slice(8)

export type Period = { count: number; unit: 'working_day' | 'day' | 'month' | 'year' }

export type Deadline = {
  /** The last day on which the act is in time. */
  on: string
  /** The day on which the period itself ends; earlier than `on` when rest days moved the end (Art. 203). */
  endsOn: string
  /** False when a day outside the known holiday calendar was judged by its weekday alone. */
  isCertain: boolean
}

/** The first working day after `date`, in the direction of `step`, and whether each day passed is known. */
function nextWorkingDay(
  date: string,
  step: 1 | -1,
  calendar: WorkingDays,
): { on: string; isCertain: boolean } {
  let [on, isCertain] = [date, true]
  do {
    on = addDays(on, step)
    isCertain &&= calendar.isKnown(on)
  } while (!calendar.isWorkingDay(on))
  return { on, isCertain }
}

function countWorkingDays(from: string, count: number, calendar: WorkingDays, step: 1 | -1 = 1): Deadline {
  let [on, isCertain] = [from, true]
  for (let i = 0; i < count; i++) {
    const next = nextWorkingDay(on, step, calendar)
    on = next.on
    isCertain &&= next.isCertain
  }
  return { on, endsOn: on, isCertain }
}

/**
 * The deadline of an act for which a rule gives a period that begins on `from` (service of a notice, discovery …).
 * `count` is a whole number from 1.
 */
export function deadline(from: string, { count, unit }: Period, calendar: WorkingDays): Deadline {
  if (unit === 'working_day') return countWorkingDays(from, count, calendar)
  const endsOn = unit === 'day' ? addDays(from, count) : addMonths(from, unit === 'year' ? count * 12 : count)
  const isCertain = calendar.isKnown(endsOn)
  if (calendar.isWorkingDay(endsOn)) return { on: endsOn, endsOn, isCertain }
  const moved = nextWorkingDay(endsOn, 1, calendar)
  return { on: moved.on, endsOn, isCertain: isCertain && moved.isCertain }
}

/**
 * The last day on which something due `count` working days before an event may be done (notice of a hearing). The
 * day of the event does not count.
 */
export const latestBefore = (event: string, count: number, calendar: WorkingDays): Deadline =>
  countWorkingDays(event, count, calendar, -1)
