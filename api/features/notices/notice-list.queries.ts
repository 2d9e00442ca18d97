import type { Db } from '#api/db/database.ts'
import { run } from '#api/db/raw.ts'

export type NoticeRow = {
  id: number
  key: string
  kind: string
  severity: 'near' | 'urgent' | 'overdue'
  subject: string
  subjectId: number
  facts: Record<string, unknown>
  dueOn: string | null
  createdAt: string
  readAt: string | null
  settledAt: string | null
}

export type NoticeFilter = {
  state: 'open' | 'unread' | 'settled' | 'all'
  kind?: string | undefined
  severity?: string | undefined
  sort: 'due' | 'new'
  offset: number
  limit: number
}

const states: Record<NoticeFilter['state'], string> = {
  open: 'n.settled_at is null',
  unread: 'n.settled_at is null and n.read_at is null',
  settled: 'n.settled_at is not null',
  all: 'true',
}

const orders: Record<NoticeFilter['sort'], string> = {
  due: 'n.due_on nulls last, n.id desc',
  new: 'n.id desc',
}

/** Notices of a person, a page at a time, with the facts as they are now. */
export async function listNotices(
  executor: Db,
  zoneId: number,
  userId: string,
  { state, kind, severity, sort, offset, limit }: NoticeFilter,
): Promise<{ total: number; notices: NoticeRow[] }> {
  const where = `n.zone_id = $1::int and n.user_id = $2::text and ${states[state]}
    and ($3::text is null or n.kind = $3::text) and ($4::text is null or n.severity = $4::text)`
  const values = [zoneId, userId, kind ?? null, severity ?? null]
  const [counted] = await run<{ total: number }>(
    executor,
    `select count(*)::int as total from notice n where ${where}`,
    values,
  )
  const notices = await run<NoticeRow>(
    executor,
    `select n.id, n.key, n.kind, n.severity, n.subject, n.subject_id as "subjectId",
       coalesce(m.facts, n.title_values) as facts, n.due_on as "dueOn", n.created_at as "createdAt",
       n.read_at as "readAt", n.settled_at as "settledAt"
     from notice n left join watch_matter m on m.zone_id = n.zone_id and m.key = n.key
     where ${where} order by ${orders[sort]} offset $5::int limit $6::int`,
    [...values, offset, limit],
  )
  return { total: counted!.total, notices }
}

export type NoticeCount = {
  unread: number
  open: number
  urgent: number
  overdue: number
  newest: number | null
}

export async function countNotices(executor: Db, zoneId: number, userId: string): Promise<NoticeCount> {
  const [row] = await run<NoticeCount>(
    executor,
    `select count(*) filter (where read_at is null)::int as unread, count(*)::int as open,
       count(*) filter (where severity = 'urgent')::int as urgent,
       count(*) filter (where severity = 'overdue')::int as overdue, max(id) as newest
     from notice where zone_id = $1::int and user_id = $2::text and settled_at is null`,
    [zoneId, userId],
  )
  return row!
}

export const countKinds = (
  executor: Db,
  zoneId: number,
  userId: string,
): Promise<{ kind: string; open: number }[]> =>
  run(
    executor,
    `select kind, count(*)::int as open from notice
     where zone_id = $1::int and user_id = $2::text and settled_at is null group by kind order by kind`,
    [zoneId, userId],
  )

/** Marks some of a person's notices, or all up to one. Answers how many were not so already. */
export async function markNotices(
  trx: Db,
  zoneId: number,
  userId: string,
  { ids, upTo, isRead }: { ids: number[] | null; upTo: number | null; isRead: boolean },
): Promise<number> {
  const rows = await run(
    trx,
    `update notice set read_at = ${isRead ? 'clock_timestamp()' : 'null'}
     where zone_id = $1::int and user_id = $2::text and (read_at is null) = ${isRead}
       and ($3::bigint[] is null or id = any ($3::bigint[])) and ($4::bigint is null or id <= $4::bigint)
     returning id`,
    [zoneId, userId, ids, upTo],
  )
  return rows.length
}
