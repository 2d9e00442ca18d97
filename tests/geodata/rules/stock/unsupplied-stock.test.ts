import { describe, expect, it } from 'vitest'
import type { RemediationOfParcel, StockFacts } from '#geodata/rules/stock/stock-facts.ts'
import { approval, parcel, remediation, supplied, tell } from './facts.ts'

const found = (foundOn: string, more: Parameters<typeof remediation>[2] = {}): RemediationOfParcel =>
  remediation('unsupplied', foundOn, more)
const oldSupply = supplied('2013-01-10', 100, { endedOn: '2016-05-01' })
const lapsed = { kind: 'lapsed', on: '2014-03-02', areaM2: 1000, documentNo: '失效1号' }
const partLapsed = { ...lapsed, areaM2: 400 }
const overLapsed = { ...lapsed, areaM2: 1e9 }
const surveyedLapsed = { ...lapsed, areaM2: 1001 }

type Case = [name: string, facts: Partial<StockFacts>, lines: string[], rules?: string[]]

/** Computed by hand, m² and days. */
const cases: Case[] = [
  ['a parcel without approval is in no stock', {}, []],
  [
    'land is unsupplied from its approval on',
    { batch: approval('2012-03-01') },
    ['2012-03-01 approved +100 = 100 waiting'],
  ],
  [
    'and no longer from the day its contract is signed',
    { batch: approval('2012-03-01'), supplies: [supplied('2013-01-10')] },
    ['2012-03-01 approved +100 = 100 waiting', '2013-01-10 supply -100 = 0 none'],
  ],
  [
    'a contract that differs by a survey takes all of it',
    { batch: approval('2012-03-01'), supplies: [supplied('2013-01-10', 99.2)] },
    ['2012-03-01 approved +100 = 100 waiting', '2013-01-10 supply -100 = 0 none'],
  ],
  [
    'a contract over a part leaves the rest',
    { batch: approval('2012-03-01'), supplies: [supplied('2013-01-10', 60)] },
    ['2012-03-01 approved +100 = 100 waiting', '2013-01-10 supply -60 = 40 waiting'],
    ['partly_supplied'],
  ],
  [
    'two contracts take it together',
    { batch: approval('2012-03-01'), supplies: [supplied('2013-01-10', 60), supplied('2014-01-10', 40)] },
    [
      '2012-03-01 approved +100 = 100 waiting',
      '2013-01-10 supply -60 = 40 waiting',
      '2014-01-10 supply -40 = 0 none',
    ],
    ['partly_supplied'],
  ],
  [
    'a contract over more than the parcel takes what there is',
    { batch: approval('2012-03-01'), supplies: [supplied('2013-01-10', 180)] },
    ['2012-03-01 approved +100 = 100 waiting', '2013-01-10 supply -100 = 0 none'],
    ['supplied_over_area'],
  ],
  [
    'a remediation puts it on the list, its disposal takes it out, and the contract of that day adds nothing',
    {
      batch: approval('2012-03-01'),
      supplies: [supplied('2020-05-08')],
      remediations: [
        found('2018-02-01', { path: 'supply', startedOn: '2018-06-01', disposedOn: '2020-05-08' }),
      ],
    },
    [
      '2012-03-01 approved +100 = 100 waiting',
      '2018-02-01 listed 0 = 100 waiting',
      '2018-06-01 begun 0 = 100 disposing',
      '2020-05-08 supply -100 = 0 none',
    ],
  ],
  [
    'the day of the disposal counts, also when the contract was signed before',
    {
      batch: approval('2012-03-01'),
      supplies: [supplied('2020-04-20')],
      remediations: [found('2018-02-01', { path: 'formalities', disposedOn: '2020-05-08' })],
    },
    [
      '2012-03-01 approved +100 = 100 waiting',
      '2018-02-01 listed 0 = 100 waiting',
      '2018-02-01 begun 0 = 100 disposing',
      '2020-05-08 formalities -100 = 0 none',
    ],
  ],
  [
    'land that is supplied leaves also when nobody closed its remediation',
    {
      batch: approval('2012-03-01'),
      supplies: [supplied('2020-04-20')],
      remediations: [found('2018-02-01')],
    },
    [
      '2012-03-01 approved +100 = 100 waiting',
      '2018-02-01 listed 0 = 100 waiting',
      '2020-04-20 supply -100 = 0 none',
    ],
    ['supplied_not_closed'],
  ],
  [
    'land found without an approval begins when it is found',
    { remediations: [found('2018-02-01', { areaM2: 70 })] },
    ['2018-02-01 found +70 = 70 waiting'],
  ],
  [
    'an approval after the finding brings only the rest',
    { batch: approval('2019-01-01'), remediations: [found('2018-02-01', { areaM2: 70 })] },
    ['2018-02-01 found +70 = 70 waiting', '2019-01-01 approved +30 = 100 waiting'],
    ['found_before_approval'],
  ],
  [
    'a paper that says more than the parcel corrects the stock',
    { batch: approval('2012-03-01'), remediations: [found('2018-02-01', { areaM2: 104 })] },
    ['2012-03-01 approved +100 = 100 waiting', '2018-02-01 corrected +4 = 104 waiting'],
    ['over_parcel_area'],
  ],
  [
    'a remediation of a part leaves the rest in stock',
    {
      batch: approval('2012-03-01'),
      remediations: [found('2018-02-01', { areaM2: 30, path: 'withdrawal', disposedOn: '2019-02-01' })],
    },
    [
      '2012-03-01 approved +100 = 100 waiting',
      '2018-02-01 listed 0 = 100 waiting',
      '2018-02-01 begun 0 = 100 disposing',
      '2019-02-01 withdrawal -30 = 70 waiting',
    ],
  ],
  [
    'a corrected area moves the stock on its day',
    {
      batch: approval('2012-03-01'),
      remediations: [
        found('2018-02-01', {
          versions: [
            { from: '2018-02-01', areaM2: 100, path: null },
            { from: '2019-06-30', areaM2: 92, path: null },
          ],
        }),
      ],
    },
    [
      '2012-03-01 approved +100 = 100 waiting',
      '2018-02-01 listed 0 = 100 waiting',
      '2019-06-30 corrected -8 = 92 waiting',
    ],
  ],
  [
    'a new survey moves what is in stock',
    {
      batch: approval('2012-03-01'),
      areas: [
        { from: '2000-01-01', areaM2: 100 },
        { from: '2015-07-01', areaM2: 97.5 },
      ],
    },
    ['2012-03-01 approved +100 = 100 waiting', '2015-07-01 remeasured -2.5 = 97.5 waiting'],
  ],
  [
    'and nothing when the land is supplied',
    {
      batch: approval('2012-03-01'),
      supplies: [supplied('2013-01-10')],
      areas: [
        { from: '2000-01-01', areaM2: 100 },
        { from: '2015-07-01', areaM2: 97.5 },
      ],
    },
    ['2012-03-01 approved +100 = 100 waiting', '2013-01-10 supply -100 = 0 none'],
  ],
  [
    'a contract that ends brings the land back',
    { batch: approval('2012-03-01'), supplies: [oldSupply] },
    [
      '2012-03-01 approved +100 = 100 waiting',
      '2013-01-10 supply -100 = 0 none',
      '2016-05-01 returned +100 = 100 waiting',
    ],
  ],
  [
    'unless another begins on that day',
    { batch: approval('2012-03-01'), supplies: [oldSupply, supplied('2016-05-01')] },
    ['2012-03-01 approved +100 = 100 waiting', '2013-01-10 supply -100 = 0 none'],
  ],
  [
    'or it was recovered: recovered land is the reserve of the government (令53 Art. 19)',
    {
      batch: approval('2012-03-01'),
      supplies: [oldSupply],
      remediations: [
        remediation('idle', '2015-06-01', { path: 'recovery', disposedOn: '2016-05-01', areaM2: 100 }),
      ],
    },
    ['2012-03-01 approved +100 = 100 waiting', '2013-01-10 supply -100 = 0 none'],
  ],
  [
    'two years without use, and the approval of the whole batch lapses (自然资规〔2018〕1号)',
    { batch: approval('2012-03-01', [lapsed]) },
    ['2012-03-01 approved +100 = 100 waiting', '2014-03-02 lapse -100 = 0 none'],
  ],
  [
    'an entry over a part of the batch names no parcel and moves none',
    { batch: approval('2012-03-01', [partLapsed]) },
    ['2012-03-01 approved +100 = 100 waiting'],
  ],
  [
    'an entry of far more than the batch is no entry over the whole: it moves none, and is told',
    { batch: approval('2012-03-01', [overLapsed]) },
    ['2012-03-01 approved +100 = 100 waiting'],
    ['ending_over_batch'],
  ],
  [
    'an entry over the whole batch may differ by a survey',
    { batch: approval('2012-03-01', [surveyedLapsed]) },
    ['2012-03-01 approved +100 = 100 waiting', '2014-03-02 lapse -100 = 0 none'],
  ],
  [
    'an entry before the approval ends nothing, and is told',
    { batch: approval('2015-03-01', [lapsed]) },
    ['2015-03-01 approved +100 = 100 waiting'],
    ['ending_before_approval'],
  ],
  [
    'after a lapse a contract that ends brings nothing back',
    { batch: approval('2012-03-01', [lapsed]), supplies: [oldSupply] },
    ['2012-03-01 approved +100 = 100 waiting', '2013-01-10 supply -100 = 0 none'],
  ],
  [
    'a disposal without a path is counted, and told',
    { batch: approval('2012-03-01'), remediations: [found('2018-02-01', { disposedOn: '2019-02-01' })] },
    [
      '2012-03-01 approved +100 = 100 waiting',
      '2018-02-01 listed 0 = 100 waiting',
      '2019-02-01 other -100 = 0 none',
    ],
    ['disposed_without_path'],
  ],
  [
    'a disposal before its finding counts on the day of the finding',
    { remediations: [found('2018-02-01', { path: 'lapse', disposedOn: '2017-02-01' })] },
    ['2018-02-01 found +100 = 100 waiting', '2018-02-01 lapse -100 = 0 none'],
    ['disposed_before_found'],
  ],
  [
    'the same land found twice counts once',
    {
      batch: approval('2012-03-01'),
      remediations: [found('2018-02-01'), found('2019-02-01')],
    },
    ['2012-03-01 approved +100 = 100 waiting', '2018-02-01 listed 0 = 100 waiting'],
    ['found_twice'],
  ],
  [
    'a contract before the approval leaves nothing to approve',
    { batch: approval('2012-03-01'), supplies: [supplied('2011-01-10')] },
    [],
    ['supplied_before_approval'],
  ],
  [
    'a contract that ended before it was signed never was',
    { batch: approval('2012-03-01'), supplies: [supplied('2013-01-10', 100, { endedOn: '2012-12-31' })] },
    ['2012-03-01 approved +100 = 100 waiting'],
    ['ended_before_signed'],
  ],
  [
    'areas that are none are left out',
    {
      batch: approval('2012-03-01'),
      supplies: [supplied('2013-01-10', 0)],
      remediations: [found('2018-02-01', { areaM2: Number.NaN })],
    },
    ['2012-03-01 approved +100 = 100 waiting'],
    ['area_unusable', 'area_unusable'],
  ],
]

