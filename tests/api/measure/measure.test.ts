import { beforeAll, describe, expect, it } from 'vitest'
import { ellipsoidalAreaM2 } from '#geodata/geometry/ellipsoidal-area.ts'
import { planarAreaM2 } from '#geodata/geometry/planar-area.ts'
import { roundArea } from '#geodata/geometry/units.ts'
import type { ArealGeometry, PolygonGeometry } from '#geodata/model/geojson.ts'
import type { MeasurementDocument, MeasureRow } from '#api/features/measure/measure.schema.ts'
import type { TestApp } from '#tests/support/app.ts'
import { openTestApp } from '#tests/support/app.ts'
import type { Land } from '#tests/support/land.ts'
import { openLand, square } from '#tests/support/land.ts'

let test: TestApp
let land: Land
const ids: Record<string, number> = {}

/** Four parcels of a thousandth of a degree in a row from 111°E 35°N; below the second lies a tunnel. */
beforeAll(async () => {
  test = await openTestApp()
  land = await openLand(test.database, test.zoneId)
  const parcels: [
    code: string,
    lng: number,
    status: string,
    use: string | null,
    declaredM2: number | null,
  ][] = [
    ['A', 111, 'supplied', '100101', 20_000],
    ['B', 111.001, 'supplied', '100101', null],
    ['C', 111.002, 'idle', '070101', 10_000],
    ['D', 111.003, 'idle', null, null],
  ]
  for (const [code, lng, status, use, declaredM2] of parcels) {
    ids[code] = await land.insert('parcel', {
      code,
      status,
      land_use_code: use,
      declared_area_m2: declaredM2,
      geom: square(lng, 35),
    })
  }
  ids['tunnel'] = await land.insert('parcel', {
    code: 'T',
    status: 'reserve',
    stratum: 'below',
    land_use_code: '1207',
    geom: 'POLYGON((111.0015 34.9995, 111.0025 34.9995, 111.0025 35.0005, 111.0015 35.0005, 111.0015 34.9995))',
  })
})

const box = (west: number, south: number, east: number, north: number): PolygonGeometry => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ],
  ],
})

async function measure(geometry: ArealGeometry, more: object = {}): Promise<MeasurementDocument> {
  const answer = await test.post('planner', '/api/measure', { geometry, ...more })
  expect([answer.statusCode, answer.statusCode === 200 ? '' : answer.body]).toEqual([200, ''])
  return answer.json()
}

const cents = (value: number) => Math.round(value * 100)
const sumOf = (rows: MeasureRow[], value: (row: MeasureRow) => number) =>
  rows.reduce((sum, row) => sum + value(row), 0)

function expectAddingUp({ rows, total, covered, uncovered, shape }: MeasurementDocument): void {
  expect(sumOf(rows, ({ ellipsoidalM2 }) => ellipsoidalM2)).toBeCloseTo(shape.ellipsoidalM2, 6)
  expect(sumOf(rows, ({ m2 }) => cents(m2))).toBe(cents(total.m2))
  expect(sumOf(rows, ({ mu }) => cents(mu))).toBe(cents(total.mu))
  expect(cents(covered.m2) + cents(uncovered.m2)).toBe(cents(total.m2))
  expect(cents(covered.mu) + cents(uncovered.mu)).toBe(cents(total.mu))
  expect(total.m2).toBe(roundArea(shape.ellipsoidalM2, 'm2'))
  expect(total.mu).toBe(roundArea(shape.ellipsoidalM2, 'mu'))
}

/** What PostGIS says about one parcel inside the shape. */
async function overlay(id: number, shape: PolygonGeometry): Promise<number> {
  const [row] = await test.database.query<{ area: number }>(
    'overlay-control',
    `select ST_Area(ST_Intersection(geom, ST_SetSRID(ST_GeomFromGeoJSON($2::text), 4490))::geography) as area
     from parcel where id = $1`,
    [id, JSON.stringify(shape)],
  )
  return row!.area
}

