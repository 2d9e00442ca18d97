import { deflateSync } from 'node:zlib'
import { strToU8, zipSync } from 'fflate'
import { crc32 } from '#geodata/formats/crc32.ts'

/** Small real files, made byte by byte. */

function chunk(type: string, content: Buffer): Buffer {
  const head = Buffer.from(type, 'latin1')
  const body = Buffer.concat([head, content])
  const out = Buffer.alloc(body.length + 8)
  out.writeUInt32BE(content.length, 0)
  body.copy(out, 4)
  out.writeUInt32BE(crc32(body), body.length + 4)
  return out
}

/** A grey PNG. */
export function png(widthPx = 3, heightPx = 2): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(widthPx, 0)
  header.writeUInt32BE(heightPx, 4)
  header.set([8, 0, 0, 0, 0], 8)
  const rows = Buffer.alloc((widthPx + 1) * heightPx, 0x80)
  for (let row = 0; row < heightPx; row++) rows[row * (widthPx + 1)] = 0
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const parts = [chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]
  return Buffer.concat([signature, ...parts])
}

type Entry = { tag: number; type: number; count: number; value: Buffer }
const ascii = (tag: number, text: string): Entry => {
  const value = Buffer.from(`${text}\0`, 'latin1')
  return { tag, type: 2, count: value.length, value }
}
const rational = (tag: number, ...values: [number, number][]): Entry => {
  const value = Buffer.alloc(values.length * 8)
  values.forEach(([over, under], i) => {
    value.writeUInt32LE(over, i * 8)
    value.writeUInt32LE(under, i * 8 + 4)
  })
  return { tag, type: 5, count: values.length, value }
}
const long = (tag: number, to: number): Entry => {
  const value = Buffer.alloc(4)
  value.writeUInt32LE(to)
  return { tag, type: 4, count: 1, value }
}

/** One TIFF directory at `at`; long values stand behind it. */
function directory(at: number, entries: Entry[]): Buffer {
  const head = Buffer.alloc(2 + entries.length * 12 + 4)
  head.writeUInt16LE(entries.length, 0)
  const tail: Buffer[] = []
  let next = at + head.length
  entries.forEach(({ tag, type, count, value }, i) => {
    const place = 2 + i * 12
    head.writeUInt16LE(tag, place)
    head.writeUInt16LE(type, place + 2)
    head.writeUInt32LE(count, place + 4)
    if (value.length <= 4) value.copy(head, place + 8)
    else {
      head.writeUInt32LE(next, place + 8)
      tail.push(value)
      next += value.length
    }
  })
  return Buffer.concat([head, ...tail])
}

export type Shot = {
  takenAt?: string
  lat?: [number, number, number]
  lng?: [number, number, number]
  south?: true
}

/** A JPEG head with an EXIF block and a frame of 640 × 480; enough for whoever reads heads. */
export function jpeg({ takenAt, lat, lng, south }: Shot = {}): Buffer {
  const at = 8
  const exifAt = 200
  const gpsAt = 300
  const root = directory(at, [
    ...(takenAt ? [long(0x8769, exifAt)] : []),
    ...(lat ? [long(0x8825, gpsAt)] : []),
  ])
  const dms = (parts: [number, number, number]): [number, number][] => [
    [parts[0], 1],
    [parts[1], 1],
    [Math.round(parts[2] * 100), 100],
  ]
  const tiff = Buffer.alloc(500)
  tiff.write('II*\0', 0, 'latin1')
  tiff.writeUInt32LE(at, 4)
  root.copy(tiff, at)
  if (takenAt) directory(exifAt, [ascii(0x9003, takenAt)]).copy(tiff, exifAt)
  if (lat && lng) {
    const gps = [
      ascii(1, south ? 'S' : 'N'),
      rational(2, ...dms(lat)),
      ascii(3, 'E'),
      rational(4, ...dms(lng)),
    ]
    directory(gpsAt, [...gps, rational(31, [5, 1])]).copy(tiff, gpsAt)
  }
  const exif = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff])
  const segment = (marker: number, content: Buffer) => {
    const head = Buffer.from([0xff, marker, 0, 0])
    head.writeUInt16BE(content.length + 2, 2)
    return Buffer.concat([head, content])
  }
  const frame = Buffer.from([8, 480 >> 8, 480 & 255, 640 >> 8, 640 & 255, 1, 1, 0x11, 0])
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe1, exif),
    segment(0xc0, frame),
    Buffer.from([0xff, 0xd9]),
  ])
}

export const pdf = (): Buffer => Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n')

/** An archive of these files. */
export const zip = (files: Record<string, string>): Buffer =>
  Buffer.from(zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)]))))

export const docx = (more: Record<string, string> = {}): Buffer =>
  zip({ '[Content_Types].xml': '<Types/>', 'word/document.xml': '<document/>', ...more })
export const xlsx = (): Buffer => zip({ '[Content_Types].xml': '<Types/>', 'xl/workbook.xml': '<workbook/>' })

/** A well-formed archive whose directory says that one entry unpacks to `declaredBytes`. */
export function swollenZip(declaredBytes: number): Buffer {
  const bytes = zip({ 'bomb.txt': 'x'.repeat(1000) })
  const entry = bytes.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]))
  bytes.writeUInt32LE(declaredBytes, entry + 24)
  return bytes
}

const boundary = '----mujie-evidence'
/** A file with what is said of it, as a browser sends both. */
export function evidenceForm(about: unknown, name: string, bytes: Uint8Array) {
  const text = typeof about === 'string' ? about : JSON.stringify(about)
  const head =
    `--${boundary}\r\ncontent-disposition: form-data; name="about"\r\n\r\n${text}\r\n` +
    `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\n` +
    `content-type: application/octet-stream\r\n\r\n`
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    payload: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  }
}
