import { expect, test } from 'vitest'
import { formatRecordList, nextSort, parseRecordList } from '#web/features/records/record-address.ts'

test('the address reopens the same search, status, order and page', () => {
  const address = { q: '晋政地字', status: 'closed', sort: '-issued_on', page: 3 } as const
  expect(parseRecordList(formatRecordList(address))).toEqual(address)
})

test('the usual list needs no address, and a damaged address falls back to it', () => {
  const usual = parseRecordList({})
  expect(formatRecordList(usual)).toEqual({})
  expect(parseRecordList({ status: 'x', sort: 'password', page: '-2', q: ['a'] })).toEqual(usual)
})

test('a heading turns its order round; days begin with the latest', () => {
  expect(nextSort('-updated_at', 'number')).toBe('number')
  expect(nextSort('number', 'number')).toBe('-number')
  expect(nextSort('-number', 'number')).toBe('number')
  expect(nextSort('number', 'issued_on')).toBe('-issued_on')
  expect(nextSort('-issued_on', 'issued_on')).toBe('issued_on')
})