describe('a shape drawn over parcels', () => {
  it('is measured in total as geometry measures it, on the ellipsoid and in the plane of the zone', async () => {
    const shape = box(111.0002, 35.0001, 111.0031, 35.0017)
    const measured = await measure(shape)
    expect(Math.abs(measured.shape.ellipsoidalM2 - ellipsoidalAreaM2(shape))).toBeLessThan(0.01)
    expect(Math.abs(measured.shape.planarM2 - planarAreaM2(shape, 4546))).toBeLessThan(0.01)
    expect(measured.shape.planarSrid).toBe(4546)
    expectAddingUp(measured)
  })

  it('is divided by status and land use, each row with its parcels and what is declared of them', async () => {
    const shape = box(111.0005, 34.9, 111.0035, 35.0004)
    const { rows, ...rest } = await measure(shape)
    expectAddingUp({ rows, ...rest })
    const find = (status: string, use: string | null) =>
      rows.find((row) => row.status === status && row.landUseCode === use)!
    const supplied = find('supplied', '100101')
    expect(supplied).toMatchObject({ kind: 'category', count: 2, parcelIds: [ids['A'], ids['B']] })
    const areaOfA = await overlay(ids['A']!, shape)
    expect(supplied.ellipsoidalM2).toBeCloseTo(areaOfA + (await overlay(ids['B']!, shape)), 3)
    const [whole] = await test.database.query<{ area: number }>(
      'whole-a',
      'select area_ellipsoidal_m2 as area from parcel where id = $1',
      [ids['A']],
    )
    expect(supplied.declaredShareM2).toBeCloseTo((20_000 * areaOfA) / whole!.area, 3)
    expect(find('idle', null).parcelIds).toEqual([ids['D']])
    expect(find('idle', null).declaredShareM2).toBeNull()
    expect(rows.at(-1)).toMatchObject({
      kind: 'uncovered',
      status: null,
      count: 0,
      parcelIds: [],
      link: null,
    })
  })

  it('counts land under land once: the tunnel only where no surface parcel lies', async () => {
    const shape = box(110.99, 34.99, 111.01, 35.01)
    const { rows, ...rest } = await measure(shape)
    expectAddingUp({ rows, ...rest })
    const tunnel = rows.find(({ status }) => status === 'reserve')!
    const southernHalf = box(111.0015, 34.9995, 111.0025, 35)
    expect(tunnel.ellipsoidalM2).toBeCloseTo(ellipsoidalAreaM2(southernHalf), 1)
    const supplied = rows.find(({ status }) => status === 'supplied')!
    expect(supplied.ellipsoidalM2).toBeCloseTo(ellipsoidalAreaM2(box(111, 35, 111.002, 35.001)), 2)
  })

  it('leaves nothing uncovered where parcels cover all of it', async () => {
    const measured = await measure(box(111.0002, 35.0002, 111.0038, 35.0008))
    expectAddingUp(measured)
    expect(measured.uncovered).toEqual({ ellipsoidalM2: 0, m2: 0, mu: 0 })
    expect(measured.rows.every(({ kind }) => kind === 'category')).toBe(true)
  })

  it('does not count a neighbour that only touches it', async () => {
    const { rows } = await measure(box(111.001, 35, 111.002, 35.001))
    expect(rows.map(({ parcelIds }) => parcelIds)).toEqual([[ids['B']]])
  })

  it('may have holes and parts', async () => {
    const outer = box(111.0001, 35.0001, 111.0009, 35.0009).coordinates[0]!
    const hole = box(111.0003, 35.0003, 111.0006, 35.0006).coordinates[0]!.toReversed()
    const other = box(111.0031, 35.0001, 111.0039, 35.0002).coordinates
    const shape: ArealGeometry = { type: 'MultiPolygon', coordinates: [[outer, hole], other] }
    const measured = await measure(shape)
    expectAddingUp(measured)
    expect(measured.total.ellipsoidalM2).toBeCloseTo(ellipsoidalAreaM2(shape), 3)
    expect(measured.rows.map(({ parcelIds }) => parcelIds)).toEqual([[ids['A']], [ids['D']]])
  })

  it('is uncovered where nothing lies', async () => {
    const measured = await measure(box(112, 36, 112.01, 36.01))
    expectAddingUp(measured)
    expect(measured.rows).toHaveLength(1)
    expect(measured.covered.m2).toBe(0)
  })

  it('shows nothing of another zone', async () => {
    const answer = await test.post('stranger', '/api/measure', { geometry: box(111, 35, 111.004, 35.001) })
    expect(answer.json().rows).toHaveLength(1)
    expect(answer.json().rows[0].kind).toBe('uncovered')
  })

  it('opens the parcels of each row through the ledger', async () => {
    const { rows } = await measure(box(111.0005, 34.9, 111.0035, 35.0004))
    for (const { link, parcelIds } of rows.filter(({ kind }) => kind === 'category')) {
      expect(link!.exact).toBe(true)
      const query = new URLSearchParams(link!.filters)
      const page = await test.get('planner', `/api/ledger/${link!.collection}?${query}`)
      expect(page.statusCode).toBe(200)
      const opened = page.json().rows.map(({ id }: { id: number }) => id)
      expect(opened.toSorted((a: number, b: number) => a - b)).toEqual(parcelIds)
    }
  })
})

