import { describe, expect, it } from 'vitest'
import { transform } from '#geodata/crs/transform.ts'
import type { ReadChoices } from '#geodata/formats/exchange.ts'
import { readFile } from '#geodata/formats/registry.ts'
import { ellipsoidalAreaM2 } from '#geodata/geometry/ellipsoidal-area.ts'
import type { ArealGeometry, PolygonGeometry, Position } from '#geodata/model/geojson.ts'
import { type Read, expectSameShape, readFixture } from './read-fixture.ts'

const corners: Position[] = [
  [500000, 3880000],
  [500200, 3880050],
  [500220, 3880135],
  [500005, 3880135],
]

const quadrangle: PolygonGeometry = {
  type: 'Polygon',
  coordinates: [[...corners, corners[0]!].map((corner) => transform(corner, 4546, 4490))],
}

const read = (name: string, choices: ReadChoices = {}, near?: Position): Read =>
  readFixture(`coordinate-text/${name}.txt`, choices, near)

/** Rings by their vertices `[north, east]` under a full header, with the area as written. */
const written = (area: string, ...rings: [north: number, east: number][][]): Uint8Array => {
  const rows = rings.flatMap((ring, i) =>
    [...ring, ring[0]!].map(
      ([north, east], j) => `J${j + 1},${i + 1},${north.toFixed(3)},${east.toFixed(3)}`,
    ),
  )
  const head = ['[属性描述]', '坐标系=2000国家大地坐标系', '几度分带=3', '带号=37', '[地块坐标]']
  const block = `${rows.length},${area},D1,地块,面,,工业,1001,@`
  return new TextEncoder().encode([...head, block, ...rows].join('\r\n'))
}

const areaOf = (geometry: unknown): number => ellipsoidalAreaM2(geometry as ArealGeometry)

describe('a coordinate text file of any writing', () => {
  const same: [name: string, srid: number, findings: string[]][] = [
    ['gbk', 4525, []],
    ['utf8', 4525, []],
    ['utf8-bom', 4525, []],
    ['utf16', 4525, []],
    ['lone-cr', 4525, []],
    ['line-feed', 4525, []],
    ['unprefixed', 4546, []],
    ['full-width', 4525, []],
    ['swapped-axes', 4525, ['axes_swapped']],
    ['swapped-axes-unprefixed', 4546, ['axes_swapped']],
    ['missing-at', 4525, ['block_marker_missing', 'block_marker_missing']],
    ['missing-at-trailing-comma', 4525, ['block_marker_missing']],
    ['at-without-comma', 4525, []],
    ['comma-before-at', 4525, []],
    ['zone-number-three', 4525, ['zone_number_differs']],
    ['zone-number-empty', 4525, []],
    ['zone-number-other', 4525, ['zone_number_differs']],
    ['six-degree', 4497, []],
    ['six-degree-called-three', 4497, ['zone_width_differs']],
    ['degree-width-with-words', 4546, []],
    ['no-closing-point', 4525, ['ring_closed']],
    ['closing-point-own-number', 4525, []],
    ['numbers-without-letter', 4525, []],
    ['ten-fields', 4525, ['block_fields_unusual']],
    ['thirteen-fields', 4525, ['block_fields_unusual']],
    ['above-ground', 4525, []],
    ['extension-section', 4525, []],
    ['project-section', 4525, []],
    ['without-parameters', 4525, []],
    ['short-header', 4525, []],
    ['area-square-metres', 4525, []],
    ['area-mu', 4525, []],
    ['area-with-unit', 4525, []],
    ['cgcs2000-name', 4525, []],
    ['without-ring-number', 4525, []],
    ['edge-lengths-behind', 4525, []],
    ['garbled-line', 4525, ['line_not_understood']],
    ['wrong-count', 4525, ['point_count_differs']],
  ]
  it.each(same)('%s: the same parcel in EPSG:%i', (name, srid, expected) => {
    const { layer, features, codes } = read(name)
    expect(layer.crs).toMatchObject({ srid, how: 'header' })
    expect(layer.asks).toEqual([])
    expectSameShape(features[0]!.geometry, quadrangle)
    expect(features[0]!.properties).toMatchObject({ 地块编号: 'DK-001', 地块名称: '北相镇一号地块（一期）' })
    expect(codes.filter((code) => code !== 'declared_area_unit')).toEqual(expected)
  })

  it.each([
    ['gbk', 'gb18030', 'gb18030_scored'],
    ['utf8', 'utf-8', 'utf8_strict'],
    ['utf8-bom', 'utf-8', 'bom'],
    ['utf16', 'utf-16le', 'bom'],
  ])('%s: says that it is %s and how that was found', (name, encoding, how) => {
    expect(read(name).layer.encoding).toMatchObject({ name: encoding, how })
  })

  it('keeps the attributes of a block and further fields of land consolidation files', () => {
    const [feature] = read('thirteen-fields').features
    expect(feature).toMatchObject({
      row: 1,
      line: 13,
      properties: {
        图幅号: 'I49G037082',
        地块用途: '工业用地',
        地类编码: '0601',
        附加1: '项目区',
        附加5: '整治',
      },
    })
  })
})

