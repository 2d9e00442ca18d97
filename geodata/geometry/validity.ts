import type { Geometry, Position, Ring } from '../model/geojson.ts'
import { type EdgeConflict, findEdgeConflicts } from './edge-conflicts.ts'
import { withoutRepeats } from './grid.ts'
import { orientation, samePosition } from './predicates.ts'
import { isPlainlySimple } from './plain-ring.ts'
import { findNestingProblems, type PlacedRing, type RingTouch } from './ring-nesting.ts'

/** Everything that can be wrong with a boundary. All but `repeated_point` make it unusable. */
export const GEOMETRY_PROBLEM_CODES = [
  'empty',
  'out_of_range',
  'edge_too_long',
  'not_enough_points',
  'unclosed',
  'repeated_point',
  'zero_area',
  'spike',
  'self_intersection',
  'self_touch',
  'ring_crosses_ring',
  'rings_share_edge',
  'parts_overlap',
  'parts_share_edge',
  'hole_outside_shell',
  'nested_holes',
  'nested_parts',
  'interior_disconnected',
] as const

export type GeometryProblemCode = (typeof GEOMETRY_PROBLEM_CODES)[number]

/**
 * One fault and where it is. `part` and `ring` count from 0 (ring 0 is the shell; lines and points have only
 * parts). A `warning` is stored as it is; an `error` is what `ST_IsValid` refuses, or a position that is not on
 * the globe, or an edge that reaches half round it.
 */
export type GeometryProblem = {
  code: GeometryProblemCode
  severity: 'error' | 'warning'
  part: number
  ring: number
  position?: Position
  otherPart?: number
  otherRing?: number
}

/** Enough for a person to see what is going on; a torn ring of 100 000 vertices could have millions. */
const MAX_PROBLEMS = 100

type Place = { part: number; ring: number }

const problem = (code: GeometryProblemCode, { part, ring }: Place, position?: Position): GeometryProblem => ({
  code,
  severity: code === 'repeated_point' ? 'warning' : 'error',
  part,
  ring,
  ...(position && { position }),
})

const isOnGlobe = ([lng, lat]: Position): boolean =>
  lng >= -180 && lng <= 180 && lat >= -90 && lat <= 90 && Number.isFinite(lng + lat)

/**
 * Two points half the globe apart have no shortest line between them (PostGIS: "antipodal edge"), and an edge over
 * more than 180 degrees would run the other way round, across the antimeridian.
 */
const reachesRound = (from: Position, to: Position): boolean =>
  Math.abs(to[0] - from[0]) >= 180 || Math.abs(to[1] - from[1]) >= 180

function positionProblems(line: Position[], place: Place): GeometryProblem[] {
  const astray = line.find((position) => !isOnGlobe(position))
  if (astray) return [problem('out_of_range', place, astray)]
  const tooLong = line.find((position, i) => i > 0 && reachesRound(line[i - 1]!, position))
  if (tooLong) return [problem('edge_too_long', place, tooLong)]
  return line.flatMap((position, i) =>
    i > 0 && samePosition(position, line[i - 1]!) ? [problem('repeated_point', place, position)] : [],
  )
}

function isFlat(points: Position[]): boolean {
  const [first, second] = points
  return points.every((point) => orientation(first!, second!, point) === 0)
}

/** Faults of one ring that can be told without comparing edges. */
function ringProblems(ring: Ring, place: Place): GeometryProblem[] {
  const problems = positionProblems(ring, place)
  if (problems.some(({ severity }) => severity === 'error')) return problems
  const [first, last] = [ring[0], ring.at(-1)]
  if (!first || !last) return [problem('not_enough_points', place)]
  if (!samePosition(first, last)) return [...problems, problem('unclosed', place, last)]
  const points = withoutRepeats(ring)
  if (points.length < 4) problems.push(problem('not_enough_points', place, first))
  else if (isFlat(points)) problems.push(problem('zero_area', place, first))
  return problems
}

