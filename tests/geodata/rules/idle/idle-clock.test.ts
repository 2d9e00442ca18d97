import { describe, expect, it } from 'vitest'
import { clock } from '#geodata/rules/idle/idle-clock.ts'
import { overrideRules } from '#geodata/rules/idle/idle-rule-overrides.ts'
import { nationalRules } from '#geodata/rules/idle/idle-rules.ts'
import { goldenCases } from './idle-clock.golden.ts'

function ask(facts: Readonly<Record<string, unknown>>, on: string) {
  const { book, findings } = overrideRules(facts['rules'])
  expect(findings).toEqual([])
  return clock(facts, book, on)
}

const dateOf = (text: string | undefined) => (text === '-' ? null : text)

describe('golden cases', () => {
  it('are at least 60, each with its own name', () => {
    expect(new Set(goldenCases.map(([name]) => name)).size).toBe(goldenCases.length)
    expect(goldenCases.length).toBeGreaterThanOrEqual(60)
  })

  it.each(goldenCases)('%s (%s)', (_, article, facts, on, kind, dates, daysRun, daysPaused) => {
    const [idleFrom, feeFrom, recoveryFrom] = dates.split(' ').map(dateOf)
    const answer = ask(facts, on)
    expect(answer).toMatchObject({ kind, idleFrom, feeFrom, recoveryFrom, daysRun, daysPaused })
    expect(answer.because.map((step) => step.article)).toContain(article)
  })
})

const march = { agreedStarts: [{ setOn: '2022-03-01', startOn: '2023-03-01', record: 'C-1' }] }

describe('the explanation', () => {
  it('goes from the fact over the article to the result, as data', () => {
    const { because } = ask(march, '2024-03-01')
    expect(because).toEqual([
      {
        article: 'order53_art2',
        fact: 'agreed_start',
        result: 'clock_starts',
        values: { startOn: '2023-03-01', setOn: '2022-03-01', record: 'C-1', earlierStarts: 0 },
      },
      { article: 'order53_art30', fact: 'no_works', result: 'not_started', values: {} },
      {
        article: 'order53_art2',
        fact: 'years_full',
        result: 'idle',
        values: { years: 1, anniversaryOn: '2024-03-01', on: '2024-03-01' },
        setting: 'holdsFrom',
      },
      {
        article: 'order53_art14_1',
        fact: 'years_full',
        result: 'fee_due',
        values: { years: 1, anniversaryOn: '2024-03-01', on: '2024-03-01' },
        setting: 'holdsFrom',
      },
      {
        article: 'order53_art14_2',
        fact: 'years_not_full',
        result: 'recovery_not_yet_possible',
        values: { years: 2, anniversaryOn: '2025-03-01', on: '2024-03-01' },
        setting: 'holdsFrom',
      },
    ])
  })

  it('names the unconfirmed settings it rests on, with their source and day', () => {
    expect(ask({ handoverOn: '2020-01-01' }, '2022-01-01').settings).toEqual([
      {
        name: 'startYearsAfterHandover',
        from: '2012-07-01',
        value: 1,
        source: '令53 Art. 22, from memory',
        isConfirmed: false,
      },
      expect.objectContaining({ name: 'holdsFrom', value: 'anniversary' }),
    ])
  })

  it('shows the setting of the zone where it overrides', () => {
    const rules = { holdsFrom: [{ from: '2020-01-01', value: 'day_after', source: '运示〔2019〕7号' }] }
    expect(ask({ ...march, rules }, '2024-03-01').settings).toEqual([
      {
        name: 'holdsFrom',
        from: '2020-01-01',
        value: 'day_after',
        source: '运示〔2019〕7号',
        isConfirmed: false,
      },
    ])
  })
})

const changesOf = (facts: Readonly<Record<string, unknown>>, on: string) =>
  ask(facts, on).wouldChange.map(({ change, outcome, values }) => ({ change, outcome, ...values }))

