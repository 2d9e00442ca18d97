import { ellipsoidalAreaM2 } from '../geometry/ellipsoidal-area.ts'
import { orientPolygon } from '../geometry/orient.ts'
import { planeAreaM2, signedPlaneArea } from '../geometry/plane-area.ts'
import { ringsToPolygons } from '../geometry/rings-to-polygons.ts'
import { type AreaUnit, toM2 } from '../geometry/units.ts'
import type { Geometry, Position, Ring } from '../model/geojson.ts'
import { commonUnit, declaredAreaOf, differsNotably } from './coordinate-text-area.ts'
import { type RowReading, rowReading } from './coordinate-text-crs.ts'
import { type TextBlock, type TextRing, foldWidth, parseCoordinateText } from './coordinate-text-parse.ts'
import { decode, decodedPieces, detectEncoding, encodingNamed } from './encoding.ts'
import type { ExchangeField, Finding, ReadAnswer, ReadRequest, SourceFeature } from './exchange.ts'
import type { FindingCode } from './finding-codes.ts'
import { layerOf, stemOf } from './layer.ts'
import type { Place } from './placement.ts'

/** Properties of a parcel from a coordinate text file. */
export const coordinateTextFields = {
  code: '地块编号',
  name: '地块名称',
  /** As written, without a unit. */
  declaredArea: '地块面积',
  declaredAreaM2: '地块面积_平方米',
  sheet: '图幅号',
  use: '地块用途',
  landClass: '地类编码',
} as const

const names = coordinateTextFields

const headBytes = 4096

/** By its section headings, or by a row that only this format has. */
export const looksLikeCoordinateText = (bytes: Uint8Array): boolean => {
  const head = bytes.subarray(0, headBytes)
  const name = encodingNamed(detectEncoding(head).name ?? 'gb18030') ?? 'gb18030'
  return [decode(head, name), decode(head, 'gb18030')].some((text) => {
    const folded = foldWidth(text)
    return /\[\s*(属性描述|地块坐标)\s*\]/.test(folded) || /^[^\r\n]*(,[^\r\n]*){7},?\s*@\s*$/m.test(folded)
  })
}

/** A block measured and assembled in the coordinates of the file. */
type Assembled = {
  geometry: Geometry | null
  reason?: FindingCode
  /** Null for lines and points. */
  computedM2: number | null
}

type Say = (
  code: FindingCode,
  severity: Finding['severity'],
  line?: number,
  detail?: Finding['detail'],
) => void

/** Below this two vertices are the same one to three decimals; below the next they are suspiciously close. */
const sameWithinM = 0.0005
const closeWithinM = 0.012

const distance = (a: Position, b: Position): number => Math.hypot(a[0] - b[0], a[1] - b[1])

const pathOf = (
  { first, second, lines }: TextRing,
  { swapped, metric }: RowReading,
  say: Say,
): Position[] => {
  const path: Position[] = []
  for (let i = 0; i < first.length; i++) {
    const point: Position = swapped ? [first[i]!, second[i]!] : [second[i]!, first[i]!]
    const last = path.at(-1)
    const gap = last ? distance(last, point) : Infinity
    if (gap === 0 || (metric && gap < sameWithinM)) {
      say('vertex_repeated', 'note', lines[i])
      continue
    }
    if (metric && gap < closeWithinM) say('vertices_close', 'warning', lines[i], { distanceM: gap })
    path.push(point)
  }
  return path
}

const ringOf = (ring: TextRing, reading: RowReading, say: Say): Ring | null => {
  const path = pathOf(ring, reading, say)
  const [first, last] = [path[0], path.at(-1)]
  if (first && last && path.length > 2) {
    const gap = distance(first, last)
    if (gap > 0 && reading.metric && gap < sameWithinM && path.length > 3) path.pop()
    if (gap > 0) {
      say('ring_closed', 'note', ring.lines.at(-1))
      path.push([first[0], first[1]])
    }
  }
  if (path.length >= 4) return path
  say('ring_too_short', 'error', ring.lines[0], { points: path.length })
  return null
}

const checkCount = ({ cells, rings, line }: TextBlock, isArea: boolean, say: Say): void => {
  const declared = Number(cells.pointCount)
  if (cells.pointCount === '' || !Number.isInteger(declared)) return
  const rows = rings.reduce((sum, { first }) => sum + first.length, 0)
  const tolerance = isArea ? rings.length : 0
  if (Math.abs(rows - declared) > tolerance) say('point_count_differs', 'warning', line, { declared, rows })
}

