import type { Position, Ring } from '../model/geojson.ts'
import { samePosition, sideOf } from './predicates.ts'

/** Comparing all pairs of edges is fastest up to about this many. */
const MAX_POINTS = 100

const isOnGlobe = ([lng, lat]: Position) => lng >= -180 && lng <= 180 && lat >= -90 && lat <= 90

/** Whether the edges a→b→c share only b, and do not fold back on each other. */
function turnsCleanly(a: Position, b: Position, c: Position): boolean {
  if (sideOf(a[0], a[1], b[0], b[1], c[0], c[1]) !== 0) return true
  return (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1]) > 0
}

/** Whether the two edges certainly have no point in common. */
function areApart(a: Position, b: Position, c: Position, d: Position): boolean {
  if (Math.max(a[0], b[0]) < Math.min(c[0], d[0]) || Math.max(c[0], d[0]) < Math.min(a[0], b[0])) return true
  if (Math.max(a[1], b[1]) < Math.min(c[1], d[1]) || Math.max(c[1], d[1]) < Math.min(a[1], b[1])) return true
  const sideC = sideOf(a[0], a[1], b[0], b[1], c[0], c[1])
  const sideD = sideOf(a[0], a[1], b[0], b[1], d[0], d[1])
  if ((sideC > 0 && sideD > 0) || (sideC < 0 && sideD < 0)) return true
  const sideA = sideOf(c[0], c[1], d[0], d[1], a[0], a[1])
  const sideB = sideOf(c[0], c[1], d[0], d[1], b[0], b[1])
  return (sideA > 0 && sideB > 0) || (sideA < 0 && sideB < 0)
}

/**
 * The short way for the ring that most parcels have: closed, few vertices, no two edges near each other. `true`
 * means valid; `false` only that the long way has to look (imports validate 100 000 parcels).
 */
export function isPlainlySimple(ring: Ring): boolean {
  const edges = ring.length - 1
  if (edges < 3 || ring.length > MAX_POINTS || !samePosition(ring[0]!, ring[edges]!)) return false
  for (let i = 0; i < edges; i++) {
    const [from, to] = [ring[i]!, ring[i + 1]!]
    if (!isOnGlobe(from) || Math.abs(to[0] - from[0]) >= 180 || Math.abs(to[1] - from[1]) >= 180) return false
    if (!turnsCleanly(from, to, ring[i + 1 === edges ? 1 : i + 2]!)) return false
    const last = i === 0 ? edges - 1 : edges
    for (let j = i + 2; j < last; j++) {
      if (!areApart(from, to, ring[j]!, ring[j + 1]!)) return false
    }
  }
  return true
}
