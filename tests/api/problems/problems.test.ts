import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { openTestApp } from '#tests/support/app.ts'
import { newParcel, openRecord, save, square } from '../changes/land.ts'

const today = '2026-11-22'
const test = await openTestApp({ today: () => today })

type Entry = { n: number; act: string; state: string; owner: string; dueOn: string | null; by: string }
type Found = {
  id: number
  version: number
  number: string
  state: string
  owner: string
  dueOn: string | null
  isOverdue: boolean
  daysLeft: number | null
  subjectCode: string | null
}
type Detail = { problem: Found; entries: Entry[]; acts: string[] }
type Register = {
  total: number
  counts: { open: number; working: number; solved: number; dropped: number; overdue: number }
  problems: Found[]
}

const base = {
  title: '附着物补偿未兑付',
  category: 'compensation',
  owner: '征收中心',
  raisedOn: '2026-10-01',
  dueOn: '2026-12-01',
}
const raise = (body: object = {}, caller: 'officer' | 'planner' | 'leader' = 'officer') =>
  test.post(caller, '/api/problems', { ...base, ...body })
async function raised(body: object = {}): Promise<Found> {
  const answer = await raise(body)
  if (answer.statusCode !== 201) throw new Error(answer.body)
  return answer.json<Detail>().problem
}
const enter = (id: number, body: object) =>
  test.post('officer', `/api/problems/${id}/entries`, { enteredOn: '2026-11-01', text: '说明', ...body })
async function entered(id: number, body: object): Promise<Detail> {
  const answer = await enter(id, body)
  if (answer.statusCode !== 201) throw new Error(answer.body)
  return answer.json()
}
const read = async (id: number, query = '') =>
  (await test.get('leader', `/api/problems/${id}${query}`)).json<Detail>()
const list = async (query = '') => (await test.get('leader', `/api/problems${query}`)).json<Register>()
const problemOf = (answer: { statusCode: number; json<T>(): T }) => {
  const { type, errors } = answer.json<{ type: string; errors?: { rule: string }[] }>()
  return [answer.statusCode, type.replace('/problems/', ''), errors?.[0]?.rule]
}

describe('raising a problem', () => {
  it('gives the next number of its year, without a gap, also when many are raised at once', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => raise({ raisedOn: '2025-05-01' })))
    const numbers = answers.map((answer) => answer.json<Detail>().problem.number).sort()
    expect(numbers).toEqual(['001', '002', '003', '004', '005', '006'].map((n) => `2025-${n}`))
  })

  it('is about a parcel, when it is said which', async () => {
    const record = await openRecord(test)
    const { results } = await save(test, record, [newParcel('KF-9', square(0, 0))])
    const found = await raised({ subject: 'parcel', subjectId: results[0]!.id })
    expect(found).toMatchObject({ subjectCode: 'KF-9', state: 'open', daysLeft: 9, isOverdue: false })
    const about = await list(`?subject=parcel&subjectId=${results[0]!.id}`)
    expect(about.problems.map(({ id }) => id)).toEqual([found.id])
  })

  it.each([
    [{ raisedOn: '2026-11-23' }, 'future_date'],
    [{ dueOn: '2026-09-30' }, 'before_entry'],
    [{ subject: 'parcel' }, 'incomplete'],
    [{ subject: 'parcel', subjectId: 987_654_321 }, 'no_such_subject'],
  ])('is refused: %o', async (body, rule) => {
    expect(problemOf(await raise(body))).toEqual([422, 'rule-broken', rule])
  })

  it('is refused without a title, an owner, or with a category that is none', async () => {
    for (const body of [{ title: ' ' }, { owner: '' }, { category: 'weather' }, { colour: 'red' }])
      expect((await raise(body)).statusCode).toBe(400)
  })
})

describe('the entries', () => {
  it('move a problem from hand to hand until it is solved, and each day can be asked again', async () => {
    const { id } = await raised({ raisedOn: '2026-06-01', dueOn: '2026-07-01' })
    await entered(id, { act: 'progress', enteredOn: '2026-06-10', version: 1 })
    await entered(id, { act: 'extension', enteredOn: '2026-06-20', dueOn: '2026-09-01', version: 2 })
    await entered(id, { act: 'hand_over', enteredOn: '2026-08-01', owner: '土地科', version: 3 })
    const { problem, entries, acts } = await entered(id, {
      act: 'solved',
      enteredOn: '2026-09-10',
      text: '已兑付并交地',
      version: 4,
    })
    expect(problem).toMatchObject({ state: 'solved', owner: '土地科', version: 5, daysLeft: null })
    expect(entries.map(({ act, state, owner, dueOn }) => [act, state, owner, dueOn])).toEqual([
      ['raised', 'open', '征收中心', '2026-07-01'],
      ['progress', 'working', '征收中心', '2026-07-01'],
      ['extension', 'working', '征收中心', '2026-09-01'],
      ['hand_over', 'working', '土地科', '2026-09-01'],
      ['solved', 'solved', '土地科', '2026-09-01'],
    ])
    expect(acts).toEqual(['reopened'])
    const on = async (day: string) => (await read(id, `?on=${day}`)).problem
    expect(await on('2026-06-15')).toMatchObject({ state: 'working', dueOn: '2026-07-01', daysLeft: 16 })
    expect(await on('2026-09-05')).toMatchObject({ owner: '土地科', isOverdue: true, daysLeft: -4 })
    expect((await test.get('leader', `/api/problems/${id}?on=2026-05-31`)).statusCode).toBe(404)
  })

  it('are refused where the rules say so', async () => {
    const { id } = await raised()
    const rule = async (body: object) => problemOf(await enter(id, { version: 1, ...body }))
    expect(await rule({ act: 'hand_over', owner: '征收中心' })).toEqual([422, 'rule-broken', 'same_owner'])
    expect(await rule({ act: 'extension', dueOn: '2026-11-20' })).toEqual([422, 'rule-broken', 'not_later'])
    expect(await rule({ act: 'progress', enteredOn: '2026-09-30' })).toEqual([
      422,
      'rule-broken',
      'before_last_entry',
    ])
    expect(await rule({ act: 'reopened' })).toEqual([409, 'wrong-state', 'problem_open'])
    expect((await enter(id, { act: 'progress', version: 1, enteredOn: 'soon' })).statusCode).toBe(400)
    expect((await read(id)).entries).toHaveLength(1)
  })

  it('rest on the version that was seen', async () => {
    const { id } = await raised()
    expect(problemOf(await enter(id, { act: 'progress' }))[0]).toBe(428)
    const both = await Promise.all([
      enter(id, { act: 'progress', version: 1 }),
      enter(id, { act: 'solved', version: 1 }),
    ])
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([201, 409])
    expect((await read(id)).entries).toHaveLength(2)
  })

  it('stay as they are when the description changes', async () => {
    const { id } = await raised()
    const put = (body: object) =>
      test.as('reviewer', { method: 'PUT', url: `/api/problems/${id}`, payload: body })
    const described = { title: '补偿款争议', category: 'funding', detail: '两户' }
    expect((await put(described)).statusCode).toBe(428)
    expect((await put({ ...described, version: 1 })).json<Detail>()).toMatchObject({
      problem: { title: '补偿款争议', category: 'funding', version: 2 },
      entries: [{ act: 'raised' }],
    })
  })
})

