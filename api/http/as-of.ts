import { Type } from 'typebox'
import { Problem } from './problem.ts'

/**
 * The two times of a question (design.md §3.2). `on`: the day on which facts are true. `known`: the instant up to
 * which we look at what had been learned; null means all that is known now. With both the same question has the same
 * answer for ever.
 */
export type AsOf = { on: string; known: string | null }

export type AsOfQuery = { on?: string; known?: string; than?: string }

/** Query parameters of every route that answers as of a day; `than` is the day it is compared with. */
export const asOfParameters = {
  on: Type.Optional(Type.String({ format: 'date', description: 'Facts true on this day; today without it' })),
  known: Type.Optional(
    Type.String({ format: 'date-time', description: 'Only what had been learned by this instant' }),
  ),
}
export const comparedParameters = {
  ...asOfParameters,
  than: Type.Optional(Type.String({ format: 'date', description: 'A second day to compare with' })),
}

const fault = (path: string, rule: string, detail: string) =>
  new Problem('invalid-request', { detail: `${path}: ${detail}`, errors: [{ path: `query/${path}`, rule }] })

/** Nothing that bears on land here is older; a year like 0001 is a slip of the pen. */
export const earliestDay = '1900-01-01'

/** Refuses a day of which nothing can be known: one to come, or one before all records. */
export function checkDay(name: string, day: string, today: string): void {
  if (day > today) throw fault(name, 'future_date', `nothing is known yet of ${day}; today is ${today}`)
  if (day < earliestDay)
    throw fault(name, 'implausible_date', `${day} is too early; give a day from ${earliestDay} on`)
}

/** Reads the two times; days and instants in the future are refused, nothing is known about them. */
export function asOf({ on, known }: AsOfQuery, today: string, now = new Date()): AsOf {
  if (on !== undefined) checkDay('on', on, today)
  if (known !== undefined && Date.parse(known) > now.getTime())
    throw fault('known', 'future_date', `${known} is still to come`)
  return { on: on ?? today, known: known === undefined ? null : new Date(known).toISOString() }
}

/** The same for routes that answer about now, in the usual way, when no day is asked for. */
export const askedAsOf = (query: AsOfQuery, today: string): AsOf | undefined =>
  query.on === undefined && query.known === undefined ? undefined : asOf(query, today)

/** The same with the day to compare with, which has to be another and not in the future either. */
export function comparedAsOf(query: AsOfQuery, today: string): AsOf & { than: string | null } {
  const { than } = query
  if (than !== undefined) checkDay('than', than, today)
  return { ...asOf(query, today), than: than ?? null }
}

/**
 * SQL that holds for rows of an append-only table that were known at an instant. The parameter is the text of the
 * instant or null; instants come with milliseconds, so all of the millisecond counts.
 */
export const knownAt = (alias: string, parameter: string): string =>
  `(${alias}.recorded_at < coalesce(${parameter}::timestamptz + interval '1 millisecond', 'infinity')
    and (${alias}.voided_at is null or ${alias}.voided_at >= coalesce(${parameter}::timestamptz + interval '1 millisecond', 'infinity')))`
