import { Worker } from 'node:worker_threads'
import type { Paper } from '#geodata/papers/paper.ts'
import type { PaperFormat, PaperReply } from './paper-protocol.ts'

export type RenderedPaper = { bytes: Buffer; missing: string[] }

export const paperTypes: Readonly<Record<PaperFormat, string>> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
}

/** Fonts and library stay loaded between papers, and go when nobody asks for a while. */
const idleMs = 60_000
const heapMb = 768

type Waiting = { resolve: (paper: RenderedPaper) => void; reject: (fault: Error) => void }
type Press = { worker: Worker; waiting: Map<number, Waiting>; timer: NodeJS.Timeout | undefined }

let press: Press | undefined
let count = 0

function close(one: Press, fault: Error): void {
  if (press === one) press = undefined
  clearTimeout(one.timer)
  for (const { reject } of one.waiting.values()) reject(fault)
  one.waiting.clear()
  void one.worker.terminate()
}

function settle(one: Press, reply: PaperReply): void {
  const waiting = one.waiting.get(reply.n)
  one.waiting.delete(reply.n)
  if ('fault' in reply) waiting?.reject(new Error(`the paper could not be drawn: ${reply.fault}`))
  else waiting?.resolve({ bytes: Buffer.from(reply.bytes), missing: reply.missing })
  if (one.waiting.size > 0) return
  // A thread that waits for work does not keep a server that stops.
  one.worker.unref()
  one.timer = setTimeout(() => close(one, new Error('idle')), idleMs)
  one.timer.unref()
}

function open(): Press {
  const worker = new Worker(new URL('./paper-thread.mjs', import.meta.url), {
    execArgv: [],
    env: { PATH: process.env['PATH'] ?? '' },
    resourceLimits: { maxOldGenerationSizeMb: heapMb },
  })
  const one: Press = { worker, waiting: new Map(), timer: undefined }
  worker.on('message', (reply: PaperReply) => settle(one, reply))
  worker.on('error', (fault) => close(one, fault as Error))
  worker.on('exit', (code) => close(one, new Error(`the drawing thread ended with code ${code}`)))
  return one
}

/** Draws a paper as a file, in a thread of its own so that no other request waits. */
export function renderPaper(paper: Paper, format: PaperFormat): Promise<RenderedPaper> {
  const one = (press ??= open())
  clearTimeout(one.timer)
  one.worker.ref()
  return new Promise((resolve, reject) => {
    const n = ++count
    one.waiting.set(n, { resolve, reject })
    one.worker.postMessage({ n, format, paper }, [])
  })
}
