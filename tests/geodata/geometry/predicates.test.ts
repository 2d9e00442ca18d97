import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isOnSegment, orientation } from '#geodata/geometry/predicates.ts'
import type { Position } from '#geodata/model/geojson.ts'

/** The exact sign, in whole numbers: every double is an integer times a power of two. */
function exactSign(points: Position[]): number {
  const scaled = points.map((point) => point.map((value) => BigInt(Math.round(value * 2 ** 52))))
  const [[ax, ay], [bx, by], [cx, cy]] = scaled as [[bigint, bigint], [bigint, bigint], [bigint, bigint]]
  const determinant = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
  return determinant > 0n ? 1 : determinant < 0n ? -1 : 0
}

/** Numbers in [1, 2): multiples of 2⁻⁵², so that the whole-number reference is exact. */
const near = fc.integer({ min: 0, max: 40 }).map((ulps) => 1.5 + ulps * 2 ** -52)
const decimal = fc.integer({ min: 0, max: 99 }).map((step) => 1 + step / 100)
const value = fc.oneof(near, decimal)
const position: fc.Arbitrary<Position> = fc.tuple(value, value)

test('the side of a line is exact where plain arithmetic is lost in rounding', () => {
  fc.assert(
    fc.property(position, position, position, (a, b, c) => {
      expect(Math.sign(orientation(a, b, c))).toBe(exactSign([a, b, c]))
    }),
    { numRuns: 5000 },
  )
})

test('keeps the small rest when the big parts cancel (three nearly collinear tenths)', () => {
  const points: Position[] = [
    [0.6000000000000001, 0.4],
    [0.5, 0.6000000000000001],
    [0.4, 0.8],
  ]
  expect(orientation(points[0]!, points[1]!, points[2]!)).not.toBe(0)
})

test('a point is on a segment only within its ends', () => {
  expect(isOnSegment([1, 1], [0, 0], [2, 2])).toBe(true)
  expect(isOnSegment([2, 2], [0, 0], [2, 2])).toBe(true)
  expect(isOnSegment([3, 3], [0, 0], [2, 2])).toBe(false)
  expect(isOnSegment([1, 1 + 2 ** -52], [0, 0], [2, 2])).toBe(false)
})
