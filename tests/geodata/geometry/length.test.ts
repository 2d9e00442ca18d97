import geographiclib from 'geographiclib-geodesic'
import { describe, expect, test } from 'vitest'
import { FLATTENING, SEMI_MAJOR_M } from '#geodata/geometry/ellipsoid.ts'
import { geodesicDirect, geodesicInverse } from '#geodata/geometry/geodesic.ts'
import { distanceM, edgeLengthsM, lengthM, perimeterM } from '#geodata/geometry/length.ts'
import type { Position } from '#geodata/model/geojson.ts'
import { randomFrom } from './fixtures.ts'
import { box, polygon } from './shapes.ts'

const geodesic = new geographiclib.Geodesic.Geodesic(SEMI_MAJOR_M, FLATTENING)

describe('length of an edge', () => {
  test.each([1, 30, 1000, 20_000, 45_000, 60_000, 1_000_000])('%d m agree with GeographicLib', (metres) => {
    const random = randomFrom(metres)
    for (let i = 0; i < 100; i++) {
      const from: Position = [74 + random() * 60, 18 + random() * 35]
      const { lat2, lon2 } = geodesic.Direct(from[1], from[0], random() * 360, metres)
      const error = Math.abs(distanceM(from, [lon2!, lat2!]) / metres - 1)
      expect(error).toBeLessThan(metres < 10 ? 5e-9 : 5e-8)
    }
  })

  test('a point is no distance from itself, near or by the long way', () => {
    expect(distanceM([111, 35], [111, 35])).toBe(0)
    expect(geodesicInverse([111, 35], [111, 35]).distanceM).toBe(0)
  })

  test('along the equator and along a meridian', () => {
    expect(distanceM([100, 0], [110, 0])).toBeCloseTo((SEMI_MAJOR_M * Math.PI) / 18, 4)
    const north = geodesic.Inverse(20, 111, 40, 111).s12!
    expect(distanceM([111, 20], [111, 40])).toBeCloseTo(north, 4)
  })

  test('walking the azimuth and distance of the inverse problem arrives at the other end', () => {
    const [from, to]: Position[] = [
      [75, 39],
      [131, 47],
    ]
    const [lng, lat] = geodesicDirect(from!, geodesicInverse(from!, to!))
    expect(lng).toBeCloseTo(to![0], 9)
    expect(lat).toBeCloseTo(to![1], 9)
  })
})

describe('lengths of geometries', () => {
  const shell = box(111, 35, 0.01, 0.01)
  const hole = box(111.002, 35.002, 0.001, 0.001)

  test('edges come ring by ring, shell first', () => {
    const edges = edgeLengthsM(polygon(shell, hole))
    expect(edges.map((ring) => ring.length)).toEqual([4, 4])
    expect(edges[0]![0]).toBeCloseTo(geodesic.Inverse(35, 111, 35, 111.01).s12!, 5)
  })

  test('the perimeter goes round the holes too, and is the sum of the edges', () => {
    const shape = polygon(shell, hole)
    const sum = edgeLengthsM(shape)
      .flat()
      .reduce((a, b) => a + b, 0)
    expect(perimeterM(shape)).toBeCloseTo(sum, 6)
    expect(perimeterM(shape)).toBeGreaterThan(perimeterM(polygon(shell)))
  })

  test('lines add up, points have no length', () => {
    const lines: Position[][] = [shell.slice(0, 2), shell.slice(1, 3)]
    expect(lengthM({ type: 'MultiLineString', coordinates: lines })).toBeCloseTo(
      lengthM({ type: 'LineString', coordinates: shell.slice(0, 3) }),
      6,
    )
    expect(lengthM({ type: 'Point', coordinates: [111, 35] })).toBe(0)
    expect(lengthM({ type: 'LineString', coordinates: [] })).toBe(0)
  })
})
