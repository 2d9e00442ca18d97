import type { ArealGeometry, Position, Ring } from '../model/geojson.ts'
import { sideOf } from './predicates.ts'

export type Location = 'inside' | 'boundary' | 'outside'

/**
 * Where a point lies relative to a ring (closed or not, any direction), by counting the edges that a ray to the
 * east crosses; exact on the boundary. Written for speed: it runs for every hole against every edge of a shell.
 */
export function locateInRing(point: Position, ring: readonly Position[]): Location {
  const x = point[0]
  const y = point[1]
  let inside = false
  let from = ring[ring.length - 1]!
  for (let i = 0; i < ring.length; i++) {
    const last = from
    const to = (from = ring[i]!)
    if ((last[1] < y && to[1] < y) || (last[1] > y && to[1] > y) || (last[0] < x && to[0] < x)) continue
    if (last[1] === to[1]) {
      if (Math.min(last[0], to[0]) <= x) return 'boundary'
      continue
    }
    const [a, b] = last[1] < to[1] ? [last, to] : [to, last]
    const side = sideOf(a[0], a[1], b[0], b[1], x, y)
    if (side === 0) return 'boundary'
    // Half-open in y, so that a ray through a vertex counts it once.
    if (side > 0 && b[1] > y) inside = !inside
  }
  return inside ? 'inside' : 'outside'
}

/** Where a point lies relative to a polygon given by its shell and holes. */
export function locateInPolygon(point: Position, rings: readonly Ring[]): Location {
  const [shell, ...holes] = rings
  if (!shell) return 'outside'
  const inShell = locateInRing(point, shell)
  if (inShell !== 'inside') return inShell
  for (const hole of holes) {
    const inHole = locateInRing(point, hole)
    if (inHole === 'boundary') return 'boundary'
    if (inHole === 'inside') return 'outside'
  }
  return 'inside'
}

/** Where a point lies relative to a polygon or multipolygon, holes respected. */
export function locate(point: Position, geometry: ArealGeometry): Location {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  let location: Location = 'outside'
  for (const rings of polygons) {
    const inPart = locateInPolygon(point, rings)
    if (inPart === 'inside') return 'inside'
    if (inPart === 'boundary') location = 'boundary'
  }
  return location
}

/** Whether the geometry covers the point: inside or on its boundary. */
export const covers = (geometry: ArealGeometry, point: Position): boolean =>
  locate(point, geometry) !== 'outside'
