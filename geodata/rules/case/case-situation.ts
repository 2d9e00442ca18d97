import type { CaseArticle, Refusal } from './case-articles.ts'
import { refuse } from './case-articles.ts'
import type { CaseRules } from './case-rules.ts'
import type { CaseState } from './case-state.ts'
import type { IdleDates } from '../idle/idle-dates.ts'
import type { IdleRules } from '../idle/idle-rules.ts'
import type { WorkingDays } from '../working-days.ts'

/** What the clock says of the supply on the day of a step. */
export type CaseClock = IdleDates & { kind: 'none' | 'not_started' | 'suspended' }

/** Area and price of the contract, where they are known. */
export type SupplyTerms = { areaM2: number | null; priceWan: number | null }
export type StandingMortgage = { fromOn: string; party: string | null }

/** The facts and rules that a step rests on; kept with it, so that it can be judged again as it was. */
export type CaseBasis = {
  rules: CaseRules
  idleRules: IdleRules
  clock: CaseClock
  /** When the land was supplied: the day of the contract. */
  suppliedOn: string | null
  /** What the contract says; steps that were stored before it was kept have none and are not judged by it. */
  terms?: SupplyTerms
  /** The mortgage that stands on the day of the step; steps taken before mortgages were facts do not know. */
  mortgage?: StandingMortgage | null
}

export type Situation = { state: CaseState; basis: CaseBasis; calendar: WorkingDays; on: string }

/** Nothing when the condition holds, the refusal otherwise. */
export const unless = (condition: boolean, refusal: () => Refusal): Refusal[] =>
  condition ? [] : [refusal()]
/** The first reasons that are found: later ones would only repeat them. */
export const first = (...lists: (() => Refusal[])[]): Refusal[] => {
  for (const list of lists) {
    const refusals = list()
    if (refusals.length > 0) return refusals
  }
  return []
}

export const once = (on: string | null, article: CaseArticle | null = null): Refusal[] =>
  on === null ? [] : [refuse('already_done', article, { on })]

export const undetermined = ({ state }: Situation): Refusal[] =>
  unless(state.determination !== null, () => refuse('determination_missing', 'order53_art9'))
export const determined = ({ state: { determination } }: Situation): Refusal[] =>
  determination === null ? [] : [refuse('already_determined', 'order53_art9', { on: determination.on })]

export const isArt8 = ({ state: { determination }, basis }: Situation): boolean =>
  determination !== null && basis.rules.art8Causes.includes(determination.cause)
