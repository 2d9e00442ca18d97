import type { CaseArticle, Refusal } from './case-articles.ts'
import { refuse } from './case-articles.ts'
import type { CaseBasis } from './case-situation.ts'
import { barriersTo } from './case-barriers.ts'
import { openedBy } from './case-deadlines.ts'
import { limitsOn, readInputs } from './case-inputs.ts'
import type { CaseState, StepValues, TakenStep } from './case-state.ts'
import { foldCase, openDeadlines } from './case-state.ts'
import type { CaseStep, StepSpec } from './case-steps.ts'
import { caseSteps, stepSpecs } from './case-steps.ts'
import { isPlausible } from '../idle/idle-facts.ts'
import { ORDER_53_FROM } from '../idle/idle-rules.ts'
import { isDate } from '../property-rules.ts'
import type { WorkingDays } from '../working-days.ts'

/** What somebody wants to do: `values` may be anything, `doneOn` is the day on which the step took effect. */
export type Attempt = { step: CaseStep; doneOn: string; values?: unknown }

/** Facts and rules on the day of the step; null before the order was in force. */
export type Surroundings = { basis: CaseBasis | null; calendar: WorkingDays; today: string }

export type NewStep = Omit<TakenStep, 'n'> & {
  /** By when this step was due, if a period ran for it. */
  dueOn: string | null
}
export type Taking = { step: NewStep; refusals: [] } | { step: null; refusals: Refusal[] }

const refused = (...refusals: Refusal[]): Taking => ({ step: null, refusals })

function wrongDay({ doneOn }: Attempt, state: CaseState | null, today: string): Refusal[] {
  if (!isDate(doneOn) || !isPlausible(doneOn)) return [refuse('not_a_date', null, {}, 'doneOn')]
  if (doneOn > today) return [refuse('future_date', null, { given: doneOn, today }, 'doneOn')]
  if (state === null || doneOn >= state.lastOn) return []
  return [refuse('before_previous_step', null, { given: doneOn, previous: state.lastOn }, 'doneOn')]
}

/** An officer may determine otherwise than the clock, with a reason; the case remembers that he did. */
const completed = ({ step }: Attempt, values: StepValues, { clock }: CaseBasis): StepValues =>
  step === 'determination' ? { ...values, isAgainstClock: values['kind'] !== clock.kind } : values

/** The state before the first step, for the rules that a clue has to pass as well. */
const nothingYet = (attempt: Attempt): CaseState =>
  foldCase([{ n: 0, step: 'clue', doneOn: attempt.doneOn, values: {}, opens: [] }])!

/**
 * Takes a step, or says everything that speaks against it, each reason with the article it rests on. The steps before
 * it are given as they were taken and are not judged again. Nothing throws.
 */
export function takeStep(
  taken: readonly TakenStep[],
  attempt: Attempt,
  { basis, calendar, today }: Surroundings,
): Taking {
  const state = foldCase(taken)
  const { step, doneOn: on } = attempt
  const days = wrongDay(attempt, state, today)
  if (days.length > 0) return refused(...days)
  if (basis === null) return refused(refuse('before_order', null, { inForceFrom: ORDER_53_FROM }, 'doneOn'))
  if (state === null && step !== 'clue') return refused(refuse('not_open'))
  const situation = { state: state ?? nothingYet(attempt), basis, calendar, on }
  const barriers = state === null ? [] : barriersTo(step, situation)
  if (barriers.length > 0) return refused(...barriers)
  const { values, refusals } = readInputs(step, attempt.values)
  const limits = limitsOn(step, values, situation)
  if (refusals.length + limits.length > 0) return refused(...withoutTwins([...refusals, ...limits]))
  const kept = completed(attempt, values, basis)
  const dueOn = state && (openDeadlines(state).find((one) => one.step === step)?.on ?? null)
  const opens = openedBy(step, { on, values: kept, rules: basis.rules, calendar })
  return { step: { step, doneOn: on, values: kept, opens, dueOn }, refusals: [] }
}

/** An input has one fault at a time: a missing one is not also wrong. */
function withoutTwins(refusals: readonly Refusal[]): Refusal[] {
  return refusals.filter(
    ({ input }, i) => input === null || refusals.findIndex((one) => one.input === input) === i,
  )
}

export type NextStep = Pick<StepSpec, 'by' | 'role' | 'document' | 'inputs' | 'unlocks'> & {
  step: CaseStep
  article: CaseArticle | null
  isPossible: boolean
  /** Why it is not possible, with the articles. */
  refusals: Refusal[]
  dueOn: string | null
}

/** Every step with whether it is possible on a day, and if not, why. */
export function nextSteps(taken: readonly TakenStep[], { basis, calendar, today }: Surroundings): NextStep[] {
  const state = foldCase(taken)
  if (state === null || basis === null) return []
  const due = new Map(openDeadlines(state).map(({ step, on }) => [step, on]))
  return caseSteps
    .filter((step) => step !== 'clue')
    .map((step) => {
      const refusals = barriersTo(step, { state, basis, calendar, on: today })
      return {
        step,
        ...stepSpecs[step],
        isPossible: refusals.length === 0,
        refusals,
        dueOn: due.get(step) ?? null,
      }
    })
}

export type KeptStep = TakenStep & { basis: CaseBasis }

/**
 * What stands against voiding a step: the later steps that could not have been taken without it. They are judged by
 * the facts and rules that each of them was taken under. The first step of a case stays.
 */
export function stepsResting(
  kept: readonly KeptStep[],
  n: number,
  calendar: WorkingDays,
): { n: number; step: CaseStep; refusals: Refusal[] }[] {
  const left: KeptStep[] = []
  const resting: { n: number; step: CaseStep; refusals: Refusal[] }[] = []
  for (const one of kept) {
    if (one.n === n) continue
    if (one.n > n) {
      const before = kept.filter((other) => other.n < one.n)
      const refusals = onlyBy(standsAlone(before, one, calendar), standsAlone(left, one, calendar))
      if (refusals.length > 0) {
        resting.push({ n: one.n, step: one.step, refusals })
        continue
      }
    }
    left.push(one)
  }
  return resting
}

/** What a step that was taken by earlier rules of the house would be refused for anyhow, nothing is to blame for. */
const onlyBy = (anyhow: readonly Refusal[], refusals: readonly Refusal[]): Refusal[] =>
  refusals.filter(({ code, input }) => !anyhow.some((one) => one.code === code && one.input === input))

function standsAlone(
  left: readonly KeptStep[],
  { step, doneOn, values, basis }: KeptStep,
  calendar: WorkingDays,
) {
  const { isAgainstClock: _computed, ...entered } = values
  return takeStep(left, { step, doneOn, values: entered }, { basis, calendar, today: doneOn }).refusals
}