const polygonsOf = (block: TextBlock, reading: RowReading, say: Say): Ring[][] | null => {
  const rings: Ring[] = []
  for (const ring of block.rings) {
    const read = ringOf(ring, reading, say)
    if (!read) return null
    rings.push(read)
  }
  if (rings.length === 1) return [orientPolygon(rings)]
  const polygons = ringsToPolygons(rings)
  const detail = { parts: polygons.length, holes: rings.length - polygons.length }
  say('rings_by_containment', 'note', block.line, detail)
  return polygons
}

/** One part is written as the simple type, more as the multiple one. */
const simplest = (multi: Geometry & { coordinates: unknown[] }): Geometry => {
  if (multi.coordinates.length !== 1 || !multi.type.startsWith('Multi')) return multi
  return { type: multi.type.slice('Multi'.length), coordinates: multi.coordinates[0] } as Geometry
}

const placeAll = <T>(items: T[], place: (item: T) => Position | null): Position[] | null => {
  const placed: Position[] = []
  for (const item of items) {
    const position = place(item)
    if (!position) return null
    placed.push(position)
  }
  return placed
}

type Kind = 'area' | 'line' | 'point'

const kindOf = (written: string, say: Say, line: number): Kind => {
  if (/线|^(poly)?line$/i.test(written)) return 'line'
  if (/点|^point$/i.test(written)) return 'point'
  if (!/面|多边形|^polygon$/i.test(written)) say('shape_kind_assumed', 'note', line, { written })
  return 'area'
}

const pathGeometry = (paths: Position[][], kind: Exclude<Kind, 'area'>): Geometry =>
  kind === 'line'
    ? simplest({ type: 'MultiLineString', coordinates: paths })
    : simplest({ type: 'MultiPoint', coordinates: paths.flat() })

const placePaths = (paths: Position[][], place: Place): Position[][] | null => {
  const placed = paths.map((path) => placeAll(path, ([x, y]) => place(x, y)))
  return placed.every((path) => path !== null) ? placed : null
}

const refused = (reason: FindingCode, computedM2: number | null = null): Assembled => ({
  geometry: null,
  reason,
  computedM2,
})

/**
 * Whether the vertices of a ring lie on one line to the precision of the file. Told in the plane: a straight line
 * there is a curve in degrees, and would enclose a sliver.
 */
const isFlat = (ring: Ring): boolean => {
  const start = ring[0]!
  const far = ring.reduce((most, position) =>
    distance(start, position) > distance(start, most) ? position : most,
  )
  const base = distance(start, far)
  return ring.every((position) => 2 * Math.abs(signedPlaneArea([start, far, position])) <= sameWithinM * base)
}

const assembleArea = (block: TextBlock, reading: RowReading, say: Say): Assembled => {
  const polygons = polygonsOf(block, reading, say)
  if (!polygons) return refused('ring_too_short')
  if (reading.metric && polygons.flat().some(isFlat)) {
    say('ring_without_area', 'error', block.line)
    return refused('ring_without_area')
  }
  const { metric, placement } = reading
  const planeM2 = metric ? polygons.reduce((sum, rings) => sum + planeAreaM2(rings), 0) : null
  if (!placement.place) return refused('crs_unknown', planeM2)
  const placed = polygons.map((rings) => placePaths(rings, placement.place!))
  if (!placed.every((rings) => rings !== null)) {
    say('coordinates_out_of_range', 'error', block.line)
    return refused('coordinates_out_of_range', planeM2)
  }
  const coordinates = placed as Ring[][]
  const computedM2 = planeM2 ?? ellipsoidalAreaM2({ type: 'MultiPolygon', coordinates })
  return { geometry: simplest({ type: 'MultiPolygon', coordinates }), computedM2 }
}

const assemblePaths = (
  block: TextBlock,
  reading: RowReading,
  kind: 'line' | 'point',
  say: Say,
): Assembled => {
  const paths = block.rings.map((ring) => pathOf(ring, reading, say))
  if (kind === 'line' && paths.some(({ length }) => length < 2)) {
    say('line_too_short', 'error', block.line)
    return refused('line_too_short')
  }
  if (!reading.placement.place) return refused('crs_unknown')
  const placed = placePaths(paths, reading.placement.place)
  if (placed) return { geometry: pathGeometry(placed, kind), computedM2: null }
  say('coordinates_out_of_range', 'error', block.line)
  return refused('coordinates_out_of_range')
}

