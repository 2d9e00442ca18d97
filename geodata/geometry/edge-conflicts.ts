import Flatbush from 'flatbush'
import type { Position } from '../model/geojson.ts'
import { isOnSegment, orientation, samePosition } from './predicates.ts'

/**
 * How the edges of some rings meet. Two edges may share a point in six ways:
 *
 *     crossing    ──┼──     the insides pass through each other
 *     overlap     ══════    they run along each other
 *     spike       ──────●   an edge returns on the one before it
 *     touch       ──┴──     one ring comes up to another (or to itself) and turns back
 *     crossing at a vertex: looks like a touch, but the ring continues on the other side
 *     neighbours            the end of one is the start of the next: nothing to say
 */
export type EdgeConflict = {
  kind: 'crossing' | 'overlap' | 'spike' | 'touch'
  position: Position
  /** Indices of the rings, equal when a ring meets itself. */
  rings: [number, number]
}

type Edge = { ring: number; index: number; from: Position; to: Position }

/** Up to here comparing all pairs is faster than building an index. */
const SMALL = 80

function edgesOf(rings: readonly Position[][]): Edge[] {
  return rings.flatMap((points, ring) =>
    points.slice(1).map((to, index) => ({ ring, index, from: points[index]!, to })),
  )
}

const edgeBox = ({ from, to }: Edge): [number, number, number, number] => [
  Math.min(from[0], to[0]),
  Math.min(from[1], to[1]),
  Math.max(from[0], to[0]),
  Math.max(from[1], to[1]),
]

function boxesMeet(a: Edge, b: Edge): boolean {
  for (const axis of [0, 1] as const) {
    if (Math.max(a.from[axis], a.to[axis]) < Math.min(b.from[axis], b.to[axis])) return false
    if (Math.max(b.from[axis], b.to[axis]) < Math.min(a.from[axis], a.to[axis])) return false
  }
  return true
}

/** Calls back with each pair whose boxes meet, once; stops when told that it is enough. */
function eachNearPair(edges: Edge[], visit: (a: Edge, b: Edge) => boolean): void {
  if (edges.length <= SMALL) {
    for (let i = 0; i < edges.length; i++) {
      for (let j = i + 1; j < edges.length; j++) {
        if (boxesMeet(edges[i]!, edges[j]!) && !visit(edges[i]!, edges[j]!)) return
      }
    }
    return
  }
  const index = new Flatbush(edges.length)
  for (const edge of edges) index.add(...edgeBox(edge))
  index.finish()
  for (let i = 0; i < edges.length; i++) {
    for (const j of index.search(...edgeBox(edges[i]!), (other) => other > i)) {
      if (!visit(edges[i]!, edges[j]!)) return
    }
  }
}

/** Where two properly crossing edges cross. */
function crossingPoint(a: Edge, b: Edge): Position {
  const [ax, ay] = [a.to[0] - a.from[0], a.to[1] - a.from[1]]
  const [bx, by] = [b.to[0] - b.from[0], b.to[1] - b.from[1]]
  const along = ((b.from[0] - a.from[0]) * by - (b.from[1] - a.from[1]) * bx) / (ax * by - ay * bx)
  return [a.from[0] + along * ax, a.from[1] + along * ay]
}

/** Start of the common stretch of two edges on one line; undefined when they share a point at most. */
function overlapStart(a: Edge, b: Edge): Position | undefined {
  const axis = Math.abs(a.to[0] - a.from[0]) >= Math.abs(a.to[1] - a.from[1]) ? 0 : 1
  const [aLow, aHigh] = a.from[axis] < a.to[axis] ? [a.from, a.to] : [a.to, a.from]
  const [bLow, bHigh] = b.from[axis] < b.to[axis] ? [b.from, b.to] : [b.to, b.from]
  const start = aLow[axis] > bLow[axis] ? aLow : bLow
  const end = aHigh[axis] < bHigh[axis] ? aHigh : bHigh
  return start[axis] < end[axis] ? start : undefined
}