function conflictCode({ kind }: EdgeConflict, a: PlacedRing, b: PlacedRing): GeometryProblemCode | undefined {
  if (a === b) {
    if (kind === 'spike') return 'spike'
    return kind === 'touch' ? 'self_touch' : 'self_intersection'
  }
  if (kind === 'touch') return undefined
  if (a.part === b.part) return kind === 'overlap' ? 'rings_share_edge' : 'ring_crosses_ring'
  return kind === 'overlap' ? 'parts_share_edge' : 'parts_overlap'
}

const withOther = (found: GeometryProblem, other: Place | undefined): GeometryProblem =>
  other ? { ...found, otherPart: other.part, otherRing: other.ring } : found

/** Faults in how edges and rings meet; the rings are closed and free of repeats. */
function topologyProblems(rings: PlacedRing[]): GeometryProblem[] {
  const problems: GeometryProblem[] = []
  const touches: RingTouch[] = []
  findEdgeConflicts(
    rings.map(({ points }) => points),
    (conflict) => {
      const [a, b] = [rings[conflict.rings[0]]!, rings[conflict.rings[1]]!]
      const code = conflictCode(conflict, a, b)
      if (!code) touches.push(conflict)
      else problems.push(withOther(problem(code, a, conflict.position), a === b ? undefined : b))
      return problems.length >= MAX_PROBLEMS
    },
  )
  if (problems.length > 0 || rings.length === 1) return problems
  return findNestingProblems(rings, touches).map(({ code, position, ring, other }) =>
    withOther(problem(code, ring, position), other),
  )
}

function arealProblems(parts: Ring[][]): GeometryProblem[] {
  const rings = parts.flatMap((part, partIndex) =>
    part.map((points, ring): PlacedRing => ({ part: partIndex, ring, points })),
  )
  if (rings.length === 0) return [problem('empty', { part: 0, ring: 0 })]
  const problems = rings.flatMap((ring) => ringProblems(ring.points, ring))
  if (problems.some(({ severity }) => severity === 'error')) return problems.slice(0, MAX_PROBLEMS)
  const clean = rings.map((ring) => ({ ...ring, points: withoutRepeats(ring.points) }))
  return [...problems, ...topologyProblems(clean)].slice(0, MAX_PROBLEMS)
}

function lineProblems(lines: Position[][]): GeometryProblem[] {
  if (lines.length === 0) return [problem('empty', { part: 0, ring: 0 })]
  return lines
    .flatMap((line, part) => {
      const problems = positionProblems(line, { part, ring: 0 })
      const tooShort = problems[0]?.code !== 'out_of_range' && withoutRepeats(line).length < 2
      return tooShort ? [...problems, problem('not_enough_points', { part, ring: 0 }, line[0])] : problems
    })
    .slice(0, MAX_PROBLEMS)
}

function pointProblems(points: Position[]): GeometryProblem[] {
  if (points.length === 0) return [problem('empty', { part: 0, ring: 0 })]
  return points.flatMap((point, part) =>
    isOnGlobe(point) ? [] : [problem('out_of_range', { part, ring: 0 }, point)],
  )
}

/**
 * What is wrong with a geometry, without any database and with the verdict of `ST_IsValid` (OGC rules, exact
 * arithmetic): an empty list for most, otherwise up to 100 faults with the place. Ring arrangement is looked at
 * only when no ring crosses another, crossings only when each ring is complete.
 */
export function findProblems(geometry: Geometry): GeometryProblem[] {
  switch (geometry.type) {
    case 'Polygon': {
      const [shell, hole] = geometry.coordinates
      if (shell && !hole && isPlainlySimple(shell)) return []
      return arealProblems([geometry.coordinates])
    }
    case 'MultiPolygon':
      return arealProblems(geometry.coordinates)
    case 'LineString':
      return lineProblems([geometry.coordinates])
    case 'MultiLineString':
      return lineProblems(geometry.coordinates)
    case 'Point':
      return pointProblems([geometry.coordinates])
    case 'MultiPoint':
      return pointProblems(geometry.coordinates)
  }
}

export const isValid = (geometry: Geometry): boolean =>
  findProblems(geometry).every(({ severity }) => severity === 'warning')
