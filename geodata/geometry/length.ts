import type { Geometry, Position } from '../model/geojson.ts'
import { AUTHALIC_RADIUS_M, E2, RADIANS_PER_DEGREE, SEMI_MAJOR_M } from './ellipsoid.ts'
import { geodesicInverse } from './geodesic.ts'

/** Up to here (about 50 km) the chord through the ground, lengthened to an arc, is right to 1e-7. */
const CHORD_DEGREES = 0.45

/**
 * Straight line between two points of the ellipsoid. The differences are taken between nearly equal sines and
 * cosines in product form, so that a metre keeps its digits.
 */
function chordM(from: Position, to: Position): number {
  const [lat1, lat2] = [from[1] * RADIANS_PER_DEGREE, to[1] * RADIANS_PER_DEGREE]
  const [s1, s2] = [Math.sin(lat1), Math.sin(lat2)]
  const normal1 = SEMI_MAJOR_M / Math.sqrt(1 - E2 * s1 * s1)
  const normal2 = SEMI_MAJOR_M / Math.sqrt(1 - E2 * s2 * s2)
  const [r1, r2] = [normal1 * Math.cos(lat1), normal2 * Math.cos(lat2)]
  const halfTurn = Math.sin(((to[0] - from[0]) * RADIANS_PER_DEGREE) / 2)
  const across2 = (r2 - r1) ** 2 + 4 * r1 * r2 * halfTurn * halfTurn
  const up = (1 - E2) * (normal2 * s2 - normal1 * s1)
  return Math.sqrt(across2 + up * up)
}

/** Length of the geodesic between two positions in degrees, in metres. */
export function distanceM(from: Position, to: Position): number {
  const degrees = Math.max(Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1]))
  if (degrees > CHORD_DEGREES) return geodesicInverse(from, to).distanceM
  const chord = chordM(from, to)
  return chord * (1 + (chord / AUTHALIC_RADIUS_M) ** 2 / 24)
}

/** Lengths of the edges of one line or closed ring, in order. */
export const segmentLengthsM = (line: Position[]): number[] =>
  line.slice(1).map((position, i) => distanceM(line[i]!, position))

/** All lines of a geometry: rings part by part, or the lines; none for points. */
export function linesOf(geometry: Geometry): Position[][] {
  switch (geometry.type) {
    case 'Polygon':
    case 'MultiLineString':
      return geometry.coordinates
    case 'MultiPolygon':
      return geometry.coordinates.flat()
    case 'LineString':
      return [geometry.coordinates]
    default:
      return []
  }
}

/** Edge lengths of every ring (part by part, shell before holes) or line. */
export const edgeLengthsM = (geometry: Geometry): number[][] => linesOf(geometry).map(segmentLengthsM)

/** Length of all lines, or perimeter with the holes, in metres; 0 for points. */
export function lengthM(geometry: Geometry): number {
  let sum = 0
  for (const line of linesOf(geometry)) {
    for (let i = 1; i < line.length; i++) sum += distanceM(line[i - 1]!, line[i]!)
  }
  return sum
}

/** Perimeter of an areal geometry: shells and holes. */
export const perimeterM = lengthM
