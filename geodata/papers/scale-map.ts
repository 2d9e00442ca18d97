import { bboxCenter, growBBox, uniteBBoxes, bboxOfPositions } from '../geometry/bbox.ts'
import type { BBox, Position } from '../model/geojson.ts'
import type { Drawing, Hatch, PathShape, Shape } from './drawing.ts'

/** Polygons with holes in metres of a planar system, east before north. */
export type PlanarPolygons = readonly (readonly (readonly Position[])[])[]

export type MapArea = {
  polygons: PlanarPolygons
  fill?: string
  hatch?: Hatch
  stroke?: string
  strokeMm?: number
  /** Written in the middle of the area where it fits. */
  label?: string
}
export type LegendEntry = Pick<MapArea, 'fill' | 'hatch' | 'stroke'> & { label: string }

export type ScaleMapRequest = {
  areas: readonly MapArea[]
  /** What has to be on the map, in metres. */
  extent: BBox
  widthMm: number
  heightMm: number
  vertices?: readonly NamedVertex[]
  legend?: readonly LegendEntry[]
}

export type NamedVertex = { name: string; position: Position; ring: number }

/** Land on a sketch: frozen with the paper that shows it. */
export type SketchLand = {
  srid: number
  crsName: string
  parcel: PlanarPolygons
  neighbours: readonly { code: string; polygons: PlanarPolygons }[]
}

/** Round scales, as maps and cadastral plans have them. */
const scales = [
  200, 500, 1000, 2000, 5000, 10_000, 20_000, 25_000, 30_000, 40_000, 50_000, 60_000, 80_000, 100_000,
  200_000, 500_000,
]
const marginMm = 9

/** The largest round scale at which the extent fits. */
export function scaleFor([west, south, east, north]: BBox, widthMm: number, heightMm: number): number {
  const needed = Math.max(
    ((east - west) * 1000) / (widthMm - 2 * marginMm),
    ((north - south) * 1000) / (heightMm - 2 * marginMm),
  )
  return scales.find((scale) => scale >= needed) ?? Math.ceil(needed / 100_000) * 100_000
}

/** Cuts a ring at one side of a rectangle (Sutherland and Hodgman). */
function cut(
  ring: readonly Position[],
  isInside: (p: Position) => boolean,
  meet: (a: Position, b: Position) => Position,
) {
  return ring.flatMap((point, i) => {
    const before = ring[(i + ring.length - 1) % ring.length]!
    const enters = isInside(point) !== isInside(before)
    return [...(enters ? [meet(before, point)] : []), ...(isInside(point) ? [point] : [])]
  })
}

const at =
  (axis: 0 | 1, value: number) =>
  (a: Position, b: Position): Position => {
    const share = (value - a[axis]) / (b[axis] - a[axis])
    return [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])]
  }

/** A ring cut to the frame of the drawing. */
export function cutToFrame(ring: readonly Position[], widthMm: number, heightMm: number): Position[] {
  let left = cut(ring, ([x]) => x >= 0, at(0, 0))
  left = cut(left, ([x]) => x <= widthMm, at(0, widthMm))
  left = cut(left, ([, y]) => y >= 0, at(1, 0))
  return cut(left, ([, y]) => y <= heightMm, at(1, heightMm))
}

const isClosed = (ring: readonly Position[]): boolean => {
  const [first, last] = [ring[0], ring.at(-1)]
  return ring.length > 1 && first![0] === last![0] && first![1] === last![1]
}
const opened = (ring: readonly Position[]): readonly Position[] => (isClosed(ring) ? ring.slice(0, -1) : ring)

const signedArea = (ring: readonly Position[]): number =>
  ring.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = ring[(i + 1) % ring.length]!
    return sum + (x * nextY - nextX * y) / 2
  }, 0)

/**
 * Boundary points in the order of a cadastral survey: J1 is the north-western one, from there clockwise, rings one
 * after another; holes go on counting.
 */
export function numberVertices(polygons: PlanarPolygons): NamedVertex[] {
  let n = 0
  return polygons.flat().flatMap((ring, ringIndex) => {
    const points = opened(ring)
    const clockwise = signedArea(points) > 0 ? points.toReversed() : points
    const keys = clockwise.map(([east, north]) => north - east)
    const first = keys.indexOf(keys.reduce((a, b) => Math.max(a, b), -Infinity))
    return [...clockwise.slice(first), ...clockwise.slice(0, first)].map((position) => ({
      name: `J${++n}`,
      position,
      ring: ringIndex,
    }))
  })
}

