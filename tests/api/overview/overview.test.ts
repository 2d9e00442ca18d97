import { beforeAll, describe, expect, it } from 'vitest'
import { seedDemo } from '#api/db/seed.ts'
import type { TestApp } from '#tests/support/app.ts'
import { openTestApp } from '#tests/support/app.ts'

type Link = { collection: string; filters: Record<string, string> }

const today = '2026-11-22'
const m2PerMu = 2000 / 3
let test: TestApp

beforeAll(async () => {
  test = await openTestApp({ today: () => today, prepare: (database) => seedDemo(database, today) })
}, 300_000)

const overview = async () => (await test.get('leader', '/api/overview')).json()

async function summaryBehind({ collection, filters }: Link) {
  const url = `/api/ledger/${collection}/summary?${new URLSearchParams(filters).toString()}`
  const answer = await test.get('leader', url)
  expect(answer.statusCode).toBe(200)
  return answer.json<{ count: number; sums: Record<string, number> }>()
}

const inMu = (areaM2: number) => (areaM2 / m2PerMu).toFixed(2)

describe('the overview of the demonstration', () => {
  it('shows the published figures', async () => {
    const { asOf, unsupplied, idle, standardLand, seismic, roads, factory } = await overview()
    expect(asOf).toBe(today)
    expect(inMu(unsupplied.disposedM2)).toBe('1952.98')
    expect(inMu(idle.disposedM2)).toBe('616.75')
    expect([standardLand.count, inMu(standardLand.areaM2)]).toEqual([7, '283.69'])
    expect((seismic.declaredM2 / 1e6).toFixed(1)).toBe('41.1')
    expect([roads.underWay, roads.projects, roads.investmentWan]).toEqual([9, 1, 114_000])
    expect(factory.grossFloorAreaM2).toBe(115_000)
  })

  it('opens every land figure down to parcels that add up to it', async () => {
    const { unsupplied, idle, standardLand } = await overview()
    for (const land of [unsupplied, idle]) {
      expect(land.remainingM2).toBeGreaterThan(0)
      for (const state of ['disposed', 'disposing', 'remaining']) {
        const { count, areaM2, link } = land.states[state]
        const behind = await summaryBehind(link)
        expect([behind.count, behind.sums['declared_area_m2']]).toEqual([count, areaM2])
      }
    }
    const behind = await summaryBehind(standardLand.link)
    expect([behind.count, behind.sums['declared_area_m2']]).toEqual([standardLand.count, standardLand.areaM2])
  })

  it('opens roads, projects, factories and the assessment', async () => {
    const { roads, factory, seismic } = await overview()
    expect((await summaryBehind(roads.link)).count).toBe(roads.underWay)
    expect((await summaryBehind(roads.link)).sums['investment_wan']).toBe(roads.roadInvestmentWan)
    expect((await summaryBehind(roads.projectsLink)).sums['investment_wan']).toBe(roads.projectInvestmentWan)
    expect((await summaryBehind(factory.link)).sums['gross_floor_area_m2']).toBe(factory.grossFloorAreaM2)
    expect((await summaryBehind(factory.vacantLink)).count).toBe(factory.vacantUnits)
    expect((await summaryBehind(seismic.link)).sums['declared_area_m2']).toBe(seismic.declaredM2)
  })

  it('counts every parcel in exactly one status', async () => {
    const { parcels } = await overview()
    const whole = await summaryBehind(parcels.link)
    const sum = (key: string) =>
      parcels.byStatus.reduce((total: number, row: Record<string, number>) => total + row[key]!, 0)
    expect(sum('count')).toBe(whole.count)
    expect(sum('declaredM2')).toBeCloseTo(whole.sums['declared_area_m2']!, 3)
    for (const { link, count } of parcels.byStatus) expect((await summaryBehind(link)).count).toBe(count)
  })

  it('lists deadlines by day with a light, and opens the land behind them', async () => {
    const { deadlines } = await overview()
    const { next, counts } = deadlines
    expect(counts.overdue).toBeGreaterThan(0)
    expect(counts.near).toBeGreaterThan(0)
    expect(counts.later).toBeGreaterThan(0)
    for (const span of ['overdue', 'near', 'later'])
      expect((await summaryBehind(deadlines.links[span])).count).toBe(counts[span])
    expect(next.map(({ dueOn }: { dueOn: string }) => dueOn)).toEqual(
      next.map(({ dueOn }: { dueOn: string }) => dueOn).toSorted(),
    )
    for (const { daysLeft, light, link } of next) {
      const calm = daysLeft <= 90 ? 'yellow' : 'green'
      expect(light).toBe(daysLeft < 0 ? 'red' : daysLeft <= 30 ? 'orange' : calm)
      expect((await summaryBehind(link)).count).toBe(1)
    }
  })

  it('says the same of today whether the day is named or not', async () => {
    expect((await test.get('leader', `/api/overview?on=${today}`)).json()).toEqual(await overview())
  })

  it.each(['2012-12-31', '2019-06-30', '2022-09-16'])(
    'as of %s every figure opens rows of that day',
    async (on) => {
      const then = (await test.get('leader', `/api/overview?on=${on}`)).json()
      const behind = ({ collection, filters }: Link) =>
        summaryBehind({ collection, filters: { ...filters, on } })
      expect(then.asOf).toBe(on)
      expect((await behind(then.standardLand.link)).count).toBe(then.standardLand.count)
      expect((await behind(then.roads.link)).count).toBe(then.roads.underWay)
      expect((await behind(then.factory.link)).sums['gross_floor_area_m2'] ?? 0).toBe(
        then.factory.grossFloorAreaM2,
      )
      expect((await behind(then.seismic.link)).count).toBe(then.seismic.count)
      for (const { link, count } of then.parcels.byStatus) expect((await behind(link)).count).toBe(count)
      for (const span of ['overdue', 'near', 'later'])
        expect((await behind(then.deadlines.links[span])).count).toBe(then.deadlines.counts[span])
    },
  )

  it('shows nothing of it to another zone', async () => {
    const answer = (await test.get('stranger', '/api/overview')).json()
    expect(answer.unsupplied.counts).toEqual({ disposed: 0, disposing: 0, remaining: 0 })
    expect(answer.parcels.byStatus).toEqual([])
  })
})

