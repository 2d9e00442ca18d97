import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { landStates } from '#geodata/rules/batch/batch-land.ts'
import { openTestApp } from '#tests/support/app.ts'
import { openRecord, save } from '../changes/land.ts'
import { box, openGround, ring } from './ground.ts'

const today = '2026-11-22'
const test = await openTestApp({ today: () => today })
const ground = await openGround(test)

type Row = {
  kind: string
  areaM2: number
  items: { areaM2: number; parcelIds: number[]; entryId: number | null }[]
}
type Detail = {
  batch: {
    ledgerM2: number
    geometryM2: number
    differenceM2: number
    suppliedM2: number
    state: string
    lapse: { on: string; daysLeft: number; stoppedBy: string | null }
  }
  difference: { ledgerM2: number; geometryM2: number; differenceM2: number; rows: Row[] }
  mass: {
    approvedM2: number
    states: { state: string; areaM2: number }[]
    statedM2: number
    holesM2: number
    remainderM2: number
    closes: boolean
  }
  holes: { areaM2: number; at: [number, number] }[]
  slivers: { areaM2: number }[]
  doubles: { areaM2: number; parcelIds: number[] }[]
  parcels: { id: number; state: string; isCrossing: boolean; shares: { batchId: number; areaM2: number }[] }[]
  conditions: { item: string; holds: boolean }[]
  paths: { path: string; isPossible: boolean; refusals: { code: string }[] }[]
  unusable: { id: number | null }[]
}
const read = async (id: number, query = ''): Promise<Detail> => {
  const answer = await test.get('leader', `/api/batches/${id}${query}`)
  if (answer.statusCode !== 200) throw new Error(answer.body)
  return answer.json()
}
const inParts = (areaM2: number) => Math.round(areaM2 * 10_000)
const sum = (areas: readonly number[]) => areas.reduce((total, m2) => total + inParts(m2), 0)
const kindsOf = ({ difference }: Detail) => difference.rows.map(({ kind }) => kind)

/** Four cells: one supplied, one withdrawn, one left, one that no parcel covers. */
async function fourCells(code: string, row: number) {
  const batchId = await ground.batch(code, box(0, row, 4, row + 1), { declared_area_m2: 40_600 })
  const supplied = await ground.parcel(`${code}-1`, box(0, row, 1, row + 1), batchId)
  const withdrawn = await ground.parcel(`${code}-2`, box(1, row, 2, row + 1), batchId)
  const left = await ground.parcel(`${code}-3`, box(2, row, 3, row + 1), batchId)
  const supplyId = await ground.supply(supplied, 10_100, '2018-05-01')
  await ground.entry(batchId, 'supplied', 10_100, '2018-05-01', { supply_id: supplyId })
  await ground.remediation(withdrawn, 'withdrawal', 10_120, '2021-03-01')
  await ground.entry(batchId, 'withdrawn', 10_120, '2021-03-01', { parcel_id: withdrawn })
  return { batchId, supplied, withdrawn, left, supplyId }
}

