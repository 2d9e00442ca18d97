import { expect, test } from 'vitest'
import { parseMonth, reportMonths } from '#web/features/reports/months.ts'

test('months to report on begin with the present one and pass the turn of the year', () => {
  expect(reportMonths('2026-02-10', 4)).toEqual(['2026-02', '2026-01', '2025-12', '2025-11'])
})

test('only a month of the calendar is taken from the address', () => {
  expect(['2026-10', '2026-13', '2026-1', 7, undefined].map(parseMonth)).toEqual([
    '2026-10',
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})
