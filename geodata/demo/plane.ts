import type { Position } from '../model/geojson.ts'
import { snapPosition } from '../geometry/grid.ts'
import { metresPerRadian, RADIANS_PER_DEGREE } from '../geometry/ellipsoid.ts'

/**
 * The drawing board of the demonstration: metres from the centre of the zone, first axis along the streets
 * that run east, second along those that run north. The board is turned a little against north, as most towns
 * are. Areas are never taken from it: they are measured on the ellipsoid after the last vertex is set.
 */
export type Point = readonly [number, number]
/** An open ring: the first point is not repeated. */
export type Loop = Point[]
export type Line = Point[]

const CENTRE: Position = [111, 35]
const TURN_RAD = 3.5 * RADIANS_PER_DEGREE
const { northM, eastM } = metresPerRadian(CENTRE[1] * RADIANS_PER_DEGREE)
export function toPosition([u, v]: Point): Position {
  const east = u * Math.cos(TURN_RAD) - v * Math.sin(TURN_RAD)
  const north = u * Math.sin(TURN_RAD) + v * Math.cos(TURN_RAD)
  return snapPosition([
    CENTRE[0] + east / eastM / RADIANS_PER_DEGREE,
    CENTRE[1] + north / northM / RADIANS_PER_DEGREE,
  ])
}

export const minus = (a: Point, b: Point): Point => [a[0] - b[0], a[1] - b[1]]
export const along = (a: Point, b: Point, share: number): Point => [
  a[0] + (b[0] - a[0]) * share,
  a[1] + (b[1] - a[1]) * share,
]
export const distance = (a: Point, b: Point): number => Math.hypot(b[0] - a[0], b[1] - a[1])
const cross = (a: Point, b: Point) => a[0] * b[1] - a[1] * b[0]

/** Positive when the ring turns counter-clockwise. */
export function signedArea(loop: Loop): number {
  let sum = 0
  for (let i = 0; i < loop.length; i++) sum += cross(loop[i]!, loop[(i + 1) % loop.length]!)
  return sum / 2
}

export const boardArea = (loop: Loop): number => Math.abs(signedArea(loop))

export function perimeter(loop: Loop): number {
  return loop.reduce((sum, point, i) => sum + distance(point, loop[(i + 1) % loop.length]!), 0)
}

export function centroid(loop: Loop): Point {
  const area = signedArea(loop)
  let u = 0
  let v = 0
  for (let i = 0; i < loop.length; i++) {
    const a = loop[i]!
    const b = loop[(i + 1) % loop.length]!
    const weight = cross(a, b)
    u += (a[0] + b[0]) * weight
    v += (a[1] + b[1]) * weight
  }
  return [u / (6 * area), v / (6 * area)]
}

export function isInside(point: Point, loop: Loop): boolean {
  let inside = false
  for (let i = 0, j = loop.length - 1; i < loop.length; j = i++) {
    const a = loop[i]!
    const b = loop[j]!
    if (a[1] > point[1] === b[1] > point[1]) continue
    if (point[0] < ((b[0] - a[0]) * (point[1] - a[1])) / (b[1] - a[1]) + a[0]) inside = !inside
  }
  return inside
}

export function distanceToSegment(point: Point, a: Point, b: Point): number {
  const edge = minus(b, a)
  const lengthSquared = edge[0] ** 2 + edge[1] ** 2
  const t =
    lengthSquared === 0 ? 0 : (minus(point, a)[0] * edge[0] + minus(point, a)[1] * edge[1]) / lengthSquared
  return distance(point, along(a, b, Math.min(1, Math.max(0, t))))
}

export function distanceToLine(point: Point, line: Line): number {
  let nearest = Infinity
  for (let i = 0; i + 1 < line.length; i++) {
    nearest = Math.min(nearest, distanceToSegment(point, line[i]!, line[i + 1]!))
  }
  return nearest
}

export const distanceToLoop = (point: Point, loop: Loop): number => distanceToLine(point, [...loop, loop[0]!])

export type Crossing = { point: Point; segment: number; share: number; edge: number }

/** Where segment `a b` meets segment `c d`, as shares of both; undefined when they do not meet. */
function meet(a: Point, b: Point, c: Point, d: Point): { share: number; other: number } | undefined {
  const r = minus(b, a)
  const s = minus(d, c)
  const denominator = cross(r, s)
  if (denominator === 0) return undefined
  const share = cross(minus(c, a), s) / denominator
  const other = cross(minus(c, a), r) / denominator
  return share >= 0 && share < 1 && other >= 0 && other < 1 ? { share, other } : undefined
}

/** All crossings of one line with another, in the order of the first. */
export function crossings(line: Line, other: Line): Crossing[] {
  const found: Crossing[] = []
  for (let segment = 0; segment + 1 < line.length; segment++) {
    const a = line[segment]!
    const b = line[segment + 1]!
    for (let edge = 0; edge + 1 < other.length; edge++) {
      const hit = meet(a, b, other[edge]!, other[edge + 1]!)
      if (hit) found.push({ point: along(a, b, hit.share), segment, share: hit.share, edge })
    }
  }
  return found.sort((p, q) => p.segment - q.segment || p.share - q.share)
}

/** The line moved sideways: positive to the left of its direction. */
export function offsetLine(line: Line, leftM: number): Line {
  const normals = line.slice(1).map((point, i): Point => {
    const length = distance(line[i]!, point)
    return [-(point[1] - line[i]![1]) / length, (point[0] - line[i]![0]) / length]
  })
  return line.map((point, i) => {
    const before = normals[i - 1] ?? normals[i]!
    const after = normals[i] ?? before
    const scale = leftM / (1 + before[0] * after[0] + before[1] * after[1])
    return [point[0] + (before[0] + after[0]) * scale, point[1] + (before[1] + after[1]) * scale]
  })
}

export function lineLength(line: Line): number {
  return line.slice(1).reduce((sum, point, i) => sum + distance(line[i]!, point), 0)
}

/** The piece of a line between two distances from its start. */
export function lineBetween(line: Line, fromM: number, toM: number): Line {
  const out: Point[] = []
  let walked = 0
  for (let i = 0; i + 1 < line.length; i++) {
    const a = line[i]!
    const b = line[i + 1]!
    const length = distance(a, b)
    const start = Math.max(0, (fromM - walked) / length)
    const end = Math.min(1, (toM - walked) / length)
    if (start < end) {
      if (out.length === 0) out.push(along(a, b, start))
      out.push(along(a, b, end))
    }
    walked += length
  }
  return out
}