/** Whether q lies left of the corner that a ring makes on its way before → corner → after. */
function isLeftOfCorner(before: Position, corner: Position, after: Position, q: Position): boolean {
  const leftOfIn = orientation(before, corner, q) > 0
  const leftOfOut = orientation(corner, after, q) > 0
  return orientation(before, corner, after) >= 0 ? leftOfIn && leftOfOut : leftOfIn || leftOfOut
}

/** Whether p and q lie in the same direction from a point. */
const sharesRay = (point: Position, p: Position, q: Position): boolean =>
  orientation(point, p, q) === 0 &&
  (p[0] - point[0]) * (q[0] - point[0]) + (p[1] - point[1]) * (q[1] - point[1]) > 0

class EdgeMeeting {
  private readonly rings: readonly Position[][]

  constructor(rings: readonly Position[][]) {
    this.rings = rings
  }

  /** Where the ring comes from and goes to at a point of an edge that is not its end. */
  private around(edge: Edge, point: Position): { before: Position; after: Position } {
    if (!samePosition(point, edge.from)) return { before: edge.from, after: edge.to }
    const ring = this.rings[edge.ring]!
    const before = ring[edge.index === 0 ? ring.length - 2 : edge.index - 1]!
    return { before, after: edge.to }
  }

  /** A common point where the rings also run along each other is left to the overlap. */
  private atPoint(a: Edge, b: Edge, position: Position): EdgeConflict | undefined {
    const ofA = this.around(a, position)
    const ofB = this.around(b, position)
    for (const p of [ofA.before, ofA.after]) {
      if (sharesRay(position, p, ofB.before) || sharesRay(position, p, ofB.after)) return undefined
    }
    const passes =
      isLeftOfCorner(ofA.before, position, ofA.after, ofB.before) !==
      isLeftOfCorner(ofA.before, position, ofA.after, ofB.after)
    return { kind: passes ? 'crossing' : 'touch', position, rings: [a.ring, b.ring] }
  }

  private areNeighbours(a: Edge, b: Edge): boolean {
    const last = this.rings[a.ring]!.length - 2
    const steps = Math.abs(a.index - b.index)
    return a.ring === b.ring && (steps === 1 || steps === last)
  }

  /**
   * How two edges meet, undefined when they do not. Edges are half-open: a point that is the end of one is left
   * to the edge that starts there, so each meeting is told once.
   */
  between(a: Edge, b: Edge): EdgeConflict | undefined {
    const bFrom = orientation(a.from, a.to, b.from)
    const bTo = orientation(a.from, a.to, b.to)
    if ((bFrom > 0 && bTo > 0) || (bFrom < 0 && bTo < 0)) return undefined
    const aFrom = orientation(b.from, b.to, a.from)
    const aTo = orientation(b.from, b.to, a.to)
    if ((aFrom > 0 && aTo > 0) || (aFrom < 0 && aTo < 0)) return undefined
    const rings: [number, number] = [a.ring, b.ring]
    if (bFrom === 0 && bTo === 0) {
      const position = overlapStart(a, b)
      if (position) return { kind: this.areNeighbours(a, b) ? 'spike' : 'overlap', position, rings }
    } else if (bFrom !== 0 && bTo !== 0 && aFrom !== 0 && aTo !== 0) {
      return { kind: 'crossing', position: crossingPoint(a, b), rings }
    }
    if (bFrom === 0 && !samePosition(b.from, a.to) && isOnSegment(b.from, a.from, a.to)) {
      return this.atPoint(a, b, b.from)
    }
    if (aFrom === 0 && !samePosition(a.from, b.to) && isOnSegment(a.from, b.from, b.to)) {
      return this.atPoint(a, b, a.from)
    }
    return undefined
  }
}

/** All meetings of the edges of closed rings without repeated points, until `enough` says so. */
export function findEdgeConflicts(
  rings: readonly Position[][],
  enough: (conflict: EdgeConflict) => boolean,
): void {
  const meeting = new EdgeMeeting(rings)
  eachNearPair(edgesOf(rings), (a, b) => {
    const conflict = meeting.between(a, b)
    return !conflict || !enough(conflict)
  })
}
