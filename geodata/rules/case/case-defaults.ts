import type { CaseClock, StandingMortgage } from './case-situation.ts'
import type { CaseRules } from './case-rules.ts'
import type { CaseState, StepValues } from './case-state.ts'
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

/** 万元 with four decimals: whole yuan. */
const round4 = (wan: number): number => Math.round(wan * 1e4) / 1e4

function feeDefaults({ rules, supply: { priceWan } }: DefaultsGround): StepValues {
  if (priceWan === null || priceWan <= 0) return {}
  const { over, under } = fractionOf(rules.feeShare)
  return { priceWan, feeWan: round4((priceWan * over) / under) }
}

function paymentDefaults({ state }: DefaultsGround, amounts: Readonly<Record<string, number>>): StepValues {
  const amountWan = state.measure && amounts[state.measure.code]
  return amountWan ? { amountWan } : {}
}

const determinationDefaults = ({ clock, supply }: DefaultsGround): StepValues => ({
  areaM2: supply.areaM2,
  ...(clock.kind !== 'none' && { kind: clock.kind }),
  ...(clock.idleFrom !== null && { idleFrom: clock.idleFrom }),
})

const mortgageDefaults = ({ mortgage }: DefaultsGround): StepValues => (mortgage ? { isMortgaged: true } : {})

/**
 * What follows for the inputs of a step from the clock, the contract and the steps before it. It is shown as computed
 * and may be overruled; nothing is stored without a person. `amounts` is what earlier measures cost, in 万元.
 */
export function defaultsOf(
  step: CaseStep,
  ground: DefaultsGround,
  amounts: Readonly<Record<string, number>> = {},
): StepValues {
  const { state, rules, idleRules, on } = ground
  switch (step) {
    case 'determination':
      return determinationDefaults(ground)
    case 'fee':
      return feeDefaults(ground)
    case 'payment':
      return paymentDefaults(ground, amounts)
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

/** What measures of a case cost, by the measure, in 万元: it is what the holder, or the zone, has to pay. */
export function amountsOf(steps: readonly { step: string; values: StepValues }[]): Record<string, number> {
  const names: Readonly<Record<string, string>> = {
    fee: 'feeWan',
    paid_recovery: 'amountWan',
    bond_buyback: 'finalWan',
  }
  return Object.fromEntries(
    steps.flatMap(({ step, values }) => {
      const name = names[step]
      const amount = name === undefined ? undefined : values[name]
      return typeof amount === 'number' ? [[step, amount] as const] : []
    }),
  )
}
