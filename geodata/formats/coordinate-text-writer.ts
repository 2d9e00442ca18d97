import { crsBySrid } from '../crs/crs.ts'
import type { Transformation } from '../crs/transform.ts'
import { ellipsoidalAreaM2 } from '../geometry/ellipsoidal-area.ts'
import { rewindClockwise } from '../geometry/orient.ts'
import { m2ToHa, roundTo } from '../geometry/units.ts'
import type { ArealGeometry, Geometry, Position, Ring } from '../model/geojson.ts'
import { fromStorage } from './coordinate-systems.ts'
import type { Finding } from './exchange.ts'
import { encodeGbk, encodeGbkLossy } from './gbk.ts'
import { concat } from './bytes.ts'

/** One block of the file. Boundary in EPSG:4490. */
export type TextParcel = {
  code: string
  name: string
  geometry: Geometry
  /** Area by document; without one, the ellipsoidal area of the boundary is written. */
  declaredAreaM2: number | null
  sheet?: string
  use?: string
  landClass?: string
}

export type CoordinateTextOptions = {
  /** A CGCS2000 zone; with or without the zone number before the easting, by its code. */
  srid: number
  encoding: 'utf-8' | 'gbk'
  /** For the header: `YYYY-MM-DD` and the office that writes. */
  producedOn: string
  producedBy: string
}

const decimals = 3
const newline = '\r\n'

/** Commas and line breaks separate, `@` ends: in names they become full-width signs that look the same. */
const cell = (text: string): string =>
  text
    .replace(/[\r\n\t]+/g, ' ')
    .replaceAll(',', '，')
    .replaceAll('@', '＠')
    .trim()

const headerText = (options: CoordinateTextOptions): string | null => {
  const crs = crsBySrid(options.srid)
  if (crs?.kind !== 'gauss-kruger' || crs.datum !== 'cgcs2000') return null
  return [
    '[属性描述]',
    '格式版本号=1.01版本',
    `数据产生单位=${cell(options.producedBy)}`,
    `数据产生日期=${options.producedOn}`,
    '坐标系=2000国家大地坐标系',
    `几度分带=${crs.zoneWidth}`,
    '投影类型=高斯克吕格',
    '计量单位=米',
    `带号=${crs.zoneNumber}`,
    '精度=0.001',
    '转换参数=,,,,,,',
    '[地块坐标]',
    '',
  ].join(newline)
}

/** The ring from its north-western corner: the vertex nearest to that corner of its box. */
const fromNorthWest = (ring: Ring): Position[] => {
  const open = ring.slice(0, -1)
  const west = open.reduce((least, [x]) => Math.min(least, x), Infinity)
  const north = open.reduce((most, [, y]) => Math.max(most, y), -Infinity)
  let start = 0
  let nearest = Infinity
  open.forEach(([x, y], i) => {
    const gap = Math.hypot(x - west, y - north)
    if (gap < nearest) [nearest, start] = [gap, i]
  })
  return [...open.slice(start), ...open.slice(0, start)]
}

const row = (number: number, ring: number, [east, north]: Position): string =>
  `J${number},${ring},${north.toFixed(decimals)},${east.toFixed(decimals)}${newline}`

type Rows = { text: string; count: number }

/** Shells clockwise, holes the other way; numbers run on over the parcel, a closing row repeats the first. */
const areaRows = (geometry: ArealGeometry, transform: Transformation): Rows => {
  const turned = rewindClockwise(geometry)
  const polygons = turned.type === 'Polygon' ? [turned.coordinates] : turned.coordinates
  let text = ''
  let number = 1
  let count = 0
  polygons.flat().forEach((ring, i) => {
    const points = fromNorthWest(ring.map(transform))
    const first = number
    for (const point of points) text += row(number++, i + 1, point)
    text += row(first, i + 1, points[0]!)
    count += points.length + 1
  })
  return { text, count }
}

