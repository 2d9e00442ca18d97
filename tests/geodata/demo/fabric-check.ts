import { locate } from '#geodata/geometry/contains.ts'
import { orientation } from '#geodata/geometry/predicates.ts'
import type { Position } from '#geodata/model/geojson.ts'

/**
 * Shared edges of two rings, and what must not be between members of a fabric: edges that cross, a vertex of
 * one strictly inside the other, or within 1 mm of an edge of the other without being a vertex of it.
 */
export function between(a: Position[], b: Position[]): { shared: number; faults: string[] } {
  const vertices = new Set(b.map(String))
  const bEdges = new Set(b.slice(1).map((to, k) => `${String(b[k])} ${String(to)}`))
  const found: string[] = []
  let shared = 0
  for (let i = 0; i + 1 < a.length; i++) {
    const [p, q] = [a[i]!, a[i + 1]!]
    if (bEdges.has(`${String(p)} ${String(q)}`)) found.push('same edge, same direction')
    if (bEdges.has(`${String(q)} ${String(p)}`)) shared++
    if (vertices.has(String(p))) continue
    if (locate(p, { type: 'Polygon', coordinates: [b] }) !== 'outside') found.push(`inside: ${String(p)}`)
    for (let k = 0; k + 1 < b.length; k++) {
      if (crosses(p, q, b[k]!, b[k + 1]!)) found.push('edges cross')
      if (isNear(p, b[k]!, b[k + 1]!)) found.push(`no vertex of the neighbour: ${String(p)}`)
    }
  }
  return { shared, faults: found }
}

const crosses = (a: Position, b: Position, c: Position, d: Position) =>
  orientation(a, b, c) * orientation(a, b, d) < 0 && orientation(c, d, a) * orientation(c, d, b) < 0

const NEAR_DEGREES = 1e-8
function isNear(point: Position, a: Position, b: Position): boolean {
  const [ux, uy] = [b[0] - a[0], b[1] - a[1]]
  const [vx, vy] = [point[0] - a[0], point[1] - a[1]]
  const along = (ux * vx + uy * vy) / (ux * ux + uy * uy)
  return along > 0 && along < 1 && Math.abs(ux * vy - uy * vx) / Math.hypot(ux, uy) < NEAR_DEGREES
}
