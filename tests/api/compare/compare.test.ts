import { describe, expect, it } from 'vitest'
import { seedDemo } from '#api/db/seed.ts'
import { openRecord, polygon, save, square, newParcel } from '#tests/api/changes/land.ts'
import { openTestApp } from '#tests/support/app.ts'

const today = '2026-11-22'
const test = await openTestApp({
  today: () => today,
  prepare: (database) => seedDemo(database, today),
})
const recordId = await openRecord(test, '运开〔2026〕9号')

type Row = { id: number; bbox: number[] | null; [name: string]: unknown }
type Comparison = {
  on: string
  than: string
  total: number
  tallies: { change: string; count: number; beforeM2: number; afterM2: number }[]
  states: { from: string | null; to: string | null; count: number; areaM2: number }[]
  features: {
    id: number
    change: string
    changed: string[]
    areaDeltaM2: number | null
    before: Row | null
    after: Row | null
  }[]
}

async function get<T>(path: string, query: Record<string, string>): Promise<T> {
  const answer = await test.get('leader', `${path}?${new URLSearchParams(query)}`)
  if (answer.statusCode !== 200) throw new Error(`${path}: ${answer.body}`)
  return answer.json<T>()
}
const compare = (collection: string, query: Record<string, string>) =>
  get<Comparison>(`/api/compare/${collection}`, { limit: '500', ...query })

async function allRows(collection: string, on: string): Promise<Map<number, Row>> {
  const found = new Map<number, Row>()
  for (let offset = 0; ; offset += 1000) {
    const page = await get<{ total: number; rows: Row[] }>(`/api/ledger/${collection}`, {
      on,
      limit: '1000',
      offset: String(offset),
    })
    for (const row of page.rows) found.set(row.id, row)
    if (offset + 1000 >= page.total) return found
  }
}

const plain = new Set(['version', 'effective_on', 'recorded_at', 'titles', 'bbox', 'point'])
const said = (row: Row): string =>
  JSON.stringify(Object.fromEntries(Object.entries(row).filter(([name]) => !plain.has(name))))

describe('two days of the demonstration zone', () => {
  it.each([
    ['parcels', '2022-09-15', '2019-09-15'],
    ['parcels', '2012-01-01', '2020-06-30'],
    ['unsupplied-land', '2022-09-15', '2022-03-15'],
    ['idle-land', '2022-09-15', '2018-09-15'],
    ['remediations', '2021-01-01', '2020-01-01'],
    ['roads', '2024-01-01', '2015-01-01'],
  ])('%s on %s and %s differ as their ledgers do', async (collection, on, than) => {
    const before = await allRows(collection, than)
    const after = await allRows(collection, on)
    const expected = new Map<number, string>()
    for (const id of new Set([...before.keys(), ...after.keys()])) {
      const [was, is] = [before.get(id), after.get(id)]
      if (!was) expected.set(id, 'created')
      else if (!is) expected.set(id, 'ended')
      else if (said(was) !== said(is)) expected.set(id, 'fields')
    }
    const { total, tallies, features } = await compare(collection, { on, than })
    expect(total).toBe(expected.size)
    expect(tallies.reduce((sum, { count }) => sum + count, 0)).toBe(expected.size)
    expect(features.length).toBe(Math.min(500, expected.size))
    for (const { id, change, before: was, after: is } of features) {
      expect([id, change]).toEqual([id, expected.get(id)])
      expect(was?.id).toBe(before.get(id)?.id)
      expect(is && said(is)).toEqual(after.has(id) ? said(after.get(id)!) : null)
    }
  })

  it('turn round when the days do', async () => {
    const [on, than] = ['2022-09-15', '2019-09-15']
    const forward = await compare('parcels', { on, than })
    const back = await compare('parcels', { on: than, than: on })
    const countOf = ({ tallies }: Comparison, kind: string) =>
      tallies.find(({ change }) => change === kind)?.count ?? 0
    expect(forward.total).toBeGreaterThan(0)
    expect(countOf(back, 'ended')).toBe(countOf(forward, 'created'))
    expect(countOf(back, 'fields')).toBe(countOf(forward, 'fields'))
    const moves = ({ states }: Comparison) => states.reduce((sum, { count }) => sum + count, 0)
    expect(moves(back)).toBe(moves(forward))
  })

  it('can be narrowed by filters that hold on either day, and by the kind of change', async () => {
    const days = { on: '2022-09-15', than: '2019-09-15' }
    const all = await compare('parcels', days)
    const disposed = await compare('parcels', { ...days, status: 'disposed' })
    const wanted = all.features.filter(
      ({ before, after }) => before?.['status'] === 'disposed' || after?.['status'] === 'disposed',
    )
    expect(disposed.total).toBeGreaterThanOrEqual(wanted.length)
    expect(wanted.length).toBeGreaterThan(0)
    for (const { before, after } of disposed.features)
      expect([before?.['status'], after?.['status']]).toContain('disposed')
    const created = await compare('parcels', { ...days, change: 'created' })
    expect(created.features.every(({ change, before }) => change === 'created' && before === null)).toBe(true)
    expect(created.tallies).toEqual(all.tallies)
  })

  it('come in pages that neither lose nor repeat a feature', async () => {
    const days = { on: '2022-09-15', than: '2012-09-15' }
    const { total } = await compare('parcels', days)
    const ids: number[] = []
    for (let offset = 0; offset < total; offset += 97) {
      const page = await compare('parcels', { ...days, limit: '97', offset: String(offset) })
      ids.push(...page.features.map(({ id }) => id))
    }
    expect(new Set(ids).size).toBe(total)
  })
})

