import type { Db } from '#api/db/database.ts'
import { run } from '#api/db/raw.ts'
import type { Charge, WatchPerson } from '#geodata/rules/watch/recipients.ts'
import type { OpenMatter } from './matter.service.ts'

/** Advisory lock class under which the matters and notices of a zone are kept. */
const watchLock = 0x7761
const PAGE = 5_000

export const lockWatch = (trx: Db, zoneId: number): Promise<unknown> =>
  run(trx, 'select pg_advisory_xact_lock($1::int, $2::int)', [watchLock, zoneId])

/** Everybody who has a role in the zone and may sign in. */
export async function findPeople(executor: Db, zoneId: number): Promise<WatchPerson[]> {
  return run<WatchPerson>(
    executor,
    `select u.id, u.name, array_agg(r.role order by r.role) as roles,
       coalesce(bool_or(n.all_of_zone), false) as "allOfZone"
     from zone_role r join auth_user u on u.id = r.user_id and not coalesce(u.banned, false)
     left join notice_preference n on n.zone_id = r.zone_id and n.user_id = r.user_id
     where r.zone_id = $1::int group by u.id, u.name order by u.id`,
    [zoneId],
  )
}

export type ChargeRow = Charge & { subject: string; subjectId: number }

/** Who is responsible for what on a day. */
export const findCharges = (executor: Db, zoneId: number, on: string): Promise<ChargeRow[]> =>
  run<ChargeRow>(
    executor,
    `select subject, subject_id as "subjectId", role, user_id as "userId", name from responsibility
     where zone_id = $1::int and from_on <= $2::date and (to_on is null or to_on > $2::date) order by id`,
    [zoneId, on],
  )

export type KeptMatter = OpenMatter & { userIds: string[] }
export type MatterCounts = { open: number; found: number; settled: number }

/**
 * Puts the open matters of a zone in the place of those it had. A matter that moves or comes back counts on in
 * `sequence`, by which calendars tell the newer of two versions.
 */
export async function keepMatters(
  trx: Db,
  zoneId: number,
  matters: readonly KeptMatter[],
): Promise<MatterCounts> {
  let found = 0
  for (let at = 0; at < matters.length; at += PAGE) {
    const page = matters
      .slice(at, at + PAGE)
      .map(({ key, kind, subject, subjectId, dueOn, facts, userIds }) => ({
        key,
        kind,
        subject,
        subjectId,
        dueOn,
        facts,
        userIds,
      }))
    const [counted] = await run<{ found: number }>(
      trx,
      `with kept as (
         insert into watch_matter as m (zone_id, key, kind, subject, subject_id, due_on, facts, user_ids)
         select $1::int, x.* from jsonb_to_recordset($2::jsonb) as
           x (key text, kind text, subject text, "subjectId" bigint, "dueOn" date, facts jsonb, "userIds" text[])
         on conflict (zone_id, key) do update set due_on = excluded.due_on, facts = excluded.facts,
           user_ids = excluded.user_ids, settled_at = null, sequence = m.sequence + 1,
           found_at = case when m.settled_at is null then m.found_at else clock_timestamp() end,
           changed_at = clock_timestamp()
         where m.settled_at is not null or m.due_on is distinct from excluded.due_on
           or m.facts is distinct from excluded.facts or m.user_ids is distinct from excluded.user_ids
         returning m.found_at = m.changed_at as is_new)
       select count(*) filter (where is_new)::int as found from kept`,
      [zoneId, JSON.stringify(page)],
    )
    found += counted!.found
  }
  const settled = await settleOthers(
    trx,
    zoneId,
    matters.map(({ key }) => key),
  )
  return { open: matters.length, found, settled }
}

async function settleOthers(trx: Db, zoneId: number, keys: readonly string[]): Promise<number> {
  const rows = await run(
    trx,
    `update watch_matter m set settled_at = clock_timestamp(), sequence = sequence + 1,
       changed_at = clock_timestamp()
     where m.zone_id = $1::int and m.settled_at is null
       and not exists (select from unnest($2::text[]) as open (key) where open.key = m.key)
     returning m.key`,
    [zoneId, keys],
  )
  return rows.length
}

export type NewRun = { cause: 'night' | 'person'; askedBy: string | null; watchedOn: string; attempt: number }

/** Writes down that the watch of a zone begins. One that is still said to run was cut off with its server. */
export async function beginRun(executor: Db, zoneId: number, fresh: NewRun): Promise<number> {
  return executor.transaction().execute(async (trx) => {
    await trx
      .updateTable('watchRun')
      .set(({ fn }) => ({ state: 'broken', endedAt: fn<string>('clock_timestamp') }))
      .where('zoneId', '=', zoneId)
      .where('state', '=', 'running')
      .execute()
    const { id } = await trx
      .insertInto('watchRun')
      .values({ zoneId, ...fresh, counts: '{}' })
      .returning('id')
      .executeTakeFirstOrThrow()
    return id
  })
}

export async function endRun(
  executor: Db,
  zoneId: number,
  id: number,
  end: { state: 'done' | 'failed'; counts: Record<string, number>; fault: string | null },
): Promise<void> {
  await executor
    .updateTable('watchRun')
    .set(({ fn }) => ({
      state: end.state,
      counts: JSON.stringify(end.counts),
      fault: end.fault,
      endedAt: fn<string>('clock_timestamp'),
    }))
    .where('zoneId', '=', zoneId)
    .where('id', '=', id)
    .execute()
}

/** Zones that nobody has watched yet on this day. */
export async function findUnwatchedZones(executor: Db, on: string): Promise<number[]> {
  const rows = await run<{ id: number }>(
    executor,
    `select z.id from zone z where not exists (select from watch_run r
       where r.zone_id = z.id and r.state = 'done' and r.watched_on = $1::date) order by z.id`,
    [on],
  )
  return rows.map(({ id }) => id)
}

export type RunRow = {
  id: number
  cause: 'night' | 'person'
  askedBy: string | null
  watchedOn: string
  attempt: number
  beganAt: string
  endedAt: string | null
  state: 'running' | 'done' | 'failed' | 'broken'
  counts: Record<string, number>
  fault: string | null
}

/** Runs of a zone, the newest first, a page at a time. */
export const listRuns = (
  executor: Db,
  zoneId: number,
  { before, limit }: { before: number | undefined; limit: number },
): Promise<RunRow[]> =>
  run<RunRow>(
    executor,
    `select id, cause, asked_by as "askedBy", watched_on as "watchedOn", attempt, began_at as "beganAt",
       ended_at as "endedAt", state, counts, fault
     from watch_run where zone_id = $1::int and ($2::bigint is null or id < $2::bigint)
     order by id desc limit $3::int`,
    [zoneId, before ?? null, limit],
  )
