import * as fc from 'fast-check'
import { unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { coordinateTextLimits, writeCoordinateText } from '#geodata/formats/coordinate-text-writer.ts'
import type { ExchangeField } from '#geodata/formats/exchange.ts'
import type { ExportFeature, ExportLayer } from '#geodata/formats/export.ts'
import { writeGeojson } from '#geodata/formats/geojson-writer.ts'
import { type ShapefileOptions, shapefileLimits, writeShapefile } from '#geodata/formats/shapefile-writer.ts'
import { isCounterClockwise } from '#geodata/geometry/orient.ts'
import type { Geometry, PolygonGeometry, Position } from '#geodata/model/geojson.ts'
import { expectSameShape, readBytes } from './read-fixture.ts'

const square = (x: number, y: number, size: number): Position[] => [
  [x, y],
  [x + size, y],
  [x + size, y + size],
  [x, y + size],
  [x, y],
]
const withHole: Geometry = {
  type: 'Polygon',
  coordinates: [square(111.0001234567, 35.0000000001, 0.01), square(111.002, 35.002, 0.003).toReversed()],
}
const islandInHole: Geometry = {
  type: 'MultiPolygon',
  coordinates: [withHole.coordinates, [square(111.003, 35.003, 0.001)], [square(111.1, 35, 0.01)]],
}
const shapes: Geometry[] = [
  withHole,
  islandInHole,
  { type: 'Point', coordinates: [111.123456789, 35.987654321] },
  {
    type: 'MultiPoint',
    coordinates: [
      [111.1, 35.1],
      [111.2, 35.2],
    ],
  },
  {
    type: 'LineString',
    coordinates: [
      [111.1, 35.1],
      [111.2, 35.2],
      [111.3, 35.1],
    ],
  },
  {
    type: 'MultiLineString',
    coordinates: [
      [
        [111.1, 35.1],
        [111.2, 35.2],
      ],
      [
        [111.3, 35.3],
        [111.4, 35.4],
      ],
    ],
  },
]

const fields: ExchangeField[] = [
  { name: '宗地代码', type: 'text' },
  { name: 'declared_area_m2', type: 'number' },
  { name: 'declared_area_basis', type: 'text' },
  { name: '楼层数', type: 'integer' },
  { name: '约定动工开发日期', type: 'date' },
  { name: '是否闲置', type: 'boolean' },
  { name: 'recorded_at', type: 'datetime' },
  { name: '备注', type: 'text' },
]

const rows: ExportFeature['properties'][] = [
  {
    宗地代码: '140802001001GB00123',
    declared_area_m2: 22512.497534,
    declared_area_basis: 'contract',
    楼层数: 6,
    约定动工开发日期: '2024-02-29',
    是否闲置: true,
    recorded_at: '2026-11-22T08:00:00Z',
    备注: '东至河东东街，“含”绿化带；A,B "引号"',
  },
  {
    宗地代码: null,
    declared_area_m2: -0.000001,
    declared_area_basis: null,
    楼层数: -3,
    约定动工开发日期: null,
    是否闲置: false,
    recorded_at: null,
    备注: null,
  },
  {
    宗地代码: '0012',
    declared_area_m2: 1094636353.834,
    declared_area_basis: '=1+1',
    楼层数: 0,
    约定动工开发日期: '1999-12-31',
    是否闲置: null,
    recorded_at: null,
    备注: '亩',
  },
]

const layerOf = (geometries: (Geometry | null)[], name = '地块'): ExportLayer => ({
  name,
  fields,
  features: geometries.map((geometry, i) => ({ geometry, properties: rows[i % rows.length]! })),
})

const options: ShapefileOptions = { encoding: 'utf-8', srid: 4490, writtenOn: '2026-11-22' }

const zipOf = (layers: ExportLayer[], given: Partial<ShapefileOptions> = {}): Uint8Array => {
  const answer = writeShapefile(layers, { ...options, ...given })
  if (!answer.ok) throw new Error(answer.reason)
  return answer.bytes
}

describe('GeoJSON', () => {
  it('comes back the same, shapes and attributes', () => {
    const layer = layerOf([...shapes, null])
    const { features } = readBytes(writeGeojson(layer), 'x.geojson')
    const given = [...layer.features]
    expect(features.map(({ properties }) => properties)).toEqual(given.map(({ properties }) => properties))
    shapes.forEach((shape, i) => expectSameShape(features[i]!.geometry, shape, 0.0002))
    expect(features.at(-1)!.geometry).toBeNull()
  })

  it('has coordinates on the storage grid and keeps ids', () => {
    const geometry: Geometry = { type: 'Point', coordinates: [111.12345678949, 35] }
    const text = new TextDecoder().decode(
      writeGeojson({ name: 'x', fields: [], features: [{ id: 7, geometry, properties: {} }] }),
    )
    expect(text).toContain('"id":7,"geometry":{"type":"Point","coordinates":[111.123456789,35]}')
  })
})

describe('a shapefile', () => {
  it.each([
    ['utf-8', 4490],
    ['gbk', 4490],
    ['utf-8', 4525],
    ['gbk', 4546],
  ] as const)('in %s and EPSG:%i comes back the same, shapes and attributes', (encoding, srid) => {
    for (const geometry of shapes) {
      const layer = layerOf([geometry, geometry, geometry])
      const read = readBytes(zipOf([layer], { encoding, srid }), 'x.zip')
      expect(read.features.map(({ properties }) => properties)).toEqual(rows)
      expect(read.layer.fields.map(({ name, type }) => ({ name, type }))).toEqual(fields)
      for (const feature of read.features) expectSameShape(feature.geometry, geometry)
      expect(read.layer.asks).toEqual([])
    }
  })

  it('holds any numbers, dates and texts', () => {
    const value = fc.record({
      n: fc.option(
        fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (Object.is(n, -0) ? 0 : n)),
      ),
      i: fc.option(fc.maxSafeInteger().map((n) => n + 0)),
      t: fc.option(fc.string({ minLength: 1, maxLength: 60 }).map((t) => `x${t.replace(/\0/g, '')}x`)),
    })
    const own: ExchangeField[] = [
      { name: 'n', type: 'number' },
      { name: 'i', type: 'integer' },
      { name: 't', type: 'text' },
    ]
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 8 }), (properties) => {
        const features = properties.map((each) => ({ geometry: shapes[2]!, properties: each }))
        const layer: ExportLayer = { name: 'x', fields: own, features }
        const rounded = shapefileLimits(layer, options).some(({ code }) => code === 'number_rounded')
        fc.pre(!rounded)
        expect(readBytes(zipOf([layer]), 'x.zip').features.map((feature) => feature.properties)).toEqual(
          properties,
        )
      }),
      { numRuns: 60 },
    )
  })

  it('holds numbers at the edge of what a number can hold', () => {
    const properties = [-(2 ** 53), -70345426437824090, 1.5e300, 5e-324, 123456789.123456].map((n) => ({ n }))
    const features = properties.map((each) => ({ geometry: shapes[2]!, properties: each }))
    const layer: ExportLayer = { name: 'x', fields: [{ name: 'n', type: 'number' }], features }
    const read = readBytes(zipOf([layer]), 'x.zip')
    expect(read.features.map((feature) => feature.properties)).toEqual(properties)
  })

  it('of mixed shapes becomes one file for each type, null shapes kept', () => {
    const layer = layerOf([shapes[0]!, shapes[2]!, null, shapes[4]!])
    const { layers } = readBytes(zipOf([layer]), 'x.zip')
    expect(layers.map(({ name, declaredCount }) => [name, declaredCount])).toEqual([
      ['地块_area', 2],
      ['地块_point', 1],
      ['地块_line', 1],
    ])
    expect(shapefileLimits(layer, options).map(({ code }) => code)).toContain('split_by_geometry_type')
  })

  it('of several layers keeps them apart, also under one name', () => {
    const { layers } = readBytes(zipOf([layerOf([withHole], 'a/b'), layerOf([withHole], 'a:b')]), 'x.zip')
    expect(layers.map(({ name }) => name)).toEqual(['a_b', 'a_b_2'])
  })

  it('says beforehand what it cannot hold', () => {
    const long = '开发区'.repeat(40)
    const features: ExportFeature[] = [
      { geometry: withHole, properties: { 很长很长的名称: long, 'a long name': '', n: 1.5e300, m: 1 / 3e7 } },
      {
        geometry: withHole,
        properties: { 很长很长的名称: '😀𠮷', 'a long name': 'x ', n: 1 / 3, m: 123456789012.125 },
      },
    ]
    const own: ExchangeField[] = [
      { name: '很长很长的名称', type: 'text' },
      { name: 'a long name', type: 'text' },
      { name: 'n', type: 'number' },
      { name: 'm', type: 'number' },
    ]
    const layer: ExportLayer = { name: 'x', fields: own, features }
    const found = (encoding: 'gbk' | 'utf-8'): unknown[] =>
      shapefileLimits(layer, { ...options, encoding }).map(({ code, row, detail }) => [
        code,
        row,
        detail?.['field'],
      ])
    expect(found('gbk')).toEqual([
      ['field_name_shortened', undefined, '很长很长的名称'],
      ['field_name_shortened', undefined, 'a long name'],
      ['empty_text_becomes_null', 1, 'a long name'],
      ['text_not_encodable', 2, '很长很长的名称'],
      ['trailing_space_lost', 2, 'a long name'],
    ])
    expect(found('utf-8')).toContainEqual(['text_cut', 1, '很长很长的名称'])
    const { features: read } = readBytes(zipOf([layer]), 'x.zip')
    expect(read[0]!.properties['很长很长的名称']).toBe('开发区'.repeat(40).slice(0, 84))
    expect(read[0]!.properties['n']).toBe(1.5e300)
  })

  it('gives the full names of shortened fields in a list that people can open', () => {
    const files = unzipSync(zipOf([layerOf([withHole])], { encoding: 'gbk' }))
    expect(Object.keys(files).sort()).toEqual(
      ['地块.cpg', '地块.dbf', '地块.prj', '地块.shp', '地块.shx', '字段对照.csv'].sort(),
    )
    const text = new TextDecoder().decode(files['字段对照.csv'])
    expect(text).toContain('地块,约定动工开,约定动工开发日期,date')
    expect(text).toContain('地块,declared_1,declared_area_basis,text')
  })

  it('is not written in a system that is not ours', () => {
    expect(writeShapefile([layerOf([withHole])], { ...options, srid: 2361 })).toMatchObject({
      ok: false,
      reason: 'crs_not_supported',
    })
  })
})

