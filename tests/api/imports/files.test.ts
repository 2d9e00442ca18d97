import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { eachPosition } from '#geodata/geometry/map-positions.ts'
import type { Geometry, Position } from '#geodata/model/geojson.ts'
import type { TestApp } from '#tests/support/app.ts'
import { openTestApp } from '#tests/support/app.ts'
import { accept, choose, collection, dryRun, newRecord, polygon, rectangle } from './support.ts'

/** Real files, and files of our own, from the upload to what others read through OGC API – Features. */
let app: TestApp
beforeAll(async () => {
  app = await openTestApp()
})

const fixture = (path: string) => readFile(`tests/fixtures/formats/${path}`)

type Item = { geometry: Geometry; properties: Record<string, unknown> }

async function itemsOf(id: string, caller: 'officer' | 'stranger' = 'officer'): Promise<Item[]> {
  const answer = await app.get(caller, `/ogc/collections/${id}/items?limit=1000`)
  expect(answer.statusCode).toBe(200)
  return answer.json<{ features: Item[] }>().features
}

const sumOf = async (sql: string, name: string) =>
  (await app.database.query<{ total: number }>(name, sql, []))[0]!.total

describe('a foreign shapefile as a reference layer', () => {
  it('keeps every area of the New Zealand survey adjustments to the last digit of their sum', async () => {
    const file = await fixture('nz-survey-adjustments.zip')
    const target = { reference: { title: 'NZ survey adjustments', role: 'survey' } }
    const job = await dryRun(app, 'nz-survey-adjustments.zip', file, { target })
    expect(job.layers[0]).toMatchObject({ count: 228, refused: 0, asks: [], crs: { how: 'prj' } })
    const stored = await accept(app, job.id, { recordId: await newRecord(app) })
    expect(stored.account).toMatchObject({
      read: 228,
      stored: 228,
      collection: 'reference-nz-survey-adjustments',
    })
    const total = await sumOf(
      `select sum(area_ellipsoidal_m2) as total from reference_feature f
       join reference_layer l on l.zone_id = f.zone_id and l.id = f.layer_id
       where l.slug = 'nz-survey-adjustments'`,
      'nz-total',
    )
    expect(total).toBeGreaterThan(1_094_636_353.824)
    expect(total).toBeLessThan(1_094_636_353.844)
    expect(Math.abs(job.layers[0]!.totalAreaM2! / total - 1)).toBeLessThan(1e-7)

    const items = await itemsOf('reference-nz-survey-adjustments')
    expect(items).toHaveLength(228)
    const field = job.layers[0]!.fields[0]!.name
    expect(items[0]!.properties).toHaveProperty([field])
    const layers = await app.get('planner', '/api/reference-layers')
    expect(layers.json().layers[0]).toMatchObject({
      slug: 'nz-survey-adjustments',
      role: 'survey',
      featureCount: 228,
      source: 'nz-survey-adjustments.zip',
    })
    const tile = await app.get('officer', '/tiles/reference-nz-survey-adjustments.json')
    expect(tile.statusCode).toBe(200)
  })

  it('takes points, lines and areas side by side, with attributes of any name', async () => {
    const rows = [
      {
        geometry: { type: 'Point' as const, coordinates: [111, 35] as Position },
        properties: { 名称: '井', 深: 12.5 },
      },
      {
        geometry: {
          type: 'LineString' as const,
          coordinates: [[111, 35] as Position, [111.1, 35] as Position],
        },
        properties: { 名称: '渠', "it's": 'a "quoted" \\ name' },
      },
      { geometry: polygon(rectangle(111, 35)), properties: { 名称: null, id: 7 } },
    ]
    const job = await dryRun(app, '混合.geojson', collection(rows))
    expect(job.layers[0]!.mapping!.target).toEqual({ reference: { title: '混合', role: 'plan' } })
    const stored = await accept(app, job.id, { recordId: await newRecord(app) })
    expect(stored.account!.collection).toBe('reference-layer')
    const items = await itemsOf('reference-layer')
    expect(items.map(({ geometry }) => geometry.type)).toEqual(['Point', 'LineString', 'Polygon'])
    expect(items[1]!.properties).toMatchObject({ 名称: '渠', "it's": 'a "quoted" \\ name' })
    const measured = await app.post('officer', '/api/measure', {
      geometry: polygon(rectangle(110.9999, 34.9999, 0.002, 0.002)),
      collection: 'reference-layer',
    })
    expect(measured.statusCode).toBe(200)
    expect(measured.json().covered.ellipsoidalM2).toBeCloseTo(
      items[2]!.properties['area_ellipsoidal_m2'] as number,
      1,
    )
  })
})