type Placing = { toPaper: (position: Position) => Position; widthMm: number; heightMm: number }

function areaShapes(
  { polygons, label, ...style }: MapArea,
  { toPaper, widthMm, heightMm }: Placing,
): Shape[] {
  const lines = polygons
    .flat()
    .map((ring) => cutToFrame(opened(ring).map(toPaper), widthMm, heightMm))
    .filter((ring) => ring.length > 2)
  if (lines.length === 0) return []
  const shape: PathShape = { kind: 'path', lines, isClosed: true, ...style }
  const box = bboxOfPositions(lines[0]!)!
  const [x, y] = bboxCenter(box)
  const sizePt = 7
  const isRoomy = label !== undefined && box[2] - box[0] > label.length * 1.6 && box[3] - box[1] > 4
  return isRoomy
    ? [shape, { kind: 'text', at: [x, y + 0.9], text: label, sizePt, align: 'center', colour: '#333' }]
    : [shape]
}

/** Points with their names outside the ring; names that would cover the one before are left out of the drawing. */
function vertexShapes(vertices: readonly NamedVertex[], { toPaper }: Placing): Shape[] {
  const dots: Shape[] = []
  const names: Shape[] = []
  let last: Position | null = null
  vertices.forEach(({ name, position, ring }, i) => {
    const same = vertices.filter((one) => one.ring === ring)
    const place = same.indexOf(vertices[i]!)
    const [x, y] = toPaper(position)
    const before = toPaper(same[(place + same.length - 1) % same.length]!.position)
    const after = toPaper(same[(place + 1) % same.length]!.position)
    dots.push(dot([x, y]))
    if (last && Math.hypot(x - last[0], y - last[1]) < 4) return
    last = [x, y]
    const [dx, dy] = outward(before, [x, y], after)
    names.push({
      kind: 'text',
      at: [x + dx * 3, y + dy * 3 + 0.9],
      text: name,
      sizePt: 7,
      align: 'center',
      colour: '#a8272f',
    })
  })
  return [...dots, ...names]
}

/** Away from the ring at a corner; rings run clockwise as seen on paper, where y goes down. */
function outward(before: Position, here: Position, after: Position): Position {
  const unit = ([x, y]: Position): Position => {
    const length = Math.hypot(x, y) || 1
    return [x / length, y / length]
  }
  const [a, b] = [
    unit([here[0] - before[0], here[1] - before[1]]),
    unit([after[0] - here[0], after[1] - here[1]]),
  ]
  return unit([a[1] + b[1], -(a[0] + b[0])])
}

const dot = ([x, y]: Position): PathShape => ({
  kind: 'path',
  lines: [
    Array.from({ length: 12 }, (_, i): Position => [
      x + 0.5 * Math.cos((i * Math.PI) / 6),
      y + 0.5 * Math.sin((i * Math.PI) / 6),
    ]),
  ],
  isClosed: true,
  fill: '#ffffff',
  stroke: '#a8272f',
  strokeMm: 0.25,
})

const box = (x: number, y: number, width: number, height: number): Position[] => [
  [x, y],
  [x + width, y],
  [x + width, y + height],
  [x, y + height],
]

/** White ground below marks that have to stay readable. */
const plate = (x: number, y: number, width: number, height: number): Shape => ({
  kind: 'path',
  lines: [box(x, y, width, height)],
  isClosed: true,
  fill: '#ffffff',
})

/** 1-2-5 series: the longest length that is not above `most`. */
export function roundLength(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most))
  return ([5, 2, 1].find((step) => step * power <= most) ?? 1) * power
}

/** A bar of four pieces with its length in metres or kilometres. */
function scaleBar(scale: number, x: number, y: number): Shape[] {
  const lengthM = roundLength((45 * scale) / 1000)
  const pieceMm = (lengthM * 1000) / scale / 4
  const named = (metres: number) => (lengthM >= 2000 ? String(metres / 1000) : String(metres))
  const unit = lengthM >= 2000 ? 'km' : 'm'
  const pieces = [0, 1, 2, 3].map((i): Shape => ({
    kind: 'path',
    lines: [box(x + i * pieceMm, y, pieceMm, 1.4)],
    isClosed: true,
    fill: i % 2 === 0 ? '#222222' : '#ffffff',
    stroke: '#222222',
    strokeMm: 0.15,
  }))
  const marks = [0, 2, 4].map((i): Shape => ({
    kind: 'text',
    at: [x + i * pieceMm, y - 0.8],
    text: named((lengthM * i) / 4) + (i === 4 ? ` ${unit}` : ''),
    sizePt: 6.5,
    align: 'center',
  }))
  return [...pieces, ...marks]
}

