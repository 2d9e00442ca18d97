import { FLATTENING, RADIANS_PER_DEGREE, SEMI_MAJOR_M, SEMI_MINOR_M } from './ellipsoid.ts'
import type { Position } from '../model/geojson.ts'

/**
 * Geodesics by T. Vincenty, Direct and Inverse Solutions of Geodesics on the Ellipsoid, Survey Review 23
 * (1975): within 0.1 mm for every pair of points that are not nearly antipodal.
 */

const SECOND_E2 = (SEMI_MAJOR_M / SEMI_MINOR_M) ** 2 - 1
const MAX_ROUNDS = 200
const CONVERGED = 1e-13

export type GeodesicLine = { distanceM: number; azimuthRad: number }

const reducedLatitude = (latitude: number) => Math.atan((1 - FLATTENING) * Math.tan(latitude))

/** Vincenty's A and B for the geodesic that leaves the equator with cos² of its azimuth. */
function scale(cos2Azimuth: number): { a: number; b: number } {
  const u2 = cos2Azimuth * SECOND_E2
  return {
    a: 1 + (u2 / 16384) * (4096 + u2 * (-768 + u2 * (320 - 175 * u2))),
    b: (u2 / 1024) * (256 + u2 * (-128 + u2 * (74 - 47 * u2))),
  }
}

function arcCorrection(b: number, sinArc: number, cosArc: number, cos2Mid: number): number {
  const outer = cosArc * (-1 + 2 * cos2Mid ** 2)
  const inner = (b / 6) * cos2Mid * (-3 + 4 * sinArc ** 2) * (-3 + 4 * cos2Mid ** 2)
  return b * sinArc * (cos2Mid + (b / 4) * (outer - inner))
}

function longitudeCorrection(
  sinAzimuth: number,
  cos2Azimuth: number,
  arc: number,
  sinArc: number,
  cosArc: number,
  cos2Mid: number,
): number {
  const c = (FLATTENING / 16) * cos2Azimuth * (4 + FLATTENING * (4 - 3 * cos2Azimuth))
  const inner = cos2Mid + c * cosArc * (-1 + 2 * cos2Mid ** 2)
  return (1 - c) * FLATTENING * sinAzimuth * (arc + c * sinArc * inner)
}

/** Distance and azimuth (from north, clockwise) of the shortest line; degrees in, metres and radians out. */
export function geodesicInverse(from: Position, to: Position): GeodesicLine {
  const u1 = reducedLatitude(from[1] * RADIANS_PER_DEGREE)
  const u2 = reducedLatitude(to[1] * RADIANS_PER_DEGREE)
  const [s1, c1, s2, c2] = [Math.sin(u1), Math.cos(u1), Math.sin(u2), Math.cos(u2)]
  const difference = (to[0] - from[0]) * RADIANS_PER_DEGREE
  let longitude = difference
  for (let round = 0; ; round++) {
    const sinL = Math.sin(longitude)
    const cosL = Math.cos(longitude)
    const north = c1 * s2 - s1 * c2 * cosL
    const sinArc = Math.hypot(c2 * sinL, north)
    if (sinArc === 0) return { distanceM: 0, azimuthRad: 0 }
    const cosArc = s1 * s2 + c1 * c2 * cosL
    const arc = Math.atan2(sinArc, cosArc)
    const sinAzimuth = (c1 * c2 * sinL) / sinArc
    const cos2Azimuth = 1 - sinAzimuth ** 2
    const cos2Mid = cos2Azimuth === 0 ? 0 : cosArc - (2 * s1 * s2) / cos2Azimuth
    const next = difference + longitudeCorrection(sinAzimuth, cos2Azimuth, arc, sinArc, cosArc, cos2Mid)
    if (Math.abs(next - longitude) < CONVERGED || round === MAX_ROUNDS) {
      const { a, b } = scale(cos2Azimuth)
      const distanceM = SEMI_MINOR_M * a * (arc - arcCorrection(b, sinArc, cosArc, cos2Mid))
      return { distanceM, azimuthRad: Math.atan2(c2 * sinL, north) }
    }
    longitude = next
  }
}

/** The position reached from a start along an azimuth (radians) after a distance. */
export function geodesicDirect(from: Position, line: GeodesicLine): Position {
  const u1 = reducedLatitude(from[1] * RADIANS_PER_DEGREE)
  const [s1, c1] = [Math.sin(u1), Math.cos(u1)]
  const [sinA, cosA] = [Math.sin(line.azimuthRad), Math.cos(line.azimuthRad)]
  const startArc = Math.atan2(s1, c1 * cosA)
  const sinAzimuth = c1 * sinA
  const cos2Azimuth = 1 - sinAzimuth ** 2
  const { a, b } = scale(cos2Azimuth)
  const plain = line.distanceM / (SEMI_MINOR_M * a)
  let arc = plain
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const next = plain + arcCorrection(b, Math.sin(arc), Math.cos(arc), Math.cos(2 * startArc + arc))
    const step = Math.abs(next - arc)
    arc = next
    if (step < CONVERGED) break
  }
  const [sinArc, cosArc, cos2Mid] = [Math.sin(arc), Math.cos(arc), Math.cos(2 * startArc + arc)]
  const across = s1 * sinArc - c1 * cosArc * cosA
  const latitude = Math.atan2(
    s1 * cosArc + c1 * sinArc * cosA,
    (1 - FLATTENING) * Math.hypot(sinAzimuth, across),
  )
  const longitude = Math.atan2(sinArc * sinA, c1 * cosArc - s1 * sinArc * cosA)
  const correction = longitudeCorrection(sinAzimuth, cos2Azimuth, arc, sinArc, cosArc, cos2Mid)
  return [from[0] + (longitude - correction) / RADIANS_PER_DEGREE, latitude / RADIANS_PER_DEGREE]
}
