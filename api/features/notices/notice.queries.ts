import type { Db } from '#api/db/database.ts'
import { run } from '#api/db/raw.ts'
import type { KeptNotice, Wanted } from '#geodata/rules/watch/notices-due.ts'

const PAGE = 5_000

/** A notice with what it says. */
export type NoticeWish = Wanted & {
  kind: string
  subject: string
  subjectId: number
  facts: Record<string, string | number | null>
}

/** Open notices of a zone, and settled ones whose matter is open again. */
export const findKeptNotices = (executor: Db, zoneId: number): Promise<KeptNotice[]> =>
  run<KeptNotice>(
    executor,
    `select user_id as "userId", key, rung, severity, due_on as "dueOn", false as "isSettled"
     from notice where zone_id = $1::int and settled_at is null
     union all
     select n.user_id, n.key, n.rung, n.severity, n.due_on, true
     from notice n join watch_matter m on m.zone_id = n.zone_id and m.key = n.key
     where n.zone_id = $1::int and n.settled_at is not null and m.settled_at is null`,
    [zoneId],
  )

const pagesOf = <T>(rows: readonly T[]): T[][] => {
  const pages: T[][] = []
  for (let at = 0; at < rows.length; at += PAGE) pages.push(rows.slice(at, at + PAGE))
  return pages
}

/** New notices, and old ones that call again: those come to the top, unread and not yet mailed. */
export async function raiseNotices(trx: Db, zoneId: number, wishes: readonly NoticeWish[]): Promise<void> {
  for (const page of pagesOf(wishes)) {
    await run(
      trx,
      `insert into notice (zone_id, user_id, key, kind, severity, rung, subject, subject_id, due_on, title_values)
       select $1::int, x.* from jsonb_to_recordset($2::jsonb) as x ("userId" text, key text, kind text,
         severity text, rung int, subject text, "subjectId" bigint, "dueOn" date, facts jsonb)
       on conflict (zone_id, user_id, key) do update set id = nextval('land_id'), severity = excluded.severity,
         rung = excluded.rung, due_on = excluded.due_on, title_values = excluded.title_values,
         created_at = clock_timestamp(), read_at = null, settled_at = null, mailed_at = null,
         mail_attempts = 0, mail_fault = null`,
      [zoneId, JSON.stringify(page)],
    )
  }
}

/** Says less than before, without a new call. */
export async function easeNotices(trx: Db, zoneId: number, wishes: readonly NoticeWish[]): Promise<void> {
  for (const page of pagesOf(wishes)) {
    await run(
      trx,
      `update notice n set severity = x.severity, rung = x.rung
       from jsonb_to_recordset($2::jsonb) as x ("userId" text, key text, severity text, rung int)
       where n.zone_id = $1::int and n.user_id = x."userId" and n.key = x.key`,
      [zoneId, JSON.stringify(page)],
    )
  }
}

export async function settleNotices(
  trx: Db,
  zoneId: number,
  settled: readonly { userId: string; key: string }[],
): Promise<void> {
  for (const page of pagesOf(settled)) {
    await run(
      trx,
      `update notice n set settled_at = clock_timestamp()
       from unnest($2::text[], $3::text[]) as gone (user_id, key)
       where n.zone_id = $1::int and n.user_id = gone.user_id and n.key = gone.key`,
      [zoneId, page.map(({ userId }) => userId), page.map(({ key }) => key)],
    )
  }
}

/** Notices of a zone have changed: every open page of it may ask how many are unread. */
export const noticeChannel = 'notice_change'
export const tellNotices = (trx: Db, zoneId: number): Promise<unknown> =>
  run(trx, 'select pg_notify($1::text, $2::text)', [noticeChannel, String(zoneId)])
