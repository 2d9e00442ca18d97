import { describe, expect, test } from 'vitest'
import { locate } from '#geodata/geometry/contains.ts'
import type { ArealGeometry, Position } from '#geodata/model/geojson.ts'
import type { Draft } from '#web/editing/draft.ts'
import { figuresOf, labelPosition } from '#web/editing/figures.ts'

const at = (x: number, y: number): Position => [111 + x / 1000, 35 + y / 1000]
const square = (x: number, y: number, size: number): Position[] => [
  at(x, y),
  at(x + size, y),
  at(x + size, y + size),
  at(x, y + size),
]
const draft = (...paths: Position[][]): Draft => ({ kind: 'polygon', paths, open: null })
const areaOf = (one: Draft): number => figuresOf(one, null, null).ellipsoidalM2!

describe('figures of a draft', () => {
  test('are there before the last click, as if it were made', () => {
    const [a, b, c, d] = square(0, 0, 1) as [Position, Position, Position, Position]
    const drawing: Draft = { kind: 'polygon', paths: [], open: [a, b, c] }
    expect(figuresOf(drawing, d, null).ellipsoidalM2).toBe(areaOf(draft([a, b, c, d])))
    expect(figuresOf(drawing, d, null).edges).toHaveLength(4)
  })
  test('subtract a hole and add a part', () => {
    const whole = areaOf(draft(square(0, 0, 2)))
    const hole = areaOf(draft(square(0.5, 0.5, 1)))
    const part = areaOf(draft(square(5, 0, 1)))
    const both = areaOf(draft(square(0, 0, 2), square(0.5, 0.5, 1), square(5, 0, 1)))
    expect(both).toBeCloseTo(whole - hole + part, 6)
  })
  test('have the planar area beside the ellipsoidal one where the zone has a plane', () => {
    const { planarM2, ellipsoidalM2 } = figuresOf(draft(square(0, 0, 1)), null, 4546)
    expect(planarM2! / ellipsoidalM2!).toBeCloseTo(1, 4)
    expect(planarM2).not.toBe(ellipsoidalM2)
  })
  test('say where a ring crosses itself', () => {
    const [a, b, c, d] = square(0, 0, 1) as [Position, Position, Position, Position]
    const [fault] = figuresOf(draft([a, c, b, d]), null, null).problems
    expect(fault?.code).toBe('self_intersection')
    expect(fault?.position?.[0]).toBeCloseTo(111.0005, 6)
  })
  test('have a length and no area for a line', () => {
    const line: Draft = { kind: 'line', paths: [[at(0, 0), at(1, 0)]], open: null }
    expect(figuresOf(line, null, 4546)).toMatchObject({ ellipsoidalM2: null, planarM2: null })
    expect(figuresOf(line, null, 4546).lengthM).toBeCloseTo(91.3, 0)
  })
})

describe('the place of the acreage', () => {
  test('lies on the ground and not in a hole', () => {
    const { geometry } = figuresOf(draft(square(0, 0, 3), square(0.8, 0.8, 1.4)), null, null)
    const place = labelPosition(geometry as ArealGeometry)!
    expect(locate(place, geometry as ArealGeometry)).toBe('inside')
  })
})
