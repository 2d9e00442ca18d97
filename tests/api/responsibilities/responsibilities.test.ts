import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { responsibleOn } from '#api/features/responsibilities/responsibility.service.ts'
import { openTestApp } from '#tests/support/app.ts'
import { newParcel, openRecord, save, square } from '../changes/land.ts'

const today = '2026-11-22'
const test = await openTestApp({ today: () => today })
const record = await openRecord(test)

let place = 0
async function parcels(count: number): Promise<number[]> {
  const fresh = Array.from({ length: count }, () => {
    place += 2
    return newParcel(`B-${place}`, square(place, 0), { declared_area_m2: 9_000 })
  })
  return (await save(test, record, fresh)).results.map(({ id }) => id)
}
const parcel = async () => (await parcels(1))[0]!

type Period = {
  id: number
  version: number
  name: string
  role: string
  fromOn: string
  toOn: string | null
  follows: number | null
}
type Chain = { on: string; holding: Period[]; history: Period[]; voided: { name: string; reason: string }[] }
type Outcome = {
  basis: string
  assigned: number
  handedOver: number
  unchanged: number
  refused: { subjectId: number; rule: string }[]
}

const base = { subject: 'parcel', role: 'leader', name: '王副主任', fromOn: '2026-03-01' }
const post = (body: object, caller: 'officer' | 'leader' | 'planner' = 'officer') =>
  test.post(caller, '/api/responsibilities', { ...base, ...body })
async function assigned(body: object): Promise<Chain> {
  const answer = await post(body)
  if (answer.statusCode !== 201) throw new Error(answer.body)
  return answer.json<Chain>()
}
const chainOf = async (subjectId: number, query = '') =>
  (
    await test.get('planner', `/api/responsibilities?subject=parcel&subjectId=${subjectId}${query}`)
  ).json<Chain>()
const problemOf = (answer: { statusCode: number; json<T>(): T }) => {
  const { type, errors } = answer.json<{ type: string; errors?: { rule: string }[] }>()
  return [answer.statusCode, type.replace('/problems/', ''), errors?.[0]?.rule]
}
const instant = async (): Promise<string> => {
  const { rows } = await sql<{ at: string }>`select clock_timestamp() as at`.execute(test.database.db)
  await new Promise((resolve) => setTimeout(resolve, 5))
  return rows[0]!.at
}

