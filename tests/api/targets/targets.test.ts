import { beforeAll, describe, expect, it } from 'vitest'
import { openTestApp } from '#tests/support/app.ts'
import { newParcel, openRecord, polygon, save, square } from '../changes/land.ts'

const today = '2026-11-22'
const test = await openTestApp({ today: () => today })
const record = await openRecord(test)

type Target = {
  id: number
  version: number
  baseM2: number
  baseCount: number
  goalM2: number
  disposedM2: number
  disposalPercent: number
  completionPercent: number
  state: string
  endedOn: string | null
  months: { month: string; disposedM2: number; plannedM2: number }[]
}
type Detail = {
  target: Target
  parcels: { code: string; leftM2: number; baseM2: number; disposedOn: string | null; path: string | null }[]
}

/** Three parcels of 9 000, 8 000 and 7 000 m² approved in 2015, and one of 2020. */
const codes = ['T-1', 'T-2', 'T-3', 'T-4']
const ids: Record<string, number> = {}
beforeAll(async () => {
  const batch = (code: string, approvedOn: string, row: number) => ({
    op: 'create',
    collection: 'approval-batches',
    properties: { code, approved_on: approvedOn, declared_area_m2: 40_000 },
    geometry: polygon(square(0, row, 4)),
  })
  const [old, young] = (
    await save(test, record, [batch('PC-OLD', '2015-03-01', 0), batch('PC-NEW', '2020-03-01', 10)], {
      effectiveOn: '2015-03-01',
    })
  ).results
  const areas = [9_000, 8_000, 7_000, 6_000]
  const parcels = await save(
    test,
    record,
    codes.map((code, i) =>
      newParcel(code, square(i < 3 ? i : 0, i < 3 ? 0 : 10), {
        declared_area_m2: areas[i],
        approval_batch_id: i < 3 ? old!.id : young!.id,
      }),
    ),
    { effectiveOn: '2015-03-01' },
  )
  codes.forEach((code, i) => (ids[code] = parcels.results[i]!.id))
})

const supply = (code: string, signedOn: string, areaM2: number) =>
  save(test, record, [
    {
      op: 'create',
      collection: 'supplies',
      properties: {
        parcel_id: ids[code],
        contract_no: `HT-${code}`,
        mode: 'listing',
        signed_on: signedOn,
        area_m2: areaM2,
      },
    },
  ])

const wanted = {
  kind: 'unsupplied',
  year: 2026,
  cohort: '2009_2018',
  title: '清理任务',
  assignedOn: '2026-01-10',
  dueOn: '2026-12-31',
  goalRate: 50,
}
const assign = (more: object = {}, who: 'reviewer' | 'officer' = 'reviewer') =>
  test.post(who, '/api/targets', { ...wanted, ...more })
async function assigned(more: object = {}): Promise<Target> {
  const answer = await assign(more)
  if (answer.statusCode !== 201) throw new Error(answer.body)
  return answer.json<Detail>().target
}
const read = async (id: number, query = '') =>
  (await test.get('leader', `/api/targets/${id}${query}`)).json<Detail>()
const rules = (body: string) =>
  (JSON.parse(body) as { errors: { rule: string }[] }).errors.map(({ rule }) => rule)

