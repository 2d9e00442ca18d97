import { parentPort, workerData } from 'node:worker_threads'
import type { PGliteOptions } from '@electric-sql/pglite'
import { PGlite } from '@electric-sql/pglite'
import type {
  EngineFailure,
  EngineReply,
  EngineRequest,
  EngineResult,
  EngineStart,
} from './pglite-protocol.ts'
import { sqlState } from './errors.ts'
import { hookEngine } from './pglite-module.ts'
import { byteaOid } from './types.ts'

/**
 * The embedded engine's own thread. A query blocks this thread for as long as it runs, never the server, and
 * the server ends the thread when a query takes too long.
 */
const port = parentPort!
const start = workerData as EngineStart

const hooks = hookEngine(start.postgisBundle)

const startParams = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  '-c',
  'wal_sync_method=fsync',
  '-c',
  'timezone=UTC',
  '-c',
  'datestyle=ISO',
  '-c',
  'bytea_output=hex',
]

async function open(): Promise<PGlite> {
  const engine = await PGlite.create({
    dataDir: start.pgdata,
    startParams,
    extensions: hooks.extensions,
  } as unknown as PGliteOptions)
  engine.parsers = textFor(engine.parsers)
  engine.serializers = textFor(engine.serializers)
  engine.onNotification((channel, payload) => send({ kind: 'notification', channel, payload }))
  return engine
}

/** Values cross the threads as PostgreSQL's text; `types.ts` has the meaning. */
const textFor = (known: object) =>
  Object.fromEntries(Object.keys(known).map((oid) => [oid, (text: string) => text]))

function send(reply: EngineReply, moved: ArrayBuffer[] = []): void {
  port.postMessage(reply, moved)
}

type RawResult = Awaited<ReturnType<PGlite['query']>> & { command?: string; rowCount?: number }

async function runQuery(engine: PGlite, request: EngineRequest & { kind: 'query' }): Promise<void> {
  const { id } = request
  try {
    const parameters = request.parameters.map(textOf)
    const raw: RawResult = await engine.query(request.sql, parameters, { rowMode: 'array' })
    if (raw.command === undefined) {
      const failure = await afterSwallowedException(engine)
      send({ id, kind: 'error', failure, inTransaction: engine.isInTransaction() })
      return
    }
    const result = pack(raw, engine.isInTransaction())
    send({ id, kind: 'result', result }, result.bytes ? [result.bytes] : [])
  } catch (error) {
    send({ id, kind: 'error', failure: failureOf(error), inTransaction: engine.isInTransaction() })
  }
}

/** A library's own script. What it writes contains no geometry, so no exception of GEOS can be swallowed. */
async function runScript(engine: PGlite, { id, sql }: EngineRequest & { kind: 'script' }): Promise<void> {
  try {
    const raws = (await engine.exec(sql, { rowMode: 'array' })) as RawResult[]
    const results = raws.map((raw) => pack(raw, engine.isInTransaction()))
    send({ id, kind: 'results', results, inTransaction: engine.isInTransaction() })
  } catch (error) {
    send({ id, kind: 'error', failure: failureOf(error), inTransaction: engine.isInTransaction() })
  }
}

const textOf = (value: string | Uint8Array | null) =>
  value instanceof Uint8Array ? `\\x${Buffer.from(value).toString('hex')}` : value

/**
 * The net below `pglite-module.ts`: whatever else breaks inside WebAssembly (a trap, the end of the stack)
 * passes the engine without a word, and shows in one thing: the answer names no command. A division by zero
 * then sends PostgreSQL through its own error handling, which aborts the transaction and cleans up.
 */
async function afterSwallowedException(engine: PGlite): Promise<EngineFailure> {
  const cleanedUp = await engine.query('select 1/0').then(
    () => false,
    (error: unknown) =>
      failureOf(error).code === '22012' || failureOf(error).code === sqlState.transactionAborted,
  )
  return {
    message: 'the embedded database failed on this statement and gave no reason',
    code: sqlState.internalError,
    severity: 'ERROR',
    fatal: !cleanedUp,
  }
}

function failureOf(error: unknown): EngineFailure {
  if (!(error instanceof Error)) return { message: String(error), fatal: true }
  const {
    message,
    stack: _stack,
    ...fields
  } = { ...error, message: error.message } as Record<string, unknown>
  const named = Object.fromEntries(
    Object.entries(fields).filter(([, value]) => typeof value === 'string'),
  ) as Partial<EngineFailure>
  return { ...named, message: String(message), fatal: !/^[0-9A-Z]{5}$/.test(named.code ?? '') }
}

/** Cells as text, and the bytea cells one behind the other in a buffer that can be moved to the server. */
function pack(raw: RawResult, inTransaction: boolean): EngineResult {
  const rows = raw.rows as (string | number | null)[][]
  const columns = raw.fields.flatMap((field, index) => (field.dataTypeID === byteaOid ? [index] : []))
  const bytes = columns.length > 0 ? packBytes(rows, columns) : null
  return {
    fields: raw.fields.map(({ name, dataTypeID }) => ({ name, dataTypeID })),
    rows,
    bytes,
    command: raw.command ?? '',
    rowCount: raw.rowCount ?? null,
    inTransaction,
  }
}

function packBytes(rows: (string | number | null)[][], columns: number[]): ArrayBuffer {
  const hex: string[] = []
  for (const row of rows) {
    for (const column of columns) {
      const cell = row[column]
      if (typeof cell !== 'string') continue
      hex.push(cell.slice(2))
      row[column] = (cell.length - 2) / 2
    }
  }
  const packed = hex.join('')
  const buffer = new ArrayBuffer(packed.length / 2)
  Buffer.from(buffer).write(packed, 'hex')
  return buffer
}

async function serve(): Promise<void> {
  const engine = await open()
  const idleStack = hooks.stack.pointer
  let last = Promise.resolve()
  port.on('message', (request: EngineRequest) => {
    last = last.then(async () => {
      if (request.kind !== 'close') {
        await (request.kind === 'query' ? runQuery(engine, request) : runScript(engine, request))
        // An error leaves the engine without unwinding its stack; after some 3000 of them it would be full.
        hooks.stack.pointer = idleStack
        return
      }
      await engine.close()
      send({ id: request.id, kind: 'closed' })
      port.close()
    })
  })
  send({ kind: 'ready' })
}

serve().catch((error: unknown) => send({ kind: 'failed', failure: { ...failureOf(error), fatal: true } }))
