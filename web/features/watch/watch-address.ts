import type { RouteLocationRaw } from 'vue-router'
import { parseDay } from '#web/app/url-state.ts'
import type { ClockKind, ClockRow } from '#web/map/clock/clock-wire.ts'

/** The state of the watch list, as it stands in the address. */
export type WatchKind = 'all' | 'idle' | ClockKind
export type WatchAddress = {
  list: 'idle' | 'coming'
  kind: WatchKind
  /** Last day of what comes up; the usual number of days from today without one. */
  until: string | undefined
}

/** Which clocks each list can be narrowed to. */
export const kindsOf = {
  idle: ['all', 'not_started', 'suspended'],
  coming: ['all', 'none', 'idle'],
} as const satisfies Record<WatchAddress['list'], readonly WatchKind[]>

export const usualDays = 90
export const daySteps = [30, 90, 365] as const

type Query = Record<string, unknown>

/** What is damaged falls back to the usual. */
export function parseWatch(query: Query): WatchAddress {
  const list = query['list'] === 'coming' ? 'coming' : 'idle'
  const kinds: readonly WatchKind[] = kindsOf[list]
  return {
    list,
    kind: kinds.find((kind) => kind === query['kind']) ?? 'all',
    until: list === 'coming' ? parseDay(query['until']) : undefined,
  }
}

/** Only what differs from the usual. */
export const formatWatch = ({ list, kind, until }: WatchAddress): Record<string, string> => ({
  ...(list !== 'idle' && { list }),
  ...(kind !== 'all' && { kind }),
  ...(list === 'coming' && until !== undefined && { until }),
})

/** What the server is asked for. */
export const questionOf = ({ list, kind, until }: WatchAddress, untilUsual: string) => ({
  kind: list === 'idle' && kind === 'all' ? 'idle' : kind === 'all' ? undefined : kind,
  until: list === 'coming' ? (until ?? untilUsual) : undefined,
})

/** The parcel on the map with its clock open, on the day that is looked at. */
export const clockOf = (
  parcelId: number,
  day: Record<string, string | undefined> = {},
): RouteLocationRaw => ({
  name: 'map',
  query: { ...day, selected: `parcels:${parcelId}`, tab: 'clock' },
})

export type LegalState = 'recovery' | 'fee' | 'art12' | 'idle'

/** The gravest thing that the law allows now over idle land; `isReached` knows when a date holds. */
export function legalState(
  row: ClockRow,
  isReached: (date: string | null) => boolean,
): LegalState | undefined {
  if (row.kind === 'none') return undefined
  if (row.kind === 'suspended') return 'art12'
  if (isReached(row.recoveryFrom)) return 'recovery'
  return isReached(row.feeFrom) ? 'fee' : 'idle'
}

export type Light = 'overdue' | 'near' | 'green'
const NEAR_DAYS = 30

/** Days to a date as a light; the words say the same. */
export const lightOf = (daysLeft: number): Light =>
  daysLeft < 0 ? 'overdue' : daysLeft <= NEAR_DAYS ? 'near' : 'green'
