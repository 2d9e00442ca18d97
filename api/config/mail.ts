/** How mail leaves: `smtp://user:password@host:587` (STARTTLS when offered) or `smtps://…:465`. */
export type MailSettings = { smtpUrl: string; from: string }

type MailText = { url: string | undefined; from: string | undefined; publicUrl: string | undefined }
type MailAnswer = { settings: MailSettings | null; publicUrl: string | null; faults: string[] }

/** One address, or a name with one in angle brackets; no control character can begin another header. */
const plainAddress = /^[^\s@<>",;:\\]+@[^\s@<>",;:\\]+$/
const namedAddress = /^[^<>\p{Cc}]*<([^<>]+)>$/u

export const isMailAddress = (text: string): boolean => text.length <= 254 && plainAddress.test(text)

const isSender = (text: string): boolean => isMailAddress(namedAddress.exec(text)?.[1]?.trim() ?? text)

function urlOf(text: string | undefined, protocols: readonly string[]): URL | null {
  if (text === undefined || !URL.canParse(text)) return null
  const url = new URL(text)
  return protocols.includes(url.protocol) && url.hostname !== '' ? url : null
}

/** Reads the settings of mail, all of them or none. */
export function mailOf({ url, from, publicUrl }: MailText): MailAnswer {
  const faults: string[] = []
  const site = urlOf(publicUrl, ['http:', 'https:'])
  if (publicUrl !== undefined && (!site || site.search !== '' || site.hash !== ''))
    faults.push('PUBLIC_URL must look like https://mujie.example.cn')
  if (url !== undefined && !urlOf(url, ['smtp:', 'smtps:']))
    faults.push('SMTP_URL must look like smtp://user:password@host:587 or smtps://user:password@host:465')
  if (from !== undefined && !isSender(from))
    faults.push('MAIL_FROM must be an address, alone or as 亩界 <mujie@example.cn>')
  if (url !== undefined && from === undefined) faults.push('SMTP_URL needs MAIL_FROM')
  if (url !== undefined && publicUrl === undefined)
    faults.push('SMTP_URL needs PUBLIC_URL, for the links in mails')
  const settings =
    url !== undefined && from !== undefined && faults.length === 0 ? { smtpUrl: url, from } : null
  return { settings, publicUrl: site ? site.href.replace(/\/+$/, '') : null, faults }
}
