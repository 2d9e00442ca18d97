import type { Crossing, Line, Loop, Point } from './plane.ts'
import { along, crossings, distanceToSegment, isInside } from './plane.ts'

/**
 * Cutting a polygon by a line. The line is taken apart where it crosses the polygon; each piece that lies
 * inside divides one polygon into two, which share the vertices of the piece.
 */

function inner(loop: Loop, line: Line): Line[] {
  const hits = crossings(line, [...loop, loop[0]!])
  const pieces: Line[] = []
  for (let i = 0; i + 1 < hits.length; i++) {
    const piece = between(line, hits[i]!, hits[i + 1]!)
    if (isInside(along(piece[0]!, piece[1]!, 0.5), loop)) pieces.push(piece)
  }
  return pieces
}

const between = (line: Line, from: Crossing, to: Crossing): Line => [
  from.point,
  ...line.slice(from.segment + 1, to.segment + 1),
  to.point,
]

const edgeUnder = (loop: Loop, point: Point) => {
  let best = 0
  let nearest = Infinity
  for (let i = 0; i < loop.length; i++) {
    const gap = distanceToSegment(point, loop[i]!, loop[(i + 1) % loop.length]!)
    if (gap < nearest) {
      nearest = gap
      best = i
    }
  }
  return { edge: best, gap: nearest }
}

/** The loop from just after one edge to the start of another, walking forward. */
function walk(loop: Loop, fromEdge: number, toEdge: number): Loop {
  const out: Loop = []
  for (let i = (fromEdge + 1) % loop.length; ; i = (i + 1) % loop.length) {
    out.push(loop[i]!)
    if (i === toEdge) return out
  }
}

function divide(loop: Loop, piece: Line): Loop[] {
  const start = edgeUnder(loop, piece[0]!).edge
  const end = edgeUnder(loop, piece.at(-1)!).edge
  const back = [...piece].reverse()
  if (start === end) {
    const small = [...piece]
    const base = loop[start]!
    const forward =
      (piece[0]![0] - base[0]) ** 2 + (piece[0]![1] - base[1]) ** 2 <
      (piece.at(-1)![0] - base[0]) ** 2 + (piece.at(-1)![1] - base[1]) ** 2
    const detour = forward ? piece : back
    return [small, [...walk(loop, start, start), ...detour]]
  }
  return [
    [...piece, ...walk(loop, end, start)],
    [...back, ...walk(loop, start, end)],
  ]
}

/** The parts into which a line cuts a polygon; the polygon itself when it does not cross. */
export function cut(loop: Loop, line: Line): Loop[] {
  let parts = [loop]
  for (const piece of inner(loop, line)) {
    const middle = along(piece[0]!, piece[1]!, 0.5)
    parts = parts.flatMap((part) => (isInside(middle, part) ? divide(part, piece) : [part]))
  }
  return parts
}

/** Parts of a line inside a polygon; an end that lies inside ends a part. */
export function clipLine(line: Line, loop: Loop): Line[] {
  const hits = crossings(line, [...loop, loop[0]!])
  const start: Crossing = { point: line[0]!, segment: 0, share: 0, edge: -1 }
  const end: Crossing = { point: line.at(-1)!, segment: line.length - 2, share: 1, edge: -1 }
  const marks = [start, ...hits, end]
  return marks
    .slice(1)
    .map((mark, i) => between(line, marks[i]!, mark).filter((p, k, all) => k === 0 || p !== all[k - 1]))
    .filter((piece) => piece.length > 1 && isInside(along(piece[0]!, piece[1]!, 0.5), loop))
}