describe('the foundation', () => {
  const works = { ...march, permitOn: '2023-04-01', startedOn: '2023-05-01' }

  it('of which too little is done is a reason by Art. 30, as data', () => {
    const { because, kind } = ask({ ...works, foundationKind: 'other', foundationShare: 0.05 }, '2024-03-01')
    expect(kind).toBe('not_started')
    expect(because).toContainEqual({
      article: 'order53_art30',
      fact: 'foundation_not_done',
      result: 'not_started',
      values: { kind: 'other', share: 0.05, needed: '1/3' },
      setting: 'foundationBelow',
    })
  })

  it('is one of two reasons where the permit is missing too', () => {
    const facts = { ...works, permitOn: null, foundationKind: 'pile', foundationShare: 0.5 }
    const reasons = ask(facts, '2024-03-01').because.filter(({ result }) => result === 'not_started')
    expect(reasons.map(({ fact }) => fact)).toEqual(['works_without_permit', 'foundation_not_done'])
  })

  it('lets works begin on the day of the look that found it done after one had not', () => {
    const foundationLooks = [
      { seenOn: '2023-09-01', share: 1 },
      { seenOn: '2023-08-01', share: 0.2 },
      { seenOn: '2023-10-01', share: 1 },
    ]
    const facts = { ...works, foundationKind: 'pile', foundationShare: 1, foundationLooks }
    const begun = ask(facts, '2024-03-01').because.find(({ fact }) => fact === 'works_begun')
    expect(begun?.values).toMatchObject({ begunOn: '2023-09-01' })
  })

  it('changes nothing where it is not known', () => {
    expect(ask({ ...works, foundationKind: 'pile' }, '2024-03-01')).toEqual(ask(works, '2024-03-01'))
  })
})

describe('what would change the answer', () => {
  it('names the coming days and how far they are', () => {
    expect(changesOf(march, '2024-02-29')).toEqual([
      { change: 'day_comes', outcome: 'idle', on: '2024-03-01', days: 1 },
      { change: 'day_comes', outcome: 'fee_due', on: '2024-03-01', days: 1 },
      { change: 'day_comes', outcome: 'recovery_possible', on: '2025-03-01', days: 366 },
      { change: 'works_begin', outcome: 'clock_ends' },
      { change: 'new_start_agreed', outcome: 'clock_restarts' },
      { change: 'pause_recorded', outcome: 'dates_move' },
    ])
  })

  it('waits a day longer where the zone reads the anniversary so', () => {
    const cautious = { ...march, rules: { holdsFrom: 'day_after' } }
    expect(changesOf(cautious, '2024-03-01')[0]).toMatchObject({ outcome: 'idle', on: '2024-03-02', days: 1 })
    expect(changesOf(cautious, '2024-03-02')[0]).toMatchObject({ outcome: 'recovery_possible', days: 365 })
  })

  it('says how many days are left once a lasting pause ends', () => {
    const inFirstYear = { ...march, pauses: [{ from: '2023-06-01', cause: 'g1' }] }
    // 366 days make the year, 92 have run.
    expect(changesOf(inFirstYear, '2026-11-22')[0]).toMatchObject({
      change: 'pause_ends',
      years: 1,
      daysLeft: 274,
    })
    const inSecond = { ...march, pauses: [{ from: '2024-06-01', cause: 'g1' }] }
    // 731 days make two years, 458 have run.
    expect(changesOf(inSecond, '2026-11-22')[0]).toMatchObject({
      change: 'pause_ends',
      years: 2,
      daysLeft: 273,
    })
  })

  it('says what is missing to the shares of suspended land', () => {
    const facts = {
      permitOn: '2021-02-01',
      startedOn: '2021-03-01',
      suspendedOn: '2023-05-15',
      developedM2: 2000,
      shouldDevelopM2: 9000,
      investedWan: 100,
      totalInvestmentWan: 1000,
    }
    const changes = changesOf(facts, '2024-06-01')
    expect(changes).toContainEqual({
      change: 'developed_reaches',
      outcome: 'clock_ends',
      missingM2: 1000,
      reading: 'or',
    })
    expect(changes).toContainEqual(
      expect.objectContaining({ change: 'invested_reaches', missingWan: 150, reading: 'or' }),
    )
  })

  it('says how much of the foundation has to be done', () => {
    const works = { permitOn: '2023-04-01', startedOn: '2023-05-01' }
    expect(
      changesOf({ ...march, ...works, foundationKind: 'pile', foundationShare: 0.5 }, '2024-03-01'),
    ).toContainEqual({
      change: 'foundation_reaches',
      outcome: 'clock_ends',
      kind: 'pile',
      share: 0.5,
      needed: '1/1',
    })
    const withoutPermit = { ...march, startedOn: '2023-05-01', foundationKind: 'other', foundationShare: 0.1 }
    expect(changesOf(withoutPermit, '2024-03-01').map(({ change }) => change)).toContain('works_begin')
  })

  it('asks for a permit where works began without one, for a date where none is known', () => {
    expect(changesOf({ ...march, startedOn: '2023-04-01' }, '2024-03-01')).toContainEqual(
      expect.objectContaining({ change: 'permit_recorded', outcome: 'clock_ends' }),
    )
    expect(changesOf({}, '2024-03-01')).toEqual([
      { change: 'start_or_handover_recorded', outcome: 'clock_starts' },
    ])
  })
})

