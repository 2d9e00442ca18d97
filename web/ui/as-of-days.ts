import { addDays, addMonths, addYears } from '#geodata/rules/periods.ts'

/** Days that people ask about again and again, for the panel in which a day is chosen. */
const monthBegin = (day: string): string => `${day.slice(0, 7)}-01`
const yearBegin = (day: string): string => `${day.slice(0, 4)}-01-01`

/** Days to look at, from today: the last complete month and year, and the same day a year ago. */
export const usualDaysOf = (today: string) =>
  ({
    today,
    month_end: addDays(monthBegin(today), -1),
    year_end: addDays(yearBegin(today), -1),
    year_ago: addYears(today, -1),
  }) as const

/** Days to compare a day with. */
export const comparedDaysOf = (on: string) =>
  ({
    month_before: addMonths(on, -1),
    year_before: addYears(on, -1),
    month_end_before: addDays(monthBegin(on), -1),
    year_end_before: addDays(yearBegin(on), -1),
  }) as const

export type UsualDay = keyof ReturnType<typeof usualDaysOf>
export type ComparedDay = keyof ReturnType<typeof comparedDaysOf>

export type DayFault = 'future' | 'same_day'

/** What is wrong with two chosen days; empty ones stand for today and for no comparison. */
export function dayFault({ on, than }: { on: string; than: string }, today: string): DayFault | undefined {
  if (on > today || than > today) return 'future'
  return than !== '' && than === (on || today) ? 'same_day' : undefined
}
