import type { CaseClock, StandingMortgage } from './case-situation.ts'
import type { CaseRules } from './case-rules.ts'
import type { CaseState, StepValues } from './case-state.ts'
import { roundWan } from './case-state.ts'
import type { CaseStep } from './case-steps.ts'
import { addYears } from '../periods.ts'
import { fractionOf } from '../idle/idle-rules.ts'
import type { IdleRules } from '../idle/idle-rules.ts'

/** What is known when a step is to be taken. */
export type DefaultsGround = {
  state: CaseState
  clock: CaseClock
  rules: CaseRules
  idleRules: IdleRules
  supply: { areaM2: number; priceWan: number | null }
  mortgage?: StandingMortgage | null
  on: string
}

function feeDefaults({ rules, supply: { priceWan } }: DefaultsGround): StepValues {
  if (priceWan === null || priceWan <= 0) return {}
  const { over, under } = fractionOf(rules.feeShare)
  return { priceWan, feeWan: roundWan((priceWan * over) / under) }
}

const paymentDefaults = ({ state: { owedWan } }: DefaultsGround): StepValues =>
  owedWan > 0 ? { amountWan: owedWan } : {}

const determinationDefaults = ({ clock, supply }: DefaultsGround): StepValues => ({
  areaM2: supply.areaM2,
  ...(clock.kind !== 'none' && { kind: clock.kind }),
  ...(clock.idleFrom !== null && { idleFrom: clock.idleFrom }),
})

const mortgageDefaults = ({ mortgage }: DefaultsGround): StepValues => (mortgage ? { isMortgaged: true } : {})

/**
 * What follows for the inputs of a step from the clock, the contract and the steps before it. It is shown as computed
 * and may be overruled; nothing is stored without a person.
 */
export function defaultsOf(step: CaseStep, ground: DefaultsGround): StepValues {
  const { state, rules, idleRules, on } = ground
  switch (step) {
    case 'determination':
      return determinationDefaults(ground)
    case 'fee':
      return feeDefaults(ground)
    case 'payment':
      return paymentDefaults(ground)
    case 'extension':
      return { newStartOn: addYears(on, idleRules.extensionYears), ...mortgageDefaults(ground) }
    case 'temporary_use':
      return { untilOn: addYears(on, rules.temporaryUseYears), ...mortgageDefaults(ground) }
    case 'change_of_use':
    case 'paid_recovery':
    case 'exchange':
    case 'other':
      return mortgageDefaults(ground)
    case 'hearing_notice':
      return { measure: state.feeOn === null && !isRecoverable(ground) ? 'fee' : 'recovery' }
    case 'reuse':
      return { use: state.cancelledOn === null ? 'own_works' : 'reserve' }
    default:
      return {}
  }
}

const isRecoverable = ({ clock, on }: DefaultsGround): boolean =>
  clock.recoveryFrom !== null && clock.recoveryFrom <= on
