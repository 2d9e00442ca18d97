import * as fc from 'fast-check'
import geographiclib from 'geographiclib-geodesic'
import { describe, expect, test } from 'vitest'
import { transform } from '#geodata/crs/transform.ts'
import { ellipsoidalAreaM2, ringAreaM2, undensifiedAreaM2 } from '#geodata/geometry/ellipsoidal-area.ts'
import { FLATTENING, SEMI_MAJOR_M } from '#geodata/geometry/ellipsoid.ts'
import { lengthM } from '#geodata/geometry/length.ts'
import { planarAreaM2 } from '#geodata/geometry/planar-area.ts'
import { SURVEY_COEFFICIENTS, surveyAreaM2 } from '#geodata/geometry/survey-area.ts'
import type { ArealGeometry, PolygonGeometry, Position, Ring } from '#geodata/model/geojson.ts'
import { randomFrom, readFixture } from './fixtures.ts'
import { box, polygon, rings, starRing } from './shapes.ts'

const geodesic = new geographiclib.Geodesic.Geodesic(SEMI_MAJOR_M, FLATTENING)

function referenceM2(ring: Ring): number {
  const shape = geodesic.Polygon(false)
  for (const [lng, lat] of ring.slice(0, -1)) shape.AddPoint(lat, lng)
  return Math.abs(shape.Compute(false, true).area ?? NaN)
}

/** GeographicLib sums areas down to the equator: below this it measures its own rounding. */
const REFERENCE_NOISE_M2 = 1e-3

/** Shapes between two sizes anywhere in China, stretched, with three to fifteen vertices. */
function randomShapes(count: number, seed: number, fromM2: number, toM2: number): Ring[] {
  const random = randomFrom(seed)
  return Array.from({ length: count }, () => {
    const areaM2 = fromM2 * (toM2 / fromM2) ** random()
    const center: Position = [74 + random() * 60, 18 + random() * 35]
    const factors = Array.from({ length: 3 + Math.floor(random() * 13) }, () => 0.5 + random())
    const stretch = 0.4 + random() * 1.6
    const ring = starRing([0, 0], Math.sqrt(areaM2 / 2) / 111_000, factors)
    const squash = stretch / Math.cos((center[1] * Math.PI) / 180)
    return ring.map(([x, y]): Position => [center[0] + x * squash, center[1] + y / stretch])
  })
}

describe('ellipsoidal area against GeographicLib', () => {
  test('500 shapes of 0.1 to 100 ha anywhere in China agree to 1e-7', () => {
    for (const ring of randomShapes(500, 1, 1e3, 1e6)) {
      const expected = referenceM2(ring)
      const difference = Math.abs(ellipsoidalAreaM2(polygon(ring)) - expected)
      expect(difference).toBeLessThanOrEqual(Math.max(1e-7 * expected, REFERENCE_NOISE_M2))
    }
  })

  test('500 shapes of 1 to 100 km² agree to 5e-7, and even to 2e-8', () => {
    for (const ring of randomShapes(500, 2, 1e6, 1e8)) {
      const error = Math.abs(ellipsoidalAreaM2(polygon(ring)) / referenceM2(ring) - 1)
      expect(error).toBeLessThanOrEqual(2e-8)
    }
  })

  test('a province and a quarter of the country, with edges of hundreds of kilometres', () => {
    for (const ring of [box(110, 34, 4, 6), box(80, 22, 45, 28), starRing([105, 35], 12, [1, 1.2, 0.7])]) {
      expect(Math.abs(ellipsoidalAreaM2(polygon(ring)) / referenceM2(ring) - 1)).toBeLessThan(1e-8)
    }
  })

  test('without densifying the edges bulge too little: that is what densifying is for', () => {
    const ring = box(111, 35, 0.1, 0.1).toSpliced(3, 1)
    expect(Math.abs(undensifiedAreaM2(polygon(ring)) / referenceM2(ring) - 1)).toBeGreaterThan(1e-5)
  })
})

