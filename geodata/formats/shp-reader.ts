import type { BBox, Geometry, Position, Ring } from '../model/geojson.ts'
import { isCounterClockwise, orientPolygon } from '../geometry/orient.ts'
import { ringsToGeometry } from '../geometry/rings-to-polygons.ts'
import type { Place } from './placement.ts'

/**
 * The main file (.shp) of a shapefile: a header of 100 bytes, then records of number and length (big-endian,
 * in 16-bit words) and content (little-endian). ESRI Shapefile Technical Description, July 1998.
 */
const headerBytes = 100
const fileCode = 9994

export type ShapeRemark =
  | 'z_dropped'
  | 'm_dropped'
  | 'ring_closed'
  | 'ring_roles_by_containment'
  | 'polygon_outer_counter_clockwise'

export type ShapeFault =
  | 'geometry_null'
  | 'geometry_empty'
  | 'shape_type_unknown'
  | 'shape_damaged'
  | 'shape_missing'
  | 'coordinates_out_of_range'
  | 'ring_too_short'
  | 'line_too_short'
  | 'crs_unknown'

export type ShapeRead = { ok: true; geometry: Geometry } | { ok: false; reason: ShapeFault }

export type ShpFile = {
  /** Box of the header, or of the points where the header says nothing; null when there is no point. */
  extent: BBox | null
  /** Bytes at which each record's content lies; `length` 0 for a record that is not there. */
  records: { at: number; length: number }[]
  truncated: boolean
  view: DataView
}

type Remark = (remark: ShapeRemark) => void

const isFiniteBox = (box: BBox): boolean =>
  box.every((value) => Number.isFinite(value) && Math.abs(value) < 1e38)

const headerBox = (view: DataView): BBox | null => {
  const box: BBox = [36, 44, 52, 60].map((at) => view.getFloat64(at, true)) as BBox
  return isFiniteBox(box) && box[0] <= box[2] && box[1] <= box[3] ? box : null
}

/** Follows the records one after the other. */
const sequentialRecords = (view: DataView): Pick<ShpFile, 'records' | 'truncated'> => {
  const records: ShpFile['records'] = []
  let at = headerBytes
  while (at + 8 <= view.byteLength) {
    const length = view.getInt32(at + 4) * 2
    if (length < 4 || at + 8 + length > view.byteLength) return { records, truncated: true }
    records.push({ at: at + 8, length })
    at += 8 + length
  }
  return { records, truncated: at !== view.byteLength && view.byteLength - at >= 8 }
}

/** Follows the index; editors leave replaced shapes behind in the main file, only the index skips them. */
const indexedRecords = (view: DataView, index: DataView): ShpFile['records'] | null => {
  const count = Math.floor((index.byteLength - headerBytes) / 8)
  if (count < 0 || index.byteLength < headerBytes || index.getInt32(0) !== fileCode) return null
  const records: ShpFile['records'] = []
  for (let i = 0; i < count; i++) {
    const at = index.getInt32(headerBytes + i * 8) * 2
    const length = index.getInt32(headerBytes + i * 8 + 4) * 2
    if (at < headerBytes || length < 4 || at + 8 + length > view.byteLength) return null
    if (view.getInt32(at + 4) * 2 !== length) return null
    records.push({ at: at + 8, length })
  }
  return records
}

/** Null when the bytes are no .shp at all. Counts in headers are never believed. */
export const openShp = (shp: Uint8Array, shx: Uint8Array | null): ShpFile | null => {
  const view = new DataView(shp.buffer, shp.byteOffset, shp.byteLength)
  if (shp.length < headerBytes || view.getInt32(0) !== fileCode) return null
  const index = shx ? new DataView(shx.buffer, shx.byteOffset, shx.byteLength) : null
  const indexed = index ? indexedRecords(view, index) : null
  const found = indexed ? { records: indexed, truncated: false } : sequentialRecords(view)
  return { view, ...found, extent: found.records.length > 0 ? headerBox(view) : null }
}

type Cursor = { view: DataView; at: number; end: number; place: Place }

const placed = (point: Position | null): Position => {
  if (!point) throw new Unreadable('coordinates_out_of_range')
  return point
}

/** Carries the reason out of one record; never leaves this file. */
class Unreadable extends Error {
  readonly reason: ShapeFault
  constructor(reason: ShapeFault) {
    super(reason)
    this.reason = reason
  }
}

const point = ({ view, at, end, place }: Cursor, offset: number): Position => {
  if (at + offset + 16 > end) throw new Unreadable('shape_damaged')
  return placed(place(view.getFloat64(at + offset, true), view.getFloat64(at + offset + 8, true)))
}

