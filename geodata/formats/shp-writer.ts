import { type Transformation } from '../crs/transform.ts'
import { rewindClockwise } from '../geometry/orient.ts'
import type { BBox, Geometry, Position } from '../model/geojson.ts'

/** Shape types of the specification without heights and measures. */
export type ShapeType = 1 | 3 | 5 | 8

export const shapeTypeOf = (geometry: Geometry): ShapeType => {
  switch (geometry.type) {
    case 'Point':
      return 1
    case 'MultiPoint':
      return 8
    case 'LineString':
    case 'MultiLineString':
      return 3
    default:
      return 5
  }
}

const headerBytes = 100
const recordHeaderBytes = 8
const nullContentBytes = 4

/** Paths of a geometry in the order and direction in which a shapefile wants them. */
const pathsOf = (geometry: Geometry): Position[][] => {
  switch (geometry.type) {
    case 'Point':
      return [[geometry.coordinates]]
    case 'MultiPoint':
    case 'LineString':
      return [geometry.coordinates]
    case 'MultiLineString':
      return geometry.coordinates
    case 'Polygon':
      return rewindClockwise(geometry).coordinates
    case 'MultiPolygon':
      return rewindClockwise(geometry).coordinates.flat()
  }
}

const pointCount = (paths: Position[][]): number => paths.reduce((sum, path) => sum + path.length, 0)

const contentBytes = (geometry: Geometry | null): number => {
  if (!geometry) return nullContentBytes
  const type = shapeTypeOf(geometry)
  if (type === 1) return 20
  const paths = geometry.type === 'MultiPolygon' ? geometry.coordinates.flat() : pathsOf(geometry)
  return type === 8 ? 40 + pointCount(paths) * 16 : 44 + paths.length * 4 + pointCount(paths) * 16
}

/** Size of the main file, to be known before anything is written. */
export const shpBytes = (geometries: Iterable<Geometry | null>): number => {
  let total = headerBytes
  for (const geometry of geometries) total += recordHeaderBytes + contentBytes(geometry)
  return total
}

const emptyBox = (): BBox => [Infinity, Infinity, -Infinity, -Infinity]

const stretch = (box: BBox, [x, y]: Position): void => {
  box[0] = Math.min(box[0], x)
  box[1] = Math.min(box[1], y)
  box[2] = Math.max(box[2], x)
  box[3] = Math.max(box[3], y)
}

const writeBox = (view: DataView, at: number, box: BBox): void =>
  box.forEach((value, i) => view.setFloat64(at + i * 8, Number.isFinite(value) ? value : 0, true))

const writePoints = (view: DataView, from: number, points: Position[]): number => {
  let at = from
  for (const [x, y] of points) {
    view.setFloat64(at, x, true)
    view.setFloat64(at + 8, y, true)
    at += 16
  }
  return at
}

/** Writes one record's content, stretches the box of the file, and gives the offset behind it. */
const writeContent = (
  view: DataView,
  start: number,
  type: ShapeType,
  paths: Position[][],
  whole: BBox,
): number => {
  view.setInt32(start, type, true)
  const box = emptyBox()
  for (const path of paths) for (const point of path) stretch(box, point)
  stretch(whole, [box[0], box[1]])
  stretch(whole, [box[2], box[3]])
  if (type === 1) return writePoints(view, start + 4, paths[0]!)
  writeBox(view, start + 4, box)
  if (type === 8) {
    view.setInt32(start + 36, paths[0]!.length, true)
    return writePoints(view, start + 40, paths[0]!)
  }
  view.setInt32(start + 36, paths.length, true)
  view.setInt32(start + 40, pointCount(paths), true)
  let first = 0
  paths.forEach((path, i) => {
    view.setInt32(start + 44 + i * 4, first, true)
    first += path.length
  })
  return paths.reduce((at, path) => writePoints(view, at, path), start + 44 + paths.length * 4)
}

const writeFileHeader = (view: DataView, type: ShapeType, box: BBox): void => {
  view.setInt32(0, 9994)
  view.setInt32(24, view.byteLength / 2)
  view.setInt32(28, 1000, true)
  view.setInt32(32, type, true)
  writeBox(view, 36, box)
}

/** The main file and its index; `transform` takes `[lng, lat]` to the system of the file. */
export const writeShp = (
  geometries: Iterable<Geometry | null>,
  count: number,
  type: ShapeType,
  transform: Transformation,
): { shp: Uint8Array; shx: Uint8Array } => {
  const shp = new DataView(new ArrayBuffer(shpBytes(geometries)))
  const shx = new DataView(new ArrayBuffer(headerBytes + count * 8))
  const whole = emptyBox()
  let at = headerBytes
  let index = 0
  for (const geometry of geometries) {
    const content = at + recordHeaderBytes
    const paths = geometry ? pathsOf(geometry).map((path) => path.map(transform)) : null
    const end = paths ? writeContent(shp, content, type, paths, whole) : content + nullContentBytes
    const words = (end - content) / 2
    shp.setInt32(at, index + 1)
    shp.setInt32(at + 4, words)
    shx.setInt32(headerBytes + index * 8, at / 2)
    shx.setInt32(headerBytes + index * 8 + 4, words)
    at = end
    index++
  }
  writeFileHeader(shp, type, whole)
  writeFileHeader(shx, type, whole)
  return { shp: new Uint8Array(shp.buffer), shx: new Uint8Array(shx.buffer) }
}
