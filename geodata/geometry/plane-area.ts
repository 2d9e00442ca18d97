import type { Position, Ring } from '../model/geojson.ts'

/** The coordinate method (坐标法): areas of rings in a plane, in the square of the unit of their coordinates. */

/** Signed area of a ring in the plane, positive when counter-clockwise; in the square of its unit. */
export function signedPlaneArea(ring: readonly Position[]): number {
  const first = ring[0]
  if (!first) return 0
  let sum = 0
  for (let i = 0; i < ring.length; i++) {
    const from = ring[i]!
    const to = ring[i + 1 === ring.length ? 0 : i + 1]!
    sum += (from[0] - first[0]) * (to[1] - first[1]) - (to[0] - first[0]) * (from[1] - first[1])
  }
  return sum / 2
}

/** Shell minus holes of rings that are already in metres. */
export const planeAreaM2 = (rings: readonly Ring[]): number =>
  rings.reduce((sum, ring, i) => sum + (i === 0 ? 1 : -1) * Math.abs(signedPlaneArea(ring)), 0)
