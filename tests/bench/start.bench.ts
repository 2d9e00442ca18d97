import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Client } from 'pg'
import type { Result } from './harness.ts'
import { median, within } from './harness.ts'
import { drawTimes } from './web-page.ts'

const limits = { first: 12, later: 8, postgres: 3, script: 400, drawn: 3 }
const seconds = (value: number): string => `${value.toFixed(1)} s`
const kilobytes = (value: number): string => `${value.toFixed(0)} kB`
const pollMs = 20

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

type Started = { origin: string; tookS: number; stop(): Promise<void> }

/** `npm start` without npm: until the server says that it is ready. */
async function start(env: NodeJS.ProcessEnv): Promise<Started> {
  const origin = `http://127.0.0.1:${await freePort()}`
  const began = performance.now()
  const child = spawn(process.execPath, ['--import', 'tsx', 'api/main.ts', 'start'], {
    env: { ...process.env, LOG_LEVEL: 'warn', ...env, PORT: new URL(origin).port },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const isReady = async () => {
    if (child.exitCode !== null) throw new Error(`the server ended with code ${child.exitCode}`)
    return fetch(`${origin}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    )
  }
  while (!(await isReady())) await wait(pollMs)
  const tookS = (performance.now() - began) / 1000
  return {
    origin,
    tookS,
    async stop() {
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

async function laterS(env: NodeJS.ProcessEnv, rounds: number): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const server = await start(env)
    times.push(server.tookS)
    await server.stop()
  }
  return median(times)
}

/** Starting with the demonstration zone, and the map page of the server that was started. Pages are built before. */
export async function benchStart(serverUrl: string | undefined, rounds: number): Promise<Result[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'mujie-bench-start-'))
  const own = { DATA_DIR: dataDir }
  try {
    await (await start({ ...own, DATA_DIR: join(dataDir, 'build') })).stop()
    const first: number[] = []
    for (let round = 0; round < Math.min(rounds, 3); round++) {
      const server = await start({ DATA_DIR: join(dataDir, `first-${round}`) })
      first.push(server.tookS)
      await server.stop()
    }
    const ready = { DATA_DIR: join(dataDir, 'first-0') }
    const results = [
      within('start, embedded, first', median(first), limits.first, seconds),
      within('start, embedded, later', await laterS(ready, rounds), limits.later, seconds),
    ]
    if (serverUrl) results.push(await startOnServer(serverUrl, rounds))
    return [...results, ...(await openMap(ready, rounds))]
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function startOnServer(serverUrl: string, rounds: number): Promise<Result> {
  const client = new Client(serverUrl)
  await client.connect()
  const name = 'mujie_bench_start'
  try {
    await client.query(`drop database if exists ${name} with (force)`)
    await client.query(`create database ${name}`)
    const url = new URL(serverUrl)
    url.pathname = `/${name}`
    const env = {
      DATABASE_URL: url.href,
      DEMO: 'on',
      AUTH_SECRET: 'a-secret-for-benches-only-0123456789abcdef',
    }
    await (await start(env)).stop()
    return within('start, PostgreSQL', await laterS(env, rounds), limits.postgres, seconds)
  } finally {
    await client.query(`drop database if exists ${name} with (force)`)
    await client.end()
  }
}

async function openMap(env: NodeJS.ProcessEnv, rounds: number): Promise<Result[]> {
  const server = await start(env)
  try {
    const found = await drawTimes(server.origin, rounds)
    if (!found) return []
    console.log(`  the worker of MapLibre: ${kilobytes(found.workerKb)} more`)
    return [
      within('script of the map route, gzip, officer', found.scriptKb, limits.script, kilobytes),
      within('first parcels drawn after sign-in', median(found.drawnS), limits.drawn, seconds),
    ]
  } finally {
    await server.stop()
  }
}
