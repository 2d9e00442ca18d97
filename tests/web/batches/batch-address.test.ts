import { describe, expect, it } from 'vitest'
import {
  formatBatches,
  isFiltered,
  nextSort,
  parseBatches,
  questionOf,
  sortMark,
  usualSort,
} from '#web/features/batches/batch-address.ts'

const usual = parseBatches({})
const written = (query: object) =>
  Object.fromEntries(
    Object.entries(formatBatches(parseBatches({ ...query }))).filter(([, value]) => value !== undefined),
  )

describe('the address of the list of batches', () => {
  it('says nothing about what is usual', () => {
    expect(written({})).toEqual({})
    expect(usual).toMatchObject({ q: '', sort: usualSort, page: 1 })
    expect(isFiltered(usual)).toBe(false)
  })

  it('reopens the same list', () => {
    const query = {
      q: '晋政',
      year: '2015',
      cohort: '2009_2018',
      condition: 'not_ready',
      cause: 'planning',
      state: 'open',
      kind: 'batch',
      sort: 'lapse',
      page: '2',
    }
    const address = Object.fromEntries(
      Object.entries(written(query)).map(([name, value]) => [name, String(value)]),
    )
    expect(parseBatches(address)).toEqual(parseBatches(query))
    expect(written(query)).toEqual({ ...query, year: 2015, page: 2 })
    expect(isFiltered(parseBatches(query))).toBe(true)
  })

  it('falls back to the usual where it is damaged', () => {
    const damaged = {
      year: 'x',
      cohort: 'old',
      condition: '1',
      cause: '<b>',
      state: 'any',
      sort: 'colour',
      page: '-3',
      q: ['a'],
    }
    expect(parseBatches(damaged)).toEqual(usual)
  })

  it('asks the server for all but the page', () => {
    expect(questionOf({ ...usual, q: '  PC ' })).toMatchObject({ q: 'PC', sort: usualSort })
    expect(questionOf(usual)).not.toHaveProperty('page')
  })

  it('turns a sorted column round, and begins numbers with the largest', () => {
    expect(nextSort(usualSort, 'remaining')).toBe('-remaining')
    expect(nextSort('-remaining', 'remaining')).toBe('remaining')
    expect(nextSort(usualSort, 'code')).toBe('code')
    expect([sortMark('lapse', 'lapse'), sortMark('-lapse', 'lapse'), sortMark('code', 'lapse')]).toEqual([
      'ascending',
      'descending',
      'none',
    ])
  })
})
