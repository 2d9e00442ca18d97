import { PLAUSIBLE, isPlausible } from '../idle/idle-facts.ts'
import { exact } from './decimal.ts'
import { findScope } from './scopes.ts'
import type { ClaimMeasure } from './units.ts'
import { isUnitOf } from './units.ts'

/** What a person says a published figure is. */
export type ClaimDraft = {
  publishedOn?: string | null | undefined
  fromOn?: string | null | undefined
  toOn: string
  scope: string
  scopeFilter?: Readonly<Record<string, string>> | undefined
  measure: ClaimMeasure
  unit: string
  secondMeasure?: ClaimMeasure | null | undefined
  secondUnit?: string | null | undefined
  secondValue?: string | null | undefined
}

export type ClaimFault = { path: string; rule: string; [value: string]: unknown }

/** The codes that a filter may have, by collection and field. */
export type FilterCodes = (collection: string, field: string) => readonly string[]

const implausibleFaults = (days: Readonly<Record<string, string | null | undefined>>): ClaimFault[] =>
  Object.entries(days).flatMap(([path, given]) =>
    given == null || isPlausible(given) ? [] : [{ path, rule: 'implausible_date', given, ...PLAUSIBLE }],
  )

const dateFaults = ({ fromOn, toOn, publishedOn, scope }: ClaimDraft, today: string): ClaimFault[] => [
  ...implausibleFaults({ toOn, publishedOn, fromOn }),
  ...(toOn > today ? [{ path: 'toOn', rule: 'future_date', today }] : []),
  ...(publishedOn && publishedOn > today ? [{ path: 'publishedOn', rule: 'future_date', today }] : []),
  ...(fromOn && fromOn > toOn ? [{ path: 'fromOn', rule: 'after_end', toOn }] : []),
  ...(fromOn && findScope(scope)?.kind === 'state' ? [{ path: 'fromOn', rule: 'state_has_no_start' }] : []),
]

function measureFaults({ scope, ...draft }: ClaimDraft): ClaimFault[] {
  const allowed = findScope(scope)?.measures ?? []
  const faults: ClaimFault[] = []
  if (!allowed.includes(draft.measure)) faults.push({ path: 'measure', rule: 'not_of_scope', allowed })
  else if (!isUnitOf(draft.measure, draft.unit))
    faults.push({ path: 'unit', rule: 'not_of_measure', measure: draft.measure })
  const second = [draft.secondMeasure, draft.secondUnit, draft.secondValue]
  if (second.every((part) => part == null)) return faults
  if (second.some((part) => part == null)) return [...faults, { path: 'secondValue', rule: 'incomplete' }]
  if (draft.secondMeasure === draft.measure)
    return [...faults, { path: 'secondMeasure', rule: 'same_measure' }]
  if (!allowed.includes(draft.secondMeasure!))
    faults.push({ path: 'secondMeasure', rule: 'not_of_scope', allowed })
  else if (!isUnitOf(draft.secondMeasure!, draft.secondUnit!))
    faults.push({ path: 'secondUnit', rule: 'not_of_measure', measure: draft.secondMeasure })
  return faults
}

function filterFaults({ scope, scopeFilter = {} }: ClaimDraft, codesOf: FilterCodes): ClaimFault[] {
  const filters = findScope(scope)?.filters ?? []
  return Object.entries(scopeFilter).flatMap(([name, code]): ClaimFault[] => {
    const filter = filters.find((one) => one.name === name)
    const path = `scopeFilter.${name}`
    if (!filter) return [{ path, rule: 'unknown_filter', allowed: filters.map((one) => one.name) }]
    const allowed = codesOf(filter.collection, filter.field)
    return allowed.includes(code) ? [] : [{ path, rule: 'code', allowed }]
  })
}

/** Everything that is wrong with a figure before it is kept. */
export const claimFaults = (draft: ClaimDraft, today: string, codesOf: FilterCodes): ClaimFault[] => [
  ...dateFaults(draft, today),
  ...measureFaults(draft),
  ...filterFaults(draft, codesOf),
]

/** Digits in which a value was printed. */
export const digitsOf = (printed: string): number => printed.split('.')[1]?.length ?? 0

export const isZeroText = (value: string): boolean => exact(value).units === 0n
