import { Inflate } from 'fflate'
import { crc32 } from './crc32.ts'
import { decodes } from './encoding.ts'
import type { ArchiveLimits } from './exchange.ts'
import { decodeGbk } from './gbk.ts'

/**
 * Reading a zip file that a stranger sent. Nothing is believed: the directory is checked for names that
 * leave the archive, links and encryption before anything is unpacked, and the limit on unpacked bytes is
 * enforced while unpacking, across all entries, whatever sizes the headers declare.
 */
export const defaultArchiveLimits: ArchiveLimits = { totalBytes: 1 << 30, entries: 10_000, ratio: 400 }

export type ArchiveFault =
  | 'archive_damaged'
  | 'archive_truncated'
  | 'archive_too_many_entries'
  | 'archive_path_leaves'
  | 'archive_path_ambiguous'
  | 'archive_link'
  | 'archive_encrypted'
  | 'archive_method_unknown'
  | 'archive_too_large'
  | 'archive_ratio'
  | 'archive_checksum'

export type ArchiveEntry = { path: string; packedBytes: number; declaredBytes: number }

type Refused = { ok: false; reason: ArchiveFault; path?: string }

export type Archive = {
  entries: ArchiveEntry[]
  read: (entry: ArchiveEntry) => { ok: true; bytes: Uint8Array } | Refused
}

type Located = ArchiveEntry & { method: number; crc: number; headerAt: number }

const endSignature = 0x06054b50
const entrySignature = 0x02014b50
const localSignature = 0x04034b50
const end64Signature = 0x06064b50
const locator64Signature = 0x07064b50
const unset32 = 0xffffffff

/** DEFLATE cannot expand further than this. */
const deflateRatio = 1032
/** Packed bytes given to the inflater at once: at most 16 MiB come out before the limit is looked at. */
const stepBytes = 16_384
const ratioMattersFrom = 64 << 20

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

export const looksLikeZip = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5)

const findEnd = (view: DataView): number => {
  const last = view.byteLength - 22
  for (let at = last; at >= Math.max(0, last - 0xffff); at--)
    if (view.getUint32(at, true) === endSignature) return at
  return -1
}

const uint64 = (view: DataView, at: number): number => Number(view.getBigUint64(at, true))

/** Where the directory lies and how many entries it has, from the Zip64 record when there is one. */
const directoryOf = (view: DataView): { at: number; count: number } | null => {
  const end = findEnd(view)
  if (end < 0) return null
  const plain = { at: view.getUint32(end + 16, true), count: view.getUint16(end + 10, true) }
  if (plain.at !== unset32 && plain.count !== 0xffff) return plain
  const locator = end - 20
  if (locator < 0 || view.getUint32(locator, true) !== locator64Signature) return plain
  const end64 = uint64(view, locator + 8)
  if (end64 + 56 > view.byteLength || view.getUint32(end64, true) !== end64Signature) return null
  return { at: uint64(view, end64 + 48), count: uint64(view, end64 + 32) }
}

/** UTF-8 when flagged or valid (macOS does not set the flag), otherwise the Chinese Windows code page. */
const decodeName = (bytes: Uint8Array, flagged: boolean): string =>
  flagged || decodes(bytes, 'utf-8') ? new TextDecoder('utf-8').decode(bytes) : decodeGbk(bytes)

const pathFault = (path: string): ArchiveFault | null => {
  if (path.includes('\\') || path.includes('\0')) return 'archive_path_ambiguous'
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'archive_path_leaves'
  return path.split('/').includes('..') ? 'archive_path_leaves' : null
}

const isLink = (madeBy: number, attributes: number): boolean =>
  madeBy >> 8 === 3 && ((attributes >>> 16) & 0o170000) === 0o120000

const isClutter = (path: string): boolean =>
  path.endsWith('/') ||
  path.startsWith('__MACOSX/') ||
  /(^|\/)(\._[^/]*|\.DS_Store|Thumbs\.db|desktop\.ini)$/i.test(path)

/** Sizes and offset; 0xffffffff stands for "see the Zip64 extra field". */
const sizesOf = (view: DataView, at: number, extraAt: number, extraEnd: number): [number, number, number] => {
  const values = [view.getUint32(at + 24, true), view.getUint32(at + 20, true), view.getUint32(at + 42, true)]
  let field = extraAt
  while (field + 4 <= extraEnd) {
    const length = view.getUint16(field + 2, true)
    if (view.getUint16(field, true) === 1) {
      let from = field + 4
      for (let i = 0; i < 3; i++) {
        if (values[i] !== unset32 || from + 8 > Math.min(extraEnd, field + 4 + length)) continue
        values[i] = uint64(view, from)
        from += 8
      }
    }
    field += 4 + length
  }
  return [values[0]!, values[1]!, values[2]!]
}

type EntryRead = { ok: true; entry: Located; next: number } | Refused

