import { isDate } from '../property-rules.ts'
import type { RuleEntry } from '../idle/idle-rules.ts'
import { latestEntry } from '../idle/idle-rules.ts'
import { quotaSuspendedBelow } from './land-rates.ts'

/** What the balance and the disposal of approved land go by; a zone may set each from a day on. */
export type BatchRules = {
  /** Full years after the approval after which it lapses, when the land is neither used nor compensated. */
  lapseYears: number
  /** Pieces of a balance below this many m² are set aside and listed. */
  sliverM2: number
  supplyRateReading: 'total' | 'mean'
  supplyRateYears: number
  /** 供地率 in per cent below which new quota is suspended. */
  quotaSuspendedBelow: number
}

export type BatchRuleName = keyof BatchRules
export type BatchRuleBook = { readonly [K in BatchRuleName]: readonly RuleEntry<BatchRules[K]>[] }

/** The statistics of approved-but-unsupplied land begin with the approvals of 2009. */
const STATISTICS_FROM = '2009-01-01'
/** Read in no text that is at hand; an empty source means that no text says it at all. */
const unsure = <T>(from: string, value: T, source: string): RuleEntry<T>[] => [
  { from, value, source, isConfirmed: false },
]

export const nationalBatchRules: BatchRuleBook = {
  lapseYears: [
    {
      from: STATISTICS_FROM,
      value: 2,
      source: '自然资规〔2018〕1号',
      isConfirmed: true,
    },
  ],
  sliverM2: unsure(STATISTICS_FROM, 10, ''),
  supplyRateReading: unsure(STATISTICS_FROM, 'total', '国土资发〔2014〕119号'),
  supplyRateYears: unsure(STATISTICS_FROM, 5, '国土资发〔2014〕119号'),
  quotaSuspendedBelow: [{ ...quotaSuspendedBelow }],
}

export const batchRuleNames = Object.keys(nationalBatchRules) as BatchRuleName[]
export const isBatchRuleName = (name: string): name is BatchRuleName =>
  Object.hasOwn(nationalBatchRules, name)

const isCount = (most: number) => (value: unknown) =>
  Number.isInteger(value) && (value as number) >= 1 && (value as number) <= most
const isNumber = (most: number) => (value: unknown) =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 && value <= most

const accepts: Record<BatchRuleName, (value: unknown) => boolean> = {
  lapseYears: isCount(10),
  sliverM2: isNumber(10_000),
  supplyRateReading: (value) => value === 'total' || value === 'mean',
  supplyRateYears: isCount(20),
  quotaSuspendedBelow: isNumber(100),
}
export const isBatchRuleValue = (name: BatchRuleName, value: unknown): boolean => accepts[name](value)

export type BatchRuleSetting = { name: string; from: string; value: unknown; source: string }

/** What a zone has set over the common rules; an entry that no rule can be is left out. */
export function overrideBatchRules(settings: readonly BatchRuleSetting[]): BatchRuleBook {
  const changed: Partial<Record<BatchRuleName, readonly RuleEntry[]>> = {}
  for (const { name, from, value, source } of settings) {
    if (!isBatchRuleName(name) || !isDate(from) || !isBatchRuleValue(name, value)) continue
    const before: readonly RuleEntry[] = changed[name] ?? nationalBatchRules[name]
    changed[name] = [...before, { from, value, source, isConfirmed: false }]
  }
  return { ...nationalBatchRules, ...changed } as BatchRuleBook
}

/** The rules in force on a day; before a rule's first day its first value stands. */
export function batchRulesOn(book: BatchRuleBook, on: string): BatchRules {
  const pick = <K extends BatchRuleName>(name: K): BatchRules[K] =>
    (latestEntry<BatchRules[K]>(book[name], on) ?? book[name][0]!).value
  return {
    lapseYears: pick('lapseYears'),
    sliverM2: pick('sliverM2'),
    supplyRateReading: pick('supplyRateReading'),
    supplyRateYears: pick('supplyRateYears'),
    quotaSuspendedBelow: pick('quotaSuspendedBelow'),
  }
}
