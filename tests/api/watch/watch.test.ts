import { beforeAll, describe, expect, it } from 'vitest'
import { openTestApp } from '#tests/support/app.ts'
import { newParcel, openRecord, save, square } from '../changes/land.ts'

let today = '2026-11-28'
const test = await openTestApp({ today: () => today })
const { context, database, zoneId } = test
const record = await openRecord(test)

type Notice = {
  key: string
  kind: string
  severity: string
  dueOn: string | null
  readAt: string | null
  settledAt: string | null
  facts: Record<string, unknown>
}
type List = { count: { unread: number; open: number; overdue: number }; total: number; notices: Notice[] }

const ask = () => test.post('officer', '/api/watch/run', {})
const watch = async () => {
  expect((await ask()).statusCode).toBe(202)
  await context.queue.runWaiting(context)
}
const noticesOf = async (role: 'officer' | 'leader' | 'reviewer' | 'planner', query = '') =>
  (await test.get(role, `/api/notices?limit=200${query}`)).json<List>()
const mine = async (key: string, role: 'officer' | 'leader' = 'officer') =>
  (await noticesOf(role, '&state=all')).notices.find((notice) => notice.key === key)
const says = (notice: Notice | undefined) =>
  notice && [notice.severity, notice.dueOn, notice.settledAt !== null]

let column = 0
async function supply(code: string, more: object = {}) {
  const parcel = await save(test, record, [newParcel(code, square((column += 2), 0), more)])
  const parcelId = parcel.results[0]!.id
  const saved = await fact('supplies', {
    parcel_id: parcelId,
    contract_no: `HT-${code}`,
    mode: 'listing',
    holder: `${code} 公司`,
    signed_on: '2026-01-10',
    area_m2: 9_000,
  })
  return { parcelId, supplyId: saved.results[0]!.id }
}
const fact = (collection: string, properties: object) =>
  save(test, record, [{ op: 'create', collection, properties }])

const land = {} as Record<'started' | 'paying' | 'idle' | 'named', { parcelId: number; supplyId: number }>
let paymentId = 0
beforeAll(async () => {
  land.started = await supply('A-1')
  land.paying = await supply('A-2')
  land.idle = await supply('A-3')
  land.named = await supply('A-4', { responsible: '孙经办' })
  await fact('supply-starts', {
    supply_id: land.started.supplyId,
    set_on: '2026-01-10',
    start_on: '2026-12-20',
    completion_on: '2027-06-30',
    cause: 'contract',
  })
  const payment = await fact('payments', {
    supply_id: land.paying.supplyId,
    due_on: '2026-12-28',
    amount_wan: 310.5,
  })
  paymentId = payment.results[0]!.id
  await fact('supply-starts', {
    supply_id: land.idle.supplyId,
    set_on: '2024-01-10',
    start_on: '2025-11-20',
    cause: 'contract',
  })
  await database.db
    .insertInto('problem')
    .values({
      zoneId,
      year: 2026,
      ordinal: 1,
      number: 'WT-2026-001',
      title: '青苗补偿未到位',
      category: 'compensation',
      owner: 'reviewer',
      ownerUserId: test.userIds.reviewer,
      raisedOn: '2026-10-01',
      dueOn: '2026-11-20',
      state: 'open',
      createdBy: 'x',
      updatedBy: 'x',
    })
    .execute()
})

