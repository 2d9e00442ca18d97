import { CamelCasePlugin } from 'kysely'
import type { Kysely } from 'kysely'
import type { Tables } from './schema.ts'

/** What queries run on: the database, or a transaction of it. */
export type Db = Kysely<Tables>

export type DatabaseLog = {
  info(details: object, message: string): void
  warn(details: object, message: string): void
  error(details: object, message: string): void
}

export type Source = 'primary' | 'replica'

export type Database = {
  /** Reads and writes. */
  db: Db
  /** Reads only: a replica when there are any, otherwise the same as `db`. May be a moment behind. */
  read: Db
  /**
   * A raw statement that is prepared once per connection under `name`; the name and the text belong together.
   * Rows come with the column names of the statement.
   */
  query<Row>(name: string, text: string, values: readonly unknown[], from?: Source): Promise<Row[]>
  /**
   * What a library (the job queue) asks in statements of its own: one with values, or a script of several. Instants
   * come as `Date`, the rows of all statements one behind the other.
   */
  executeSql(text: string, values?: readonly unknown[]): Promise<{ rows: Record<string, unknown>[] }>
  /** Asks PostgreSQL and PostGIS a question with a known answer; rejects on any other answer. */
  ping(): Promise<void>
  /**
   * Calls `onMessage` for each `notify` on `channel`, and `onLost` when messages may have been missed (the
   * connection broke and is back). The answer stops listening.
   */
  listen(channel: string, onMessage: (payload: string) => void, onLost?: () => void): Promise<StopListening>
  close(): Promise<void>
}

export type StopListening = () => Promise<void>

export type DatabaseOptions = {
  /** PostgreSQL; without it the embedded engine works on files under `dataDir`. */
  databaseUrl?: string | undefined
  readUrls?: string[] | undefined
  dataDir?: string | undefined
  /** A statement that runs longer is ended; `set local statement_timeout` changes it for a transaction. */
  statementTimeoutMs?: number | undefined
  poolSize?: number | undefined
  log?: DatabaseLog | undefined
}

export type EngineOptions = {
  statementTimeoutMs: number
  poolSize: number
  log: DatabaseLog
}

/** The only place that decides which engine runs. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const engineOptions: EngineOptions = {
    statementTimeoutMs: options.statementTimeoutMs ?? 30_000,
    poolSize: options.poolSize ?? 10,
    log: options.log ?? silent,
  }
  if (options.databaseUrl) {
    const { openPostgres } = await import('./postgres.ts')
    return closedOnce(await openPostgres(options.databaseUrl, options.readUrls ?? [], engineOptions))
  }
  const { openEmbedded } = await import('./pglite.ts')
  return closedOnce(await openEmbedded(options.dataDir ?? '.data', engineOptions))
}

function closedOnce(database: Database): Database {
  let closing: Promise<void> | undefined
  return { ...database, close: () => (closing ??= database.close()) }
}

/** snake_case in SQL, camelCase in TypeScript; keys inside JSON (people's own attributes) stay untouched. */
export const camelCase = () => new CamelCasePlugin({ maintainNestedObjectKeys: true })

const silent: DatabaseLog = { info: () => undefined, warn: () => undefined, error: () => undefined }
