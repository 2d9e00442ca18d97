import { describe, expect, it } from 'vitest'
import type { LifeWords } from '#web/features/stock/life-text.ts'
import { lifeByYear, lifeDetails, lifeTitle, lookOf } from '#web/features/stock/life-text.ts'
import type { LifeEvent } from '#web/features/stock/stock-wire.ts'
import chinese from '#web/i18n/locales/zh-CN.json' with { type: 'json' }

const words: LifeWords = {
  t: (key, values = {}) => `${key}${values['value'] === undefined ? '' : `(${String(values['value'])})`}`,
  code: (_collection, _field, code) => `<${code}>`,
  movement: (kind, movement) => `${kind}/${movement}`,
  step: (step) => `step ${step}`,
}
const event = (name: LifeEvent['event'], values: LifeEvent['values']): LifeEvent => ({
  on: '2020-01-01',
  event: name,
  subject: 'parcels',
  subjectId: 1,
  values,
  documentNo: null,
  changeId: null,
  record: null,
})

describe('the life of a parcel in words', () => {
  it.each([
    [
      event('supply_signed', { mode: 'listing', areaM2: 2000 / 3, holder: '某公司', priceWan: 205.43 }),
      '<listing> · 1.00 units.mu · 某公司 · stock.life.price(205.43)',
    ],
    [
      event('start_agreed', { startOn: '2021-01-01', completionOn: null, cause: 'contract' }),
      'stock.life.start_on(2021-01-01) · <contract>',
    ],
    [
      event('observed', {
        developedM2: 250,
        shouldDevelopM2: 1000,
        investedWan: null,
        totalInvestmentWan: 10,
      }),
      'stock.life.developed(25.0\u202f%)',
    ],
    [
      event('observed', { developedM2: 1, shouldDevelopM2: 0, investedWan: 1, totalInvestmentWan: 4 }),
      'stock.life.invested(25.0\u202f%)',
    ],
    [
      event('remediation_found', {
        kind: 'idle',
        areaM2: null,
        cause: 'government',
        path: null,
        dueOn: '2020-05-01',
      }),
      'stock.kind.idle · <government> · stock.life.due(2020-05-01)',
    ],
    [
      event('movement', { kind: 'idle', movement: 'start', areaM2: -2000 / 3, levelM2: 0 }),
      '−1.00 units.mu · stock.life.level(0.00 units.mu)',
    ],
    [
      event('movement', { kind: 'idle', movement: 'begun', areaM2: 0, levelM2: 2000 / 3 }),
      'stock.life.level(1.00 units.mu)',
    ],
    [event('encumbrance_began', { kind: 'seizure', party: '某法院' }), '<seizure> · 某法院'],
    [event('handed_over', {}), ''],
  ])('tells what is known and leaves out what is not (%#)', (one, text) => {
    expect(lifeDetails(one, words)).toBe(text)
  })
  it('names movements by kind and steps by their own name', () => {
    expect(lifeTitle(event('case_step', { step: 'hearing' }), words)).toBe('step hearing')
    expect(lifeTitle(event('works_started', {}), words)).toBe('stock.life.events.works_started')
  })
  it('has a sign and a word for every event', () => {
    const events = Object.keys(chinese.stock.life.events)
    expect(events.filter((name) => lookOf(name).icon === 'info')).toEqual([])
    for (const name of ['movement', 'case_step']) expect(lookOf(name).icon).not.toBe('info')
  })
  it('begins with the last year and its last day', () => {
    const days = ['2019-03-01', '2020-01-01', '2020-06-01'].map((on) => ({ on }))
    expect(lifeByYear(days)).toEqual([
      { year: '2020', events: [{ on: '2020-06-01' }, { on: '2020-01-01' }] },
      { year: '2019', events: [{ on: '2019-03-01' }] },
    ])
  })
})
