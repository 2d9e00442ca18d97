import { parentPort } from 'node:worker_threads'
import { paperDocx } from './docx.ts'
import type { PaperReply, PaperRequest } from './paper-protocol.ts'
import { paperPdf } from './pdf.ts'

/** Draws papers one after another: fitting fonts to a paper takes half a second of computing. */
async function answer({ n, format, paper }: PaperRequest): Promise<PaperReply> {
  try {
    const { bytes, missing } = format === 'pdf' ? await paperPdf(paper) : await paperDocx(paper)
    return { n, bytes: Uint8Array.from(bytes), missing }
  } catch (error) {
    return { n, fault: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

let last: Promise<void> = Promise.resolve()
parentPort!.on('message', (request: PaperRequest) => {
  last = last.then(async () => {
    const reply = await answer(request)
    parentPort!.postMessage(reply, 'bytes' in reply ? [reply.bytes.buffer as ArrayBuffer] : [])
  })
})
