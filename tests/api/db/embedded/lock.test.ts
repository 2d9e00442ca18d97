import { spawn } from 'node:child_process'
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DataFolderInUseError, lockDataFolder } from '#api/db/lock.ts'
import { temporaryFolder } from '#tests/support/database.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>

beforeEach(async () => {
  folder = await temporaryFolder()
})

afterEach(() => folder.remove())

const ownerFile = async () => {
  const names = (await readdir(join(folder.dataDir, 'lock'))).filter((name) => /^\d+$/.test(name))
  return join(folder.dataDir, 'lock', String(Math.max(...names.map(Number))))
}

const readOwner = async () => JSON.parse(await readFile(await ownerFile(), 'utf8')) as Record<string, unknown>

/** Leaves a lock behind as a process would that had these facts and never released it. */
async function leaveLock(changed: Record<string, unknown>): Promise<void> {
  const lock = await lockDataFolder(folder.dataDir)
  const owner = await readOwner()
  await lock.release()
  await writeFile(await ownerFile(), JSON.stringify({ ...owner, ...changed }))
}

async function deadProcess(): Promise<number> {
  const child = spawn('true')
  await new Promise((resolve) => child.on('close', resolve))
  return child.pid!
}

test('refuses a second opener, also of the same process', async () => {
  const lock = await lockDataFolder(folder.dataDir)
  await expect(lockDataFolder(folder.dataDir)).rejects.toThrow(`in use by process ${process.pid}`)
  await lock.release()
})

test('is free again after its owner has left', async () => {
  await (await lockDataFolder(folder.dataDir)).release()
  await (await lockDataFolder(folder.dataDir)).release()
  expect(await readOwner()).toMatchObject({ free: true })
})

test('is not taken from a living process', async () => {
  const child = spawn('sleep', ['30'])
  const stat = await readFile(`/proc/${child.pid}/stat`, 'latin1')
  const processStart = stat.replace(/^.*\) /s, '').split(' ')[19]
  await leaveLock({ pid: child.pid, processStart })
  await expect(lockDataFolder(folder.dataDir)).rejects.toBeInstanceOf(DataFolderInUseError)
  child.kill('SIGKILL')
  await new Promise((resolve) => child.on('close', resolve))
  await (await lockDataFolder(folder.dataDir)).release()
})

test('is taken over from a dead process', async () => {
  await leaveLock({ pid: await deadProcess() })
  const lock = await lockDataFolder(folder.dataDir)
  expect(await readOwner()).toMatchObject({ pid: process.pid })
  await lock.release()
})

test('is taken over when another process has got the number of the dead one', async () => {
  await leaveLock({ pid: process.ppid, processStart: '1' })
  const lock = await lockDataFolder(folder.dataDir)
  expect(await readOwner()).toMatchObject({ pid: process.pid })
  await lock.release()
})

test('goes to exactly one of many that find it left behind', async () => {
  await leaveLock({ pid: await deadProcess() })
  const attempts = await Promise.allSettled(Array.from({ length: 16 }, () => lockDataFolder(folder.dataDir)))
  expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  const refusals = attempts.flatMap((attempt) => (attempt.status === 'rejected' ? [attempt.reason] : []))
  expect(refusals.every((reason) => reason instanceof DataFolderInUseError)).toBe(true)
})

test('waits until an owner in another container has been silent for long enough', async () => {
  await leaveLock({ machine: 'another' })
  const path = await ownerFile()
  const beating = setInterval(() => void utimes(path, new Date(), new Date()), 50)
  await expect(lockDataFolder(folder.dataDir, 1_000)).rejects.toThrow('of another machine or container')
  clearInterval(beating)
  await (await lockDataFolder(folder.dataDir, 1_000)).release()
})
