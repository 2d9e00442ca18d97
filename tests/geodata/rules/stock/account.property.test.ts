import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays } from '#geodata/rules/periods.ts'
import { accountBetween, levelOn } from '#geodata/rules/stock/account.ts'
import { toParts } from '#geodata/rules/stock/area-parts.ts'
import { stockOf } from '#geodata/rules/stock/parcel-stock.ts'
import type { RemediationOfParcel, StockFacts } from '#geodata/rules/stock/stock-facts.ts'
import { spellEnds, stockKinds } from '#geodata/rules/stock/stock-facts.ts'

const day = fc.integer({ min: 0, max: 2_500 }).map((days) => addDays('2015-01-01', days))
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null })
/** Sensible areas, slivers, and what nobody should enter. */
const area = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 400_0000 }).map((parts) => parts / 10_000) },
  { weight: 1, arbitrary: fc.constantFrom(0, -5, Number.NaN, Number.POSITIVE_INFINITY) },
)
const paths = [
  'supply',
  'lapse',
  'withdrawal',
  'formalities',
  'start',
  'extension',
  'paid_recovery',
  'fee',
  'recovery',
  'other',
]
const version = fc.record({ from: day, areaM2: area, path: maybe(fc.constantFrom(...paths)) })
const byDay = <T extends { from: string }>(list: T[]): T[] =>
  list.toSorted((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0))

const remediation: fc.Arbitrary<RemediationOfParcel> = fc.record({
  id: fc.integer({ min: 1, max: 9 }),
  kind: fc.constantFrom(...stockKinds),
  foundOn: day,
  cause: fc.constant(null),
  path: maybe(fc.constantFrom(...paths)),
  startedOn: maybe(day),
  disposedOn: maybe(day),
  documentNo: fc.constant(null),
  versions: fc.array(version, { minLength: 1, maxLength: 3 }).map(byDay),
})
const supply = fc.record({
  id: fc.integer({ min: 11, max: 14 }),
  signedOn: day,
  endedOn: maybe(day),
  areaM2: area,
  contractNo: fc.constant('HT'),
  startedOn: maybe(day),
})
const spell = fc
  .record({
    supplyId: fc.integer({ min: 11, max: 14 }),
    from: day,
    days: maybe(fc.integer({ min: 1, max: 900 })),
    endedBy: fc.constantFrom(...spellEnds),
  })
  .map(({ supplyId, from, days, endedBy }) => ({
    supplyId,
    from,
    to: days === null ? null : addDays(from, days),
    endedBy: days === null ? null : endedBy,
  }))
const ending = fc.record({
  kind: fc.constantFrom('withdrawn' as const, 'lapsed' as const, 'written_off' as const),
  on: day,
  areaM2: area,
  documentNo: fc.constant(null),
})
const facts: fc.Arbitrary<StockFacts> = fc.record({
  beganOn: maybe(day),
  areas: fc.array(fc.record({ from: day, areaM2: area }), { maxLength: 3 }).map(byDay),
  batch: maybe(
    fc.record({
      id: fc.constant(1),
      approvedOn: day,
      approvalNo: fc.constant(null),
      areaM2: maybe(area),
      endings: fc.array(ending, { maxLength: 2 }),
    }),
  ),
  supplies: fc.uniqueArray(supply, { maxLength: 3, selector: ({ id }) => id }),
  remediations: fc.uniqueArray(remediation, { maxLength: 4, selector: ({ id }) => id }),
  spells: fc.array(spell, { maxLength: 3 }),
})

describe('the account of any parcel, whatever its facts', () => {
  it('closes between any two days, and two periods add up to one', () => {
    fc.assert(
      fc.property(facts, fc.tuple(day, day, day), fc.constantFrom(...stockKinds), (given, days, kind) => {
        const { movements } = stockOf(given, '2026-11-22')
        const [from, middle, to] = days.toSorted() as [string, string, string]
        const whole = accountBetween(movements, kind, from, to)
        expect(whole.closes).toBe(true)
        const halves = [
          accountBetween(movements, kind, from, middle),
          accountBetween(movements, kind, middle, to),
        ]
        expect(halves[0]!.closingM2).toBe(halves[1]!.openingM2)
        for (const { movement, areaM2, count } of whole.lines) {
          const parts = halves.flatMap(({ lines }) => lines.filter((line) => line.movement === movement))
          expect(parts.reduce((sum, line) => sum + toParts(line.areaM2), 0)).toBe(toParts(areaM2))
          expect(parts.reduce((sum, line) => sum + line.count, 0)).toBe(count)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('is never below nothing; its levels are the sums of its movements; states follow from levels', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const { movements } = stockOf(given, '2026-11-22')
        for (const kind of stockKinds) {
          let parts = 0
          let state = 'none'
          const own = movements.filter((one) => one.kind === kind)
          for (const [place, one] of own.entries()) {
            parts += toParts(one.areaM2)
            expect(parts).toBe(toParts(one.levelM2))
            expect(parts).toBeGreaterThanOrEqual(0)
            expect(one.state === 'none').toBe(parts === 0)
            expect(one.wasState).toBe(state)
            expect(one.sinceOn === null).toBe(parts === 0)
            expect(one.untilOn).toBe(own[place + 1]?.movedOn ?? null)
            expect(one.state === 'disposing' && one.openRemediationId === null).toBe(false)
            state = one.state
          }
        }
      }),
      { numRuns: 500 },
    )
  })

  it('says of a past day the same today as it said on that day, but for facts that came later', () => {
    fc.assert(
      fc.property(facts, day, (given, on) => {
        const then = stockOf(given, on)
        const now = stockOf(given, '2026-11-22')
        for (const kind of stockKinds)
          expect(levelOn(then.movements, kind, on)).toBe(levelOn(now.movements, kind, on))
        expect(then.nextOn === null || then.nextOn > on).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('does not depend on the order in which facts are given', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const turned = {
          ...given,
          supplies: given.supplies.toReversed(),
          spells: given.spells.toReversed(),
        }
        const level = (one: StockFacts) =>
          stockKinds.map((kind) => levelOn(stockOf(one, '2026-11-22').movements, kind, '2026-11-22'))
        const days = given.supplies.flatMap(({ signedOn, endedOn }) => [signedOn, endedOn ?? ''])
        fc.pre(new Set(days.filter(Boolean)).size === days.filter(Boolean).length)
        fc.pre(given.spells.length <= 1)
        expect(level(turned)).toEqual(level(given))
      }),
      { numRuns: 200 },
    )
  })
})
