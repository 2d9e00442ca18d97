import { matterPath } from '#geodata/rules/watch/matter-path.ts'
import type { MailNotice } from './mail.queries.ts'
import type { Language } from './notice-words.ts'
import { sentenceOf, wordsOf } from './notice-words.ts'

export type Digest = {
  language: Language
  name: string
  zoneName: string
  zoneSlug: string
  publicUrl: string
  kind: 'digest' | 'urgent' | 'test'
  notices: readonly MailNotice[]
  count: { open: number; overdue: number }
}

/** A mail is read in a minute; the rest is in the application. */
const mostTold = 30

const inOneLine = (text: string): string => text.replace(/\p{Cc}+/gu, ' ').trim()
const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => escapes[sign]!)

const linkOf = ({ publicUrl, zoneSlug }: Digest, path: string): string =>
  `${publicUrl}${path}?zone=${encodeURIComponent(zoneSlug)}`

function subjectOf(digest: Digest): string {
  const { language, kind, notices, count } = digest
  const [words, zone] = [wordsOf(language), inOneLine(digest.zoneName)]
  if (kind === 'test') return words.testSubject(zone)
  if (kind === 'urgent') return words.urgentSubject(zone, { fresh: notices.length })
  return words.subject(zone, { fresh: notices.length, overdue: count.overdue })
}

const colours: Record<MailNotice['severity'], string> = {
  near: '#7a5b00',
  urgent: '#a34700',
  overdue: '#a3262a',
}

function rowOf(digest: Digest, notice: MailNotice): { text: string; html: string } {
  const words = wordsOf(digest.language)
  const sentence = inOneLine(sentenceOf(digest.language, notice))
  const severity = words.severities[notice.severity] ?? notice.severity
  const link = linkOf(digest, matterPath(notice))
  const due = notice.dueOn === null ? '' : `${words.due} ${notice.dueOn}`
  return {
    text: `[${severity}] ${sentence}${due && `  ${due}`}\n  ${link}`,
    html: `<tr><td style="padding:7px 12px 7px 0;color:${colours[notice.severity]};white-space:nowrap;font-weight:600">${escaped(severity)}</td>
<td style="padding:7px 12px 7px 0"><a href="${escaped(link)}" style="color:#0b5c56">${escaped(sentence)}</a></td>
<td style="padding:7px 0;white-space:nowrap;color:#55606a">${escaped(notice.dueOn ?? '')}</td></tr>`,
  }
}

/** Subject, plain text and HTML of a mail. Whatever people wrote is one line in the text and escaped in the HTML. */
export function mailText(digest: Digest): { subject: string; text: string; html: string } {
  const { language, kind, notices, count } = digest
  const words = wordsOf(language)
  const told = notices.slice(0, mostTold).map((notice) => rowOf(digest, notice))
  const more = notices.length > told.length ? words.more(notices.length - told.length) : ''
  const greeting = words.greeting(inOneLine(digest.name))
  const lead = kind === 'test' ? words.testText : words.fresh(notices.length)
  const open = kind === 'test' ? '' : words.stillOpen(count)
  const link = linkOf(digest, '/notices')
  const lines = [greeting, lead, told.map(({ text }) => text).join('\n\n'), more, open, link, words.footer]
  return {
    subject: subjectOf(digest),
    text: `${lines.filter(Boolean).join('\n\n')}\n`,
    html: `<!doctype html><html lang="${language}"><body style="margin:0;padding:24px;font:14px/1.6 -apple-system,'Segoe UI','PingFang SC','Microsoft YaHei',sans-serif;color:#1d2730">
<p>${escaped(greeting)}</p><p>${escaped(lead)}</p>
<table style="border-collapse:collapse">${told.map(({ html }) => html).join('\n')}</table>
${more && `<p>${escaped(more)}</p>`}${open && `<p>${escaped(open)}</p>`}
<p><a href="${escaped(link)}" style="color:#0b5c56">${escaped(words.open)} →</a></p>
<p style="color:#7a858f;font-size:12px">${escaped(words.footer)}</p></body></html>`,
  }
}