describe('a coordinate text file as parcels', () => {
  it('tells that the unit of a declared area is unknown, and takes the one that a person names', async () => {
    const job = await dryRun(app, 'area.txt', await fixture('coordinate-text/area-of-no-unit.txt'), {
      target: { collection: 'parcels' },
    })
    const about = (answer: typeof job) =>
      answer.layers[0]!.findings.filter(({ code }) => code.startsWith('declared_area'))
    expect(about(job)).toMatchObject([
      {
        code: 'declared_area_unit_unknown',
        severity: 'warning',
        row: 1,
        line: 13,
        detail: { written: 77.7 },
      },
    ])
    expect(job.layers[0]!.declaredAreaM2).toBeNull()
    const named = await choose(app, job.id, { target: { collection: 'parcels' }, areaUnit: 'mu' })
    expect(about(named)).toMatchObject([{ code: 'declared_area_differs' }])
    expect(named.layers[0]!.declaredAreaM2).toBeCloseTo(51800, 6)
  })

  it('maps its own headings, brings the declared area to m² and reads back through OGC', async () => {
    const job = await dryRun(app, 'gbk.txt', await fixture('coordinate-text/gbk.txt'))
    expect(job.layers[0]).toMatchObject({
      encoding: { name: 'gb18030', how: 'gb18030_scored' },
      crs: { srid: 4525, how: 'header' },
      mapping: {
        target: { collection: 'parcels' },
        fields: {
          地块编号: 'code',
          地块名称: 'name',
          地块面积_平方米: 'declared_area_m2',
          地类编码: 'land_use_code',
        },
      },
    })
    await accept(app, job.id, { recordId: await newRecord(app) })
    const [parcel] = await itemsOf('parcels')
    expect(parcel!.properties).toMatchObject({ code: 'DK-001', name: '北相镇一号地块（一期）' })
    expect(parcel!.properties['area_planar_m2']).toBeCloseTo(22512.5, 1)
  })

  it('refuses the block with a line that nobody understands, and says which', async () => {
    const job = await dryRun(app, 'garbled-line.txt', await fixture('coordinate-text/garbled-line.txt'))
    expect(job.layers[0]).toMatchObject({ count: 1, refused: 1 })
    expect(job.layers[0]!.findings).toContainEqual(
      expect.objectContaining({ code: 'line_not_understood', severity: 'error', row: 1, line: 16 }),
    )
  })
})

