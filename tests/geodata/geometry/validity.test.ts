import { describe, expect, test } from 'vitest'
import {
  findProblems,
  GEOMETRY_PROBLEM_CODES,
  type GeometryProblem,
  isValid,
} from '#geodata/geometry/validity.ts'
import type { Feature, Geometry, Position, Ring } from '#geodata/model/geojson.ts'
import { fixtureNames, readFixture } from './fixtures.ts'
import { box, polygon, starRing } from './shapes.ts'

type Expected = Partial<GeometryProblem> & { code: string }

const round = (position: Position | undefined) => position?.map((degrees) => Number(degrees.toFixed(9)))

describe('drawn cases', () => {
  const names = fixtureNames('validity', '.geojson')

  test.each(names)('%s', (name) => {
    const { geometry, properties } = readFixture<Feature>(`validity/${name}`)
    const expected = properties['problems'] as Expected[]
    const found = findProblems(geometry)
    expect(found.map(({ code }) => code)).toEqual(expected.map(({ code }) => code))
    expected.forEach((problem, i) => {
      const { severity: _severity, ...place } = found[i]!
      expect({ ...place, position: round(place.position) }).toMatchObject(problem)
    })
  })

  test('all of them bring up nearly every code', () => {
    const codes = names.flatMap((name) =>
      findProblems(readFixture<Feature>(`validity/${name}`).geometry).map(({ code }) => code),
    )
    const missing = GEOMETRY_PROBLEM_CODES.filter((code) => !codes.includes(code))
    expect(missing).toEqual(['out_of_range', 'edge_too_long'])
  })
})

test('the verdict is that of PostGIS 3.3 on hundreds of random shapes, valid and not', () => {
  type Verdict = { geometry: Geometry; valid: boolean; reason: string }
  const verdicts = readFixture<Verdict[]>('validity/postgis-verdicts.json')
  expect(verdicts.filter(({ valid }) => valid).length).toBeGreaterThan(100)
  const wrong = verdicts.filter(({ geometry, valid }) => isValid(geometry) !== valid)
  expect(wrong).toEqual([])
})

test.each<[string, Position[]]>([
  [
    'the whole globe',
    [
      [-180, -90],
      [180, -90],
      [180, 90],
      [-180, 90],
      [-180, -90],
    ],
  ],
  [
    'a square across the antimeridian',
    [
      [179.9, 35],
      [-179.9, 35],
      [-179.9, 35.1],
      [179.9, 35.1],
      [179.9, 35],
    ],
  ],
])('an edge half round the globe is refused: %s', (_name, ring) => {
  const geometry: Geometry = { type: 'Polygon', coordinates: [ring] }
  expect(findProblems(geometry)).toMatchObject([{ code: 'edge_too_long', position: ring[1] }])
  expect(findProblems({ type: 'LineString', coordinates: ring })[0]?.code).toBe('edge_too_long')
})

describe('positions', () => {
  test.each<[string, Position]>([
    ['longitude too big', [181, 35]],
    ['latitude too big', [111, 90.1]],
    ['projected coordinates', [500_000, 3_880_000]],
    ['not a number', [NaN, 35]],
    ['infinite', [111, -Infinity]],
  ])('%s is found in every kind of geometry', (_name, astray) => {
    const fine: Position = [111, 35]
    const geometries: Geometry[] = [
      { type: 'Point', coordinates: astray },
      { type: 'MultiPoint', coordinates: [fine, astray] },
      { type: 'LineString', coordinates: [fine, astray] },
      { type: 'MultiLineString', coordinates: [[fine, astray]] },
      polygon([fine, [112, 35], astray, fine]),
      { type: 'MultiPolygon', coordinates: [[[fine, [112, 35], astray, fine]]] },
    ]
    for (const geometry of geometries) {
      expect(findProblems(geometry)).toMatchObject([{ code: 'out_of_range', position: astray }])
    }
  })

  test('a line of one place is too short, a repeated point only a warning', () => {
    const here: Position = [111, 35]
    expect(isValid({ type: 'LineString', coordinates: [here, here] })).toBe(false)
    expect(isValid({ type: 'LineString', coordinates: [here] })).toBe(false)
    expect(isValid({ type: 'LineString', coordinates: [here, here, [112, 35]] })).toBe(true)
    expect(isValid({ type: 'LineString', coordinates: [here, [112, 35]] })).toBe(true)
  })

  test('an empty polygon and empty rings are named, not thrown', () => {
    expect(findProblems(polygon())).toMatchObject([{ code: 'empty' }])
    expect(findProblems(polygon([]))).toMatchObject([{ code: 'not_enough_points' }])
  })
})

describe('large and many rings', () => {
  const wavy = (vertices: number, radius: number, center: Position = [111, 35]): Ring =>
    starRing(
      center,
      radius,
      Array.from({ length: vertices }, (_, i) => 1 + 0.3 * Math.sin(i / 7) + (i % 2) * 1e-4),
    )

  // Comparing every edge with every other would be five thousand million pairs and run into the time limit.
  test('a ring of 100 000 vertices is found sound', () => {
    expect(findProblems(polygon(wavy(100_000, 0.3)))).toEqual([])
  })

  test('one vertex out of 20 000 thrown across the ring is found where its edges cross the far side', () => {
    const ring = wavy(20_000, 0.3)
    const [x, y] = ring[700]!
    ring[700] = [111 - 3 * (x - 111), 35 - 3 * (y - 35)]
    const problems = findProblems(polygon(ring))
    expect(problems.length).toBeGreaterThanOrEqual(2)
    expect(new Set(problems.map(({ code }) => code))).toEqual(new Set(['self_intersection']))
    const across = (position: Position) => (position[0] - 111) * (x - 111) + (position[1] - 35) * (y - 35)
    expect(problems.some(({ position }) => across(position!) < 0)).toBe(true)
  })

  test('a thousand holes are fine, one moved onto another is found', () => {
    const holes = Array.from({ length: 1000 }, (_, i) =>
      box(111 + (i % 40) * 0.001, 35 + Math.floor(i / 40) * 0.001, 0.0005, 0.0005),
    )
    const shell = box(110.9, 34.9, 1, 1)
    expect(findProblems(polygon(shell, ...holes))).toEqual([])
    const inside = box(111.0001, 35.0001, 0.0001, 0.0001)
    expect(findProblems(polygon(shell, ...holes, inside))).toMatchObject([
      { code: 'nested_holes', ring: 1001, otherRing: 1 },
    ])
  })

  test('tells a hundred faults of a torn ring, not a million', () => {
    const torn = Array.from({ length: 2000 }, (_, i): Position => [
      111 + (i % 2),
      35 + ((i * 7919) % 2000) / 2000,
    ])
    expect(findProblems(polygon([...torn, torn[0]!]))).toHaveLength(100)
  })
})
