import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { seedDemo } from '#api/db/seed.ts'
import { openTestApp } from '#tests/support/app.ts'
import { openRecord, save } from '../changes/land.ts'

const today = '2026-11-22'
const test = await openTestApp({ today: () => today, prepare: (database) => seedDemo(database, today) })

type Figure = {
  value: string
  sum: string
  roundedSum: string
  rounding: string
  residual: string
  reasoned: string
  unexplained: string
  matches: boolean
  isExplained: boolean
}
type Claim = {
  id: number
  version: number
  slug: string
  on: string
  askedAt: string
  count: number
  endedOn: string | null
  figure: Figure
  second: Figure | null
}
type Detail = {
  claim: Claim
  reasons: { n: number; reason: string; value: string; voidedAt: string | null; by: string }[]
  suggestions: { reason: string; value: string; code: string | null; fits: boolean }[]
  today: { sum: string; count: number; differs: boolean }
}
type Items = {
  total: number
  sum: string
  items: { key: string; collection: string; id: number; code: string; amount: string; on: string }[]
}

const list = async (query = '') =>
  (await test.get('leader', `/api/claims${query}`)).json<{ claims: Claim[] }>().claims
const read = async (id: number, query = '') =>
  (await test.get('leader', `/api/claims/${id}${query}`)).json<Detail>()
const items = async (id: number, query = '') =>
  (await test.get('leader', `/api/claims/${id}/items${query}`)).json<Items>()
const problemOf = (answer: { statusCode: number; json<T>(): T }) => {
  const { type, errors } = answer.json<{ type: string; errors?: { rule: string }[] }>()
  return [answer.statusCode, type.replace('/problems/', ''), errors?.[0]?.rule]
}
const instant = async (): Promise<string> => {
  const { rows } = await sql<{ at: string }>`select clock_timestamp() as at`.execute(test.database.db)
  await new Promise((resolve) => setTimeout(resolve, 5))
  return rows[0]!.at
}

const base = {
  title: '测试公布数',
  quotation: '解决闲置土地600.00亩',
  source: '测试文件',
  fromOn: '2009-01-01',
  toOn: '2022-09-15',
  scope: 'idle_disposed',
  measure: 'area',
  unit: 'mu',
  value: '600.00',
}
const create = (body: object = {}) => test.post('reviewer', '/api/claims', { ...base, ...body })
async function created(body: object = {}): Promise<Detail> {
  const answer = await create(body)
  if (answer.statusCode !== 201) throw new Error(answer.body)
  return answer.json()
}

let bySlug: Map<string, Claim>
beforeAll(async () => {
  bySlug = new Map((await list()).map((claim) => [claim.slug, claim]))
})

