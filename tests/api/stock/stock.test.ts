import { beforeAll, describe, expect, it } from 'vitest'
import { seedDemo } from '#api/db/seed.ts'
import { refreshZoneStock } from '#api/features/changes/status.ts'
import { refreshStock } from '#api/features/stock/refresh.service.ts'
import { cohortOf } from '#geodata/rules/batch/unsupplied.ts'
import type { TestApp } from '#tests/support/app.ts'
import { openTestApp } from '#tests/support/app.ts'
import { newParcel, openRecord, save, square } from '../changes/land.ts'

let today = '2026-11-22'
const m2PerMu = 2000 / 3
let test: TestApp

beforeAll(async () => {
  test = await openTestApp({ today: () => today, prepare: (database) => seedDemo(database, today) })
}, 300_000)

const inMu = (areaM2: number) => (areaM2 / m2PerMu).toFixed(2)
async function ask(url: string) {
  const answer = await test.get('leader', `/api/stock/${url}`)
  if (answer.statusCode !== 200) throw new Error(`${url}: ${answer.body}`)
  return answer.json()
}
const kinds = ['unsupplied', 'idle'] as const

describe('the stock of the demonstration', () => {
  it('keeps the published figures and agrees with the overview', async () => {
    const { kinds: levels } = await ask('summary')
    expect(inMu(levels.unsupplied.disposed.areaM2)).toBe('1952.98')
    expect(inMu(levels.idle.disposed.areaM2)).toBe('616.75')
    const overview = (await test.get('leader', '/api/overview')).json()
    for (const kind of kinds) {
      const { now } = levels[kind]
      expect([now.disposed.count, now.disposing.count, now.waiting.count]).toEqual([
        overview[kind].counts.disposed,
        overview[kind].counts.disposing,
        overview[kind].counts.remaining,
      ])
      expect(now.waiting.areaM2).toBe(overview[kind].remainingM2)
      expect(now.disposing.areaM2).toBe(overview[kind].disposingM2)
    }
  })

  it('had disposed of the published acreage on the day it was published', async () => {
    const { kinds: levels } = await ask('summary?on=2022-09-16')
    expect(inMu(levels.unsupplied.disposed.areaM2)).toBe('1952.98')
    expect(inMu(levels.idle.disposed.areaM2)).toBe('616.75')
  })

  it.each([
    'cause',
    'path',
    'state',
    'year',
    'cohort',
    'batch',
    'condition',
    'leader',
    'team',
    'department',
    'officer',
    'service_officer',
  ])('by %s adds up to the stock, on both days, and each group opens its parcels', async (by) => {
    for (const kind of kinds) {
      const { kinds: levels } = await ask('summary?than=2020-06-30')
      const { groups, total } = await ask(`breakdown?kind=${kind}&by=${by}&than=2020-06-30`)
      expect(total).toMatchObject({ areaM2: levels[kind].now.areaM2, count: levels[kind].now.count })
      const before = groups.reduce(
        (sum: number, group: { before: { areaM2: number } }) => sum + group.before.areaM2,
        0,
      )
      expect(before).toBeCloseTo(levels[kind].before.areaM2, 3)
      const [first] = groups
      const value = first.key === null ? 'none' : encodeURIComponent(first.key)
      const { total: opened } = await ask(`parcels?kind=${kind}&${by}=${value}`)
      expect(opened).toEqual({ areaM2: first.now.areaM2, count: first.now.count })
    }
  })

  it('stands beside the ledger of the batches, so that two figures of what is left explain each other', async () => {
    const { groups } = await ask('breakdown?kind=unsupplied&by=batch')
    const ofBatches = groups
      .filter(({ key }: { key: string | null }) => key !== null)
      .reduce((sum: number, { now }: { now: { areaM2: number } }) => sum + now.areaM2, 0)
    const { totals } = (await test.get('leader', '/api/batches?limit=1')).json()
    expect(totals.stockM2).toBeCloseTo(ofBatches, 3)
    expect(totals.stockM2).not.toBeCloseTo(totals.ledgerM2, 3)
  })

  it('tells cohorts apart as the rule does', async () => {
    const { rows } = await ask('parcels?kind=unsupplied&limit=1000')
    const { groups } = await ask('breakdown?kind=unsupplied&by=cohort')
    const counted = new Map<string, number>()
    for (const { batchYear } of rows) {
      const cohort = cohortOf(`${batchYear}-06-01`)
      counted.set(cohort, (counted.get(cohort) ?? 0) + 1)
    }
    expect(
      new Map(groups.map((group: { key: string; now: { count: number } }) => [group.key, group.now.count])),
    ).toEqual(counted)
  })
})

