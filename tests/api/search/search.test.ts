import { beforeAll, describe, expect, it } from 'vitest'
import type { TestApp } from '#tests/support/app.ts'
import { openTestApp } from '#tests/support/app.ts'
import { openLand, square } from '#tests/support/land.ts'

type Result = {
  kind: string
  collection: string | null
  id: number | null
  title: string
  subtitle: string | null
  point: [number, number] | null
  bbox: number[] | null
  match: { property: string; value: string } | null
}

let test: TestApp
let parcelId: number
let recordId: number

beforeAll(async () => {
  test = await openTestApp()
  const land = await openLand(test.database, test.zoneId)
  recordId = land.recordId
  parcelId = await land.insert('parcel', {
    code: 'KF-1',
    name: '安瑞地块',
    holder: '示范铜业有限公司',
    geom: square(111, 35),
  })
  await land.insert('parcel', { code: 'KF-10', name: '一百%地块', geom: square(111.01, 35) })
  await land.insert('parcel', { code: 'A-KF-1', geom: square(111.02, 35) })
  await land.insert('approval_batch', {
    code: 'B-1',
    approval_no: '晋政地字〔2012〕45号',
    approved_on: '2012-01-01',
    geom: square(111, 35, 0.1),
  })
  await land.insert('supply', {
    parcel_id: parcelId,
    contract_no: 'HT-2013-7',
    mode: 'listing',
    holder: '示范铜业有限公司',
    signed_on: '2013-01-01',
    area_m2: 10,
  })
  await land.insert('remediation', {
    parcel_id: parcelId,
    kind: 'idle',
    found_on: '2019-01-01',
    area_m2: 1,
    document_no: '闲处〔2019〕3号',
  })
  await land.insert('facility', {
    code: 'F-1',
    name: '安瑞变电站',
    kind: 'substation',
    status: 'in_service',
    geom: 'POINT(111 35)',
  })
  const building = await land.insert('factory_building', {
    code: 'CF-1',
    name: '1号厂房',
    status: 'in_service',
    geom: square(111, 35),
  })
  const floor = await land.insert('factory_floor', {
    factory_building_id: building,
    number: 1,
    floor_area_m2: 10,
  })
  await land.insert('factory_unit', {
    factory_floor_id: floor,
    code: '101',
    tenant: '租户甲',
    status: 'leased',
    floor_area_m2: 10,
  })
  const layerId = await land.insert('reference_layer', { slug: 'old', title: '旧宗地' })
  await land.insert('reference_feature', { layer_id: layerId, name: '安瑞旧宗', geom: square(111, 35) })
  const other = await openLand(test.database, test.otherZoneId)
  await other.insert('parcel', { code: 'KF-1', name: '安瑞别区', geom: square(111, 35) })
})

async function find(text: string, more = ''): Promise<Result[]> {
  const answer = await test.get('planner', `/api/search?q=${encodeURIComponent(text)}${more}`)
  expect(answer.statusCode).toBe(200)
  return answer.json<{ results: Result[] }>().results
}

describe('search', () => {
  it('puts the very code before those that begin with it and those that hold it', async () => {
    expect((await find('kf-1')).map(({ title }) => title)).toEqual(['KF-1', 'KF-10', 'A-KF-1'])
  })

  it('says where to fly to', async () => {
    const [first] = await find('KF-1')
    expect(first).toMatchObject({
      kind: 'feature',
      collection: 'parcels',
      id: parcelId,
      subtitle: '安瑞地块',
    })
    expect(first!.bbox).toEqual([111, 35, 111.001, 35.001])
    expect(first!.point![0]).toBeCloseTo(111.0005, 9)
  })

  it('finds names in every collection and in reference layers, of the own zone only', async () => {
    const found = await find('安瑞')
    expect(found.map(({ collection, title }) => [collection, title])).toEqual(
      expect.arrayContaining([
        ['parcels', 'KF-1'],
        ['facilities', '安瑞变电站'],
        ['reference-old', '安瑞旧宗'],
      ]),
    )
    expect(found).toHaveLength(3)
  })

  it.each([
    ['铜业', 'parcels', 'KF-1', 'holder'],
    ['HT-2013', 'parcels', 'KF-1', 'contract_no'],
    ['闲处〔2019〕3号', 'parcels', 'KF-1', 'document_no'],
    ['〔2012〕45', 'approval-batches', 'B-1', 'approval_no'],
    ['租户甲', 'factory-buildings', '1号厂房', 'tenant'],
  ])('finds %s on the feature that it belongs to', async (text, collection, title, property) => {
    const found = await find(text)
    expect(found).toMatchObject([{ collection, title, match: { property } }])
  })

  it('finds records by number and title', async () => {
    expect(await find(`R-${recordId}`)).toMatchObject([
      { kind: 'record', id: recordId, subtitle: '测试依据' },
    ])
  })

  it.each([
    ['111.5, 35.25', [111.5, 35.25]],
    ['35.25 111.5', [111.5, 35.25]],
    ['3880000, 37500000', [111, 35.048738495]],
    ['3880000 500000', [111, 35.048738495]],
  ])('goes to %s', async (text, [lng, lat]) => {
    const [first] = await find(text)
    expect(first!.kind).toBe('coordinate')
    expect(first!.point![0]).toBeCloseTo(lng!, 8)
    expect(first!.point![1]).toBeCloseTo(lat!, 8)
  })

  it('takes signs as signs', async () => {
    expect((await find('%')).map(({ title }) => title)).toEqual(['KF-10'])
    expect(await find("' or 1=1 --")).toEqual([])
    expect(await find('_')).toEqual([])
  })

  it('gives no more than asked for', async () => {
    expect(await find('KF', '&limit=2')).toHaveLength(2)
  })

  it.each(['q=', 'q=%20', 'q=%00', '', 'q=a&limit=51', `q=${'a'.repeat(101)}`, 'q=a&colour=red'])(
    'refuses %s',
    async (query) => {
      expect((await test.get('planner', `/api/search?${query}`)).statusCode).toBe(400)
    },
  )
})
