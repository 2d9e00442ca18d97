import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BatchGround } from '#geodata/rules/batch/batch-difference.ts'
import { explainDifference } from '#geodata/rules/batch/batch-difference.ts'
import { landStateOn, landStates, shareSupply } from '#geodata/rules/batch/batch-land.ts'

const inParts = (areaM2: number) => Math.round(areaM2 * 10_000)

/** 100 000 m² approved, drawn 0.4 larger; parcel 1 supplied and booked, parcel 2 withdrawn and booked. */
const ground: BatchGround = {
  declaredM2: 100_000,
  boundaryM2: 100_000.4,
  leftM2: 50_000.1,
  slivers: [],
  overlaps: [],
  entries: [
    { id: 11, kind: 'supplied', areaM2: 30_000, parcelId: 1, isInside: true },
    { id: 12, kind: 'withdrawn', areaM2: 20_000, parcelId: 2, isInside: true },
  ],
  parcels: [
    { id: 1, state: 'supplied', insideM2: 30_000.2, isCrossing: false, contractM2: 30_000 },
    { id: 2, state: 'withdrawn', insideM2: 20_000.1, isCrossing: false, contractM2: null },
    { id: 3, state: 'unsupplied', insideM2: 50_000.1, isCrossing: false, contractM2: null },
  ],
}
const rowsOf = (change: Partial<BatchGround>) =>
  explainDifference({ ...ground, ...change }).rows.map(({ kind, areaM2 }) => [kind, areaM2])

describe('the difference between ledger and boundary', () => {
  it('is declared against computed when all is booked', () => {
    expect(explainDifference(ground)).toEqual({
      ledgerM2: 50_000,
      geometryM2: 50_000.1,
      differenceM2: -0.1,
      rows: [
        { kind: 'approval', areaM2: -0.4, items: [{ areaM2: -0.4, parcelIds: [], entryId: null }] },
        {
          kind: 'survey',
          areaM2: 0.3,
          items: [
            { areaM2: 0.2, parcelIds: [1], entryId: 11 },
            { areaM2: 0.1, parcelIds: [2], entryId: 12 },
          ],
        },
      ],
    })
  })

  it.each([
    ['a supply that was never booked', { entries: ground.entries.slice(1) }, ['missing_entry', 30_000.2]],
    [
      'an entry that names no land',
      {
        entries: [
          ...ground.entries,
          { id: 13, kind: 'lapsed' as const, areaM2: 7, parcelId: null, isInside: false },
        ],
      },
      ['entry_without_parcel', -7],
    ],
    [
      'an entry of land in another batch',
      {
        entries: [
          ...ground.entries,
          { id: 13, kind: 'supplied' as const, areaM2: 8, parcelId: 99, isInside: false },
        ],
      },
      ['entry_elsewhere', -8],
    ],
    [
      'a second entry of the same land',
      {
        entries: [
          ...ground.entries,
          { id: 13, kind: 'supplied' as const, areaM2: 9, parcelId: 1, isInside: true },
        ],
      },
      ['entry_repeated', -9],
    ],
    [
      'an entry that the state of the land does not bear out',
      {
        entries: [
          ...ground.entries,
          { id: 13, kind: 'lapsed' as const, areaM2: 6, parcelId: 3, isInside: true },
        ],
      },
      ['state_differs', -6],
    ],
    [
      'an entry of another area than the contract',
      { entries: [{ ...ground.entries[0]!, areaM2: 29_990 }, ground.entries[1]!] },
      ['entry_differs', 10],
    ],
    [
      'a contract that was booked whole though half of it lies elsewhere',
      {
        parcels: [
          { ...ground.parcels[0]!, isCrossing: true, contractM2: 15_000 },
          ...ground.parcels.slice(1),
        ],
      },
      ['crossing', -15_000],
    ],
    ['slivers that were set aside', { slivers: [3, 0.5] }, ['sliver', 3.5]],
    ['land that was disposed of twice', { overlaps: [{ parcelIds: [1, 2], areaM2: 4 }] }, ['overlap', -4]],
  ])('names %s', (_what, change, row) => {
    expect(rowsOf(change)).toContainEqual(row)
  })

  it('has rows that add up to it exactly, whatever the numbers are', () => {
    const m2 = fc.integer({ min: 0, max: 9_000_000_000 }).map((parts) => parts / 10_000)
    const entry = fc.record({
      id: fc.integer({ min: 1, max: 50 }),
      kind: fc.constantFrom('supplied', 'withdrawn', 'lapsed', 'written_off' as const),
      areaM2: m2,
      parcelId: fc.option(fc.integer({ min: 1, max: 6 })),
      isInside: fc.boolean(),
    })
    const parcel = fc.record({
      id: fc.integer({ min: 1, max: 6 }),
      state: fc.constantFrom(...landStates),
      insideM2: m2,
      isCrossing: fc.boolean(),
      contractM2: fc.option(m2),
    })
    const anyGround = fc.record({
      declaredM2: m2,
      boundaryM2: m2,
      leftM2: m2,
      slivers: fc.array(m2, { maxLength: 4 }),
      overlaps: fc.array(fc.record({ parcelIds: fc.constant([1, 2]), areaM2: m2 }), { maxLength: 3 }),
      entries: fc.array(entry as fc.Arbitrary<BatchGround['entries'][number]>, { maxLength: 8 }),
      parcels: fc.uniqueArray(parcel, { selector: ({ id }) => id, maxLength: 6 }),
    })
    fc.assert(
      fc.property(anyGround, (any) => {
        const { rows, differenceM2, ledgerM2, geometryM2 } = explainDifference(any)
        const total = rows.reduce((sum, { areaM2 }) => sum + inParts(areaM2), 0)
        expect(total).toBe(inParts(differenceM2))
        expect(inParts(differenceM2)).toBe(inParts(ledgerM2) - inParts(geometryM2))
        for (const { areaM2, items } of rows)
          expect(items.reduce((sum, item) => sum + inParts(item.areaM2), 0)).toBe(inParts(areaM2))
      }),
    )
  })
})

