import type {
  CompiledQuery,
  DatabaseConnection,
  Dialect,
  Driver,
  QueryResult,
  TransactionSettings,
} from 'kysely'
import { PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely'
import { EmbeddedDatabaseError, sqlState } from './errors.ts'
import type { Engine, EngineSession } from './pglite-engine.ts'
import type { EngineResult } from './pglite-protocol.ts'
import { byteaOid, parserOf, toParameter } from './types.ts'

/**
 * Kysely's driver for the embedded engine. There is one connection; whoever acquires it has it alone, first
 * come, first served, so a transaction is never mixed with somebody else's statement.
 */
export type EmbeddedPool = {
  acquire(): Promise<Lease>
}

export type PoolLimits = {
  statementTimeoutMs: number
  /** How long somebody waits for the connection: using `db` inside a transaction would wait for ever. */
  acquireTimeoutMs: number
  /** How long a transaction may be silent before it is given up. */
  idleInTransactionTimeoutMs: number
}

export function createPool(engine: Engine, limits: PoolLimits): EmbeddedPool {
  const mutex = createMutex(limits.acquireTimeoutMs)
  return {
    async acquire() {
      const unlock = await mutex()
      try {
        return new Lease(await engine.session(), limits, unlock)
      } catch (error) {
        unlock()
        throw error
      }
    },
  }
}

type Waiter = { start(): void; timer: NodeJS.Timeout }

/** First come, first served; the answer is the function that passes the turn on. */
function createMutex(timeoutMs: number): () => Promise<() => void> {
  const waiting: Waiter[] = []
  let taken = false
  const next = () => {
    const waiter = waiting.shift()
    if (!waiter) {
      taken = false
      return
    }
    clearTimeout(waiter.timer)
    waiter.start()
  }
  const turn = () => {
    let passed = false
    return () => {
      if (passed) return
      passed = true
      next()
    }
  }
  return () => {
    if (!taken) {
      taken = true
      return Promise.resolve(turn())
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(waiter), 1)
        reject(busy(timeoutMs))
      }, timeoutMs)
      const waiter: Waiter = { timer, start: () => resolve(turn()) }
      waiting.push(waiter)
    })
  }
}

const busy = (timeoutMs: number) =>
  new EmbeddedDatabaseError(
    `the embedded database was busy for ${timeoutMs} ms (inside a transaction use the transaction's executor)`,
    { code: sqlState.tooManyConnections },
  )

const setTimeoutPattern = /^\s*set\s+(local\s+|session\s+)?statement_timeout\s*(?:=|to)\s*'?(\d+)'?\s*;?\s*$/i
const resetTimeoutPattern = /^\s*reset\s+statement_timeout\s*;?\s*$/i

/** The one connection while somebody has it. */
export class Lease implements DatabaseConnection {
  readonly #session: EngineSession
  readonly #limits: PoolLimits
  readonly #unlock: () => void
  #timeoutMs: number
  #localTimeoutMs: number | undefined
  #idle: NodeJS.Timeout | undefined
  #givenUp: EmbeddedDatabaseError | undefined

