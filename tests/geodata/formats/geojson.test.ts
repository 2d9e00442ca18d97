import { describe, expect, it } from 'vitest'
import type { ReadChoices } from '#geodata/formats/exchange.ts'
import { encodeGbk } from '#geodata/formats/gbk.ts'
import { readFile } from '#geodata/formats/registry.ts'
import { type Read, readBytes } from './read-fixture.ts'

const read = (value: unknown, choices: ReadChoices = {}): Read => {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return readBytes(new TextEncoder().encode(text), 'plan.geojson', choices)
}

const square = [
  [111, 35],
  [111.001, 35],
  [111.001, 35.001],
  [111, 35.001],
  [111, 35],
]
const polygon = { type: 'Polygon', coordinates: [square] }
const feature = (geometry: unknown, properties: unknown = {}): object => ({
  type: 'Feature',
  geometry,
  properties,
})
const collection = (...features: unknown[]): object => ({ type: 'FeatureCollection', features })

describe('what a GeoJSON file may be', () => {
  it.each([
    ['a collection', collection(feature(polygon))],
    ['one feature', feature(polygon)],
    ['one geometry', polygon],
    ['a text sequence with record separators', `\u001e${JSON.stringify(feature(polygon))}\n`],
    ['features, one per line', `${JSON.stringify(feature(polygon))}\n`],
  ])('%s', (_, value) => {
    const { features, layer } = read(value)
    expect(features).toHaveLength(1)
    expect(features[0]!.geometry).toEqual(polygon)
    expect(layer.crs).toMatchObject({ srid: 4326, how: 'geojson_rule' })
    expect(layer.geometryTypes).toEqual(['Polygon'])
  })

  it('many features, one per line, with lines that are broken', () => {
    const lines = [feature(polygon, { n: 1 }), '{"type":"Feature",', feature(polygon, { n: 3 })]
    const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n')
    const { features, findings } = read(text)
    expect(features.map(({ line, reason }) => [line, reason])).toEqual([
      [1, undefined],
      [2, 'json_malformed'],
      [3, undefined],
    ])
    expect(findings.find(({ code }) => code === 'json_malformed')).toMatchObject({ row: 2, line: 2 })
  })

  it('a file in GBK, said to be so', () => {
    const encoded = encodeGbk(JSON.stringify(collection(feature(polygon, { 名称: '运城经济技术开发区' }))))
    const { features, layer } = readBytes(encoded.ok ? encoded.bytes : new Uint8Array(), 'x.json')
    expect(layer.encoding).toMatchObject({ name: 'gb18030', how: 'gb18030_scored' })
    expect(features[0]!.properties).toEqual({ 名称: '运城经济技术开发区' })
  })

  it('an empty collection', () => {
    expect(read(collection()).features).toEqual([])
  })
})

describe('the reference system', () => {
  it('is WGS 84 by the standard, taken as CGCS2000 with a note', () => {
    expect(read(polygon).findings).toContainEqual({
      code: 'datum_taken_as_cgcs2000',
      severity: 'note',
      detail: { datum: 'WGS 84', srid: 4326, accuracyM: 2 },
    })
  })

  it.each(['EPSG:4546', 'urn:ogc:def:crs:EPSG::4546'])('is the one named by an older file: %s', (name) => {
    const crs = { type: 'name', properties: { name } }
    const point = { type: 'Point', coordinates: [500000, 3880000] }
    const { layer, features } = read({ ...collection(feature(point)), crs })
    expect(layer.crs).toMatchObject({ srid: 4546, how: 'crs_member', name })
    const [lng, lat] = features[0]!.geometry!.coordinates as [number, number]
    expect(lng).toBeCloseTo(111, 9)
    expect(lat).toBeCloseTo(35.048738495, 9)
  })

  it('is asked for when coordinates are no degrees', () => {
    const point = { type: 'Point', coordinates: [37500000, 3880000] }
    const { layer, features } = read(point)
    expect(layer.asks).toEqual(['crs'])
    expect(layer.crs.candidates.map(({ srid }) => srid)).toEqual([4525])
    expect(features[0]).toMatchObject({ geometry: null, reason: 'crs_unknown' })
    expect(read(point, { crs: 4525 }).features[0]!.geometry).not.toBeNull()
  })

  it('is asked for when the file contradicts itself', () => {
    const crs = { type: 'name', properties: { name: 'urn:ogc:def:crs:OGC:1.3:CRS84' } }
    const { layer, codes } = read({
      ...collection(feature({ type: 'Point', coordinates: [500000, 3880000] })),
      crs,
    })
    expect(layer.asks).toEqual(['crs'])
    expect(codes).toContain('crs_contradicted')
  })

  it('of 1980 is refused', () => {
    const crs = { type: 'name', properties: { name: 'EPSG:2361' } }
    const { layer, codes } = read({
      ...collection(feature({ type: 'Point', coordinates: [37500000, 3880000] })),
      crs,
    })
    expect(layer.crs.srid).toBeNull()
    expect(codes).toContain('datum_needs_local_parameters')
  })

  it('has its axes in the wrong order: put right and said', () => {
    const { features, codes } = read({ type: 'Point', coordinates: [35, 111] })
    expect(features[0]!.geometry).toEqual({ type: 'Point', coordinates: [111, 35] })
    expect(codes).toContain('axes_swapped')
  })
})

