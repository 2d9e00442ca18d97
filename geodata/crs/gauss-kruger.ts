import type { Position } from '../model/geojson.ts'
import { E2, powerSeries, RADIANS_PER_DEGREE, SEMI_MAJOR_M, THIRD_FLATTENING } from '../geometry/ellipsoid.ts'

/**
 * Gauss-Krüger on CGCS2000 with scale 1 on the central meridian, by Krüger's series in the third flattening to
 * the sixth order: C. F. F. Karney, Transverse Mercator with an accuracy of a few nanometers (2011), eqs. 35–36
 * (what PROJ calls `etmerc`). In: degrees east of the central meridian, latitude. Out: metres east, metres north.
 */

const E = Math.sqrt(E2)
const n = THIRD_FLATTENING
const RECTIFYING_RADIUS_M = (SEMI_MAJOR_M / (1 + n)) * (1 + n ** 2 / 4 + n ** 4 / 64 + n ** 6 / 256)

const ALPHA = [
  powerSeries(n, [1 / 2, -2 / 3, 5 / 16, 41 / 180, -127 / 288, 7891 / 37800]),
  powerSeries(n, [0, 13 / 48, -3 / 5, 557 / 1440, 281 / 630, -1983433 / 1935360]),
  powerSeries(n, [0, 0, 61 / 240, -103 / 140, 15061 / 26880, 167603 / 181440]),
  powerSeries(n, [0, 0, 0, 49561 / 161280, -179 / 168, 6601661 / 7257600]),
  powerSeries(n, [0, 0, 0, 0, 34729 / 80640, -3418889 / 1995840]),
  powerSeries(n, [0, 0, 0, 0, 0, 212378941 / 319334400]),
]

const BETA = [
  powerSeries(n, [1 / 2, -2 / 3, 37 / 96, -1 / 360, -81 / 512, 96199 / 604800]),
  powerSeries(n, [0, 1 / 48, 1 / 15, -437 / 1440, 46 / 105, -1118711 / 3870720]),
  powerSeries(n, [0, 0, 17 / 480, -37 / 840, -209 / 4480, 5569 / 90720]),
  powerSeries(n, [0, 0, 0, 4397 / 161280, -11 / 504, -830251 / 7257600]),
  powerSeries(n, [0, 0, 0, 0, 4583 / 161280, -108847 / 3991680]),
  powerSeries(n, [0, 0, 0, 0, 0, 20648693 / 638668800]),
]

/** Σ c[k]·sin(2k(ξ + iη)) by Clenshaw's recurrence in complex numbers; real and imaginary part. */
function complexSineSeries(coefficients: readonly number[], xi: number, eta: number): [number, number] {
  const [sin, cos] = [Math.sin(2 * xi), Math.cos(2 * xi)]
  const [sinh, cosh] = [Math.sinh(2 * eta), Math.cosh(2 * eta)]
  const [factorRe, factorIm] = [2 * cos * cosh, -2 * sin * sinh]
  let [re, im, lastRe, lastIm] = [0, 0, 0, 0]
  for (let k = coefficients.length - 1; k >= 0; k--) {
    const nextRe = factorRe * re - factorIm * im - lastRe + coefficients[k]!
    const nextIm = factorRe * im + factorIm * re - lastIm
    lastRe = re
    lastIm = im
    re = nextRe
    im = nextIm
  }
  const [sineRe, sineIm] = [sin * cosh, cos * sinh]
  return [re * sineRe - im * sineIm, re * sineIm + im * sineRe]
}

/** Tangent of the conformal latitude from the tangent of the geographic one. */
function conformalTangent(tangent: number): number {
  const secant = Math.hypot(1, tangent)
  const sigma = Math.sinh(E * Math.atanh((E * tangent) / secant))
  return tangent * Math.hypot(1, sigma) - sigma * secant
}

/** The inverse by Newton's method (Karney, eqs. 19–21); three rounds reach the last digit. */
function geographicTangent(conformal: number): number {
  let tangent = conformal / (1 - E2)
  for (let round = 0; round < 3; round++) {
    const reached = conformalTangent(tangent)
    const slope =
      ((1 - E2) * Math.hypot(1, tangent) * Math.hypot(1, reached)) / (1 + (1 - E2) * tangent * tangent)
    tangent += (conformal - reached) / slope
  }
  return tangent
}

export function gaussKruger(lngOffset: number, lat: number): Position {
  const lambda = lngOffset * RADIANS_PER_DEGREE
  const tangent = conformalTangent(Math.tan(lat * RADIANS_PER_DEGREE))
  const cosLambda = Math.cos(lambda)
  const xi = Math.atan2(tangent, cosLambda)
  const eta = Math.asinh(Math.sin(lambda) / Math.hypot(tangent, cosLambda))
  const [north, east] = complexSineSeries(ALPHA, xi, eta)
  return [RECTIFYING_RADIUS_M * (eta + east), RECTIFYING_RADIUS_M * (xi + north)]
}

export function inverseGaussKruger(eastM: number, northM: number): Position {
  const xi = northM / RECTIFYING_RADIUS_M
  const eta = eastM / RECTIFYING_RADIUS_M
  const [north, east] = complexSineSeries(BETA, xi, eta)
  const [xiSphere, etaSphere] = [xi - north, eta - east]
  const sinhEta = Math.sinh(etaSphere)
  const cosXi = Math.cos(xiSphere)
  const tangent = geographicTangent(Math.sin(xiSphere) / Math.hypot(sinhEta, cosXi))
  return [Math.atan2(sinhEta, cosXi) / RADIANS_PER_DEGREE, Math.atan(tangent) / RADIANS_PER_DEGREE]
}