describe('what has been disposed of', () => {
  it.each(['cause', 'path', 'year', 'batch', 'leader'])(
    'by %s adds up to the published figure, and each group opens its parcels',
    async (by) => {
      for (const kind of kinds) {
        const { kinds: levels } = await ask('summary')
        const { groups, total } = await ask(`breakdown?kind=${kind}&by=${by}&part=disposed`)
        expect(total).toMatchObject(levels[kind].now.disposed)
        const [first] = groups
        const value = first.key === null ? 'none' : encodeURIComponent(first.key)
        const { total: opened, rows } = await ask(
          `parcels?kind=${kind}&${by}=${value}&part=disposed&sort=-area&limit=1000`,
        )
        expect(opened).toEqual({ areaM2: first.now.areaM2, count: first.now.count })
        expect(rows).toHaveLength(first.now.count)
        for (const row of rows) expect(row).toMatchObject({ state: 'disposed', light: null, stage: null })
      }
    },
  )

  it('grows with the day that is asked about', async () => {
    const { total: early } = await ask('parcels?kind=idle&part=disposed&on=2014-12-31&limit=1')
    const { kinds: levels } = await ask('summary?on=2014-12-31')
    expect(early).toEqual(levels.idle.now.disposed)
    expect(early.count).toBeLessThan(18)
  })
})

describe('the account', () => {
  it.each([
    ['2009-01-01', '2026-11-22'],
    ['2012-07-01', '2016-02-29'],
    ['2019-12-31', '2022-09-16'],
    ['2026-11-21', '2026-11-22'],
    ['2026-11-22', '2026-11-22'],
  ])('closes from %s to %s, and every bar opens its movements', async (from, to) => {
    for (const kind of kinds) {
      const account = await ask(`account?kind=${kind}&from=${from}&to=${to}`)
      expect(account.closes).toBe(true)
      for (const { movement, areaM2, count } of account.movements) {
        const { rows } = await ask(
          `account/parcels?kind=${kind}&from=${from}&to=${to}&movement=${movement}&limit=1000`,
        )
        expect(rows).toHaveLength(count)
        expect(rows.reduce((sum: number, row: { areaM2: number }) => sum + row.areaM2, 0)).toBeCloseTo(
          areaM2,
          3,
        )
      }
    }
  })

  it('adds up by month to the level of the last day', async () => {
    const { months } = await ask('months?kind=idle&from=2013-01-15&to=2022-09-16')
    const { kinds: levels } = await ask('summary?on=2022-09-16')
    expect(months).toHaveLength(117)
    expect(months.at(-1)).toMatchObject({
      month: '2022-09',
      endsOn: '2022-09-16',
      levelM2: levels.idle.now.areaM2,
    })
  })
})

describe('the life of a parcel', () => {
  it('tells approval, remediation, disposal and contract in order, each with its record, and nothing of later', async () => {
    const { rows } = await ask(
      'account/parcels?kind=unsupplied&from=2009-01-01&movement=supply&disposed=true&limit=1',
    )
    const [{ parcelId, movedOn }] = rows
    const life = (await test.get('leader', `/api/parcels/${parcelId}/life`)).json()
    const days = life.events.map(({ on }: { on: string }) => on)
    expect(days).toEqual(days.toSorted())
    const names = life.events.map(({ event }: { event: string }) => event)
    expect(names).toEqual(
      expect.arrayContaining([
        'approved',
        'parcel_drawn',
        'remediation_found',
        'remediation_disposed',
        'supply_signed',
        'start_agreed',
        'movement',
      ]),
    )
    const withoutRecord = life.events.filter((one: { record: unknown }) => one.record === null)
    expect(withoutRecord.every(({ event }: { event: string }) => event === 'movement')).toBe(true)
    const early = (await test.get('leader', `/api/parcels/${parcelId}/life?on=${movedOn}`)).json()
    expect(early.events.every(({ on }: { on: string }) => on <= movedOn)).toBe(true)
    expect((await test.get('stranger', `/api/parcels/${parcelId}/life`)).statusCode).toBe(404)
  })
})