describe('a target', () => {
  it('keeps the stock of its day as its base, and what is disposed of brings it on', async () => {
    const target = await assigned()
    expect(target).toMatchObject({
      baseM2: 24_000,
      baseCount: 3,
      goalM2: 12_000,
      disposedM2: 0,
      state: 'at_risk',
    })
    await supply('T-1', '2026-05-20', 9_000)
    await supply('T-4', '2026-06-01', 6_000)
    const { target: later, parcels } = await read(target.id)
    // Only land of its cohort and base counts: T-4 was approved in 2020.
    expect(later).toMatchObject({
      baseM2: 24_000,
      goalM2: 12_000,
      disposedM2: 9_000,
      disposalPercent: 37.5,
      completionPercent: 75,
    })
    expect(parcels.map(({ code, leftM2, path }) => [code, leftM2, path])).toEqual([
      ['T-2', 8_000, null],
      ['T-3', 7_000, null],
      ['T-1', 0, 'supply'],
    ])
    expect((await read(target.id, '?on=2026-05-19')).target).toMatchObject({ disposedM2: 0 })
    const may = later.months.find(({ month }) => month === '2026-05')!
    expect(may.disposedM2).toBe(9_000)
    expect(later.months.find(({ month }) => month === '2026-04')!.disposedM2).toBe(0)
  })

  it('is never computed anew: what is learned of the base later changes another target, not this one', async () => {
    const before = await assigned({ title: '基数' })
    expect(before.baseM2).toBe(24_000)
    await save(
      test,
      record,
      [
        {
          op: 'attributes',
          collection: 'parcels',
          id: ids['T-3'],
          version: 1,
          properties: { declared_area_m2: 7_500 },
        },
      ],
      { effectiveOn: '2015-03-02' },
    )
    expect((await read(before.id)).target.baseM2).toBe(24_000)
    expect((await assigned({ title: '之后' })).baseM2).toBe(24_500)
  })

  it('is assigned, changed and ended by reviewers, of the version they know; others read', async () => {
    expect((await assign({}, 'officer')).statusCode).toBe(403)
    const { id, version } = await assigned({ title: '甲' })
    const edit = { title: '乙', dueOn: '2026-12-20', goalAreaM2: 10_000 }
    const put = (body: object, headers = {}) =>
      test.as('reviewer', { method: 'PUT', url: `/api/targets/${id}`, payload: body, headers })
    expect((await put(edit)).statusCode).toBe(428)
    expect((await put({ ...edit, version: version + 1 })).statusCode).toBe(409)
    expect((await put(edit, { 'if-match': '"targets-1-9"' })).statusCode).toBe(412)
    const changed = (await put(edit, { 'if-match': `"targets-${id}-${version}"` })).json<Detail>().target
    expect(changed).toMatchObject({ title: '乙', goalM2: 10_000, version: version + 1 })
    const end = (body: object) => test.post('reviewer', `/api/targets/${id}/end`, body)
    expect(rules((await end({ endedOn: '2026-11-23', version: changed.version })).body)).toEqual([
      'future_date',
    ])
    expect((await end({ endedOn: today, version: changed.version })).json<Detail>().target).toMatchObject({
      state: 'ended',
      endedOn: today,
    })
    expect((await put({ ...edit, version: changed.version + 1 })).statusCode).toBe(409)
    expect((await read(id, '?on=2026-11-21')).target).toMatchObject({ endedOn: null })
    const acts = await test.database.db
      .selectFrom('auditEvent')
      .where('target', '=', String(id))
      .where('action', 'like', 'target.%')
      .select('action')
      .orderBy('id')
      .execute()
    expect(acts.map(({ action }) => action)).toEqual(['target.assigned', 'target.changed', 'target.ended'])
  })

  it.each([
    ['both goals', { goalAreaM2: 5 }, 'one_goal'],
    ['no goal', { goalRate: null }, 'one_goal'],
    ['more than there was', { goalRate: null, goalAreaM2: 1e6 }, 'over_base'],
    ['a day before it is assigned', { dueOn: '2026-01-09' }, 'due_before_assigned'],
    ['a day that is still to come', { assignedOn: '2026-11-23' }, 'future_date'],
    ['a base that is empty', { kind: 'idle' }, 'empty_base'],
  ])('refuses %s', async (_what, more, rule) => {
    const answer = await assign(more)
    expect(answer.statusCode).toBe(422)
    expect(rules(answer.body)).toEqual([rule])
  })

  it('is listed as of a day, and not told to others', async () => {
    const list = async (query = '') =>
      (await test.get('planner', `/api/targets${query}`)).json<{ targets: Target[] }>().targets
    expect((await list()).length).toBeGreaterThan(2)
    expect(await list('?on=2026-01-09')).toEqual([])
    expect(await list('?kind=idle')).toEqual([])
    expect((await test.get('nobody', '/api/targets')).statusCode).toBe(401)
    expect((await test.get('stranger', '/api/targets')).json()).toMatchObject({ targets: [] })
    expect((await test.get('leader', '/api/targets/999999')).statusCode).toBe(404)
  })
})