describe('ellipsoidal area against the survey formula of 32号', () => {
  test('undensified, the two are one to 1e-10', () => {
    for (const ring of randomShapes(1000, 3, 1e4, 1e8)) {
      const shape = polygon(ring)
      expect(Math.abs(undensifiedAreaM2(shape) / surveyAreaM2(shape) - 1)).toBeLessThanOrEqual(1e-10)
    }
  })

  test('the coefficients for CGCS2000 are the published ones', () => {
    const published = {
      A: 1.0033640898341927,
      B: 0.0011241893819271072,
      C: 1.6994594735188535e-6,
      D: 2.717857845577432e-9,
      E: 4.358419004834252e-12,
    }
    for (const name of ['A', 'B', 'C', 'D', 'E'] as const) {
      expect(SURVEY_COEFFICIENTS[name] / published[name]).toBeCloseTo(1, 12)
    }
  })
})

describe('the test vectors of EPSG:4546', () => {
  const quadrilateral = (x: number): Position[] => [
    [x, 3880000],
    [x + 200, 3880050],
    [x + 220, 3880135],
    [x + 5, 3880135],
    [x, 3880000],
  ]
  const rectangle = box(495_000, 3_875_000, 2000, 1000)

  test.each([
    ['on the central meridian', quadrilateral(500_000), 22512.5, 22512.4975, 22512.5],
    ['5 km east', quadrilateral(505_000), 22512.5, 22512.4831, 22512.4856],
    ['10 km east', quadrilateral(510_000), 22512.5, 22512.4409, 22512.4434],
    ['20 km west', quadrilateral(480_000), 22512.5, 22512.278, 22512.2803],
    ['a rectangle of 2 km²', rectangle, 2_000_000, 1999999.1808, 1999999.1992],
  ])('%s', (_name, plane, planarM2, surveyM2, geodesicM2) => {
    const shape = polygon(plane.map((position) => transform(position, 4546, 4490)))
    expect(planarAreaM2(shape, 4546)).toBeCloseTo(planarM2, 4)
    expect(surveyAreaM2(shape)).toBeCloseTo(surveyM2, 4)
    expect(ellipsoidalAreaM2(shape)).toBeCloseTo(geodesicM2, 4)
  })
})

test('PostGIS and we agree: area to 0.01 m², plane area to 1e-4 m², perimeter to 1e-9', () => {
  type Measured = {
    geometry: PolygonGeometry
    geographyM2: number
    plane4546M2: number
    perimeterM: number
  }
  const stored = readFixture<Measured[]>('area/postgis-areas.json')
  expect(stored.length).toBeGreaterThan(100)
  for (const { geometry, geographyM2, plane4546M2, perimeterM } of stored) {
    expect(Math.abs(ellipsoidalAreaM2(geometry) - geographyM2)).toBeLessThan(0.001)
    expect(Math.abs(planarAreaM2(geometry, 4546) - plane4546M2)).toBeLessThan(1e-4)
    expect(Math.abs(lengthM(geometry) / perimeterM - 1)).toBeLessThan(1e-9)
  }
})

