import { describe, expect, test } from 'vitest'
import { clockFindingRules, clockFixes } from '#geodata/rules/idle/clock-findings.ts'
import { clock } from '#geodata/rules/idle/idle-clock.ts'
import { idleChanges, idleOutcomes } from '#geodata/rules/idle/idle-prospects.ts'
import type { Article } from '#geodata/rules/idle/idle-reasons.ts'
import { idleFactCodes, idleResultCodes } from '#geodata/rules/idle/idle-reasons.ts'
import { overrideRules } from '#geodata/rules/idle/idle-rule-overrides.ts'
import { caseRuleNames } from '#geodata/rules/case/case-rules.ts'
import { governmentCauses, nationalRules, ruleNames } from '#geodata/rules/idle/idle-rules.ts'
import type { IdleClock } from '#web/map/clock/clock-wire.ts'
import { ruleGroups, ruleValueText, sourceText } from '#web/map/clock/rule-values.ts'
import type { Words } from '#web/map/clock/sentences.ts'
import { changeSentence, fieldText, findingSentence, reasonSentence } from '#web/map/clock/sentences.ts'
import english from '#web/i18n/locales/en.json' with { type: 'json' }
import chinese from '#web/i18n/locales/zh-CN.json' with { type: 'json' }
import { goldenCases } from '../../../geodata/rules/idle/idle-clock.golden.ts'
import { wordsIn } from './words.ts'

/** Rules of the clock and of the case stand on one page. */
const bothBooks = [...ruleNames, ...caseRuleNames]

const catalogues = [
  ['Chinese', chinese],
  ['English', english],
] as const

/** The compiler keeps the list complete. */
const articles: Record<Article, true> = {
  order53_art2: true,
  order53_art8: true,
  order53_art12: true,
  order53_art14_1: true,
  order53_art14_2: true,
  order53_art22: true,
  order53_art30: true,
  civil_code_art202: true,
}

describe.each(catalogues)('the catalogue in %s', (_, catalogue) => {
  test.each([
    ['fact', idleFactCodes, catalogue.clock.facts],
    ['result', idleResultCodes, catalogue.clock.results],
    ['article', Object.keys(articles), catalogue.clock.articles],
    ['change', idleChanges, catalogue.clock.changes],
    ['outcome', idleOutcomes, catalogue.clock.outcomes],
    ['finding', clockFindingRules, catalogue.clock.finding_rules],
    ['fix', clockFixes, catalogue.clock.fixes],
    ['kind', ['none', 'not_started', 'suspended'], catalogue.clock.kinds],
    ['rule', bothBooks, catalogue.rules.rule],
    ['meaning of a rule', bothBooks, catalogue.rules.meaning],
    ['national source of a rule', bothBooks, catalogue.rules.national],
  ] as const)('has one text for every %s, and none is left over', (_what, codes, texts) => {
    expect(Object.keys(texts).toSorted()).toEqual([...codes].toSorted())
    expect(Object.values(texts).every((text) => text.trim() !== '')).toBe(true)
  })

  test('names every cause of a pause', () => {
    expect(governmentCauses.filter((cause) => !(cause in catalogue.clock.causes))).toEqual([])
  })
})

/** Bad facts of every kind, so that each finding is said at least once. */
const hostile: readonly (readonly [facts: unknown, on: string])[] = [
  ['nothing', '2026-11-22'],
  [{}, 'not a day'],
  [{}, '2010-01-01'],
  [{ signedOn: '2026-13-01', handoverOn: '1066-01-01', permitOn: 7, guess: 1 }, '2026-11-22'],
  [{ agreedStarts: 'soon', pauses: [3, { from: '2024-01-01', to: '2023-01-01' }] }, '2026-11-22'],
  [{ developedM2: -1, shouldDevelopM2: 0, investedWan: 900, totalInvestmentWan: 100 }, '2026-11-22'],
  [{ startedOn: '2024-01-01', permitOn: '2024-02-01', suspendedOn: '2025-01-01' }, '2026-11-22'],
  [{ suspendedOn: '2025-01-01', completedOn: '2027-01-01' }, '2026-11-22'],
  [{ startedOn: '2024-01-01' }, '2026-11-22'],
  [
    { foundationKind: 'raft', foundationShare: 35, foundationLooks: [{ seenOn: 'May', share: -1 }] },
    '2026-11-22',
  ],
  [
    {
      agreedStarts: [
        { setOn: '2020-01-01', startOn: '2020-06-01' },
        { setOn: '2020-01-01', startOn: '2024-02-29' },
        { setOn: null, startOn: null },
      ],
      handoverOn: '2025-01-01',
      pauses: [{ from: '2025-02-01', cause: 'enterprise' }, { from: '2025-03-01', to: '2025-04-01' }, {}],
    },
    '2026-11-22',
  ],
]