describe('one subject', () => {
  it('gets somebody, who hands over on a day that both agree on', async () => {
    const subjectId = await parcel()
    const first = await assigned({ subjectId, documentNo: '运示办〔2026〕3号' })
    expect(first.holding).toMatchObject([{ name: '王副主任', role: 'leader', toOn: null, version: 1 }])
    const { history, holding } = await assigned({
      subjectId,
      name: '李副主任',
      fromOn: '2026-06-01',
      version: first.holding[0]!.version,
    })
    expect(history).toMatchObject([
      { name: '王副主任', fromOn: '2026-03-01', toOn: '2026-06-01', version: 2 },
      { name: '李副主任', fromOn: '2026-06-01', toOn: null, follows: first.holding[0]!.id },
    ])
    expect(holding.map(({ name }) => name)).toEqual(['李副主任'])
    const on = async (day: string) => (await chainOf(subjectId, `&on=${day}`)).holding.map(({ name }) => name)
    expect(await on('2026-02-28')).toEqual([])
    expect(await on('2026-05-31')).toEqual(['王副主任'])
    expect(await on('2026-06-01')).toEqual(['李副主任'])
  })

  it('has each role by itself', async () => {
    const subjectId = await parcel()
    await assigned({ subjectId })
    await assigned({ subjectId, role: 'team', name: '新能源汽车链专班' })
    const { holding } = await assigned({ subjectId, role: 'service_officer', name: '赵专员' })
    expect(holding.map(({ role }) => role).sort()).toEqual(['leader', 'service_officer', 'team'])
    const found = await responsibleOn(test.database.db, test.zoneId, 'parcel', [subjectId], today)
    expect(found.get(subjectId)?.team?.name).toBe('新能源汽车链专班')
    expect(found.get(subjectId)?.department).toBeUndefined()
  })

  it('is refused a hand-over of a version that nobody has seen', async () => {
    const subjectId = await parcel()
    const { holding } = await assigned({ subjectId })
    const next = { subjectId, name: '李副主任', fromOn: '2026-06-01' }
    expect(problemOf(await post(next))).toEqual([428, 'version-required', undefined])
    expect(problemOf(await post({ ...next, version: 9 }))[0]).toBe(409)
    const stale = await test.as('officer', {
      method: 'POST',
      url: '/api/responsibilities',
      payload: { ...base, ...next },
      headers: { 'if-match': `"responsibilities-${holding[0]!.id}-7"` },
    })
    expect(stale.statusCode).toBe(412)
    expect(problemOf(await post({ subjectId, role: 'team', name: '专班', version: 1 }))[0]).toBe(409)
    expect((await chainOf(subjectId)).history).toHaveLength(1)
  })

  it.each([
    ['a day to come', { fromOn: '2026-11-23' }, 'future_date'],
    ['the same person again', { fromOn: '2026-06-01', name: '王副主任' }, 'same_person'],
    ['a day before the present one began', { fromOn: '2026-02-01', name: '李副主任' }, 'before_present'],
    ['a person who is not of the zone', { userId: 'somebody-else' }, 'no_such_person'],
  ])('refuses %s', async (_, wanted, rule) => {
    const subjectId = await parcel()
    await assigned({ subjectId })
    expect(problemOf(await post({ subjectId, name: '李副主任', version: 1, ...wanted }))).toEqual([
      422,
      'rule-broken',
      rule,
    ])
  })

  it('that is not there, or of another zone, is nobody’s', async () => {
    expect(problemOf(await post({ subjectId: 987_654_321 }))[0]).toBe(404)
    const subjectId = await parcel()
    const foreign = await test.post('stranger', '/api/responsibilities', { ...base, subjectId })
    expect(foreign.statusCode).toBe(404)
    expect(
      (await test.post('stranger', '/api/responsibilities/1/end', { toOn: today, version: 1 })).statusCode,
    ).toBe(404)
  })

  it('loses its person on a day, and then has nobody', async () => {
    const subjectId = await parcel()
    const { holding } = await assigned({ subjectId })
    const end = (body: object) => test.post('leader', `/api/responsibilities/${holding[0]!.id}/end`, body)
    expect(problemOf(await end({ toOn: '2026-07-01' }))[0]).toBe(428)
    expect(problemOf(await end({ toOn: '2026-03-01', version: 1 }))[2]).toBe('ends_before_start')
    const ended = (await end({ toOn: '2026-07-01', version: 1 })).json<Chain>()
    expect(ended).toMatchObject({ holding: [], history: [{ toOn: '2026-07-01', version: 2 }] })
    expect(problemOf(await end({ toOn: '2026-08-01', version: 2 }))).toEqual([
      409,
      'wrong-state',
      'already_ended',
    ])
    expect(problemOf(await post({ subjectId, fromOn: '2026-06-30' }))[2]).toBe('overlaps')
    expect((await assigned({ subjectId, fromOn: '2026-07-01' })).holding[0]!.follows).toBe(holding[0]!.id)
  })
})

describe('what was wrong', () => {
  it('is taken back by a reviewer; whoever handed over answers again, and the past stays as it was known', async () => {
    const subjectId = await parcel()
    await assigned({ subjectId })
    const { holding } = await assigned({ subjectId, name: '误派', fromOn: '2026-06-01', version: 1 })
    const known = await instant()
    const path = `/api/responsibilities/${holding[0]!.id}/void`
    expect((await test.post('officer', path, { reason: 'x', version: 1 })).statusCode).toBe(403)
    const after = (await test.post('reviewer', path, { reason: '派错人', version: 1 })).json<Chain>()
    expect(after).toMatchObject({
      holding: [{ name: '王副主任', toOn: null, version: 3 }],
      voided: [{ name: '误派', reason: '派错人', voidedBy: 'reviewer' }],
    })
    const asKnown = await chainOf(subjectId, `&on=2026-07-01&known=${encodeURIComponent(known)}`)
    expect(asKnown.holding.map(({ name }) => name)).toEqual(['误派'])
    expect(asKnown.history.map(({ name, toOn }) => [name, toOn])).toEqual([
      ['王副主任', '2026-06-01'],
      ['误派', null],
    ])
    expect((await chainOf(subjectId, '&on=2026-07-01')).holding.map(({ name }) => name)).toEqual(['王副主任'])
  })

  it('cannot be taken back once it has been handed over', async () => {
    const subjectId = await parcel()
    const { holding } = await assigned({ subjectId })
    await assigned({ subjectId, name: '李副主任', fromOn: '2026-06-01', version: 1 })
    const path = `/api/responsibilities/${holding[0]!.id}/void`
    expect(problemOf(await test.post('reviewer', path, { reason: 'x', version: 2 }))).toEqual([
      409,
      'wrong-state',
      'handed_over_since',
    ])
  })
})

