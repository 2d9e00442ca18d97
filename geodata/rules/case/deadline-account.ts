import type { CaseBasis } from './case-situation.ts'
import type { CaseDeadline, TakenStep } from './case-state.ts'
import type { CaseStep } from './case-steps.ts'
import type { Period } from '../periods.ts'
import { addDays } from '../periods.ts'
import type { WorkingDays } from '../working-days.ts'

/** A day that did not count, or counted although it lies on a weekend. */
export type SpecialDay = { on: string; kind: 'weekend' | 'festival' | 'made_up'; festival: string | null }

/** How a deadline came about, so that a person can count it again. */
export type DeadlineAccount = {
  /** The step that set the period going; its day does not count. */
  by: { n: number; step: CaseStep }
  from: string
  period: Period | null
  /** Days of rest that were jumped over, and weekend days that were made up for and did count. */
  special: SpecialDay[]
}

const isWeekend = (date: string): boolean => {
  const weekday = new Date(Date.parse(date)).getUTCDay()
  return weekday === 0 || weekday === 6
}

function specialDay(on: string, calendar: WorkingDays): SpecialDay | undefined {
  const festival = calendar.festivalOf(on)
  if (calendar.isWorkingDay(on)) return isWeekend(on) ? { on, kind: 'made_up', festival } : undefined
  return { on, kind: festival === null ? 'weekend' : 'festival', festival }
}

/** The longest stretch that is looked through; no period of working days in use comes near it. */
const MOST_DAYS = 1_500

function specialBetween(after: string, until: string, calendar: WorkingDays): SpecialDay[] {
  const days: SpecialDay[] = []
  let on = addDays(after, 1)
  for (let i = 0; on < until && i < MOST_DAYS; i++, on = addDays(on, 1)) {
    const special = specialDay(on, calendar)
    if (special) days.push(special)
  }
  return days
}

const isPeriod = (value: unknown): value is Period =>
  typeof value === 'object' && value !== null && 'count' in value && 'unit' in value

function periodOf({ rule }: CaseDeadline, basis: CaseBasis): Period | null {
  const value: unknown = rule === null ? null : basis.rules[rule]
  return isPeriod(value) ? value : null
}

/** The step that opened a deadline: the newest one whose periods hold it. */
const openedBy = <Step extends TakenStep>(steps: readonly Step[], { step, on }: CaseDeadline) =>
  steps.findLast(({ opens }) => opens.some((one) => one.step === step && one.on === on))

/**
 * The account of a deadline. Working days jump over every day of rest from the beginning; calendar days, months and
 * years only over those on which the period itself would have ended (民法典 Art. 203).
 */
export function accountOf(
  deadline: CaseDeadline,
  steps: readonly (TakenStep & { basis: CaseBasis | null })[],
  calendar: WorkingDays,
): DeadlineAccount | null {
  const step = openedBy(steps, deadline)
  if (!step?.basis) return null
  const period = periodOf(deadline, step.basis)
  const from = deadline.after ?? step.doneOn
  const by = { n: step.n, step: step.step }
  if (period === null) return { by, from, period, special: [] }
  const counted =
    period.unit === 'working_day'
      ? specialBetween(from, deadline.on, calendar)
      : specialBetween(addDays(deadline.endsOn, -1), deadline.on, calendar)
  return { by, from, period, special: counted }
}
