import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays } from '#geodata/rules/periods.ts'
import type { KeptNotice, Matter, Wanted } from '#geodata/rules/watch/notices-due.ts'
import { judge, noticesDue, reconcile } from '#geodata/rules/watch/notices-due.ts'
import {
  isLeads,
  overrideWatchRules,
  usualWatchBook,
  watchKinds,
  watchRulesOn,
} from '#geodata/rules/watch/watch-rules.ts'

const today = '2026-11-28'
const rules = watchRulesOn(usualWatchBook, today)

describe('what a day calls for', () => {
  it.each([
    ['2027-02-01', [30, 7], null],
    ['2026-12-29', [30, 7], null],
    ['2026-12-28', [30, 7], { severity: 'near', rung: 1 }],
    ['2026-12-06', [30, 7], { severity: 'near', rung: 1 }],
    ['2026-12-05', [30, 7], { severity: 'urgent', rung: 2 }],
    ['2026-11-28', [30, 7], { severity: 'urgent', rung: 2 }],
    ['2026-11-27', [30, 7], { severity: 'overdue', rung: 3 }],
    ['2009-01-01', [30, 7], { severity: 'overdue', rung: 3 }],
    ['2026-12-05', [7, 3, 1], { severity: 'near', rung: 1 }],
    ['2026-12-01', [7, 3, 1], { severity: 'near', rung: 2 }],
    ['2026-11-29', [7, 3, 1], { severity: 'urgent', rung: 3 }],
    ['2026-12-01', [10], { severity: 'near', rung: 1 }],
    ['2026-11-28', [0], { severity: 'near', rung: 1 }],
    [null, [30, 7], null],
  ] as const)('due on %s with calls %j days before', (dueOn, leads, expected) => {
    expect(judge(dueOn, leads, today)).toEqual(expected)
  })

  it('reminds 30 days before payment, start and completion, and not a day earlier', () => {
    for (const kind of ['payment', 'start', 'completion'] as const) {
      expect(judge(addDays(today, 30), rules[kind], today)?.rung).toBe(1)
      expect(judge(addDays(today, 31), rules[kind], today)).toBeNull()
    }
  })
})

const day = fc.integer({ min: -4000, max: 800 }).map((days) => addDays(today, days))
const leads = fc
  .uniqueArray(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 5 })
  .map((days) => days.sort((a, b) => b - a))
const matters: fc.Arbitrary<Matter[]> = fc.array(
  fc.record({
    key: fc.integer({ min: 1, max: 12 }).map((n) => `k${n}`),
    kind: fc.constantFrom(...watchKinds),
    dueOn: fc.option(day),
  }),
)

describe('for all matters', () => {
  it('never lets a call fall back while the days pass, and never lets an overdue one go', () => {
    fc.assert(
      fc.property(day, leads, fc.integer({ min: 0, max: 900 }), (dueOn, calls, later) => {
        const now = judge(dueOn, calls, today)
        const then = judge(dueOn, calls, addDays(today, later))
        expect(then?.rung ?? 0).toBeGreaterThanOrEqual(now?.rung ?? 0)
        expect(now?.severity !== 'overdue' || then?.severity === 'overdue').toBe(true)
      }),
    )
  })

  it('gives one notice to a matter and none to another', () => {
    fc.assert(
      fc.property(matters, (open) => {
        const due = noticesDue(open, rules, today)
        const keys = due.map(({ matter }) => matter.key)
        expect(new Set(keys).size).toBe(keys.length)
        const known = new Set(open.map(({ key }) => key))
        expect(keys.every((key) => known.has(key))).toBe(true)
      }),
    )
  })
})

const wanted: fc.Arbitrary<Wanted[]> = fc.array(
  fc.record({
    userId: fc.constantFrom('a', 'b'),
    key: fc.integer({ min: 1, max: 6 }).map((n) => `k${n}`),
    rung: fc.integer({ min: 1, max: 4 }),
    severity: fc.constantFrom('near', 'urgent', 'overdue'),
    dueOn: fc.option(day),
  }),
)
const idOf = ({ userId, key }: { userId: string; key: string }) => `${userId} ${key}`

/** Does what was told, as the database does. */
function apply(kept: KeptNotice[], wishes: Wanted[]): KeptNotice[] {
  const { raised, eased, settled } = reconcile(kept, wishes)
  const after = new Map(kept.map((notice) => [idOf(notice), notice]))
  for (const want of [...raised, ...eased]) after.set(idOf(want), { ...want, isSettled: false })
  for (const notice of settled) after.set(idOf(notice), { ...notice, isSettled: true })
  return [...after.values()]
}

describe('what is kept', () => {
  it('is just what is wanted, and a second look changes nothing', () => {
    fc.assert(
      fc.property(fc.array(wanted, { minLength: 1, maxLength: 4 }), (days) => {
        let kept: KeptNotice[] = []
        for (const wishes of days) {
          kept = apply(kept, wishes)
          const open = kept.filter(({ isSettled }) => !isSettled).map(idOf)
          expect(open.sort()).toEqual([...new Set(wishes.map(idOf))].sort())
          expect(reconcile(kept, wishes)).toEqual({ raised: [], eased: [], settled: [] })
        }
      }),
    )
  })

  const want: Wanted = { userId: 'a', key: 'k', rung: 1, severity: 'near', dueOn: '2026-12-20' }
  const kept: KeptNotice = { ...want, isSettled: false }
  it.each([
    ['new', [], want, 'raised'],
    ['one call further', [kept], { ...want, rung: 2, severity: 'urgent' as const }, 'raised'],
    ['moved to another day', [kept], { ...want, dueOn: '2026-12-24' }, 'raised'],
    ['back after it was settled', [{ ...kept, isSettled: true }], want, 'raised'],
    ['fewer calls by a new rule', [{ ...kept, rung: 2 }], want, 'eased'],
  ] as const)('disturbs somebody or not: %s', (_, before, now, list) => {
    const result = reconcile([...before], [now])
    expect(result[list]).toEqual([now])
  })
})

describe('the days of a zone', () => {
  it.each([
    [[30, 7], true],
    [[0], true],
    [[7, 30], false],
    [[7, 7], false],
    [[], false],
    [[-1], false],
    [[1.5], false],
    [[900], false],
    ['30', false],
    [[6, 5, 4, 3, 2, 1], false],
  ])('%j can be set: %s', (value, expected) => expect(isLeads(value)).toBe(expected))

  it('hold from the day on which they are set, and not before', () => {
    const book = overrideWatchRules([
      { name: 'payment', from: '2026-06-01', value: [60, 14], source: '区管委会通知' },
      { name: 'payment', from: '2026-07-01', value: 'often', source: '' },
      { name: 'nothing', from: '2026-07-01', value: [1], source: '' },
    ])
    expect(watchRulesOn(book, '2026-05-31').payment).toEqual([30, 7])
    expect(watchRulesOn(book, '2026-06-01').payment).toEqual([60, 14])
    expect(watchRulesOn(book, '2000-01-01').payment).toEqual([30, 7])
  })
})
