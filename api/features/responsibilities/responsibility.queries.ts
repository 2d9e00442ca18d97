import type { Db } from '#api/db/database.ts'
import { run } from '#api/db/raw.ts'
import type { ResponsibilityRole, ResponsibilitySubject } from '#geodata/rules/responsibility/assignment.ts'

export type ResponsibilityRow = {
  id: number
  version: number
  subject: ResponsibilitySubject
  subjectId: number
  role: ResponsibilityRole
  name: string
  userId: string | null
  fromOn: string
  toOn: string | null
  follows: number | null
  documentNo: string | null
  note: string | null
  createdBy: string
  createdAt: string
  updatedBy: string
  updatedAt: string
}

const columns = `r.id, r.version, r.subject, r.subject_id as "subjectId", r.role, r.name, r.user_id as "userId",
  r.from_on as "fromOn", r.to_on as "toOn", r.follows, r.document_no as "documentNo", r.note,
  r.created_by as "createdBy", r.created_at as "createdAt", r.updated_by as "updatedBy",
  r.updated_at as "updatedAt"`

const stored = `id, version, subject, subject_id, role, name, user_id, from_on, to_on, follows, document_no, note,
  created_by, created_at, updated_at, updated_by`

/**
 * Responsibilities as they were known at an instant (the text of it, or null for now): the present rows learned by
 * then, and the versions that were superseded only later. Parameters: $1 the zone, $2 the instant.
 */
const knownRows = (condition: string): string => `
  select ${stored} from responsibility
  where zone_id = $1::int and ${condition} and ($2::timestamptz is null
    or updated_at < $2::timestamptz + interval '1 millisecond')
  union all
  select ${stored} from responsibility_history
  where zone_id = $1::int and ${condition} and $2::timestamptz is not null
    and updated_at < $2::timestamptz + interval '1 millisecond'
    and superseded_at >= $2::timestamptz + interval '1 millisecond'`

const holds = (alias: string, day: string): string =>
  `${alias}.from_on <= ${day} and (${alias}.to_on is null or ${alias}.to_on > ${day})`

/** All periods of one subject, oldest first. */
export const findPeriods = (
  executor: Db,
  zoneId: number,
  { subject, subjectId, known }: { subject: ResponsibilitySubject; subjectId: number; known: string | null },
): Promise<ResponsibilityRow[]> =>
  run<ResponsibilityRow>(
    executor,
    `select ${columns} from (${knownRows('subject = $3::text and subject_id = $4::bigint')}) r
     order by r.from_on, r.id`,
    [zoneId, known, subject, subjectId],
  )

/** Who answered for some subjects on a day. */
export const findHolding = (
  executor: Db,
  zoneId: number,
  asked: { subject: ResponsibilitySubject; subjectIds: readonly number[]; on: string; known: string | null },
): Promise<ResponsibilityRow[]> =>
  run<ResponsibilityRow>(
    executor,
    `select ${columns} from (${knownRows('subject = $3::text and subject_id = any ($4::bigint[])')}) r
     where ${holds('r', '$5::date')} order by r.subject_id, r.role`,
    [zoneId, asked.known, asked.subject, asked.subjectIds, asked.on],
  )

/** The periods of one role of some subjects, locked: who assigns waits for who assigns already. */
export const lockPeriods = (
  trx: Db,
  zoneId: number,
  asked: { subject: ResponsibilitySubject; subjectIds: readonly number[]; role: ResponsibilityRole },
): Promise<ResponsibilityRow[]> =>
  run<ResponsibilityRow>(
    trx,
    `select ${columns} from responsibility r
     where r.zone_id = $1::int and r.subject = $2::text and r.subject_id = any ($3::bigint[]) and r.role = $4::text
     order by r.id for update`,
    [zoneId, asked.subject, asked.subjectIds, asked.role],
  )

export async function lockResponsibility(
  trx: Db,
  zoneId: number,
  id: number,
): Promise<ResponsibilityRow | undefined> {
  const [row] = await run<ResponsibilityRow>(
    trx,
    `select ${columns} from responsibility r where r.zone_id = $1::int and r.id = $2::bigint for update`,
    [zoneId, id],
  )
  return row
}

/** What one person or unit answers for in a role now, locked. */
export const findPresentOf = (
  trx: Db,
  zoneId: number,
  { role, name }: { role: ResponsibilityRole; name: string },
): Promise<ResponsibilityRow[]> =>
  run<ResponsibilityRow>(
    trx,
    `select ${columns} from responsibility r
     where r.zone_id = $1::int and r.role = $2::text and r.name = $3::text and r.to_on is null
     order by r.id for update`,
    [zoneId, role, name],
  )

