import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '#api/db/database.ts'
import type { Role } from '#api/http/access.ts'
import { Problem } from '#api/http/problem.ts'
import { hashToken, tokenPrefix } from './credentials.ts'
import { hashPassword, minPasswordLength, usernamePattern } from './password.ts'
import type { ListedPerson } from './people.queries.ts'
import { listPeople } from './people.queries.ts'

export type NewPerson = {
  username: string
  name: string
  password: string
  roles: readonly Role[]
  language?: string
  /** Part of the invented address by which the accounts of the demonstration are known. */
  domain?: string
}
export type PersonEdit = { name?: string; roles?: readonly Role[]; password?: string; disabled?: boolean }

function refuseBadPassword(password: string): void {
  if (password.length >= minPasswordLength) return
  throw new Problem('invalid-request', {
    detail: `A password has at least ${minPasswordLength} characters`,
    errors: [{ path: 'body/password', rule: 'min_length', limit: minPasswordLength }],
  })
}

async function setRoles(
  db: Db,
  zoneId: number,
  userId: string,
  roles: readonly Role[],
  by: string | null,
): Promise<void> {
  await db.deleteFrom('zoneRole').where('zoneId', '=', zoneId).where('userId', '=', userId).execute()
  const values = [...new Set(roles)].map((role) => ({ zoneId, userId, role, grantedBy: by }))
  if (values.length > 0) await db.insertInto('zoneRole').values(values).execute()
}

/** A zone without an administrator could never be given one again. */
async function refuseLastAdministrator(db: Db, zoneId: number): Promise<void> {
  const left = await db
    .selectFrom('zoneRole')
    .innerJoin('authUser', 'authUser.id', 'zoneRole.userId')
    .select('zoneRole.userId')
    .where('zoneRole.zoneId', '=', zoneId)
    .where('zoneRole.role', '=', 'administrator')
    .where(sql<boolean>`coalesce(auth_user.banned, false)`, '=', false)
    .executeTakeFirst()
  if (!left) throw new Problem('rule-broken', { rule: 'last_administrator' })
}

/** Creates a person with a password and roles in one zone. Throws `duplicate-value` for a taken user name. */
export async function createPerson(
  db: Db,
  zoneId: number,
  person: NewPerson,
  by: string | null,
): Promise<string> {
  const username = person.username.toLowerCase()
  if (!usernamePattern.test(username)) {
    throw new Problem('invalid-request', {
      detail: 'A user name has 2 to 40 letters, digits, dots, dashes or underscores',
      errors: [{ path: 'body/username', rule: 'username' }],
    })
  }
  refuseBadPassword(person.password)
  const taken = await db
    .selectFrom('authUser')
    .select('id')
    .where('username', '=', username)
    .executeTakeFirst()
  if (taken) throw new Problem('duplicate-value', { field: 'username', value: username })
  const id = crypto.randomUUID()
  const password = await hashPassword(person.password)
  await db
    .insertInto('authUser')
    .values({
      id,
      name: person.name,
      // better-auth wants an address; nobody is written to, so it is one that cannot exist (RFC 2606).
      email: `${username}@${person.domain ?? 'mujie.invalid'}`,
      username,
      displayUsername: person.username,
      language: person.language ?? null,
    })
    .execute()
  await db
    .insertInto('authAccount')
    .values({ id: crypto.randomUUID(), accountId: id, providerId: 'credential', userId: id, password })
    .execute()
  await setRoles(db, zoneId, id, person.roles, by)
  return id
}

/** Changes a person of the zone; a new password or disabling ends all their sessions. */
export async function editPerson(
  db: Db,
  zoneId: number,
  id: string,
  edit: PersonEdit,
  by: string,
): Promise<ListedPerson> {
  const [found] = await listPeople(db, zoneId, id)
  if (!found) throw new Problem('not-found')
  if (edit.password !== undefined) {
    refuseBadPassword(edit.password)
    const password = await hashPassword(edit.password)
    await db
      .updateTable('authAccount')
      .set({ password })
      .where('userId', '=', id)
      .where('providerId', '=', 'credential')
      .execute()
  }
  if (edit.name !== undefined)
    await db.updateTable('authUser').set({ name: edit.name }).where('id', '=', id).execute()
  if (edit.disabled !== undefined) {
    await db.updateTable('authUser').set({ banned: edit.disabled }).where('id', '=', id).execute()
  }
  if (edit.roles) await setRoles(db, zoneId, id, edit.roles, by)
  if (edit.roles || edit.disabled) await refuseLastAdministrator(db, zoneId)
  if (edit.disabled || edit.password !== undefined) await endSessions(db, id)
  const [after] = await listPeople(db, zoneId, id)
  return after ?? { ...found, roles: [] }
}

export async function endSessions(db: Db, userId: string): Promise<void> {
  await db.deleteFrom('authSession').where('userId', '=', userId).execute()
}

/** A new personal access token; the secret is shown this once and only its hash is kept. */
export async function createToken(db: Db, userId: string, name: string, expiresAt: string | null) {
  const secret = `${tokenPrefix}${randomBytes(24).toString('base64url')}`
  const row = await db
    .insertInto('accessToken')
    .values({ userId, name, prefix: secret.slice(0, 9), tokenHash: hashToken(secret), expiresAt })
    .returning(['id', 'name', 'prefix', 'createdAt', 'expiresAt'])
    .executeTakeFirstOrThrow()
  return { ...row, token: secret }
}

export const demoPassword = 'mujie-demo'

export const demoAccounts: readonly (Omit<NewPerson, 'password'> & { roles: readonly [Role] })[] = [
  { username: 'officer', name: '李经办', roles: ['officer'] },
  { username: 'reviewer', name: '王审核', roles: ['reviewer'] },
  { username: 'leader', name: '张主任', roles: ['leader'] },
  { username: 'planner', name: '陈规划', roles: ['planner'] },
  { username: 'admin', name: '赵管理', roles: ['administrator'] },
]

/** The published accounts of the demonstration; they exist only where `DEMO` is on. */
export async function createDemoAccounts(db: Db, zoneId: number): Promise<void> {
  for (const account of demoAccounts) {
    await createPerson(db, zoneId, { ...account, password: demoPassword, domain: 'demo.mujie.invalid' }, null)
  }
}
