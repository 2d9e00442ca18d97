import { randomUUID } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import {
  link,
  mkdir,
  readdir,
  readFile,
  readlink,
  rename,
  stat,
  unlink,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

/**
 * Two processes on one data folder lose each other's rows without any error, so the folder has one owner.
 *
 * The lock is a row of numbered files; the highest number is the owner's. To take over, a process puts the
 * next number there with `link`, which fails when somebody else was first. The highest file is never removed:
 * an owner that leaves writes "free" into it. So a slow process that decided on an old state can only fail.
 */
export type DataLock = { release(): Promise<void> }

export class DataFolderInUseError extends Error {
  override readonly name = 'DataFolderInUseError'
}

type Owner = {
  pid: number
  /** When the process started, in the words of the system: tells a process from another with its number. */
  processStart: string
  /** Process numbers mean something only on the same machine, boot and process namespace. */
  machine: string
  free?: true
}

const heartbeatMs = 2_000
/** An owner on another machine or in another container cannot be looked at; it is gone when it is silent. */
const usualSilenceMs = 20_000

export async function lockDataFolder(dataDir: string, silentAfterMs = usualSilenceMs): Promise<DataLock> {
  const folder = join(dataDir, 'lock')
  await mkdir(folder, { recursive: true })
  const self: Owner = {
    pid: process.pid,
    processStart: startOf(process.pid) ?? '',
    machine: await machineId(),
  }
  for (;;) {
    const last = await highest(folder)
    if (last !== null) await assertFree(join(folder, String(last)), self, dataDir, silentAfterMs)
    const mine = (last ?? 0) + 1
    if (await claim(folder, mine, self)) return hold(folder, mine, self)
  }
}

async function highest(folder: string): Promise<number | null> {
  const numbers = (await readdir(folder)).filter((name) => /^\d+$/.test(name)).map(Number)
  return numbers.length === 0 ? null : Math.max(...numbers)
}

async function claim(folder: string, number: number, self: Owner): Promise<boolean> {
  const draft = await writeDraft(folder, self)
  const target = join(folder, String(number))
  const won = await link(draft, target).then(
    () => true,
    () => false,
  )
  await unlink(draft)
  if (won && (await highest(folder)) !== number) {
    await unlink(target)
    return false
  }
  return won
}

async function writeDraft(folder: string, owner: Owner): Promise<string> {
  const draft = join(folder, `draft-${randomUUID()}`)
  await writeFile(draft, JSON.stringify(owner))
  return draft
}

async function hold(folder: string, number: number, self: Owner): Promise<DataLock> {
  await removeOlder(folder, number)
  const path = join(folder, String(number))
  const timer = setInterval(() => {
    const now = new Date()
    utimes(path, now, now).catch(() => undefined)
  }, heartbeatMs).unref()
  return {
    async release() {
      clearInterval(timer)
      await rename(await writeDraft(folder, { ...self, free: true }), path)
    },
  }
}

/** Numbers below the owner's, and drafts of processes that died while writing one. */
async function removeOlder(folder: string, number: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    const isOldDraft = name.startsWith('draft-') && (await ageMs(path)) > usualSilenceMs
    if (isOldDraft || Number(name) < number) await unlink(path).catch(() => undefined)
  }
}

const ageMs = (path: string) =>
  stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  )

/** Returns when the owner has left or is dead; rejects while it lives. */
async function assertFree(path: string, self: Owner, dataDir: string, silentAfterMs: number): Promise<void> {
  const text = await readFile(path, 'utf8').catch(() => null)
  if (text === null) return
  const owner = JSON.parse(text) as Owner
  if (owner.free) return
  if (owner.machine === self.machine) {
    if (isAlive(owner)) throw inUse(dataDir, `process ${owner.pid}`)
    return
  }
  const deadline = Date.now() + silentAfterMs + heartbeatMs
  while ((await ageMs(path)) < silentAfterMs) {
    if (Date.now() > deadline) throw inUse(dataDir, `process ${owner.pid} of another machine or container`)
    await wait(heartbeatMs / 4)
  }
}

const inUse = (dataDir: string, owner: string) =>
  new DataFolderInUseError(
    `the data folder ${dataDir} is in use by ${owner}; two servers on one folder would lose data`,
  )

function isAlive(owner: Owner): boolean {
  try {
    process.kill(owner.pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  const start = startOf(owner.pid)
  return start === null || start === owner.processStart
}

/** Null when the system does not tell; then a living process number counts as the owner. */
function startOf(pid: number): string | null {
  try {
    if (process.platform !== 'linux')
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)]).toString()
    // Field 22 of /proc/PID/stat, counted behind the command's name, which may contain anything.
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ')
    return fields[0] === 'Z' || fields[0] === 'X' ? 'dead' : fields[19]!
  } catch {
    return null
  }
}

async function machineId(): Promise<string> {
  const bootId = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')
  const namespace = await readlink('/proc/self/ns/pid').catch(() => '')
  return `${hostname()} ${bootId.trim()} ${namespace}`
}
