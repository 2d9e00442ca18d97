import { sql } from 'kysely'
import type { Db } from '#api/db/database.ts'
import { Problem } from '#api/http/problem.ts'

const windowMs = 15 * 60 * 1000

/** Who guesses: counted in the database, so that several servers count together. */
export type Guesser = { key: string; maxFailures: number }

export const byName = (username: string): Guesser => ({
  key: `password:${username.toLowerCase()}`,
  maxFailures: 10,
})
/** Many names from one place. A whole office may sit behind one address, so it may err more often. */
export const byAddress = (address: string): Guesser => ({ key: `address:${address}`, maxFailures: 60 })

/** Refuses with 429 while a guesser has had too many wrong passwords within 15 minutes. */
export async function refuseIfTooManyFailures(
  db: Db,
  guessers: readonly Guesser[],
  now = Date.now(),
): Promise<void> {
  const keys = guessers.map(({ key }) => key)
  const rows = await db
    .selectFrom('authRateLimit')
    .select(['key', 'count', 'lastRequest'])
    .where('key', 'in', keys)
    .execute()
  const waits = guessers.map(({ key, maxFailures }) => {
    const row = rows.find((one) => one.key === key)
    return row && row.count >= maxFailures ? Number(row.lastRequest) + windowMs - now : 0
  })
  const waitMs = Math.max(0, ...waits)
  if (waitMs > 0) throw new Problem('too-many-requests', { retryAfterSeconds: Math.ceil(waitMs / 1000) })
}

export async function countFailure(db: Db, guessers: readonly Guesser[], now = Date.now()): Promise<void> {
  for (const { key } of guessers) {
    await sql`
      insert into auth_rate_limit (id, key, count, last_request) values (${crypto.randomUUID()}, ${key}, 1, ${now})
      on conflict (key) do update set
        count = case when auth_rate_limit.last_request < ${now - windowMs} then 1 else auth_rate_limit.count + 1 end,
        last_request = ${now}`.execute(db)
  }
}

export async function forgetFailures(db: Db, { key }: Guesser): Promise<void> {
  await db.deleteFrom('authRateLimit').where('key', '=', key).execute()
}
