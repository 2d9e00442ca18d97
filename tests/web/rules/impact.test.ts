import { expect, test } from 'vitest'
import { askedDay, outcomeChanges } from '#web/features/rules/impact.ts'

const outcome = {
  kind: 'none',
  idleFrom: '2026-12-18',
  feeFrom: '2026-12-18',
  recoveryFrom: '2027-12-18',
} as const

test('only what comes out differently is shown', () => {
  expect(outcomeChanges(outcome, { ...outcome, idleFrom: '2027-12-18', recoveryFrom: null })).toEqual([
    { what: 'idleFrom', before: '2026-12-18', after: '2027-12-18' },
    { what: 'recoveryFrom', before: '2027-12-18', after: null },
  ])
  expect(outcomeChanges(outcome, outcome)).toEqual([])
})

test('a rule that begins later is asked on its first day', () => {
  expect(askedDay('2027-01-01', '2026-11-23')).toBe('2027-01-01')
  expect(askedDay('2012-07-01', '2026-11-23')).toBe('2026-11-23')
})
