import { looksLikeZip, openArchive } from '../formats/archive.ts'
import { decodes } from '../formats/encoding.ts'

/**
 * What a file is, by its bytes and never by what the sender calls it. Only kinds that an office really attaches are
 * known; everything else (HTML, SVG, programs) is refused. The name's extension has to agree, so that nobody who
 * saves the file is surprised by what opens it.
 */
export const fileKinds = {
  jpeg: { mediaType: 'image/jpeg', extensions: ['jpg', 'jpeg', 'jpe'] },
  png: { mediaType: 'image/png', extensions: ['png'] },
  webp: { mediaType: 'image/webp', extensions: ['webp'] },
  pdf: { mediaType: 'application/pdf', extensions: ['pdf'] },
  docx: {
    mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    extensions: ['docx'],
  },
  xlsx: {
    mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    extensions: ['xlsx'],
  },
  dwg: { mediaType: 'image/vnd.dwg', extensions: ['dwg'] },
  dxf: { mediaType: 'image/vnd.dxf', extensions: ['dxf'] },
  zip: { mediaType: 'application/zip', extensions: ['zip'] },
  txt: { mediaType: 'text/plain', extensions: ['txt', 'csv'] },
} as const
export type FileKind = keyof typeof fileKinds

export type FileFault =
  | 'empty_file'
  | 'type_not_allowed'
  | 'extension_differs'
  | 'archive_unsafe'
  | 'archive_too_large'

export type KindOfFile = { ok: true; kind: FileKind; mediaType: string } | { ok: false; reason: FileFault }

const startsWith = (bytes: Uint8Array, signature: readonly number[], at = 0): boolean =>
  bytes.length >= at + signature.length && signature.every((byte, i) => bytes[at + i] === byte)

const asciiAt = (bytes: Uint8Array, at: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(at, at + length))

/** Nothing is unpacked here; whoever does later is not to be surprised by what the archive says of itself. */
const archiveLimits = { entries: 5_000, declaredBytes: 1 << 30, ratio: 400, ratioFrom: 64 << 20 }

function archiveKind(bytes: Uint8Array): FileKind | FileFault {
  const opened = openArchive(bytes, { entries: archiveLimits.entries })
  if (!opened.ok) return 'archive_unsafe'
  const { entries } = opened.archive
  const declared = entries.reduce((sum, entry) => sum + entry.declaredBytes, 0)
  const isSwollen = declared > archiveLimits.ratioFrom && declared > bytes.length * archiveLimits.ratio
  if (declared > archiveLimits.declaredBytes || isSwollen) return 'archive_too_large'
  const paths = new Set(entries.map(({ path }) => path))
  if (!paths.has('[Content_Types].xml')) return 'zip'
  // Macros are programs; an office file that carries them is not evidence.
  if ([...paths].some((path) => /(^|\/)vbaProject\.bin$/i.test(path))) return 'type_not_allowed'
  if (paths.has('word/document.xml')) return 'docx'
  return paths.has('xl/workbook.xml') ? 'xlsx' : 'zip'
}

/** Control characters that no text has; tabs and ends of lines do. */
const controls = /(?![\t\n\f\r])\p{Cc}/u

function textKind(bytes: Uint8Array): FileKind | FileFault {
  const encoding = (['utf-8', 'gb18030'] as const).find((name) => decodes(bytes, name))
  if (!encoding) return 'type_not_allowed'
  const text = new TextDecoder(encoding).decode(bytes)
  if (controls.test(text)) return 'type_not_allowed'
  if (/^\s*(?:999\r?\n[^\n]*\n\s*)*0\r?\n\s*SECTION\r?\n/.test(text.slice(0, 4096))) return 'dxf'
  return /^\s*(<|#!)/.test(text) ? 'type_not_allowed' : 'txt'
}

function kindOfBytes(bytes: Uint8Array): FileKind | FileFault {
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return 'jpeg'
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'png'
  if (asciiAt(bytes, 0, 4) === 'RIFF' && asciiAt(bytes, 8, 4) === 'WEBP') return 'webp'
  if (asciiAt(bytes, 0, 5) === '%PDF-') return 'pdf'
  if (/^AC10\d\d/.test(asciiAt(bytes, 0, 6))) return 'dwg'
  if (asciiAt(bytes, 0, 18) === 'AutoCAD Binary DXF') return 'dxf'
  return looksLikeZip(bytes) ? archiveKind(bytes) : textKind(bytes)
}

const isKind = (found: FileKind | FileFault): found is FileKind => Object.hasOwn(fileKinds, found)

export function kindOfFile(name: string, bytes: Uint8Array): KindOfFile {
  if (bytes.length === 0) return { ok: false, reason: 'empty_file' }
  const found = kindOfBytes(bytes)
  if (!isKind(found)) return { ok: false, reason: found }
  const { mediaType, extensions } = fileKinds[found]
  const extension = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''
  if (!(extensions as readonly string[]).includes(extension))
    return { ok: false, reason: 'extension_differs' }
  return { ok: true, kind: found, mediaType }
}

/** Pictures that a browser may show on a page. */
export const isPicture = (mediaType: string): boolean =>
  ['image/jpeg', 'image/png', 'image/webp'].includes(mediaType)
