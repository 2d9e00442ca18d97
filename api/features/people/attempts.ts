import { sql } from 'kysely'
import type { Db } from '#api/db/database.ts'
import { Problem } from '#api/http/problem.ts'

const windowMs = 15 * 60 * 1000
const maxFailures = 10

/** Failed passwords are counted per user name in the database, so that several servers count together. */
const keyOf = (username: string) => `password:${username.toLowerCase()}`

/** Refuses with 429 while a user name has had too many wrong passwords within 15 minutes. */
export async function refuseIfTooManyFailures(db: Db, username: string, now = Date.now()): Promise<void> {
  const row = await db
    .selectFrom('authRateLimit')
    .select(['count', 'lastRequest'])
    .where('key', '=', keyOf(username))
    .executeTakeFirst()
  if (!row || row.count < maxFailures) return
  const waitMs = Number(row.lastRequest) + windowMs - now
  if (waitMs > 0) throw new Problem('too-many-requests', { retryAfterSeconds: Math.ceil(waitMs / 1000) })
}

export async function countFailure(db: Db, username: string, now = Date.now()): Promise<void> {
  await sql`
    insert into auth_rate_limit (id, key, count, last_request) values (${crypto.randomUUID()}, ${keyOf(username)}, 1, ${now})
    on conflict (key) do update set
      count = case when auth_rate_limit.last_request < ${now - windowMs} then 1 else auth_rate_limit.count + 1 end,
      last_request = ${now}`.execute(db)
}

export async function forgetFailures(db: Db, username: string): Promise<void> {
  await db.deleteFrom('authRateLimit').where('key', '=', keyOf(username)).execute()
}
