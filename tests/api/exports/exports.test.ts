import { strFromU8, unzipSync } from 'fflate'
import readXlsxFile from 'read-excel-file/node'
import { beforeAll, describe, expect, it } from 'vitest'
import { readCsv } from '#geodata/formats/csv.ts'
import type { SourceFeature } from '#geodata/formats/exchange.ts'
import { readFile } from '#geodata/formats/registry.ts'
import { eachPosition } from '#geodata/geometry/map-positions.ts'
import type { Geometry, Position } from '#geodata/model/geojson.ts'
import type { TestApp } from '#tests/support/app.ts'
import { openTestApp } from '#tests/support/app.ts'
import { openLand, square } from '#tests/support/land.ts'

let test: TestApp
let parcelIds: number[]

const withHole =
  'MULTIPOLYGON(((111 35, 111.002 35, 111.002 35.002, 111 35.002, 111 35), (111.0005 35.0005, 111.001 35.0005, 111.001 35.001, 111.0005 35.001, 111.0005 35.0005)), ((111.003 35, 111.004 35, 111.004 35.001, 111.003 35)))'

beforeAll(async () => {
  test = await openTestApp({ today: () => '2026-11-22' })
  const land = await openLand(test.database, test.zoneId)
  const batchId = await land.insert('approval_batch', {
    code: 'B-1',
    approved_on: '2012-01-01',
    geom: square(111, 35, 0.1),
  })
  const parcels: Record<string, unknown>[] = [
    {
      code: 'KF-1',
      name: '=SUM(A1:A9)',
      holder: '+86 公司,"引号"',
      status: 'idle',
      declared_area_m2: '50000.25',
      land_use_code: '100101',
      approval_batch_id: batchId,
      geom: withHole,
    },
    {
      code: 'KF-2',
      name: '@cmd',
      remarks: '两\n行 <b>&',
      declared_area_m2: '1000',
      geom: square(111.01, 35),
    },
    { code: 'KF-10', name: '镕堃', declared_area_m2: null, geom: square(111.0123456789, 35.0123456789) },
  ]
  parcelIds = []
  for (const parcel of parcels) parcelIds.push(await land.insert('parcel', parcel))
  await land.insert('supply', {
    parcel_id: parcelIds[0],
    contract_no: 'HT-1',
    mode: 'listing',
    signed_on: '2013-01-01',
    area_m2: 10,
  })
  const layerId = await land.insert('reference_layer', {
    slug: 'old',
    title: '旧宗地',
    fields: JSON.stringify([
      { name: 'id', type: 'integer' },
      { name: '权利人名称很长的字段', type: 'text' },
    ]),
  })
  for (const geom of [square(111, 35), 'LINESTRING(111 35, 111.1 35.1)', 'POINT(111 35)'])
    await land.insert('reference_feature', {
      layer_id: layerId,
      properties: JSON.stringify({ id: 7, 权利人名称很长的字段: '张三' }),
      geom,
    })
})

async function download(path: string) {
  const answer = await test.get('planner', `/api/exports/${path}`)
  expect([answer.statusCode, answer.statusCode === 200 ? '' : answer.body]).toEqual([200, ''])
  return answer
}

async function post(body: object) {
  const answer = await test.post('planner', '/api/exports', body)
  expect([answer.statusCode, answer.statusCode === 200 ? '' : answer.body]).toEqual([200, ''])
  return answer
}

/** What an import of ours makes of a file of ours. */
function readBack(bytes: Uint8Array, fileName: string, layer = 0): SourceFeature[] {
  const read = readFile({ bytes, fileName, near: [111, 35] })
  if (!read.ok) throw new Error(read.reason)
  expect(read.layers[layer]!.asks).toEqual([])
  return [...read.layers[layer]!.features()]
}

async function stored(
  collection = 'parcels',
): Promise<{ geometry: Geometry; properties: Record<string, unknown> }[]> {
  return (await test.get('planner', `/ogc/collections/${collection}/items`)).json().features
}

function positionsOf(geometry: Geometry | null): Position[] {
  const found: Position[] = []
  if (geometry) eachPosition(geometry, (position) => found.push(position))
  return found
}

const metresPerDegree = 111_320

