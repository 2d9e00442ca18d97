import { describe, expect, it } from 'vitest'
import { comparedDaysOf, dayFault, usualDaysOf } from '#web/ui/as-of-days.ts'
import { parseAsOf } from '#web/ui/as-of.ts'

describe('the days that are offered', () => {
  it('are the ends of the last complete month and year, and the day a year ago', () => {
    expect(usualDaysOf('2024-03-31')).toEqual({
      today: '2024-03-31',
      month_end: '2024-02-29',
      year_end: '2023-12-31',
      year_ago: '2023-03-31',
    })
  })
  it('to compare with lie before the chosen day, on the last day of a shorter month', () => {
    expect(comparedDaysOf('2024-03-31')).toEqual({
      month_before: '2024-02-29',
      year_before: '2023-03-31',
      month_end_before: '2024-02-29',
      year_end_before: '2023-12-31',
    })
    expect(comparedDaysOf('2024-02-29').year_before).toBe('2023-02-28')
  })
})

describe('two chosen days', () => {
  it.each([
    ['a day to come', { on: '2026-11-29', than: '' }, 'future'],
    ['a comparison with a day to come', { on: '', than: '2026-11-29' }, 'future'],
    ['the same day twice', { on: '2022-09-15', than: '2022-09-15' }, 'same_day'],
    ['today with today', { on: '', than: '2026-11-28' }, 'same_day'],
    ['a day and an earlier one', { on: '2022-09-15', than: '2022-08-15' }, undefined],
    ['a day and a later one', { on: '2022-09-15', than: '2026-11-28' }, undefined],
    ['today alone', { on: '', than: '' }, undefined],
  ])('%s', (_, days, fault) => {
    expect(dayFault(days, '2026-11-28')).toBe(fault)
  })
})

describe('the days in an address', () => {
  it('are read', () => {
    expect(parseAsOf({ on: '2022-09-15', than: '2022-08-15', known: '2026-01-02T03:04:05Z' })).toEqual({
      on: '2022-09-15',
      than: '2022-08-15',
      known: '2026-01-02T03:04:05Z',
    })
  })
  it.each([
    ['2022-02-30', 'yesterday'],
    [['2022-09-15', '2022-09-16'], '2026-01-02'],
    [null, null],
  ])('are left out when they are none: %j', (on, known) => {
    expect(parseAsOf({ on, than: on, known })).toEqual({
      on: undefined,
      than: undefined,
      known: undefined,
    })
  })
})