const readEntry = (bytes: Uint8Array, view: DataView, at: number): EntryRead => {
  if (at + 46 > bytes.length || view.getUint32(at, true) !== entrySignature)
    return { ok: false, reason: 'archive_damaged' }
  const flags = view.getUint16(at + 8, true)
  const nameEnd = at + 46 + view.getUint16(at + 28, true)
  const extraEnd = nameEnd + view.getUint16(at + 30, true)
  const next = extraEnd + view.getUint16(at + 32, true)
  if (next > bytes.length) return { ok: false, reason: 'archive_damaged' }
  const path = decodeName(bytes.subarray(at + 46, nameEnd), (flags & 0x800) !== 0)
  const fault = pathFault(path)
  if (fault) return { ok: false, reason: fault, path }
  if (isLink(view.getUint16(at + 4, true), view.getUint32(at + 38, true)))
    return { ok: false, reason: 'archive_link', path }
  if ((flags & 0x41) !== 0) return { ok: false, reason: 'archive_encrypted', path }
  const [declaredBytes, packedBytes, headerAt] = sizesOf(view, at, nameEnd, extraEnd)
  const method = view.getUint16(at + 10, true)
  const crc = view.getUint32(at + 16, true)
  return { ok: true, next, entry: { path, packedBytes, declaredBytes, method, crc, headerAt } }
}

type Inflated = { ok: true; bytes: Uint8Array } | { ok: false; reason: ArchiveFault }

/** Inflates in small steps and stops at the first byte above `allowed`. */
const inflate = (packed: Uint8Array, declared: number, allowed: number): Inflated => {
  const plausible = Math.min(declared, packed.length * deflateRatio + 64, allowed)
  let out: Uint8Array = new Uint8Array(plausible)
  let length = 0
  let tooLarge = false
  const inflater = new Inflate((chunk) => {
    if (tooLarge || length + chunk.length > allowed) {
      tooLarge = true
      return
    }
    if (length + chunk.length > out.length) {
      const grown = new Uint8Array(Math.min(allowed, Math.max(out.length * 2, length + chunk.length)))
      grown.set(out.subarray(0, length))
      out = grown
    }
    out.set(chunk, length)
    length += chunk.length
  })
  try {
    for (let at = 0; at < packed.length; at += stepBytes) {
      inflater.push(packed.subarray(at, at + stepBytes), at + stepBytes >= packed.length)
      if (tooLarge) break
    }
  } catch {
    return { ok: false, reason: 'archive_damaged' }
  }
  return tooLarge ? { ok: false, reason: 'archive_too_large' } : { ok: true, bytes: out.subarray(0, length) }
}

const packedOf = (bytes: Uint8Array, view: DataView, entry: Located): Uint8Array | null => {
  const at = entry.headerAt
  if (at + 30 > bytes.length || view.getUint32(at, true) !== localSignature) return null
  const from = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true)
  return from + entry.packedBytes > bytes.length ? null : bytes.subarray(from, from + entry.packedBytes)
}

const unpack = (bytes: Uint8Array, view: DataView, entry: Located, allowed: number): Inflated => {
  const packed = packedOf(bytes, view, entry)
  if (!packed) return { ok: false, reason: 'archive_truncated' }
  if (entry.method !== 0 && entry.method !== 8) return { ok: false, reason: 'archive_method_unknown' }
  if (entry.method === 0 && packed.length > allowed) return { ok: false, reason: 'archive_too_large' }
  const inflated: Inflated =
    entry.method === 0 ? { ok: true, bytes: packed } : inflate(packed, entry.declaredBytes, allowed)
  if (!inflated.ok) return inflated
  return crc32(inflated.bytes) === entry.crc ? inflated : { ok: false, reason: 'archive_checksum' }
}

/** Checks the directory of the whole archive; entries are unpacked one by one, when asked for. */
export const openArchive = (
  bytes: Uint8Array,
  limits: Partial<ArchiveLimits> = {},
): { ok: true; archive: Archive } | Refused => {
  const { totalBytes, entries: maxEntries, ratio } = { ...defaultArchiveLimits, ...limits }
  const view = viewOf(bytes)
  const directory = bytes.length < 22 ? null : directoryOf(view)
  if (!directory) return { ok: false, reason: 'archive_damaged' }
  if (directory.count > maxEntries) return { ok: false, reason: 'archive_too_many_entries' }
  const located = new Map<ArchiveEntry, Located>()
  let at = directory.at
  for (let i = 0; i < directory.count; i++) {
    const read = readEntry(bytes, view, at)
    if (!read.ok) return read
    at = read.next
    if (!isClutter(read.entry.path)) located.set(read.entry, read.entry)
  }
  let used = 0
  const read: Archive['read'] = (entry) => {
    const place = located.get(entry)
    if (!place) return { ok: false, reason: 'archive_damaged', path: entry.path }
    const byRatio = Math.max(ratioMattersFrom, place.packedBytes * ratio)
    const allowed = Math.min(totalBytes - used, byRatio)
    const unpacked = unpack(bytes, view, place, allowed)
    if (unpacked.ok) used += unpacked.bytes.length
    else if (unpacked.reason === 'archive_too_large' && byRatio < totalBytes - used)
      return { ok: false, reason: 'archive_ratio', path: entry.path }
    return unpacked.ok ? unpacked : { ...unpacked, path: entry.path }
  }
  return { ok: true, archive: { entries: [...located.keys()], read } }
}