/** Each corner of one shape has a corner of the other within a distance; rings may begin elsewhere. */
function expectSameShape(a: Geometry | null, b: Geometry | null, withinM: number): void {
  const [from, to] = [positionsOf(a), positionsOf(b)]
  expect(from.length).toBe(to.length)
  for (const [lng, lat] of from) {
    const nearest = Math.min(...to.map(([x, y]) => Math.hypot(x - lng, y - lat) * metresPerDegree))
    expect(nearest).toBeLessThan(withinM)
  }
}

describe('GeoJSON', () => {
  it('gives shapes and attributes back as they are stored', async () => {
    const answer = await download('parcels?format=geojson')
    expect(answer.headers['content-type']).toBe('application/geo+json')
    const rows = readBack(answer.rawPayload, 'parcels.geojson')
    const features = await stored()
    expect(rows.map(({ properties }) => properties)).toEqual(features.map(({ properties }) => properties))
    expect(rows.map(({ geometry }) => geometry)).toEqual(features.map(({ geometry }) => geometry))
  })

  it('is limited to a filter or to some ids, in the order asked for', async () => {
    const codes = (body: string) =>
      (JSON.parse(body) as { features: { properties: { code: string } }[] }).features.map(
        ({ properties }) => properties.code,
      )
    expect(codes((await download('parcels?format=geojson&sort=-code')).body)).toEqual([
      'KF-10',
      'KF-2',
      'KF-1',
    ])
    expect(codes((await download('parcels?format=geojson&status=idle')).body)).toEqual(['KF-1'])
    const ids = parcelIds.slice(1)
    expect(codes((await post({ collection: 'parcels', format: 'geojson', ids })).body)).toEqual([
      'KF-2',
      'KF-10',
    ])
    const none = await post({ collection: 'parcels', format: 'geojson', filters: { code: ['none', 'nil'] } })
    expect(JSON.parse(none.body)).toMatchObject({ type: 'FeatureCollection', features: [] })
  })
})

describe('shapefile', () => {
  it.each([
    ['utf-8', 4490],
    ['gbk', 4546],
    ['utf-8', 4525],
  ])('in %s and EPSG:%i gives the same shapes to 1 mm and the same attributes', async (encoding, srid) => {
    const answer = await download(
      `parcels?format=shapefile&encoding=${encoding}&crs=EPSG:${srid}&code=KF-1,KF-2`,
    )
    expect(answer.headers['content-type']).toBe('application/zip')
    const rows = readBack(answer.rawPayload, 'parcels.zip')
    const features = (await stored()).slice(0, 2)
    rows.forEach((row, i) => expectSameShape(row.geometry, features[i]!.geometry, 0.001))
    for (const [i, { properties }] of rows.entries()) {
      const expected = features[i]!.properties
      for (const name of [
        'code',
        'name',
        'status',
        'holder',
        'declared_area_m2',
        'land_use_code',
        'approval_batch_id',
        'effective_on',
        'stratum',
      ])
        expect([name, properties[name]]).toEqual([name, expected[name]])
    }
  })

  it('splits a reference layer by kind of shape and keeps its own attributes', async () => {
    const { rawPayload } = await download('reference-old?format=shapefile&encoding=gbk')
    const read = readFile({ bytes: rawPayload, fileName: 'old.zip' })
    expect(read.ok && read.layers.map(({ name }) => name).sort()).toEqual([
      '旧宗地_area',
      '旧宗地_line',
      '旧宗地_point',
    ])
    expect(readBack(rawPayload, 'old.zip')[0]!.properties).toEqual({ id: 7, 权利人名称很长的字段: '张三' })
  })
})

describe('coordinate text', () => {
  it.each([
    ['utf-8', 4525],
    ['gbk', 4546],
  ])('in %s and EPSG:%i gives the same shapes to 1 mm', async (encoding, srid) => {
    const answer = await download(`parcels?format=coordinate-text&encoding=${encoding}&crs=EPSG:${srid}`)
    expect(answer.headers['content-type']).toBe(`text/plain; charset=${encoding}`)
    const rows = readBack(answer.rawPayload, 'parcels.txt')
    const features = await stored()
    expect(rows).toHaveLength(3)
    rows.forEach((row, i) => expectSameShape(row.geometry, features[i]!.geometry, 0.001))
    expect(rows.map(({ properties }) => properties['地块编号'])).toEqual(['KF-1', 'KF-2', 'KF-10'])
    expect(rows[0]!.properties['地类编码']).toBe('100101')
  })

  it('carries the zone number unless another system is asked for', async () => {
    expect((await download('parcels?format=coordinate-text')).body).toMatch(
      /J1,1,\d{7}\.\d{3},37\d{6}\.\d{3}/,
    )
  })
})

