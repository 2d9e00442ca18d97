import { closeRing, rewind } from '../geometry/orient.ts'
import { isOnGrid, removeRepeats, snapToGrid } from '../geometry/grid.ts'
import { eachPosition } from '../geometry/map-positions.ts'
import { findProblems } from '../geometry/validity.ts'
import type { GeometryProblemCode } from '../geometry/validity.ts'
import type { GeometryKind } from '../model/collections.ts'
import type { Geometry, MultiLineStringGeometry, MultiPolygonGeometry } from '../model/geojson.ts'
import type { PointGeometry, Position } from '../model/geojson.ts'

/** A boundary as it is stored: on the grid, multi-part, shells counter-clockwise, no repeated vertex. */
export type StoredGeometry = MultiPolygonGeometry | MultiLineStringGeometry | PointGeometry

export type GeometryRule =
  | GeometryProblemCode
  | 'geometry_required'
  | 'geometry_unwanted'
  | 'wrong_geometry_kind'
  | 'not_a_geometry'

export type GeometryFault = {
  rule: GeometryRule
  at?: Position
  part?: number
  ring?: number
  [detail: string]: unknown
}

/** An automatic alteration of a boundary, with the number of places. */
export type GeometryAdjustment = {
  kind: 'height_dropped' | 'closed' | 'snapped' | 'repeats_removed' | 'rewound' | 'made_multi'
  count: number
}

export type CheckedGeometry =
  | { ok: true; geometry: StoredGeometry; adjustments: GeometryAdjustment[] }
  | { ok: false; faults: GeometryFault[] }

const depthOf: Record<string, number> = {
  Point: 0,
  LineString: 1,
  MultiLineString: 2,
  Polygon: 2,
  MultiPolygon: 3,
}

const allowedTypes: Record<GeometryKind, readonly string[]> = {
  polygon: ['Polygon', 'MultiPolygon'],
  line: ['LineString', 'MultiLineString'],
  point: ['Point'],
  none: [],
}

const isNumber = (value: unknown) => typeof value === 'number' && Number.isFinite(value)

/** Nested arrays of positions of just this depth; the number of heights found on the way is counted. */
function readCoordinates(value: unknown, depth: number, heights: { count: number }): unknown[] | undefined {
  if (!Array.isArray(value)) return undefined
  if (depth === 0) {
    if (value.length < 2 || !value.every(isNumber)) return undefined
    if (value.length > 2) heights.count++
    return [value[0], value[1]]
  }
  const inner = value.map((item) => readCoordinates(item, depth - 1, heights))
  return inner.includes(undefined) ? undefined : inner
}

type Shape = { type?: unknown; coordinates?: unknown }

function read(kind: GeometryKind, value: unknown): { geometry: Geometry; heights: number } | GeometryFault {
  if (typeof value !== 'object' || value === null) return { rule: 'not_a_geometry' }
  const { type, coordinates } = value as Shape
  if (typeof type !== 'string') return { rule: 'not_a_geometry' }
  if (!allowedTypes[kind].includes(type))
    return { rule: 'wrong_geometry_kind', given: type, allowed: allowedTypes[kind] }
  const heights = { count: 0 }
  const read = readCoordinates(coordinates, depthOf[type]!, heights)
  if (!read) return { rule: 'not_a_geometry', given: type }
  return { geometry: { type, coordinates: read } as Geometry, heights: heights.count }
}

function closeRings(geometry: Geometry): { geometry: Geometry; closed: number } {
  let closed = 0
  const close = (ring: Position[]) => {
    const whole = closeRing(ring)
    if (whole !== ring) closed++
    return whole
  }
  if (geometry.type === 'Polygon')
    return { geometry: { ...geometry, coordinates: geometry.coordinates.map(close) }, closed }
  if (geometry.type !== 'MultiPolygon') return { geometry, closed }
  const coordinates = geometry.coordinates.map((rings) => rings.map(close))
  return { geometry: { ...geometry, coordinates }, closed }
}

function countOffGrid(geometry: Geometry): number {
  let count = 0
  eachPosition(geometry, (position) => {
    if (!isOnGrid(position)) count++
  })
  return count
}

function countReversed(before: Geometry, after: Geometry): number {
  const rings = (geometry: Geometry) =>
    geometry.type === 'Polygon'
      ? geometry.coordinates
      : geometry.type === 'MultiPolygon'
        ? geometry.coordinates.flat()
        : []
  const turned = rings(after)
  return rings(before).filter((ring, i) => ring !== turned[i]).length
}

function toMulti(geometry: Geometry): StoredGeometry {
  if (geometry.type === 'Polygon') return { type: 'MultiPolygon', coordinates: [geometry.coordinates] }
  if (geometry.type === 'LineString') return { type: 'MultiLineString', coordinates: [geometry.coordinates] }
  return geometry as StoredGeometry
}

/** The geometry in the shape in which it is stored, and what was altered to get there. */
export function normalise(geometry: Geometry): {
  geometry: StoredGeometry
  adjustments: GeometryAdjustment[]
} {
  const offGrid = countOffGrid(geometry)
  const { geometry: whole, closed } = closeRings(offGrid > 0 ? snapToGrid(geometry) : geometry)
  const { geometry: clean, removed } = removeRepeats(whole)
  const wound = rewind(clean)
  const stored = toMulti(wound)
  const counts: [GeometryAdjustment['kind'], number][] = [
    ['closed', closed],
    ['snapped', offGrid],
    ['repeats_removed', removed],
    ['rewound', countReversed(clean, wound)],
    ['made_multi', stored.type === wound.type ? 0 : 1],
  ]
  const adjustments = counts.flatMap(([kind, count]) => (count > 0 ? [{ kind, count }] : []))
  return { geometry: stored, adjustments }
}

function faultsOf(geometry: Geometry): GeometryFault[] {
  return findProblems(geometry).flatMap(({ code, severity, position, ...place }) =>
    severity === 'error' ? [{ rule: code, ...(position && { at: position }), ...place }] : [],
  )
}

/** Reads what a client sent as the boundary of a feature of this kind; all faults at once, nothing mended silently. */
export function checkGeometry(kind: GeometryKind, value: unknown): CheckedGeometry {
  if (value == null) return { ok: false, faults: [{ rule: 'geometry_required' }] }
  if (kind === 'none') return { ok: false, faults: [{ rule: 'geometry_unwanted' }] }
  const given = read(kind, value)
  if ('rule' in given) return { ok: false, faults: [given] }
  const { geometry, adjustments } = normalise(given.geometry)
  const faults = faultsOf(geometry)
  if (faults.length > 0) return { ok: false, faults }
  const dropped: GeometryAdjustment[] =
    given.heights > 0 ? [{ kind: 'height_dropped', count: given.heights }] : []
  return { ok: true, geometry, adjustments: [...dropped, ...adjustments] }
}
