import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Batch } from '#geodata/rules/batch/unsupplied.ts'
import { balanceOn, batchEntryKinds, cohortOf, disposedM2Between } from '#geodata/rules/batch/unsupplied.ts'

const batch: Batch = {
  approvedOn: '2015-06-01',
  approvedM2: 100_000.1,
  entries: [
    { kind: 'supplied', enteredOn: '2016-03-01', areaM2: 30_000.7 },
    { kind: 'supplied', enteredOn: '2018-03-01', areaM2: 0.2 },
    { kind: 'withdrawn', enteredOn: '2019-05-01', areaM2: 20_000 },
    { kind: 'lapsed', enteredOn: '2020-05-01', areaM2: 10_000 },
    { kind: 'written_off', enteredOn: '2021-05-01', areaM2: 5_000 },
  ],
}

describe('the balance of an approval batch', () => {
  it('is zero before the approval', () => {
    expect(balanceOn(batch, '2015-05-31')).toMatchObject({ approvedM2: 0, remainingM2: 0, findings: [] })
  })

  it.each([
    ['2015-06-01', 100_000.1],
    ['2016-02-29', 100_000.1],
    ['2016-03-01', 69_999.4],
    ['2018-03-01', 69_999.2],
    ['2019-05-01', 49_999.2],
    ['2020-05-01', 39_999.2],
    ['2026-11-22', 34_999.2],
  ])('on %s leaves %d m², exactly', (on, remainingM2) => {
    expect(balanceOn(batch, on)).toMatchObject({ approvedM2: 100_000.1, remainingM2, findings: [] })
  })

  it('says by how much a batch is overdrawn', () => {
    const over = { ...batch, approvedM2: 50_000 }
    expect(balanceOn(over, '2019-05-01')).toMatchObject({
      remainingM2: -0.9,
      findings: [{ rule: 'overdrawn', byM2: 0.9 }],
    })
  })

  it('names entries before the approval and areas that cannot be used', () => {
    const odd: Batch = {
      approvedOn: '2015-06-01',
      approvedM2: 10,
      entries: [
        { kind: 'supplied', enteredOn: '2015-05-31', areaM2: 4 },
        { kind: 'supplied', enteredOn: '2015-07-01', areaM2: -1 },
        { kind: 'supplied', enteredOn: '2015-07-01', areaM2: Number.NaN },
      ],
    }
    expect(balanceOn(odd, '2015-12-31')).toMatchObject({ suppliedM2: 4, remainingM2: 6 })
    expect(balanceOn(odd, '2015-12-31').findings).toEqual([
      { rule: 'before_approval', entry: 0, enteredOn: '2015-05-31', approvedOn: '2015-06-01' },
      { rule: 'area_unusable', entry: 1 },
      { rule: 'area_unusable', entry: 2 },
    ])
    expect(balanceOn({ ...odd, approvedM2: Infinity }, '2015-12-31').findings).toContainEqual({
      rule: 'area_unusable',
      entry: null,
    })
  })
})

const day = fc
  .integer({ min: 2009, max: 2026 })
  .chain((year) =>
    fc.integer({ min: 1, max: 12 }).map((month) => `${year}-${String(month).padStart(2, '0')}-15`),
  )
const area = fc.integer({ min: 0, max: 1e13 }).map((parts) => parts / 1e4)
const batches = fc.array(
  fc.record({
    approvedOn: day,
    approvedM2: area,
    entries: fc.array(
      fc.record({ kind: fc.constantFrom(...batchEntryKinds), enteredOn: day, areaM2: area }),
      { maxLength: 8 },
    ),
  }),
  { maxLength: 5 },
)
const parts = (areaM2: number) => BigInt(Math.round(areaM2 * 1e4))

describe('mass balance', () => {
  it('approved = supplied + withdrawn + lapsed + written off + remaining, to the last digit, on any day', () => {
    fc.assert(
      fc.property(batches, day, (all, on) => {
        for (const one of all) {
          const { approvedM2, suppliedM2, withdrawnM2, lapsedM2, writtenOffM2, remainingM2 } = balanceOn(
            one,
            on,
          )
          const states = [suppliedM2, withdrawnM2, lapsedM2, writtenOffM2, remainingM2]
          expect(states.reduce((sum, state) => sum + parts(state), 0n)).toBe(parts(approvedM2))
          const isOverdrawn = balanceOn(one, on).findings.some(({ rule }) => rule === 'overdrawn')
          expect(isOverdrawn).toBe(remainingM2 < 0)
        }
      }),
    )
  })

  it('remaining at the beginning + newly approved − disposed of = remaining at the end, for any two days', () => {
    fc.assert(
      fc.property(batches, day, day, (all, one, other) => {
        const [from, to] = [one, other].sort()
        const sum = (on: string, of: 'remainingM2' | 'approvedM2') =>
          all.reduce((total, each) => total + parts(balanceOn(each, on)[of]), 0n)
        const newly = sum(to!, 'approvedM2') - sum(from!, 'approvedM2')
        const disposed = parts(disposedM2Between(all, from!, to!))
        expect(sum(from!, 'remainingM2') + newly - disposed).toBe(sum(to!, 'remainingM2'))
      }),
    )
  })
})

describe('cohorts', () => {
  it('keep the legacy of 2009 to 2018 apart', () => {
    expect(['2008-12-31', '2009-01-01', '2018-12-31', '2019-01-01'].map(cohortOf)).toEqual([
      'before_2009',
      '2009_2018',
      '2009_2018',
      'from_2019',
    ])
  })
})