const columns = [
  { name: 'code', label: '编号' },
  { name: 'name', label: '名称' },
  { name: 'status', label: '状态' },
  { name: 'declared_area_m2', label: '面积（亩）', as: 'mu' },
  { name: 'declared_area_m2', label: '面积（㎡）' },
  { name: 'effective_on', label: '生效日期' },
  { name: 'approval_batch_id', label: '批次' },
]
const words = { codes: { status: { idle: '闲置', reserve: '储备' } }, sumLabel: '合计', title: '地块' }
const ledger = { collection: 'parcels', sort: 'code', columns, ...words }

describe('CSV', () => {
  it('speaks the words it is given, adds up, and runs no formula', async () => {
    const answer = await post({ ...ledger, format: 'csv' })
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8')
    expect([...answer.rawPayload.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    expect(readCsv(answer.body)).toEqual([
      ['编号', '名称', '状态', '面积（亩）', '面积（㎡）', '生效日期', '批次'],
      ['KF-1', "'=SUM(A1:A9)", '闲置', '75', '50000.25', '2020-01-01', 'B-1'],
      ['KF-2', "'@cmd", '储备', '1.5', '1000', '2020-01-01', ''],
      ['KF-10', '镕堃', '储备', '', '', '2020-01-01', ''],
      ['合计', '', '', '76.5', '51000.25', '', ''],
    ])
  })

  it('is written in GBK without a byte order mark when that is asked for', async () => {
    const { rawPayload } = await post({ ...ledger, format: 'csv', encoding: 'gbk' })
    expect(new TextDecoder('gbk').decode(rawPayload).split('\r\n')[0]).toMatch(/^编号,名称/)
  })

  it('names columns by their properties where no words are given, of facts too', async () => {
    const { body } = await download('supplies?format=csv&columns=contract_no,area_m2')
    expect(readCsv(body)).toEqual([
      ['contract_no', 'area_m2'],
      ['HT-1', '10'],
      ['Σ', '10'],
    ])
  })
})

describe('XLSX', () => {
  it('holds numbers as numbers, dates as dates, texts as texts, and sums', async () => {
    const answer = await post({ ...ledger, format: 'xlsx' })
    expect(answer.headers['content-type']).toContain('spreadsheetml')
    const [sheet] = await readXlsxFile(answer.rawPayload)
    expect(sheet!.data).toEqual([
      ['编号', '名称', '状态', '面积（亩）', '面积（㎡）', '生效日期', '批次'],
      ['KF-1', '=SUM(A1:A9)', '闲置', 75, 50000.25, new Date('2020-01-01T00:00:00Z'), 'B-1'],
      ['KF-2', '@cmd', '储备', 1.5, 1000, new Date('2020-01-01T00:00:00Z'), null],
      ['KF-10', '镕堃', '储备', null, null, new Date('2020-01-01T00:00:00Z'), null],
      ['合计', null, null, 76.5, 51000.25, null, null],
    ])
  })

  it('writes what looks like a formula as text that stays text', async () => {
    const { rawPayload } = await post({ ...ledger, format: 'xlsx' })
    const files = unzipSync(rawPayload)
    const sheet = strFromU8(files['xl/worksheets/sheet1.xml']!)
    expect(sheet).not.toContain('<f>')
    expect(sheet).toContain(
      '<c r="B2" s="5" t="inlineStr"><is><t xml:space="preserve">=SUM(A1:A9)</t></is></c>',
    )
    expect(strFromU8(files['xl/styles.xml']!)).toContain('quotePrefix="1"')
    expect(sheet).toContain('<autoFilter ref="A1:G4"/>')
  })

  it('holds line breaks, signs of XML and every property', async () => {
    const { rawPayload } = await download('parcels?format=xlsx')
    const sheet = strFromU8(unzipSync(rawPayload)['xl/worksheets/sheet1.xml']!)
    expect(sheet).toContain('两\n行 &lt;b&gt;&amp;')
    expect(sheet).toContain('area_ellipsoidal_m2')
  })
})

describe('the name of the file', () => {
  it('says zone, collection and day, in Chinese and for old programs', async () => {
    const { headers } = await post({ ...ledger, format: 'xlsx' })
    const name = encodeURIComponent('测试区 test-地块-2026-11-22')
    expect(headers['content-disposition']).toBe(
      `attachment; filename="test-parcels-2026-11-22.xlsx"; filename*=UTF-8''${name}.xlsx`,
    )
  })

  it('never leaves its folder', async () => {
    const { headers } = await post({ ...ledger, format: 'csv', title: '../../"\r\nx: y' })
    expect(headers['content-disposition']).not.toMatch(/\.\.\/|[\r\n]|"\.\./)
    expect(headers['x']).toBeUndefined()
  })
})

describe('limits, told before', () => {
  const limits = async (path: string) => (await download(path)).json()

  it('of GeoJSON are none', async () => {
    expect(await limits('parcels/limits?format=geojson')).toEqual({
      ok: true,
      count: 3,
      findings: [],
      findingCounts: {},
    })
  })

  it('of a shapefile are its short names and what GBK lacks', async () => {
    const { ok, findingCounts } = await limits('parcels/limits?format=shapefile&encoding=gbk')
    expect(ok).toBe(true)
    expect(findingCounts.field_name_shortened).toBeGreaterThan(3)
  })

  it('of a coordinate text are all other attributes', async () => {
    const { findings } = await limits('parcels/limits?format=coordinate-text')
    const lost = findings.find(({ code }: { code: string }) => code === 'fields_left_out')
    expect(lost.detail.fields).toContain('holder')
    expect(lost.detail.fields).not.toContain('declared_area_m2')
  })

  it('of a ledger are its shapes', async () => {
    const { ok, findings } = await limits('parcels/limits?format=csv&status=idle')
    expect([ok, findings]).toEqual([true, [{ code: 'geometry_left_out', severity: 'note' }]])
  })

  it('of a ledger in GBK are the characters that it does not have', async () => {
    const land = await openLand(test.database, test.otherZoneId)
    const road = { class: 'main', status: 'building', geom: 'LINESTRING(111 35, 111.01 35.001)' }
    await land.insert('road', { ...road, code: 'R-1', name: '河东东街' })
    await land.insert('road', { ...road, code: 'R-2', name: '𠮷路' })
    const path = '/api/exports/roads/limits?format=csv&columns=code,name&sort=code&encoding='
    const told = async (encoding: string) =>
      (await test.get('stranger', path + encoding)).json().findings.slice(1)
    expect(await told('gbk')).toEqual([
      { code: 'text_not_encodable', severity: 'warning', row: 2, detail: { characters: '𠮷' } },
    ])
    expect(await told('utf-8')).toEqual([])
  })

  it('of facts in a GIS format forbid the file', async () => {
    expect((await limits('supplies/limits?format=shapefile')).ok).toBe(false)
    const answer = await test.get('planner', '/api/exports/supplies?format=shapefile')
    expect([answer.statusCode, answer.json().reason]).toEqual([422, 'rows_without_geometry'])
  })
})

describe('refusals', () => {
  it.each([
    ['parcels?format=dwg', 400],
    ['parcels', 400],
    ['parcels?format=csv&colour=red', 400],
    ['parcels?format=csv&columns=secret', 400],
    ['parcels?format=csv&sort=secret', 400],
    ['parcels?format=geojson&crs=EPSG:4546', 400],
    ['parcels?format=shapefile&crs=EPSG:2382', 400],
    ['parcels?format=shapefile&encoding=big5', 400],
    ['parcels?format=csv&zone=other', 404],
    ['nothing?format=csv', 404],
  ])('%s is answered %i', async (path, status) => {
    expect((await test.get('planner', `/api/exports/${path}`)).statusCode).toBe(status)
  })

  it('refuses to show a length in mu', async () => {
    const body = { collection: 'roads', format: 'csv', columns: [{ name: 'length_m', as: 'mu' }] }
    expect((await test.post('planner', '/api/exports', body)).statusCode).toBe(400)
  })
})