describe('a supply over several batches', () => {
  it('is shared by what lies in each', () => {
    expect(
      shareSupply(10_000.01, [
        { batchId: 1, insideM2: 2_000 },
        { batchId: 2, insideM2: 1_000 },
        { batchId: null, insideM2: 3_000 },
      ]),
    ).toEqual([
      { batchId: 1, insideM2: 3_333.34 },
      { batchId: 2, insideM2: 1_666.67 },
      { batchId: null, insideM2: 5_000 },
    ])
    expect(shareSupply(10, [{ batchId: 1, insideM2: 0 }])).toEqual([])
  })

  it('adds up to the contract, and no share is off by a hundredth', () => {
    const contract = fc.integer({ min: 1, max: 100_000_000 }).map((n) => n / 100)
    const parts = fc.array(fc.integer({ min: 1, max: 50_000_000 }), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(contract, parts, (contractM2, drawn) => {
        const shares = shareSupply(
          contractM2,
          drawn.map((n, batchId) => ({ batchId, insideM2: n / 1000 })),
        )
        const cents = shares.reduce((sum, { insideM2 }) => sum + Math.round(insideM2 * 100), 0)
        expect(cents).toBe(Math.round(contractM2 * 100))
        const whole = drawn.reduce((sum, n) => sum + n, 0)
        shares.forEach(({ insideM2 }, i) =>
          expect(Math.abs(insideM2 - (contractM2 * drawn[i]!) / whole)).toBeLessThan(0.0101),
        )
      }),
    )
  })
})

describe('the state of approved land', () => {
  const withdrawn = { path: 'withdrawal', foundOn: '2018-01-01', disposedOn: '2020-01-01' }
  it.each([
    ['nothing', {}, '2026-01-01', 'unsupplied'],
    ['a supply of that day', { supplies: [{ signedOn: '2020-05-01' }] }, '2020-05-01', 'supplied'],
    ['a supply of the next day', { supplies: [{ signedOn: '2020-05-02' }] }, '2020-05-01', 'unsupplied'],
    ['a withdrawal', { remediations: [withdrawn] }, '2020-01-01', 'withdrawn'],
    ['a withdrawal still under way', { remediations: [withdrawn] }, '2019-12-31', 'unsupplied'],
    ['a lapse', { remediations: [{ ...withdrawn, path: 'lapse' }] }, '2020-01-01', 'lapsed'],
    ['a write-off', { remediations: [{ ...withdrawn, path: 'other' }] }, '2020-01-01', 'written_off'],
    [
      'a road without its papers',
      { remediations: [{ ...withdrawn, path: 'formalities', disposedOn: null }] },
      '2019-01-01',
      'formalities',
    ],
    [
      'a supply after a withdrawal',
      { remediations: [withdrawn], supplies: [{ signedOn: '2021-01-01' }] },
      '2022-01-01',
      'supplied',
    ],
  ])('after %s', (_what, facts, on, state) => {
    expect(landStateOn({ supplies: [], remediations: [], ...facts }, on)).toBe(state)
  })
})
