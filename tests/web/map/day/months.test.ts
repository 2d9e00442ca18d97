import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays } from '#geodata/rules/periods.ts'
import { areaPath, monthEnds, stepOf, yearMarks } from '#web/map/day/months.ts'

describe('the steps of the time slider', () => {
  it('are the ends of months, and today as the last one', () => {
    expect(monthEnds('2024-01-01', '2024-04-10')).toEqual([
      '2024-01-31',
      '2024-02-29',
      '2024-03-31',
      '2024-04-10',
    ])
  })
  it('end today when today ends a month', () => {
    expect(monthEnds('2024-01-01', '2024-02-29')).toEqual(['2024-01-31', '2024-02-29'])
  })
  it('each day lies in the last step that is not after it', () => {
    const days = monthEnds('2009-01-01', '2026-11-28')
    fc.assert(
      fc.property(fc.integer({ min: 31, max: 6500 }), (after) => {
        const day = addDays('2009-01-01', after)
        const step = stepOf(days, day)
        expect(days[step]! <= day).toBe(true)
        expect(days[step + 1] === undefined || days[step + 1]! > day).toBe(true)
      }),
    )
    expect(stepOf(days, '1999-01-01')).toBe(0)
  })
  it('are named by as many years as there is room for', () => {
    const days = monthEnds('2009-01-01', '2026-11-28')
    expect(yearMarks(days, 100).map(({ label }) => label)).toHaveLength(18)
    expect(yearMarks(days, 6).map(({ label }) => label)).toEqual([
      '2009',
      '2012',
      '2015',
      '2018',
      '2021',
      '2024',
    ])
  })
  it('are drawn as a line over the ground, and not at all without levels', () => {
    expect(areaPath([0, 5, 10], 10, 100, 40)).toBe('M0 40L0.00 40.00L50.00 20.00L100.00 0.00L100 40Z')
    expect(areaPath([], 10, 100, 40)).toBe('')
    expect(areaPath([0, 0], 0, 100, 40)).toBe('')
  })
})
