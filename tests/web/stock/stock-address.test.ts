import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DrillAddress } from '#web/features/stock/stock-address.ts'
import { filtersOf, formatDrill, parseDrill, stepDown, stepUp } from '#web/features/stock/stock-address.ts'
import { divisionsOf } from '#web/features/stock/stock-kinds.ts'

const usual: DrillAddress = {
  by: 'cause',
  path: [],
  part: 'remaining',
  search: '',
  sort: { field: 'area', descending: true },
}

describe('the way from a kind of land down to its parcels', () => {
  it('is the usual one without anything in the address, and with damaged things', () => {
    expect(parseDrill({}, 'idle')).toEqual(usual)
    expect(parseDrill({ by: 'moon', part: 'x', sort: '-nothing', cause: '' }, 'idle')).toEqual(usual)
  })
  it('leaves out divisions that say nothing of the kind', () => {
    expect(parseDrill({ condition: 'ready' }, 'idle').path).toEqual([])
    expect(parseDrill({ condition: 'ready' }, 'unsupplied').path).toEqual([{ by: 'condition', key: 'ready' }])
  })
  it('keeps the order of the steps', () => {
    const address = parseDrill({ leader: '王', cause: 'government' }, 'idle')
    expect(address.path.map(({ by }) => by)).toEqual(['leader', 'cause'])
    expect(filtersOf(address.path)).toEqual({ leader: '王', cause: 'government' })
  })
  it('goes down by a group and back up to where it was', () => {
    const below = stepDown({ ...usual, by: 'year' }, '2016')
    expect(below.path).toEqual([{ by: 'year', key: '2016' }])
    expect(stepUp(below, 0)).toMatchObject({ path: [], by: 'year' })
  })
  it('divides by something new after each step', () => {
    const query = formatDrill(stepDown(usual, 'government'), 'idle')
    expect(parseDrill(query, 'idle').by).toBe('year')
  })
  it('reads what it has written', () => {
    const addresses = fc.constantFrom('unsupplied', 'idle').chain((kind) => {
      const own = divisionsOf[kind as 'idle']
      return fc.record({
        kind: fc.constant(kind as 'idle'),
        steps: fc.subarray([...own], { maxLength: 3 }),
        key: fc.string({ minLength: 1, maxLength: 6 }),
        part: fc.constantFrom('remaining' as const, 'disposed' as const),
        search: fc.string({ maxLength: 5 }),
        descending: fc.boolean(),
      })
    })
    fc.assert(
      fc.property(addresses, ({ kind, steps, key, part, search, descending }) => {
        const address: DrillAddress = {
          by: divisionsOf[kind].find((one) => !steps.includes(one))!,
          path: steps.map((by) => ({ by, key })),
          part,
          search,
          sort: { field: 'due', descending },
        }
        expect(parseDrill(formatDrill(address, kind), kind)).toEqual(address)
      }),
    )
  })
})
