import { spawn } from 'node:child_process'
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { loadConfig } from '#api/config/config.ts'
import { readEnv } from '#api/config/env.ts'
import type { RunningServer } from '#api/server.ts'
import type { Command } from './command.ts'
import { complain, say } from './command.ts'

const root = resolve(import.meta.dirname, '../..')
const stamp = join(root, 'dist/.built')

function newestChange(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (!stats) return 0
  if (!stats.isDirectory()) return stats.mtimeMs
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newestChange(join(path, name))))
}

/** The pages are built when they are missing or older than what they are made of. */
export function webIsStale(): boolean {
  const built = statSync(stamp, { throwIfNoEntry: false })?.mtimeMs
  if (!built || !existsSync(join(root, 'dist/index.html'))) return true
  const sources = ['web', 'geodata', 'vite.config.ts', 'package-lock.json']
  return sources.some((source) => newestChange(join(root, source)) > built)
}

async function buildWeb(): Promise<void> {
  say('Building the pages …')
  const code = await new Promise<number | null>((done) => {
    const vite = join(root, 'node_modules/vite/bin/vite.js')
    spawn(process.execPath, [vite, 'build', '--logLevel', 'warn'], { cwd: root, stdio: 'inherit' }).on(
      'exit',
      done,
    )
  })
  if (code !== 0) throw new Error('The pages could not be built.')
  writeFileSync(stamp, '')
}

/** SIGTERM and SIGINT end cleanly: requests in flight finish, the database is closed. */
function stopOnSignals(server: RunningServer): Promise<number> {
  return new Promise((done) => {
    let stopping = false
    const stop = async (signal: NodeJS.Signals) => {
      if (stopping) return
      stopping = true
      say(`${signal}: finishing requests and closing the database …`)
      try {
        await server.stop()
        done(0)
      } catch (error) {
        complain(String(error))
        done(1)
      }
    }
    process.on('SIGTERM', stop)
    process.on('SIGINT', stop)
  })
}

/** Loaded when it is needed: a wrong setting, or another command, does not wait for the whole server. */
const loadServer = () => import('#api/server.ts')

async function announce(server: RunningServer): Promise<void> {
  const { demoAccounts, demoPassword } = await import('#api/features/people/people.service.ts')
  say(`\nMujie 亩界 is open at ${server.address}`)
  if (!server.demo) return
  say('\nDemonstration zone (synthetic data). Accounts, all with the password ' + demoPassword + ':')
  for (const { username, name, roles } of demoAccounts)
    say(`  ${username.padEnd(9)} ${name}  ${roles.join(', ')}`)
}

async function serve(): Promise<number> {
  const config = loadConfig(readEnv())
  if (webIsStale()) await buildWeb()
  const { startServer } = await loadServer()
  const server = await startServer(config)
  await announce(server)
  const code = await stopOnSignals(server)
  process.exit(code)
}

export const startCommand: Command = {
  usage: 'start   (settings are environment variables: HOST PORT DATA_DIR DATABASE_URL …)',
  run: serve,
}

export const devCommand: Command = {
  usage: 'dev',
  async run() {
    const config = loadConfig(readEnv())
    const { startServer } = await loadServer()
    const server = await startServer(config)
    await announce(server)
    const vite = spawn(process.execPath, [join(root, 'node_modules/vite/bin/vite.js')], {
      cwd: root,
      stdio: 'inherit',
    })
    const code = await stopOnSignals(server)
    vite.kill()
    process.exit(code)
  },
}
