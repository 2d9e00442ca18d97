import { createHash } from 'node:crypto'
import type { Transporter } from 'nodemailer'
import type { Context } from '#api/context.ts'
import type { Zone } from '#api/http/access.ts'
import type { MailSettings } from '#api/config/mail.ts'
import type { Mailed, MailKey, MailNotice } from './mail.queries.ts'
import { claimMail, endMail, findMailed, findUnmailed, noteMailed } from './mail.queries.ts'
import { mailText } from './mail-text.ts'
import { countNotices } from './notice-list.queries.ts'
import { languageOf } from './notice-words.ts'

export type MailKind = 'digest' | 'urgent' | 'test'
type Deps = Pick<Context, 'config' | 'database' | 'today' | 'zones'>
export type MailTask = { zoneId: number; kind: MailKind; userId?: string; key?: string }

const connectMs = 10_000
const answerMs = 30_000

/** Verified TLS whenever it is offered; a password never leaves over a line that is not encrypted. */
async function openTransport({ smtpUrl }: MailSettings): Promise<Transporter> {
  const { createTransport } = await import('nodemailer')
  const url = new URL(smtpUrl)
  const user = decodeURIComponent(url.username)
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  return createTransport({
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (url.protocol === 'smtps:' ? 465 : 587),
    secure: url.protocol === 'smtps:',
    requireTLS: user !== '' && !isLocal,
    ...(user !== '' && { auth: { user, pass: decodeURIComponent(url.password) } }),
    connectionTimeout: connectMs,
    greetingTimeout: connectMs,
    socketTimeout: answerMs,
  })
}

type SmtpError = Error & { command?: string; responseCode?: number }
/** The server had the whole mail and its answer is missing: it may have gone out, so it is not sent again. */
const isUncertain = ({ command, responseCode }: SmtpError): boolean =>
  command === 'DATA' && responseCode === undefined
/** This address is refused for good; the others are not. */
const isRefusedAddress = ({ command, responseCode }: SmtpError): boolean =>
  command === 'RCPT TO' && responseCode !== undefined && responseCode >= 500

const wanted = ({ kind }: MailTask, person: Mailed): boolean =>
  kind === 'test' || (kind === 'digest' ? person.byMail : person.urgentAtOnce)
const severitiesOf: Record<MailKind, readonly string[]> = {
  digest: ['near', 'urgent', 'overdue'],
  urgent: ['urgent', 'overdue'],
  test: [],
}

/** The same notices in the same urgency are the same mail. */
const contentKey = (notices: readonly MailNotice[]): string =>
  createHash('sha256')
    .update(notices.map(({ id, rung }) => `${id}:${rung}`).join(','))
    .digest('hex')
    .slice(0, 24)

function keyOf(task: MailTask, notices: readonly MailNotice[], today: string): string {
  if (task.kind === 'digest') return `digest:${today}`
  return task.kind === 'urgent' ? `urgent:${contentKey(notices)}` : `test:${task.key}`
}

type Outcome = 'nothing' | 'sent' | 'uncertain' | 'refused' | 'failed'
type Post = { zone: Zone; settings: MailSettings; transport: Transporter }

async function writeTo(deps: Deps, post: Post, task: MailTask, person: Mailed): Promise<Outcome> {
  const { database, config, today } = deps
  const { zoneId, kind } = task
  const notices = await findUnmailed(database.db, zoneId, person.userId, severitiesOf[kind])
  if (kind !== 'test' && notices.length === 0) return 'nothing'
  const key: MailKey = { zoneId, userId: person.userId, key: keyOf(task, notices, today()) }
  if (!(await claimMail(database.db, key, { address: person.address, noticeCount: notices.length })))
    return 'nothing'
  const language = languageOf(person.language)
  const publicUrl = config.publicUrl ?? ''
  const mail = mailText({
    language,
    name: person.name,
    zoneName: language === 'en' ? post.zone.nameEn : post.zone.nameZh,
    zoneSlug: post.zone.slug,
    publicUrl,
    kind,
    notices,
    count: await countNotices(database.db, zoneId, person.userId),
  })
  const ids = notices.map(({ id }) => id)
  try {
    await post.transport.sendMail({
      from: post.settings.from,
      to: { name: '', address: person.address },
      messageId: `<${key.key.replace(':', '.')}.${zoneId}.${person.userId}@${new URL(publicUrl).hostname}>`,
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
      ...mail,
    })
  } catch (error) {
    const fault = error as SmtpError
    const state = isUncertain(fault) ? 'sending' : 'failed'
    await endMail(database.db, key, { state, fault: fault.message })
    await noteMailed(database.db, key, ids, fault.message)
    if (state === 'sending') return 'uncertain'
    return isRefusedAddress(fault) ? 'refused' : 'failed'
  }
  await endMail(database.db, key, { state: 'sent', fault: null })
  await noteMailed(database.db, key, ids, null)
  return 'sent'
}

/**
 * Sends what a zone's people asked to be mailed. Throws when a mail could not be handed over, so that it is tried
 * again; people who have theirs are not written to twice.
 */
export async function sendMails(
  deps: Deps,
  task: MailTask,
  signal: AbortSignal,
): Promise<Record<Outcome, number>> {
  const outcomes: Record<Outcome, number> = { nothing: 0, sent: 0, uncertain: 0, refused: 0, failed: 0 }
  const settings = deps.config.mail
  const zone = await deps.zones.byId(task.zoneId)
  if (!settings || !zone) return outcomes
  const people = await findMailed(deps.database.db, task.zoneId, task.userId ?? null)
  const transport = await openTransport(settings)
  try {
    for (const person of people.filter((one) => wanted(task, one))) {
      signal.throwIfAborted()
      outcomes[await writeTo(deps, { zone, settings, transport }, task, person)] += 1
    }
  } finally {
    transport.close()
  }
  if (outcomes.failed > 0)
    throw new Error(`${outcomes.failed} of ${people.length} mails could not be handed over`)
  return outcomes
}
