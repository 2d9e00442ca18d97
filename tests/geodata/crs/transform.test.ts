import * as fc from 'fast-check'
import proj4 from 'proj4'
import { describe, expect, test } from 'vitest'
import { ALL_CRS, crsBySrid, needsLocalParameters, TRANSFORMABLE_CRS } from '#geodata/crs/crs.ts'
import {
  inAxisOrder,
  transform,
  transformBBox,
  transformer,
  transformGeometry,
} from '#geodata/crs/transform.ts'
import type { Position } from '#geodata/model/geojson.ts'
import { readFixture } from '../geometry/fixtures.ts'

describe('transformations', () => {
  test('agree with PROJ (through PostGIS) to 1e-6 m and back to 1e-11 degrees, in every zone', () => {
    const vectors = readFixture<[number, number, number, number, number][]>('crs/proj-vectors.json')
    expect(new Set(vectors.map(([srid]) => srid)).size).toBe(65)
    for (const [srid, lng, lat, east, north] of vectors) {
      const there = transform([lng, lat], 4490, srid)
      expect(Math.hypot(there[0] - east, there[1] - north)).toBeLessThan(1e-6)
      const back = transform([east, north], srid, 4490)
      expect(Math.max(Math.abs(back[0] - lng), Math.abs(back[1] - lat))).toBeLessThan(1e-11)
    }
  })

  test('agree with proj4 far from the central meridian too', () => {
    const reference = proj4('+proj=etmerc +lat_0=0 +lon_0=111 +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m')
    for (let lng = 100; lng <= 122; lng += 1.7) {
      for (let lat = -10; lat <= 60; lat += 7.3) {
        const [east, north] = reference.forward([lng, lat]) as Position
        const ours = transform([lng, lat], 4490, 4546)
        expect(Math.hypot(ours[0] - east, ours[1] - north)).toBeLessThan(1e-6)
      }
    }
  })

  test('the two inverse vectors of the handbook', () => {
    const [a, b] = [transform([500_000, 3_880_000], 4546, 4490), transform([510_000, 3_880_000], 4546, 4490)]
    expect(a[0]).toBeCloseTo(111, 9)
    expect(a[1]).toBeCloseTo(35.048738495, 9)
    expect(b[0]).toBeCloseTo(111.109608162, 9)
    expect(b[1]).toBeCloseTo(35.048688983, 9)
  })

  test('the prefix is the only difference between a zone with and without 带号', () => {
    const position: Position = [111.2, 35.1]
    const [east, north] = transform(position, 4490, 4546)
    expect(transform(position, 4490, 4525)).toEqual([east + 37_000_000, north])
    expect(transform([east, north], 4546, 4525)).toEqual([east + 37_000_000, north])
    expect(transform(position, 4490, 4508)).toEqual([east, north])
  })

  test('there and back is where it started, between any two systems', () => {
    const srids = fc.constantFrom(...TRANSFORMABLE_CRS.map(({ srid }) => srid))
    const lng = fc.double({ min: 74, max: 135, noNaN: true })
    const lat = fc.double({ min: 3, max: 54, noNaN: true })
    fc.assert(
      fc.property(srids, srids, lng, lat, (from, to, x, y) => {
        const home = crsBySrid(from)!
        const there = crsBySrid(to)!
        for (const crs of [home, there]) {
          fc.pre(crs.kind !== 'gauss-kruger' || Math.abs(crs.centralMeridian - x) < 10)
        }
        const start = transform([x, y], 4490, from)
        const back = transform(transform(transform(start, from, to), to, from), from, 4490)
        expect(Math.max(Math.abs(back[0] - x), Math.abs(back[1] - y))).toBeLessThan(1e-11)
      }),
    )
  })

  test('Web Mercator', () => {
    const [x, y] = transform([111, 35], 4490, 3857)
    expect(x).toBeCloseTo(12356463.478, 3)
    expect(y).toBeCloseTo(4163881.144, 3)
  })

  test('a geometry keeps its structure and its other members', () => {
    const shape = {
      type: 'MultiPolygon' as const,
      coordinates: [
        [
          [
            [111, 35],
            [111.1, 35],
            [111, 35.1],
            [111, 35],
          ] as Position[],
        ],
      ],
    }
    const plane = transformGeometry(shape, 4490, 4546)
    expect(plane.coordinates[0]![0]).toHaveLength(4)
    expect(plane.coordinates[0]![0]![0]).toEqual(transform([111, 35], 4490, 4546))
    expect(shape.coordinates[0]![0]![0]).toEqual([111, 35])
  })

  test('a transformed box covers the curved sides', () => {
    const [west, south, east, north] = transformBBox([110, 34, 112, 36], 4490, 4546)
    expect(south).toBe(transform([111, 34], 4490, 4546)[1])
    expect(north).toBe(transform([110, 36], 4490, 4546)[1])
    expect(west).toBe(transform([110, 34], 4490, 4546)[0])
    expect(east).toBe(transform([112, 34], 4490, 4546)[0])
  })

  test('axis order is a matter of printing', () => {
    expect(inAxisOrder([111, 35], crsBySrid(4490)!)).toEqual([35, 111])
    expect(inAxisOrder([111, 35], crsBySrid(84)!)).toEqual([111, 35])
    expect(inAxisOrder([12356463, 4163881], crsBySrid(3857)!)).toEqual([12356463, 4163881])
  })
})

describe('what is not transformed', () => {
  test("Xi'an 80 and Beijing 54 are never shifted, in either direction", () => {
    for (const crs of ALL_CRS.filter(needsLocalParameters)) {
      const refusal = { ok: false, reason: 'needs_local_parameters', srid: crs.srid }
      expect(transformer(crs.srid, 4490)).toEqual(refusal)
      expect(transformer(4546, crs.srid)).toEqual(refusal)
      expect(() => transform([111, 35], crs.srid, 4490)).toThrow(RangeError)
    }
  })

  test('unknown systems are named', () => {
    expect(transformer(4490, 1)).toEqual({ ok: false, reason: 'unknown_crs', srid: 1 })
    expect(transformer(2, 4490)).toEqual({ ok: false, reason: 'unknown_crs', srid: 2 })
  })
})