const northArrow = (x: number, y: number): Shape[] => [
  {
    kind: 'path',
    lines: [
      [
        [x, y],
        [x + 2.2, y + 8],
        [x, y + 6.2],
      ],
    ],
    isClosed: true,
    fill: '#222222',
  },
  {
    kind: 'path',
    lines: [
      [
        [x, y],
        [x - 2.2, y + 8],
        [x, y + 6.2],
      ],
    ],
    isClosed: true,
    fill: '#ffffff',
    stroke: '#222222',
    strokeMm: 0.2,
  },
  { kind: 'text', at: [x, y - 1], text: '北', sizePt: 8, align: 'center', isBold: true },
]

function legendShapes(legend: readonly LegendEntry[], widthMm: number, heightMm: number): Shape[] {
  if (legend.length === 0) return []
  const [rowMm, insideMm] = [5, 2]
  const wide = 12 + legend.reduce((most, { label }) => Math.max(most, label.length), 0) * 3.1
  const high = legend.length * rowMm + 2 * insideMm
  const [x, y] = [widthMm - wide - 3, heightMm - high - 3]
  const ground: Shape = {
    kind: 'path',
    lines: [box(x, y, wide, high)],
    isClosed: true,
    fill: '#ffffff',
    stroke: '#888888',
    strokeMm: 0.15,
  }
  const rows = legend.flatMap(({ label, ...style }, i): Shape[] => {
    const top = y + insideMm + i * rowMm
    return [
      { kind: 'path', lines: [box(x + 2, top + 0.6, 7, 3.6)], isClosed: true, ...style },
      { kind: 'text', at: [x + 10.5, top + 3.5], text: label, sizePt: 8 },
    ]
  })
  return [ground, ...rows]
}

/** Areas at a true round scale, with frame, north arrow, scale bar, numbered points and legend. */
export function scaleMap(request: ScaleMapRequest): { drawing: Drawing; scale: number } {
  const { areas, extent, widthMm, heightMm, vertices = [], legend = [] } = request
  const scale = scaleFor(extent, widthMm, heightMm)
  const [middleX, middleY] = bboxCenter(extent)
  const toPaper = ([east, north]: Position): Position => [
    widthMm / 2 + ((east - middleX) * 1000) / scale,
    heightMm / 2 - ((north - middleY) * 1000) / scale,
  ]
  const placing = { toPaper, widthMm, heightMm }
  const frame: Shape = {
    kind: 'path',
    lines: [box(0, 0, widthMm, heightMm)],
    isClosed: true,
    stroke: '#222222',
    strokeMm: 0.35,
  }
  const shapes: Shape[] = [
    ...areas.flatMap((area) => areaShapes(area, placing)),
    ...vertexShapes(vertices, placing),
    plate(2, heightMm - 10, 62, 8),
    plate(widthMm - 20, 1, 19, 19.5),
    ...scaleBar(scale, 5, heightMm - 5),
    { kind: 'text', at: [widthMm - 4, 5], text: `1:${scale}`, sizePt: 9, align: 'right', isBold: true },
    ...northArrow(widthMm - 9, 11),
    ...legendShapes(legend, widthMm, heightMm),
    frame,
  ]
  return { drawing: { widthMm, heightMm, shapes }, scale }
}

const extentOf = (polygons: PlanarPolygons): BBox =>
  uniteBBoxes(polygons.flat().map((ring) => bboxOfPositions(ring)))!

/** The sketch of a parcel among its neighbours, as papers of a case have it. */
export function parcelSketch(
  { parcel, neighbours }: SketchLand,
  code: string | null,
  widthMm = 156,
  heightMm = 110,
) {
  const extent = extentOf(parcel)
  const vertices = numberVertices(parcel)
  const areas: MapArea[] = [
    ...neighbours.map((one) => ({
      polygons: one.polygons,
      fill: '#f4f4f2',
      stroke: '#9a9a9a',
      strokeMm: 0.15,
      label: one.code,
    })),
    {
      polygons: parcel,
      fill: '#fbe9e9',
      hatch: { angleDeg: 45, gapMm: 2.4, colour: '#d98c90' },
      stroke: '#a8272f',
      strokeMm: 0.6,
      ...(code && { label: code }),
    },
  ]
  return { ...scaleMap({ areas, extent: growBBox(extent, 5), widthMm, heightMm, vertices }), vertices }
}