describe('a shape drawn over a reference layer', () => {
  beforeAll(async () => {
    const layerId = await land.insert('reference_layer', { slug: 'plan', title: '规划', role: 'plan' })
    const feature = (name: string, use: string, geom: string) =>
      land.insert('reference_feature', { layer_id: layerId, name, properties: { 用途: use }, geom })
    await feature('一号', '工业', square(111.01, 35))
    await feature('二号', '工业', square(111.0105, 35))
    await feature('三号', '绿地', square(111.012, 35))
    await feature('界线', '绿地', 'LINESTRING(111.01 35, 111.013 35.001)')
    await feature(
      '破损',
      '其他',
      'POLYGON((111.014 35, 111.015 35.001, 111.015 35, 111.014 35.001, 111.014 35))',
    )
  })
  const shape = box(111.009, 34.999, 111.0135, 35.002)

  it('counts overlapping features once, the older one first, by name', async () => {
    const { rows, ...rest } = await measure(shape, { collection: 'reference-plan' })
    expectAddingUp({ rows, ...rest })
    const areas = new Map(rows.map(({ category, ellipsoidalM2 }) => [category, ellipsoidalM2]))
    expect(areas.get('一号')).toBeCloseTo(ellipsoidalAreaM2(box(111.01, 35, 111.011, 35.001)), 2)
    expect(areas.get('二号')).toBeCloseTo(ellipsoidalAreaM2(box(111.011, 35, 111.0115, 35.001)), 2)
    expect(areas.has('界线')).toBe(false)
  })

  it('makes categories of an attribute when asked to', async () => {
    const { rows } = await measure(shape, { collection: 'reference-plan', property: '用途' })
    const industry = rows.find(({ category }) => category === '工业')!
    expect(industry.count).toBe(2)
    expect(industry.ellipsoidalM2).toBeCloseTo(ellipsoidalAreaM2(box(111.01, 35, 111.0115, 35.001)), 2)
  })

  it('measures a boundary that crosses itself by what it encloses', async () => {
    const measured = await measure(box(111.0139, 34.999, 111.016, 35.002), { collection: 'reference-plan' })
    expectAddingUp(measured)
    const broken = measured.rows.find(({ category }) => category === '破损')!
    expect(broken.ellipsoidalM2 / ellipsoidalAreaM2(box(111.014, 35, 111.015, 35.001))).toBeCloseTo(0.5, 3)
  })

  it('says that a layer is not there', async () => {
    for (const collection of ['reference-nothing', 'roads', 'nothing']) {
      const answer = await test.post('planner', '/api/measure', { geometry: shape, collection })
      expect(answer.statusCode).toBe(404)
    }
  })
})

describe('a shape that cannot be measured', () => {
  const bow: PolygonGeometry = {
    type: 'Polygon',
    coordinates: [
      [
        [111, 35],
        [111.001, 35.001],
        [111.001, 35],
        [111, 35.001],
        [111, 35],
      ],
    ],
  }
  const spiral = Array.from({ length: 20_001 }, (_, i) => {
    const angle = (i / 20_001) * 2 * Math.PI
    return [111 + 0.01 * Math.cos(angle), 35 + 0.01 * Math.sin(angle)]
  })

  it.each([
    ['crosses itself', bow, 422, '/problems/invalid-geometry'],
    ['is empty', { type: 'Polygon', coordinates: [] }, 422, '/problems/invalid-geometry'],
    [
      'has too many vertices',
      { type: 'Polygon', coordinates: [[...spiral, spiral[0]]] },
      400,
      '/problems/invalid-request',
    ],
    ['is as wide as a province', box(105, 30, 115, 40), 400, '/problems/invalid-request'],
    ['is a point', { type: 'Point', coordinates: [111, 35] }, 400, '/problems/invalid-request'],
    ['has no numbers', { type: 'Polygon', coordinates: [[['a', 'b']]] }, 400, '/problems/invalid-request'],
  ])('is refused when it %s', async (_name, geometry, status, type) => {
    const answer = await test.post('planner', '/api/measure', { geometry })
    expect(answer.statusCode).toBe(status)
    expect(answer.json()).toMatchObject({ type, status })
    expect(answer.json().detail ?? answer.json().errors).toBeTruthy()
  })

  it('says where it crosses itself', async () => {
    const answer = await test.post('planner', '/api/measure', { geometry: bow })
    expect(answer.json().errors[0]).toMatchObject({
      rule: 'self_intersection',
      position: [111.0005, 35.0005],
    })
  })
})