describe('approved-but-unsupplied land of a parcel', () => {
  it.each(cases)('%s', (_name, facts, lines, rules = []) => {
    const told = tell(parcel(facts), 'unsupplied')
    expect(told.lines).toEqual(lines)
    expect(told.rules.toSorted()).toEqual(rules.toSorted())
  })

  it('knows nothing of the future, but when it comes', () => {
    const facts = parcel({
      batch: approval('2026-12-01'),
      supplies: [supplied('2027-03-01')],
    })
    expect(tell(facts, 'unsupplied', '2026-11-30')).toMatchObject({ lines: [], nextOn: '2026-12-01' })
    expect(tell(facts, 'unsupplied', '2026-12-01')).toMatchObject({
      lines: ['2026-12-01 approved +100 = 100 waiting'],
      nextOn: '2027-03-01',
    })
    expect(tell(facts, 'unsupplied', '2027-03-01').nextOn).toBeNull()
  })

  it('says on each movement what holds until the next one, and which remediation stands open', () => {
    const open = found('2018-02-01', { startedOn: '2018-06-01', cause: 'government' })
    const { movements } = tell(parcel({ batch: approval('2012-03-01'), remediations: [open] }), 'unsupplied')
    expect(
      movements.map(({ movedOn, untilOn, sinceOn, openRemediationId }) => [
        movedOn,
        untilOn,
        sinceOn,
        openRemediationId,
      ]),
    ).toEqual([
      ['2012-03-01', '2018-02-01', '2012-03-01', null],
      ['2018-02-01', '2018-06-01', '2012-03-01', open.id],
      ['2018-06-01', null, '2012-03-01', open.id],
    ])
  })
})
