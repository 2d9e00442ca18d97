import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BatchFacts, Condition, ConditionItem } from '#geodata/rules/batch/batch-disposal.ts'
import {
  batchDisposal,
  clearLandItems,
  conditionItems,
  disposalArticles,
  disposalPaths,
} from '#geodata/rules/batch/batch-disposal.ts'
import {
  batchRulesOn,
  isBatchRuleValue,
  nationalBatchRules,
  overrideBatchRules,
} from '#geodata/rules/batch/batch-rules.ts'

const rules = { lapseYears: 2 }
const on = '2026-11-22'

const saw = (
  item: ConditionItem,
  holds = true,
  observedOn = '2026-01-01',
  documentNo: string | null = null,
): Condition => ({
  item,
  holds,
  observedOn,
  documentNo,
})
const clear = clearLandItems.map((item) => saw(item))

const fresh: BatchFacts = {
  approvedOn: '2024-12-01',
  remainingM2: 50_000,
  suppliedM2: 0,
  givenUpM2: 0,
  condition: 'ready',
  notReadyCause: null,
  conditions: [],
}
const answer = (path: string, facts: Partial<BatchFacts>, day = on) =>
  batchDisposal({ ...fresh, ...facts }, rules, day).paths.find((one) => one.path === path)!
const codes = (path: string, facts: Partial<BatchFacts>, day = on) =>
  answer(path, facts, day).refusals.map(({ code }) => code)

const readyToWithdraw = [
  saw('compensation_settled'),
  saw('land_class_unchanged'),
  saw('plan_changed'),
  saw('upward_report'),
]
const untouched = [saw('in_use', false), saw('compensation_begun', false)]

