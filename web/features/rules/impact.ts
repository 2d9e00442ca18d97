import type { RouteLocationRaw } from 'vue-router'
import type { RuleImpact } from '#web/map/clock/clock-wire.ts'

type Outcome = NonNullable<RuleImpact['clocks']>['supplies'][number]['before']
export type OutcomeChange = {
  what: 'kind' | 'idleFrom' | 'feeFrom' | 'recoveryFrom'
  before: string | null
  after: string | null
}

const parts = ['kind', 'idleFrom', 'feeFrom', 'recoveryFrom'] as const

/** What of a clock's answer is another one. */
export const outcomeChanges = (before: Outcome, after: Outcome): OutcomeChange[] =>
  parts
    .filter((what) => before[what] !== after[what])
    .map((what) => ({ what, before: before[what], after: after[what] }))

/** The parcel on the map with its clock as of the day. */
export const clockAddress = (parcelId: number, on: string): RouteLocationRaw => ({
  name: 'map',
  query: { selected: `parcels:${parcelId}`, tab: 'clock', on },
})

/** A rule that begins later is asked on its first day, all others today. */
export const askedDay = (from: string, today: string): string => (from > today ? from : today)
