import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { sql } from 'kysely'
import type { Database, Db } from '#api/db/database.ts'
import type { Authenticator, Person } from '#api/http/access.ts'
import { byName, countFailure, forgetFailures, refuseIfTooManyFailures } from './attempts.ts'
import { sessionCookie } from './auth.ts'
import { verifyPassword } from './password.ts'
import type { PersonRow } from './people.queries.ts'
import {
  findPasswordPerson,
  findRoles,
  findSessionPerson,
  findTokenPerson,
  touchToken,
} from './people.queries.ts'

/** A verified credential is believed for this long; revoking tells every server to forget at once. */
const believedForMs = 5_000
const basicBelievedForMs = 60_000
const maxBelieved = 5_000

export const tokenPrefix = 'mjt_'
export const personChannel = 'person_change'

type Belief = { until: number; person: Person | null }

export type Credentials = {
  authenticate: Authenticator
  /** The person behind these headers when that was verified moments ago; undefined means: ask `authenticate`. */
  peek(headers: IncomingHttpHeaders): Person | undefined
  /** Forgets everything believed, here and on every other server. */
  forgetEverywhere(executor: Db): Promise<void>
  close(): Promise<void>
}

export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex')

/** The session token of a better-auth cookie `<token>.<signature>`, when its signature is ours. */
export function readSessionToken(cookie: string | undefined, secret: string): string | undefined {
  const found = cookie?.split(/;\s*/).find((part) => part.startsWith(`${sessionCookie}=`))
  if (!found) return undefined
  const value = decode(found.slice(sessionCookie.length + 1))
  const dot = value.lastIndexOf('.')
  if (dot < 1) return undefined
  const token = value.slice(0, dot)
  const given = Buffer.from(value.slice(dot + 1), 'base64')
  const expected = createHmac('sha256', secret).update(token).digest()
  return given.length === expected.length && timingSafeEqual(given, expected) ? token : undefined
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}

/** `Bearer abc` → `bearer` and `abc`; the name of a scheme has no case (RFC 9110, 11.1). */
function readAuthorization(header: string | undefined): { scheme: string; value: string } | undefined {
  const [, scheme, value] = /^([a-z]+) +(.*)$/i.exec(header ?? '') ?? []
  return scheme === undefined || value === undefined
    ? undefined
    : { scheme: scheme.toLowerCase(), value: value.trim() }
}

function readBasic(value: string): { username: string; password: string } | undefined {
  const text = Buffer.from(value, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  return colon < 1 ? undefined : { username: text.slice(0, colon), password: text.slice(colon + 1) }
}

/** Who is calling: cookie session, `Authorization: Bearer <token>`, or HTTP Basic for GIS programs. */
export async function createCredentials(database: Database, secret: string): Promise<Credentials> {
  const { db } = database
  const believed = new Map<string, Belief>()

  const toPerson = async (
    row: PersonRow,
    via: Person['via'],
    sessionId: string | null,
  ): Promise<Person | null> =>
    row.banned
      ? null
      : {
          id: row.id,
          username: row.username,
          name: row.name,
          language: row.language,
          via,
          sessionId,
          rolesByZone: await findRoles(db, row.id),
        }

  const bySession = async (cookie: string | undefined) => {
    const token = readSessionToken(cookie, secret)
    const row = token ? await findSessionPerson(db, token) : undefined
    return row ? toPerson(row, 'session', row.sessionId) : null
  }

  const byToken = async (token: string, username?: string) => {
    const row = await findTokenPerson(db, hashToken(token))
    if (!row || (username !== undefined && row.username !== username.toLowerCase())) return null
    await touchToken(db, row.tokenId)
    return toPerson(row, 'token', null)
  }

  const byPassword = async (username: string, password: string) => {
    await refuseIfTooManyFailures(db, [byName(username)])
    const row = await findPasswordPerson(db, username)
    if (!row?.password || !(await verifyPassword(row.password, password))) {
      await countFailure(db, [byName(username)])
      return null
    }
    await forgetFailures(db, byName(username))
    return toPerson(row, 'basic', null)
  }

  const verify = async (headers: IncomingHttpHeaders): Promise<Person | null> => {
    const authorization = readAuthorization(headers.authorization)
    if (authorization?.scheme === 'bearer') return byToken(authorization.value)
    if (authorization?.scheme === 'basic') {
      const basic = readBasic(authorization.value)
      if (!basic) return null
      if (basic.password.startsWith(tokenPrefix)) return byToken(basic.password, basic.username)
      return byPassword(basic.username, basic.password)
    }
    return bySession(headers.cookie)
  }

  /** Kept as a keyed hash, so that a heap dump holds no password of a Basic client. */
  const beliefKey = (headers: IncomingHttpHeaders): string | undefined => {
    const credential = headers.authorization ?? headers.cookie
    if (!credential) return undefined
    return /^basic /i.test(credential)
      ? createHmac('sha256', secret).update(credential).digest('base64')
      : credential
  }

  const stopListening = await database.listen(
    personChannel,
    () => believed.clear(),
    () => believed.clear(),
  )

  return {
    async authenticate({ headers }) {
      const key = beliefKey(headers)
      if (!key) return null
      const known = believed.get(key)
      if (known && known.until > Date.now()) return known.person
      const person = await verify(headers)
      if (believed.size >= maxBelieved) believed.clear()
      const forMs = person?.via === 'basic' ? basicBelievedForMs : believedForMs
      if (person) believed.set(key, { until: Date.now() + forMs, person })
      else believed.delete(key)
      return person
    },
    peek(headers) {
      const key = beliefKey(headers)
      const known = key === undefined ? undefined : believed.get(key)
      return known && known.until > Date.now() ? (known.person ?? undefined) : undefined
    },
    async forgetEverywhere(executor) {
      believed.clear()
      await sql`select pg_notify(${personChannel}, '')`.execute(executor)
    },
    close: stopListening,
  }
}
