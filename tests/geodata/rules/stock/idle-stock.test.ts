import { describe, expect, it } from 'vitest'
import type { StockFacts } from '#geodata/rules/stock/stock-facts.ts'
import { parcel, remediation, spell, supplied, tell } from './facts.ts'

const contract = supplied('2014-01-10')
const started = { ...contract, startedOn: '2018-05-01' }
const found = (foundOn: string, more: Parameters<typeof remediation>[2] = {}) =>
  remediation('idle', foundOn, more)

type Case = [name: string, facts: Partial<StockFacts>, lines: string[], rules?: string[]]

/** Computed by hand, m² and days. */
const cases: Case[] = [
  ['land that nobody found and no clock speaks of is not idle', { supplies: [contract] }, []],
  [
    'the clock alone makes land suspected, and the start of works ends it',
    { supplies: [contract], spells: [spell(contract, '2016-01-10', '2018-05-01', 'start')] },
    ['2016-01-10 found +100 = 100 waiting', '2018-05-01 start -100 = 0 none'],
  ],
  [
    'an extension ends it as well',
    { supplies: [contract], spells: [spell(contract, '2016-01-10', '2016-09-01', 'extension')] },
    ['2016-01-10 found +100 = 100 waiting', '2016-09-01 extension -100 = 0 none'],
  ],
  [
    'so does the end of the contract, by no path that is known',
    { supplies: [contract], spells: [spell(contract, '2016-01-10', '2016-09-01', 'supply_ended')] },
    ['2016-01-10 found +100 = 100 waiting', '2016-09-01 other -100 = 0 none'],
  ],
  [
    'who finds what the clock has found already opens no second account',
    {
      supplies: [contract],
      spells: [spell(contract, '2016-01-10')],
      remediations: [
        found('2017-03-01', { path: 'recovery', startedOn: '2017-06-01', disposedOn: '2018-01-15' }),
      ],
    },
    [
      '2016-01-10 found +100 = 100 waiting',
      '2017-03-01 listed 0 = 100 waiting',
      '2017-06-01 begun 0 = 100 disposing',
      '2018-01-15 recovery -100 = 0 none',
    ],
    ['disposed_but_idle'],
  ],
  [
    'a determination over a part corrects what was suspected',
    {
      supplies: [contract],
      spells: [spell(contract, '2016-01-10')],
      remediations: [found('2017-03-01', { areaM2: 64 })],
    },
    ['2016-01-10 found +100 = 100 waiting', '2017-03-01 corrected -36 = 64 waiting'],
  ],
  [
    'no more lies idle than the parcel or its contract has, whatever a determination says',
    {
      supplies: [contract],
      spells: [spell(contract, '2016-01-10')],
      remediations: [found('2017-03-01', { areaM2: 20_000 })],
    },
    ['2016-01-10 found +100 = 100 waiting', '2017-03-01 listed 0 = 100 waiting'],
    ['over_parcel_area'],
  ],
  [
    'also when a later version of it says more',
    {
      supplies: [contract],
      remediations: [
        found('2017-03-01', {
          versions: [
            { from: '2017-03-01', areaM2: 60, path: null },
            { from: '2017-05-01', areaM2: 900, path: null },
          ],
        }),
      ],
    },
    ['2017-03-01 found +60 = 60 waiting', '2017-05-01 corrected +40 = 100 waiting'],
    ['over_parcel_area'],
  ],
  [
    'land found before the clock says so is idle from then, and the clock adds nothing',
    {
      supplies: [contract],
      spells: [spell(contract, '2016-01-10')],
      remediations: [found('2015-03-01')],
    },
    ['2015-03-01 found +100 = 100 waiting'],
  ],
  [
    'found and overgrown by its clock on one day counts once',
    {
      supplies: [contract],
      spells: [spell(contract, '2016-01-10')],
      remediations: [found('2016-01-10')],
    },
    ['2016-01-10 found +100 = 100 waiting'],
  ],
  [
    'a determination stays until it is closed, also when works begin',
    {
      supplies: [started],
      spells: [spell(started, '2016-01-10', '2018-05-01', 'start')],
      remediations: [found('2017-03-01')],
    },
    ['2016-01-10 found +100 = 100 waiting', '2017-03-01 listed 0 = 100 waiting'],
    ['ended_not_closed'],
  ],
  [
    'the fee ends nothing (令53 Art. 14): the land stays',
    {
      supplies: [contract],
      spells: [spell(contract, '2016-01-10')],
      remediations: [found('2017-03-01', { path: 'fee', startedOn: '2017-04-01', disposedOn: '2017-08-01' })],
    },
    [
      '2016-01-10 found +100 = 100 waiting',
      '2017-03-01 listed 0 = 100 waiting',
      '2017-04-01 begun 0 = 100 disposing',
    ],
    ['fee_does_not_end'],
  ],
  [
    'until works begin',
    {
      supplies: [started],
      spells: [spell(started, '2016-01-10', '2018-05-01', 'start')],
      remediations: [found('2017-03-01', { path: 'fee', startedOn: '2017-04-01', disposedOn: '2017-08-01' })],
    },
    [
      '2016-01-10 found +100 = 100 waiting',
      '2017-03-01 listed 0 = 100 waiting',
      '2017-04-01 begun 0 = 100 disposing',
      '2018-05-01 start -100 = 0 none',
    ],
    ['fee_does_not_end'],
  ],
  [
    'or at once, when they had begun',
    {
      supplies: [{ ...contract, startedOn: '2017-07-20' }],
      remediations: [found('2017-03-01', { path: 'fee', startedOn: '2017-04-01', disposedOn: '2017-08-01' })],
    },
    [
      '2017-03-01 found +100 = 100 waiting',
      '2017-04-01 begun 0 = 100 disposing',
      '2017-08-01 start -100 = 0 none',
    ],
  ],
  [
    'or the next remediation takes the land over and recovers it',
    {
      supplies: [contract],
      spells: [spell(contract, '2016-01-10')],
      remediations: [
        found('2016-03-01', { path: 'fee', startedOn: '2016-04-01', disposedOn: '2016-08-01' }),
        found('2017-02-01', { path: 'recovery', startedOn: '2017-03-01', disposedOn: '2017-12-01' }),
      ],
    },
    [
      '2016-01-10 found +100 = 100 waiting',
      '2016-03-01 listed 0 = 100 waiting',
      '2016-04-01 begun 0 = 100 disposing',
      '2017-02-01 listed 0 = 100 waiting',
      '2017-03-01 begun 0 = 100 disposing',
      '2017-12-01 recovery -100 = 0 none',
    ],
    ['fee_does_not_end', 'disposed_but_idle'],
  ],
  [
    'after an extension the clock may find it again',
    {
      supplies: [contract],
      spells: [
        spell(contract, '2016-01-10', '2017-06-01', 'extension'),
        spell(contract, '2019-06-01', '2020-02-01', 'start'),
      ],
      remediations: [
        found('2016-05-01', { path: 'extension', startedOn: '2016-06-01', disposedOn: '2017-06-01' }),
      ],
    },
    [
      '2016-01-10 found +100 = 100 waiting',
      '2016-05-01 listed 0 = 100 waiting',
      '2016-06-01 begun 0 = 100 disposing',
      '2017-06-01 extension -100 = 0 none',
      '2019-06-01 found +100 = 100 waiting',
      '2020-02-01 start -100 = 0 none',
    ],
  ],
  [
    'a path of the other kind of land is no path of this one',
    { remediations: [found('2017-03-01', { path: 'lapse', disposedOn: '2018-03-01' })] },
    [
      '2017-03-01 found +100 = 100 waiting',
      '2017-03-01 begun 0 = 100 disposing',
      '2018-03-01 other -100 = 0 none',
    ],
  ],
  [
    'begun before it was found counts from the finding, begun after its end does not count',
    {
      remediations: [
        found('2017-03-01', { path: 'start', startedOn: '2017-01-01', disposedOn: '2018-03-01' }),
        found('2019-03-01', { path: 'start', startedOn: '2021-01-01', disposedOn: '2020-03-01' }),
      ],
    },
    [
      '2017-03-01 found +100 = 100 waiting',
      '2017-03-01 begun 0 = 100 disposing',
      '2018-03-01 start -100 = 0 none',
      '2019-03-01 found +100 = 100 waiting',
      '2020-03-01 start -100 = 0 none',
    ],
    ['begun_before_found', 'begun_after_disposed'],
  ],
]

describe('idle land of a parcel', () => {
  it.each(cases)('%s', (_name, facts, lines, rules = []) => {
    const told = tell(parcel(facts), 'idle')
    expect(told.lines).toEqual(lines)
    expect(told.rules.toSorted()).toEqual(rules.toSorted())
  })
})
