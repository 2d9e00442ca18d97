import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { usualPeriods } from '#web/features/stock/account.ts'
import type { Group } from '#web/features/stock/bars.ts'
import { barsOf, firstOf, NONE, sumM2 } from '#web/features/stock/bars.ts'
import { lineOf, monthEnd, placeOfDay, yearMarks } from '#web/features/stock/months.ts'
import { idsByStatus, statusOf } from '#web/features/stock/stock-places.ts'
import { movementTone } from '#web/features/stock/useStockText.ts'

const group = (key: string | null, areaM2: number, before: number | null = null): Group => ({
  key,
  label: key ?? '—',
  areaM2,
  count: 1,
  before: before === null ? null : { areaM2: before, count: 1 },
})

describe('groups of land', () => {
  it('share one scale from zero that the compared day fits on too', () => {
    const [first, second] = barsOf([group('a', 50, 100), group(null, 25, 0)])
    expect(first).toMatchObject({ key: 'a', width: 0.5, beforeWidth: 1 })
    expect(second).toMatchObject({ key: NONE, width: 0.25, beforeWidth: 0 })
  })
  it('add up to the whole to the last stored digit, however they are gathered', () => {
    const area = fc.integer({ min: 0, max: 4_000_000_000 }).map((parts) => parts / 10_000)
    fc.assert(
      fc.property(fc.array(area, { maxLength: 40 }), fc.integer({ min: 1, max: 8 }), (areas, most) => {
        const groups = areas.map((areaM2, i) => group(String(i), areaM2))
        const shown = firstOf(groups, most, (n) => `${n} more`)
        expect(shown.length).toBeLessThanOrEqual(Math.max(most, 0))
        expect(sumM2(shown.map(({ areaM2 }) => areaM2))).toBe(sumM2(areas))
      }),
    )
  })
  it('stay as they are when there are few', () => {
    const few = [group('a', 2), group('b', 1)]
    expect(firstOf(few, 2, String)).toBe(few)
  })
})

describe('months', () => {
  it('end on their last day', () => {
    expect(['2024-02-11', '2023-02-01', '2025-12-31', '2026-11-05'].map(monthEnd)).toEqual([
      '2024-02-29',
      '2023-02-28',
      '2025-12-31',
      '2026-11-30',
    ])
  })
  const months = ['2009-11-30', '2009-12-31', '2010-01-31', '2010-02-28'].map((endsOn, i) => ({
    endsOn,
    levelM2: i * 10,
    disposedM2: 0,
  }))
  it('know the place of a day', () => {
    expect(placeOfDay(months, undefined)).toBe(3)
    expect(placeOfDay(months, '2009-12-15')).toBe(1)
    expect(placeOfDay(months, '2009-12-31')).toBe(1)
    expect(placeOfDay(months, '2030-01-01')).toBe(3)
  })
  it('draw a line over the whole box from its floor', () => {
    expect(lineOf(months, 30, 30)).toBe('M0.0 30.0L10.0 20.0L20.0 10.0L30.0 0.0')
  })
  it('are marked by their years, no more than there is room for', () => {
    expect(yearMarks(months, 6)).toEqual([
      { year: '2009', at: 0 },
      { year: '2010', at: 2 },
    ])
    expect(yearMarks(months, 1)).toEqual([{ year: '2009', at: 0 }])
  })
})

describe('usual periods', () => {
  it('begin on the evening before their first day', () => {
    expect(usualPeriods('2026-03-15')).toEqual({
      this_month: { than: '2026-02-28', on: '2026-03-15' },
      last_month: { than: '2026-01-31', on: '2026-02-28' },
      this_year: { than: '2025-12-31', on: '2026-03-15' },
      last_year: { than: '2024-12-31', on: '2025-12-31' },
      since_2009: { than: '2008-12-31', on: '2026-03-15' },
    })
  })
})

describe('places on the map', () => {
  it('look like their kind until they are taken up', () => {
    expect(statusOf('idle', 'waiting')).toBe('idle')
    expect(statusOf('unsupplied', 'disposing')).toBe('disposing')
    expect(statusOf('idle', 'disposed')).toBe('disposed')
  })
  it('show a parcel of both kinds once, in the graver state', () => {
    const groups = idsByStatus([
      { id: 1, status: 'unsupplied' },
      { id: 1, status: 'idle' },
      { id: 2, status: 'disposed' },
    ])
    expect([...groups]).toEqual([
      ['idle', [1]],
      ['disposed', [2]],
    ])
  })
})

describe('movements', () => {
  it.each([
    ['found', 'more'],
    ['returned', 'more'],
    ['supply', 'less'],
    ['start', 'less'],
    ['remeasured', 'other'],
    ['lapse', 'other'],
  ] as const)('%s is %s', (movement, tone) => {
    expect(movementTone(movement)).toBe(tone)
  })
})