describe('what holds for every shape', () => {
  /** Difference relative to a size, with some m² added so that nothing has one too. */
  const apart = (a: number, b: number) => Math.abs(a - b) / (Math.abs(b) + 1000)

  test('the direction of the rings does not matter', () => {
    fc.assert(
      fc.property(rings, (ring) => {
        expect(
          apart(ellipsoidalAreaM2(polygon(ring.toReversed())), ellipsoidalAreaM2(polygon(ring))),
        ).toBeLessThan(1e-9)
      }),
    )
  })

  test('the vertex at which a ring starts does not matter', () => {
    fc.assert(
      fc.property(rings, fc.nat(), (ring, start) => {
        const open = ring.slice(0, -1)
        const shift = start % open.length
        const turned = [...open.slice(shift), ...open.slice(0, shift)]
        expect(
          apart(ellipsoidalAreaM2(polygon([...turned, turned[0]!])), ellipsoidalAreaM2(polygon(ring))),
        ).toBeLessThan(1e-9)
      }),
    )
  })

  test('an unclosed ring counts as closed', () => {
    fc.assert(
      fc.property(rings, (ring) => {
        expect(
          apart(ellipsoidalAreaM2(polygon(ring.slice(0, -1))), ellipsoidalAreaM2(polygon(ring))),
        ).toBeLessThan(1e-9)
        expect(
          apart(undensifiedAreaM2(polygon(ring.slice(0, -1))), undensifiedAreaM2(polygon(ring))),
        ).toBeLessThan(1e-9)
      }),
    )
  })

  test('a hole is taken away, whichever way it runs', () => {
    fc.assert(
      fc.property(rings, fc.boolean(), (shell, backwards) => {
        const [lng, lat] = shell[0]!
        const hole = box(lng, lat, 1e-3, 1e-3)
        const expected = ringAreaM2(shell) - ringAreaM2(hole)
        expect(
          apart(ellipsoidalAreaM2(polygon(shell, backwards ? hole.toReversed() : hole)), expected),
        ).toBeLessThan(1e-9)
      }),
    )
  })

  test('parts add up', () => {
    fc.assert(
      fc.property(fc.array(rings, { maxLength: 5 }), (parts) => {
        const whole: ArealGeometry = { type: 'MultiPolygon', coordinates: parts.map((ring) => [ring]) }
        expect(
          apart(
            ellipsoidalAreaM2(whole),
            parts.reduce((sum, ring) => sum + ringAreaM2(ring), 0),
          ),
        ).toBeLessThan(1e-9)
      }),
    )
  })

  test('a further vertex on a geodesic edge changes nothing', () => {
    const [from, to]: Position[] = [
      [110.9, 35],
      [111.1, 35.1],
    ]
    const { s12, azi1 } = geodesic.Inverse(from![1], from![0], to![1], to![0])
    const middle = geodesic.Direct(from![1], from![0], azi1!, s12! / 3)
    const third: Position = [111, 35.2]
    const plain = ellipsoidalAreaM2(polygon([from!, to!, third, from!]))
    const split = ellipsoidalAreaM2(polygon([from!, [middle.lon2!, middle.lat2!], to!, third, from!]))
    expect(Math.abs(split / plain - 1)).toBeLessThan(1e-8)
  })
})

describe('nothing to measure', () => {
  test.each<[string, ArealGeometry]>([
    ['no rings', { type: 'Polygon', coordinates: [] }],
    ['an empty ring', { type: 'Polygon', coordinates: [[]] }],
    ['no parts', { type: 'MultiPolygon', coordinates: [] }],
    ['a point', polygon([[111, 35]])],
    [
      'a line',
      polygon([
        [111, 35],
        [111.1, 35.1],
      ]),
    ],
    [
      'a line there and back',
      polygon([
        [111, 35],
        [111.1, 35.1],
        [111, 35],
      ]),
    ],
  ])('%s is 0 m², without an exception', (_name, geometry) => {
    expect(ellipsoidalAreaM2(geometry)).toBeCloseTo(0, 4)
    expect(undensifiedAreaM2(geometry)).toBeCloseTo(0, 4)
    expect(surveyAreaM2(geometry)).toBeCloseTo(0, 4)
  })
})

test('a planar area asks for a Gauss-Krüger zone of CGCS2000', () => {
  const shape = polygon(box(111, 35, 0.01, 0.01))
  for (const srid of [3857, 4490, 4326, 2382, 99]) {
    expect(() => planarAreaM2(shape, srid)).toThrow(RangeError)
  }
  expect(planarAreaM2(shape, 4525)).toBeCloseTo(planarAreaM2(shape, 4546), 4)
  expect(planarAreaM2(shape, 4508)).toBeCloseTo(planarAreaM2(shape, 4497), 4)
})