describe('the ranking and what stands still', () => {
  it('ranks by batch: disposed, remaining and overdue add up to the zone, with a rate', async () => {
    const { groups } = await ask('ranking?kind=unsupplied&by=batch&from=2009-01-01')
    const { kinds: levels } = await ask('summary')
    const sum = (name: string) =>
      groups.reduce(
        (total: number, group: Record<string, { areaM2: number }>) => total + group[name]!.areaM2,
        0,
      )
    expect(inMu(sum('disposed'))).toBe('1952.98')
    expect(sum('remaining')).toBeCloseTo(levels.unsupplied.now.areaM2, 3)
    const { total: late } = await ask('parcels?kind=unsupplied&light=red')
    expect(sum('overdue')).toBeCloseTo(late.areaM2, 3)
    for (const { rate, disposed, remaining } of groups)
      expect(rate).toBeCloseTo((disposed.areaM2 / (disposed.areaM2 + remaining.areaM2)) * 100, 9)
  })

  it('lists land on which nothing moved for so many days, the stillest first', async () => {
    const { rows, total } = await ask('stale?kind=idle&days=100')
    expect(rows).toHaveLength(total.count)
    expect(rows.length).toBeGreaterThan(0)
    const days = rows.map(({ daysStill }: { daysStill: number }) => daysStill)
    expect(Math.min(...days)).toBeGreaterThanOrEqual(100)
    const all = await ask('parcels?kind=idle&limit=1000')
    const still = all.rows.filter(({ daysStill }: { daysStill: number }) => daysStill >= 100)
    expect(still).toHaveLength(total.count)
  })

  it('pages, sorts, filters and searches without losing a parcel', async () => {
    const { rows: whole } = await ask('parcels?kind=unsupplied&sort=-area&limit=1000')
    const areas = whole.map(({ areaM2 }: { areaM2: number }) => areaM2)
    expect(areas).toEqual(areas.toSorted((a: number, b: number) => b - a))
    const paged: string[] = []
    for (let offset: number | null = 0; offset !== null;) {
      const page: { rows: { code: string }[]; next: number | null } = await ask(
        `parcels?kind=unsupplied&sort=-area&limit=7&offset=${offset}`,
      )
      paged.push(...page.rows.map(({ code }) => code))
      offset = page.next
    }
    expect(paged).toEqual(whole.map(({ code }: { code: string }) => code))
    const { rows: found } = await ask(`parcels?kind=unsupplied&text=${whole[0].code}`)
    expect(found.map(({ code }: { code: string }) => code)).toContain(whole[0].code)
    const lights = ['red', 'orange', 'yellow', 'green']
    const counts = await Promise.all(
      lights.map(async (light) => (await ask(`parcels?kind=unsupplied&light=${light}`)).total.count),
    )
    const due = whole.filter(({ dueOn }: { dueOn: string | null }) => dueOn !== null)
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(due.length)
    for (const { light } of due) expect(lights).toContain(light)
  })
})

describe('cases beside the stock of a day', () => {
  type Case = { number: string; parcelId: number; state: string }
  it.each(['2025-06-30', '2026-05-01', '2026-07-20', '2026-11-22'])(
    'are those that stood open on %s, in stock and on the watch list alike',
    async (on) => {
      const { cases } = (await test.get('leader', `/api/cases?on=${on}&limit=500`)).json()
      const open = (cases as Case[]).filter(({ state }) => state !== 'closed')
      const numbersOf = (parcelId: number) =>
        open.filter((one) => one.parcelId === parcelId).map(({ number }) => number)
      const { rows } = await ask(`parcels?kind=idle&on=${on}&limit=500`)
      expect(rows.length).toBeGreaterThan(0)
      for (const { parcelId, openCaseNo } of rows)
        expect([parcelId, openCaseNo]).toEqual([parcelId, numbersOf(parcelId).toSorted().at(-1) ?? null])
    },
  )

  it('were not known before they were entered', async () => {
    const known = '2020-01-01T00:00:00Z'
    const { cases } = (await test.get('leader', '/api/cases?limit=1')).json()
    const answer = await test.get('leader', `/api/cases/${cases[0].id}?known=${known}`)
    expect([answer.statusCode, answer.json().detail]).toEqual([
      404,
      `nothing was known yet of case ${cases[0].id} at 2020-01-01T00:00:00.000Z`,
    ])
  })
})

