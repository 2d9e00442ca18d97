import { Worker } from 'node:worker_threads'
import type { ThreadReply, ThreadRequest, ThreadStart } from './export-protocol.ts'

const heapMb = 1024
/** Threads at one time; whoever comes later waits. */
const mostThreads = 2

let running = 0
const waiting: (() => void)[] = []

async function takeTurn(): Promise<() => void> {
  if (running >= mostThreads) await new Promise<void>((resolve) => waiting.push(resolve))
  running++
  return () => {
    running--
    waiting.shift()?.()
  }
}

/** Hands pages of features to a thread and answers what it makes of them. */
export async function runThread(start: ThreadStart, pages: AsyncIterable<string>): Promise<ThreadReply> {
  const release = await takeTurn()
  const worker = new Worker(new URL('./export-thread.mjs', import.meta.url), {
    workerData: start,
    execArgv: [],
    env: { PATH: process.env['PATH'] ?? '' },
    resourceLimits: { maxOldGenerationSizeMb: heapMb },
  })
  const send = (request: ThreadRequest, moved: ArrayBuffer[] = []) => worker.postMessage(request, moved)
  try {
    return await new Promise<ThreadReply>((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
      worker.once('exit', (code) => reject(new Error(`the exporting thread ended with code ${code}`)))
      handOver(pages, send).catch(reject)
    })
  } finally {
    void worker.terminate()
    release()
  }
}

async function handOver(
  pages: AsyncIterable<string>,
  send: (request: ThreadRequest, moved?: ArrayBuffer[]) => void,
): Promise<void> {
  const encoder = new TextEncoder()
  for await (const features of pages) {
    const page = encoder.encode(`[${features}]`)
    send({ page }, [page.buffer as ArrayBuffer])
  }
  send({ page: null })
}