describe('the register', () => {
  const owner = encodeURIComponent('清单科')
  beforeAll(async () => {
    const late = await raised({ owner: '清单科', title: 'A 逾期', dueOn: '2026-11-21' })
    await raised({ owner: '清单科', title: 'B 将到期', dueOn: '2026-11-25', category: 'planning' })
    await raised({ owner: '清单科', title: 'C 无期限 50%', dueOn: null })
    const done = await raised({ owner: '清单科', title: 'D 已解决' })
    await entered(done.id, { act: 'solved', version: 1 })
    await entered(late.id, { act: 'progress', version: 1 })
  })

  it('stands in the order of what is due, with what is done at its end', async () => {
    const { problems, total } = await list(`?owner=${owner}`)
    expect(total).toBe(4)
    expect(problems.map((one) => (one as unknown as { title: string }).title[0])).toEqual([
      'A',
      'B',
      'C',
      'D',
    ])
  })

  it('is filtered, searched, sorted and paged', async () => {
    const titles = async (query: string) =>
      (await list(`?owner=${owner}&${query}`)).problems.map(
        (one) => (one as unknown as { title: string }).title[0],
      )
    expect(await titles('overdue=true')).toEqual(['A'])
    expect(await titles('state=unsolved')).toEqual(['A', 'B', 'C'])
    expect(await titles('state=solved')).toEqual(['D'])
    expect(await titles('category=planning')).toEqual(['B'])
    expect(await titles(`q=${encodeURIComponent('将到期')}`)).toEqual(['B'])
    expect(await titles(`q=${encodeURIComponent('50%')}`)).toEqual(['C'])
    expect(await titles('sort=-title')).toEqual(['D', 'C', 'B', 'A'])
    expect(await titles('sort=title&offset=1&limit=2')).toEqual(['B', 'C'])
    expect(await titles('on=2026-10-15')).toEqual(['A', 'B', 'D', 'C'])
    expect(await titles('on=2026-09-30')).toEqual([])
  })

  it('counts each state, whatever the filter', async () => {
    const all = await list('?limit=1000')
    const { counts } = await list(`?owner=${owner}`)
    const of = (state: string) => all.problems.filter((one) => one.state === state).length
    expect(counts).toEqual({
      open: of('open'),
      working: of('working'),
      solved: of('solved'),
      dropped: of('dropped'),
      overdue: all.problems.filter(({ isOverdue }) => isOverdue).length,
    })
    expect(counts.overdue).toBeGreaterThan(0)
  })

  it('refuses what it does not know', async () => {
    for (const query of ['state=sleeping', 'sort=colour', 'limit=0', 'colour=red', 'on=2026-11-23'])
      expect([query, (await test.get('leader', `/api/problems?${query}`)).statusCode]).toEqual([query, 400])
  })
})

describe('people', () => {
  it('read as members, write as officers, reviewers, leaders and administrators; strangers see nothing', async () => {
    expect((await raise({}, 'planner')).statusCode).toBe(403)
    expect((await raise({}, 'leader')).statusCode).toBe(201)
    const { id } = await raised()
    expect((await test.get('planner', `/api/problems/${id}`)).statusCode).toBe(200)
    expect((await test.get('stranger', `/api/problems/${id}`)).statusCode).toBe(404)
    expect((await test.get('stranger', '/api/problems')).json()).toMatchObject({ total: 0, problems: [] })
    expect((await test.get('nobody', '/api/problems')).statusCode).toBe(401)
    const foreign = await test.post('stranger', `/api/problems/${id}/entries`, {
      act: 'solved',
      enteredOn: today,
      text: 'x',
      version: 1,
    })
    expect(foreign.statusCode).toBe(404)
  })

  it('leave every act in the audit trail', async () => {
    const { id } = await raised()
    await entered(id, { act: 'dropped', version: 1 })
    const { rows } = await sql<{ action: string }>`select action from audit_event
      where target = ${String(id)} and action like 'problem.%' order by id`.execute(test.database.db)
    expect(rows.map(({ action }) => action)).toEqual(['problem.raised', 'problem.entry'])
  })
})