/** Whether somebody follows a period. */
export async function hasFollower(trx: Db, zoneId: number, id: number): Promise<boolean> {
  const rows = await run(
    trx,
    `select 1 from responsibility where zone_id = $1::int and follows = $2::bigint limit 1`,
    [zoneId, id],
  )
  return rows.length > 0
}

type Author = { by: string }
type Turn = Author & { ids: readonly number[]; toOn: string | null; reason: string | null }

/** Gives periods an end, or takes it back; what they said before stays in the twin. */
export async function turnPeriods(trx: Db, zoneId: number, { ids, toOn, by, reason }: Turn): Promise<void> {
  await run(
    trx,
    `with moment as (select clock_timestamp() as at),
     kept as (
       insert into responsibility_history (zone_id, ${stored}, superseded_at, superseded_by, reason)
       select zone_id, ${stored}, moment.at, $4::text, $5::text from responsibility, moment
       where zone_id = $1::int and id = any ($2::bigint[]))
     update responsibility set to_on = $3::date, version = version + 1, updated_by = $4::text,
       updated_at = (select at from moment)
     where zone_id = $1::int and id = any ($2::bigint[])`,
    [zoneId, ids, toOn, by, reason],
  )
}

/** Takes a period out; it stays in the twin as one that was wrong. */
export async function voidPeriod(
  trx: Db,
  zoneId: number,
  { id, by, reason }: Author & { id: number; reason: string },
): Promise<void> {
  await run(
    trx,
    `with kept as (
       insert into responsibility_history (zone_id, ${stored}, superseded_at, superseded_by, voided, reason)
       select zone_id, ${stored}, clock_timestamp(), $3::text, true, $4::text from responsibility
       where zone_id = $1::int and id = $2::bigint)
     delete from responsibility where zone_id = $1::int and id = $2::bigint`,
    [zoneId, id, by, reason],
  )
}

export type NewPeriod = { subjectId: number; follows: number | null }
export type NewPeriods = {
  subject: ResponsibilitySubject
  role: ResponsibilityRole
  name: string
  userId: string | null
  fromOn: string
  documentNo: string | null
  note: string | null
  by: string
}

/** Begins one period for each subject. */
export async function insertPeriods(
  trx: Db,
  zoneId: number,
  { subject, role, name, userId, fromOn, documentNo, note, by }: NewPeriods,
  periods: readonly NewPeriod[],
): Promise<void> {
  await run(
    trx,
    `insert into responsibility (zone_id, subject, subject_id, role, name, user_id, from_on, follows, document_no,
       note, created_by, updated_by)
     select $1::int, $2::text, u.subject_id, $3::text, $4::text, $5::text, $6::date, u.follows, $7::text, $8::text,
       $9::text, $9::text
     from unnest($10::bigint[], $11::bigint[]) as u (subject_id, follows)`,
    [
      zoneId,
      subject,
      role,
      name,
      userId,
      fromOn,
      documentNo,
      note,
      by,
      periods.map(({ subjectId }) => subjectId),
      periods.map(({ follows }) => follows),
    ],
  )
}

export type VoidedRow = ResponsibilityRow & { voidedAt: string; voidedBy: string; reason: string | null }

/** Periods of a subject that were taken back because they were wrong. */
export const findVoided = (
  executor: Db,
  zoneId: number,
  { subject, subjectId }: { subject: ResponsibilitySubject; subjectId: number },
): Promise<VoidedRow[]> =>
  run<VoidedRow>(
    executor,
    `select ${columns}, r.superseded_at as "voidedAt", r.superseded_by as "voidedBy", r.reason
     from responsibility_history r
     where r.zone_id = $1::int and r.subject = $2::text and r.subject_id = $3::bigint and r.voided
     order by r.superseded_at`,
    [zoneId, subject, subjectId],
  )

const subjectTables = { parcel: 'parcel', batch: 'approval_batch', case: 'land_case' } as const

/** Which of some subjects there are. */
export async function existingSubjects(
  executor: Db,
  zoneId: number,
  subject: ResponsibilitySubject,
  ids: readonly number[],
): Promise<Set<number>> {
  const rows = await run<{ id: number }>(
    executor,
    `select id from ${subjectTables[subject]} where zone_id = $1::int and id = any ($2::bigint[])`,
    [zoneId, ids],
  )
  return new Set(rows.map(({ id }) => id))
}

export async function isPersonOfZone(executor: Db, zoneId: number, userId: string): Promise<boolean> {
  const rows = await run(
    executor,
    `select 1 from zone_role where zone_id = $1::int and user_id = $2::text limit 1`,
    [zoneId, userId],
  )
  return rows.length > 0
}

export { columns as responsibilityColumns, holds, knownRows }