describe('the balance of a batch', () => {
  it('is kept twice, and the difference is explained to the last ten-thousandth', async () => {
    const { batchId, supplied, withdrawn, left } = await fourCells('PC-1', 0)
    const cellM2 = await ground.area('parcel', supplied)
    const boundaryM2 = await ground.area('approval_batch', batchId)
    const leftM2 = await ground.area('parcel', left)
    const found = await read(batchId)
    // Ledger: 40 600 − 10 100 − 10 120. Boundary: two cells of four.
    expect(found.batch.ledgerM2).toBe(20_380)
    expect(found.batch.geometryM2).toBeCloseTo(boundaryM2 - 2 * cellM2, 2)
    expect(found.difference.rows).toEqual([
      expect.objectContaining({ kind: 'approval', areaM2: expect.closeTo(40_600 - boundaryM2, 4) }),
      {
        kind: 'survey',
        areaM2: expect.closeTo(2 * cellM2 - 20_220, 3),
        items: [
          expect.objectContaining({ parcelIds: [supplied], areaM2: expect.closeTo(cellM2 - 10_100, 3) }),
          expect.objectContaining({ parcelIds: [withdrawn], areaM2: expect.closeTo(cellM2 - 10_120, 3) }),
        ],
      },
      ...found.difference.rows.filter(({ kind }) => kind === 'remainder'),
    ])
    const remainder = found.difference.rows.find(({ kind }) => kind === 'remainder')
    expect(Math.abs(remainder?.areaM2 ?? 0)).toBeLessThan(0.01)
    expect(sum(found.difference.rows.map(({ areaM2 }) => areaM2))).toBe(inParts(found.batch.differenceM2))
    expect(found.holes).toEqual([{ areaM2: expect.closeTo(leftM2, 1), at: expect.anything() }])
    expect(found.mass).toMatchObject({ closes: true, approvedM2: boundaryM2 })
    expect(found.mass.states.map(({ state }) => state)).toEqual(['supplied', 'withdrawn', 'unsupplied'])
  })

  it('is that of the asked day', async () => {
    const { batchId } = await fourCells('PC-2', 2)
    expect((await read(batchId, '?on=2018-04-30')).batch).toMatchObject({ ledgerM2: 40_600, suppliedM2: 0 })
    expect((await read(batchId, '?on=2018-05-01')).batch.ledgerM2).toBe(30_500)
    const before = await read(batchId, '?on=2021-02-28')
    expect(before.mass.states.map(({ state }) => state)).toEqual(['supplied', 'unsupplied'])
    expect((await test.get('leader', `/api/batches/${batchId}?on=2015-05-31`)).statusCode).toBe(404)
    expect((await test.get('leader', `/api/batches/${batchId}?on=2026-11-23`)).statusCode).toBe(400)
  })

  it('is that of the asked instant: what was learned later does not count', async () => {
    const { batchId, left } = await fourCells('PC-3', 4)
    const [clock] = await test.database.query<{ now: string }>('', 'select clock_timestamp() as now', [])
    await new Promise((resolve) => setTimeout(resolve, 5))
    await ground.supply(left, 10_000, '2020-01-01', { recorded_at: '2031-01-01T00:00:00Z' })
    const known = encodeURIComponent(clock!.now)
    expect(kindsOf(await read(batchId, `?known=${known}`))).not.toContain('missing_entry')
    expect(kindsOf(await read(batchId))).toContain('missing_entry')
  })

  it('shares a supply over two batches by what lies in each, adding up to the contract', async () => {
    const first = await ground.batch('PC-4', box(0, 6, 2, 7), { declared_area_m2: 20_250 })
    const second = await ground.batch('PC-5', box(2, 6, 4, 7), { declared_area_m2: 20_250 })
    const parcel = await ground.parcel('KF-4', box(1.75, 6, 3, 7), first)
    const supplyId = await ground.supply(parcel, 12_650.01, '2019-01-01')
    // All of it was booked on the first batch, though four fifths lie in the second.
    const entry = await ground.entry(first, 'supplied', 12_650.01, '2019-01-01', { supply_id: supplyId })
    const one = await read(first)
    const shares = one.parcels.find(({ id }) => id === parcel)!.shares
    expect(shares.map(({ batchId }) => batchId)).toEqual([first, second])
    expect(sum(shares.map(({ areaM2 }) => areaM2))).toBe(inParts(12_650.01))
    expect(shares[0]!.areaM2).toBeCloseTo(12_650.01 / 5, 0)
    const crossing = one.difference.rows.find(({ kind }) => kind === 'crossing')!
    expect(crossing.items).toEqual([
      { areaM2: expect.closeTo(shares[0]!.areaM2 - 12_650.01, 4), parcelIds: [parcel], entryId: entry },
    ])
    expect(kindsOf(await read(second))).toContain('missing_entry')
  })

  it('sets slivers aside, and lists double counts and entries that name no land', async () => {
    const batchId = await ground.batch('PC-6', box(0, 8, 2, 9), { declared_area_m2: 20_256 })
    const one = await ground.parcel('KF-6', box(0, 8, 1.0005, 9), batchId)
    const other = await ground.parcel('KF-7', box(1, 8, 1.9995, 9), batchId)
    for (const parcel of [one, other]) {
      const supplyId = await ground.supply(parcel, 10_000, '2019-01-01')
      await ground.entry(batchId, 'supplied', 10_000, '2019-01-01', { supply_id: supplyId })
    }
    const twice = await ground.supply(one, 10_000, '2020-01-01')
    await ground.entry(batchId, 'supplied', 10_000, '2020-01-01', { supply_id: twice })
    await ground.entry(batchId, 'written_off', 11, '2020-02-01')
    const found = await read(batchId)
    expect(found.slivers).toHaveLength(1)
    expect(found.slivers[0]!.areaM2).toBeGreaterThan(4)
    expect(found.slivers[0]!.areaM2).toBeLessThan(6)
    expect(found.batch.geometryM2).toBe(0)
    expect(found.doubles).toEqual([expect.objectContaining({ parcelIds: [one, other] })])
    expect(kindsOf(found)).toEqual(
      expect.arrayContaining(['entry_without_parcel', 'entry_repeated', 'overlap', 'sliver']),
    )
    expect(sum(found.difference.rows.map(({ areaM2 }) => areaM2))).toBe(inParts(found.batch.differenceM2))
  })

  it('names an entry that belongs to another batch, and one that the land does not bear out', async () => {
    const { batchId, left } = await fourCells('PC-7', 10)
    const other = await fourCells('PC-8', 12)
    await ground.entry(batchId, 'supplied', 10_100, '2019-01-01', { supply_id: other.supplyId })
    await ground.entry(batchId, 'lapsed', 500, '2019-01-01', { parcel_id: left })
    const rows = (await read(batchId)).difference.rows
    expect(rows.find(({ kind }) => kind === 'entry_elsewhere')).toMatchObject({ areaM2: -10_100 })
    expect(rows.find(({ kind }) => kind === 'state_differs')).toMatchObject({ areaM2: -500 })
  })

  it('trusts no overlay of a boundary that is not valid', async () => {
    const bowTie = 'POLYGON((111.2 35.114, 111.201 35.115, 111.201 35.114, 111.2 35.115, 111.2 35.114))'
    const batchId = await ground.batch('PC-9', box(0, 14, 1, 15), { declared_area_m2: 10_000 })
    const parcel = await ground.parcel('KF-9', bowTie, batchId)
    const found = await read(batchId)
    expect(found).toMatchObject({ difference: null, mass: null, unusable: [{ id: parcel }] })
    expect(found.batch).toMatchObject({ ledgerM2: 10_000, geometryM2: null })
  })
})

