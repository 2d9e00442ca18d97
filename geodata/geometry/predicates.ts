import type { Position } from '../model/geojson.ts'

/**
 * On which side of the line a→b does c lie? Decided exactly, as GEOS does, so that our verdicts agree with the
 * database: first in plain arithmetic with a bound on its error (J. R. Shewchuk, Adaptive Precision
 * Floating-Point Arithmetic, 1997), and only where that leaves doubt as an exact sum of partial products.
 */

const EPSILON = 2 ** -53
const ERROR_BOUND = (3 + 16 * EPSILON) * EPSILON
const SPLITTER = 2 ** 27 + 1

/** Adds one number to an expansion (components that do not overlap, smallest first) without losing a bit. */
function growExpansion(expansion: number[], value: number): void {
  let carried = value
  let kept = 0
  for (const component of expansion) {
    const sum = carried + component
    const virtual = sum - carried
    const rest = carried - (sum - virtual) + (component - virtual)
    if (rest !== 0) expansion[kept++] = rest
    carried = sum
  }
  expansion.length = kept
  if (carried !== 0) expansion.push(carried)
}

/** The product as an unevaluated sum of two numbers (Dekker). */
function addProduct(expansion: number[], a: number, b: number): void {
  const product = a * b
  const [ca, cb] = [SPLITTER * a, SPLITTER * b]
  const [aHigh, bHigh] = [ca - (ca - a), cb - (cb - b)]
  const [aLow, bLow] = [a - aHigh, b - bHigh]
  growExpansion(expansion, aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow))
  growExpansion(expansion, product)
}

function exactSide(ax: number, ay: number, bx: number, by: number, cx: number, cy: number): number {
  const expansion: number[] = []
  addProduct(expansion, ax, by)
  addProduct(expansion, -ay, bx)
  addProduct(expansion, bx, cy)
  addProduct(expansion, -by, cx)
  addProduct(expansion, cx, ay)
  addProduct(expansion, -cy, ax)
  return expansion.at(-1) ?? 0
}

/** Positive when c lies left of a→b, negative right, zero when the three are exactly in line. */
export function sideOf(ax: number, ay: number, bx: number, by: number, cx: number, cy: number): number {
  const left = (ax - cx) * (by - cy)
  const right = (ay - cy) * (bx - cx)
  const determinant = left - right
  if (Math.abs(determinant) >= ERROR_BOUND * (Math.abs(left) + Math.abs(right)) && determinant !== 0) {
    return determinant
  }
  if (left === 0 && right === 0) {
    // Products of exact zeros only: a coincidence of coordinates, no rounding (underflow cannot occur here).
    if ((ax === cx || by === cy) && (ay === cy || bx === cx)) return 0
  }
  return exactSide(ax, ay, bx, by, cx, cy)
}

export const orientation = (a: Position, b: Position, c: Position): number =>
  sideOf(a[0], a[1], b[0], b[1], c[0], c[1])

export const samePosition = (a: Position, b: Position): boolean => a[0] === b[0] && a[1] === b[1]

/** Whether a point lies on a segment, ends included; exact. */
export function isOnSegment(point: Position, from: Position, to: Position): boolean {
  return (
    Math.min(from[0], to[0]) <= point[0] &&
    point[0] <= Math.max(from[0], to[0]) &&
    Math.min(from[1], to[1]) <= point[1] &&
    point[1] <= Math.max(from[1], to[1]) &&
    orientation(from, to, point) === 0
  )
}
