import { describe, expect, test } from 'vitest'
import type { RegisterAddress } from '#web/features/register/register-address.ts'
import {
  formatRegister,
  nextSort,
  parseRegister,
  questionOf,
} from '#web/features/register/register-address.ts'

describe('the address of the register', () => {
  test.each<RegisterAddress>([
    { q: '', state: 'unsolved', category: undefined, owner: '', sort: 'due', page: 1 },
    { q: '补偿', state: 'overdue', category: 'funding', owner: '土地科', sort: '-raised', page: 3 },
    { q: '', state: 'all', category: undefined, owner: '', sort: 'number', page: 1 },
  ])('reopens %o', (address) => {
    expect(parseRegister(formatRegister(address))).toEqual(address)
  })

  test('says nothing of the usual view, and a damaged address falls back to it', () => {
    const usual = parseRegister({})
    expect(formatRegister(usual)).toEqual({})
    expect(parseRegister({ state: 'x', category: 'weather', sort: 'colour', page: '-1', q: ['a'] })).toEqual(
      usual,
    )
  })

  test('asks for overdue problems by their date, for all without a state', () => {
    expect(questionOf(parseRegister({ state: 'overdue' }))).toMatchObject({ state: undefined, overdue: true })
    expect(questionOf(parseRegister({ state: 'all' }))).toMatchObject({
      state: undefined,
      overdue: undefined,
    })
    expect(questionOf(parseRegister({ page: '2', q: ' x ' }))).toMatchObject({
      offset: 50,
      limit: 50,
      q: 'x',
    })
  })

  test('sorts up, down, and as usual again', () => {
    expect(nextSort('due', 'title')).toBe('title')
    expect(nextSort('title', 'title')).toBe('-title')
    expect(nextSort('-title', 'title')).toBe('due')
  })
})
