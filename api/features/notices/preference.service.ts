import { createHash, randomBytes } from 'node:crypto'
import type { Context } from '#api/context.ts'
import { isMailAddress } from '#api/config/mail.ts'
import type { Zone } from '#api/http/access.ts'
import { Problem } from '#api/http/problem.ts'
import type { NotingActor } from '../people/actor.ts'
import { writeCalendar } from './calendar.ts'
import { findLastMail } from './mail.queries.ts'
import { languageOf } from './notice-words.ts'
import type { Preference } from './preference.queries.ts'
import {
  findCalendarMatters,
  findCalendarOwner,
  findPreference,
  keepCalendarToken,
  keepPreference,
} from './preference.queries.ts'

type Deps = Pick<Context, 'config' | 'database' | 'today' | 'zones'>
type Owner = { zone: Zone; userId: string }

/** More than any office has open; an address that is known must not cost the server more. */
const mostMatters = 2_000
const tokenPattern = /^[\w-]{43}$/

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')

export async function readPreference({ config, database }: Deps, { zone, userId }: Owner) {
  const { db } = database
  return {
    ...(await findPreference(db, zone.id, userId)),
    canMail: config.mail !== null,
    lastMail: await findLastMail(db, zone.id, userId),
  }
}

export type PreferenceEdit = Omit<Preference, 'calendarSince'>

export async function editPreference(
  deps: Deps,
  { zone, userId }: Owner,
  edit: PreferenceEdit,
): Promise<void> {
  const mailAddress = edit.mailAddress?.trim() || null
  const fault = (path: string, rule: string) => new Problem('rule-broken', { errors: [{ path, rule }] })
  if (mailAddress !== null && !isMailAddress(mailAddress)) throw fault('mailAddress', 'mail_address')
  if (mailAddress === null && (edit.byMail || edit.urgentAtOnce)) throw fault('mailAddress', 'required')
  await deps.database.db
    .transaction()
    .execute((trx) => keepPreference(trx, zone.id, userId, { ...edit, mailAddress }))
}

/** A new address for the calendar of a person; the one before stops working. */
export async function openCalendar(
  { database }: Deps,
  { zone, userId }: Owner,
  actor: NotingActor,
): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  await database.db.transaction().execute(async (trx) => {
    await keepCalendarToken(trx, zone.id, userId, hashOf(token))
    await actor.note(trx, 'calendar.opened', userId, {})
  })
  return `/calendar/${token}.ics`
}

export async function closeCalendar(
  { database }: Deps,
  { zone, userId }: Owner,
  actor: NotingActor,
): Promise<void> {
  await database.db.transaction().execute(async (trx) => {
    await keepCalendarToken(trx, zone.id, userId, null)
    await actor.note(trx, 'calendar.closed', userId, {})
  })
}

/** The calendar behind a secret. Whether a secret is wrong or closed, the answer is the same. */
export async function readCalendar({ config, database, today, zones }: Deps, file: string): Promise<string> {
  const token = file.endsWith('.ics') ? file.slice(0, -'.ics'.length) : ''
  const owner = tokenPattern.test(token) ? await findCalendarOwner(database.db, hashOf(token)) : undefined
  const zone = owner && (await zones.byId(owner.zoneId))
  if (!owner || !zone) throw new Problem('not-found')
  const matters = await findCalendarMatters(database.read, owner, mostMatters)
  const { publicUrl } = config
  return writeCalendar(matters, { zone, language: languageOf(owner.language), today: today(), publicUrl })
}
