import { PLAUSIBLE, isPlausible } from '#geodata/rules/idle/idle-facts.ts'
import type { FieldError } from './problem.ts'
import { Problem } from './problem.ts'

type Days = Readonly<Record<string, string | null | undefined>>

const implausibleDays = (days: Days): FieldError[] =>
  Object.entries(days).flatMap(([path, given]) =>
    given == null || isPlausible(given)
      ? []
      : [{ path, rule: 'implausible_date', fix: 'give_date', given, ...PLAUSIBLE }],
  )

/** Refuses days of facts, by their path in the request, on which nothing about land can have happened. */
export function refuseImplausible(days: Days): void {
  const errors = implausibleDays(days)
  if (errors.length === 0) return
  throw new Problem('rule-broken', { detail: `${errors[0]!.path}: implausible_date`, errors })
}