const pathRows = (paths: Position[][], transform: Transformation): Rows => {
  let text = ''
  let number = 1
  paths.forEach((path, i) => {
    for (const point of path) text += row(number++, i + 1, transform(point))
  })
  return { text, count: number - 1 }
}

const block = (geometry: Geometry, transform: Transformation): Rows & { kind: '面' | '线' | '点' } => {
  switch (geometry.type) {
    case 'Polygon':
    case 'MultiPolygon':
      return { kind: '面', ...areaRows(geometry, transform) }
    case 'LineString':
      return { kind: '线', ...pathRows([geometry.coordinates], transform) }
    case 'MultiLineString':
      return { kind: '线', ...pathRows(geometry.coordinates, transform) }
    case 'Point':
      return { kind: '点', ...pathRows([[geometry.coordinates]], transform) }
    case 'MultiPoint':
      return { kind: '点', ...pathRows([geometry.coordinates], transform) }
  }
}

const isAreal = (geometry: Geometry): geometry is ArealGeometry =>
  geometry.type === 'Polygon' || geometry.type === 'MultiPolygon'

const areaCell = ({ geometry, declaredAreaM2 }: TextParcel): string => {
  const areaM2 = declaredAreaM2 ?? (isAreal(geometry) ? ellipsoidalAreaM2(geometry) : null)
  return areaM2 === null ? '' : roundTo(m2ToHa(areaM2), 4).toFixed(4)
}

const parcelText = (parcel: TextParcel, transform: Transformation): string => {
  const { kind, text, count } = block(parcel.geometry, transform)
  const cells = [
    String(count),
    areaCell(parcel),
    cell(parcel.code),
    cell(parcel.name),
    kind,
    cell(parcel.sheet ?? ''),
    cell(parcel.use ?? ''),
    cell(parcel.landClass ?? ''),
    '@',
  ]
  return `${cells.join(',')}${newline}${text}`
}

/** What the format cannot hold: only these six texts and the area; and what of them changes. */
export const coordinateTextLimits = (
  parcels: Iterable<TextParcel>,
  { encoding }: CoordinateTextOptions,
): Finding[] => {
  const findings: Finding[] = []
  let rowNumber = 0
  for (const parcel of parcels) {
    rowNumber++
    const texts = [parcel.code, parcel.name, parcel.sheet, parcel.use, parcel.landClass].join('')
    if (/[,@\r\n\t]/.test(texts))
      findings.push({ code: 'signs_replaced', severity: 'warning', row: rowNumber })
    const held = encoding === 'gbk' ? encodeGbk(texts) : { ok: true as const }
    if (!held.ok) {
      const detail = { characters: held.characters.slice(0, 8).join('') }
      findings.push({ code: 'text_not_encodable', severity: 'warning', row: rowNumber, detail })
    }
    const { declaredAreaM2 } = parcel
    if (declaredAreaM2 === null)
      findings.push({ code: 'computed_area_written', severity: 'note', row: rowNumber })
    else if (Math.abs(roundTo(m2ToHa(declaredAreaM2), 4) * 10_000 - declaredAreaM2) > 0.005)
      findings.push({ code: 'declared_area_rounded', severity: 'note', row: rowNumber })
  }
  return findings
}

/** Follows domain.md §7.4. Null when the system is no CGCS2000 zone. */
export const writeCoordinateText = (
  parcels: Iterable<TextParcel>,
  options: CoordinateTextOptions,
): Uint8Array | null => {
  const header = headerText(options)
  const transform = fromStorage(options.srid)
  if (header === null || !transform) return null
  const encoder = new TextEncoder()
  const encode = (text: string): Uint8Array =>
    options.encoding === 'gbk' ? encodeGbkLossy(text) : encoder.encode(text)
  const pieces = [encode(header)]
  for (const parcel of parcels) pieces.push(encode(parcelText(parcel, transform)))
  return concat(pieces)
}
