import type { ArealGeometry, Ring } from '../model/geojson.ts'
import { E2, RADIANS_PER_DEGREE, SEMI_MINOR_M } from './ellipsoid.ts'

/**
 * The national survey formula: 国土调查办发〔2008〕32号, formula (2), with the parameters of CGCS2000 as the third
 * survey used them (domain.md §6.2). It shares no code with the acreage of the house and checks it.
 */

const e4 = E2 ** 2
const e6 = E2 ** 3
const e8 = E2 ** 4
const A = 1 + (3 / 6) * E2 + (30 / 80) * e4 + (35 / 112) * e6 + (630 / 2304) * e8
const B = (1 / 6) * E2 + (15 / 80) * e4 + (21 / 112) * e6 + (420 / 2304) * e8
const C = (3 / 80) * e4 + (7 / 112) * e6 + (180 / 2304) * e8
const D = (1 / 112) * e6 + (45 / 2304) * e8
const E = (5 / 2304) * e8

/** Exported for the test that compares them with the published digits. */
export const SURVEY_COEFFICIENTS = { A, B, C, D, E } as const

/** Signed area between an edge (latitudes in degrees) and the meridian from which the longitudes are counted. */
function trapezoidM2(lngSum: number, latFrom: number, latTo: number): number {
  const half = ((latTo - latFrom) / 2) * RADIANS_PER_DEGREE
  const mid = ((latFrom + latTo) / 2) * RADIANS_PER_DEGREE
  const sum =
    A * Math.sin(half) * Math.cos(mid) -
    B * Math.sin(3 * half) * Math.cos(3 * mid) +
    C * Math.sin(5 * half) * Math.cos(5 * mid) -
    D * Math.sin(7 * half) * Math.cos(7 * mid) +
    E * Math.sin(9 * half) * Math.cos(9 * mid)
  return SEMI_MINOR_M ** 2 * lngSum * sum
}

function surveyRingM2(ring: Ring): number {
  const west = ring[0]?.[0] ?? 0
  let sum = 0
  for (let i = 0; i < ring.length; i++) {
    const from = ring[i]!
    const to = ring[(i + 1) % ring.length]!
    const lngSum = (from[0] - west + (to[0] - west)) * RADIANS_PER_DEGREE
    sum += trapezoidM2(lngSum, from[1], to[1])
  }
  return Math.abs(sum)
}

const surveyPolygonM2 = (rings: Ring[]): number =>
  rings.reduce((sum, ring, i) => sum + (i === 0 ? 1 : -1) * surveyRingM2(ring), 0)

/** Area by the survey formula, in m², unrounded: shells minus holes, parts added. */
export const surveyAreaM2 = (geometry: ArealGeometry): number =>
  geometry.type === 'Polygon'
    ? surveyPolygonM2(geometry.coordinates)
    : geometry.coordinates.reduce((sum, rings) => sum + surveyPolygonM2(rings), 0)