type Expected = [field: string, rule: string, severity: string]

const findingsOf = (facts: unknown, on = '2024-06-01') =>
  clock(facts, nationalRules, on).findings.map(({ field, rule, severity }) => [field, rule, severity])

const cases: [name: string, facts: unknown, ...expected: Expected[]][] = [
  ['no object', [], ['', 'not_an_object', 'error']],
  ['a name that is not known', { agreedStart: 1 }, ['agreedStart', 'unknown_field', 'warning']],
  ['a day that is not in the calendar', { handoverOn: '2023-02-29' }, ['handoverOn', 'not_a_date', 'error']],
  ['an instant for a day', { handoverOn: '2023-02-28T00:00:00Z' }, ['handoverOn', 'not_a_date', 'error']],
  ['a number for a day', { permitOn: 20230228 }, ['permitOn', 'not_a_date', 'error']],
  ['a century too early', { handoverOn: '1023-02-28' }, ['handoverOn', 'implausible_date', 'error']],
  ['a century too late', { handoverOn: '9999-12-31' }, ['handoverOn', 'implausible_date', 'error']],
  ['a day after the asked one', { handoverOn: '2024-06-02' }, ['handoverOn', 'after_asked_day', 'info']],
  ['a list that is none', { pauses: {} }, ['pauses', 'not_a_list', 'error']],
  ['a row that is none', { agreedStarts: [null] }, ['agreedStarts[0]', 'not_an_object', 'error']],
  [
    'a start without a day',
    { agreedStarts: [{ setOn: '2020-01-01' }] },
    ['agreedStarts[0].startOn', 'required', 'warning'],
  ],
  [
    'a start that nobody dated',
    { agreedStarts: [{ startOn: '2020-01-01' }] },
    ['agreedStarts[0].setOn', 'required', 'warning'],
  ],
  [
    'a start before its own contract',
    { agreedStarts: [{ setOn: '2020-01-02', startOn: '2020-01-01' }] },
    ['agreedStarts[0].startOn', 'out_of_order', 'warning'],
  ],
  [
    'two starts of one day',
    {
      agreedStarts: [
        { setOn: '2020-01-01', startOn: '2020-03-01' },
        { setOn: '2020-01-01', startOn: '2020-02-01' },
      ],
    },
    ['agreedStarts[0].startOn', 'contradictory', 'warning'],
  ],
  [
    'an extension by more than a year',
    {
      agreedStarts: [
        { setOn: '2019-01-01', startOn: '2020-01-01' },
        { setOn: '2019-12-01', startOn: '2021-01-02' },
      ],
    },
    ['agreedStarts[1].startOn', 'extension_too_long', 'warning'],
  ],
  [
    'a handover after the agreed start',
    { ...march, handoverOn: '2023-06-01' },
    ['handoverOn', 'handed_over_late', 'warning'],
  ],
  [
    'a start before the contract',
    { signedOn: '2021-01-01', permitOn: '2020-01-01', startedOn: '2020-06-01' },
    ['startedOn', 'out_of_order', 'warning'],
  ],
  [
    'works before the permit',
    { permitOn: '2021-01-01', startedOn: '2020-06-01' },
    ['startedOn', 'out_of_order', 'warning'],
  ],
  [
    'works without a permit',
    { ...march, startedOn: '2020-06-01' },
    ['permitOn', 'without_permit', 'warning'],
  ],
  [
    'a completion before the start',
    { permitOn: '2020-01-01', startedOn: '2020-06-01', completedOn: '2020-05-01' },
    ['completedOn', 'out_of_order', 'warning'],
  ],
  [
    'a completion without a start',
    { completedOn: '2020-05-01' },
    ['completedOn', 'without_start', 'warning'],
  ],
  [
    'a suspension without a start',
    { ...march, suspendedOn: '2020-05-01' },
    ['suspendedOn', 'without_start', 'warning'],
    ['developedM2', 'share_unknown', 'warning'],
    ['investedWan', 'share_unknown', 'warning'],
  ],
  [
    'a share over 100 %',
    { ...march, developedM2: 2, shouldDevelopM2: 1 },
    ['developedM2', 'over_whole', 'warning'],
  ],
  [
    'a share of nothing',
    { ...march, investedWan: 2, totalInvestmentWan: 0 },
    ['totalInvestmentWan', 'zero_whole', 'warning'],
  ],
  ['a negative area', { ...march, developedM2: -1 }, ['developedM2', 'too_small', 'error']],
  ['an area in words', { ...march, developedM2: '9000' }, ['developedM2', 'wrong_type', 'error']],
  [
    'an area that is no number',
    { ...march, developedM2: Number.NaN },
    ['developedM2', 'wrong_type', 'error'],
  ],
  ['a share above all', { ...march, foundationShare: 35 }, ['foundationShare', 'too_large', 'error']],
  [
    'a foundation of no known kind',
    { ...march, foundationKind: 'raft' },
    ['foundationKind', 'unknown_choice', 'error'],
  ],
  [
    'a share of a foundation without its kind',
    { ...march, foundationShare: 0.5 },
    ['foundationKind', 'required', 'warning'],
  ],
  [
    'a look at the foundation that cannot be read',
    { ...march, foundationLooks: [{ seenOn: 'May', share: 1 }] },
    ['foundationLooks[0].seenOn', 'not_a_date', 'error'],
  ],
  [
    'a pause that ends before it begins',
    { ...march, pauses: [{ from: '2023-06-01', to: '2023-05-01', cause: 'g1' }] },
    ['pauses[0].to', 'out_of_order', 'error'],
  ],
  [
    'a pause without a beginning',
    { ...march, pauses: [{ to: '2023-05-01', cause: 'g1' }] },
    ['pauses[0].from', 'required', 'error'],
  ],
  [
    'a pause without a cause',
    { ...march, pauses: [{ from: '2023-06-01', to: '2023-07-01' }] },
    ['pauses[0].cause', 'required', 'warning'],
  ],
  [
    'a cause that does not pause',
    { ...march, pauses: [{ from: '2023-06-01', to: '2023-07-01', cause: 'weather' }] },
    ['pauses[0].cause', 'cause_does_not_pause', 'info'],
  ],
  [
    'a pause whose end cannot be read is no endless pause',
    { ...march, pauses: [{ from: '2023-06-01', to: 'soon', cause: 'g1' }] },
    ['pauses[0].to', 'not_a_date', 'error'],
  ],
  [
    'a leap day',
    { agreedStarts: [{ setOn: '2020-01-01', startOn: '2020-02-29' }] },
    ['', 'no_corresponding_day', 'info'],
  ],
]

