import type { Db } from '#api/db/database.ts'
import { run } from '#api/db/raw.ts'

export type Mailed = {
  userId: string
  name: string
  language: string | null
  address: string
  byMail: boolean
  urgentAtOnce: boolean
}

/** People of a zone who want mail and may sign in. */
export const findMailed = (executor: Db, zoneId: number, onlyId: string | null): Promise<Mailed[]> =>
  run<Mailed>(
    executor,
    `select u.id as "userId", u.name, u.language, n.mail_address as address, n.by_mail as "byMail",
       n.urgent_at_once as "urgentAtOnce"
     from notice_preference n join auth_user u on u.id = n.user_id and not coalesce(u.banned, false)
     where n.zone_id = $1::int and n.mail_address is not null and ($2::text is null or n.user_id = $2::text)
       and exists (select from zone_role r where r.zone_id = n.zone_id and r.user_id = n.user_id)
     order by u.id`,
    [zoneId, onlyId],
  )

export type MailNotice = {
  id: number
  kind: string
  severity: 'near' | 'urgent' | 'overdue'
  rung: number
  subject: string
  subjectId: number
  dueOn: string | null
  facts: Record<string, unknown>
}

/** Open notices of a person that no mail has told yet, the worst first. */
export const findUnmailed = (
  executor: Db,
  zoneId: number,
  userId: string,
  severities: readonly string[],
): Promise<MailNotice[]> =>
  run<MailNotice>(
    executor,
    `select n.id, n.kind, n.severity, n.rung, n.subject, n.subject_id as "subjectId", n.due_on as "dueOn",
       coalesce(m.facts, n.title_values) as facts
     from notice n left join watch_matter m on m.zone_id = n.zone_id and m.key = n.key
     where n.zone_id = $1::int and n.user_id = $2::text and n.settled_at is null and n.mailed_at is null
       and n.severity = any ($3::text[])
     order by n.severity = 'overdue' desc, n.severity = 'urgent' desc, n.due_on nulls last, n.id limit 2000`,
    [zoneId, userId, severities],
  )

export type MailKey = { zoneId: number; userId: string; key: string }

/**
 * Takes a mail on, before it leaves: true for whoever may send it. What was sent is never sent again; what was being
 * sent when its server died is not either, because nobody knows whether it went out. Only a refused one is tried again.
 */
export async function claimMail(
  executor: Db,
  { zoneId, userId, key }: MailKey,
  { address, noticeCount }: { address: string; noticeCount: number },
): Promise<boolean> {
  const rows = await run(
    executor,
    `insert into mail_sent as m (zone_id, user_id, key, address, notice_count)
     values ($1::int, $2::text, $3::text, $4::text, $5::int)
     on conflict (zone_id, user_id, key) do update set state = 'sending', attempts = m.attempts + 1,
       address = excluded.address, notice_count = excluded.notice_count, began_at = clock_timestamp(),
       ended_at = null, fault = null
     where m.state = 'failed'
     returning m.key`,
    [zoneId, userId, key, address, noticeCount],
  )
  return rows.length > 0
}

export async function endMail(
  executor: Db,
  { zoneId, userId, key }: MailKey,
  end: { state: 'sending' | 'sent' | 'failed'; fault: string | null },
): Promise<void> {
  await run(
    executor,
    `update mail_sent set state = $4::text, fault = $5::text, ended_at = clock_timestamp()
     where zone_id = $1::int and user_id = $2::text and key = $3::text`,
    [zoneId, userId, key, end.state, end.fault],
  )
}

/** Notices that a mail has told, or that it could not tell. */
export async function noteMailed(
  executor: Db,
  { zoneId, userId }: MailKey,
  ids: readonly number[],
  fault: string | null,
): Promise<void> {
  await run(
    executor,
    `update notice set mail_attempts = mail_attempts + 1, mail_fault = $4::text,
       mailed_at = case when $4::text is null then clock_timestamp() end
     where zone_id = $1::int and user_id = $2::text and id = any ($3::bigint[])`,
    [zoneId, userId, ids, fault],
  )
}

export type LastMail = {
  state: 'sending' | 'sent' | 'failed'
  address: string
  noticeCount: number
  beganAt: string
  fault: string | null
}

export async function findLastMail(executor: Db, zoneId: number, userId: string): Promise<LastMail | null> {
  const [row] = await run<LastMail>(
    executor,
    `select state, address, notice_count as "noticeCount", began_at as "beganAt", fault from mail_sent
     where zone_id = $1::int and user_id = $2::text order by began_at desc limit 1`,
    [zoneId, userId],
  )
  return row ?? null
}