describe('the watch', () => {
  it('finds what comes near, what is overdue and who should know', async () => {
    await watch()
    expect(says(await mine(`start:parcel:${land.started.parcelId}:${land.started.supplyId}`))).toEqual([
      'near',
      '2026-12-20',
      false,
    ])
    expect(says(await mine(`payment:parcel:${land.paying.parcelId}:${paymentId}`))).toEqual([
      'near',
      '2026-12-28',
      false,
    ])
    const clue = await mine(`idle_clue:parcel:${land.idle.parcelId}:${land.idle.supplyId}`)
    expect(says(clue)).toEqual(['near', '2026-12-20', false])
    expect(clue!.facts).toMatchObject({ code: 'A-3', clock: 'not_started', idleFrom: '2026-11-20' })
    // Completion in June is far.
    expect((await noticesOf('officer')).notices.some(({ kind }) => kind === 'completion')).toBe(false)

    const owner = await noticesOf('reviewer')
    expect(owner.notices.map(({ kind, severity }) => [kind, severity])).toEqual([['problem', 'overdue']])
    const leader = await noticesOf('leader')
    expect(leader.notices.every(({ severity }) => severity === 'overdue')).toBe(true)
    expect(leader.notices.map(({ kind }) => kind).sort()).toEqual(['problem', 'start'])
    expect((await noticesOf('planner')).total).toBe(0)
    expect((await test.get('stranger', '/api/notices')).json<List>().total).toBe(0)
  })

  it('says nothing twice, and nothing new when nothing has happened', async () => {
    const before = await noticesOf('officer')
    await watch()
    expect(await noticesOf('officer')).toEqual(before)
    const keys = before.notices.map(({ key }) => key)
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('calls again when a matter becomes urgent and overdue, and keeps it until it is settled by a fact', async () => {
    const key = `payment:parcel:${land.paying.parcelId}:${paymentId}`
    const list = await noticesOf('officer')
    const upTo = Math.max(...list.notices.map((notice) => (notice as Notice & { id: number }).id))
    await test.post('officer', '/api/notices/read', { upTo, isRead: true })
    expect((await noticesOf('officer')).count.unread).toBe(0)

    today = '2026-12-21'
    await watch()
    expect([says(await mine(key)), (await mine(key))!.readAt]).toEqual([
      ['urgent', '2026-12-28', false],
      null,
    ])
    for (const day of ['2026-12-29', '2027-06-01', '2031-01-01']) {
      today = day
      await watch()
      expect(says(await mine(key))).toEqual(['overdue', '2026-12-28', false])
    }
    expect(says(await mine(key, 'leader'))).toEqual(['overdue', '2026-12-28', false])

    today = '2026-12-29'
    await save(test, record, [
      {
        op: 'attributes',
        collection: 'payments',
        id: paymentId,
        version: 1,
        properties: { paid_on: '2026-12-29', paid_wan: 310.5 },
      },
    ])
    await watch()
    expect((await mine(key))!.settledAt).not.toBeNull()
    expect((await noticesOf('leader')).notices.some((notice) => notice.key === key)).toBe(false)
  })

  it('counts a moved day as news, and asks for nothing when it has become far', async () => {
    const key = `start:parcel:${land.started.parcelId}:${land.started.supplyId}`
    expect(says(await mine(key))).toEqual(['overdue', '2026-12-20', false])
    await fact('supply-starts', {
      supply_id: land.started.supplyId,
      set_on: '2026-12-28',
      start_on: '2027-12-20',
      cause: 'extension',
    })
    await watch()
    expect((await mine(key))!.settledAt).not.toBeNull()
    const matter = await database.db
      .selectFrom('watchMatter')
      .select(['dueOn', 'sequence', 'settledAt'])
      .where('key', '=', key)
      .executeTakeFirstOrThrow()
    expect(matter).toMatchObject({ dueOn: '2027-12-20', settledAt: null })
    expect(matter.sequence).toBeGreaterThan(0)
  })

  it('keeps an agreed start open while the works that were seen are none by the law', async () => {
    const { parcelId, supplyId } = await supply('A-5')
    await fact('supply-starts', {
      supply_id: supplyId,
      set_on: '2026-01-10',
      start_on: '2026-12-01',
      cause: 'contract',
    })
    await fact('progress', { supply_id: supplyId, observed_on: '2026-12-20', started_on: '2026-12-19' })
    await watch()
    const key = `start:parcel:${parcelId}:${supplyId}`
    expect((await mine(key))!.settledAt).toBeNull()
    await fact('progress', { supply_id: supplyId, observed_on: '2026-12-27', permit_on: '2026-12-26' })
    await watch()
    expect((await mine(key))!.settledAt).not.toBeNull()
  })

  it('takes a case for an answer to a clue', async () => {
    const { parcelId, supplyId } = land.idle
    const opened = await test.post('officer', '/api/cases', {
      parcelId,
      recordId: record,
      foundOn: '2026-12-29',
      source: 'patrol',
    })
    expect(opened.statusCode).toBe(201)
    await watch()
    expect((await mine(`idle_clue:parcel:${parcelId}:${supplyId}`))!.settledAt).not.toBeNull()
    const [step] = (await noticesOf('officer', '&kind=case_step')).notices
    expect(step ?? null).toBeNull()
    today = '2027-01-25'
    await watch()
    const [duty] = (await noticesOf('officer', '&kind=case_step')).notices
    expect(duty).toMatchObject({ severity: 'near', facts: { step: 'investigation_notice', code: 'A-3' } })
  })

  it('tells the officer in charge alone, and all when the name has no account', async () => {
    await fact('payments', { supply_id: land.named.supplyId, due_on: '2027-01-30', amount_wan: 12 })
    await watch()
    const [notice] = (await noticesOf('officer', '&kind=payment')).notices
    expect(notice?.facts).toMatchObject({ code: 'A-4', amountWan: 12 })
    await database.db
      .insertInto('responsibility')
      .values({
        zoneId,
        subject: 'parcel',
        subjectId: land.named.parcelId,
        role: 'officer',
        name: 'reviewer',
        userId: test.userIds.reviewer,
        fromOn: '2027-01-01',
        toOn: null,
        follows: null,
        documentNo: null,
        note: null,
        createdBy: 'x',
        updatedBy: 'x',
      })
      .execute()
    await watch()
    expect((await noticesOf('officer', '&kind=payment')).total).toBe(0)
    expect((await noticesOf('reviewer', '&kind=payment')).total).toBe(1)
  })
})

describe('its runs', () => {
  it('are written down with what they found', async () => {
    type Runs = {
      runs: { id: number; state: string; cause: string; counts: Record<string, number> }[]
      next: number | null
    }
    const page = (await test.get('leader', '/api/watch/runs?limit=3')).json<Runs>()
    expect(page.runs).toHaveLength(3)
    expect(page.runs[0]).toMatchObject({ state: 'done', cause: 'person', askedBy: 'officer' })
    expect(page.runs[0]!.counts['open']).toBeGreaterThan(0)
    const rest = (await test.get('leader', `/api/watch/runs?before=${page.next}`)).json<Runs>()
    expect(rest.runs[0]!.id).toBeLessThan(page.next!)
  })

  it('may be asked for by officers and reviewers only, and once while one is waiting', async () => {
    for (const role of ['leader', 'planner'] as const)
      expect((await test.post(role, '/api/watch/run', {})).statusCode).toBe(403)
    expect((await test.post('reviewer', '/api/watch/run', {})).json()).toEqual({ asked: true })
    expect((await ask()).json()).toEqual({ asked: false })
    await context.queue.runWaiting(context)
  })

  it('make up for a night in which no server ran, once a day', async () => {
    today = '2027-02-01'
    await context.queue.send('night', {}, { key: 'start' })
    await context.queue.runWaiting(context)
    const watched = () =>
      database.db
        .selectFrom('watchRun')
        .select(['zoneId', 'cause', 'state'])
        .where('watchedOn', '=', today)
        .orderBy('zoneId')
        .execute()
    const both = [zoneId, test.otherZoneId].map((id) => ({ zoneId: id, cause: 'night', state: 'done' }))
    expect(await watched()).toEqual(both)
    await context.queue.send('night', {}, { key: 'start' })
    await context.queue.runWaiting(context)
    expect(await watched()).toEqual(both)
  })

  it('are seen by administrators as jobs', async () => {
    expect((await test.get('officer', '/api/jobs')).statusCode).toBe(403)
    const { queues, dead } = (await test.get('administrator', '/api/jobs')).json<{
      queues: { name: string }[]
      dead: unknown[]
    }>()
    expect(queues.map(({ name }) => name)).toContain('watch')
    expect(dead).toEqual([])
  })

  it('follow soon after somebody has written something', async () => {
    await fact('payments', { supply_id: land.paying.supplyId, due_on: '2027-02-10', amount_wan: 1 })
    const waiting = () =>
      database.executeSql(
        `update pgboss.job set start_after = now() where name = 'look' and state = 'created' returning id`,
      )
    await expect.poll(async () => (await waiting()).rows.length).toBe(1)
    await context.queue.runWaiting(context)
    const [notice] = (await noticesOf('officer', '&kind=payment')).notices
    expect(notice).toMatchObject({ dueOn: '2027-02-10', facts: { code: 'A-2', amountWan: 1 } })
  })
})

describe('the days before a date', () => {
  const set = (role: 'reviewer' | 'officer', name: string, body: object) =>
    test.as(role, { method: 'PUT', url: `/api/watch-rules/${name}`, payload: body })

  it('are set by reviewers, from a day on, with what they rest on', async () => {
    const body = { value: [90, 10], from: '2027-01-01', source: '管委会〔2027〕1号' }
    expect((await set('officer', 'payment', body)).statusCode).toBe(403)
    expect((await set('reviewer', 'nothing', body)).statusCode).toBe(404)
    expect((await set('reviewer', 'payment', { ...body, value: [10, 90] })).json()).toMatchObject({
      errors: [{ path: 'value', rule: 'wrong_rule_value' }],
    })
    expect((await set('reviewer', 'payment', body)).statusCode).toBe(204)
    await fact('payments', { supply_id: land.paying.supplyId, due_on: '2027-04-20', amount_wan: 2 })
    await watch()
    const far = (await noticesOf('officer', '&kind=payment')).notices.find(
      ({ dueOn }) => dueOn === '2027-04-20',
    )
    expect(far?.severity).toBe('near')

    type Rules = { rules: { name: string; present: { value: number[] }; ours: object[] }[] }
    const read = async (on: string) =>
      (await test.get('planner', `/api/watch-rules?on=${on}`))
        .json<Rules>()
        .rules.find(({ name }) => name === 'payment')!.present.value
    expect([await read('2026-12-31'), await read('2027-01-01')]).toEqual([
      [30, 7],
      [90, 10],
    ])
    const dropped = await test.as('reviewer', {
      method: 'DELETE',
      url: '/api/watch-rules/payment/2027-01-01',
    })
    expect(dropped.statusCode).toBe(204)
    await watch()
    const gone = (await noticesOf('officer', '&kind=payment')).notices.find(
      ({ dueOn }) => dueOn === '2027-04-20',
    )
    expect(gone).toBeUndefined()
  })
})

describe('what a person reads', () => {
  it('is marked by that person, for that person', async () => {
    const { notices } = await noticesOf('officer')
    const ids = notices.slice(0, 1).map((notice) => (notice as Notice & { id: number }).id)
    const count = (await test.post('officer', '/api/notices/read', { ids, isRead: true })).json<
      List['count']
    >()
    expect((await test.get('officer', '/api/notices/count')).json()).toEqual(count)
    const foreign = await test.post('leader', '/api/notices/read', { ids, isRead: false })
    expect(foreign.statusCode).toBe(200)
    expect((await test.get('officer', '/api/notices/count')).json()).toEqual(count)
    const back = (await test.post('officer', '/api/notices/read', { ids, isRead: false })).json<
      List['count']
    >()
    expect(back.unread).toBe(count.unread + 1)
    expect((await test.post('officer', '/api/notices/read', { isRead: true })).statusCode).toBe(400)
  })
})
