import type { RuleEntry } from '../idle/idle-rules.ts'
import { ORDER_53_FROM, latestEntry } from '../idle/idle-rules.ts'
import type { Period } from '../periods.ts'
import { isDate } from '../property-rules.ts'
import { readFraction } from '../ratio.ts'

/** Why land lies idle, as the determination says it. */
export const caseCauses = [
  'enterprise',
  'government',
  'force_majeure',
  'mixed',
  'judicial_seizure',
  'other',
] as const
export type CaseCause = (typeof caseCauses)[number]

/** Periods and limits of a case. A period is null where the law gives none and the zone has set none. */
export type CaseRules = {
  investigationPeriod: Period
  statementPeriod: Period
  publicationPeriod: Period | null
  filingPeriod: Period | null
  hearingRequestPeriod: Period
  /** Working days between the notice of a hearing's time and place and the hearing. */
  hearingCallDays: number
  hearingPeriod: Period
  paymentPeriod: Period
  cancellationPeriod: Period
  /** What a demand leaves to perform before a court is asked. */
  demandPeriod: Period
  /** The longer of the periods for reconsideration and lawsuit. */
  remedyPeriod: Period
  courtApplicationPeriod: Period
  /** Causes that lead to Art. 12 and rule out fee and free recovery. */
  art8Causes: readonly CaseCause[]
  temporaryUseYears: number
  /** The fee as a share of the price paid for the right. */
  feeShare: string
  /** Whether a fee may still be decided once the land could be recovered. */
  feeAfterRecoveryYears: boolean
  /** Land supplied later is no stock that special bonds may buy back. */
  bondSuppliedUntil: string
}

export type CaseRuleName = keyof CaseRules
export type CaseRuleBook = { readonly [K in CaseRuleName]: readonly RuleEntry<CaseRules[K]>[] }

const period = (count: number, unit: Period['unit']): Period => ({ count, unit })
const entry = <T>(value: T, source: string, isConfirmed: boolean): RuleEntry<T>[] => [
  { from: ORDER_53_FROM, value, source, isConfirmed },
]
const sure = <T>(value: T, source: string) => entry(value, source, true)
const unsure = <T>(value: T, source: string) => entry(value, source, false)

export const nationalCaseRules: CaseRuleBook = {
  investigationPeriod: sure(period(30, 'day'), '令53 Art. 5'),
  statementPeriod: unsure(period(30, 'day'), '令53 Art. 5, from memory and a machine translation'),
  publicationPeriod: unsure(null, '令53 Art. 11 gives no period'),
  filingPeriod: unsure(null, '令53 Art. 25–26 give no period'),
  hearingRequestPeriod: unsure(period(5, 'working_day'), '国土资源听证规定 (令22号, 2004), from memory'),
  hearingCallDays: unsure(7, '国土资源听证规定 (令22号, 2004), from memory'),
  hearingPeriod: unsure(period(20, 'working_day'), '国土资源听证规定 (令22号, 2004), from memory'),
  paymentPeriod: sure(period(30, 'day'), '令53 Art. 17'),
  cancellationPeriod: sure(period(30, 'day'), '令53 Art. 17'),
  demandPeriod: sure(period(10, 'day'), '行政强制法 §54'),
  remedyPeriod: sure(period(6, 'month'), '行政诉讼法 §46 (6 months); 行政复议法 §20 (60 days)'),
  courtApplicationPeriod: sure(period(3, 'month'), '行政强制法 §53'),
  art8Causes: unsure(
    ['government', 'force_majeure', 'mixed'],
    '令53 Art. 8; mixed causes and seizure by a court are local practice',
  ),
  temporaryUseYears: sure(2, '令53 Art. 12(3)'),
  feeShare: sure('20/100', '令53 Art. 14(1); 城市房地产管理法 §26'),
  feeAfterRecoveryYears: unsure(true, '令53 Art. 14(1) names no end; some read: below two years only'),
  bondSuppliedUntil: sure('2024-11-07', '自然资发〔2025〕45号'),
}

export const caseRuleNames = Object.keys(nationalCaseRules) as CaseRuleName[]
export const isCaseRuleName = (name: string): name is CaseRuleName => Object.hasOwn(nationalCaseRules, name)

const isCount = (most: number) => (value: unknown) =>
  Number.isInteger(value) && (value as number) >= 1 && (value as number) <= most

function isPeriod(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { count, unit, ...rest } = value as Record<string, unknown>
  const isUnit = ['working_day', 'day', 'month', 'year'].includes(String(unit))
  return isCount(1000)(count) && isUnit && Object.keys(rest).length === 0
}
const isPeriodOrNone = (value: unknown) => value === null || isPeriod(value)
const isListOfCauses = (value: unknown) =>
  Array.isArray(value) && value.every((cause) => (caseCauses as readonly unknown[]).includes(cause))

/** A zone may ask for less than a fifth of the price, never for more (城市房地产管理法 §26). */
const MOST_FEE_SHARE = { over: 20, under: 100 }

function isFeeShare(value: unknown): boolean {
  const share = typeof value === 'string' ? readFraction(value) : undefined
  return share !== undefined && share.over * MOST_FEE_SHARE.under <= share.under * MOST_FEE_SHARE.over
}

const accepts: Record<CaseRuleName, (value: unknown) => boolean> = {
  investigationPeriod: isPeriod,
  statementPeriod: isPeriod,
  publicationPeriod: isPeriodOrNone,
  filingPeriod: isPeriodOrNone,
  hearingRequestPeriod: isPeriod,
  hearingCallDays: isCount(100),
  hearingPeriod: isPeriod,
  paymentPeriod: isPeriod,
  cancellationPeriod: isPeriod,
  demandPeriod: isPeriod,
  remedyPeriod: isPeriod,
  courtApplicationPeriod: isPeriod,
  art8Causes: isListOfCauses,
  temporaryUseYears: isCount(10),
  feeShare: isFeeShare,
  feeAfterRecoveryYears: (value) => typeof value === 'boolean',
  bondSuppliedUntil: (value) => typeof value === 'string' && isDate(value),
}

/** What a rule may be, in symbols, where that is not plain from its kind. */
export const allowedCaseRuleValues = (name: CaseRuleName): string => (name === 'feeShare' ? '0 … 20 %' : '')

export const isCaseRuleValue = (name: CaseRuleName, value: unknown): boolean => accepts[name](value)

export type CaseRuleSetting = { name: string; from: string; value: unknown; source: string }

/** What a zone has set over the national rules; an entry that no rule can be is left out. */
export function overrideCaseRules(
  settings: readonly CaseRuleSetting[],
  book: CaseRuleBook = nationalCaseRules,
): CaseRuleBook {
  const changed: Partial<Record<CaseRuleName, readonly RuleEntry[]>> = {}
  for (const { name, from, value, source } of settings) {
    if (!isCaseRuleName(name) || !isDate(from) || !isCaseRuleValue(name, value)) continue
    changed[name] = [...(changed[name] ?? book[name]), { from, value, source, isConfirmed: false }]
  }
  return { ...book, ...changed } as CaseRuleBook
}

/** All rules of a case in force on a day; undefined before the order. */
export function caseRulesOn(book: CaseRuleBook, on: string): CaseRules | undefined {
  const found = caseRuleNames.map((name) => [name, latestEntry<unknown>(book[name], on)] as const)
  if (found.some(([, one]) => one === undefined)) return undefined
  return Object.fromEntries(found.map(([name, one]) => [name, one!.value])) as CaseRules
}
