import type { Position } from '../model/geojson.ts'
import { isDate } from '../rules/property-rules.ts'
import { jpegSegments } from './picture-size.ts'

/**
 * When and where a photograph was taken, from its EXIF block (CIPA DC-008): DateTimeOriginal and the GPS directory.
 * Cameras write local time and WGS 84, which is CGCS2000 within a metre. What is damaged is left out; nothing throws.
 */
export type PhotoFacts = { observedOn: string | null; position: Position | null; accuracyM: number | null }

const none: PhotoFacts = { observedOn: null, position: null, accuracyM: null }

const tags = { exif: 0x8769, gps: 0x8825, takenAt: 0x9003, latRef: 1, lat: 2, lngRef: 3, lng: 4, errorM: 31 }
/** Bytes of one value by TIFF type: ASCII, SHORT, LONG, RATIONAL. */
const sizes: Readonly<Record<number, number>> = { 2: 1, 3: 2, 4: 4, 5: 8 }
const mostEntries = 200

type Tiff = { view: DataView; isLittle: boolean }
type Entry = { type: number; count: number; at: number }

function openTiff(bytes: Uint8Array): Tiff | null {
  for (const { marker, at, length } of jpegSegments(bytes)) {
    const isExif =
      marker === 0xe1 && length > 14 && String.fromCharCode(...bytes.subarray(at, at + 4)) === 'Exif'
    if (!isExif) continue
    const view = new DataView(bytes.buffer, bytes.byteOffset + at + 6, length - 6)
    const order = view.getUint16(0)
    if (order !== 0x4949 && order !== 0x4d4d) return null
    return { view, isLittle: order === 0x4949 }
  }
  return null
}

/** The entries of a directory by tag; those that point outside the block are left out. */
function directory({ view, isLittle }: Tiff, at: number): Map<number, Entry> {
  const found = new Map<number, Entry>()
  if (at < 8 || at + 2 > view.byteLength) return found
  const count = Math.min(view.getUint16(at, isLittle), mostEntries)
  for (let i = 0; i < count; i++) {
    const place = at + 2 + i * 12
    if (place + 12 > view.byteLength) break
    const type = view.getUint16(place + 2, isLittle)
    const values = view.getUint32(place + 4, isLittle)
    const bytes = (sizes[type] ?? 0) * values
    const valueAt = bytes <= 4 ? place + 8 : view.getUint32(place + 8, isLittle)
    if (bytes > 0 && valueAt + bytes <= view.byteLength)
      found.set(view.getUint16(place, isLittle), { type, count: values, at: valueAt })
  }
  return found
}

const textOf = ({ view }: Tiff, entry: Entry | undefined): string =>
  entry?.type === 2
    ? Array.from({ length: Math.min(entry.count, 40) }, (_, i) =>
        String.fromCharCode(view.getUint8(entry.at + i)),
      )
        .join('')
        .replace(/\0.*$/, '')
    : ''

function rationals({ view, isLittle }: Tiff, entry: Entry | undefined): number[] {
  if (entry?.type !== 5) return []
  return Array.from({ length: Math.min(entry.count, 3) }, (_, i) => {
    const at = entry.at + i * 8
    return view.getUint32(at, isLittle) / view.getUint32(at + 4, isLittle)
  })
}

const offsetOf = ({ view, isLittle }: Tiff, entry: Entry | undefined): number =>
  entry?.type === 4 ? view.getUint32(entry.at, isLittle) : 0

function degrees(tiff: Tiff, entry: Entry | undefined, ref: string, negative: string): number | null {
  const [whole, minutes = 0, seconds = 0] = rationals(tiff, entry)
  if (whole === undefined || ref === '') return null
  const value = whole + minutes / 60 + seconds / 3600
  if (!Number.isFinite(value)) return null
  return ref.toUpperCase() === negative ? -value : value
}

function positionOf(tiff: Tiff, gps: Map<number, Entry>): Position | null {
  const lat = degrees(tiff, gps.get(tags.lat), textOf(tiff, gps.get(tags.latRef)), 'S')
  const lng = degrees(tiff, gps.get(tags.lng), textOf(tiff, gps.get(tags.lngRef)), 'W')
  // Cameras without a fix write zeros.
  if (lat === null || lng === null || (lat === 0 && lng === 0)) return null
  if (Math.abs(lat) > 90 || Math.abs(lng) > 180) return null
  return [Math.round(lng * 1e7) / 1e7, Math.round(lat * 1e7) / 1e7]
}

function dayOf(text: string): string | null {
  const day = text.slice(0, 10).replaceAll(':', '-')
  return isDate(day) ? day : null
}

export function photoFacts(bytes: Uint8Array): PhotoFacts {
  const tiff = openTiff(bytes)
  if (!tiff || tiff.view.byteLength < 10) return none
  const root = directory(tiff, tiff.view.getUint32(4, tiff.isLittle))
  const exif = directory(tiff, offsetOf(tiff, root.get(tags.exif)))
  const gps = directory(tiff, offsetOf(tiff, root.get(tags.gps)))
  const [errorM] = rationals(tiff, gps.get(tags.errorM))
  return {
    observedOn: dayOf(textOf(tiff, exif.get(tags.takenAt))),
    position: positionOf(tiff, gps),
    accuracyM: errorM !== undefined && Number.isFinite(errorM) && errorM > 0 ? errorM : null,
  }
}
