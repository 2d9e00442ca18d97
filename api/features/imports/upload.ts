import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { Problem } from '#api/http/problem.ts'
import { cleanName, fieldOf, filePartOf, tooLarge } from '#api/http/upload.ts'
import type { Db } from '#api/db/database.ts'
import type { JobKey } from './import.queries.ts'
import { createJob, deleteJob, insertChunk, updateJob } from './import.queries.ts'
import type { ImportChoices } from './import-protocol.ts'

/** The file goes into the database in pieces of this size; no more of it is in memory at once. */
const chunkBytes = 1 << 20

export type UploadOwner = { zoneId: number; userId: string; userName: string; owner: string }

/** Receives one file of a multipart body; what it may be is asked when it is read. */
export async function receiveFile(
  request: FastifyRequest,
  db: Db,
  who: UploadOwner,
  limitBytes: number,
  readChoices: (text: string) => ImportChoices,
): Promise<JobKey> {
  const part = await filePartOf(request, limitBytes)
  const text = fieldOf(part.fields['choices'])
  const choices = text === undefined ? {} : readChoices(text)
  const key = await createJob(db, { ...who, fileName: cleanName(part.filename), choices })
  try {
    const hash = createHash('sha256')
    let seq = 0
    let size = 0
    for await (const chunk of inChunks(part.file)) {
      if (part.file.truncated) break
      hash.update(chunk)
      size += chunk.length
      await insertChunk(db, key, seq++, chunk)
    }
    if (part.file.truncated) throw tooLarge(limitBytes)
    const received = { state: 'reading', fileSize: size, fileSha256: hash.digest('hex') }
    if (!(await updateJob(db, key, received, { owner: who.owner }))) throw new Problem('gone')
    return key
  } catch (error) {
    await deleteJob(db, key)
    throw error
  }
}

async function* inChunks(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let pieces: Buffer[] = []
  let held = 0
  for await (const piece of stream) {
    pieces.push(piece)
    held += piece.length
    if (held < chunkBytes) continue
    yield Buffer.concat(pieces)
    pieces = []
    held = 0
  }
  if (held > 0) yield Buffer.concat(pieces)
}
