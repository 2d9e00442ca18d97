import type { Refusal } from './case-articles.ts'
import type { CaseBasis, CaseClock } from './case-situation.ts'
import type { CaseStep } from './case-steps.ts'
import type { KeptStep } from './idle-case.ts'
import { takeStep } from './idle-case.ts'
import type { WorkingDays } from '../working-days.ts'

/**
 * What a step of the past would be under another rule. The decision stands as it was taken; this only says that today it
 * would come out differently.
 */
export type StepDifference = {
  n: number
  step: CaseStep
  doneOn: string
  /** Why it could not be taken, where it was. */
  refusals: Refusal[]
  /** Periods that it set going and that would end on another day. */
  deadlines: { step: CaseStep; before: string | null; after: string | null }[]
  /** What the clock said for a determination, and would say. */
  clock: { before: CaseClock; after: CaseClock } | null
}

const untouched = ({ isAgainstClock: _computed, ...entered }: KeptStep['values']) => entered

function again(before: readonly KeptStep[], kept: KeptStep, basis: CaseBasis, calendar: WorkingDays) {
  const { step, doneOn, values } = kept
  const attempt = { step, doneOn, values: untouched(values) }
  return takeStep(before, attempt, { basis, calendar, today: doneOn })
}

type Opened = readonly { step: CaseStep; on: string }[]

function movedDeadlines(before: Opened, after: Opened): StepDifference['deadlines'] {
  const names = [...new Set([...before, ...after].map(({ step }) => step))]
  const on = (list: Opened, step: CaseStep) => list.find((one) => one.step === step)?.on ?? null
  return names
    .map((step) => ({ step, before: on(before, step), after: on(after, step) }))
    .filter((one) => one.before !== one.after)
}

const sameClock = (a: CaseClock, b: CaseClock): boolean =>
  a.kind === b.kind &&
  a.idleFrom === b.idleFrom &&
  a.feeFrom === b.feeFrom &&
  a.recoveryFrom === b.recoveryFrom

/**
 * The steps of a case that would come out differently. `basisOf` gives what a step would rest on under the other rule,
 * or nothing where the rule is not in force on its day. Steps are judged by their own basis first: what is refused
 * already by that (a later correction of the rules of the house) is no difference.
 */
export function stepDifferences(
  kept: readonly KeptStep[],
  basisOf: (step: KeptStep) => CaseBasis | undefined,
  calendar: WorkingDays,
): StepDifference[] {
  return kept.flatMap((one, i): StepDifference[] => {
    const basis = basisOf(one)
    if (!basis || !one.basis) return []
    const before = kept.slice(0, i)
    const [present, other] = [again(before, one, one.basis, calendar), again(before, one, basis, calendar)]
    const refusals = present.step === null ? [] : other.refusals
    const deadlines = other.step ? movedDeadlines(one.opens, other.step.opens) : []
    const isOther = one.step === 'determination' && !sameClock(one.basis.clock, basis.clock)
    const clock = isOther ? { before: one.basis.clock, after: basis.clock } : null
    if (refusals.length === 0 && deadlines.length === 0 && clock === null) return []
    return [{ n: one.n, step: one.step, doneOn: one.doneOn, refusals, deadlines, clock }]
  })
}
