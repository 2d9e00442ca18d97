import { beforeAll, describe, expect, it } from 'vitest'
import { fixedSources } from '#api/db/sources.ts'
import type { TestApp } from '#tests/support/app.ts'
import { openTestApp } from '#tests/support/app.ts'
import type { Land } from '#tests/support/land.ts'
import { openLand, square } from '#tests/support/land.ts'

type Row = { id: number; bbox: number[] | null; point: number[] | null; [property: string]: unknown }
type Page = { total: number; rows: Row[]; columns: { name: string; kind: string; sum: boolean }[] }

let test: TestApp
let land: Land
let batchId: number
let supplyId: number

beforeAll(async () => {
  test = await openTestApp()
  land = await openLand(test.database, test.zoneId)
  batchId = await land.insert('approval_batch', {
    code: 'P-2012-3',
    approved_on: '2012-05-01',
    geom: square(111, 35, 0.02),
  })
  for (const [code, name, status, area] of [
    ['KF-10', '丙', 'idle', '0.1'],
    ['KF-2', '甲', 'reserve', '0.2'],
    ['KF-1', '乙', 'supplied', '1234567.8901'],
    ['KF-2-10', null, 'reserve', null],
    ['KF-2-9', '甲', 'idle', '0.2'],
  ] as const) {
    await land.insert('parcel', {
      code,
      name,
      status,
      declared_area_m2: area,
      approval_batch_id: code === 'KF-1' ? batchId : null,
      geom: square(111 + 0.001 * code.length, 35),
    })
  }
  const [parcel] = await test.database.query<{ id: number }>(
    '',
    `select id from parcel where code = 'KF-1'`,
    [],
  )
  supplyId = await land.insert('supply', {
    parcel_id: parcel!.id,
    contract_no: 'HT-7',
    mode: 'listing',
    signed_on: '2013-01-01',
    area_m2: '10.5',
    price_wan: '100.25',
  })
  const layerId = await land.insert('reference_layer', {
    slug: 'survey',
    title: '旧测量',
    fields: JSON.stringify([
      { name: 'id', type: 'integer' },
      { name: '面积', type: 'number' },
    ]),
  })
  for (const area of [2, 10, '未知'])
    await land.insert('reference_feature', {
      layer_id: layerId,
      name: 'x',
      properties: JSON.stringify({ id: 70, 面积: area }),
      geom: square(111, 35),
    })
})

async function get(path: string): Promise<Page> {
  const answer = await test.get('leader', `/api/ledger/${path}`)
  expect([answer.statusCode, answer.statusCode === 200 ? '' : answer.body]).toEqual([200, ''])
  return answer.json<Page>()
}

const codes = (page: Page) => page.rows.map(({ code }) => code)