describe('the published figures', () => {
  it.each([
    ['unsupplied-1952-98', '1952.98', null],
    ['idle-616-75', '616.75', null],
    ['standard-land-283-69', '283.69', '7'],
    ['seismic-41-1', '41.1', null],
    ['factory-115000', '115000', null],
    ['roads-9', '9', null],
    ['separation-1', '1', null],
    ['works-11-4', '11.4', '10'],
  ])('%s: %s comes out of the rows, with nothing left over', (slug, value, second) => {
    const claim = bySlug.get(slug)!
    expect(claim.figure).toMatchObject({ value, roundedSum: value, residual: '0', matches: true })
    expect(claim.second?.roundedSum ?? null).toBe(second)
    expect(claim.second?.matches ?? true).toBe(true)
    expect(claim.on).toBe('2022-09-15')
  })

  it('count on an earlier day only what had happened by then, as the account does', async () => {
    for (const [slug, kind] of [
      ['unsupplied-1952-98', 'unsupplied'],
      ['idle-616-75', 'idle'],
    ] as const)
      for (const on of ['2018-12-31', '2020-06-30']) {
        const { claim } = await read(bySlug.get(slug)!.id, `?on=${on}`)
        const { kinds } = (await test.get('leader', `/api/stock/summary?on=${on}`)).json()
        const { areaM2, count } = kinds[kind].disposed
        expect([on, claim.count, Number(claim.figure.sum).toFixed(2)]).toEqual([
          on,
          count,
          ((areaM2 * 3) / 2000).toFixed(2),
        ])
      }
  })

  it('open down to rows, whose sum is the figure’s, page by page', async () => {
    for (const { id, figure, count } of bySlug.values()) {
      const whole = await items(id, '?limit=5000')
      expect([whole.total, whole.sum]).toEqual([count, figure.sum])
      expect(whole.items).toHaveLength(count)
      expect(whole.items.every(({ code }) => code !== null)).toBe(true)
      const sum = whole.items.reduce((so, { amount }) => so + Number(amount), 0)
      expect(sum).toBeCloseTo(Number(figure.sum), 6)
    }
    const { id } = bySlug.get('idle-616-75')!
    const [first, rest] = [
      await items(id, '?limit=5&sort=-amount'),
      await items(id, '?offset=5&sort=-amount'),
    ]
    const whole = await items(id, '?sort=-amount')
    expect([...first.items, ...rest.items]).toEqual(whole.items)
    const amounts = whole.items.map(({ amount }) => Number(amount))
    expect(amounts).toEqual(amounts.toSorted((a, b) => b - a))
  })

  it('can be drawn: every row behind a figure has its boundary', async () => {
    for (const slug of ['standard-land-283-69', 'works-11-4', 'factory-115000', 'seismic-41-1']) {
      const { id, count } = bySlug.get(slug)!
      const { features } = (await test.get('leader', `/api/claims/${id}/map`)).json<{
        features: { geometry: { type: string }; properties: { code: string } }[]
      }>()
      expect([slug, features.length]).toEqual([slug, count])
      expect(features.every(({ geometry }) => geometry.type.startsWith('Multi'))).toBe(true)
    }
  })

  it('name the mines and the roads apart: each scope has rows of its own collection', async () => {
    const { items: works } = await items(bySlug.get('works-11-4')!.id)
    expect(works.filter(({ collection }) => collection === 'roads')).toHaveLength(9)
    expect(works.filter(({ collection }) => collection === 'pipelines')).toHaveLength(1)
  })
})

describe('what happens later', () => {
  let record: number
  beforeAll(async () => {
    record = await openRecord(test)
  })

  it('does not change a figure: a disposal of today belongs to today', async () => {
    const before = await read(bySlug.get('idle-616-75')!.id)
    const { rows } = await sql<{ id: number; version: number }>`
      select id, version from remediation where zone_id = ${test.zoneId} and kind = 'idle'
        and disposed_on is null order by id limit 1`.execute(test.database.db)
    await save(test, record, [
      {
        op: 'attributes',
        collection: 'remediations',
        ...rows[0]!,
        properties: { disposed_on: '2022-09-01', path: 'start' },
      },
    ])
    const after = await read(before.claim.id)
    expect(after.claim.figure).toEqual(before.claim.figure)
    // With today's facts the same question has one parcel more: it was entered too late to be published.
    expect(after.today).toMatchObject({ count: before.claim.count + 1, differs: true })
    const asOfToday = await read(before.claim.id, `?on=${today}`)
    expect(asOfToday.claim.count).toBe(before.claim.count + 1)
    expect(asOfToday.claim.figure.matches).toBe(false)
  })

  it('changes a figure when the past itself is corrected, and the former answer can still be had', async () => {
    const { id } = bySlug.get('standard-land-283-69')!
    const before = await read(id)
    const known = await instant()
    const { rows } = await sql<{ id: number; version: number; area: string }>`
      select id, version, area_m2 as area from supply where zone_id = ${test.zoneId}
        and standard_agreed_on is not null order by id limit 1`.execute(test.database.db)
    const { area, ...supply } = rows[0]!
    await save(
      test,
      record,
      [{ op: 'attributes', collection: 'supplies', ...supply, properties: { area_m2: Number(area) - 2000 } }],
      { effectiveOn: '2020-04-13' },
    )
    const after = await read(id)
    expect(after.claim.figure).toMatchObject({ residual: '3', unexplained: '3', isExplained: false })
    const asKnown = await read(id, `?known=${encodeURIComponent(known)}`)
    expect(asKnown.claim.figure).toEqual(before.claim.figure)
    expect((await read(id, `?known=${encodeURIComponent(before.claim.askedAt)}`)).claim.figure).toEqual(
      before.claim.figure,
    )
  })
})

