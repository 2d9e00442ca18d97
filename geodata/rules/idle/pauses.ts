import { addDays, addYears, daysBetween } from '../periods.ts'

/** Days that do not count: those after `from` up to and with `to`. `to` is null while the pause lasts. */
export type Interval = { from: string; to: string | null }

/** Overlapping and touching intervals as one, in order: no day is paused twice. */
export function mergeIntervals(intervals: readonly Interval[]): Interval[] {
  const merged: Interval[] = []
  for (const { from, to } of intervals.toSorted((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0))) {
    const last = merged.at(-1)
    if (!last || (last.to !== null && last.to < from)) merged.push({ from, to })
    else if (last.to !== null && (to === null || to > last.to)) last.to = to
  }
  return merged
}

/** Days of the period from `from` (not counted) to `to` (counted) that the merged intervals cover. */
export function daysCovered(merged: readonly Interval[], from: string, to: string): number {
  return merged.reduce((days, interval) => {
    const first = interval.from > from ? interval.from : from
    const last = interval.to !== null && interval.to < to ? interval.to : to
    return days + Math.max(0, daysBetween(first, last))
  }, 0)
}

/**
 * The day on which so many years from `base` are full when paused days do not count: the corresponding day, later by
 * the paused days on the way. Null when a pause that still lasts lies before it.
 */
export function anniversary(base: string, years: number, merged: readonly Interval[]): string | null {
  let on = addYears(base, years)
  for (const { from, to } of merged) {
    if (from >= on) break
    if (to === null) return null
    on = addDays(on, Math.max(0, daysBetween(from > base ? from : base, to)))
  }
  return on
}
