import { PLAUSIBLE, isPlausible } from '#geodata/rules/idle/idle-facts.ts'
import { isDate } from '#geodata/rules/property-rules.ts'
import type { Arguments } from './command.ts'
import { UsageError } from './command.ts'

/** The day that `--name` gives. Throws `UsageError`. */
export function dateOption({ values }: Arguments, name: string): string {
  const value = values[name]
  if (value === undefined) throw new UsageError(`--${name} is missing: give a day as YYYY-MM-DD.`)
  if (typeof value !== 'string' || !isDate(value))
    throw new UsageError(`--${name} ${String(value)} is no day of the calendar: give it as YYYY-MM-DD.`)
  if (!isPlausible(value))
    throw new UsageError(`--${name} ${value} is not between ${PLAUSIBLE.from} and ${PLAUSIBLE.to}.`)
  return value
}
