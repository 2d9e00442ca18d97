import { Worker } from 'node:worker_threads'
import type {
  FindingBatch,
  LayerSummary,
  ReaderMessage,
  ReaderRequest,
  ReaderStart,
  RowBatch,
  RowPair,
  ImportFinding,
} from './import-protocol.ts'

/** Why a reading ended without an answer. `findings` tell more where the file itself is at fault. */
export class ReadingFailed extends Error {
  readonly reason: string
  readonly findings: ImportFinding[]

  constructor(reason: string, findings: ImportFinding[] = []) {
    super(reason)
    this.reason = reason
    this.findings = findings
  }
}

export type ReadingLimits = {
  /** Of JavaScript objects; the bytes of the file and what it inflates to are counted apart. */
  heapMb: number
  /** A thread that says nothing for so long is stuck. */
  silentMs: number
}

export type ReadingHooks = {
  /** The file, piece by piece. */
  chunks: AsyncIterable<Uint8Array>
  onRows(batch: RowBatch): Promise<void>
  onPairs(pairs: RowPair[]): Promise<void>
  onProgress(done: number, total: number | null): void
}

export type Reading = { state: 'asking' | 'checked'; layers: LayerSummary[]; findings: FindingBatch | null }

/**
 * Reads a file in a thread of its own. The thread is ended when the reading ends, when `signal` aborts, when it
 * grows beyond its limit, and when it is silent for too long: a poisoned file costs its thread, not the server.
 */
export async function readInThread(
  start: ReaderStart,
  limits: ReadingLimits,
  hooks: ReadingHooks,
  signal: AbortSignal,
): Promise<Reading> {
  signal.throwIfAborted()
  const worker = new Worker(new URL('./import-thread.mjs', import.meta.url), {
    workerData: start,
    execArgv: [],
    env: { PATH: process.env['PATH'] ?? '' },
    resourceLimits: { maxOldGenerationSizeMb: limits.heapMb },
  })
  const send = (request: ReaderRequest, moved: ArrayBuffer[] = []) => worker.postMessage(request, moved)
  let watchdog: NodeJS.Timeout | undefined
  try {
    return await new Promise<Reading>((resolve, reject) => {
      const stir = () => {
        clearTimeout(watchdog)
        watchdog = setTimeout(() => reject(new ReadingFailed('reading_stuck')), limits.silentMs)
      }
      const take = async (id: number, work: Promise<void>) => {
        await work
        send({ kind: 'taken', id })
      }
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
      worker.once('error', (error: Error & { code?: string }) =>
        reject(
          new ReadingFailed(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'too_much_memory' : 'reader_crashed'),
        ),
      )
      worker.once('exit', () => reject(new ReadingFailed('reader_crashed')))
      worker.on('message', (message: ReaderMessage) => {
        stir()
        if (message.kind === 'failed') reject(new ReadingFailed(message.reason, message.findings))
        else if (message.kind === 'done') resolve(message)
        else if (message.kind === 'pairs') take(message.id, hooks.onPairs(message.pairs)).catch(reject)
        else if (message.kind === 'batch') {
          hooks.onProgress(message.done, message.total)
          take(message.id, hooks.onRows(message.batch)).catch(reject)
        }
      })
      stir()
      handOver(hooks.chunks, send, signal).catch(reject)
    })
  } finally {
    clearTimeout(watchdog)
    worker.removeAllListeners()
    // A late error of a thread that is being ended must not end the server.
    worker.on('error', () => undefined)
    await worker.terminate()
  }
}

async function handOver(
  chunks: AsyncIterable<Uint8Array>,
  send: (request: ReaderRequest, moved?: ArrayBuffer[]) => void,
  signal: AbortSignal,
): Promise<void> {
  for await (const chunk of chunks) {
    signal.throwIfAborted()
    const own = new Uint8Array(chunk)
    send({ kind: 'bytes', bytes: own }, [own.buffer])
  }
  send({ kind: 'read' })
}
