import { sql } from 'kysely'
import type { Db } from '#api/db/database.ts'
import type { Role } from '#api/http/access.ts'

export type PersonRow = {
  id: string
  username: string
  name: string
  language: string | null
  banned: boolean | null
}

const columns = [
  'authUser.id',
  'authUser.username',
  'authUser.name',
  'authUser.language',
  'authUser.banned',
] as const

const named = <T extends { username: string | null }>(row: T | undefined) =>
  row && { ...row, username: row.username ?? '' }

/** The living session behind a cookie token, with its person. */
export async function findSessionPerson(
  db: Db,
  token: string,
): Promise<(PersonRow & { sessionId: string }) | undefined> {
  const row = await db
    .selectFrom('authSession')
    .innerJoin('authUser', 'authUser.id', 'authSession.userId')
    .select([...columns, 'authSession.id as sessionId'])
    .where('authSession.token', '=', token)
    .where('authSession.expiresAt', '>', sql<string>`now()`)
    .executeTakeFirst()
  return named(row)
}

export async function findTokenPerson(
  db: Db,
  tokenHash: string,
): Promise<(PersonRow & { tokenId: number }) | undefined> {
  const row = await db
    .selectFrom('accessToken')
    .innerJoin('authUser', 'authUser.id', 'accessToken.userId')
    .select([...columns, 'accessToken.id as tokenId'])
    .where('accessToken.tokenHash', '=', tokenHash)
    .where('accessToken.revokedAt', 'is', null)
    .where((eb) =>
      eb.or([eb('accessToken.expiresAt', 'is', null), eb('accessToken.expiresAt', '>', sql<string>`now()`)]),
    )
    .executeTakeFirst()
  return named(row)
}

/** A person with the stored password hash, for HTTP Basic. */
export async function findPasswordPerson(
  db: Db,
  username: string,
): Promise<(PersonRow & { password: string | null }) | undefined> {
  const row = await db
    .selectFrom('authUser')
    .innerJoin('authAccount', 'authAccount.userId', 'authUser.id')
    .select([...columns, 'authAccount.password as password'])
    .where('authUser.username', '=', username.toLowerCase())
    .where('authAccount.providerId', '=', 'credential')
    .executeTakeFirst()
  return named(row)
}

export async function findRoles(db: Db, userId: string): Promise<Map<number, Role[]>> {
  const rows = await db
    .selectFrom('zoneRole')
    .select(['zoneId', 'role'])
    .where('userId', '=', userId)
    .orderBy('zoneId')
    .orderBy('role')
    .execute()
  const byZone = new Map<number, Role[]>()
  for (const { zoneId, role } of rows) byZone.set(zoneId, [...(byZone.get(zoneId) ?? []), role])
  return byZone
}

export type ListedPerson = {
  id: string
  username: string
  name: string
  disabled: boolean
  createdAt: string
  roles: Role[]
  sessions: number
  lastSeenAt: string | null
}

/** The people of a zone by name, with their roles there and their living sessions. */
export async function listPeople(db: Db, zoneId: number, onlyId?: string): Promise<ListedPerson[]> {
  const result = await sql<ListedPerson>`
    select u.id, u.username, u.name, coalesce(u.banned, false) as disabled, u.created_at,
      (select array_agg(r.role order by r.role) from zone_role r where r.user_id = u.id and r.zone_id = ${zoneId}) as roles,
      (select count(*)::int from auth_session s where s.user_id = u.id and s.expires_at > now()) as sessions,
      (select max(s.updated_at) from auth_session s where s.user_id = u.id) as last_seen_at
    from auth_user u
    where exists (select from zone_role r where r.user_id = u.id and r.zone_id = ${zoneId})
      and (${onlyId ?? null}::text is null or u.id = ${onlyId ?? null})
    order by u.name, u.id`.execute(db)
  return result.rows
}

export async function touchToken(db: Db, tokenId: number): Promise<void> {
  await db
    .updateTable('accessToken')
    .set({ lastUsedAt: sql<string>`now()` })
    .where('id', '=', tokenId)
    .where((eb) =>
      eb.or([eb('lastUsedAt', 'is', null), eb('lastUsedAt', '<', sql<string>`now() - interval '1 minute'`)]),
    )
    .execute()
}