describe('questions that make no sense', () => {
  it.each([
    ['summary?on=2030-01-01', 'query/on'],
    ['account?kind=idle&from=2026-11-23&to=2026-11-22', 'query/from'],
    ['parcels?kind=idle&light=blue', 'query/light'],
    ['account/parcels?kind=idle&from=2020-01-01&movement=stolen', 'query/movement'],
  ])('%s is refused, with the field', async (url, path) => {
    const answer = await test.get('leader', `/api/stock/${url}`)
    expect(answer.statusCode).toBe(400)
    expect(answer.json().errors[0].path).toBe(path)
  })

  it('name the day that is too early or still to come, by its own name', async () => {
    const faultOf = async (query: string) => {
      const answer = await test.get('leader', `/api/stock/${query}`)
      return [answer.statusCode, answer.json().errors?.[0]]
    }
    expect(await faultOf('months?kind=idle&from=0001-01-01&to=2026-11-01')).toMatchObject([
      400,
      { path: 'query/from', rule: 'implausible_date' },
    ])
    expect(await faultOf('account?kind=idle&from=2026-01-01&to=2027-01-01')).toMatchObject([
      400,
      { path: 'query/to', rule: 'future_date' },
    ])
    expect(await faultOf('summary?on=0099-01-01')).toMatchObject([
      400,
      { path: 'query/on', rule: 'implausible_date' },
    ])
  })

  it('names parameters that it does not know, and answers nobody without a role', async () => {
    expect((await test.get('leader', '/api/stock/summary?onn=2020-01-01')).statusCode).toBe(400)
    expect((await test.get('nobody', '/api/stock/summary')).statusCode).toBe(401)
    const { kinds: levels } = (await test.get('stranger', '/api/stock/summary')).json()
    expect(levels.unsupplied.now).toMatchObject({ areaM2: 0, count: 0 })
  })
})

describe('the lights', () => {
  const body = {
    from: '2026-01-01',
    yellowDays: 60,
    orangeDays: 15,
    idleYears: 1,
    recoveryYears: 2,
    source: '运示办〔2026〕3号',
  }
  const put = (caller: 'reviewer' | 'officer', payload: object) =>
    test.as(caller, { method: 'PUT', url: '/api/stock/lights', payload })

  it('are those of the handbook until a reviewer sets others from a day on', async () => {
    expect(await ask('lights')).toMatchObject({ yellowDays: 90, orangeDays: 30, ours: [] })
    expect((await put('officer', body)).statusCode).toBe(403)
    expect((await put('reviewer', { ...body, orangeDays: 61 })).json().errors[0].path).toBe('orangeDays')
    expect((await put('reviewer', body)).statusCode).toBe(204)
    expect(await ask('lights')).toMatchObject({ yellowDays: 60, ours: [{ setBy: 'reviewer' }] })
    expect(await ask('lights?on=2025-12-31')).toMatchObject({ yellowDays: 90 })
    const { events } = (await test.get('administrator', '/api/audit')).json()
    expect(events).toContainEqual(expect.objectContaining({ action: 'zone.setting', target: 'rule.light' }))
  })
})