describe('a compared parcel', () => {
  it('tells its new boundary, its area, and its fields before and after', async () => {
    const place = { op: 'create', collection: 'parcels' }
    const { results } = await save(
      test,
      recordId,
      [
        { ...newParcel('C-1', square(100, 0)), ...place },
        newParcel('C-2', square(102, 0), { name: '甲' }),
        newParcel('C-3', square(104, 0)),
      ],
      { effectiveOn: '2024-01-01' },
    )
    const [drawn, named, gone] = results.map(({ id }) => id) as [number, number, number]
    const ofFeature = (id: number, op: string, more: object = {}) => ({
      op,
      collection: 'parcels',
      id,
      version: 1,
      ...more,
    })
    await save(
      test,
      recordId,
      [
        ofFeature(drawn, 'boundary', { geometry: polygon(square(100, 0, 0.5)) }),
        ofFeature(named, 'attributes', { properties: { name: '乙' } }),
        ofFeature(gone, 'end'),
      ],
      { effectiveOn: '2025-01-01' },
    )
    const query = { on: '2025-06-01', than: '2024-06-01', ids: [drawn, named, gone].join(',') }
    const { features, tallies } = await compare('parcels', query)
    expect(features.map(({ id, change, changed }) => [id, change, changed])).toEqual([
      [drawn, 'boundary', ['geometry']],
      [named, 'fields', ['name']],
      [gone, 'ended', []],
    ])
    expect(features[0]!.areaDeltaM2).toBeCloseTo(-results[0]!.areaEllipsoidalM2! * 0.75, 0)
    expect([features[1]!.before!['name'], features[1]!.after!['name']]).toEqual(['甲', '乙'])
    expect(features[2]!.after).toBeNull()
    expect(tallies.find(({ change }) => change === 'ended')).toMatchObject({ count: 1, afterM2: 0 })

    type Shapes = { isComplete: boolean; features: { id: number; properties: Record<string, unknown> }[] }
    const shapes = await get<Shapes>('/api/compare/parcels/shapes', query)
    expect(shapes.isComplete).toBe(true)
    expect(
      shapes.features
        .map(({ id, properties }) => `${id} ${properties['change']} ${properties['side']}`)
        .sort(),
    ).toEqual(
      [
        `${drawn} boundary after`,
        `${drawn} boundary before`,
        `${named} fields after`,
        `${gone} ended before`,
      ].sort(),
    )
  })

  it('is as it was known, when that is fixed', async () => {
    const known = new Date().toISOString()
    const days = { on: '2026-06-01', than: '2025-06-01', known }
    await new Promise((resolve) => setTimeout(resolve, 5))
    const asked = await compare('parcels', days)
    const { results } = await save(test, recordId, [newParcel('C-9', square(110, 0))], {
      effectiveOn: '2026-01-01',
    })
    expect(await compare('parcels', days)).toEqual(asked)
    const now = await compare('parcels', { on: days.on, than: days.than, ids: String(results[0]!.id) })
    expect(now.features.map(({ change }) => change)).toEqual(['created'])
  })
})

describe('a comparison', () => {
  it.each([
    ['without the other day', '/api/compare/parcels?on=2022-01-01', 400],
    ['of a day with itself', '/api/compare/parcels?on=2022-01-01&than=2022-01-01', 400],
    ['with a day to come', '/api/compare/parcels?than=2027-01-01', 400],
    ['by an unknown kind', '/api/compare/parcels?than=2022-01-01&change=moved', 400],
    ['by an unknown filter', '/api/compare/parcels?than=2022-01-01&colour=red', 400],
    ['of a collection that is none', '/api/compare/castles?than=2022-01-01', 404],
    ['of shapes that facts do not have', '/api/compare/supplies/shapes?than=2022-01-01', 404],
  ])('%s is refused', async (_, url, status) => {
    expect((await test.get('leader', url)).statusCode).toBe(status)
  })

  it('is for members of the zone', async () => {
    expect((await test.get('nobody', '/api/compare/parcels?than=2022-01-01')).statusCode).toBe(401)
    const strange = await test.get('stranger', '/api/compare/parcels?than=2022-01-01')
    expect(strange.json<Comparison>().total).toBe(0)
  })
})
