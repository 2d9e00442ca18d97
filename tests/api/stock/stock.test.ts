import { beforeAll, describe, expect, it } from 'vitest'
import { seedDemo } from '#api/db/seed.ts'
import { cohortOf } from '#geodata/rules/batch/unsupplied.ts'
import type { TestApp } from '#tests/support/app.ts'
import { openTestApp } from '#tests/support/app.ts'

const today = '2026-11-22'
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