const assemble = (block: TextBlock, reading: RowReading, say: Say): Assembled => {
  const kind = kindOf(block.cells.kind, say, block.line)
  checkCount(block, kind === 'area', say)
  if (block.rings.length === 0) {
    say('geometry_empty', 'error', block.line)
    return refused('geometry_empty')
  }
  return kind === 'area' ? assembleArea(block, reading, say) : assemblePaths(block, reading, kind, say)
}

const silent: Say = () => undefined

/** Blocks that are enough to tell the unit of a file. */
const unitSample = 500

const fileUnit = (
  blocks: TextBlock[],
  reading: RowReading,
  asked: AreaUnit | undefined,
): { unit: AreaUnit | null; how: string } => {
  if (asked) return { unit: asked, how: 'asked' }
  const pairs = blocks.slice(0, unitSample).flatMap((block): [number, number][] => {
    const declared = declaredAreaOf(block.cells.area)
    if (!declared || declared.unit) return []
    const { computedM2 } = assemble(block, reading, silent)
    return computedM2 ? [[declared.written, computedM2]] : []
  })
  return { unit: commonUnit(pairs), how: 'ratio' }
}

const orNull = (text: string): string | null => (text === '' ? null : text)

const declaredM2Of = (
  { cells, line }: TextBlock,
  computedM2: number | null,
  unit: AreaUnit | null,
  say: Say,
): number | null => {
  const declared = declaredAreaOf(cells.area)
  const used = declared?.unit ?? unit
  if (!declared) return null
  if (!used) {
    say('declared_area_unit_unknown', 'warning', line, { written: declared.written })
    return null
  }
  const declaredM2 = toM2(declared.written, used)
  if (computedM2 !== null && differsNotably(declaredM2, computedM2))
    say('declared_area_differs', 'warning', line, { declaredM2, computedM2 })
  return declaredM2
}

const propertiesOf = (block: TextBlock, declaredM2: number | null): SourceFeature['properties'] => {
  const { cells } = block
  return {
    [names.code]: orNull(cells.code),
    [names.name]: orNull(cells.name),
    [names.declaredArea]: declaredAreaOf(cells.area)?.written ?? null,
    [names.declaredAreaM2]: declaredM2,
    [names.sheet]: orNull(cells.sheet),
    [names.use]: orNull(cells.use),
    [names.landClass]: orNull(cells.landClass),
    ...Object.fromEntries(cells.extra.map((value, i) => [extraName(i), orNull(value)])),
  }
}

const extraName = (index: number): string => `附加${index + 1}`

const fieldsFor = (blocks: TextBlock[]): ExchangeField[] => {
  const extra = Math.min(
    64,
    blocks.reduce((most, { cells }) => Math.max(most, cells.extra.length), 0),
  )
  const numbers: string[] = [names.declaredArea, names.declaredAreaM2]
  const all = [...Object.values(names), ...Array.from({ length: extra }, (_, i) => extraName(i))]
  return all.map((name) => ({ name, type: numbers.includes(name) ? 'number' : 'text' }))
}

/** Reads every variant of domain.md §7.1–7.3; each finding carries the line it is about. */
export const readCoordinateText = (request: ReadRequest): ReadAnswer => {
  const encoding = detectEncoding(request.bytes, request.choices?.encoding)
  const name = encodingNamed(encoding.name ?? encoding.candidates[0]?.name ?? 'utf-8') ?? 'utf-8'
  const text = parseCoordinateText(decodedPieces(request.bytes, name))
  const { blocks } = text
  if (blocks.length === 0) return { ok: false, reason: 'no_coordinates', findings: text.findings }
  const reading = rowReading(text, request)
  const { unit, how } = fileUnit(blocks, reading, request.choices?.areaUnit)
  const unitFinding: Finding[] = unit
    ? [{ code: 'declared_area_unit', severity: 'note', detail: { unit, how } }]
    : []
  const layer = layerOf({
    name: stemOf(request.fileName),
    format: 'coordinate-text',
    declaredCount: blocks.length,
    placement: reading.placement,
    encoding,
    findings: [...text.findings, ...unitFinding],
    fields: () => fieldsFor(blocks),
    *walk(log) {
      for (const [index, block] of blocks.entries()) {
        const row = index + 1
        const say: Say = (code, severity, line, detail) =>
          log.add({ code, severity, row, ...(line ? { line } : {}), ...(detail ? { detail } : {}) })
        const { geometry, reason, computedM2 } = assemble(block, reading, say)
        const properties = propertiesOf(block, declaredM2Of(block, computedM2, unit, say))
        yield { row, line: block.line, geometry, ...(reason ? { reason } : {}), properties }
      }
    },
  })
  return { ok: true, layers: [layer], findings: [] }
}
