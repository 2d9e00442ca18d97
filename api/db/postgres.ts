import { Kysely, PostgresDialect } from 'kysely'
import type { CustomTypesConfig, PoolClient, PoolConfig, QueryResult } from 'pg'
import { Pool } from 'pg'
import type { Database, EngineOptions } from './database.ts'
import { camelCase } from './database.ts'
import { assertHealthy, healthQuestion } from './health.ts'
import { createListener } from './postgres-listener.ts'
import { requirePostgis } from './postgres-version.ts'
import type { Tables } from './schema.ts'
import { libraryParserOf, parserOf } from './types.ts'

const connectTimeoutMs = 10_000
const idleInTransactionTimeoutMs = 60_000
/** A replica that refused is left alone for so long. */
const replicaPauseMs = 5_000

/**
 * Every cell comes as text, in these styles, and `types.ts` turns it into values. No just-in-time compilation: it
 * takes 400 ms for a question about one drawn shape that is answered in one, wherever a zone is large.
 */
const sessionStyle =
  '-c timezone=UTC -c datestyle=ISO -c bytea_output=hex -c intervalstyle=postgres -c jit=off'

export function connectionConfig(url: string, options: EngineOptions): PoolConfig {
  return {
    connectionString: url,
    application_name: 'mujie',
    options: sessionStyle,
    keepAlive: true,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: options.statementTimeoutMs,
    idle_in_transaction_session_timeout: idleInTransactionTimeoutMs,
    max: options.poolSize,
    types: { getTypeParser: ((oid: number) => parserOf(oid)) as CustomTypesConfig['getTypeParser'] },
  }
}

export async function openPostgres(
  url: string,
  readUrls: string[],
  options: EngineOptions,
): Promise<Database> {
  const primary = createPgPool(url, options)
  const replicas = readUrls.map((readUrl) => createPgPool(readUrl, options))
  const listener = createListener(connectionConfig(url, options), options.log)
  const close = async () => {
    await Promise.all([primary.end(), ...replicas.map((pool) => pool.end()), listener.close()])
  }
  try {
    await requirePostgis(primary)
  } catch (error) {
    await close()
    throw error
  }
  const reading = replicas.length > 0 ? roundRobin(replicas, primary, options) : primary
  const db = kyselyOn(primary)
  const read = replicas.length > 0 ? kyselyOn(reading) : db

  return {
    db,
    read,
    async query<Row>(name: string, text: string, values: readonly unknown[], from = 'primary') {
      const client = await (from === 'replica' ? reading : primary).connect()
      try {
        return (await client.query({ name, text, values: [...values] })).rows as Row[]
      } finally {
        client.release()
      }
    },
    executeSql: (text, values) => executeSql(primary, text, values),
    ping: async () => assertHealthy((await primary.query(healthQuestion)).rows),
    listen: (channel, onMessage, onLost) => listener.listen(channel, onMessage, onLost),
    close,
  }
}

async function executeSql(pool: Pool, text: string, values: readonly unknown[] = []) {
  const getTypeParser = ((oid: number) => libraryParserOf(oid)) as CustomTypesConfig['getTypeParser']
  const asked = values.length > 0 ? { text, values: [...values] } : { text }
  const answer: QueryResult | QueryResult[] = await pool.query({ ...asked, types: { getTypeParser } })
  return { rows: [answer].flat().flatMap(({ rows }) => rows) }
}

type ClientSource = { connect(): Promise<PoolClient>; end(): Promise<void>; options: object }

/** `end` is ours to call: several Kysely instances may share a pool. */
function kyselyOn(source: ClientSource): Kysely<Tables> {
  const pool = { connect: () => source.connect(), end: async () => undefined, options: source.options }
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }), plugins: [camelCase()] })
}

function createPgPool(url: string, options: EngineOptions): Pool {
  const pool = new Pool(connectionConfig(url, options))
  const note = (error: Error) => options.log.warn({ err: error }, 'a database connection broke')
  pool.on('error', note)
  // The pool listens only while a connection is idle; without this one, a break in use would end the process.
  pool.on('connect', (client) => client.on('error', note))
  return pool
}

/** The replicas in turn; one that cannot be reached is skipped, and with none left the primary answers. */
function roundRobin(replicas: Pool[], primary: Pool, { log }: EngineOptions): ClientSource {
  const pausedUntil = replicas.map(() => 0)
  let turn = 0
  const connect = async () => {
    for (let tried = 0; tried < replicas.length; tried++) {
      const index = turn++ % replicas.length
      if (pausedUntil[index]! > Date.now()) continue
      try {
        return await replicas[index]!.connect()
      } catch (error) {
        pausedUntil[index] = Date.now() + replicaPauseMs
        log.warn({ err: error, replica: index }, 'a read replica cannot be reached')
      }
    }
    return primary.connect()
  }
  return { connect, end: async () => undefined, options: primary.options }
}
