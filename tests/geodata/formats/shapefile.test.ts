import { unzipSync, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import type { ReadChoices } from '#geodata/formats/exchange.ts'
import type { ExportFeature, ExportLayer } from '#geodata/formats/export.ts'
import { fieldsOf } from '#geodata/formats/fields.ts'
import { readFile } from '#geodata/formats/registry.ts'
import { type ShapefileOptions, writeShapefile } from '#geodata/formats/shapefile-writer.ts'
import { ellipsoidalAreaM2 } from '#geodata/geometry/ellipsoidal-area.ts'
import type { ArealGeometry, Geometry, Position } from '#geodata/model/geojson.ts'
import { fixtureBytes, readBytes, readFixture } from './read-fixture.ts'

const square = (x: number, y: number, size = 0.001): Position[] => [
  [x, y],
  [x + size, y],
  [x + size, y + size],
  [x, y + size],
  [x, y],
]

const layerOf = (features: ExportFeature[], name = '红线范围'): ExportLayer => ({
  name,
  fields: fieldsOf(features),
  features,
})

const options: ShapefileOptions = { encoding: 'utf-8', srid: 4490, writtenOn: '2026-11-22' }

const written = (features: ExportFeature[], given: Partial<ShapefileOptions> = {}): Uint8Array => {
  const answer = writeShapefile([layerOf(features)], { ...options, ...given })
  if (!answer.ok) throw new Error(answer.reason)
  return answer.bytes
}

type Files = Record<string, Uint8Array>

const repacked = (zip: Uint8Array, change: (files: Files) => void): Uint8Array => {
  const files = unzipSync(zip)
  change(files)
  return zipSync(files)
}

const parcel = (properties: ExportFeature['properties'], geometry: Geometry = polygon): ExportFeature => ({
  geometry,
  properties,
})
const polygon: Geometry = { type: 'Polygon', coordinates: [square(111, 35)] }

const chinese = [
  parcel({ 名称: '运城经济技术开发区一号地块', 用途: '工业用地' }),
  parcel({ 名称: '北相镇', 用途: '道路' }),
]
const gbk = written(chinese, { encoding: 'gbk' })
const utf8 = written(chinese)

const read = (zip: Uint8Array, choices: ReadChoices = {}) => readBytes(zip, 'x.zip', choices)

const withoutLabels = (zip: Uint8Array): Uint8Array =>
  repacked(zip, (files) => {
    delete files['红线范围.cpg']
    files['红线范围.dbf']![29] = 0
  })

it('reads the survey adjustments of New Zealand with their known area', () => {
  const { layer, features, findings } = readFixture('nz-survey-adjustments.zip')
  const areaM2 = features.reduce((sum, { geometry }) => sum + ellipsoidalAreaM2(geometry as ArealGeometry), 0)
  expect(features).toHaveLength(228)
  // The known answer was computed on the ellipsoid of WGS 84; ours is that of CGCS2000 (0.008 m² less).
  expect(Math.abs(areaM2 - 1_094_636_353.834)).toBeLessThan(0.02)
  expect(layer.crs).toEqual({ srid: 4167, how: 'prj', name: 'GCS_NZGD_2000', candidates: [] })
  expect(findings).toEqual([
    {
      code: 'datum_taken_as_cgcs2000',
      severity: 'note',
      detail: { datum: 'NZGD2000', srid: 4167, accuracyM: 2 },
    },
  ])
  expect(features[0]!.properties).toEqual({
    id: 1424927,
    date_adjus: '2011-03-25',
    survey_ref: null,
    adjusted_n: 1122,
  })
})

describe('the encoding of attributes', () => {
  it.each([
    ['GBK with .cpg', gbk, 'gb18030', 'cpg'],
    ['GBK by language driver', repacked(gbk, (files) => delete files['红线范围.cpg']), 'gb18030', 'ldid'],
    ['GBK without any label', withoutLabels(gbk), 'gb18030', 'gb18030_scored'],
    ['UTF-8 with .cpg', utf8, 'utf-8', 'cpg'],
    ['UTF-8 without any label', withoutLabels(utf8), 'utf-8', 'utf8_strict'],
  ])('%s', (_, zip, name, how) => {
    const { layer, features } = read(zip)
    expect(layer.name).toBe('红线范围')
    expect(layer.encoding).toMatchObject({ name, how })
    expect(features.map(({ properties }) => properties)).toEqual(chinese.map(({ properties }) => properties))
  })

  it('that the text contradicts is not believed', () => {
    const lying = repacked(gbk, (files) => {
      files['红线范围.cpg'] = new TextEncoder().encode('UTF-8')
      files['红线范围.dbf']![29] = 0
    })
    const { layer, findings, features } = read(lying)
    expect(layer.encoding).toMatchObject({ name: 'gb18030', how: 'gb18030_scored' })
    expect(findings).toContainEqual({
      code: 'encoding_contradicted',
      severity: 'warning',
      detail: { how: 'cpg', label: 'UTF-8' },
    })
    expect(features[0]!.properties['用途']).toBe('工业用地')
  })

  it('that nothing tells is asked, with samples, and answered', () => {
    const shy = withoutLabels(written([parcel({ n: '中' })], { encoding: 'gbk' }))
    const { layer } = read(shy)
    expect(layer.asks).toEqual(['encoding'])
    expect(layer.encoding.candidates[0]).toMatchObject({
      name: 'gb18030',
      sample: expect.stringContaining('中'),
    })
    const answered = read(shy, { encoding: 'GBK' })
    expect(answered.layer.asks).toEqual([])
    expect(answered.features[0]!.properties).toEqual({ n: '中' })
  })
})

describe('the reference system', () => {
  const withPrj = (zip: Uint8Array, prj: string | null): Uint8Array =>
    repacked(zip, (files) => {
      if (prj === null) delete files['红线范围.prj']
      else files['红线范围.prj'] = new TextEncoder().encode(prj)
    })

  it.each([4490, 4525, 4546, 4497, 4508])('EPSG:%i comes back from its .prj', (srid) => {
    const { layer, features } = read(written(chinese, { srid }))
    expect(layer.crs).toMatchObject({ how: 'prj' })
    expect(ellipsoidalAreaM2(features[0]!.geometry as ArealGeometry)).toBeCloseTo(
      ellipsoidalAreaM2(polygon as ArealGeometry),
      3,
    )
  })

  it('is asked for without .prj, with what the numbers could be', () => {
    const { layer, features } = read(withPrj(written(chinese, { srid: 4525 }), null))
    expect(layer.asks).toEqual(['crs'])
    expect(layer.crs.candidates).toEqual([{ srid: 4525, centre: expect.anything() }])
    expect(features[0]).toMatchObject({
      geometry: null,
      reason: 'crs_unknown',
      properties: { 用途: '工业用地' },
    })
    expect(read(withPrj(utf8, null), { crs: 4490 }).features[0]!.geometry).toEqual(polygon)
  })

  it('of 1980 is refused, of a datum nobody knows asked', () => {
    const xian =
      'GEOGCS["GCS_Xian_1980",DATUM["D_Xian_1980",SPHEROID["Xian_1980",6378140.0,298.257]],UNIT["Degree",0.0174532925199433]]'
    expect(read(withPrj(utf8, xian)).codes).toContain('datum_needs_local_parameters')
    const { layer, codes } = read(withPrj(utf8, 'LOCAL_CS["Site"]'))
    expect(layer.asks).toEqual(['crs'])
    expect(codes).toContain('crs_not_understood')
  })

  it('contradicted by the coordinates is asked', () => {
    const degrees = new TextDecoder().decode(unzipSync(utf8)['红线范围.prj'])
    expect(read(withPrj(written(chinese, { srid: 4525 }), degrees)).codes).toContain('crs_contradicted')
  })
})

describe('shapes', () => {
  const reshaped = (features: ExportFeature[], change: (view: DataView) => void): Uint8Array =>
    repacked(written(features), (files) => {
      const shp = files['红线范围.shp']!
      change(new DataView(shp.buffer, shp.byteOffset, shp.byteLength))
    })

  it('lie in each other as holes and parts, whatever direction their rings have', () => {
    const geometry: Geometry = {
      type: 'MultiPolygon',
      coordinates: [[square(111, 35, 0.01), square(111.002, 35.002, 0.001)], [square(111.1, 35, 0.01)]],
    }
    const rings = geometry.coordinates as Position[][][]
    const zip = reshaped([parcel({ n: 1 }, geometry)], (view) => {
      // The hole is turned to run like a shell.
      const points = [...rings[0]![1]!]
      const hole = 108 + 44 + 3 * 4 + 5 * 16
      points.toReversed().forEach(([x, y], i) => {
        view.setFloat64(hole + i * 16, x, true)
        view.setFloat64(hole + i * 16 + 8, y, true)
      })
    })
    const { features, codes } = read(zip)
    const got = features[0]!.geometry as { coordinates: Position[][][] }
    expect(got.coordinates.map((part) => part.length)).toEqual([2, 1])
    expect(codes).toContain('ring_roles_by_containment')
  })

  it.each([
    [15, 'z_dropped'],
    [25, 'm_dropped'],
  ])('of type %i lose what we do not keep, with a note', (type, code) => {
    const zip = reshaped(chinese, (view) => view.setInt32(108, type, true))
    const { features, codes } = read(zip)
    expect(features[0]!.geometry).toEqual(polygon)
    expect(codes).toContain(code)
  })

  it('that are null, unknown or damaged are named, and the others read', () => {
    const three = [parcel({ n: 1 }), parcel({ n: 2 }), parcel({ n: 3 }), parcel({ n: 4 })]
    const record = 8 + 44 + 4 + 5 * 16
    const zip = reshaped(three, (view) => {
      view.setInt32(108, 0, true)
      view.setInt32(108 + record, 31, true)
      view.setInt32(108 + 2 * record + 40, 0x7fffffff, true)
    })
    expect(read(zip).features.map(({ row, reason, properties }) => [row, reason, properties['n']])).toEqual([
      [1, 'geometry_null', 1],
      [2, 'shape_type_unknown', 2],
      [3, 'shape_damaged', 3],
      [4, undefined, 4],
    ])
  })

  it('left behind by an editor are skipped with the help of the index', () => {
    const zip = repacked(written([parcel({ n: 1 }), parcel({ n: 2 })]), (files) => {
      const shx = files['红线范围.shx']!
      const view = new DataView(shx.buffer, shx.byteOffset)
      const [first, second] = [view.getInt32(100), view.getInt32(108)]
      view.setInt32(100, second)
      view.setInt32(108, first)
      const shp = files['红线范围.shp']!
      new DataView(shp.buffer, shp.byteOffset).setFloat64(108 + 48, 111.5, true)
    })
    const xs = read(zip).features.map(
      ({ geometry }) => (geometry as { coordinates: Position[][] }).coordinates[0]![0]![0],
    )
    expect(xs).toEqual([111, 111.5])
  })
})

describe('attributes', () => {
  /** A table by hand: one row of the given cells. */
  const table = (
    cells: { name: string; type: string; text: string; decimals?: number }[],
    flag = ' ',
  ): Uint8Array => {
    const header = 32 + cells.length * 32 + 1
    const bytes: number[] = [3, 126, 11, 22, 1, 0, 0, 0, header & 255, header >> 8]
    const record = cells.reduce((sum, { text }) => sum + text.length, 1)
    bytes.push(record & 255, record >> 8, ...Array.from({ length: 20 }, () => 0))
    for (const { name, type, text, decimals = 0 } of cells) {
      const field = Array.from({ length: 32 }, () => 0)
      ;[...name].forEach((character, i) => (field[i] = character.charCodeAt(0)))
      field[11] = type.charCodeAt(0)
      field[16] = text.length
      field[17] = decimals
      bytes.push(...field)
    }
    const row = flag + cells.map(({ text }) => text).join('')
    return Uint8Array.from([...bytes, 13, ...[...row].map((character) => character.charCodeAt(0)), 26])
  }
  const withTable = (dbf: Uint8Array): Uint8Array =>
    repacked(written([parcel({ n: 1 })]), (files) => (files['红线范围.dbf'] = dbf))

  it('of every type', () => {
    const { features, layer } = read(
      withTable(
        table([
          { name: 'TXT', type: 'C', text: 'ab   ' },
          { name: 'INT', type: 'N', text: '   12' },
          { name: 'NUM', type: 'N', text: '  1.50', decimals: 2 },
          { name: 'FLT', type: 'F', text: '1.5e+003' },
          { name: 'DAY', type: 'D', text: '20260229' },
          { name: 'NODAY', type: 'D', text: '        ' },
          { name: 'YES', type: 'L', text: 'T' },
          { name: 'MAYBE', type: 'L', text: '?' },
          { name: 'STARS', type: 'N', text: '*****' },
          { name: 'MEMO', type: 'M', text: '         1' },
          { name: 'LONGID', type: 'N', text: '140802001001200123' },
          { name: 'txt', type: 'C', text: 'x' },
          { name: 'TXT', type: 'C', text: 'y' },
        ]),
      ),
    )
    expect(features[0]!.properties).toEqual({
      TXT: 'ab',
      INT: 12,
      NUM: 1.5,
      FLT: 1500,
      DAY: '2026-02-29',
      NODAY: null,
      YES: true,
      MAYBE: null,
      STARS: null,
      MEMO: null,
      LONGID: '140802001001200123',
      txt: 'x',
      TXT_1: 'y',
    })
    expect(layer.fields.slice(0, 7).map(({ type }) => type)).toEqual([
      'text',
      'integer',
      'number',
      'integer',
      'date',
      'date',
      'boolean',
    ])
  })

  it('that make no sense are null, with the field named', () => {
    const { findings } = read(
      withTable(
        table([
          { name: 'DAY', type: 'D', text: '20261345' },
          { name: 'NUM', type: 'N', text: 'twelve' },
        ]),
      ),
    )
    expect(findings).toContainEqual({
      code: 'date_invalid',
      severity: 'warning',
      row: 1,
      detail: { field: 'DAY', count: 1 },
    })
    expect(findings).toContainEqual({
      code: 'number_invalid',
      severity: 'warning',
      row: 1,
      detail: { field: 'NUM', count: 1 },
    })
  })

  it('marked as deleted take their shape with them', () => {
    const { features, codes } = read(withTable(table([{ name: 'A', type: 'C', text: 'x' }], '*')))
    expect(features).toEqual([])
    expect(codes).toContain('record_deleted')
  })

  it('may be missing as a whole', () => {
    const { features, codes } = read(repacked(utf8, (files) => delete files['红线范围.dbf']))
    expect(features.map(({ properties }) => properties)).toEqual([{}, {}])
    expect(codes).toContain('dbf_missing')
  })

  it('may be fewer than the header says', () => {
    const { features, findings } = read(
      repacked(utf8, (files) => new DataView(files['红线范围.dbf']!.buffer).setUint32(4, 0xffffffff, true)),
    )
    expect(features).toHaveLength(2)
    expect(findings).toContainEqual({
      code: 'dbf_truncated',
      severity: 'error',
      detail: { declared: 0xffffffff, rows: 2 },
    })
  })

  it('may be cut before the last row', () => {
    const { features, codes } = read(
      repacked(utf8, (files) => (files['红线范围.dbf'] = files['红线范围.dbf']!.slice(0, -20))),
    )
    expect(features[1]!.properties).toEqual({ 名称: null, 用途: null })
    expect(codes).toEqual(expect.arrayContaining(['dbf_truncated', 'record_counts_differ']))
  })
})

describe('an archive of shapefiles', () => {
  it('gives each as a layer, also with the same name in two folders', () => {
    const files = unzipSync(utf8)
    const both: Files = {}
    for (const [name, bytes] of Object.entries(files)) {
      both[`旧/${name}`] = bytes
      both[`新/${name}`] = bytes
      both[`地块/${name.replace('红线范围', 'DK').toUpperCase()}`] = bytes
    }
    const zip = zipSync(both)
    expect(read(zip).layers.map(({ name }) => name)).toEqual(['旧/红线范围', '新/红线范围', 'DK'])
    expect(read(zip, { layer: 'DK' }).layers.map(({ name }) => name)).toEqual(['DK'])
  })

  it('cut in the middle of the shapes keeps the whole ones', () => {
    const zip = repacked(utf8, (files) => (files['红线范围.shp'] = files['红线范围.shp']!.slice(0, -20)))
    const { features, findings } = read(zip)
    expect(features).toHaveLength(1)
    expect(findings).toContainEqual({ code: 'shp_truncated', severity: 'error', detail: { rows: 1 } })
  })

  it('without any is named', () => {
    const answer = readFile({ bytes: zipSync({ 'a.pdf': new Uint8Array(9) }), fileName: 'x.zip' })
    expect(answer).toEqual({ ok: false, reason: 'archive_without_layers', findings: [] })
  })

  it('may also be a lone .shp', () => {
    const shp = unzipSync(utf8)['红线范围.shp']!
    const { layer, codes } = readBytes(shp, '红线.shp', { crs: 4490 })
    expect(layer).toMatchObject({ name: '红线', declaredCount: 2 })
    expect(codes).toContain('dbf_missing')
  })
})

it('reads fixtures that nobody changed', () => {
  expect(fixtureBytes('nz-survey-adjustments.zip')).toHaveLength(43622)
})
