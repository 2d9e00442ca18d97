import type { ArealGeometry, Geometry, Ring } from '../model/geojson.ts'
import { signedPlaneArea } from './plane-area.ts'

/** Direction of rings (RFC 7946 §3.1.6): shells counter-clockwise, holes clockwise. */

export const isCounterClockwise = (ring: Ring): boolean => signedPlaneArea(ring) > 0

const reversed = (ring: Ring): Ring => ring.slice().reverse()

function orientRing(ring: Ring, counterClockwise: boolean): Ring {
  const area = signedPlaneArea(ring)
  return area === 0 || area > 0 === counterClockwise ? ring : reversed(ring)
}

/** Shell first; rings that already run the right way are handed on as they are. */
export const orientPolygon = (rings: Ring[]): Ring[] => rings.map((ring, i) => orientRing(ring, i === 0))

/** The geometry with RFC 7946 winding; lines and points come back unchanged. */
export function rewind<G extends Geometry>(geometry: G): G {
  if (geometry.type === 'Polygon') return { ...geometry, coordinates: orientPolygon(geometry.coordinates) }
  if (geometry.type === 'MultiPolygon') {
    return { ...geometry, coordinates: geometry.coordinates.map(orientPolygon) }
  }
  return geometry
}

/** Shells clockwise, holes counter-clockwise: as shapefiles want them. */
export function rewindClockwise<G extends ArealGeometry>(geometry: G): G {
  const turn = (rings: Ring[]) => rings.map((ring, i) => orientRing(ring, i !== 0))
  return geometry.type === 'Polygon'
    ? { ...geometry, coordinates: turn(geometry.coordinates) }
    : { ...geometry, coordinates: geometry.coordinates.map(turn) }
}

/** Adds the first position at the end of a ring that lacks it. */
export function closeRing(ring: Ring): Ring {
  const [first, last] = [ring[0], ring[ring.length - 1]]
  if (!first || !last || (first[0] === last[0] && first[1] === last[1])) return ring
  return [...ring, first]
}
