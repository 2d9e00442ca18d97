import { addDays } from '#geodata/rules/periods.ts'

/** A month of the remediation: the level at its end, or today for the month that runs. */
export type MonthPoint = { endsOn: string; levelM2: number; disposedM2: number }

/** The last day of the month of a day. */
export function monthEnd(day: string): string {
  const [year = 0, month = 0] = day.split('-').map(Number)
  const next = month === 12 ? `${year + 1}-01-01` : `${year}-${String(month + 1).padStart(2, '0')}-01`
  return addDays(next, -1)
}
export const monthStart = (day: string): string => `${day.slice(0, 7)}-01`

/** The place among the months that a day belongs to; the last one without a day. */
export function placeOfDay(months: readonly MonthPoint[], day: string | undefined): number {
  if (day === undefined) return months.length - 1
  const found = months.findIndex(({ endsOn }) => endsOn >= day)
  return found < 0 ? months.length - 1 : found
}

/** A line through the levels of the months in a box that begins at zero. */
export function lineOf(months: readonly MonthPoint[], width: number, height: number): string {
  const highest = Math.max(1, ...months.map(({ levelM2 }) => levelM2))
  const step = months.length > 1 ? width / (months.length - 1) : 0
  return months
    .map(({ levelM2 }, i) => {
      const [x, y] = [i * step, height - (levelM2 / highest) * height]
      return `${i ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`
    })
    .join('')
}

/** The first month of each so-manieth year, for the words below the line. */
export function yearMarks(months: readonly MonthPoint[], most: number): { year: string; at: number }[] {
  const firsts = months.flatMap(({ endsOn }, at) =>
    at === 0 || endsOn.slice(0, 4) !== months[at - 1]!.endsOn.slice(0, 4)
      ? [{ year: endsOn.slice(0, 4), at }]
      : [],
  )
  const every = Math.max(1, Math.ceil(firsts.length / most))
  return firsts.filter((_, i) => i % every === 0)
}