describe('a figure that does not match', () => {
  it('keeps its residual until reasons add up to it', async () => {
    const { claim } = await created()
    expect(claim.figure).toMatchObject({ residual: '-16.75', unexplained: '-16.75', matches: false })
    const reason = (body: object) => test.post('reviewer', `/api/claims/${claim.id}/reasons`, body)
    const part = (
      await reason({ reason: 'remeasured', value: '-10.5', note: '重新测量后核减' })
    ).json<Detail>()
    expect(part.claim.figure).toMatchObject({ reasoned: '-10.5', unexplained: '-6.25', isExplained: false })
    const whole = (await reason({ reason: 'other_scope', value: '-6.25' })).json<Detail>()
    expect(whole.claim.figure).toMatchObject({ unexplained: '0', isExplained: true, matches: false })
    expect(whole.reasons).toMatchObject([{ n: 1, by: 'reviewer' }, { n: 2 }])
    const known = await instant()
    const back = await test.post('reviewer', `/api/claims/${claim.id}/reasons/1/void`, { reason: '算错了' })
    expect(back.json<Detail>().claim.figure.unexplained).toBe('-10.5')
    expect((await read(claim.id, `?known=${encodeURIComponent(known)}`)).claim.figure.unexplained).toBe('0')
    const again = await test.post('reviewer', `/api/claims/${claim.id}/reasons/1/void`, { reason: 'x' })
    expect(again.statusCode).toBe(404)
  })

  it('is offered what may stand behind it', async () => {
    const { id, count } = bySlug.get('idle-616-75')!
    const rows = (await items(id)).items
    const last = rows.toSorted((a, b) => a.on.localeCompare(b.on)).at(-1)!
    const dayBefore = new Date(Date.parse(last.on) - 86_400_000).toISOString().slice(0, 10)
    const { claim, suggestions } = await created({ value: '616.75', toOn: dayBefore })
    expect(claim.count).toBeLessThan(count)
    expect(suggestions[0]).toMatchObject({ fits: true, code: last.code, reason: 'outside_period' })
  })

  it('takes no reason of nothing, no nameless other, and no parcel that is not there', async () => {
    const { claim } = await created()
    const rule = async (body: object) =>
      problemOf(await test.post('reviewer', `/api/claims/${claim.id}/reasons`, body))[2]
    expect(await rule({ reason: 'remeasured', value: '0.00' })).toBe('zero')
    expect(await rule({ reason: 'other', value: '1' })).toBe('required')
    expect(await rule({ reason: 'found_later', value: '1', parcelId: 987_654_321 })).toBe('no_such_parcel')
  })
})