describe('the area that a block declares', () => {
  it.each([
    ['utf8', 22513, 'ha'],
    ['area-square-metres', 22512.5, 'm2'],
    ['area-mu', (33.77 * 2000) / 3, 'mu'],
  ])('%s: %d m², the unit told by the ratio to the boundary', (name, declaredM2, unit) => {
    const { features, findings } = read(name)
    expect(features[0]!.properties['地块面积_平方米']).toBeCloseTo(declaredM2, 6)
    expect(findings).toContainEqual({
      code: 'declared_area_unit',
      severity: 'note',
      detail: { unit, how: 'ratio' },
    })
  })

  it('is believed when the unit stands beside the number', () => {
    expect(read('area-with-unit').features[0]!.properties['地块面积_平方米']).toBeCloseTo(22513, 6)
  })

  it('is left open when no unit fits, and a person may name one', () => {
    const { features, findings } = read('area-of-no-unit')
    expect(features[0]!.properties).toMatchObject({ 地块面积: 77.7, 地块面积_平方米: null })
    expect(findings).toContainEqual({
      code: 'declared_area_unit_unknown',
      severity: 'warning',
      row: 1,
      line: 13,
      detail: { written: 77.7 },
    })
    expect(
      read('area-of-no-unit', { areaUnit: 'mu' }).features[0]!.properties['地块面积_平方米'],
    ).toBeCloseTo(51800)
  })

  it('is kept beside the computed one when they differ', () => {
    const { features, findings } = read('area-differs')
    expect(features[0]!.properties['地块面积_平方米']).toBeCloseTo(23000, 6)
    const found = findings.find(({ code }) => code === 'declared_area_differs')
    expect(found).toMatchObject({ severity: 'warning', line: 13 })
    expect(found?.detail?.['computedM2']).toBeCloseTo(22512.5, 6)
  })
})

describe('rings', () => {
  it.each(['hole-and-part', 'all-rings-numbered-one'])(
    '%s: a ring inside is a hole, one beside a part',
    (name) => {
      const { geometry } = read(name).features[0]!
      expect(geometry?.type).toBe('MultiPolygon')
      expect((geometry!.coordinates as unknown[][]).map((rings) => rings.length)).toEqual([2, 1])
      expect(areaOf(geometry)).toBeCloseTo(22512.5 - 100 + 10000, 0)
    },
  )

  it('tells that it decided by where rings lie', () => {
    expect(read('hole-and-part').findings).toContainEqual({
      code: 'rings_by_containment',
      severity: 'note',
      row: 1,
      line: 13,
      detail: { parts: 2, holes: 1 },
    })
  })

  it('may number their points anew', () => {
    const { geometry } = read('numbers-restart').features[0]!
    expect(geometry?.type).toBe('Polygon')
    expect(areaOf(geometry)).toBeCloseTo(22412.5, 1)
  })

  it('lose exact repetitions with a note and keep close points with a warning', () => {
    const { features, findings } = read('repeated-vertices')
    expect((features[0]!.geometry as PolygonGeometry).coordinates[0]).toHaveLength(6)
    expect(findings).toContainEqual({ code: 'vertex_repeated', severity: 'note', row: 1, line: 16 })
    expect(findings.find(({ code }) => code === 'vertices_close')).toMatchObject({ line: 18 })
  })

  it('of two points are refused by name while the next parcel is read', () => {
    const { features, findings } = read('two-points')
    expect(features.map(({ reason }) => reason)).toEqual(['ring_too_short', undefined])
    expect(findings).toContainEqual({
      code: 'ring_too_short',
      severity: 'error',
      row: 1,
      line: 14,
      detail: { points: 2 },
    })
  })

  it('may be missing altogether', () => {
    expect(read('parcel-without-points').features[0]).toMatchObject({
      geometry: null,
      reason: 'geometry_empty',
    })
  })
})

