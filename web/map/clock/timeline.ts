import { addDays, daysBetween } from '#geodata/rules/periods.ts'
import type { IdleClock } from './clock-wire.ts'

/** The clock drawn on a line: phases from the day it starts, pauses over them, and the asked day. */
export type PhaseKind = 'running' | 'idle' | 'fee' | 'recovery'
/** Places are per cent of the line's length. */
export type Stretch = { from: string; to: string; left: number; width: number }
export type Phase = Stretch & { kind: PhaseKind }
export type PauseStretch = Stretch & { isOpen: boolean }
export type YearTick = { year: number; left: number }
export type KeyDate = {
  kind: 'start' | 'suspended' | 'idle' | 'fee' | 'recovery'
  date: string
  /** Days from the asked day: negative when past. */
  days: number
  /** The phase that begins on it, whose colour the date carries. */
  phase: PhaseKind
}
export type Timeline = {
  phases: Phase[]
  pauses: PauseStretch[]
  today: number
  ticks: YearTick[]
  dates: KeyDate[]
}

type Base = { kind: 'start' | 'suspended'; date: string }
type Pause = { from: string; to: string | null }

/** The day from which the clock counts, as its own explanation says. */
function baseOf({ because }: IdleClock): Base | undefined {
  for (const { result, values } of because) {
    const { startOn, suspendedOn } = values
    if (result === 'clock_starts' && typeof startOn === 'string') return { kind: 'start', date: startOn }
    if (result === 'suspension_counts' && typeof suspendedOn === 'string')
      return { kind: 'suspended', date: suspendedOn }
  }
  return undefined
}

const pausesOf = ({ because }: IdleClock): Pause[] =>
  because.flatMap(({ fact, values: { from, to } }) =>
    fact === 'pause' && typeof from === 'string' ? [{ from, to: typeof to === 'string' ? to : null }] : [],
  )

const earliest = (dates: readonly string[]): string => dates.reduce((a, b) => (a < b ? a : b))
const latest = (dates: readonly string[]): string => dates.reduce((a, b) => (a > b ? a : b))

function keyDates({ idleFrom, feeFrom, recoveryFrom }: IdleClock, base: Base, on: string): KeyDate[] {
  const known: (Omit<KeyDate, 'days' | 'date'> & { date: string | null })[] = [
    { kind: base.kind, date: base.date, phase: 'running' },
    { kind: 'idle', date: idleFrom, phase: 'idle' },
    { kind: 'fee', date: feeFrom, phase: 'fee' },
    { kind: 'recovery', date: recoveryFrom, phase: 'recovery' },
  ]
  const dates = known
    .flatMap(({ date, ...rest }) => (date === null ? [] : [{ ...rest, date, days: daysBetween(on, date) }]))
    .toSorted((a, b) => a.days - b.days)
  return dates.map((one) => ({ ...one, phase: dates.findLast(({ date }) => date === one.date)!.phase }))
}

type Place = (date: string) => number

const stretch = (from: string, to: string, place: Place): Stretch => ({
  from,
  to,
  left: place(from),
  width: place(to) - place(from),
})

/** From each key date to the next; of dates on the same day the gravest names the phase. */
function phasesOf(dates: readonly KeyDate[], end: string, place: Place): Phase[] {
  return dates.flatMap(({ date, phase }, i) => {
    const to = dates[i + 1]?.date ?? end
    return to > date ? [{ kind: phase, ...stretch(date, to, place) }] : []
  })
}

function pauseStretches(pauses: readonly Pause[], first: string, end: string, place: Place): PauseStretch[] {
  return pauses.flatMap(({ from, to }) => {
    const [begin, stop] = [latest([from, first]), earliest([to ?? end, end])]
    return stop > begin ? [{ ...stretch(begin, stop, place), isOpen: to === null }] : []
  })
}

/** Where the number of a year still fits on the line, in per cent. */
const LAST_NUMBER = 91

/** First days of years on the line; at most about six, so that their numbers do not touch. */
function ticksOf(first: string, end: string, place: Place): YearTick[] {
  const [from, to] = [Number(first.slice(0, 4)) + 1, Number(end.slice(0, 4))]
  const step = Math.max(1, Math.ceil((to - from + 1) / 6))
  const ticks: YearTick[] = []
  for (let year = from; year <= to; year += step) ticks.push({ year, left: place(`${year}-01-01`) })
  return ticks.filter(({ left }) => left <= LAST_NUMBER)
}

/** Air on both sides, as a part of the length. */
const AIR = 0.06

/** The line of a clock on the asked day; undefined while no clock runs. */
export function timelineOf(clock: IdleClock, on: string): Timeline | undefined {
  const base = baseOf(clock)
  if (!base) return undefined
  const dates = keyDates(clock, base, on)
  const pauses = pausesOf(clock)
  const days = [...dates.map(({ date }) => date), on, ...pauses.flatMap(({ from, to }) => [from, to ?? on])]
  const [from, to] = [earliest(days), latest(days)]
  const air = Math.max(20, Math.round(daysBetween(from, to) * AIR))
  const [first, end] = [addDays(from, -air), addDays(to, air)]
  const length = daysBetween(first, end)
  const place: Place = (date) => (daysBetween(first, date) / length) * 100
  return {
    phases: phasesOf(dates, end, place),
    pauses: pauseStretches(pauses, first, end, place),
    today: place(on),
    ticks: ticksOf(first, end, place),
    dates,
  }
}
