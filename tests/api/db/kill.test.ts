import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import type { DatabaseOptions } from '#api/db/database.ts'
import { emptyPlace, engine } from '#tests/support/database.ts'
import type { PrivatePostgres } from '#tests/support/private-postgres.ts'
import {
  crashCluster,
  findBinaries,
  startCluster,
  startPrivatePostgres,
} from '#tests/support/private-postgres.ts'

/** Real processes, really killed. On PostgreSQL the cluster itself crashes twice as well, when it is ours. */
const kills = 20
const killsWhileStarting = 4
const timeoutMs = 600_000

const remove: (() => Promise<void> | void)[] = []
afterAll(async () => {
  for (const cleanUp of remove) await cleanUp()
})

async function place(): Promise<{ options: DatabaseOptions; cluster?: PrivatePostgres }> {
  if (engine === 'postgres' && findBinaries()) {
    const cluster = await startPrivatePostgres()
    remove.push(() => cluster.stop())
    return { options: { databaseUrl: cluster.url }, cluster }
  }
  const { options, remove: removePlace } = await emptyPlace()
  remove.push(removePlace)
  return { options }
}

type Round = { stored: Map<number, number>; written: number[]; errors: string }

/** Starts a writer and ends it by `end` after `writes` acknowledged pairs, or after `afterMs`. */
async function round(
  options: DatabaseOptions,
  firstNumber: number,
  stopAt: { writes: number } | { afterMs: number },
  end: (kill: () => void) => void = (kill) => kill(),
): Promise<Round> {
  const script = new URL('../../support/killed-writer.ts', import.meta.url).pathname
  const child = spawn(process.execPath, ['--import', 'tsx', script, JSON.stringify([options, firstNumber])])
  const kill = () => void child.kill('SIGKILL')
  const result: Round = { stored: new Map(), written: [], errors: '' }
  child.stderr.on('data', (chunk: Buffer) => (result.errors += chunk.toString()))
  createInterface(child.stdout).on('line', (line) => {
    const [word, value = ''] = line.split(' ')
    if (word === 'stored') result.stored = new Map(JSON.parse(value) as [number, number][])
    if (word === 'written') result.written.push(Number(value))
    if ('writes' in stopAt && result.written.length === stopAt.writes)
      setTimeout(() => end(kill), Math.random() * 8)
  })
  const closed = new Promise((resolve) => child.on('close', resolve))
  if ('afterMs' in stopAt) void wait(stopAt.afterMs).then(() => end(kill))
  await closed
  return result
}

test(
  `loses no acknowledged change in ${kills} kills, and starts again by itself`,
  async () => {
    const { options, cluster } = await place()
    const acknowledged = new Set<number>()
    const check = (stored: Map<number, number>) => {
      const lost = [...acknowledged].filter((number) => !stored.has(number))
      const halves = [...stored].filter(([, count]) => count !== 2)
      expect({ lost, halves }).toEqual({ lost: [], halves: [] })
    }

    for (let index = 0; index < killsWhileStarting; index++) {
      const { written } = await round(options, 1 + index * 100_000, { afterMs: 400 + Math.random() * 2_500 })
      written.forEach((number) => acknowledged.add(number))
    }
    const first = await round(options, 1_000_000_000, { writes: 1 })
    first.written.forEach((number) => acknowledged.add(number))

    for (let index = 1; index <= kills; index++) {
      const crash = cluster && index % 8 === 0
      const { stored, written, errors } = await round(
        options,
        index * 1_000_000,
        { writes: 1 + Math.floor(Math.random() * 60) },
        (kill) => {
          if (crash) crashCluster(cluster.dataDir)
          kill()
        },
      )
      expect(crash ? '' : errors).toBe('')
      expect(written.length).toBeGreaterThan(0)
      check(stored)
      written.forEach((number) => acknowledged.add(number))
      if (crash) startCluster(cluster.dataDir)
    }
    check((await round(options, 2_000_000_000, { writes: 1 })).stored)
  },
  timeoutMs,
)