describe('rows', () => {
  it('carry id, version, place and every property, with the titles of what they point to', async () => {
    const { total, rows } = await get('parcels?code=KF-1')
    expect(total).toBe(1)
    expect(rows[0]).toMatchObject({
      version: 1,
      code: 'KF-1',
      status: 'supplied',
      approval_batch_id: batchId,
      titles: { approval_batch_id: 'P-2012-3' },
      effective_on: '2020-01-01',
    })
    expect(rows[0]!.bbox).toEqual([111.004, 35, 111.005, 35.001])
    expect(rows[0]!.point![0]).toBeCloseTo(111.0045, 9)
    expect(rows[0]!.point![1]).toBeCloseTo(35.0005, 6)
  })

  it('sort codes as people count', async () => {
    const counted = ['KF-1', 'KF-2', 'KF-2-9', 'KF-2-10', 'KF-10']
    expect(codes(await get('parcels?sort=code'))).toEqual(counted)
    expect(codes(await get('parcels?sort=-code'))).toEqual(counted.toReversed())
  })

  it('sort statuses in the order of their list and break ties by id', async () => {
    const page = await get('parcels?sort=status')
    expect(codes(page)).toEqual(['KF-2', 'KF-2-10', 'KF-1', 'KF-10', 'KF-2-9'])
  })

  it('put empty values last both ways', async () => {
    expect(codes(await get('parcels?sort=declared_area_m2,code')).at(-1)).toBe('KF-2-10')
    const falling = codes(await get('parcels?sort=-declared_area_m2,code'))
    expect(falling).toEqual(['KF-1', 'KF-2', 'KF-2-9', 'KF-10', 'KF-2-10'])
  })

  it('come page by page without loss or repetition', async () => {
    const pages = await Promise.all(
      [0, 2, 4].map((offset) => get(`parcels?sort=name&limit=2&offset=${offset}`)),
    )
    expect(new Set(pages.flatMap(codes)).size).toBe(5)
    expect(pages.every(({ total }) => total === 5)).toBe(true)
  })

  it('are limited to the columns asked for', async () => {
    const { rows, columns } = await get('parcels?columns=code,declared_area_m2&limit=1')
    expect(columns.map(({ name }) => name)).toEqual(['code', 'declared_area_m2'])
    expect(Object.keys(rows[0]!).sort()).toEqual([
      'bbox',
      'code',
      'declared_area_m2',
      'id',
      'point',
      'version',
    ])
  })

  it('are filtered like /ogc items', async () => {
    expect((await get('parcels?status=idle&bbox=111.0065,35,111.1,35.1')).total).toBe(1)
    expect((await get(`parcels?q=${encodeURIComponent('甲')}`)).total).toBe(2)
    expect((await get(`parcels?change_id=${land.changeId}`)).total).toBe(5)
  })

  it('of facts have no place but name what they hang on', async () => {
    const { rows } = await get('supplies')
    expect(rows).toMatchObject([
      {
        id: supplyId,
        bbox: null,
        point: null,
        contract_no: 'HT-7',
        titles: { parcel_id: 'KF-1' },
        area_m2: 10.5,
      },
    ])
  })

  it('of a reference layer carry its own attributes, also those named like ours', async () => {
    const { rows } = await get(`reference-survey?sort=${encodeURIComponent('-面积')}`)
    expect(rows.map((row) => row['面积'])).toEqual([10, 2, null])
    expect(rows[0]!['attribute.id']).toBe(70)
    expect(rows[0]!.id).not.toBe(70)
    expect((await get(`reference-survey?${encodeURIComponent('面积')}.gte=5`)).total).toBe(1)
  })

  it.each(fixedSources.map(({ id, properties }) => [id, properties.map(({ name }) => name)] as const))(
    'of %s can be sorted and filtered by each of its properties',
    async (id, names) => {
      for (const name of names) {
        const { total } = await get(`${id}?sort=-${name}&${name}.null=false&limit=1`)
        expect(total).toBeGreaterThanOrEqual(0)
      }
      const summary = await test.get('leader', `/api/ledger/${id}/summary`)
      expect(summary.statusCode).toBe(200)
    },
  )
})

describe('sums', () => {
  it('are exact to the last digit', async () => {
    const answer = await test.get('leader', '/api/ledger/parcels/summary')
    expect(answer.body).toMatch(/"declared_area_m2" ?: ?1234568\.3901[,}]/)
    expect(answer.json().count).toBe(5)
  })

  it('follow the filter and are zero, not empty, where nothing matches', async () => {
    const sums = async (query: string) => (await test.get('leader', `/api/ledger/${query}`)).json()
    expect((await sums('parcels/summary?status=reserve')).sums.declared_area_m2).toBe(0.2)
    expect(await sums('supplies/summary?contract_no=none')).toEqual({
      count: 0,
      sums: { area_m2: 0, price_wan: 0 },
    })
  })

  it('come by groups that add up to the whole', async () => {
    const { count, sums, groups, moreGroups } = (
      await test.get('leader', '/api/ledger/parcels/summary?by=status')
    ).json()
    expect(moreGroups).toBe(false)
    expect(groups.map(({ key, count: own }: { key: string; count: number }) => [key, own])).toEqual([
      ['idle', 2],
      ['reserve', 2],
      ['supplied', 1],
    ])
    const total = groups.reduce((sum: number, group: { count: number }) => sum + group.count, 0)
    expect(total).toBe(count)
    const idle = groups[0].sums
    expect(idle.declared_area_m2).toBe(0.3)
    expect(idle.area_planar_m2).toBeLessThan(sums.area_planar_m2)
  })

  it('of a reference layer leave out what is no number', async () => {
    const { sums, count } = (await test.get('leader', '/api/ledger/reference-survey/summary')).json()
    expect(count).toBe(3)
    expect(Object.keys(sums).sort()).toEqual(['area_ellipsoidal_m2', 'length_m'])
  })
})

describe('refusals', () => {
  it.each([
    ['parcels?sort=colour', 400],
    ['parcels?sort=code;drop table parcel', 400],
    ['parcels?sort=code,code,code,code,code,code', 400],
    ['parcels?columns=code,secret', 400],
    ['parcels?columns=change_id', 400],
    ['parcels?limit=1001', 400],
    ['parcels?offset=-1', 400],
    ['parcels?colour=red', 400],
    ['parcels/summary?by=colour', 400],
    ['parcels/summary?limit=1', 400],
    ['supplies?bbox=1,2,3,4', 400],
    ['auth_user', 404],
    ['parcel', 404],
    ['reference-none', 404],
    ['parcels?zone=other', 404],
  ])('%s is answered %i', async (path, status) => {
    expect((await test.get('leader', `/api/ledger/${path}`)).statusCode).toBe(status)
  })
})