function everySentence(words: Words, { because, wouldChange, findings }: IdleClock): string[] {
  return [
    ...because.map((reason) => reasonSentence(words, reason)),
    ...wouldChange.map((change) => changeSentence(words, change)),
    ...findings.map((finding) => findingSentence(words, finding)),
  ].flatMap((sentence) => Object.values(sentence).filter((part) => part !== undefined))
}

const answers = (): IdleClock[] =>
  [
    ...goldenCases.map(([, , facts, on]) => {
      const { rules, ...rest } = facts
      return clock(rest, overrideRules(rules).book, on)
    }),
    ...hostile.map(([facts, on]) => clock(facts, nationalRules, on)),
  ].map((answer) => ({ ...answer, supplyId: 1, contractNo: 'C-1', areaM2: 1 }))

describe.each(catalogues)('sentences in %s', (_, catalogue) => {
  const words = wordsIn(catalogue)

  test('are whole for every golden case and every bad fact: no value is missing', () => {
    const sentences = answers().flatMap((answer) => everySentence(words, answer))
    expect(sentences.length).toBeGreaterThan(300)
    expect(sentences.filter((text) => /undefined|null|NaN|\[object|\{\w+\}/.test(text))).toEqual([])
  })

  test('read every rule of the country', () => {
    for (const name of ruleNames) {
      const [entry] = nationalRules[name]
      expect(ruleValueText(words, name, entry!.value), name).toMatch(/\S/)
      expect(sourceText(words, name, entry!), name).not.toBe(entry!.source)
    }
  })
})

describe('sentences', () => {
  const words = wordsIn(chinese)

  test('say fact, article and result of an agreed start with what is known of it', () => {
    const values = { startOn: '2024-03-18', setOn: '2023-05-03', record: '补-2', earlierStarts: 2 }
    const reason = { article: 'order53_art2', fact: 'agreed_start', result: 'clock_starts', values }
    expect(reasonSentence(words, reason)).toEqual({
      fact: '约定 2024-03-18 动工开发（2023-05-03 约定，文号 补-2，此前已约定过 2 次）',
      article: '《闲置土地处置办法》第二条',
      result: '由此起算',
      setting: undefined,
    })
    const bare = { ...reason, values: { startOn: '2024-03-18', earlierStarts: 0 } }
    expect(reasonSentence(words, bare).fact).toBe('约定 2024-03-18 动工开发')
  })

  test('say how much of the foundation a start needs, and how much is done', () => {
    const values = { kind: 'pile', share: 0.5, needed: '1/1' }
    const reason = { article: 'order53_art30', fact: 'foundation_not_done', result: 'not_started', values }
    expect(reasonSentence(words, reason).fact).toMatch(/^桩基，基础已完成 50.*%，动工开发所需：全部$/)
    const third = { ...reason, values: { share: 0.05, needed: '1/3' } }
    expect(reasonSentence(words, third).fact).toMatch(/^基础类型未登记，基础已完成 5.*%，动工开发所需：1\/3$/)
  })

  test('round up what is still missing, so that the shown area is enough', () => {
    const change = {
      change: 'developed_reaches',
      outcome: 'clock_ends',
      article: 'order53_art2',
      values: { missingM2: 1224.5334, reading: 'and' },
    }
    expect(changeSentence(words, change).change).toMatch(/1\s224\.54/)
  })

  test('call a path in the facts by its names', () => {
    expect(fieldText(words, 'pauses[0].to')).toBe('第 1 条停算期的截止日期')
    expect(fieldText(words, 'handoverOn')).toBe('交地日期')
    expect(fieldText(words, '')).toBe('事实')
    expect(fieldText(words, 'somethingElse')).toBe('somethingElse')
  })

  test('say of a rule what the zone has set with the source that it gave', () => {
    const entry = { from: '2026-01-01', source: '会议纪要〔2026〕3号' }
    expect(sourceText(words, 'holdsFrom', entry)).toBe('会议纪要〔2026〕3号')
    expect(ruleValueText(words, 'investedBelow', '25/100')).toMatch(/^25\s%$/)
    expect(ruleValueText(words, 'developedBelow', '1/3')).toBe('1/3')
    expect(ruleValueText(words, 'pausesDelay', [])).toBe('无')
  })

  test('every rule has its place on the page, once', () => {
    expect(ruleGroups.flatMap(({ names }) => names).toSorted()).toEqual(ruleNames.toSorted())
  })
})