describe('many subjects at once', () => {
  const bulk = (body: object) => test.post('leader', '/api/responsibilities/bulk', { ...base, ...body })

  it('are previewed, then assigned: new ones begin, others are handed over, impossible ones are named', async () => {
    const [fresh, present, same, late] = (await parcels(4)) as [number, number, number, number]
    await assigned({ subjectId: present, name: '旧领导', fromOn: '2025-01-01' })
    await assigned({ subjectId: same })
    await assigned({ subjectId: late, name: '新领导', fromOn: '2026-09-01' })
    const body = { subjectIds: [fresh, present, same, late, 987_654_321] }
    const preview = (await bulk({ ...body, isDryRun: true })).json<Outcome>()
    expect(preview).toMatchObject({ assigned: 1, handedOver: 1, unchanged: 1 })
    expect(preview.refused.map(({ subjectId, rule }) => [subjectId, rule])).toEqual([
      [late, 'before_present'],
      [987_654_321, 'no_such_subject'],
    ])
    expect((await chainOf(fresh)).history).toEqual([])
    expect(problemOf(await bulk(body))[0]).toBe(428)
    const done = (await bulk({ ...body, basis: preview.basis })).json<Outcome>()
    expect(done).toMatchObject({ assigned: 1, handedOver: 1 })
    expect((await chainOf(present)).history).toMatchObject([
      { name: '旧领导', toOn: '2026-03-01' },
      { name: '王副主任', follows: expect.any(Number) as number },
    ])
    expect((await chainOf(late)).history).toHaveLength(1)
  })

  it('are refused when somebody else has assigned since the preview', async () => {
    const subjectIds = await parcels(2)
    const { basis } = (await bulk({ subjectIds, isDryRun: true })).json<Outcome>()
    await assigned({ subjectId: subjectIds[0]!, name: '旁人' })
    expect(problemOf(await bulk({ subjectIds, basis }))).toEqual([409, 'stale-version', undefined])
    expect((await chainOf(subjectIds[1]!)).history).toEqual([])
  })

  it('are handed over from one person to another as a whole', async () => {
    const subjectIds = await parcels(3)
    for (const subjectId of subjectIds) await assigned({ subjectId, name: '调离的领导' })
    const move = (more: object) =>
      test.post('officer', '/api/responsibilities/transfer', {
        role: 'leader',
        from: '调离的领导',
        to: '接任的领导',
        fromOn: '2026-10-01',
        ...more,
      })
    const { basis, handedOver } = (await move({ isDryRun: true })).json<Outcome>()
    expect(handedOver).toBe(3)
    expect((await move({ basis })).json<Outcome>()).toMatchObject({ handedOver: 3, refused: [] })
    const list = async (name: string, query = '') =>
      (
        await test.get(
          'leader',
          `/api/responsibilities/subjects?role=leader&name=${encodeURIComponent(name)}${query}`,
        )
      ).json<{ total: number; subjects: { subjectId: number; code: string; areaM2: number }[] }>()
    expect((await list('接任的领导')).subjects.map(({ subjectId }) => subjectId).sort()).toEqual(subjectIds)
    expect((await list('接任的领导')).subjects[0]).toMatchObject({ areaM2: 9_000 })
    expect((await list('调离的领导')).total).toBe(0)
    expect((await list('调离的领导', '&on=2026-09-30')).total).toBe(3)
    expect((await move({ isDryRun: true })).json<Outcome>().handedOver).toBe(0)
  })
})

