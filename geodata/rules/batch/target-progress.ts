import { daysBetween } from '../periods.ts'
import { disposalRate, taskCompletionRate } from './land-rates.ts'

/**
 * How far a target has come. Its base is the stock on the day of assignment, as it was known then: it is kept, and
 * never computed anew. Only land of the base counts; what was found later belongs to no target before it.
 */
export type Target = {
  assignedOn: string
  dueOn: string
  baseM2: number
  /** Either an area, or a share of the base in per cent. */
  goalM2: number | null
  goalRate: number | null
}

/** Land of the base that was disposed of, by day. A correction may be negative. */
export type Disposed = { on: string; areaM2: number }

export const targetStates = ['done', 'on_track', 'at_risk', 'late', 'ended'] as const
export type TargetState = (typeof targetStates)[number]

export type MonthOfTarget = { month: string; on: string; disposedM2: number; plannedM2: number }
export type TargetProgress = {
  goalM2: number
  disposedM2: number
  /** What an even pace would have disposed of by the day. */
  plannedM2: number
  disposalPercent: number | null
  completionPercent: number | null
  state: Exclude<TargetState, 'ended'>
  daysLeft: number
  months: MonthOfTarget[]
}

const PARTS = 10_000
const rounded = (areaM2: number): number => Math.round(areaM2 * PARTS) / PARTS

export const goalOf = ({
  goalM2,
  goalRate,
  baseM2,
}: Pick<Target, 'goalM2' | 'goalRate' | 'baseM2'>): number =>
  goalM2 ?? rounded((baseM2 * (goalRate ?? 0)) / 100)

function plannedOn(target: Target, on: string): number {
  const whole = Math.max(1, daysBetween(target.assignedOn, target.dueOn))
  const gone = Math.min(whole, Math.max(0, daysBetween(target.assignedOn, on)))
  return rounded((goalOf(target) * gone) / whole)
}

const disposedBy = (disposed: readonly Disposed[], { assignedOn }: Target, on: string): number =>
  rounded(disposed.reduce((sum, one) => (one.on > assignedOn && one.on <= on ? sum + one.areaM2 : sum), 0))

/** The last day of the month so many months after that of `date`. */
function monthEnd(date: string, months: number): string {
  const [year, month] = [Number(date.slice(0, 4)), Number(date.slice(5, 7))]
  return new Date(Date.UTC(year, month + months, 0)).toISOString().slice(0, 10)
}

const MOST_MONTHS = 120

/** The ends of the months from the assignment until it is due; what has not yet passed has only its plan. */
function monthsOf(target: Target, disposed: readonly Disposed[], on: string): MonthOfTarget[] {
  const months: MonthOfTarget[] = []
  for (let n = 0; n < MOST_MONTHS; n++) {
    const end = monthEnd(target.assignedOn, n)
    const day = end > target.dueOn ? target.dueOn : end
    const seen = day > on ? on : day
    const month = end.slice(0, 7)
    months.push({
      month,
      on: day,
      disposedM2: disposedBy(disposed, target, seen),
      plannedM2: plannedOn(target, day),
    })
    if (end >= target.dueOn) break
  }
  return months
}

/** Behind an even pace by more than this share of the goal is a risk. */
const TOLERANCE = 0.1

/** A target on a day. */
export function progressOf(target: Target, disposed: readonly Disposed[], on: string): TargetProgress {
  const goalM2 = goalOf(target)
  const disposedM2 = disposedBy(disposed, target, on)
  const plannedM2 = plannedOn(target, on)
  const isBehind = disposedM2 < plannedM2 - goalM2 * TOLERANCE
  const state = disposedM2 >= goalM2 ? 'done' : on > target.dueOn ? 'late' : isBehind ? 'at_risk' : 'on_track'
  return {
    goalM2,
    disposedM2,
    plannedM2,
    disposalPercent: disposalRate(disposedM2, { assignedOn: target.assignedOn, baseM2: target.baseM2 }),
    completionPercent: taskCompletionRate(disposedM2, goalM2),
    state,
    daysLeft: daysBetween(on, target.dueOn),
    months: monthsOf(target, disposed, on),
  }
}