describe('where a file lies', () => {
  it.each(['zone-number-empty-unprefixed', 'zone-number-three-unprefixed'])(
    '%s: asks for the zone',
    (name) => {
      const { layer, features, codes } = read(name, {}, [111, 35])
      expect(layer.asks).toEqual(['crs'])
      expect(codes).toContain('zone_unknown')
      expect(features[0]).toMatchObject({ geometry: null, reason: 'crs_unknown' })
      expect(layer.crs.candidates[0]?.srid).toBe(4546)
      expect(layer.crs.candidates[0]?.centre[1]).toBeCloseTo(35.049, 3)
    },
  )

  it('takes the answer of a person', () => {
    const { layer, features } = read('zone-number-empty-unprefixed', { crs: 4546 })
    expect(layer.crs).toMatchObject({ srid: 4546, how: 'asked' })
    expectSameShape(features[0]!.geometry, quadrangle)
  })

  it.each(['xian80', 'xian80-short', 'beijing54'])(
    '%s: refuses to shift without local parameters',
    (name) => {
      const { layer, features, findings } = read(name)
      expect(layer.crs.srid).toBeNull()
      expect(features[0]).toMatchObject({ geometry: null, reason: 'crs_unknown' })
      const found = findings.find(({ code }) => code === 'datum_needs_local_parameters')
      expect(found).toMatchObject({
        severity: 'error',
        detail: { datum: name.startsWith('xian') ? 'xian80' : 'beijing54' },
      })
    },
  )

  it.each(['crs-missing', 'rows-only', 'coordinates-only'])(
    '%s: asks, and offers the zone of the prefix',
    (name) => {
      const { layer, codes } = read(name)
      expect(layer.asks).toEqual(['crs'])
      expect(codes).toContain('crs_missing')
      expect(layer.crs.candidates.map(({ srid }) => srid)).toEqual([4525])
      expectSameShape(read(name, { crs: 4525 }).features[0]!.geometry, quadrangle)
    },
  )

  it('refuses a parcel whose prefix is of another zone', () => {
    const { features, findings } = read('mixed-prefixes')
    expect(features.map(({ reason }) => reason)).toEqual([undefined, undefined, 'coordinates_out_of_range'])
    expect(findings).toContainEqual({ code: 'coordinates_out_of_range', severity: 'error', row: 3, line: 25 })
  })

  it.each(['degrees', 'degrees-swapped'])('%s: reads decimal degrees', (name) => {
    const { layer, features } = read(name)
    expect(layer.crs.srid).toBe(4490)
    const [ring] = (features[0]!.geometry as PolygonGeometry).coordinates
    expect(ring).toContainEqual([111.002, 35.05])
  })
})

it('reads point and line blocks', () => {
  const { features } = read('point-and-line')
  expect(features.map(({ geometry }) => geometry?.type)).toEqual(['LineString', 'Point'])
  expectSameShape(features[1]!.geometry, {
    type: 'Point',
    coordinates: transform([500000, 3880000], 4546, 4490),
  })
})

describe('a ring without an area', () => {
  const readWritten = (bytes: Uint8Array) => {
    const answer = readFile({ bytes, fileName: 'a.txt' })
    if (!answer.ok) throw new Error(answer.reason)
    const features = [...answer.layers[0]!.features()]
    return { feature: features[0]!, findings: answer.layers[0]!.findings }
  }

  it('is refused by its line, although the same points enclose a sliver in degrees', () => {
    const { feature, findings } = readWritten(
      written('1', [
        [3880000, 37500000],
        [3880000, 37500500],
        [3880000, 37501000],
      ]),
    )
    expect(feature).toMatchObject({ geometry: null, reason: 'ring_without_area' })
    expect(findings).toContainEqual({ code: 'ring_without_area', severity: 'error', row: 1, line: 6 })
  })

  it('is not a thin one, nor one whose halves cancel', () => {
    const thin = readWritten(
      written('1', [
        [3880000, 37500000],
        [3880000.01, 37500500],
        [3880000, 37501000],
      ]),
    )
    const crossing = readWritten(
      written('1', [
        [3880000, 37500000],
        [3880100, 37500100],
        [3880000, 37500100],
        [3880100, 37500000],
      ]),
    )
    for (const { feature } of [thin, crossing]) expect(feature.geometry).not.toBeNull()
  })
})
