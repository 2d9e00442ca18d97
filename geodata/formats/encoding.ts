import type { EncodingAnswer, EncodingEvidence } from './exchange.ts'
import { gbkPlausibility } from './gbk.ts'
import { concat } from './bytes.ts'

/** Encodings a person may choose, in the order in which they are offered. */
export const encodings = [
  'utf-8',
  'gb18030',
  'big5',
  'utf-16le',
  'utf-16be',
  'shift_jis',
  'windows-1252',
] as const

export type EncodingName = (typeof encodings)[number]

/** A text must look at least this much like Chinese in GBK before we take it as such unasked. */
const plausibleFrom = 0.85

const aliases: Record<string, EncodingName> = {
  '65001': 'utf-8',
  utf8: 'utf-8',
  'utf-8': 'utf-8',
  unicode: 'utf-8',
  '936': 'gb18030',
  cp936: 'gb18030',
  'ansi 936': 'gb18030',
  gbk: 'gb18030',
  gb2312: 'gb18030',
  gb18030: 'gb18030',
  'windows-936': 'gb18030',
  '54936': 'gb18030',
  '950': 'big5',
  cp950: 'big5',
  'ansi 950': 'big5',
  big5: 'big5',
  'big-5': 'big5',
  '932': 'shift_jis',
  cp932: 'shift_jis',
  shift_jis: 'shift_jis',
  sjis: 'shift_jis',
  '1252': 'windows-1252',
  'ansi 1252': 'windows-1252',
  cp1252: 'windows-1252',
  'windows-1252': 'windows-1252',
  'iso-8859-1': 'windows-1252',
  'iso 8859-1': 'windows-1252',
  '88591': 'windows-1252',
  latin1: 'windows-1252',
  'utf-16': 'utf-16le',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
}

/** Our name for what a .cpg file, a form or a person writes; null when it is none we can decode. */
export const encodingNamed = (label: string): EncodingName | null => {
  const key = label.trim().toLowerCase()
  return Object.hasOwn(aliases, key) ? (aliases[key] ?? null) : null
}

export const byteOrderMark = (bytes: Uint8Array): { name: EncodingName; length: number } | null => {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { name: 'utf-8', length: 3 }
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { name: 'utf-16le', length: 2 }
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { name: 'utf-16be', length: 2 }
  return null
}

export const isAscii = (bytes: Uint8Array): boolean => {
  for (let i = 0; i < bytes.length; i++) if (bytes[i]! > 0x7f) return false
  return true
}

const chunkBytes = 1 << 20

/** Decodes without keeping the result, so that a large file costs time only. */
export const decodes = (bytes: Uint8Array, name: EncodingName): boolean => {
  const decoder = new TextDecoder(name, { fatal: true })
  try {
    for (let at = 0; at < bytes.length; at += chunkBytes)
      decoder.decode(bytes.subarray(at, at + chunkBytes), { stream: true })
    decoder.decode()
    return true
  } catch {
    return false
  }
}

/** Never throws: what cannot be decoded becomes U+FFFD. */
export const decode = (bytes: Uint8Array, name: EncodingName): string => new TextDecoder(name).decode(bytes)

/** The same piece by piece, for files that should never be one string. */
export function* decodedPieces(bytes: Uint8Array, name: EncodingName): Generator<string> {
  const decoder = new TextDecoder(name)
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    const last = at + chunkBytes >= bytes.length
    yield decoder.decode(bytes.subarray(at, at + chunkBytes), { stream: !last })
  }
}

/** Text in another encoding as UTF-8. */
export const toUtf8 = (bytes: Uint8Array, from: EncodingName): Uint8Array => {
  const encoder = new TextEncoder()
  const pieces: Uint8Array[] = []
  for (const piece of decodedPieces(bytes, from)) pieces.push(encoder.encode(piece))
  return concat(pieces)
}

const sampleBytes = 96

/** Around the first byte that is not ASCII, where encodings differ. */
const tellingPart = (bytes: Uint8Array): Uint8Array => {
  const first = bytes.findIndex((byte) => byte > 0x7f)
  const from = Math.max(0, first)
  return bytes.subarray(from, from + sampleBytes)
}

export const encodingSamples = (bytes: Uint8Array): EncodingAnswer['candidates'] => {
  const part = tellingPart(bytes)
  return (['gb18030', 'utf-8', 'big5', 'windows-1252'] as const).map((name) => ({
    name,
    sample: decode(part, name),
  }))
}

const known = (name: EncodingName | null, how: EncodingEvidence): EncodingAnswer => ({
  name,
  how,
  candidates: [],
})

/**
 * The encoding of a text by its content: byte order mark, pure ASCII, strict UTF-8, then Chinese in GB18030
 * when the characters are the common ones. Anything else is left for a person, with samples.
 */
export const detectEncoding = (bytes: Uint8Array, asked?: string): EncodingAnswer => {
  const chosen = asked === undefined ? null : encodingNamed(asked)
  if (chosen) return known(chosen, 'asked')
  const mark = byteOrderMark(bytes)
  if (mark) return known(mark.name, 'bom')
  if (isAscii(bytes)) return known('utf-8', 'not_needed')
  return judge(bytes, decodes(bytes, 'utf-8'))
}

/** A few Chinese characters in GBK can pass for Latin or Greek letters in UTF-8: then a person decides. */
const judge = (bytes: Uint8Array, isUtf8: boolean): EncodingAnswer => {
  const isGbk = gbkPlausibility(bytes) >= plausibleFrom
  const hasLongCharacters = bytes.some((byte) => byte >= 0xe0)
  if (isUtf8 && (hasLongCharacters || !isGbk)) return known('utf-8', 'utf8_strict')
  if (isGbk && !isUtf8) return known('gb18030', 'gb18030_scored')
  return { name: null, how: 'unknown', candidates: encodingSamples(bytes) }
}

/** The same for many short texts, each of which may end in half a character. */
export const detectCellEncoding = (cells: Uint8Array[]): EncodingAnswer => {
  if (cells.length === 0) return known('utf-8', 'not_needed')
  const isUtf8 = cells.every((cell) => decodes(withoutCutCharacter(cell), 'utf-8'))
  const lines = cells.flatMap((cell) => [isUtf8 ? withoutCutCharacter(cell) : cell, Uint8Array.of(0x0a)])
  return judge(concat(lines), isUtf8)
}

/** Whether texts of limited width can be what a label says they are. */
export const cellsDecode = (cells: Uint8Array[], name: EncodingName): boolean =>
  cells.every((cell) => {
    if (name === 'utf-8') return decodes(withoutCutCharacter(cell), name)
    return decodes(cell, name) || decodes(cell.subarray(0, -1), name)
  })

/** Fields of fixed width are often cut in the middle of a character: drops such a tail. */
export const withoutCutCharacter = (bytes: Uint8Array): Uint8Array => {
  let start = bytes.length - 1
  while (start > 0 && bytes.length - start < 4 && (bytes[start]! & 0xc0) === 0x80) start--
  const lead = bytes[start] ?? 0
  const needs = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1
  return bytes.length - start < needs ? bytes.subarray(0, start) : bytes
}
