import type { FastifyRequest } from 'fastify'
import { Problem } from './problem.ts'

/** What every route shares that receives a file as multipart/form-data. */

const nameLength = 200
/** Boundaries and fields of the multipart body. */
const envelopeBytes = 64 * 1024

export const tooLarge = (limitBytes: number) =>
  new Problem('too-large', { detail: `a file may have ${limitBytes} bytes`, limitBytes })

/** A body that says itself that it is too long is refused before the first byte of it is read. */
export function refuseLongBody(request: FastifyRequest, limitBytes: number): void {
  const length = Number(request.headers['content-length'])
  if (length > limitBytes + envelopeBytes) throw tooLarge(limitBytes)
}

/** The one file of a multipart body with the fields before it. */
export async function filePartOf(request: FastifyRequest, limitBytes: number) {
  if (!request.isMultipart()) throw new Problem('unsupported-media', { detail: 'send multipart/form-data' })
  if (!/;\s*boundary=\s*"?[^";\s]/i.test(request.headers['content-type'] ?? ''))
    throw new Problem('invalid-request', { detail: 'multipart/form-data needs a boundary' })
  const part = await request.file({ throwFileSizeLimit: false, limits: { fileSize: limitBytes } })
  if (part) return part
  throw new Problem('invalid-request', {
    errors: [{ path: 'body.file', rule: 'required' }],
    detail: 'send a file',
  })
}

/** The text of a field that came before the file. */
export function fieldOf(field: unknown): string | undefined {
  const one = Array.isArray(field) ? (field[0] as unknown) : field
  const value = (one as { value?: unknown } | undefined)?.value
  return typeof value === 'string' ? value : value === undefined ? undefined : JSON.stringify(value)
}

/** Only ever shown, never a path; the extension stays. */
export function cleanName(name: string | undefined): string {
  const last = (name ?? '').normalize('NFC').split(/[\\/]/).at(-1) ?? ''
  const clean = last.replaceAll(/[\p{Cc}\p{Bidi_Control}]/gu, '').trim()
  if (clean === '') return 'file'
  return clean.length <= nameLength ? clean : `${clean.slice(0, nameLength - 20)}${clean.slice(-20)}`
}
