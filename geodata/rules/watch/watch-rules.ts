import type { RuleEntry } from '../idle/idle-rules.ts'
import { latestEntry } from '../idle/idle-rules.ts'
import { isDate } from '../property-rules.ts'

/**
 * What the watch looks for. Reminders 30 days before payment, start and completion are those of the national
 * monitoring system (动态巡查, 2013); the other days before a date are the zone's own choice.
 */
export const watchKinds = [
  'idle_clue',
  'case_step',
  'payment',
  'start',
  'completion',
  'remediation',
  'batch_lapse',
  'target',
  'problem',
  'evidence',
] as const
export type WatchKind = (typeof watchKinds)[number]
export const isWatchKind = (name: string): name is WatchKind =>
  (watchKinds as readonly string[]).includes(name)

/** Days before the date on which a notice is given and given again: falling, at least one. */
export type Leads = readonly number[]
export type WatchBook = { readonly [K in WatchKind]: readonly RuleEntry<Leads>[] }
export type WatchRules = { readonly [K in WatchKind]: Leads }

const PATROL_FROM = '2013-01-01'
const entry = (value: Leads, source: string, isConfirmed: boolean): RuleEntry<Leads>[] => [
  { from: PATROL_FROM, value, source, isConfirmed },
]
const practice = '动态巡查 (2013): 30 days before; the last call is local practice'
const own = 'no national rule: the days are the zone’s own choice'

export const usualWatchBook: WatchBook = {
  idle_clue: entry([30, 7], '令53 Art. 5: the notice of investigation within 30 days', true),
  case_step: entry([7, 3, 1], own, false),
  payment: entry([30, 7], practice, false),
  start: entry([30, 7], practice, false),
  completion: entry([30, 7], practice, false),
  remediation: entry([30, 7], own, false),
  batch_lapse: entry(
    [180, 30],
    '自然资规〔2018〕1号: approvals lapse after two years; the days are our own',
    false,
  ),
  target: entry([60, 30, 7], own, false),
  problem: entry([7, 3], own, false),
  evidence: entry([30, 7], own, false),
}

const MOST_DAYS = 730
const MOST_LEADS = 5

/** Falling whole days, none twice. */
export function isLeads(value: unknown): value is Leads {
  if (!Array.isArray(value) || value.length === 0 || value.length > MOST_LEADS) return false
  return value.every(
    (days: unknown, index) =>
      Number.isInteger(days) &&
      (days as number) >= 0 &&
      (days as number) <= MOST_DAYS &&
      (index === 0 || (days as number) < (value[index - 1] as number)),
  )
}

export type WatchSetting = { name: string; from: string; value: unknown; source: string }

/** What a zone has set over the usual days; an entry that no rule can be is left out. */
export function overrideWatchRules(settings: readonly WatchSetting[], book = usualWatchBook): WatchBook {
  const changed: Partial<Record<WatchKind, readonly RuleEntry<Leads>[]>> = {}
  for (const { name, from, value, source } of settings) {
    if (!isWatchKind(name) || !isDate(from) || !isLeads(value)) continue
    changed[name] = [...(changed[name] ?? book[name]), { from, value, source, isConfirmed: false }]
  }
  return { ...book, ...changed }
}

/** The days in force on a day; before the first entry of a kind its first entry holds. */
export const watchRulesOn = (book: WatchBook, on: string): WatchRules =>
  Object.fromEntries(
    watchKinds.map((kind) => [kind, (latestEntry(book[kind], on) ?? book[kind][0]!).value]),
  ) as WatchRules