/** Far from the parcels of the demonstration, so that nothing lies on anything. */
describe('the account follows its facts', () => {
  let recordId: number
  let batchId: number
  let column = 400
  const levels = async (more = '') => (await ask(`summary${more}`)).kinds.unsupplied.now
  const rowsOf = async (parcelId: number) =>
    test.database.query<{ movement: string; moved_on: string; area: number; voided: boolean }>(
      '',
      `select movement, moved_on, area_m2::float8 as area, voided_at is not null as voided from stock_movement
       where parcel_id = $1 order by id`,
      [parcelId],
    )
  const living = async (parcelId: number) =>
    (await rowsOf(parcelId))
      .filter(({ voided }) => !voided)
      .map(({ movement, moved_on }) => [movement, moved_on])
  const stateOf = async (parcelId: number) =>
    (await test.get('leader', `/api/features/parcels/${parcelId}`)).json().feature.properties.status
  async function approvedParcel(code: string): Promise<number> {
    const properties = {
      approval_batch_id: batchId,
      declared_area_m2: 10_000,
      declared_area_basis: 'approval',
    }
    const { results } = await save(test, recordId, [newParcel(code, square((column += 3), 400), properties)])
    return results[0]!.id
  }
  const create = async (collection: string, properties: object) =>
    save(test, recordId, [{ op: 'create', collection, properties }])
  const contract = (parcelId: number, facts: object = {}) =>
    create('supplies', {
      parcel_id: parcelId,
      contract_no: `HT-${parcelId}`,
      mode: 'listing',
      signed_on: '2024-05-06',
      area_m2: 10_000,
      ...facts,
    })

  beforeAll(async () => {
    recordId = await openRecord(test)
    const [batch] = await test.database.query<{ id: number }>(
      '',
      `select id from approval_batch where zone_id = $1 and approved_on < '2012-01-01' order by id limit 1`,
      [test.zoneId],
    )
    batchId = batch!.id
  })

  it('within the change that touches them, and back with its undo; what was known stays known', async () => {
    const before = await levels()
    const knownBefore = new Date().toISOString()
    await new Promise((resolve) => setTimeout(resolve, 5))
    const parcelId = await approvedParcel('ZZ-1')
    const after = await levels()
    expect([after.count - before.count, after.areaM2 - before.areaM2]).toEqual([1, 10_000])
    expect(await stateOf(parcelId)).toBe('unsupplied')
    expect(await levels(`?known=${knownBefore}`)).toEqual(before)

    const saved = await contract(parcelId)
    expect((await living(parcelId)).map(([movement]) => movement)).toEqual(['approved', 'supply'])
    expect(await stateOf(parcelId)).toBe('supplied')
    const countOn = async (on: string) =>
      (await ask(`parcels?kind=unsupplied&text=ZZ-1&on=${on}`)).total.count
    expect([await countOn('2024-05-05'), await countOn('2024-05-06')]).toEqual([1, 0])
    await test.post('officer', `/api/changes/${saved.change.id}/undo`, {})
    expect((await living(parcelId)).map(([movement]) => movement)).toEqual(['approved'])
    expect(await stateOf(parcelId)).toBe('unsupplied')
    expect((await rowsOf(parcelId)).filter(({ voided }) => voided)).toHaveLength(3)
    const known = encodeURIComponent(new Date(saved.change.recordedAt).toISOString())
    const { total } = await ask(`parcels?kind=unsupplied&text=ZZ-1&known=${known}`)
    expect(total.count).toBe(0)
    expect((await ask('parcels?kind=unsupplied&text=ZZ-1')).total.count).toBe(1)
  })

  it('and is not written again when nothing has changed', async () => {
    const parcelId = await approvedParcel('ZZ-2')
    const count = (await rowsOf(parcelId)).length
    const { db } = test.database
    const changed = await db.transaction().execute((trx) => refreshStock(trx, test.zoneId, [parcelId], today))
    expect(changed).toBe(0)
    expect(await rowsOf(parcelId)).toHaveLength(count)
  })

  it('when a day comes, once', async () => {
    const parcelId = await approvedParcel('ZZ-3')
    await contract(parcelId, { signed_on: '2026-12-01' })
    expect(await stateOf(parcelId)).toBe('unsupplied')
    today = '2026-12-01'
    expect(await refreshZoneStock(test.context, test.zoneId, today)).toBeGreaterThan(0)
    expect(await living(parcelId)).toContainEqual(['supply', '2026-12-01'])
    expect(await stateOf(parcelId)).toBe('supplied')
    expect(await refreshZoneStock(test.context, test.zoneId, today)).toBe(0)
    today = '2026-11-22'
  })

  it('through remediation: waiting, disposing, disposed, and an idle determination before all others', async () => {
    const parcelId = await approvedParcel('ZZ-4')
    const remediation = { parcel_id: parcelId, kind: 'unsupplied', found_on: '2026-01-05', area_m2: 10_000 }
    const { results } = await create('remediations', { ...remediation, due_on: '2026-12-31' })
    expect(await stateOf(parcelId)).toBe('unsupplied')
    const [{ id, version }] = results as unknown as [{ id: number; version: number }]
    await save(test, recordId, [
      {
        op: 'attributes',
        collection: 'remediations',
        id,
        version,
        properties: { path: 'withdrawal', started_on: '2026-03-01' },
      },
    ])
    expect(await stateOf(parcelId)).toBe('disposing')
    const { rows } = await ask('parcels?kind=unsupplied&text=ZZ-4')
    expect(rows[0]).toMatchObject({
      state: 'disposing',
      path: 'withdrawal',
      dueOn: '2026-12-31',
      daysLeft: 39,
    })
    await save(test, recordId, [
      {
        op: 'attributes',
        collection: 'remediations',
        id,
        version: version + 1,
        properties: { disposed_on: '2026-06-01' },
      },
    ])
    expect(await stateOf(parcelId)).toBe('disposed')
    expect((await living(parcelId)).at(-1)).toEqual(['withdrawal', '2026-06-01'])
    const view = await test.get('leader', '/api/ledger/unsupplied-land?q=ZZ-4')
    expect(view.json().rows[0]).toMatchObject({ state: 'disposed', declared_area_m2: 10_000 })
    await create('remediations', { ...remediation, kind: 'idle', found_on: '2026-07-01' })
    expect(await stateOf(parcelId)).toBe('idle')
  })

  it('through its batch: another day of approval moves every parcel of it, a lapse of the whole ends them', async () => {
    const parcelId = await approvedParcel('ZZ-5')
    const detail = (await test.get('leader', `/api/features/approval-batches/${batchId}`)).json().feature
    const { version, approved_on: approvedOn, declared_area_m2: areaM2 } = detail.properties
    const saved = await save(test, recordId, [
      {
        op: 'attributes',
        collection: 'approval-batches',
        id: batchId,
        version: version ?? detail.version,
        properties: { approved_on: '2010-10-10' },
      },
    ])
    expect((await living(parcelId))[0]).toEqual(['approved', '2010-10-10'])
    await test.post('officer', `/api/changes/${saved.change.id}/undo`, {})
    expect((await living(parcelId))[0]).toEqual(['approved', approvedOn])
    await create('batch-entries', {
      approval_batch_id: batchId,
      kind: 'lapsed',
      entered_on: '2026-11-01',
      area_m2: areaM2,
    })
    expect((await living(parcelId)).at(-1)).toEqual(['lapse', '2026-11-01'])
    expect(await stateOf(parcelId)).toBe('reserve')
  })

  it('hands it on when the parcel is divided: the old one until that day, its pieces from then on', async () => {
    const parcelId = await approvedParcel('ZZ-7')
    const { results } = await create('remediations', {
      parcel_id: parcelId,
      kind: 'unsupplied',
      found_on: '2020-03-01',
      area_m2: 10_000,
      started_on: '2020-06-01',
      path: 'supply',
    })
    const before = await levels('?on=2026-09-30')
    const original = await living(parcelId)
    const pieces = ['a', 'b'].map((name, index) =>
      newParcel(`ZZ-7${name}`, square((column += 3), 400), {
        approval_batch_id: batchId,
        declared_area_m2: index === 0 ? 6_000 : 4_000,
        declared_area_basis: 'approval',
      }),
    )
    const [{ version }] = (await test.get('leader', `/api/ledger/parcels?ids=${parcelId}`)).json().rows
    const operations = [
      { op: 'end', collection: 'remediations', id: results[0]!.id, version: 1 },
      { op: 'end', collection: 'parcels', id: parcelId, version },
      ...pieces,
    ]
    const saved = await save(test, recordId, operations, { effectiveOn: '2026-10-20' })
    const pieceIds = saved.results.filter(({ op }) => op === 'create').map(({ id }) => id)
    expect(pieceIds).toHaveLength(2)
    expect(await levels('?on=2026-09-30')).toEqual(before)
    expect((await living(parcelId)).at(-1)).toEqual(['divided', '2026-10-20'])
    for (const id of pieceIds) expect((await living(id))[0]).toEqual(['divided', '2026-10-20'])
    const account = await ask('account?kind=unsupplied&from=2026-10-19&to=2026-10-20')
    const line = account.movements.find(({ movement }: { movement: string }) => movement === 'divided')
    expect([account.closes, line.areaM2, line.count]).toEqual([true, 0, 3])
    const codesOn = async (on: string) =>
      (await ask(`parcels?kind=unsupplied&text=ZZ-7&on=${on}&sort=code`)).rows.map(
        ({ code }: { code: string }) => code,
      )
    expect(await codesOn('2026-10-20')).toEqual(['ZZ-7a', 'ZZ-7b'])
    expect(await codesOn('2026-10-19')).toEqual(['ZZ-7'])
    await test.post('officer', `/api/changes/${saved.change.id}/undo`, {})
    expect(await living(parcelId)).toEqual(original)
    expect(await living(pieceIds[0]!)).toEqual([])
  })

  it('and says what does not fit, with the parcel', async () => {
    const parcelId = await approvedParcel('ZZ-6')
    await create('remediations', {
      parcel_id: parcelId,
      kind: 'unsupplied',
      found_on: '2026-11-10',
      area_m2: 10_400,
      disposed_on: '2026-11-15',
    })
    const rows: { parcelId: number; rule: string }[] = []
    for (let after = 0; ;) {
      const page = await ask(`findings?after=${after}&limit=1`)
      rows.push(...page.rows)
      if (page.next === null) break
      after = page.next
    }
    const rules = rows.filter((row) => row.parcelId === parcelId).map(({ rule }) => rule)
    expect(rules.toSorted()).toEqual(['disposed_without_path', 'over_parcel_area'])
  })
})
