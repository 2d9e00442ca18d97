import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bboxContains, bboxesMeet, bboxOf, growBBox, uniteBBoxes } from '#geodata/geometry/bbox.ts'
import { gridKey, isOnGrid, removeRepeats, snapPosition, snapToGrid } from '#geodata/geometry/grid.ts'
import { distanceM } from '#geodata/geometry/length.ts'
import {
  closingCorner,
  nearestOnLine,
  nearestOnSegment,
  nearestVertex,
  rightAnglePosition,
} from '#geodata/geometry/nearest.ts'
import type { Position } from '#geodata/model/geojson.ts'
import { box, centers, polygon } from './shapes.ts'

describe('the storage grid', () => {
  test('a snapped position is the decimal number with nine places', () => {
    fc.assert(
      fc.property(centers, (position) => {
        const snapped = snapPosition(position)
        expect(snapped[0]).toBe(Number(position[0].toFixed(9)))
        expect(isOnGrid(snapped)).toBe(true)
        expect(distanceM(position, snapped)).toBeLessThan(1e-4)
      }),
    )
  })

  test('equal places have equal names', () => {
    expect(gridKey([111.00000000012, 35])).toBe(gridKey([111.00000000008, 35]))
    expect(gridKey([111, 35])).not.toBe(gridKey([111.000000001, 35]))
  })

  test('snapping can make points equal; they are taken out and counted, nothing else changes', () => {
    const shape = polygon([
      ...box(111, 35, 1, 1).slice(0, 2),
      [112.0000000001, 35],
      [112, 36],
      [111, 36],
      [111, 35],
    ])
    const { geometry, removed } = removeRepeats(snapToGrid(shape))
    expect(removed).toBe(1)
    expect(geometry).toEqual(polygon(box(111, 35, 1, 1)))
    expect(removeRepeats(geometry)).toEqual({ geometry, removed: 0 })
  })
})

describe('nearest places', () => {
  const [west, east]: [Position, Position] = [
    [111, 35],
    [111.01, 35],
  ]

  test('the foot of the perpendicular, in metres', () => {
    const { position, distanceM: metres, along } = nearestOnSegment([111.004, 35.001], west, east)
    expect(position[0]).toBeCloseTo(111.004, 9)
    expect(position[1]).toBeCloseTo(35, 9)
    expect(along).toBeCloseTo(0.4, 6)
    expect(metres).toBeCloseTo(distanceM([111.004, 35.001], [111.004, 35]), 2)
  })

  test('beyond an end it is the very vertex', () => {
    expect(nearestOnSegment([110.9, 35.01], west, east).position).toBe(west)
    expect(nearestOnSegment([112, 35.01], west, east).position).toBe(east)
    expect(nearestOnSegment([112, 35.01], west, west)).toMatchObject({ position: west, along: 0 })
  })

  test('of a ring: which edge', () => {
    expect(nearestOnLine([111.011, 35.004], box(111, 35, 0.01, 0.01))).toMatchObject({ segment: 1 })
    expect(nearestOnLine([111, 35], [[111, 35]])).toBeUndefined()
  })

  test('of vertices: which one', () => {
    expect(nearestVertex([111.009, 35.001], box(111, 35, 0.01, 0.01))).toMatchObject({ index: 1 })
    expect(nearestVertex([111, 35], [])).toBeUndefined()
  })
})

describe('right angles', () => {
  const before: Position = [111, 35]
  const corner: Position = [111.002, 35.001]

  function angleDegrees(a: Position, b: Position, c: Position): number {
    const scale = Math.cos((35 * Math.PI) / 180)
    const bearing = (p: Position) => Math.atan2(p[1] - b[1], (p[0] - b[0]) * scale)
    const turn = Math.abs(((bearing(a) - bearing(c)) * 180) / Math.PI) % 360
    return Math.min(turn, 360 - turn)
  }

  test('the pointer is moved onto the perpendicular, to its own side', () => {
    for (const pointer of [
      [111.001, 35.003],
      [111.003, 34.999],
    ] as Position[]) {
      const locked = rightAnglePosition(before, corner, pointer)
      expect(angleDegrees(before, corner, locked)).toBeCloseTo(90, 0)
      expect(Math.sign(locked[1] - corner[1])).toBe(Math.sign(pointer[1] - corner[1]))
    }
  })

  test('or onto the line itself when that is nearer', () => {
    const locked = rightAnglePosition(before, corner, [111.004, 35.0021])
    expect(angleDegrees(before, corner, locked)).toBeCloseTo(180, 3)
  })

  test('without a first edge the pointer stays', () => {
    expect(rightAnglePosition(corner, corner, before)).toEqual(before)
  })

  test('the last corner of a rectangle closes it with right angles', () => {
    const rectangle = box(111, 35, 0.004, 0.002)
    const last = closingCorner(rectangle[0]!, rectangle[1]!, rectangle[1]!, rectangle[2]!)!
    expect(last[0]).toBeCloseTo(111, 9)
    expect(last[1]).toBeCloseTo(35.002, 9)
    expect(closingCorner([111, 35], [111.001, 35], [111.002, 35.001], [111, 35.001])).toBeUndefined()
  })
})

describe('extents', () => {
  test('of a geometry, of several, of nothing', () => {
    expect(bboxOf(polygon(box(1, 2, 3, 4)))).toEqual([1, 2, 4, 6])
    expect(bboxOf(polygon())).toBeUndefined()
    expect(uniteBBoxes([[0, 0, 1, 1], undefined, [5, 5, 6, 6]])).toEqual([0, 0, 6, 6])
    expect(uniteBBoxes([])).toBeUndefined()
  })

  test('touching boxes meet', () => {
    expect(bboxesMeet([0, 0, 1, 1], [1, 1, 2, 2])).toBe(true)
    expect(bboxesMeet([0, 0, 1, 1], [1.1, 1, 2, 2])).toBe(false)
    expect(bboxContains([0, 0, 4, 4], [0, 1, 2, 4])).toBe(true)
    expect(bboxContains([0, 0, 4, 4], growBBox([0, 1, 2, 4], 0.1))).toBe(false)
  })
})
