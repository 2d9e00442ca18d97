import { caseCauses, nationalCaseRules } from '#geodata/rules/case/case-rules.ts'
import type { CaseRuleName } from '#geodata/rules/case/case-rules.ts'

/** How a rule of cases is entered and read. */
export type CaseRuleShape =
  | { kind: 'period'; isOptional?: true }
  | { kind: 'days' }
  | { kind: 'years' }
  | { kind: 'fraction' }
  | { kind: 'date' }
  | { kind: 'choice'; choices: readonly { value: boolean; textKey: string }[] }
  | { kind: 'causes'; items: readonly string[] }

const period: CaseRuleShape = { kind: 'period' }
const optionalPeriod: CaseRuleShape = { kind: 'period', isOptional: true }

export const caseRuleShapes: Record<CaseRuleName, CaseRuleShape> = {
  investigationPeriod: period,
  statementPeriod: period,
  publicationPeriod: optionalPeriod,
  filingPeriod: optionalPeriod,
  hearingRequestPeriod: period,
  hearingCallDays: { kind: 'days' },
  hearingPeriod: period,
  paymentPeriod: period,
  cancellationPeriod: period,
  demandPeriod: period,
  remedyPeriod: period,
  courtApplicationPeriod: period,
  art8Causes: { kind: 'causes', items: caseCauses },
  temporaryUseYears: { kind: 'years' },
  feeShare: { kind: 'fraction' },
  feeAfterRecoveryYears: {
    kind: 'choice',
    choices: [
      { value: true, textKey: 'rules.value.fee_after_yes' },
      { value: false, textKey: 'rules.value.fee_after_no' },
    ],
  },
  bondSuppliedUntil: { kind: 'date' },
}

export const periodUnits = ['day', 'working_day', 'month', 'year'] as const
export type PeriodUnit = (typeof periodUnits)[number]
export type PeriodValue = { count: number; unit: PeriodUnit }

export const isPeriod = (value: unknown): value is PeriodValue =>
  typeof value === 'object' && value !== null && 'count' in value && 'unit' in value

/** The rules of cases in the order in which a person reads them. */
export const caseRuleGroups: readonly {
  id: 'investigation' | 'hearing' | 'disposal' | 'performance'
  names: readonly CaseRuleName[]
}[] = [
  {
    id: 'investigation',
    names: ['investigationPeriod', 'statementPeriod', 'publicationPeriod', 'filingPeriod'],
  },
  { id: 'hearing', names: ['hearingRequestPeriod', 'hearingCallDays', 'hearingPeriod'] },
  {
    id: 'disposal',
    names: ['art8Causes', 'temporaryUseYears', 'feeShare', 'feeAfterRecoveryYears', 'bondSuppliedUntil'],
  },
  {
    id: 'performance',
    names: ['paymentPeriod', 'cancellationPeriod', 'demandPeriod', 'remedyPeriod', 'courtApplicationPeriod'],
  },
]

export const isNationalCaseEntry = (name: CaseRuleName, from: string, source: string): boolean =>
  nationalCaseRules[name].some((entry) => entry.from === from && entry.source === source)