const multiPoint = (cursor: Cursor): Position[] => {
  const { view, at, end } = cursor
  if (at + 40 > end) throw new Unreadable('shape_damaged')
  const count = view.getInt32(at + 36, true)
  if (count < 0 || at + 40 + count * 16 > end) throw new Unreadable('shape_damaged')
  if (count === 0) throw new Unreadable('geometry_empty')
  return Array.from({ length: count }, (_, i) => point(cursor, 40 + i * 16))
}

const parts = ({ view, at, end, place }: Cursor): Position[][] => {
  if (at + 44 > end) throw new Unreadable('shape_damaged')
  const partCount = view.getInt32(at + 36, true)
  const pointCount = view.getInt32(at + 40, true)
  const pointsAt = at + 44 + partCount * 4
  if (partCount < 0 || pointCount < 0 || pointsAt + pointCount * 16 > end)
    throw new Unreadable('shape_damaged')
  if (partCount === 0 || pointCount === 0) throw new Unreadable('geometry_empty')
  const read: Position[][] = []
  for (let part = 0; part < partCount; part++) {
    const from = view.getInt32(at + 44 + part * 4, true)
    const to = part + 1 < partCount ? view.getInt32(at + 48 + part * 4, true) : pointCount
    if (from < 0 || to < from || to > pointCount) throw new Unreadable('shape_damaged')
    const line: Position[] = []
    for (let i = pointsAt + from * 16; i < pointsAt + to * 16; i += 16)
      line.push(placed(place(view.getFloat64(i, true), view.getFloat64(i + 8, true))))
    if (line.length > 0) read.push(line)
  }
  return read
}

const lineGeometry = (lines: Position[][]): Geometry => {
  if (lines.some(({ length }) => length < 2)) throw new Unreadable('line_too_short')
  return lines.length === 1
    ? { type: 'LineString', coordinates: lines[0]! }
    : { type: 'MultiLineString', coordinates: lines }
}

const closed = (ring: Ring, remark: Remark): Ring => {
  const [first, last] = [ring[0]!, ring.at(-1)!]
  if (first[0] !== last[0] || first[1] !== last[1]) {
    ring.push([first[0], first[1]])
    remark('ring_closed')
  }
  if (ring.length < 4) throw new Unreadable('ring_too_short')
  return ring
}

/**
 * The specification wants shells clockwise and holes counter-clockwise; many programs do not keep to it. Where
 * rings lie decides, and a disagreement is remarked.
 */
const polygonGeometry = (rings: Ring[], remark: Remark): Geometry => {
  for (const ring of rings) closed(ring, remark)
  const first = rings[0]!
  if (rings.length === 1) {
    if (isCounterClockwise(first)) remark('polygon_outer_counter_clockwise')
    return { type: 'Polygon', coordinates: orientPolygon(rings) }
  }
  const clockwise = rings.filter((ring) => !isCounterClockwise(ring)).length
  const geometry = ringsToGeometry(rings)
  const shells = geometry.type === 'Polygon' ? 1 : geometry.coordinates.length
  if (shells !== clockwise) remark('ring_roles_by_containment')
  return geometry
}

const geometryOf = (cursor: Cursor, remark: Remark): Geometry => {
  const type = cursor.view.getInt32(cursor.at, true)
  if (type === 0) throw new Unreadable('geometry_null')
  if (type > 10 && type < 20) remark('z_dropped')
  if (type > 20 && type < 30) remark('m_dropped')
  switch (type) {
    case 1:
    case 11:
    case 21:
      return { type: 'Point', coordinates: point(cursor, 4) }
    case 3:
    case 13:
    case 23:
      return lineGeometry(parts(cursor))
    case 5:
    case 15:
    case 25:
      return polygonGeometry(parts(cursor), remark)
    case 8:
    case 18:
    case 28:
      return { type: 'MultiPoint', coordinates: multiPoint(cursor) }
    default:
      throw new Unreadable('shape_type_unknown')
  }
}

/** The geometry of record `index` (from 0) in EPSG:4490, or why there is none. */
export const readShape = (file: ShpFile, index: number, place: Place | null, remark: Remark): ShapeRead => {
  const record = file.records[index]
  if (!record) return { ok: false, reason: 'shape_missing' }
  const { at, length } = record
  try {
    const cursor = { view: file.view, at, end: at + length, place: place ?? ((x, y): Position => [x, y]) }
    const geometry = geometryOf(cursor, remark)
    return place ? { ok: true, geometry } : { ok: false, reason: 'crs_unknown' }
  } catch (fault) {
    if (fault instanceof Unreadable) return { ok: false, reason: fault.reason }
    throw fault
  }
}
