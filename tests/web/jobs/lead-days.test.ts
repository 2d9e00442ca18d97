import { expect, it } from 'vitest'
import { readLeads, writeLeads } from '#web/features/jobs/lead-days.ts'

it.each([
  ['30, 7', [30, 7]],
  ['60，30、7', [60, 30, 7]],
  [' 0 ', [0]],
  ['7, 30', undefined],
  ['', undefined],
  ['thirty', undefined],
  ['-3', undefined],
])('reads the days before a date from %j', (text, expected) => {
  expect(readLeads(text)).toEqual(expected)
})

it('writes them as they are read', () => expect(readLeads(writeLeads([30, 7]))).toEqual([30, 7]))