describe('the mass balance', () => {
  it('closes to 1 m² on any subdivision, whatever state its parcels are in', async () => {
    const choice = fc.array(fc.constantFrom('none', ...landStates), { minLength: 9, maxLength: 9 })
    const cuts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 4, maxLength: 4 })
    let serial = 0
    await fc.assert(
      fc.asyncProperty(choice, cuts, fc.boolean(), async (states, [a, b, c, d], isGrown) => {
        const row = 20 + 4 * serial++
        const xs = [0, a! / 10, 1 + b! / 10, 3]
        const ys = [0, c! / 10, 1 + d! / 10, 3].map((y) => row + y)
        const batchId = await ground.batch(`PC-M${serial}`, box(0, row, 3, row + 3))
        for (const [i, state] of states.entries()) {
          if (state === 'none') continue
          const [x, y] = [i % 3, Math.floor(i / 3)]
          const east = xs[x + 1]! + (isGrown ? 0.05 : 0)
          const parcel = await ground.parcel(
            `KF-M${serial}-${i}`,
            box(xs[x]!, ys[y]!, east, ys[y + 1]!),
            batchId,
          )
          if (state === 'supplied') await ground.supply(parcel, 100, '2019-01-01')
          const path = { withdrawn: 'withdrawal', lapsed: 'lapse', written_off: 'other' }[state as string]
          if (path) await ground.remediation(parcel, path, 100, '2020-01-01')
          if (state === 'formalities') await ground.remediation(parcel, 'formalities', 100, null)
        }
        const { mass, difference, holes } = await read(batchId)
        expect(mass.closes).toBe(true)
        expect(Math.abs(mass.remainderM2)).toBeLessThan(1)
        expect(sum(mass.states.map(({ areaM2 }) => areaM2)) + sum(holes.map(({ areaM2 }) => areaM2))).toBe(
          inParts(mass.approvedM2) - inParts(mass.remainderM2),
        )
        expect(sum(difference.rows.map(({ areaM2 }) => areaM2))).toBe(inParts(difference.differenceM2))
      }),
      { numRuns: 8, seed: 20261128 },
    )
  })

  it('finds a hole inside', async () => {
    const row = 16
    const batchId = await ground.batch('PC-10', box(0, row, 3, row + 3))
    const pierced = `POLYGON(${ring([0, row, 3, row + 3])}, ${ring([1, row + 1, 2, row + 2])})`
    await ground.parcel('KF-10', pierced, batchId)
    const { holes, mass } = await read(batchId)
    expect(holes).toHaveLength(1)
    expect(holes[0]!.at[0]).toBeGreaterThan(111.201)
    expect(holes[0]!.at[0]).toBeLessThan(111.202)
    expect(mass.closes).toBe(true)
  })
})

