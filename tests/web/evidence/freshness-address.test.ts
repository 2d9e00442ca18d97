import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FreshnessAddress } from '#web/features/evidence/freshness-address.ts'
import {
  formatFreshness,
  freshnessParts,
  parseFreshness,
  radiusStepsM,
  sortAfter,
} from '#web/features/evidence/freshness-address.ts'

const usual = { kind: 'unsupplied', days: 180, part: 'older', sort: '-age', radiusM: 500 }

const anAddress: fc.Arbitrary<FreshnessAddress> = fc.record({
  kind: fc.constantFrom('unsupplied', 'idle'),
  days: fc.integer({ min: 0, max: 3650 }),
  part: fc.constantFrom(...freshnessParts),
  sort: fc.constantFrom('age', '-age', 'area', '-area', 'code', '-code'),
  radiusM: fc.constantFrom(...radiusStepsM),
})

describe('the question about evidence in the address', () => {
  it('comes back as it was written', () => {
    fc.assert(
      fc.property(anAddress, (address) => {
        expect(parseFreshness(formatFreshness(address))).toEqual(address)
      }),
    )
  })

  it('is short where it is the usual', () => {
    expect(formatFreshness(parseFreshness({}))).toEqual({})
  })

  it.each<Record<string, string | string[]>>([
    { days: '-1' },
    { days: '3651' },
    { days: '1.5' },
    { days: '' },
    { days: 'x' },
    { days: ['1', '2'] },
    { part: 'gone' },
    { sort: 'name' },
    { radius: '499' },
    { kind: 'all' },
  ])('falls back to the usual for %j', (query) => {
    expect(parseFreshness(query)).toEqual(usual)
  })

  it('turns a sort round, and begins with the oldest, the largest, and the first code', () => {
    expect(sortAfter('-age', 'age')).toBe('age')
    expect(sortAfter('age', 'age')).toBe('-age')
    expect(sortAfter('-age', 'area')).toBe('-area')
    expect(sortAfter('-age', 'code')).toBe('code')
  })
})
