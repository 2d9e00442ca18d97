import { daysBetween } from '#geodata/rules/periods.ts'
import type { WatchKind } from '#geodata/rules/watch/watch-rules.ts'
import { watchKinds } from '#geodata/rules/watch/watch-rules.ts'

/** The state of the list of notices, as it stands in the address. */
export const noticeStates = ['open', 'unread', 'settled'] as const
export const severities = ['overdue', 'urgent', 'near'] as const
export type Severity = (typeof severities)[number]
export type NoticeAddress = {
  state: (typeof noticeStates)[number]
  kind: WatchKind | undefined
  severity: Severity | undefined
  sort: 'due' | 'new'
  page: number
}

export const PAGE = 50

type Query = Record<string, unknown>
const oneOf = <T extends string>(values: readonly T[], value: unknown): T | undefined =>
  values.find((one) => one === value)

/** What is damaged falls back to the usual. */
export function parseNotices(query: Query): NoticeAddress {
  const page = Number(query['page'])
  return {
    state: oneOf(noticeStates, query['state']) ?? 'open',
    kind: oneOf(watchKinds, query['kind']),
    severity: oneOf(severities, query['severity']),
    sort: oneOf(['due', 'new'], query['sort']) ?? 'due',
    page: Number.isInteger(page) && page > 1 && page <= 10_000 ? page : 1,
  }
}

/** Only what differs from the usual. */
export const formatNotices = ({
  state,
  kind,
  severity,
  sort,
  page,
}: NoticeAddress): Record<string, string> => ({
  ...(state !== 'open' && { state }),
  ...(kind && { kind }),
  ...(severity && { severity }),
  ...(sort !== 'due' && { sort }),
  ...(page > 1 && { page: String(page) }),
})

/** What the server is asked for. */
export const noticeQuestion = ({ state, kind, severity, sort, page }: NoticeAddress) => ({
  state,
  kind,
  severity,
  sort,
  offset: (page - 1) * PAGE,
  limit: PAGE,
})

/** Days to a date as a number and the key of the words for it. */
export function daysLeft(
  dueOn: string | null,
  today: string,
): { n: number; key: 'left' | 'today' | 'over' } | null {
  if (dueOn === null) return null
  const n = daysBetween(today, dueOn)
  if (n === 0) return { n, key: 'today' }
  return n > 0 ? { n, key: 'left' } : { n: -n, key: 'over' }
}