describe('bad and hostile facts get a finding', () => {
  it.each(cases)('%s', (_, facts, ...expected) => {
    const found = findingsOf(facts)
    for (const finding of expected) expect(found).toContainEqual(finding)
  })

  it('a start before the day on which the first agreed start was set is a start before the contract', () => {
    const facts = { ...march, permitOn: '2022-01-01', startedOn: '2022-02-01' }
    expect(clock(facts, nationalRules, '2024-06-01').findings).toContainEqual({
      field: 'startedOn',
      rule: 'out_of_order',
      severity: 'warning',
      fix: 'check_dates',
      values: { other: 'agreedStarts[0].setOn', earlier: '2022-03-01', later: '2022-02-01' },
    })
  })

  it('a new start after a change of use has no limit of a year', () => {
    const [contract] = march.agreedStarts
    const later = { setOn: '2023-12-01', startOn: '2026-01-01', cause: 'change_of_use' }
    expect(findingsOf({ agreedStarts: [contract, later] })).toEqual([])
    expect(findingsOf({ agreedStarts: [contract, { ...later, cause: 'extension' }] })).toEqual([
      ['agreedStarts[1].startOn', 'extension_too_long', 'warning'],
    ])
  })

  it('a pause whose end cannot be read is left out, and does not last for ever', () => {
    const pauses = [{ from: '2023-06-01', to: 'soon', cause: 'g1' }]
    const { idleFrom, daysPaused } = clock({ ...march, pauses }, nationalRules, '2024-06-01')
    expect([idleFrom, daysPaused]).toEqual(['2024-03-01', 0])
  })

  it.each([
    [
      'everything on one day',
      {
        signedOn: '2023-03-01',
        handoverOn: '2023-03-01',
        permitOn: '2023-03-01',
        startedOn: '2023-03-01',
        completedOn: '2023-03-01',
      },
    ],
    [
      'all built and all invested',
      { ...march, developedM2: 5, shouldDevelopM2: 5, investedWan: 3, totalInvestmentWan: 3 },
    ],
    ['handed over on the agreed start', { ...march, handoverOn: '2023-03-01' }],
    [
      'extended by just a year',
      { agreedStarts: [...march.agreedStarts, { setOn: '2023-02-01', startOn: '2024-03-01' }] },
    ],
    ['a pause of no day', { ...march, pauses: [{ from: '2023-06-01', to: '2023-06-01', cause: 'g1' }] }],
  ])('but not what is just in order: %s', (_, facts) => {
    expect(findingsOf(facts)).toEqual([])
  })

  it('and good facts get none', () => {
    expect(findingsOf(march)).toEqual([])
  })

  it('and so does a day on which no rule was in force, or that is no day', () => {
    expect(findingsOf(march, '2012-06-30')).toContainEqual(['on', 'before_order', 'warning'])
    expect(findingsOf(march, 'today')).toEqual([['on', 'not_a_date', 'error']])
  })

  it('and so does a setting that is unknown or out of shape', () => {
    const { book, findings } = overrideRules({
      idleYear: 2,
      idleYears: -1,
      developedBelow: '4/3',
      pausesDelay: ['everything'],
      holdsFrom: [{ from: '2024-13-01', value: 'day_after' }],
    })
    expect(findings.map(({ field, rule }) => [field, rule])).toEqual([
      ['rules.idleYear', 'unknown_rule'],
      ['rules.idleYears', 'wrong_rule_value'],
      ['rules.developedBelow', 'wrong_rule_value'],
      ['rules.pausesDelay', 'wrong_rule_value'],
      ['rules.holdsFrom[0].from', 'not_a_date'],
    ])
    expect(book).toEqual(nationalRules)
    expect(overrideRules(7).findings[0]?.rule).toBe('not_an_object')
  })
})