describe('a feature of the demonstration in detail', () => {
  it('comes with its facts, references, change and record', async () => {
    const [row] = (await test.get('leader', '/api/ledger/standard-land?limit=1')).json().rows
    const detail = (await test.get('leader', `/api/features/parcels/${row.id}`)).json()
    expect(detail.feature).toMatchObject({ type: 'Feature', id: row.id, geometry: { type: 'MultiPolygon' } })
    expect(detail.facts.supplies[0]).toMatchObject({ contract_no: row.contract_no, version: 1 })
    expect(detail.facts.supplies[0].starts).toBeInstanceOf(Array)
    expect(detail.facts.indicatorValues[0].indicator.code).toBeTypeOf('string')
    expect(detail.facts.batch.code).toBe(detail.references.approval_batch_id.title)
    expect(detail.change).toMatchObject({ source: 'demo' })
    expect(detail.record.number).toBeTypeOf('string')
    const asView = (await test.get('leader', `/api/features/standard-land/${row.id}`)).json()
    expect(asView.facts).toEqual(detail.facts)
    expect(asView.change).toEqual(detail.change)
  })

  it('shows the floors and units of a factory building', async () => {
    const [row] = (await test.get('leader', '/api/ledger/factory-buildings?sort=code&limit=1')).json().rows
    const { facts, references } = (
      await test.get('leader', `/api/features/factory-buildings/${row.id}`)
    ).json()
    expect(facts.floors.map(({ number }: { number: number }) => number)).toEqual(
      facts.floors.map(({ number }: { number: number }) => number).toSorted((a: number, b: number) => a - b),
    )
    expect(facts.floors[0].units.length).toBeGreaterThan(0)
    expect(references.parcel_id.collection).toBe('parcels')
  })
})

describe('the overview of another day', () => {
  const of = async (query: string) => (await test.get('leader', `/api/overview?${query}`)).json()

  it('asked for today says what it says without a day', async () => {
    const now = await overview()
    const today = await of('on=2026-11-22')
    expect(today).toEqual(now)
  })

  it('is that of the account, with states that add up to the parcels of the day', async () => {
    const past = await of('on=2018-06-30&than=2015-06-30')
    const { kinds } = (await test.get('leader', '/api/stock/summary?on=2018-06-30&than=2015-06-30')).json()
    expect(past.asOf).toBe('2018-06-30')
    for (const kind of ['unsupplied', 'idle']) {
      expect(past[kind].remainingM2).toBe(kinds[kind].now.waiting.areaM2)
      expect(past[kind].disposedM2).toBe(kinds[kind].now.disposed.areaM2)
      expect(past.before[kind].remainingM2).toBe(kinds[kind].before.waiting.areaM2)
    }
    const whole = (await test.get('leader', '/api/ledger/parcels/summary?on=2018-06-30')).json()
    const count = past.parcels.byStatus.reduce((sum: number, row: { count: number }) => sum + row.count, 0)
    expect(count).toBe(whole.count)
    expect(past.standardLand.count).toBe(0)
  })

  it('refuses days that are still to come', async () => {
    expect((await test.get('leader', '/api/overview?on=2027-01-01')).statusCode).toBe(400)
    expect((await test.get('leader', '/api/overview?than=2027-01-01')).statusCode).toBe(400)
  })
})
