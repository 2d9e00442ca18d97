import { execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * A PostgreSQL cluster of one's own: free port on the loopback, own folder, fsync on.
 *
 *   node --import tsx tests/support/private-postgres.ts run -- COMMAND …   starts, runs COMMAND, stops
 *   node --import tsx tests/support/private-postgres.ts start              prints lines for the shell's `eval`
 *   node --import tsx tests/support/private-postgres.ts stop FOLDER
 *
 * COMMAND sees TEST_DATABASE_URL and TEST_PG_DATA_DIR (it owns the cluster and may crash it).
 */
export type PrivatePostgres = { url: string; dataDir: string; stop(): void }

type Identity = { uid: number; gid: number } | Record<string, never>

export async function startPrivatePostgres(): Promise<PrivatePostgres> {
  const identity = unprivileged()
  const folder = mkdtempSync(join(tmpdir(), 'mujie-pg-'))
  if ('uid' in identity) chownSync(folder, identity.uid, identity.gid)
  const dataDir = join(folder, 'data')
  const port = await freePort()
  run('initdb', [
    '-D',
    dataDir,
    '-U',
    'mujie',
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--locale=C.UTF-8',
    '--no-instructions',
  ])
  const settings = [
    `-p ${port}`,
    '-c listen_addresses=127.0.0.1',
    `-c unix_socket_directories=${folder}`,
    '-c max_connections=100',
    '-c shared_buffers=128MB',
  ]
  startCluster(dataDir, settings.join(' '))
  return {
    url: `postgresql://mujie@127.0.0.1:${port}/postgres`,
    dataDir,
    stop: () => stopCluster(dataDir),
  }
}

/** Starts a stopped or crashed cluster again, with the settings it had. */
export function startCluster(dataDir: string, settings?: string): void {
  const log = join(dataDir, '..', 'log')
  const options = settings ?? settingsOf(dataDir)
  run('pg_ctl', ['start', '-D', dataDir, '-w', '-t', '60', '-l', log, '-o', options])
}

/** Ends every process of the cluster at once, without a checkpoint: what a crash leaves behind. */
export function crashCluster(dataDir: string): void {
  run('pg_ctl', ['stop', '-D', dataDir, '-m', 'immediate', '-w'])
}

export function stopCluster(dataDir: string): void {
  run('pg_ctl', ['stop', '-D', dataDir, '-m', 'fast', '-w'])
  rmSync(join(dataDir, '..'), { recursive: true, force: true })
}

/** `postmaster.opts` holds the command line of the last start. */
function settingsOf(dataDir: string): string {
  const line = run('cat', [join(dataDir, 'postmaster.opts')])
  const words = [...line.matchAll(/"([^"]*)"/g)].map((match) => match[1]!)
  return words.slice(words.indexOf('-D') + 2).join(' ')
}

function run(program: string, parameters: string[]): string {
  const path = program === 'cat' ? 'cat' : join(binaries(), program)
  return execFileSync(path, parameters, {
    ...unprivileged(),
    cwd: tmpdir(),
    env: { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8' },
    stdio: ['ignore', program === 'cat' ? 'pipe' : 'ignore', 'inherit'],
  })?.toString()
}

/** PostgreSQL refuses to run as root. */
function unprivileged(): Identity {
  if (process.getuid?.() !== 0) return {}
  const numberOf = (flag: string, user: string) => Number(execFileSync('id', [flag, user]).toString())
  const user = hasUser('postgres') ? 'postgres' : 'nobody'
  return { uid: numberOf('-u', user), gid: numberOf('-g', user) }
}

function hasUser(name: string): boolean {
  try {
    execFileSync('id', ['-u', name], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** Debian keeps them out of the PATH; the newest version wins. */
export function findBinaries(): string | null {
  const root = '/usr/lib/postgresql'
  const versions = existsSync(root) ? readdirSync(root).map(Number).filter(Number.isFinite) : []
  const debian = versions.sort((a, b) => b - a).map((version) => join(root, String(version), 'bin'))
  const path = (process.env['PATH'] ?? '').split(':')
  return [...debian, ...path].find((folder) => existsSync(join(folder, 'initdb'))) ?? null
}

function binaries(): string {
  const folder = findBinaries()
  if (!folder) throw new Error('no PostgreSQL server programs (initdb, pg_ctl) on this machine')
  return folder
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' ? address!.port : 0))
    })
  })
}

async function runWith(command: string[]): Promise<number> {
  const cluster = await startPrivatePostgres()
  const env = { ...process.env, TEST_DATABASE_URL: cluster.url, TEST_PG_DATA_DIR: cluster.dataDir }
  const child = spawn(command[0]!, command.slice(1), { stdio: 'inherit', env })
  const forward = (signal: NodeJS.Signals) => child.kill(signal)
  process.on('SIGINT', forward).on('SIGTERM', forward)
  const code = await new Promise<number>((resolve) => child.on('close', (status) => resolve(status ?? 1)))
  cluster.stop()
  return code
}

async function main([action, ...rest]: string[]): Promise<void> {
  if (action === 'start') {
    const { url, dataDir } = await startPrivatePostgres()
    console.log(`export TEST_DATABASE_URL='${url}' TEST_PG_DATA_DIR='${dataDir}'`)
  } else if (action === 'stop' && rest[0]) stopCluster(rest[0])
  else if (action === 'run' && rest[0] === '--' && rest[1]) process.exitCode = await runWith(rest.slice(1))
  else {
    console.error('private-postgres.ts start | stop FOLDER | run -- COMMAND …')
    process.exitCode = 2
  }
}

if (process.argv[1] === import.meta.filename) await main(process.argv.slice(2))
