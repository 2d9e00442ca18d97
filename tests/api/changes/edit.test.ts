import { describe, expect, it } from 'vitest'
import { openTestApp } from '#tests/support/app.ts'
import type { MapEvent } from '#api/features/events/map-events.ts'
import { refreshAllStatuses } from '#api/features/changes/status.ts'
import { newParcel, openRecord, polygon, refuse, save, square } from './land.ts'

let today = '2026-11-22'
const test = await openTestApp({ today: () => today })
const recordId = await openRecord(test, '运开〔2026〕1号')

type Version = {
  version: number
  op: string
  before: { properties: Record<string, unknown> } | null
  after: { properties: Record<string, unknown>; geometry?: unknown } | null
  changed: string[]
  areaDeltaM2: number | null
  record: { number: string }
}

async function historyOf(collection: string, id: number): Promise<Version[]> {
  return (await test.get('reviewer', `/api/features/${collection}/${id}/history`)).json().versions
}

async function createParcel(code: string, column: number): Promise<number> {
  const { results } = await save(test, recordId, [newParcel(code, square(column, 0), { holder: '甲公司' })])
  return results[0]!.id
}

describe('editing', () => {
  it('replaces some attributes, keeps the others, and counts the version', async () => {
    const id = await createParcel('A-1', 0)
    const { results } = await save(test, recordId, [
      {
        op: 'attributes',
        collection: 'parcels',
        id,
        version: 1,
        properties: { name: '一号地', declared_area_m2: 10100.123456, holder: null },
      },
    ])
    expect(results[0]).toMatchObject({ op: 'attributes', id, version: 2 })
    const [latest, first] = await historyOf('parcels', id)
    expect(latest).toMatchObject({
      version: 2,
      op: 'attributes',
      changed: ['name', 'holder', 'declared_area_m2'],
      areaDeltaM2: 0,
      before: { properties: { holder: '甲公司', name: null } },
      after: { properties: { code: 'A-1', holder: null, name: '一号地', declared_area_m2: 10100.1235 } },
      record: { number: '运开〔2026〕1号' },
    })
    expect(first).toMatchObject({ version: 1, op: 'create', before: null })
  })

  it('takes a new boundary and new attributes of a parcel as one version', async () => {
    const id = await createParcel('A-2', 2)
    const { results, change } = await save(test, recordId, [
      { op: 'attributes', collection: 'parcels', id, version: 1, properties: { name: '二号地' } },
      { op: 'boundary', collection: 'parcels', id, version: 1, geometry: polygon(square(2, 0, 0.5)) },
    ])
    expect(results.map(({ version }) => version)).toEqual([2, 2])
    expect(change.itemCount).toBe(2)
    const [latest] = await historyOf('parcels', id)
    expect(latest).toMatchObject({ version: 2, changed: ['geometry', 'name'] })
    expect(latest!.areaDeltaM2).toBeLessThan(-7000)
  })

  it('refuses a stale version and says who has changed which fields, when and under what', async () => {
    const id = await createParcel('A-3', 4)
    const edit = (version: number, name: string) => ({
      op: 'attributes',
      collection: 'parcels',
      id,
      version,
      properties: { name },
    })
    await save(test, recordId, [edit(1, 'x')])
    const problem = await refuse(test, recordId, [edit(1, 'y')])
    expect(problem).toMatchObject({ type: '/problems/stale-version', status: 409 })
    expect(problem.conflicts![0]).toMatchObject({
      collection: 'parcels',
      id,
      baseVersion: 1,
      currentVersion: 2,
      by: 'officer',
      changedFields: ['name'],
      record: { number: '运开〔2026〕1号' },
    })
  })

  it('says that a feature has ended, and by whom', async () => {
    const id = await createParcel('A-4', 6)
    await save(test, recordId, [{ op: 'end', collection: 'parcels', id, version: 1 }])
    const problem = await refuse(test, recordId, [
      { op: 'boundary', collection: 'parcels', id, version: 1, geometry: polygon(square(6, 0)) },
    ])
    expect(problem.conflicts![0]).toMatchObject({ id, ended: true, currentVersion: null, by: 'officer' })
    const versions = await historyOf('parcels', id)
    expect(versions.map(({ op, after }) => [op, after === null])).toEqual([
      ['end', true],
      ['create', false],
    ])
  })

  it('moves facts and the code to a new parcel in the change that ends the old one', async () => {
    const { results } = await save(test, recordId, [
      { ...newParcel('M-1', square(8, 0)), tempId: 'p' },
      {
        op: 'create',
        collection: 'remediations',
        properties: { parcel_id: { $temp: 'p' }, kind: 'idle', found_on: '2024-01-01', area_m2: 100 },
      },
    ])
    const [old, fact] = results
    const moved = await save(test, recordId, [
      { ...newParcel('M-1', square(8, 0)), tempId: 'q' },
      { op: 'end', collection: 'parcels', id: old!.id, version: 1 },
      {
        op: 'attributes',
        collection: 'remediations',
        id: fact!.id,
        version: 1,
        properties: { parcel_id: { $temp: 'q' } },
      },
    ])
    const [latest] = await historyOf('remediations', fact!.id)
    expect(latest!.after!.properties['parcel_id']).toBe(moved.results[0]!.id)
  })

  it('stores all of a change or nothing', async () => {
    const id = await createParcel('A-5', 10)
    await refuse(test, recordId, [
      { op: 'attributes', collection: 'parcels', id, version: 1, properties: { name: 'x' } },
      newParcel('A-5', square(12, 0)),
    ])
    expect(await historyOf('parcels', id)).toHaveLength(1)
  })

  it('keeps numbers, dates and text to the last digit', async () => {
    const properties = {
      code: 'L-1',
      kind: 'water',
      status: 'in_service',
      diameter_mm: 0.1 + 0.2,
      investment_wan: 1234567.8901,
      commissioned_on: '2020-02-29',
      remarks: '引号 " 反斜杠 \\ {花括号} \n换行 NULL',
      section: 'NULL',
    }
    const { results } = await save(test, recordId, [
      {
        op: 'create',
        collection: 'pipelines',
        properties,
        geometry: {
          type: 'LineString',
          coordinates: [
            [111, 35],
            [111.01, 35.01],
          ],
        },
      },
    ])
    const [only] = await historyOf('pipelines', results[0]!.id)
    expect(only!.after!.properties).toMatchObject(properties)
    await save(test, recordId, [
      {
        op: 'attributes',
        collection: 'pipelines',
        id: results[0]!.id,
        version: 1,
        properties: { owner: '乙' },
      },
    ])
    const [latest] = await historyOf('pipelines', results[0]!.id)
    expect(latest!.after!.properties).toMatchObject({ ...properties, owner: '乙' })
    expect(latest!.changed).toEqual(['owner'])
  })
})

