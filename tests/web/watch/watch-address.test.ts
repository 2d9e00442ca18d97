import { describe, expect, test } from 'vitest'
import type { WatchAddress } from '#web/features/watch/watch-address.ts'
import {
  formatWatch,
  legalState,
  lightOf,
  parseWatch,
  questionOf,
} from '#web/features/watch/watch-address.ts'
import type { ClockRow } from '#web/map/clock/clock-wire.ts'

describe('the address of the watch list', () => {
  test.each<WatchAddress>([
    { list: 'idle', kind: 'all', until: undefined },
    { list: 'idle', kind: 'suspended', until: undefined },
    { list: 'coming', kind: 'none', until: '2027-02-21' },
  ])('reopens %o', (address) => {
    expect(parseWatch(formatWatch(address))).toEqual(address)
  })

  test('says nothing of the usual list, and a damaged address falls back to it', () => {
    const usual = parseWatch({})
    expect(formatWatch(usual)).toEqual({})
    expect(parseWatch({ list: 'x', kind: 'none', until: '2027-02-30' })).toEqual(usual)
    expect(parseWatch({ list: 'coming', until: '2027-02-30' }).until).toBeUndefined()
  })

  test('asks for idle land of every kind, or for what comes up to a day', () => {
    const usual = '2027-02-21'
    expect(questionOf(parseWatch({}), usual)).toEqual({ kind: 'idle', until: undefined })
    expect(questionOf(parseWatch({ kind: 'suspended' }), usual)).toEqual({
      kind: 'suspended',
      until: undefined,
    })
    expect(questionOf(parseWatch({ list: 'coming' }), usual)).toEqual({ kind: undefined, until: usual })
  })
})

describe('what the law allows now', () => {
  const row = { feeFrom: '2025-01-01', recoveryFrom: '2026-01-01', kind: 'not_started' } as ClockRow
  const by = (day: string) => (date: string | null) => date !== null && date <= day

  test('is the gravest thing that has been reached', () => {
    expect(legalState(row, by('2025-06-01'))).toBe('fee')
    expect(legalState(row, by('2026-01-01'))).toBe('recovery')
    expect(legalState(row, by('2024-12-31'))).toBe('idle')
  })
  test('is never a fee or free recovery where works are suspended', () => {
    expect(legalState({ ...row, kind: 'suspended' }, by('2030-01-01'))).toBe('art12')
  })
  test('is nothing while the land is not idle', () => {
    expect(legalState({ ...row, kind: 'none' }, by('2030-01-01'))).toBeUndefined()
  })
})

test('a date is overdue, near or far', () => {
  expect([-1, 0, 30, 31].map(lightOf)).toEqual(['overdue', 'near', 'near', 'green'])
})
