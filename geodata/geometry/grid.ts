import type { Geometry, Position } from '../model/geojson.ts'
import { mapPositions } from './map-positions.ts'
import { samePosition } from './predicates.ts'

/** The grid on which boundaries are stored: 1e-9 degree, about 0.1 mm (design.md §3.6). */
export const GRID_DEGREES = 1e-9

const STEPS_PER_DEGREE = 1e9

/** Dividing whole numbers gives the very double that the decimal text reads back to. */
const snap = (degrees: number): number => Math.round(degrees * STEPS_PER_DEGREE) / STEPS_PER_DEGREE

export const snapPosition = ([lng, lat]: Position): Position => [snap(lng), snap(lat)]

export const snapToGrid = <G extends Geometry>(geometry: G): G => mapPositions(geometry, snapPosition)

export const isOnGrid = ([lng, lat]: Position): boolean => snap(lng) === lng && snap(lat) === lat

/** Name of a grid point, equal for equal points: shared vertices of neighbours are found by it. */
export const gridKey = (position: Position): string => {
  const [lng, lat] = snapPosition(position)
  return `${lng},${lat}`
}

export const withoutRepeats = (line: Position[]): Position[] =>
  line.filter((position, i) => i === 0 || !samePosition(position, line[i - 1]!))

/** Consecutive repeated positions taken out, and how many: the caller lists them for a person to accept. */
export function removeRepeats<G extends Geometry>(geometry: G): { geometry: G; removed: number } {
  let removed = 0
  const clean = (line: Position[]): Position[] => {
    const kept = withoutRepeats(line)
    removed += line.length - kept.length
    return kept
  }
  const coordinates = (): unknown => {
    if (geometry.type === 'LineString') return clean(geometry.coordinates)
    if (geometry.type === 'MultiLineString' || geometry.type === 'Polygon')
      return geometry.coordinates.map(clean)
    if (geometry.type === 'MultiPolygon') return geometry.coordinates.map((rings) => rings.map(clean))
    return geometry.coordinates
  }
  const result = { ...geometry, coordinates: coordinates() } as G
  return { geometry: removed === 0 ? geometry : result, removed }
}
