import { describe, expect, it } from 'vitest'
import {
  daysLeft,
  formatNotices,
  noticeQuestion,
  parseNotices,
} from '#web/features/notices/notice-address.ts'

const usual = { state: 'open', kind: undefined, severity: undefined, sort: 'due', page: 1 } as const

describe('the address of the notices', () => {
  it.each([
    [{}, usual],
    [
      { state: 'settled', kind: 'payment', severity: 'overdue', sort: 'new', page: '3' },
      { state: 'settled', kind: 'payment', severity: 'overdue', sort: 'new', page: 3 },
    ],
    [{ state: 'all', kind: 'x', severity: 5, sort: ['due'], page: '-1' }, usual],
    [{ page: '1e9' }, usual],
  ])('reads %j', (query, expected) => expect(parseNotices(query)).toEqual(expected))

  it('says only what differs, and comes back the same', () => {
    expect(formatNotices(usual)).toEqual({})
    const narrowed = { ...usual, state: 'unread', kind: 'start', page: 2 } as const
    expect(parseNotices(formatNotices(narrowed))).toEqual(narrowed)
    expect(noticeQuestion(narrowed)).toMatchObject({ state: 'unread', kind: 'start', offset: 50, limit: 50 })
  })
})

describe('days to a date', () => {
  it.each([
    ['2026-11-28', { n: 0, key: 'today' }],
    ['2026-12-28', { n: 30, key: 'left' }],
    ['2026-11-27', { n: 1, key: 'over' }],
    [null, null],
  ])('%s', (dueOn, expected) => expect(daysLeft(dueOn, '2026-11-28')).toEqual(expected))
})
