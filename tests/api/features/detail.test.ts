import { beforeAll, describe, expect, it } from 'vitest'
import type { TestApp } from '#tests/support/app.ts'
import { openTestApp } from '#tests/support/app.ts'
import type { Land } from '#tests/support/land.ts'
import { openLand, square } from '#tests/support/land.ts'

let test: TestApp
let land: Land
let parcelId: number
let supplyId: number

beforeAll(async () => {
  test = await openTestApp()
  land = await openLand(test.database, test.zoneId)
  const batchId = await land.insert('approval_batch', {
    code: 'B-1',
    approved_on: '2012-01-01',
    geom: square(111, 35, 0.1),
  })
  parcelId = await land.insert('parcel', { code: 'KF-1', approval_batch_id: batchId, geom: square(111, 35) })
  supplyId = await land.insert('supply', {
    parcel_id: parcelId,
    contract_no: 'HT-1',
    mode: 'listing',
    signed_on: '2013-01-01',
    area_m2: '10.25',
  })
  await land.insert('supply_start', {
    supply_id: supplyId,
    set_on: '2014-01-01',
    start_on: '2015-01-01',
    cause: 'extension',
  })
  await land.insert('supply_start', {
    supply_id: supplyId,
    set_on: '2013-01-01',
    start_on: '2014-01-01',
    cause: 'contract',
  })
  await land.insert('batch_entry', {
    approval_batch_id: batchId,
    kind: 'supplied',
    entered_on: '2013-01-01',
    area_m2: 10,
    supply_id: supplyId,
  })
  const indicatorId = await land.insert('indicator', {
    code: 'far',
    name_zh: '容积率',
    unit: 'ratio',
    direction: 'at_least',
  })
  await land.insert('indicator_value', {
    parcel_id: parcelId,
    indicator_id: indicatorId,
    stage: 'agreed',
    value: 1.2,
  })
})

const get = async (path: string) => test.get('reviewer', `/api/features/${path}`)

describe('a feature in detail', () => {
  it('nests facts under what they hang on, in order', async () => {
    const { facts, references } = (await get(`parcels/${parcelId}`)).json()
    expect(facts.supplies).toHaveLength(1)
    expect(facts.supplies[0]).toMatchObject({
      id: supplyId,
      area_m2: 10.25,
      progress: [],
      pauses: [],
      encumbrances: [],
    })
    expect(facts.supplies[0].starts.map((start: { cause: string }) => start.cause)).toEqual([
      'contract',
      'extension',
    ])
    expect(facts.indicatorValues[0]).toMatchObject({
      value: 1.2,
      indicator: { code: 'far', name_zh: '容积率' },
    })
    expect(facts).toMatchObject({ remediations: [], buildings: [], batch: { code: 'B-1' } })
    expect(references.approval_batch_id).toMatchObject({ collection: 'approval-batches', title: 'B-1' })
  })

  it('names the change and the record that it stands on', async () => {
    const { change, record } = (await get(`parcels/${parcelId}`)).json()
    expect(change).toMatchObject({ id: land.changeId, source: 'command', by: 'test' })
    expect(record).toMatchObject({ id: land.recordId, number: `R-${land.recordId}` })
  })

  it('shows a fact without a place, with what it hangs on', async () => {
    const detail = (await get(`supplies/${supplyId}`)).json()
    expect(detail).toMatchObject({ bbox: null, point: null, references: { parcel_id: { title: 'KF-1' } } })
    expect(detail.feature).toMatchObject({ geometry: null, properties: { contract_no: 'HT-1' } })
    expect(detail.facts.starts).toHaveLength(2)
  })

  it.each(['parcels/999999', 'nothing/1', 'idle-land/1', 'reference-x/1'])(
    'answers 404 for %s',
    async (path) => {
      expect((await get(path)).statusCode).toBe(404)
    },
  )

  it('hides the features of other zones', async () => {
    expect((await test.get('stranger', `/api/features/parcels/${parcelId}`)).statusCode).toBe(404)
  })

  it.each(['parcels/x', 'parcels/0', `parcels/1?colour=red`])('refuses %s', async (path) => {
    expect((await get(path)).statusCode).toBe(400)
  })
})