describe('geometries', () => {
  it('lose heights with one note for all', () => {
    const { features, findings } = read(
      collection(
        feature({ type: 'Point', coordinates: [111, 35, 360] }),
        feature({ type: 'Point', coordinates: [111, 35, 360] }),
      ),
    )
    expect(features[1]!.geometry).toEqual({ type: 'Point', coordinates: [111, 35] })
    expect(findings).toContainEqual({ code: 'z_dropped', severity: 'note', row: 1, detail: { count: 2 } })
  })

  it('in a collection become one when they are of one family', () => {
    const pair = {
      type: 'GeometryCollection',
      geometries: [polygon, { type: 'MultiPolygon', coordinates: [[square]] }],
    }
    const { features, codes } = read(feature(pair))
    expect(features[0]!.geometry).toEqual({ type: 'MultiPolygon', coordinates: [[square], [square]] })
    expect(codes).toContain('geometry_collection_merged')
  })

  it.each([
    ['geometry_null', null],
    [
      'geometry_collection_mixed',
      { type: 'GeometryCollection', geometries: [polygon, { type: 'Point', coordinates: [1, 2] }] },
    ],
    ['geometry_empty', { type: 'Polygon', coordinates: [] }],
    ['geometry_type_unknown', { type: 'Circle', coordinates: [1, 2] }],
    ['coordinates_malformed', { type: 'Point', coordinates: ['111', 35] }],
    ['coordinates_malformed', { type: 'Polygon', coordinates: 'x' }],
    ['coordinates_out_of_range', { type: 'Point', coordinates: [111, 135] }],
    ['line_too_short', { type: 'LineString', coordinates: [[111, 35]] }],
    [
      'ring_too_short',
      {
        type: 'Polygon',
        coordinates: [
          [
            [111, 35],
            [112, 35],
            [111, 35],
          ],
        ],
      },
    ],
  ])('are refused by name: %s', (reason, geometry) => {
    const { features, findings } = read(collection(feature(polygon), feature(geometry)))
    expect(features[1]).toMatchObject({ row: 2, geometry: null, reason })
    expect(findings.find(({ code }) => code === reason)).toMatchObject({ row: 2 })
  })

  it('with an open ring are closed with a note', () => {
    const { features, codes } = read({ type: 'Polygon', coordinates: [square.slice(0, 4)] })
    expect(features[0]!.geometry).toEqual(polygon)
    expect(codes).toContain('ring_closed')
  })
})

describe('properties', () => {
  it('keep their types; nested ones become text, with a note', () => {
    const properties = { 名称: '甲', n: 1.5, yes: true, none: null, tags: ['a', { b: 1 }] }
    const { features, findings, layer } = read(feature(polygon, properties))
    expect(features[0]!.properties).toEqual({ ...properties, tags: '["a",{"b":1}]' })
    expect(findings).toContainEqual({
      code: 'property_nested',
      severity: 'note',
      row: 1,
      detail: { field: 'tags', count: 1 },
    })
    expect(layer.fields.map(({ name, type }) => [name, type])).toEqual([
      ['名称', 'text'],
      ['n', 'number'],
      ['yes', 'boolean'],
      ['none', 'text'],
      ['tags', 'text'],
    ])
  })

  it('named like parts of the language stay plain properties', () => {
    const text = '{"type":"Feature","geometry":null,"properties":{"__proto__":"x","constructor":1}}'
    const { properties } = read(text).features[0]!
    expect(Object.keys(properties)).toEqual(['__proto__', 'constructor'])
    expect(Object.getPrototypeOf(properties)).toBe(Object.prototype)
  })

  it('that a number cannot hold are told', () => {
    const { codes } = read(
      '{"type":"Feature","geometry":null,"properties":{"id":12345678901234567890,"x":1e999}}',
    )
    expect(codes).toEqual(expect.arrayContaining(['number_precision_lost', 'number_out_of_range']))
  })
})

describe('broken JSON', () => {
  it('in one feature names row, line and column, and the rest is read', () => {
    const text = `{"type":"FeatureCollection","features":[\n${JSON.stringify(feature(polygon))},\n{"type":"Feature",\n "geometry":nul,"properties":{}},\n${JSON.stringify(feature(polygon))}\n]}`
    const { features, findings } = read(text)
    expect(features.map(({ reason }) => reason)).toEqual([undefined, 'json_malformed', undefined])
    expect(findings).toContainEqual({
      code: 'json_malformed',
      severity: 'error',
      row: 2,
      line: 4,
      detail: { column: 13 },
    })
  })

  it('that ends too early keeps what was whole', () => {
    const text = JSON.stringify(collection(feature(polygon), feature(polygon))).slice(0, -20)
    const { features, findings } = read(text)
    expect(features).toHaveLength(1)
    expect(findings).toContainEqual({ code: 'json_truncated', severity: 'error', line: 1, row: 2 })
  })

  it('nested without end neither hangs nor overflows', () => {
    expect(() => read(`{"type":"Polygon","coordinates":${'['.repeat(500_000)}`)).not.toThrow()
    expect(() => read(`{"type":"FeatureCollection","features":[${'['.repeat(500_000)}`)).not.toThrow()
    const properties = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`
    expect(() => read(`{"type":"Feature","geometry":null,"properties":${properties}}`)).not.toThrow()
  })

  it('of many lines without end is not searched again and again', () => {
    // Searching anew from each line would take minutes and run into the time limit.
    const answer = readFile({
      bytes: new TextEncoder().encode('{"a":1 }\n{\n1 1 1\n{\n'.repeat(50_000)),
      fileName: 'x.geojsonl',
    })
    expect(answer).toBeDefined()
  })
})
