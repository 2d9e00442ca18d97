/** The CGCS2000 ellipsoid (GB 22021-2008) and what follows from it. Lengths in metres, angles in radians. */

export const SEMI_MAJOR_M = 6378137
export const FLATTENING = 1 / 298.257222101
export const SEMI_MINOR_M = SEMI_MAJOR_M * (1 - FLATTENING)
/** First eccentricity squared. */
export const E2 = FLATTENING * (2 - FLATTENING)
/** Third flattening: the small number in which all series below converge. */
export const THIRD_FLATTENING = FLATTENING / (2 - FLATTENING)

export const RADIANS_PER_DEGREE = Math.PI / 180

const E = Math.sqrt(E2)

/** Radius of the sphere that has the surface of the ellipsoid: 6371007.181 m. */
export const AUTHALIC_RADIUS_M = SEMI_MAJOR_M * Math.sqrt((1 + ((1 - E2) / E) * Math.atanh(E)) / 2)

/** c[0]·x + c[1]·x² + … */
export const powerSeries = (x: number, coefficients: readonly number[]): number =>
  coefficients.reduceRight((sum, coefficient) => (sum + coefficient) * x, 0)

const n = THIRD_FLATTENING
// C. F. F. Karney, On auxiliary latitudes (2023), appendix A: authalic from geographic latitude.
const A1 = powerSeries(n, [-4 / 3, -4 / 45, 88 / 315, 538 / 4725, 20824 / 467775, -44732 / 2837835])
const A2 = powerSeries(n, [0, 34 / 45, 8 / 105, -2482 / 14175, -37192 / 467775, -12467764 / 212837625])
const A3 = powerSeries(n, [0, 0, -1532 / 2835, -898 / 14175, 54968 / 467775, 100320856 / 1915538625])
const A4 = powerSeries(n, [0, 0, 0, 6007 / 14175, 24496 / 467775, -5884124 / 70945875])

/**
 * Authalic minus geographic latitude. On the sphere of authalic radius, equal areas of the ellipsoid stay equal
 * when each latitude is replaced by the authalic one. Four terms: the next is below 1e-14 rad.
 */
export function authalicShift(latitude: number): number {
  const twice = 2 * latitude
  const x = 2 * Math.cos(twice)
  const b3 = A3 + x * A4
  const b2 = A2 + x * b3 - A4
  return (A1 + x * b2 - b3) * Math.sin(twice)
}

/** Radii of the local metric frame: metres per radian of latitude and of longitude. */
export function metresPerRadian(latitude: number): { northM: number; eastM: number } {
  const sine = Math.sin(latitude)
  const w2 = 1 - E2 * sine * sine
  const normalM = SEMI_MAJOR_M / Math.sqrt(w2)
  return { northM: (normalM * (1 - E2)) / w2, eastM: normalM * Math.cos(latitude) }
}
