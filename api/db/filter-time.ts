import { isDay, isInstant } from './filter-values.ts'

/** First and last day; an open end is absent. */
export type DayInterval = { from?: string; to?: string }

export type ReadInterval = { ok: true; interval: DayInterval } | { ok: false; detail: string }

/** Dates are days of the zone's calendar: China has one time zone, UTC+8, without summer time. */
const chinaOffsetMs = 8 * 3600 * 1000

const fault: ReadInterval = {
  ok: false,
  detail: 'takes a date, an instant, or an interval of two with / between, .. for an open end',
}

function dayOf(text: string): string | undefined {
  if (isDay(text)) return text
  if (!isInstant(text)) return undefined
  return new Date(Date.parse(text.toUpperCase()) + chinaOffsetMs).toISOString().slice(0, 10)
}

/** `datetime` of OGC API – Features (Part 1, 7.15.4): an instant, `a/b`, `../b`, `a/..`; also `/b` and `a/`. */
export function parseInterval(text: string): ReadInterval {
  const ends = text.split('/')
  if (ends.length > 2) return fault
  const isOpen = (end: string) => ends.length === 2 && (end === '' || end === '..')
  const days = ends.map((end) => (isOpen(end) ? 'open' : dayOf(end)))
  if (days.includes(undefined) || days.every((day) => day === 'open')) return fault
  const [from, to = from] = days as string[]
  const interval: DayInterval = {}
  if (from !== 'open') interval.from = from!
  if (to !== 'open') interval.to = to!
  if (interval.from && interval.to && interval.from > interval.to)
    return { ok: false, detail: 'the interval ends before it begins' }
  return { ok: true, interval }
}
