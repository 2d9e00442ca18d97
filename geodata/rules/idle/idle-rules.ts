import type { Fraction } from '../ratio.ts'
import { readFraction } from '../ratio.ts'

/** The deadlines that a pause may delay. */
export const delayable = ['idle', 'fee', 'recovery', 'suspended'] as const
export type Delayable = (typeof delayable)[number]

/** What the idle-land clock is told by the law and, where the law leaves two readings, by the zone. */
export type IdleRules = {
  /** Full years after the agreed start: idle, fee due, free recovery possible. */
  idleYears: number
  feeYears: number
  recoveryYears: number
  /** Full years of suspended works. */
  suspendedYears: number
  /** Shares strictly below which suspended land may be idle. */
  developedBelow: string
  investedBelow: string
  /** Whether one low share is enough. */
  suspendedReading: 'or' | 'and'
  /** Without an agreed start: full years after the handover. */
  startYearsAfterHandover: number
  /** Works without a construction permit are no start of development. */
  startNeedsPermit: boolean
  /**
   * Share of the foundation strictly below which works have not begun, where it is neither a deep pit nor piles: those
   * have to be excavated and driven in full.
   */
  foundationBelow: string
  /** A full year holds on its anniversary, or on the day after it (cautious practice). */
  holdsFrom: 'anniversary' | 'day_after'
  pausesDelay: readonly Delayable[]
  pausingCauses: readonly string[]
  /** Whether the first day of a pause counts as paused. */
  pauseDays: 'from_next_day' | 'both_ends'
  /** Longest extension of the agreed start, in years. */
  extensionYears: number
}

export type RuleName = keyof IdleRules

/** One value of a setting, in force from a day on, with the text it rests on. */
export type RuleEntry<T = unknown> = { from: string; value: T; source: string; isConfirmed: boolean }
export type RuleBook = { readonly [K in RuleName]: readonly RuleEntry<IdleRules[K]>[] }

/** 《闲置土地处置办法》 (国土资源部令第53号) in force. The rules of 1999 before it are not implemented. */
export const ORDER_53_FROM = '2012-07-01'

const sure = <T>(value: T, source: string): RuleEntry<T>[] => [
  { from: ORDER_53_FROM, value, source, isConfirmed: true },
]
const unsure = <T>(value: T, source: string): RuleEntry<T>[] => [
  { from: ORDER_53_FROM, value, source, isConfirmed: false },
]

/** Causes of Art. 8 by number; `government` and `force_majeure` for papers that do not say which. */
export const governmentCauses = [
  'g1',
  'g2',
  'g3',
  'g4',
  'g5',
  'g6',
  'g7',
  'government',
  'force_majeure',
] as const

export const nationalRules: RuleBook = {
  idleYears: sure(1, '令53 Art. 2'),
  feeYears: sure(1, '令53 Art. 14(1)'),
  recoveryYears: sure(2, '令53 Art. 14(2)'),
  suspendedYears: sure(1, '令53 Art. 2'),
  developedBelow: sure('1/3', '令53 Art. 2'),
  investedBelow: sure('25/100', '令53 Art. 2'),
  suspendedReading: unsure(
    'or',
    '令53 Art. 2 says 或者; a practitioner reads that either share above excludes',
  ),
  startYearsAfterHandover: unsure(1, '令53 Art. 22, from memory'),
  startNeedsPermit: sure(true, '令53 Art. 30'),
  foundationBelow: sure('1/3', '令53 Art. 30'),
  holdsFrom: unsure('anniversary', 'Civil Code Art. 201–202; cautious practice waits one day more'),
  pausesDelay: unsure(delayable, '令53 Art. 8; without a signed plan practice varies'),
  pausingCauses: unsure(governmentCauses, '令53 Art. 8; seizure by a court only where a local rule says so'),
  pauseDays: unsure('from_next_day', 'Civil Code Art. 201 by analogy'),
  extensionYears: sure(1, '令53 Art. 12(1)'),
}

export const ruleNames = Object.keys(nationalRules) as RuleName[]

/** The entry of a series in force on a day. */
export function latestEntry<T>(entries: readonly RuleEntry<T>[], on: string): RuleEntry<T> | undefined {
  return entries.reduce<RuleEntry<T> | undefined>(
    (best, entry) => (entry.from <= on && (!best || entry.from >= best.from) ? entry : best),
    undefined,
  )
}

/** The entry of one setting in force on a day; undefined before the order. */
export const ruleOn = (book: RuleBook, name: RuleName, on: string): RuleEntry | undefined =>
  latestEntry<unknown>(book[name], on)

/** All settings in force on a day; undefined when the order was not yet in force. */
export function rulesOn(book: RuleBook, on: string): IdleRules | undefined {
  const values: Partial<Record<RuleName, unknown>> = {}
  for (const name of ruleNames) {
    const entry = ruleOn(book, name, on)
    if (!entry) return undefined
    values[name] = entry.value
  }
  return values as IdleRules
}

const isYears = (value: unknown) =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 10
const isFraction = (value: unknown) => typeof value === 'string' && readFraction(value) !== undefined
const isOneOf = (allowed: readonly unknown[]) => (value: unknown) => allowed.includes(value)
const isListOf = (isItem: (value: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) && value.length <= 50 && value.every(isItem)
const isCause = (value: unknown) => typeof value === 'string' && /^[a-z][a-z0-9_]{0,39}$/.test(value)

/** What a value of each setting may be, and how to say so. */
const shapes: Record<RuleName, { accepts(value: unknown): boolean; allowed: string }> = {
  idleYears: { accepts: isYears, allowed: '0 … 10' },
  feeYears: { accepts: isYears, allowed: '0 … 10' },
  recoveryYears: { accepts: isYears, allowed: '0 … 10' },
  suspendedYears: { accepts: isYears, allowed: '0 … 10' },
  developedBelow: { accepts: isFraction, allowed: '"1/3"' },
  investedBelow: { accepts: isFraction, allowed: '"25/100"' },
  suspendedReading: { accepts: isOneOf(['or', 'and']), allowed: '"or", "and"' },
  startYearsAfterHandover: { accepts: isYears, allowed: '0 … 10' },
  startNeedsPermit: { accepts: isOneOf([true, false]), allowed: 'true, false' },
  foundationBelow: { accepts: isFraction, allowed: '"1/3"' },
  holdsFrom: { accepts: isOneOf(['anniversary', 'day_after']), allowed: '"anniversary", "day_after"' },
  pausesDelay: { accepts: isListOf(isOneOf(delayable)), allowed: `a list of ${delayable.join(', ')}` },
  pausingCauses: { accepts: isListOf(isCause), allowed: 'a list of causes in lower case' },
  pauseDays: { accepts: isOneOf(['from_next_day', 'both_ends']), allowed: '"from_next_day", "both_ends"' },
  extensionYears: { accepts: isYears, allowed: '0 … 10' },
}

export const isRuleValue = (name: RuleName, value: unknown): boolean => shapes[name].accepts(value)
export const allowedRuleValues = (name: RuleName): string => shapes[name].allowed
export const isRuleName = (name: string): name is RuleName => Object.hasOwn(nationalRules, name)

/** A share of a checked rule. */
export const fractionOf = (text: string): Fraction => readFraction(text)!