describe('the workload', () => {
  type People = {
    people: { role: string; name: string; parcels: number; unsupplied: { areaM2: number; count: number } }[]
    unassigned: { role: string; unsupplied: { areaM2: number; count: number } }[]
  }
  const people = async (query = '') =>
    (await test.get('leader', `/api/responsibilities/people?role=department${query}`)).json<People>()

  it('adds up the land in stock of each unit, of a parcel’s own or else of its batch, on the day asked', async () => {
    const [own, inBatch, alone] = (await parcels(3)) as [number, number, number]
    const batch = (
      await save(test, record, [
        {
          op: 'create',
          collection: 'approval-batches',
          properties: { code: 'PC-1', approved_on: '2020-05-01' },
          geometry: { type: 'Polygon', coordinates: [square(place, 4, 4)] },
        },
      ])
    ).results[0]!.id
    const { db } = test.database
    for (const [parcelId, areaM2] of [
      [own, 1000.25],
      [inBatch, 2000.5],
      [alone, 4000],
    ] as const)
      await db
        .insertInto('stockMovement')
        .values({
          zoneId: test.zoneId,
          kind: 'unsupplied',
          parcelId,
          batchId: parcelId === alone ? null : batch,
          movement: 'approved',
          movedOn: '2026-05-01',
          areaM2,
        } as never)
        .execute()
    await post({ role: 'department', name: '土地科', subjectId: own })
    await post({ role: 'department', name: '招商局', subject: 'batch', subjectId: batch })
    const now = await people()
    expect(now.people).toMatchObject([
      { name: '招商局', parcels: 0, unsupplied: { areaM2: 2000.5, count: 1 } },
      { name: '土地科', parcels: 1, unsupplied: { areaM2: 1000.25, count: 1 } },
    ])
    expect(now.unassigned).toMatchObject([{ unsupplied: { areaM2: 4000, count: 1 } }])
    const before = await people('&on=2026-04-30')
    expect(before.people.map(({ unsupplied }) => unsupplied.areaM2)).toEqual([0, 0])
    const nobody = (await test.get('leader', '/api/responsibilities/subjects?role=department')).json<{
      subjects: { subjectId: number; unsuppliedM2: number }[]
    }>()
    expect(nobody.subjects).toMatchObject([{ subjectId: alone, unsuppliedM2: 4000 }])
  })

  it('is asked of known days only', async () => {
    expect(problemOf(await test.get('leader', '/api/responsibilities/people?on=2026-11-23'))[0]).toBe(400)
    expect(problemOf(await test.get('leader', '/api/responsibilities/people?colour=red'))[0]).toBe(400)
  })
})

describe('people', () => {
  it('read as members; officers, reviewers, leaders and administrators assign; planners do not', async () => {
    const subjectId = await parcel()
    expect((await post({ subjectId }, 'planner')).statusCode).toBe(403)
    expect((await post({ subjectId }, 'leader')).statusCode).toBe(201)
    expect((await test.get('nobody', '/api/responsibilities/people')).statusCode).toBe(401)
    expect((await test.get('stranger', '/api/responsibilities/people')).json()).toMatchObject({ people: [] })
  })

  it('leave every act in the audit trail, and are offered as candidates', async () => {
    const subjectId = await parcel()
    await post({ subjectId, userId: test.userIds.leader, name: '审计领导' })
    const { rows } = await sql<{ action: string; detail: object }>`
      select action, detail from audit_event where target = ${`parcel ${subjectId}`}`.execute(
      test.database.db,
    )
    expect(rows).toMatchObject([
      { action: 'responsibility.assigned', detail: { role: 'leader', name: '审计领导', before: null } },
    ])
    const found = (await test.get('officer', '/api/responsibilities/candidates')).json<{
      names: { name: string; userId: string | null }[]
      people: { name: string }[]
    }>()
    expect(found.names.find(({ name }) => name === '审计领导')?.userId).toBe(test.userIds.leader)
    expect(found.people.map(({ name }) => name)).toContain('officer')
    expect(found.people.map(({ name }) => name)).not.toContain('stranger')
  })
})