  constructor(session: EngineSession, limits: PoolLimits, unlock: () => void) {
    this.#session = session
    this.#limits = limits
    this.#unlock = unlock
    this.#timeoutMs = limits.statementTimeoutMs
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const result = await this.run(query.sql, query.parameters)
    const rows = rowsOf(result) as R[]
    return changes(result.command) ? { rows, numAffectedRows: BigInt(result.rowCount ?? 0) } : { rows }
  }

  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    yield await this.executeQuery<R>(query)
  }

  async run(sql: string, parameters: readonly unknown[]): Promise<EngineResult> {
    const result = await this.#watched((timeoutMs) =>
      this.#session.query(sql, parameters.map(toParameter), timeoutMs),
    )
    this.#followTimeout(sql)
    return result
  }

  /** Several statements in one text, one result for each. */
  script(sql: string): Promise<EngineResult[]> {
    return this.#watched((timeoutMs) => this.#session.script(sql, timeoutMs))
  }

  async #watched<T>(ask: (timeoutMs: number) => Promise<T>): Promise<T> {
    if (this.#givenUp) throw this.#givenUp
    clearTimeout(this.#idle)
    try {
      return await ask(this.#localTimeoutMs ?? this.#timeoutMs)
    } catch (error) {
      if (error instanceof Error) Error.captureStackTrace(error, this.#watched)
      throw error
    } finally {
      this.#watchIdle()
    }
  }

  /** The engine does not enforce `statement_timeout`; the watchdog does, and obeys the same statements. */
  #followTimeout(sql: string): void {
    const set = setTimeoutPattern.exec(sql)
    if (set && /local/i.test(set[1] ?? '')) this.#localTimeoutMs = Number(set[2])
    else if (set) this.#timeoutMs = Number(set[2])
    else if (resetTimeoutPattern.test(sql)) this.#timeoutMs = this.#limits.statementTimeoutMs
  }

  #watchIdle(): void {
    if (this.#session.ended || !this.#session.inTransaction) {
      this.#localTimeoutMs = undefined
      return
    }
    const limitMs = this.#limits.idleInTransactionTimeoutMs
    if (limitMs > 0) this.#idle = setTimeout(() => void this.#giveUp(limitMs), limitMs)
  }

  async #giveUp(limitMs: number): Promise<void> {
    this.#givenUp = new EmbeddedDatabaseError(
      `the transaction was silent for ${limitMs} ms and was rolled back`,
      {
        code: '25P03',
      },
    )
    await this.#leave()
  }

  async release(): Promise<void> {
    clearTimeout(this.#idle)
    if (!this.#givenUp) await this.#leave()
  }

  /** Hands the connection on as it was received: outside any transaction. */
  async #leave(): Promise<void> {
    const session = this.#session
    if (!session.ended && session.inTransaction) {
      await session.query('rollback', [], this.#limits.statementTimeoutMs).catch(() => undefined)
    }
    this.#unlock()
  }
}

const changes = (command: string) => /^(INSERT|UPDATE|DELETE|MERGE)$/.test(command)

/** Rows as objects, each cell through the parser of its type. */
export function rowsOf(result: EngineResult, parsers = parserOf): Record<string, unknown>[] {
  const columns = result.fields.map(({ name, dataTypeID }) => ({
    name,
    dataTypeID,
    parse: parsers(dataTypeID),
  }))
  let offset = 0
  return result.rows.map((cells) => {
    const row: Record<string, unknown> = {}
    columns.forEach(({ name, dataTypeID, parse }, index) => {
      const cell = cells[index]!
      if (cell === null) row[name] = null
      else if (dataTypeID !== byteaOid) row[name] = parse(cell as string)
      else {
        row[name] = Buffer.from(result.bytes!, offset, cell as number)
        offset += cell as number
      }
    })
    return row
  })
}

export class EmbeddedDialect implements Dialect {
  readonly #pool: EmbeddedPool

  constructor(pool: EmbeddedPool) {
    this.#pool = pool
  }

  createAdapter() {
    return new PostgresAdapter()
  }

  createDriver() {
    return new EmbeddedDriver(this.#pool)
  }

  createIntrospector(...parameters: ConstructorParameters<typeof PostgresIntrospector>) {
    return new PostgresIntrospector(...parameters)
  }

  createQueryCompiler() {
    return new PostgresQueryCompiler()
  }
}

class EmbeddedDriver implements Driver {
  readonly #pool: EmbeddedPool

  constructor(pool: EmbeddedPool) {
    this.#pool = pool
  }

  async init(): Promise<void> {}

  acquireConnection(): Promise<Lease> {
    return this.#pool.acquire()
  }

  async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    const isolation = settings.isolationLevel ? ` isolation level ${settings.isolationLevel}` : ''
    const access = settings.accessMode ? ` ${settings.accessMode}` : ''
    await leaseOf(connection).run(`start transaction${isolation}${access}`, [])
  }

  /** PostgreSQL answers a COMMIT of a failed transaction with ROLLBACK; that must not look like success. */
  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    const { command } = await leaseOf(connection).run('commit', [])
    if (command === 'ROLLBACK') throw abortedTransactionError()
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await leaseOf(connection).run('rollback', []).catch(ignoreLostConnection)
  }

  async savepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await leaseOf(connection).run(`savepoint ${quoted(name)}`, [])
  }

  async rollbackToSavepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await leaseOf(connection).run(`rollback to ${quoted(name)}`, [])
  }

  async releaseSavepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await leaseOf(connection).run(`release ${quoted(name)}`, [])
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    await leaseOf(connection).release()
  }

  /** The engine is closed by whoever opened it. */
  async destroy(): Promise<void> {}
}

const leaseOf = (connection: DatabaseConnection) => connection as Lease
const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`

/** With the session its transaction has gone; the statement that ended it has already told so. */
function ignoreLostConnection(error: unknown): void {
  const gone =
    error instanceof EmbeddedDatabaseError && 'code' in error && error.code === sqlState.connectionLost
  if (!gone) throw error
}

/** Kysely knows the error by this symbol, and then does not roll back a second time. */
const abortedTransactionError = () =>
  Object.assign(new Error('Transaction was rolled back instead of committed'), {
    name: 'AbortedTransactionError',
    [Symbol.for('kysely.AbortedTransactionError')]: true,
  })
