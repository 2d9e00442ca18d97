import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { Problem } from '#api/http/problem.ts'
import type { Db } from '#api/db/database.ts'
import type { JobKey } from './import.queries.ts'
import { createJob, deleteJob, insertChunk, updateJob } from './import.queries.ts'
import type { ImportChoices } from './import-protocol.ts'

/** The file goes into the database in pieces of this size; no more of it is in memory at once. */
const chunkBytes = 1 << 20
const nameLength = 200
/** Boundaries and fields of the multipart body. */
const envelopeBytes = 64 * 1024

export type UploadOwner = { zoneId: number; userId: string; userName: string; owner: string }

/** A body that says itself that it is too long is refused before the first byte of it is read. */
export function refuseLongBody(request: FastifyRequest, limitBytes: number): void {
  const length = Number(request.headers['content-length'])
  if (length > limitBytes + envelopeBytes) throw tooLarge(limitBytes)
}

const tooLarge = (limitBytes: number) =>
  new Problem('too-large', { detail: `a file may have ${limitBytes} bytes`, limitBytes })

/** Receives one file of a multipart body; what it may be is asked when it is read. */
export async function receiveFile(
  request: FastifyRequest,
  db: Db,
  who: UploadOwner,
  limitBytes: number,
  readChoices: (text: string) => ImportChoices,
): Promise<JobKey> {
  if (!request.isMultipart()) throw new Problem('unsupported-media', { detail: 'send multipart/form-data' })
  if (!/;\s*boundary=\s*"?[^";\s]/i.test(request.headers['content-type'] ?? ''))
    throw new Problem('invalid-request', { detail: 'multipart/form-data needs a boundary' })
  const part = await request.file({ throwFileSizeLimit: false, limits: { fileSize: limitBytes } })
  if (!part) throw missingFile()
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

const missingFile = () =>
  new Problem('invalid-request', { errors: [{ path: 'body.file', rule: 'required' }], detail: 'send a file' })

/** Only ever shown, never a path; the extension stays. */
function cleanName(name: string | undefined): string {
  const last = (name ?? '').normalize('NFC').split(/[\\/]/).at(-1) ?? ''
  const clean = last.replaceAll(/\p{Cc}/gu, '').trim()
  if (clean === '') return 'file'
  return clean.length <= nameLength ? clean : `${clean.slice(0, nameLength - 20)}${clean.slice(-20)}`
}

const fieldOf = (field: unknown): string | undefined => {
  const one = Array.isArray(field) ? (field[0] as unknown) : field
  const value = (one as { value?: unknown } | undefined)?.value
  return typeof value === 'string' ? value : value === undefined ? undefined : JSON.stringify(value)
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