describe('coordinate text', () => {
  const textOptions = {
    srid: 4525,
    encoding: 'utf-8',
    producedOn: '2026-11-22',
    producedBy: '运城经开区',
  } as const
  const parcel = {
    code: 'DK-001',
    name: '一号地块（南）',
    declaredAreaM2: 22513,
    use: '工业用地',
    landClass: '0601',
  }
  const bytesOf = (geometry: Geometry, given = {}): Uint8Array =>
    writeCoordinateText([{ ...parcel, geometry }], { ...textOptions, ...given })!

  it.each([
    [4525, 'utf-8'],
    [4546, 'gbk'],
    [4497, 'gbk'],
    [4508, 'utf-8'],
  ] as const)('in EPSG:%i and %s comes back: shape, code, name, declared area', (srid, encoding) => {
    for (const geometry of shapes) {
      const { features, layer } = readBytes(bytesOf(geometry, { srid, encoding }), 'x.txt', {
        areaUnit: 'ha',
      })
      expectSameShape(features[0]!.geometry, geometry)
      expect(layer.crs.srid).toBe(srid)
      expect(features[0]!.properties).toMatchObject({
        地块编号: 'DK-001',
        地块名称: '一号地块（南）',
        地块用途: '工业用地',
        地类编码: '0601',
      })
      expect(features[0]!.properties['地块面积_平方米']).toBeCloseTo(22513, 6)
    }
  })

  it('begins each ring in the north-west, runs clockwise, numbers on, and closes with the first number', () => {
    const text = new TextDecoder().decode(bytesOf(withHole))
    const points = text
      .split('\r\n')
      .filter((line) => line.startsWith('J'))
      .map((line) => line.split(','))
    expect(points.map(([number, ring]) => `${number}/${ring}`)).toEqual([
      'J1/1',
      'J2/1',
      'J3/1',
      'J4/1',
      'J1/1',
      'J5/2',
      'J6/2',
      'J7/2',
      'J8/2',
      'J5/2',
    ])
    const outer = points.slice(0, 5).map(([, , north, east]): Position => [Number(east), Number(north)])
    expect(isCounterClockwise(outer)).toBe(false)
    const [west, north] = [Math.min(...outer.map(([x]) => x)), Math.max(...outer.map(([, y]) => y))]
    expect(Math.hypot(outer[0]![0] - west, outer[0]![1] - north)).toBeLessThan(10)
    expect(points.every(([, , x, y]) => /^\d{7}\.\d{3}$/.test(x!) && /^37\d{6}\.\d{3}$/.test(y!))).toBe(true)
    expect(text).toContain('10,2.2513,DK-001,一号地块（南）,面,,工业用地,0601,@\r\n')
  })

  it('writes the computed area where none is declared, and says so', () => {
    const open = { ...parcel, declaredAreaM2: null, geometry: withHole as PolygonGeometry }
    expect(coordinateTextLimits([open], textOptions)).toEqual([
      { code: 'computed_area_written', severity: 'note', row: 1 },
    ])
    const bytes = writeCoordinateText([open], textOptions)!
    const { features, codes } = readBytes(bytes, 'x.txt')
    expect(codes).not.toContain('declared_area_differs')
    expect(features[0]!.properties['地块面积']).toBeGreaterThan(80)
  })

  it('keeps commas in names from becoming fields', () => {
    const tricky = { ...parcel, name: '甲,乙@\n丙', geometry: withHole }
    const { features } = readBytes(writeCoordinateText([tricky], textOptions)!, 'x.txt')
    expect(features[0]!.properties['地块名称']).toBe('甲，乙＠ 丙')
    expect(coordinateTextLimits([tricky], textOptions).map(({ code }) => code)).toEqual(['signs_replaced'])
  })

  it('needs a zone', () => {
    expect(writeCoordinateText([], { ...textOptions, srid: 4490 })).toBeNull()
  })
})
