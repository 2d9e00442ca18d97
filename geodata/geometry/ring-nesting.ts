import Flatbush from 'flatbush'
import type { BBox, Position } from '../model/geojson.ts'
import { bboxContains, bboxOfPositions } from './bbox.ts'
import { ringInsideRing } from './rings-to-polygons.ts'

/** A closed ring without repeated points, and where it stands in its geometry. */
export type PlacedRing = { part: number; ring: number; points: Position[] }

export type NestingProblem = {
  code: 'hole_outside_shell' | 'nested_holes' | 'nested_parts' | 'interior_disconnected'
  position: Position
  ring: PlacedRing
  other?: PlacedRing
}

/** A point at which two rings (by index) touch. */
export type RingTouch = { position: Position; rings: [number, number] }

const boxOf = ({ points }: PlacedRing): BBox => bboxOfPositions(points)!

/** Pairs [inner, outer] in which the box of the inner lies within the box of the outer. */
function* boxedPairs(rings: PlacedRing[]): Generator<[PlacedRing, PlacedRing]> {
  if (rings.length < 2) return
  const boxes = rings.map(boxOf)
  const index = new Flatbush(rings.length)
  for (const box of boxes) index.add(...box)
  index.finish()
  for (const [i, box] of boxes.entries()) {
    for (const j of index.search(...box)) {
      if (i !== j && bboxContains(boxes[j]!, box)) yield [rings[i]!, rings[j]!]
    }
  }
}

function holeProblems(shell: PlacedRing, holes: PlacedRing[]): NestingProblem[] {
  const problems: NestingProblem[] = []
  for (const hole of holes) {
    if (!ringInsideRing(hole.points, shell.points)) {
      problems.push({ code: 'hole_outside_shell', position: hole.points[0]!, ring: hole, other: shell })
    }
  }
  for (const [inner, outer] of boxedPairs(holes)) {
    if (ringInsideRing(inner.points, outer.points)) {
      problems.push({ code: 'nested_holes', position: inner.points[0]!, ring: inner, other: outer })
    }
  }
  return problems
}

/** A part may lie inside another only where that one has a hole. */
function partProblems(parts: PlacedRing[][]): NestingProblem[] {
  const shells = parts.flatMap(([shell]) => (shell ? [shell] : []))
  const problems: NestingProblem[] = []
  for (const [inner, outer] of boxedPairs(shells)) {
    if (!ringInsideRing(inner.points, outer.points)) continue
    const holes = parts.find(([shell]) => shell === outer)!.slice(1)
    if (holes.some((hole) => ringInsideRing(inner.points, hole.points))) continue
    problems.push({ code: 'nested_parts', position: inner.points[0]!, ring: inner, other: outer })
  }
  return problems
}

/**
 * Rings and the points at which they touch form a graph; as long as it is a forest, the inside stays in one
 * piece. A touch that closes a circle cuts a piece off.
 */
function disconnections(rings: PlacedRing[], touches: RingTouch[]): NestingProblem[] {
  const leaders = new Map<string, string>()
  const leader = (name: string): string => {
    let top = name
    for (let next = leaders.get(top); next !== undefined; next = leaders.get(top)) top = next
    return top
  }
  const linked = new Set<string>()
  const problems: NestingProblem[] = []
  for (const { position, rings: pair } of touches) {
    const [first, second] = [rings[pair[0]]!, rings[pair[1]]!]
    if (first.part !== second.part) continue
    for (const ring of pair) {
      const point = `${first.part}:${position.join()}`
      const link = `${ring}@${point}`
      if (linked.has(link)) continue
      linked.add(link)
      const [ringTop, pointTop] = [leader(String(ring)), leader(point)]
      if (ringTop === pointTop) {
        problems.push({ code: 'interior_disconnected', position, ring: first, other: second })
      } else leaders.set(ringTop, pointTop)
    }
  }
  return problems
}

/** What is wrong with the arrangement of rings that do not cross, given the points at which they touch. */
export function findNestingProblems(rings: PlacedRing[], touches: RingTouch[]): NestingProblem[] {
  const parts: PlacedRing[][] = []
  for (const ring of rings) (parts[ring.part] ??= []).push(ring)
  const placed = parts.filter((part) => part !== undefined)
  return [
    ...placed.flatMap(([shell, ...holes]) => (shell ? holeProblems(shell, holes) : [])),
    ...partProblems(placed),
    ...disconnections(rings, touches),
  ]
}
