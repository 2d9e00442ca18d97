import { Worker } from 'node:worker_threads'
import { EmbeddedDatabaseError, sqlState } from './errors.ts'
import type { DatabaseLog } from './database.ts'
import type {
  EngineFailure,
  EngineReply,
  EngineRequest,
  EngineResult,
  EngineStart,
} from './pglite-protocol.ts'

/** One run of the engine's thread. When it ends, everything that depends on it (a transaction) has ended too. */
export type EngineSession = {
  readonly ended: boolean
  query(sql: string, parameters: (string | Uint8Array | null)[], timeoutMs: number): Promise<EngineResult>
  /** Several statements in one text; one result for each. */
  script(sql: string, timeoutMs: number): Promise<EngineResult[]>
  /** Whether PostgreSQL is inside a transaction block, by its last answer. */
  readonly inTransaction: boolean
}

export type Engine = {
  /** The running session; opens a new one when the last has ended. */
  session(): Promise<EngineSession>
  close(): Promise<void>
}

type EngineOptions = EngineStart & {
  log: DatabaseLog
  onNotification(channel: string, payload: string): void
  /** After the engine has been opened again; notifications may have been missed. */
  onReopened(session: EngineSession): Promise<void>
}

type Pending = {
  resolve(results: EngineResult[]): void
  reject(error: Error): void
  timer: NodeJS.Timeout | undefined
}

const closeTimeoutMs = 20_000

/** Opens the engine in its own thread, and again whenever that thread ends without having been asked to. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  let closed = false
  let current: Promise<RunningSession> = startSession(options)
  await current

  const reopen = async (last: RunningSession) => {
    await last.exit
    options.log.warn({ reason: last.endReason }, 'the embedded database has ended and is opened again')
    const session = await startSession(options)
    await options.onReopened(session)
    return session
  }

  return {
    async session() {
      if (closed) throw new EmbeddedDatabaseError('the database is closed', { code: sqlState.connectionLost })
      const before = current
      const session = await before.catch(() => null)
      if (session && !session.ended) return session
      if (before === current) current = session ? reopen(session) : startSession(options)
      return current
    },
    async close() {
      closed = true
      const session = await current.catch(() => null)
      await session?.close()
    },
  }
}

type Unnumbered =
  | { kind: 'query'; sql: string; parameters: (string | Uint8Array | null)[] }
  | { kind: 'script'; sql: string }

type RunningSession = EngineSession & { exit: Promise<void>; endReason: string; close(): Promise<void> }

async function startSession(options: EngineOptions): Promise<RunningSession> {
  const workerData: EngineStart = { pgdata: options.pgdata, postgisBundle: options.postgisBundle }
  const worker = new Worker(new URL('./pglite-worker.mjs', import.meta.url), {
    workerData,
    execArgv: [],
    // Deep enough that PostgreSQL's own check of its depth (2 MB) answers first, with a proper error.
    resourceLimits: { stackSizeMb: 64 },
    env: { PATH: process.env['PATH'] ?? '' },
  })
  const send = (request: EngineRequest) => worker.postMessage(request, [])
  const pending = new Map<number, Pending>()
  let nextId = 1
  const state = { ended: false, endReason: '', inTransaction: false }

  const end = (error: Error) => {
    if (state.ended) return
    state.ended = true
    state.endReason = error.message
    for (const { reject, timer } of pending.values()) {
      clearTimeout(timer)
      reject(error)
    }
    pending.clear()
    void worker.terminate()
  }
  const exit = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  worker.once('exit', (code) => end(lost(`the embedded database's thread ended (code ${code})`)))
  worker.once('error', (error: Error) => end(lost(`the embedded database failed: ${error.message}`)))

  const ready = new Promise<void>((resolve, reject) => {
    worker.once('error', (error: Error) =>
      reject(lost(`the embedded database did not open: ${error.message}`)),
    )
    worker.once('exit', () => reject(lost('the embedded database did not open')))
    worker.on('message', (reply: EngineReply) => {
      if (reply.kind === 'ready') return resolve()
      if (reply.kind === 'notification') return options.onNotification(reply.channel, reply.payload)
      if (reply.kind === 'failed') {
        const error = lost(`the embedded database did not open: ${reply.failure.message}`)
        reject(error)
        return end(error)
      }
      settle(reply)
    })
  })

  const settle = (reply: EngineReply & { id: number }) => {
    const request = pending.get(reply.id)
    if (!request) return
    pending.delete(reply.id)
    clearTimeout(request.timer)
    if (reply.kind === 'result') {
      state.inTransaction = reply.result.inTransaction
      request.resolve([reply.result])
    } else if (reply.kind === 'results') {
      state.inTransaction = reply.inTransaction
      request.resolve(reply.results)
    } else if (reply.kind === 'error') {
      state.inTransaction = reply.inTransaction
      request.reject(errorOf(reply.failure))
      if (reply.failure.fatal) end(errorOf(reply.failure))
    }
  }

  const ask = (request: Unnumbered, timeoutMs: number): Promise<EngineResult[]> => {
    if (state.ended) return Promise.reject(lost(`the embedded database was ended: ${state.endReason}`))
    const id = nextId++
    return new Promise((resolve, reject) => {
      const timer = timeoutMs > 0 ? setTimeout(() => end(timedOut(timeoutMs)), timeoutMs) : undefined
      pending.set(id, { resolve, reject, timer })
      send({ ...request, id })
    })
  }

  const session: RunningSession = {
    exit,
    get ended() {
      return state.ended
    },
    get endReason() {
      return state.endReason
    },
    get inTransaction() {
      return state.inTransaction
    },
    async query(sql, parameters, timeoutMs) {
      const [result] = await ask({ kind: 'query', sql, parameters }, timeoutMs)
      return result!
    },
    script: (sql, timeoutMs) => ask({ kind: 'script', sql }, timeoutMs),
    async close() {
      if (state.ended) return exit
      send({ id: nextId++, kind: 'close' })
      const timer = setTimeout(() => end(lost('the embedded database did not close in time')), closeTimeoutMs)
      await exit
      clearTimeout(timer)
    },
  }
  await ready
  return session
}

const lost = (message: string) => new EmbeddedDatabaseError(message, { code: sqlState.connectionLost })

const timedOut = (timeoutMs: number) =>
  new EmbeddedDatabaseError(`the statement ran longer than ${timeoutMs} ms and was ended`, {
    code: sqlState.statementTimeout,
  })

function errorOf({ message, fatal: _fatal, ...fields }: EngineFailure): EmbeddedDatabaseError {
  return new EmbeddedDatabaseError(message, fields)
}