describe('the ways out of a batch', () => {
  it.each<[string, string, Partial<BatchFacts>, string[]]>([
    // 令53 Art. 21: the five items of 净地.
    ['supply', 'all five items hold', { conditions: clear }, []],
    ['supply', 'nothing was observed', {}, Array(5).fill('not_observed')],
    [
      'supply',
      'there is a dispute',
      { conditions: [...clear, saw('no_disputes', false, '2026-05-01')] },
      ['item_open'],
    ],
    [
      'supply',
      'the batch is not ready',
      { conditions: clear, condition: 'not_ready', notReadyCause: 'planning' },
      ['not_ready'],
    ],
    ['supply', 'nothing is left', { conditions: clear, remainingM2: 0 }, ['nothing_left']],
    // 自然资规〔2018〕1号: two years with neither use nor compensation.
    ['lapse', 'two years are not over', { conditions: untouched }, ['too_early']],
    ['lapse', 'two years are over', { conditions: untouched, approvedOn: '2024-11-22' }, []],
    ['lapse', 'nobody looked', { approvedOn: '2020-01-01' }, ['not_observed', 'not_observed']],
    [
      'lapse',
      'compensation has begun',
      { approvedOn: '2020-01-01', conditions: [saw('in_use', false), saw('compensation_begun')] },
      ['compensation_begun'],
    ],
    [
      'lapse',
      'the land is used',
      { approvedOn: '2020-01-01', conditions: [saw('in_use'), saw('compensation_begun', false)] },
      ['in_use'],
    ],
    [
      'lapse',
      'a part was supplied',
      { approvedOn: '2020-01-01', conditions: untouched, suppliedM2: 1 },
      ['partly_supplied'],
    ],
    // 自然资规〔2018〕1号: withdrawal and its conditions.
    ['withdrawal', 'all conditions hold', { conditions: readyToWithdraw }, []],
    ['withdrawal', 'compensation is open', { conditions: readyToWithdraw.slice(1) }, ['compensation_open']],
    [
      'withdrawal',
      'no field check was made',
      { conditions: readyToWithdraw.filter(({ item }) => item !== 'land_class_unchanged') },
      ['not_observed'],
    ],
    [
      'withdrawal',
      'the land class has changed',
      { conditions: [...readyToWithdraw, saw('land_class_unchanged', false, '2026-06-01')] },
      ['land_class_changed'],
    ],
    [
      'withdrawal',
      'there is no reason',
      { conditions: readyToWithdraw.filter(({ item }) => item !== 'plan_changed') },
      ['no_reason'],
    ],
    [
      'withdrawal',
      'land that cannot be supplied is a reason',
      { condition: 'not_ready', conditions: readyToWithdraw.filter(({ item }) => item !== 'plan_changed') },
      [],
    ],
    ['withdrawal', 'it was not reported up', { conditions: readyToWithdraw.slice(0, 3) }, ['not_reported']],
    ['withdrawal', 'the land is used', { conditions: [...readyToWithdraw, saw('in_use')] }, ['in_use']],
    ['formalities', 'the land is used', { conditions: [saw('in_use')] }, []],
    ['formalities', 'the batch says so', { notReadyCause: 'used_without_formalities' }, []],
    ['formalities', 'nobody uses it', {}, ['not_in_use']],
    [
      'formalities',
      'the plan forbids it',
      { conditions: [saw('in_use'), saw('planning_clear', false)] },
      ['item_open'],
    ],
    [
      'write_off',
      'the province has audited a withdrawal',
      { givenUpM2: 5, remainingM2: 0, conditions: [saw('provincial_audit')] },
      [],
    ],
    ['write_off', 'the province has not audited', { givenUpM2: 5 }, ['not_audited']],
    ['write_off', 'nothing was given up', { conditions: [saw('provincial_audit')] }, ['nothing_given_up']],
  ])('%s: %s', (path, _when, facts, refusals) => {
    expect(codes(path, facts)).toEqual(refusals)
    expect(answer(path, facts).isPossible).toBe(refusals.length === 0)
  })

  it.each([
    ['2024-02-29', '2026-02-28'],
    ['2024-11-22', '2026-11-22'],
    ['2021-07-01', '2023-07-01'],
  ])('an approval of %s lapses on %s', (approvedOn, lapseOn) => {
    const { lapse } = batchDisposal({ ...fresh, approvedOn }, rules, '2024-12-01')
    expect(lapse).toMatchObject({ on: lapseOn, stoppedBy: null })
  })

  it('counts the days until an approval lapses, and says what has stopped it', () => {
    expect(batchDisposal(fresh, rules, on).lapse).toEqual({ on: '2026-12-01', daysLeft: 9, stoppedBy: null })
    const stopped = (facts: Partial<BatchFacts>) =>
      batchDisposal({ ...fresh, ...facts }, rules, on).lapse.stoppedBy
    expect(stopped({ suppliedM2: 1 })).toBe('supplied')
    expect(stopped({ remainingM2: 0 })).toBe('disposed')
    expect(stopped({ conditions: [saw('in_use')] })).toBe('in_use')
    expect(stopped({ conditions: [saw('compensation_begun')] })).toBe('compensation_begun')
    expect(stopped({ conditions: [saw('compensation_begun', true, '2026-11-23')] })).toBe(null)
  })

  it('names the papers of each way with their numbers, those to be had as well', () => {
    const conditions = [saw('compensation_settled', true, '2026-02-01', '补〔2026〕2号')]
    expect(answer('withdrawal', { conditions }).papers).toEqual([
      { item: 'compensation_settled', documentNo: '补〔2026〕2号', observedOn: '2026-02-01' },
      { item: 'land_class_unchanged', documentNo: null, observedOn: null },
      { item: 'plan_changed', documentNo: null, observedOn: null },
      { item: 'upward_report', documentNo: null, observedOn: null },
    ])
  })

  it('answers every way with a reason for each refusal, and later observations never count', () => {
    const day = fc
      .integer({ min: 0, max: 3000 })
      .map((n) => new Date(Date.UTC(2020, 0, 1 + n)).toISOString().slice(0, 10))
    const condition = fc.record({
      item: fc.constantFrom(...conditionItems),
      observedOn: day,
      holds: fc.boolean(),
      documentNo: fc.constant(null),
    })
    const facts = fc.record({
      approvedOn: day,
      remainingM2: fc.constantFrom(-1, 0, 10),
      suppliedM2: fc.constantFrom(0, 5),
      givenUpM2: fc.constantFrom(0, 5),
      condition: fc.constantFrom('ready', 'not_ready', null),
      notReadyCause: fc.constantFrom(null, 'planning', 'used_without_formalities'),
      conditions: fc.array(condition, { maxLength: 12 }),
    })
    fc.assert(
      fc.property(facts as fc.Arbitrary<BatchFacts>, day, (any, asked) => {
        const { paths } = batchDisposal(any, rules, asked)
        expect(paths.map(({ path }) => path)).toEqual(disposalPaths)
        for (const { isPossible, refusals } of paths) {
          expect(isPossible).toBe(refusals.length === 0)
          expect(refusals.every(({ article }) => disposalArticles.includes(article))).toBe(true)
        }
        const seen = any.conditions.filter(({ observedOn }) => observedOn <= asked)
        expect(batchDisposal({ ...any, conditions: seen }, rules, asked)).toEqual(
          batchDisposal(any, rules, asked),
        )
      }),
    )
  })
})

describe('the rules of batches', () => {
  it('take what a zone has set from its day on, and leave out what no rule can be', () => {
    const book = overrideBatchRules([
      { name: 'sliverM2', from: '2025-01-01', value: 50, source: 'ours' },
      { name: 'sliverM2', from: '2025-06-01', value: -1, source: 'ours' },
      { name: 'colour', from: '2025-06-01', value: 1, source: 'ours' },
    ])
    expect(batchRulesOn(book, '2024-12-31').sliverM2).toBe(10)
    expect(batchRulesOn(book, '2026-01-01').sliverM2).toBe(50)
    expect(batchRulesOn(nationalBatchRules, '1999-01-01').lapseYears).toBe(2)
    expect(isBatchRuleValue('supplyRateReading', 'median')).toBe(false)
    expect(isBatchRuleValue('quotaSuspendedBelow', 101)).toBe(false)
  })
})
