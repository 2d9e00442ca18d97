import { mkdir } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { Kysely } from 'kysely'
import type { Database, EngineOptions, StopListening } from './database.ts'
import { camelCase } from './database.ts'
import { assertHealthy, healthQuestion } from './health.ts'
import { prepareEngineFiles } from './image.ts'
import { lockDataFolder } from './lock.ts'
import type { EmbeddedPool } from './pglite-driver.ts'
import { createPool, EmbeddedDialect, rowsOf } from './pglite-driver.ts'
import type { EngineSession } from './pglite-engine.ts'
import { startEngine } from './pglite-engine.ts'
import type { Tables } from './schema.ts'
import { libraryParserOf } from './types.ts'

type Listener = { onMessage: (payload: string) => void; onLost: () => void }

const acquireTimeoutMs = 60_000
const idleInTransactionTimeoutMs = 60_000
/** How long closing waits for the one who has the connection. */
const lastTransactionMs = 5_000

/** PGlite with PostGIS in a thread of its own, on files under `dataDir`, which nobody else may open meanwhile. */
export async function openEmbedded(dataDir: string, options: EngineOptions): Promise<Database> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const lock = await lockDataFolder(dataDir)
  try {
    return await open(dataDir, options, () => lock.release())
  } catch (error) {
    await lock.release()
    throw error
  }
}

async function open(dataDir: string, options: EngineOptions, unlock: () => Promise<void>): Promise<Database> {
  const { log, statementTimeoutMs } = options
  const channels = new Map<string, Set<Listener>>()
  const engine = await startEngine({
    ...(await prepareEngineFiles(dataDir)),
    log,
    onNotification: (channel, payload) => {
      for (const listener of channels.get(channel) ?? []) listener.onMessage(payload)
    },
    onReopened: (session) => listenAgain(session, channels, statementTimeoutMs),
  })
  const pool = createPool(engine, { statementTimeoutMs, acquireTimeoutMs, idleInTransactionTimeoutMs })
  const db = new Kysely<Tables>({ dialect: new EmbeddedDialect(pool), plugins: [camelCase()] })

  const query = async <Row>(_name: string, text: string, values: readonly unknown[]) =>
    (await run(pool, text, values)) as Row[]

  return {
    db,
    read: db,
    query,
    executeSql: (text, values) => executeSql(pool, text, values),
    ping: async () => assertHealthy(await run(pool, healthQuestion, [])),
    listen: (channel, onMessage, onLost = () => undefined) =>
      listen(pool, channels, channel, { onMessage, onLost }),
    async close() {
      await Promise.race([
        pool.acquire().catch(() => undefined),
        wait(lastTransactionMs, undefined, { ref: false }),
      ])
      await db.destroy()
      await engine.close()
      await unlock()
    },
  }
}

async function run(pool: EmbeddedPool, text: string, values: readonly unknown[]) {
  const lease = await pool.acquire()
  try {
    return rowsOf(await lease.run(text, values))
  } finally {
    await lease.release()
  }
}

async function executeSql(pool: EmbeddedPool, text: string, values: readonly unknown[] = []) {
  const lease = await pool.acquire()
  try {
    const results = values.length > 0 ? [await lease.run(text, values)] : await lease.script(text)
    return { rows: results.flatMap((result) => rowsOf(result, libraryParserOf)) }
  } finally {
    await lease.release()
  }
}

async function listen(
  pool: EmbeddedPool,
  channels: Map<string, Set<Listener>>,
  channel: string,
  listener: Listener,
): Promise<StopListening> {
  const listeners = channels.get(channel) ?? new Set()
  channels.set(channel, listeners.add(listener))
  await run(pool, `listen ${quoted(channel)}`, [])
  return async () => {
    listeners.delete(listener)
    if (listeners.size === 0) await run(pool, `unlisten ${quoted(channel)}`, [])
  }
}

async function listenAgain(
  session: EngineSession,
  channels: Map<string, Set<Listener>>,
  timeoutMs: number,
): Promise<void> {
  for (const [channel, listeners] of channels) {
    if (listeners.size > 0) await session.query(`listen ${quoted(channel)}`, [], timeoutMs)
  }
  for (const listeners of channels.values()) for (const { onLost } of listeners) onLost()
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`