describe('keeping figures', () => {
  it('rounds to the digits that were printed', async () => {
    const coarse = await created({ value: '617' })
    const fine = await created({ unit: 'm2', value: '411166.66' })
    expect(coarse.claim.figure).toMatchObject({ roundedSum: '617', residual: '0' })
    expect(fine.claim.figure).toMatchObject({ roundedSum: '411166.67', residual: '-0.01' })
  })

  it.each([
    [{ scope: 'roads_under_way', measure: 'area', fromOn: null }, 'not_of_scope'],
    [{ unit: 'wan_yuan' }, 'not_of_measure'],
    [{ toOn: '2027-01-01' }, 'future_date'],
    [{ publishedOn: '1800-01-01' }, 'implausible_date'],
    [{ fromOn: '2023-01-01' }, 'after_end'],
    [{ scopeFilter: { path: 'magic' } }, 'code'],
    [{ scopeFilter: { colour: 'red' } }, 'unknown_filter'],
    [{ secondMeasure: 'count', secondUnit: 'parcel' }, 'incomplete'],
  ])('refuses %o', async (body, rule) => {
    expect(problemOf(await create(body))).toEqual([422, 'rule-broken', rule])
  })

  it('refuses what is no figure', async () => {
    for (const value of ['616,75', '-1', '', '1e5', '1.1234567'])
      expect([value, (await create({ value })).statusCode]).toEqual([value, 400])
  })

  it('narrows a scope by codes', async () => {
    const paths = await Promise.all(
      [
        'start',
        'fee',
        'recovery',
        'paid_recovery',
        'extension',
        'change_of_use',
        'temporary_use',
        'exchange',
        'bond_buyback',
        'other',
      ].map(async (path) => (await created({ scopeFilter: { path } })).claim.count),
    )
    const all = (await created()).claim.count
    expect(paths.reduce((sum, count) => sum + count, 0)).toBe(all)
    expect(Math.max(...paths)).toBeLessThan(all)
  })

  it('is not on the list of an instant before it was made', async () => {
    const before = await instant()
    const { claim } = await created()
    expect((await list(`?known=${encodeURIComponent(before)}`)).some(({ id }) => id === claim.id)).toBe(false)
    expect((await list()).some(({ id }) => id === claim.id)).toBe(true)
  })

  it('is changed by version and ended with a reason; an ended one stands no longer', async () => {
    const { claim } = await created()
    const put = (body: object, headers = {}) =>
      test.as('administrator', {
        method: 'PUT',
        url: `/api/claims/${claim.id}`,
        payload: { ...base, ...body },
        headers,
      })
    expect(problemOf(await put({}))[0]).toBe(428)
    expect(problemOf(await put({ version: 7 }))[0]).toBe(409)
    expect((await put({}, { 'if-match': '"claims-1-9"' })).statusCode).toBe(412)
    const changed = (await put({ version: 1, value: '616.75' })).json<Detail>()
    expect(changed.claim).toMatchObject({ version: 2, figure: { matches: true } })
    const end = (body: object) => test.post('reviewer', `/api/claims/${claim.id}/end`, body)
    expect(problemOf(await end({ endedOn: '2026-11-23', reason: 'x', version: 2 }))[2]).toBe('future_date')
    expect((await end({ endedOn: today, reason: '更正公布', version: 2 })).statusCode).toBe(201)
    expect((await list()).some(({ id }) => id === claim.id)).toBe(false)
    expect((await list('?state=ended')).map(({ id }) => id)).toContain(claim.id)
    expect(problemOf(await put({ version: 3 }))).toEqual([409, 'wrong-state', 'claim_ended'])
  })
})

describe('people', () => {
  it('read as members; reviewers and administrators write; strangers see nothing', async () => {
    const { id } = bySlug.get('roads-9')!
    for (const role of ['officer', 'leader', 'planner'] as const) {
      expect((await test.post(role, '/api/claims', base)).statusCode).toBe(403)
      expect(
        (await test.post(role, `/api/claims/${id}/reasons`, { reason: 'misprint', value: '1' })).statusCode,
      ).toBe(403)
    }
    expect((await test.get('nobody', '/api/claims')).statusCode).toBe(401)
    expect((await test.get('stranger', '/api/claims')).json()).toEqual({ claims: [] })
    for (const path of ['', '/items', '/map'])
      expect((await test.get('stranger', `/api/claims/${id}${path}`)).statusCode).toBe(404)
    expect((await test.get('leader', '/api/claims?on=2026-11-23')).statusCode).toBe(400)
    expect((await test.get('leader', `/api/claims/${id}/items?sort=colour`)).statusCode).toBe(400)
  })

  it('leave every act in the audit trail', async () => {
    const { claim } = await created()
    await test.post('reviewer', `/api/claims/${claim.id}/reasons`, { reason: 'misprint', value: '-16.75' })
    const { rows } = await sql<{ action: string }>`select action from audit_event
      where target = ${String(claim.id)} and action like 'claim.%' order by id`.execute(test.database.db)
    expect(rows.map(({ action }) => action)).toEqual(['claim.created', 'claim.reason'])
  })

  it('learn what can be claimed', async () => {
    const { scopes, units } = (await test.get('planner', '/api/claims/scopes')).json<{
      scopes: { id: string; filters: { codes: string[] }[] }[]
      units: Record<string, string[]>
    }>()
    expect(scopes.find(({ id }) => id === 'assessment_area')?.filters[0]?.codes).toContain('seismic_safety')
    expect(units['area']).toContain('mu')
  })
})
