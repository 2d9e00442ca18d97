import type { Db } from '#api/db/database.ts'
import { run } from '#api/db/raw.ts'

export type Preference = {
  byMail: boolean
  urgentAtOnce: boolean
  mailAddress: string | null
  allOfZone: boolean
  calendarSince: string | null
}

const usual: Preference = {
  byMail: false,
  urgentAtOnce: false,
  mailAddress: null,
  allOfZone: false,
  calendarSince: null,
}

export async function findPreference(executor: Db, zoneId: number, userId: string): Promise<Preference> {
  const [row] = await run<Preference>(
    executor,
    `select by_mail as "byMail", urgent_at_once as "urgentAtOnce", mail_address as "mailAddress",
       all_of_zone as "allOfZone", calendar_token_at as "calendarSince"
     from notice_preference where zone_id = $1::int and user_id = $2::text`,
    [zoneId, userId],
  )
  return row ?? usual
}

export async function keepPreference(
  trx: Db,
  zoneId: number,
  userId: string,
  { byMail, urgentAtOnce, mailAddress, allOfZone }: Omit<Preference, 'calendarSince'>,
): Promise<void> {
  await run(
    trx,
    `insert into notice_preference (zone_id, user_id, by_mail, urgent_at_once, mail_address, all_of_zone)
     values ($1::int, $2::text, $3::bool, $4::bool, $5::text, $6::bool)
     on conflict (zone_id, user_id) do update set by_mail = excluded.by_mail,
       urgent_at_once = excluded.urgent_at_once, mail_address = excluded.mail_address,
       all_of_zone = excluded.all_of_zone, updated_at = clock_timestamp()`,
    [zoneId, userId, byMail, urgentAtOnce, mailAddress, allOfZone],
  )
}

/** A new secret takes the place of the old one; null closes the calendar. */
export async function keepCalendarToken(
  trx: Db,
  zoneId: number,
  userId: string,
  tokenHash: string | null,
): Promise<void> {
  await run(
    trx,
    `insert into notice_preference (zone_id, user_id, calendar_token_hash, calendar_token_at)
     values ($1::int, $2::text, $3::text, case when $3::text is not null then clock_timestamp() end)
     on conflict (zone_id, user_id) do update set calendar_token_hash = excluded.calendar_token_hash,
       calendar_token_at = excluded.calendar_token_at, updated_at = clock_timestamp()`,
    [zoneId, userId, tokenHash],
  )
}

export type CalendarOwner = {
  zoneId: number
  userId: string
  language: string | null
  allOfZone: boolean
}

/** Whose calendar a secret opens: nobody's, once the person is disabled or has left the zone. */
export async function findCalendarOwner(executor: Db, tokenHash: string): Promise<CalendarOwner | undefined> {
  const [row] = await run<CalendarOwner>(
    executor,
    `select n.zone_id as "zoneId", n.user_id as "userId", u.language, n.all_of_zone as "allOfZone"
     from notice_preference n join auth_user u on u.id = n.user_id and not coalesce(u.banned, false)
     where n.calendar_token_hash = $1::text
       and exists (select from zone_role r where r.zone_id = n.zone_id and r.user_id = n.user_id)`,
    [tokenHash],
  )
  return row
}

export type CalendarMatter = {
  key: string
  kind: string
  subject: string
  subjectId: number
  dueOn: string
  facts: Record<string, unknown>
  sequence: number
  changedAt: string
}

/** Open matters with a day that a person has to do with, or all of a zone. */
export const findCalendarMatters = (
  executor: Db,
  { zoneId, userId, allOfZone }: CalendarOwner,
  limit: number,
): Promise<CalendarMatter[]> =>
  run<CalendarMatter>(
    executor,
    `select key, kind, subject, subject_id as "subjectId", due_on as "dueOn", facts, sequence,
       changed_at as "changedAt"
     from watch_matter where zone_id = $1::int and settled_at is null and due_on is not null
       and ($3::bool or $2::text = any (user_ids))
     order by due_on desc, key limit $4::int`,
    [zoneId, userId, allOfZone, limit],
  )