describe('our own export', () => {
  const attributes = [
    {
      code: 'RT-1',
      name: '一号“地块”',
      holder: '某某, 公司',
      land_use_code: '1001',
      declared_area_m2: 10110.1234,
    },
    {
      code: 'RT-02',
      name: 'a,b;c\n换行',
      remarks: '引号\' " \\ 反斜杠',
      survey_method: 'gnss',
      responsible: '张三',
    },
    { code: '007', stratum: 'below', parcel_code: '140802001001GB00012', location: '某街１号' },
  ]
  const shapes: Geometry[] = [
    polygon(rectangle(111.5, 35), rectangle(111.5003, 35.0003, 0.0002, 0.0002).toReversed()),
    {
      type: 'MultiPolygon',
      coordinates: [[rectangle(111.51, 35)], [rectangle(111.52, 35.001, 0.0007, 0.0003)]],
    },
    polygon([
      [111.530000001, 35.000000007],
      [111.531000013, 35.000100003],
      [111.5305, 35.0011],
      [111.530000001, 35.000000007],
    ]),
  ]

  beforeAll(async () => {
    const operations = attributes.map((properties, i) => ({
      op: 'create',
      collection: 'parcels',
      properties,
      geometry: shapes[i],
    }))
    const recordId = await newRecord(app)
    const saved = await app.post('officer', '/api/changes', { recordId, operations })
    if (saved.statusCode !== 201) throw new Error(saved.body)
  })

  const codes = attributes.map(({ code }) => code).join(',')
  const writable = (properties: Record<string, unknown>) => {
    const system = [
      'version',
      'effective_on',
      'recorded_at',
      'status',
      'area_ellipsoidal_m2',
      'area_planar_m2',
    ]
    return Object.fromEntries(
      Object.entries(properties).filter(([name, value]) => !system.includes(name) && value !== null),
    )
  }

  /** Greatest distance between two shapes of the same structure, in metres. */
  function furthestM(a: Geometry, b: Geometry): number {
    const left: Position[] = []
    const right: Position[] = []
    eachPosition(a, (position) => void left.push(position))
    eachPosition(b, (position) => void right.push(position))
    if (left.length !== right.length) return Infinity
    // Rings may begin at another vertex.
    return Math.max(
      ...left.map(([x, y]) =>
        Math.min(...right.map(([u, v]) => Math.hypot((x - u) * 91_000, (y - v) * 111_000))),
      ),
    )
  }

  /** Writes the parcels to a file, reads it into the other zone, and answers both sides by code. */
  async function roundTrip(format: string, query: string, name: string) {
    const own = (await app.get('officer', `/ogc/collections/parcels/items?limit=100&code=${codes}`)).json()
    const file = await app.get('officer', `/api/exports/parcels?format=${format}&code=${codes}${query}`)
    const target = { collection: 'parcels' }
    const job = await dryRun(app, name, file.rawPayload, { target }, 'stranger')
    const stored = await accept(app, job.id, { recordId: await newRecord(app, 'stranger') }, 'stranger')
    const come = await itemsOf('parcels', 'stranger')
    const undone = await app.post('stranger', `/api/changes/${stored.changeId}/undo`, {})
    if (undone.statusCode !== 201) throw new Error(undone.body)
    const pairs = (own.features as Item[]).map((item) => ({
      item,
      back: come.find(({ properties }) => properties['code'] === item.properties['code'])!,
    }))
    return {
      furthestM: Math.max(...pairs.map(({ item, back }) => furthestM(item.geometry, back.geometry))),
      before: pairs.map(({ item }) => writable(item.properties)),
      after: pairs.map(({ back }) => writable(back.properties)),
    }
  }

  it.each([
    ['GeoJSON', 'geojson', '', 'parcels.geojson'],
    ['a shapefile in UTF-8', 'shapefile', '&encoding=utf-8', 'parcels.zip'],
    ['a shapefile in GBK', 'shapefile', '&encoding=gbk', 'parcels.zip'],
  ])('comes back from %s with the same shapes and attributes', async (_, format, query, name) => {
    const { before, after, furthestM: distanceM } = await roundTrip(format, query, name)
    expect(distanceM).toBeLessThan(0.001)
    expect(before).toHaveLength(3)
    expect(after).toEqual(before)
  })

  it('comes back from coordinate text with the same shapes and what that format holds', async () => {
    const { before, after, furthestM: distanceM } = await roundTrip('coordinate-text', '', 'parcels.txt')
    expect(distanceM).toBeLessThan(0.001)
    const held = ({ code, land_use_code }: Record<string, unknown>) => ({ code, land_use_code })
    expect(after.map(held)).toEqual(before.map(held))
  })
})

describe('an archive with several layers', () => {
  it('shows all of them and imports the one that is chosen', async () => {
    const { zipSync } = await import('fflate')
    const layer = (code: string, lng: number) =>
      new TextEncoder().encode(collection([{ geometry: polygon(rectangle(lng, 36)), properties: { code } }]))
    const archive = zipSync({ '甲.geojson': layer('L-1', 111), 'b/乙.geojson': layer('L-2', 112) })
    const job = await dryRun(app, 'layers.zip', archive)
    expect(job.layers.map(({ name, chosen }) => [name, chosen])).toEqual([
      ['甲', true],
      ['乙', false],
    ])
    const chosen = await choose(app, job.id, { layer: '乙', target: { collection: 'parcels' } })
    expect(chosen.layers.map(({ name, chosen: isChosen }) => [name, isChosen])).toEqual([
      ['甲', false],
      ['乙', true],
    ])
    const stored = await accept(app, job.id, { recordId: await newRecord(app) })
    expect(stored.account!.stored).toBe(1)
    const items = await app.get('officer', '/ogc/collections/parcels/items?code=L-2')
    expect(items.json().numberMatched).toBe(1)
  })
})