describe('what follows from a change', () => {
  it('is told to open maps after the commit: the old place and the new one, and nothing of a refusal', async () => {
    const id = await createParcel('N-1', 20)
    const heard: MapEvent[] = []
    const stop = test.context.mapEvents.onChange((event) => heard.push(event))
    const { change } = await save(test, recordId, [
      { op: 'boundary', collection: 'parcels', id, version: 1, geometry: polygon(square(21, 0)) },
    ])
    await refuse(test, recordId, [newParcel('N-1', square(25, 0))])
    await test.post('officer', '/api/changes/check', { operations: [newParcel('N-2', square(25, 0))] })
    // Messages come in the order of commits, so nothing of the refused ones can be on its way after this one.
    const last = await save(test, recordId, [newParcel('N-3', square(27, 0))])
    await expect.poll(() => heard.some(({ changeId }) => changeId === last.change.id)).toBe(true)
    stop()
    const events = heard.filter(({ changeId }) => changeId === change.id)
    expect(events.map(({ collection, zoneId }) => [collection, zoneId])).toEqual([
      ['parcels', test.zoneId],
      ['parcels', test.zoneId],
    ])
    expect(new Set(heard.map(({ bbox }) => bbox[0].toFixed(3)))).not.toContain('111.025')
    const wests = events.map(({ bbox }) => bbox[0]).sort()
    expect(wests[0]).toBeCloseTo(111.02, 9)
    expect(wests[1]).toBeCloseTo(111.021, 9)
  })

  it('is the state of the parcel: it follows from facts, and from the calendar at midnight', async () => {
    const statusOf = async (id: number) => (await historyOf('parcels', id))[0]!.after!.properties['status']
    const { results } = await save(test, recordId, [
      { ...newParcel('Z-1', square(30, 0)), tempId: 'p' },
      {
        op: 'create',
        collection: 'supplies',
        tempId: 's',
        properties: {
          parcel_id: { $temp: 'p' },
          contract_no: 'Z',
          mode: 'listing',
          signed_on: '2025-01-01',
          area_m2: 1,
        },
      },
      {
        op: 'create',
        collection: 'supply-starts',
        properties: {
          supply_id: { $temp: 's' },
          set_on: '2025-01-01',
          start_on: '2025-11-23',
          cause: 'contract',
        },
      },
    ])
    const [parcel, supply, start] = results
    expect(await statusOf(parcel!.id)).toBe('supplied')

    today = '2026-11-23'
    const events: MapEvent[] = []
    const stop = test.context.mapEvents.onChange((event) => events.push(event))
    await refreshAllStatuses(test.context, today)
    expect(await statusOf(parcel!.id)).toBe('idle')
    await expect.poll(() => events.length).toBe(1)
    stop()

    await save(test, recordId, [
      {
        op: 'attributes',
        collection: 'supply-starts',
        id: start!.id,
        version: 1,
        properties: { start_on: '2026-01-01' },
      },
    ])
    expect(await statusOf(parcel!.id)).toBe('supplied')
    await save(test, recordId, [
      { op: 'end', collection: 'supply-starts', id: start!.id, version: 2 },
      { op: 'end', collection: 'supplies', id: supply!.id, version: 1 },
    ])
    expect(await statusOf(parcel!.id)).toBe('reserve')
  })
})

