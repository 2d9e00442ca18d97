import { clipLine, cut } from './cutting.ts'
import type { Line, Loop, Point } from './plane.ts'
import {
  along,
  boardArea,
  centroid,
  distance,
  distanceToLine,
  distanceToLoop,
  isInside,
  minus,
  offsetLine,
  perimeter,
  signedArea,
} from './plane.ts'
import type { Street } from './streets.ts'
import { byDepth } from './streets.ts'

/**
 * From lines to land: the zone is cut along both edges of every street, canal and railway. A piece belongs to
 * the corridor it lies in; what lies in none is a block.
 */
export type Corridor = {
  name: string
  kind: 'water' | 'rail'
  line: Line
  halfWidthM: number
  greenM: number
}
export type Ground = { blocks: Loop[]; greens: Loop[]; verges: Loop[] }

export const zoneOutline: Loop = [
  [-3560, -2660],
  [-2480, -3010],
  [-900, -3130],
  [700, -3010],
  [1900, -2860],
  [3040, -2480],
  [3180, -1560],
  [3640, -1180],
  [3720, 300],
  [3560, 1180],
  [3700, 2080],
  [2980, 2860],
  [1240, 3060],
  [-620, 3090],
  [-1760, 2900],
  [-2300, 2330],
  [-3420, 2250],
  [-3640, 1060],
  [-3480, -300],
  [-3700, -1300],
]

export const corridors: readonly Corridor[] = [
  {
    name: '运东渠',
    kind: 'water',
    halfWidthM: 21,
    greenM: 34,
    line: smooth([
      [-2600, 4600],
      [-2050, 3300],
      [-1450, 2200],
      [-1190, 1300],
      [-1270, 300],
      [-1170, -700],
      [-960, -1600],
      [-330, -2450],
      [120, -3300],
      [500, -4600],
    ]),
  },
  {
    name: '空港铁路专用线',
    kind: 'rail',
    halfWidthM: 14,
    greenM: 18,
    line: smooth([
      [-4900, -1000],
      [-3600, -1240],
      [-2300, -1490],
      [-800, -1560],
      [900, -1520],
      [2300, -1500],
      [3600, -1900],
      [4900, -2500],
    ]),
  },
]

/** A curve through the points (Catmull-Rom), sampled so that its bends look round. */
function smooth(points: Line): Line {
  const out: Point[] = []
  for (let i = 0; i + 1 < points.length; i++) {
    const [p0, p1, p2, p3] = [
      points[i - 1] ?? points[i]!,
      points[i]!,
      points[i + 1]!,
      points[i + 2] ?? points[i + 1]!,
    ]
    const steps = Math.max(2, Math.round(distance(p1, p2) / 90))
    for (let s = 0; s < steps; s++) {
      const t = s / steps
      const at = (k: 0 | 1) =>
        0.5 *
        (2 * p1[k] +
          (p2[k] - p0[k]) * t +
          (2 * p0[k] - 5 * p1[k] + 4 * p2[k] - p3[k]) * t * t +
          (3 * p1[k] - p0[k] - 3 * p2[k] + p3[k]) * t ** 3)
      out.push([at(0), at(1)])
    }
  }
  out.push(points.at(-1)!)
  return out
}

/** A ribbon along a line. */
export const ribbon = (line: Line, halfWidthM: number): Loop => [
  ...offsetLine(line, halfWidthM),
  ...offsetLine(line, -halfWidthM).reverse(),
]

const bothEdges = (line: Line, halfWidthM: number): Line[] => [
  offsetLine(line, halfWidthM),
  offsetLine(line, -halfWidthM),
]

/** A point well inside the loop: its centroid, or the middle of a chord when the loop is bent. */
export function pointInside(loop: Loop): Point {
  const middle = centroid(loop)
  if (isInside(middle, loop)) return middle
  const chord: Line = [
    [middle[0] - 1e5, middle[1] + 0.0123],
    [middle[0] + 1e5, middle[1]],
  ]
  const longest = clipLine(chord, loop).sort((a, b) => distance(b[0]!, b[1]!) - distance(a[0]!, a[1]!))[0]
  return longest ? along(longest[0]!, longest[1]!, 0.5) : middle
}

const isSliver = (loop: Loop) => {
  const area = boardArea(loop)
  return area < 5000 || area / perimeter(loop) < 14
}

/** Vertices nearer than a metre and bends flatter than a survey would note are dropped. */
export function tidy(loop: Loop): Loop {
  const apart = loop.filter((point, i) => distance(point, loop[(i + 1) % loop.length]!) > 1)
  return apart.filter((point, i) => {
    const before = apart[(i + apart.length - 1) % apart.length]!
    const after = apart[(i + 1) % apart.length]!
    const [a, b] = [minus(point, before), minus(after, point)]
    return Math.abs(a[0] * b[1] - a[1] * b[0]) > 0.002 * Math.hypot(...a) * Math.hypot(...b)
  })
}

/** Red lines widen at a crossing: each sharp outer corner becomes a short arc of two or three vertices. */
export function roundCorners(loop: Loop, radiusM: number): Loop {
  return loop.flatMap((point, i): Loop => {
    const before = loop[(i + loop.length - 1) % loop.length]!
    const after = loop[(i + 1) % loop.length]!
    const [a, b] = [minus(point, before), minus(after, point)]
    const turn = Math.atan2(a[0] * b[1] - a[1] * b[0], a[0] * b[0] + a[1] * b[1])
    const room = Math.min(distance(before, point), distance(point, after)) / 3
    const back = Math.min(radiusM * Math.tan(Math.abs(turn) / 2), room, 40)
    if (turn < 0.5 || back < 3) return [point]
    const start = along(point, before, back / distance(point, before))
    const end = along(point, after, back / distance(point, after))
    const middle = along(along(start, point, 0.5), along(point, end, 0.5), 0.5)
    return [start, middle, end]
  })
}

export function shapeGround(streets: readonly Street[]): Ground {
  const edges = [
    ...corridors.flatMap((c) => [
      ...bothEdges(c.line, c.halfWidthM),
      ...bothEdges(c.line, c.halfWidthM + c.greenM),
    ]),
    ...byDepth(streets).flatMap((street) => bothEdges(street.line, street.widthM / 2)),
  ]
  let pieces: Loop[] = [signedArea(zoneOutline) > 0 ? zoneOutline : [...zoneOutline].reverse()]
  for (const edge of edges) pieces = pieces.flatMap((piece) => cut(piece, edge))
  const ground: Ground = { blocks: [], greens: [], verges: [] }
  for (const piece of pieces) {
    const inside = pointInside(piece)
    if (streets.some((street) => distanceToLine(inside, street.line) < street.widthM / 2)) continue
    if (corridors.some((c) => distanceToLine(inside, c.line) < c.halfWidthM)) continue
    const loop = tidy(piece)
    if (loop.length < 3) continue
    if (corridors.some((c) => distanceToLine(inside, c.line) < c.halfWidthM + c.greenM))
      ground.greens.push(loop)
    else if (isSliver(loop)) ground.verges.push(loop)
    else ground.blocks.push(tidy(roundCorners(loop, 22)))
  }
  return ground
}

export const nearEdge = (point: Point): number => distanceToLoop(point, zoneOutline)
