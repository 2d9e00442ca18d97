import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { covers, locate, locateInRing } from '#geodata/geometry/contains.ts'
import { closeRing, isCounterClockwise, rewind, rewindClockwise } from '#geodata/geometry/orient.ts'
import { signedPlaneArea } from '#geodata/geometry/plane-area.ts'
import { ringsToGeometry, ringsToPolygons } from '#geodata/geometry/rings-to-polygons.ts'
import { isValid } from '#geodata/geometry/validity.ts'
import type { ArealGeometry, Position, Ring } from '#geodata/model/geojson.ts'
import { randomFrom } from './fixtures.ts'
import { box, polygon, rings } from './shapes.ts'

describe('direction of rings', () => {
  const tangled = polygon(box(0, 0, 10, 10).toReversed(), box(2, 2, 2, 2))

  test('RFC 7946: shells counter-clockwise, holes clockwise', () => {
    const [shell, hole] = rewind(tangled).coordinates
    expect(isCounterClockwise(shell!)).toBe(true)
    expect(isCounterClockwise(hole!)).toBe(false)
  })

  test('shapefiles: the other way round', () => {
    const [shell, hole] = rewindClockwise(rewind(tangled)).coordinates
    expect(isCounterClockwise(shell!)).toBe(false)
    expect(isCounterClockwise(hole!)).toBe(true)
  })

  test('rewinding twice is rewinding once, and never changes what is covered', () => {
    fc.assert(
      fc.property(rings, fc.boolean(), (ring, backwards) => {
        const shape = polygon(backwards ? ring.toReversed() : ring)
        const once = rewind(shape)
        expect(rewind(once)).toEqual(once)
        expect(signedPlaneArea(once.coordinates[0]!)).toBeCloseTo(Math.abs(signedPlaneArea(ring)), 12)
      }),
    )
  })

  test('lines are handed on, open rings can be closed', () => {
    const line = { type: 'LineString' as const, coordinates: box(0, 0, 1, 1) }
    expect(rewind(line)).toBe(line)
    const ring = box(0, 0, 1, 1)
    expect(closeRing(ring)).toBe(ring)
    expect(closeRing(ring.slice(0, -1))).toEqual(ring)
    expect(closeRing([])).toEqual([])
  })
})

describe('point in polygon', () => {
  const shape: ArealGeometry = {
    type: 'MultiPolygon',
    coordinates: [[box(0, 0, 10, 10), box(2, 2, 6, 6)], [box(4, 4, 2, 2)], [box(10, 0, 5, 5)]],
  }

  test.each<[Position, string]>([
    [[1, 1], 'inside'],
    [[3, 3], 'outside'],
    [[5, 5], 'inside'],
    [[2, 5], 'boundary'],
    [[0, 0], 'boundary'],
    [[10, 7], 'boundary'],
    [[12, 2], 'inside'],
    [[16, 2], 'outside'],
    [[-1, 0], 'outside'],
    [[-1, 10], 'outside'],
  ])('%j is %s', (point, expected) => {
    expect(locate(point, shape)).toBe(expected)
    expect(covers(shape, point)).toBe(expected !== 'outside')
  })

  test('a ray through vertices counts them once', () => {
    const diamond: Ring = [
      [0, -1],
      [1, 0],
      [0, 1],
      [-1, 0],
      [0, -1],
    ]
    expect(locateInRing([0, 0], diamond)).toBe('inside')
    expect(locateInRing([-2, 0], diamond)).toBe('outside')
    expect(locateInRing([-0.5, 1], diamond)).toBe('outside')
    expect(locateInRing([0.5, 0.5], diamond)).toBe('boundary')
    expect(locateInRing([0, 0], diamond.slice(0, -1).toReversed())).toBe('inside')
  })
})

describe('loose rings become polygons by where they lie', () => {
  const nested = Array.from({ length: 5 }, (_, depth) => box(depth, depth, 20 - 2 * depth, 20 - 2 * depth))

  test('ring in ring in ring: shell, hole, island, hole of the island, island in it', () => {
    const parts = ringsToPolygons(nested)
    expect(parts.map((part) => part.length)).toEqual([2, 2, 1])
    expect(isValid({ type: 'MultiPolygon', coordinates: parts })).toBe(true)
  })

  test('order and direction of the rings do not matter', () => {
    const random = randomFrom(4)
    const shuffled = nested
      .map((ring) => ({ ring: random() < 0.5 ? ring : ring.toReversed(), key: random() }))
      .sort((a, b) => a.key - b.key)
      .map(({ ring }) => ring)
    const area = (parts: Ring[][]) => parts.flat().reduce((sum, ring) => sum + signedPlaneArea(ring), 0)
    expect(area(ringsToPolygons(shuffled))).toBe(400 - 324 + 256 - 196 + 144)
  })

  test('neighbours and rings that touch from inside or outside', () => {
    const parts = ringsToPolygons([
      box(0, 0, 10, 10),
      box(10, 0, 5, 5),
      [
        [0, 5],
        [4, 4],
        [4, 6],
        [0, 5],
      ],
    ])
    expect(parts.map((part) => part.length)).toEqual([2, 1])
  })

  test('one part makes a Polygon, several a MultiPolygon, none an empty one', () => {
    expect(ringsToGeometry([box(0, 0, 1, 1)]).type).toBe('Polygon')
    expect(ringsToGeometry([box(0, 0, 1, 1), box(5, 5, 1, 1)]).type).toBe('MultiPolygon')
    expect(ringsToGeometry([])).toEqual({ type: 'MultiPolygon', coordinates: [] })
  })
})
