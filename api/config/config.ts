import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Basemap } from './basemap.ts'
import { basemapOf } from './basemap.ts'
import type { Env } from './env.ts'
import type { MailSettings } from './mail.ts'
import { mailOf } from './mail.ts'

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'

export type Config = {
  host: string
  port: number
  dataDir: string
  /** Unset means the embedded database under `dataDir`. */
  databaseUrl: string | undefined
  databaseReadUrls: string[]
  authSecret: string
  /** `auto`: on for an embedded database that was empty at its first start. */
  demo: 'on' | 'off' | 'auto'
  /** The operator said `DEMO=public`: the published demonstration passwords may be offered beyond loopback. */
  demoIsPublic: boolean
  basemap: Basemap | null
  /** Unset means that nothing is mailed. */
  mail: MailSettings | null
  /** Where people reach this server, for links in mails and calendars; no slash at its end. */
  publicUrl: string | null
  logLevel: LogLevel
}

/** Every fault of the settings at once, so that a person mends them in one go. */
export class ConfigError extends Error {
  readonly faults: string[]
  constructor(faults: string[]) {
    super(`Settings are wrong:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`)
    this.name = 'ConfigError'
    this.faults = faults
  }
}

const loopback = /^(localhost|127(\.\d+){3}|::1)$/
const logLevels: readonly LogLevel[] = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']
const demoSettings: Record<string, Config['demo']> = {
  '': 'auto',
  on: 'on',
  '1': 'on',
  true: 'on',
  public: 'on',
  off: 'off',
  '0': 'off',
  false: 'off',
}

const isUrl = (value: string, protocols: string[]): boolean => {
  const url = URL.parse ? URL.parse(value) : URL.canParse(value) ? new URL(value) : null
  return url !== null && protocols.includes(url.protocol)
}

/** Validates all settings; throws {@link ConfigError} naming every fault. */
export function loadConfig(env: Env): Config {
  const faults: string[] = []
  const read = (name: string) => env[name]?.trim() || undefined

  const host = read('HOST') ?? '127.0.0.1'
  const portText = read('PORT') ?? '8080'
  const port = Number(portText)
  if (!/^\d+$/.test(portText) || port > 65_535)
    faults.push(`PORT must be a number from 0 to 65535, not "${portText}"`)

  const databaseUrl = read('DATABASE_URL')
  if (databaseUrl && !isUrl(databaseUrl, ['postgres:', 'postgresql:'])) {
    faults.push('DATABASE_URL must look like postgres://user:password@host:5432/name')
  }
  const databaseReadUrls = (read('DATABASE_READ_URLS') ?? '')
    .split(',')
    .map((url) => url.trim())
    .filter(Boolean)
  if (databaseReadUrls.some((url) => !isUrl(url, ['postgres:', 'postgresql:']))) {
    faults.push('DATABASE_READ_URLS must be postgres:// addresses, separated by commas')
  }
  if (databaseReadUrls.length > 0 && !databaseUrl) faults.push('DATABASE_READ_URLS needs DATABASE_URL')

  const demoText = read('DEMO') ?? ''
  const demo = demoSettings[demoText.toLowerCase()]
  if (!demo) faults.push(`DEMO must be on, off or public, not "${demoText}"`)
  const demoIsPublic = demoText.toLowerCase() === 'public'
  if (demo === 'on' && !demoIsPublic && !loopback.test(host)) {
    faults.push(`DEMO=on publishes known passwords: with HOST=${host} say DEMO=public to accept that`)
  }

  const authSecret = read('AUTH_SECRET')
  if (databaseUrl && !authSecret)
    faults.push('AUTH_SECRET is required with DATABASE_URL (for example: openssl rand -hex 32)')
  if (authSecret && authSecret.length < 32) faults.push('AUTH_SECRET must have at least 32 characters')

  const basemap = basemapOf({ url: read('BASEMAP_URL'), tiandituKey: read('TIANDITU_KEY') })
  if (typeof basemap === 'string') faults.push(basemap)
  else if (basemap?.file && !existsSync(basemap.file))
    faults.push(`BASEMAP_URL names a file that is not there: ${basemap.file}`)
  const mail = mailOf({ url: read('SMTP_URL'), from: read('MAIL_FROM'), publicUrl: read('PUBLIC_URL') })
  faults.push(...mail.faults)
  const logText = read('LOG_LEVEL') ?? 'info'
  const logLevel = logLevels.find((level) => level === logText)
  if (!logLevel) faults.push(`LOG_LEVEL must be one of ${logLevels.join(', ')}, not "${logText}"`)

  if (faults.length > 0) throw new ConfigError(faults)
  const dataDir = resolve(read('DATA_DIR') ?? '.data')
  return {
    host,
    port,
    dataDir,
    databaseUrl,
    databaseReadUrls,
    authSecret: authSecret ?? keptSecret(dataDir),
    demo: demo ?? 'auto',
    demoIsPublic: demoIsPublic || loopback.test(host),
    basemap: typeof basemap === 'string' ? null : basemap,
    mail: mail.settings,
    publicUrl: mail.publicUrl,
    logLevel: logLevel ?? 'info',
  }
}

/** The embedded office keeps its own secret beside its data, readable by its owner only. */
function keptSecret(dataDir: string): string {
  const file = join(dataDir, 'auth-secret')
  if (existsSync(file)) return readFileSync(file, 'utf8').trim()
  mkdirSync(dataDir, { recursive: true })
  const secret = randomBytes(32).toString('hex')
  writeFileSync(file, `${secret}\n`, { mode: 0o600, flag: 'wx' })
  return secret
}