describe('batches', () => {
  it('are listed with filters, order, sums and pages', async () => {
    const get = async (query: string) =>
      (await test.get('leader', `/api/batches?${query}`)).json<{
        total: number
        totals: { ledgerM2: number; count: number }
        batches: { code: string; ledgerM2: number; geometryM2: number | null }[]
      }>()
    await ground.batch('PC-2020', box(30, 0, 31, 1), {
      approved_on: '2020-07-01',
      declared_area_m2: 7,
      approval_no: '晋政地字〔2020〕7号',
      condition: 'not_ready',
      not_ready_cause: 'planning',
    })
    const found = await get('year=2020')
    expect(found).toMatchObject({ total: 1, totals: { ledgerM2: 7, count: 1 } })
    expect(found.batches[0]).toMatchObject({ code: 'PC-2020', ledgerM2: 7, cohort: 'from_2019' })
    expect((await get('q=〔2020〕7号')).total).toBe(1)
    expect((await get('cause=planning&condition=not_ready&cohort=from_2019&state=open')).total).toBe(1)
    expect((await get('cohort=before_2009')).total).toBe(0)
    const byArea = await get('sort=-remaining&limit=2')
    expect(byArea.batches).toHaveLength(2)
    expect(byArea.batches[0]!.ledgerM2).toBeGreaterThanOrEqual(byArea.batches[1]!.ledgerM2)
    expect((await get('on=2015-01-01')).total).toBe(0)
  })

  it('take what is observed of them through changes, and the ways out follow', async () => {
    const { batchId } = await fourCells('PC-11', 60)
    const record = await openRecord(test)
    const observe = (item: string, holds: boolean, observedOn = '2026-01-01') =>
      save(test, record, [
        {
          op: 'create',
          collection: 'batch-conditions',
          properties: {
            approval_batch_id: batchId,
            item,
            holds,
            observed_on: observedOn,
            document_no: '核〔2026〕1号',
          },
        },
      ])
    const pathOf = async (name: string, query = '') =>
      (await read(batchId, query)).paths.find(({ path }) => path === name)!
    expect((await pathOf('supply')).refusals.map(({ code }) => code)).toEqual(Array(5).fill('not_observed'))
    for (const item of [
      'rights_clear',
      'compensation_settled',
      'no_disputes',
      'planning_clear',
      'basic_conditions',
    ])
      await observe(item, true)
    expect(await pathOf('supply')).toMatchObject({ isPossible: true })
    expect(await pathOf('supply', '?on=2025-12-31')).toMatchObject({ isPossible: false })
    expect((await pathOf('lapse')).refusals.map(({ code }) => code)).toContain('partly_supplied')
  })

  it('are drawn with the state of each parcel, holes and double counts', async () => {
    const { batchId } = await fourCells('PC-12', 62)
    const map = (await test.get('planner', `/api/batches/${batchId}/map`)).json<{
      features: { properties: { role: string; state: string | null } }[]
    }>()
    expect(map.features.map(({ properties }) => properties.state ?? properties.role)).toEqual([
      'boundary',
      'supplied',
      'withdrawn',
      'unsupplied',
      'hole',
    ])
  })

  it('tell rates with what is divided by what', async () => {
    const { rates, supply } = (await test.get('leader', '/api/batches/rates')).json<{
      supply: { isBelow: boolean; years: number[] }
      rates: {
        name: string
        percent: number | null
        numerator: { areaM2: number }
        denominator: { areaM2: number }
      }[]
    }>()
    expect(supply.years).toEqual([2015, 2020])
    const total = rates.find(({ name }) => name === 'supply_total')!
    expect(total.percent).toBeCloseTo((total.numerator.areaM2 / total.denominator.areaM2) * 100, 9)
  })

  it('are not told to strangers, and odd questions are refused', async () => {
    expect((await test.get('nobody', '/api/batches')).statusCode).toBe(401)
    expect((await test.get('stranger', '/api/batches')).json()).toMatchObject({ total: 0 })
    expect((await test.get('leader', '/api/batches?colour=red')).statusCode).toBe(400)
    expect((await test.get('leader', '/api/batches/999999')).statusCode).toBe(404)
  })
})

describe('the rules of batches', () => {
  it('are set by reviewers from a day on, and the sliver limit takes effect', async () => {
    const rule = { value: 9_000, from: '2026-01-01', source: '本区规定' }
    const put = (who: 'reviewer' | 'leader', body: object) =>
      test.as(who, { method: 'PUT', url: '/api/batch-rules/sliverM2', payload: body })
    const batchId = await ground.batch('PC-13', box(0, 64, 0.5, 65))
    expect((await put('leader', rule)).statusCode).toBe(403)
    expect((await put('reviewer', { ...rule, value: -1 })).statusCode).toBe(422)
    expect((await put('reviewer', rule)).statusCode).toBe(204)
    expect((await read(batchId)).slivers).toHaveLength(1)
    expect((await read(batchId, '?on=2025-12-31')).slivers).toHaveLength(0)
    const listed = (await test.get('leader', '/api/batch-rules')).json<{
      rules: { name: string; ours: object[] }[]
    }>()
    expect(listed.rules.find(({ name }) => name === 'sliverM2')!.ours).toHaveLength(1)
    const url = '/api/batch-rules/sliverM2/2026-01-01'
    expect((await test.as('reviewer', { method: 'DELETE', url })).statusCode).toBe(204)
    expect((await test.as('reviewer', { method: 'DELETE', url })).statusCode).toBe(404)
  })
})