describe('the list of changes', () => {
  it('is read by record, by feature and page by page, with what each change did', async () => {
    const own = await openRecord(test)
    const saved = []
    for (let i = 0; i < 3; i++) saved.push(await save(test, own, [newParcel(`Y-${i}`, square(40 + i, 0))]))
    const ids = saved.map(({ change }) => change.id)
    const url = `/api/changes?collection=parcels&featureId=${saved[2]!.results[0]!.id}`
    const byFeature = (await test.get('leader', url)).json()
    expect(byFeature.changes.map(({ id }: { id: number }) => id)).toEqual([ids[2]])
    const page = (await test.get('leader', `/api/changes?recordId=${own}&limit=2`)).json()
    expect(page.changes.map(({ id }: { id: number }) => id)).toEqual([ids[2], ids[1]])
    const rest = (
      await test.get('leader', `/api/changes?recordId=${own}&limit=2&before=${page.nextBefore}`)
    ).json()
    expect(rest).toMatchObject({ changes: [{ id: ids[0] }], nextBefore: null })
    const detail = (await test.get('leader', `/api/changes/${ids[0]}`)).json()
    expect(detail).toMatchObject({
      change: { id: ids[0], source: 'edit', by: 'officer', record: { id: own } },
      items: [{ op: 'create', title: 'Y-0', before: null, after: { properties: { code: 'Y-0' } } }],
      itemsLeftOut: 0,
    })
    expect((await test.get('stranger', `/api/changes/${ids[0]}`)).statusCode).toBe(404)
  })
})
