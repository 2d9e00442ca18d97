import { describe, expect, it } from 'vitest'
import { openTestApp } from '#tests/support/app.ts'
import { newParcel, openRecord, polygon, save, square } from './land.ts'

const test = await openTestApp({ today: () => '2026-11-22' })
const recordId = await openRecord(test)

const undo = (changeId: number, role: 'officer' | 'reviewer' | 'leader' = 'reviewer', body: object = {}) =>
  test.post(role, `/api/changes/${changeId}/undo`, body)

async function living(id: number): Promise<Record<string, unknown> | undefined> {
  const [row] = await test.database.query<Record<string, unknown>>(
    'test-living',
    `select code, name, version, status, effective_on, ST_AsEWKT(geom) as geom, planar_srid, change_id from parcel where id = $1`,
    [id],
  )
  return row
}

describe('undoing a change', () => {
  it('ends what it created, and can itself be undone', async () => {
    const { results, change } = await save(test, recordId, [newParcel('A-1', square(0, 0))])
    const id = results[0]!.id
    const before = await living(id)
    const answer = await undo(change.id)
    expect(answer.statusCode).toBe(201)
    expect(answer.json()).toMatchObject({
      change: { undoes: change.id, source: 'undo', by: 'reviewer', record: { id: recordId } },
      results: [{ op: 'end', collection: 'parcels', id, version: null }],
    })
    expect(await living(id)).toBeUndefined()
    const again = await undo(answer.json().change.id, 'officer')
    expect(again.json()).toMatchObject({ results: [{ op: 'restore', id, version: 2 }] })
    const { version, change_id: _changeId, ...content } = (await living(id))!
    const { version: _version, change_id: _other, ...original } = before!
    expect([version, content]).toEqual([2, original])
  })

  it('brings back the earlier attributes and boundary, to the last digit', async () => {
    const { results } = await save(test, recordId, [newParcel('B-1', square(2, 0), { name: '原名' })])
    const id = results[0]!.id
    const before = (await living(id))!
    const { change } = await save(
      test,
      recordId,
      [
        {
          op: 'attributes',
          collection: 'parcels',
          id,
          version: 1,
          properties: { name: '新名', code: 'B-9' },
        },
        { op: 'boundary', collection: 'parcels', id, version: 1, geometry: polygon(square(2, 1)) },
      ],
      { effectiveOn: '2026-06-01' },
    )
    await undo(change.id)
    const after = (await living(id))!
    expect(after).toMatchObject({ code: 'B-1', name: '原名', geom: before['geom'], version: 3 })
    expect(after['effective_on']).toBe('2026-06-01')
    const history = (await test.get('leader', `/api/features/parcels/${id}/history`)).json()
    expect(history.versions.map(({ version }: { version: number }) => version)).toEqual([3, 2, 1])
    expect(history.versions[0]).toMatchObject({
      op: 'boundary',
      by: 'reviewer',
      change: { source: 'undo' },
      changed: ['geometry', 'code', 'name'],
    })
  })

  it('takes back a split: the pieces go, the whole lives again under its id with its facts', async () => {
    const { results } = await save(test, recordId, [
      { ...newParcel('C-1', square(4, 0, 2)), tempId: 'p' },
      {
        op: 'create',
        collection: 'remediations',
        properties: { parcel_id: { $temp: 'p' }, kind: 'idle', found_on: '2024-01-01', area_m2: 10 },
      },
    ])
    const [whole, fact] = results
    const { change } = await save(test, recordId, [
      { op: 'end', collection: 'parcels', id: whole!.id, version: 1 },
      { ...newParcel('C-1', square(4, 0)), tempId: 'a' },
      newParcel('C-2', square(5, 0)),
      {
        op: 'attributes',
        collection: 'remediations',
        id: fact!.id,
        version: 1,
        properties: { parcel_id: { $temp: 'a' } },
      },
    ])
    const answer = await undo(change.id)
    expect(answer.statusCode).toBe(201)
    expect(await living(whole!.id)).toMatchObject({ code: 'C-1', version: 2, status: 'idle' })
    const facts = (await test.get('leader', `/api/features/remediations/${fact!.id}/history`)).json()
    expect(facts.versions[0].after.properties.parcel_id).toBe(whole!.id)
  })

  it('is refused when something of it was changed since, and names it', async () => {
    const { results, change } = await save(test, recordId, [
      newParcel('D-1', square(8, 0)),
      newParcel('D-2', square(9, 0)),
    ])
    await save(test, recordId, [
      { op: 'attributes', collection: 'parcels', id: results[1]!.id, version: 1, properties: { name: 'x' } },
    ])
    const answer = await undo(change.id)
    expect(answer.json()).toMatchObject({
      type: '/problems/stale-version',
      conflicts: [{ collection: 'parcels', id: results[1]!.id, currentVersion: 2, changedFields: ['name'] }],
    })
    expect(await living(results[0]!.id)).toMatchObject({ version: 1 })
  })

  it('goes back step by step: a later change that was undone itself does not stand in the way', async () => {
    const first = await save(test, recordId, [newParcel('B-2', square(2, 4), { name: '一' })])
    const id = first.results[0]!.id
    const rename = async (version: number, name: string) =>
      (
        await save(test, recordId, [
          { op: 'attributes', collection: 'parcels', id, version, properties: { name } },
        ])
      ).change.id
    const second = await rename(1, '二')
    const third = await rename(2, '三')
    expect((await undo(second)).statusCode).toBe(409)
    const names: unknown[] = []
    for (const changeId of [third, second]) {
      expect((await undo(changeId)).statusCode).toBe(201)
      names.push((await living(id))?.['name'])
    }
    expect(names).toEqual(['二', '一'])
    expect((await undo(first.change.id)).statusCode).toBe(201)
    expect(await living(id)).toBeUndefined()
  })

  it('is refused when later facts hang on what it created', async () => {
    const { results, change } = await save(test, recordId, [newParcel('E-1', square(10, 0))])
    const fact = await save(test, recordId, [
      {
        op: 'create',
        collection: 'remediations',
        properties: { parcel_id: results[0]!.id, kind: 'idle', found_on: '2024-01-01', area_m2: 10 },
      },
    ])
    expect((await undo(change.id)).json()).toMatchObject({
      type: '/problems/rule-broken',
      errors: [{ rule: 'still_referred_to', by: [{ collection: 'remediations', id: fact.results[0]!.id }] }],
    })
  })

  it('is refused when the place or the code has been taken meanwhile', async () => {
    const { results } = await save(test, recordId, [newParcel('F-1', square(12, 0))])
    const { change } = await save(test, recordId, [
      { op: 'end', collection: 'parcels', id: results[0]!.id, version: 1 },
    ])
    const { results: other } = await save(test, recordId, [newParcel('F-2', square(12, 0))])
    const taken = (await undo(change.id)).json()
    expect(taken).toMatchObject({ type: '/problems/place-taken', taken: [{ code: 'F-2' }] })
    await save(test, recordId, [
      {
        op: 'boundary',
        collection: 'parcels',
        id: other[0]!.id,
        version: 1,
        geometry: polygon(square(14, 0)),
      },
      { op: 'attributes', collection: 'parcels', id: other[0]!.id, version: 1, properties: { code: 'F-1' } },
    ])
    expect((await undo(change.id)).json().type).toBe('/problems/duplicate-value')
  })

  it('happens once, whoever asks at the same moment', async () => {
    const { change } = await save(test, recordId, [newParcel('G-1', square(16, 0))])
    const answers = await Promise.all([undo(change.id), undo(change.id), undo(change.id, 'officer')])
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([201, 409, 409])
    expect((await undo(change.id)).json().type).toBe('/problems/already-undone')
    expect((await test.get('leader', `/api/changes/${change.id}`)).json().change.undoneBy).toEqual(
      expect.any(Number),
    )
  })

  it('is for officers and reviewers, under the same record or another open one', async () => {
    const { change } = await save(test, recordId, [newParcel('H-1', square(18, 0))])
    expect((await undo(change.id, 'leader')).statusCode).toBe(403)
    const other = await openRecord(test)
    expect((await undo(change.id, 'reviewer', { recordId: other })).json().change.record.id).toBe(other)
    expect((await undo(999_999)).statusCode).toBe(404)
  })
})
