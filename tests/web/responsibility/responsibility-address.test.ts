import { describe, expect, test } from 'vitest'
import type { ResponsibilityAddress } from '#web/features/responsibility/responsibility-address.ts'
import {
  formatResponsibility,
  parseResponsibility,
  sortedPeople,
} from '#web/features/responsibility/responsibility-address.ts'
import type { Workload } from '#web/features/responsibility/useResponsibility.ts'

describe('the address of the people', () => {
  test.each<ResponsibilityAddress>([
    { role: 'leader', name: undefined, sort: 'area' },
    { role: 'team', name: '新能源汽车链专班', sort: 'overdue' },
    { role: 'officer', name: null, sort: 'name' },
  ])('reopens %o', (address) => {
    expect(parseResponsibility(formatResponsibility(address))).toEqual(address)
  })

  test('a damaged one falls back to the usual', () => {
    const usual = parseResponsibility({})
    expect(parseResponsibility({ role: 'king', sort: 'x', name: ['a'] })).toEqual(usual)
    expect(formatResponsibility(usual)).toEqual({})
  })
})

describe('the order of people', () => {
  const one = (
    name: string,
    areaM2: number,
    overdueProblems = 0,
    role: Workload['role'] = 'leader',
  ): Workload => ({
    role,
    name,
    parcels: 1,
    batches: 0,
    cases: 0,
    unsupplied: { areaM2, count: 1 },
    idle: { areaM2: 0, count: 0 },
    openCases: 0,
    overdueCases: null,
    openProblems: overdueProblems,
    overdueProblems,
  })
  const people = [one('b', 10), one('a', 10), one('c', 20, 0), one('d', 5, 3), one('team', 99, 9, 'team')]
  test.each([
    ['area', ['c', 'a', 'b', 'd']],
    ['overdue', ['d', 'a', 'b', 'c']],
    ['name', ['a', 'b', 'c', 'd']],
    ['subjects', ['a', 'b', 'c', 'd']],
  ] as const)('by %s, those that tie by name', (sort, names) => {
    expect(sortedPeople(people, 'leader', sort).map(({ name }) => name)).toEqual(names)
  })
})
