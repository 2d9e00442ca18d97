import { describe, expect, it } from 'vitest'
import type { LandFacts } from '#geodata/rules/case/case-facts.ts'
import { factsOf } from '#geodata/rules/case/case-facts.ts'
import { defaultsOf } from '#geodata/rules/case/case-defaults.ts'
import { stepDifferences } from '#geodata/rules/case/case-impact.ts'
import type { CaseClock } from '#geodata/rules/case/case-situation.ts'
import { foldCase } from '#geodata/rules/case/case-state.ts'
import { accountOf } from '#geodata/rules/case/deadline-account.ts'
import type { KeptStep } from '#geodata/rules/case/idle-case.ts'
import { nationalCalendar } from '#geodata/rules/working-days.ts'
import type { Move } from './idle-case.steps.ts'
import {
  basisOf,
  buyback,
  clue,
  determined,
  extension,
  fee,
  filed,
  neverStarted,
  noClock,
  notice,
  published,
  ready,
  recovery,
  suspended,
  told,
  walk,
} from './idle-case.steps.ts'

const papers: { documentNo: string | null; responsible: string | null } = {
  documentNo: null,
  responsible: '王经办',
}
const nothing: LandFacts = { remediation: null, start: null, supplyEndedOn: null, progress: null }

/** What the last move says of the land. */
function factsAfter(
  moves: readonly Move[],
  clock: CaseClock = neverStarted,
  more: Partial<typeof papers> = {},
) {
  const taken = walk(moves, clock)
  return factsOf(taken.at(-1)!, foldCase(taken.slice(0, -1)) ?? foldCase(taken)!, { ...papers, ...more })
}

const recovered: Move[] = [...ready('enterprise'), told('recovery', '2025-03-04'), recovery('2025-03-12')]
const ownWorks = (on: string, more: object = {}): Move => ['reuse', on, { use: 'own_works', ...more }]

type Row = [what: string, moves: readonly Move[], facts: Partial<LandFacts>, clock?: CaseClock]
const table: Row[] = [
  ['a clue says nothing of the land', [clue], {}],
  ['a notice says nothing of the land', [clue, notice], {}],
  ['a hearing says nothing of the land', [...ready('enterprise'), told('fee')], {}],
  [
    'a determination begins a remediation: found on its day, for its area and cause',
    determined('enterprise'),
    {
      remediation: { found_on: '2024-04-20', area_m2: 20_000, cause: 'enterprise', responsible: '王经办' },
    },
  ],
  [
    'land found not to be idle has no remediation',
    [clue, ['not_idle', '2024-03-10', { reason: '已动工' }]],
    { remediation: 'none' },
  ],
  [
    'a filing dates the remediation',
    [...determined('enterprise'), published, filed],
    { remediation: { filed_on: '2024-04-26' } },
  ],
  [
    'an extension is a path with a new start, due on it',
    [...ready('government'), extension('2025-05-01', { newCompletionOn: '2027-05-01' })],
    {
      remediation: {
        path: 'extension',
        started_on: '2024-06-01',
        due_on: '2025-05-01',
        document_no: '运政〔2024〕9号',
      },
      start: {
        set_on: '2024-06-01',
        start_on: '2025-05-01',
        completion_on: '2027-05-01',
        cause: 'extension',
        document_no: '运政〔2024〕9号',
      },
    },
  ],
  [
    'a temporary use without a new start leaves the series of starts alone',
    [
      ...ready('government'),
      ['temporary_use', '2024-06-01', { approvalNo: '9', untilOn: '2025-06-01', use: '停车场' }],
    ],
    {
      remediation: {
        path: 'temporary_use',
        started_on: '2024-06-01',
        due_on: '2025-06-01',
        document_no: '9',
      },
    },
  ],
  [
    'a fee is due when it has to be paid; the land stays the holder’s',
    [...ready('enterprise'), told('fee'), fee()],
    {
      remediation: {
        path: 'fee',
        started_on: '2024-05-20',
        due_on: '2024-06-19',
        document_no: '运政〔2024〕8号',
      },
    },
  ],
  [
    'a payment says nothing of the land',
    [...ready('enterprise'), told('fee'), fee(), ['payment', '2024-06-03', { amountWan: 100 }]],
    {},
  ],
  [
    'a buy-back goes under the number of its confirmation',
    [...ready('enterprise'), buyback()],
    {
      remediation: {
        path: 'bond_buyback',
        started_on: '2026-03-02',
        due_on: '2026-06-30',
        document_no: '运政〔2026〕2号',
      },
    },
  ],
  [
    'a cancellation ends the right',
    [...recovered, ['cancellation', '2025-04-01']],
    { supplyEndedOn: '2025-04-01' },
  ],
  [
    'works of the holder that have begun are a look at the site',
    [...ready('enterprise'), ownWorks('2024-05-10', { permitOn: '2024-05-01', startedOn: '2024-05-06' })],
    { progress: { observed_on: '2024-05-10', permit_on: '2024-05-01', started_on: '2024-05-06' } },
  ],
  [
    'suspended works that go on end the suspension',
    [...ready('enterprise', 'suspended'), ownWorks('2024-05-10')],
    { progress: { observed_on: '2024-05-10', permit_on: null, started_on: null } },
    suspended,
  ],
]

describe('the land facts that a step implies', () => {
  it.each(table)('%s', (_what, moves, facts, clock) => {
    expect(factsAfter(moves, clock)).toEqual({ ...nothing, ...facts })
  })

  it('of a closure are that the remediation is over, but not where nothing was determined', () => {
    const worked = [...ready('government'), extension('2025-05-01')]
    const taken = walk(worked)
    const closure = { step: 'closure' as const, doneOn: '2024-06-10', values: {}, opens: [] }
    const closed = factsOf(closure, foldCase(taken)!, { ...papers, documentNo: '结1' })
    expect(closed).toEqual({ ...nothing, remediation: { disposed_on: '2024-06-10', document_no: '结1' } })
    const notIdle = walk([clue, ['not_idle', '2024-03-10', { reason: '已动工' }]])
    expect(factsOf(closure, foldCase(notIdle)!, papers)).toEqual(nothing)
  })

  it('carry the number of the document before that of the approval', () => {
    const facts = factsAfter([...ready('government'), extension('2025-05-01')], neverStarted, {
      documentNo: '文1',
    })
    expect([facts.remediation, facts.start]).toMatchObject([{ document_no: '文1' }, { document_no: '文1' }])
  })
})

describe('what follows for the inputs of a step', () => {
  const { rules, idleRules } = basisOf(neverStarted)
  const ground = (moves: readonly Move[], more: object = {}) => ({
    state: foldCase(walk(moves))!,
    clock: neverStarted,
    rules,
    idleRules,
    supply: { areaM2: 20_000, priceWan: 333.33 },
    on: '2024-05-20',
    ...more,
  })

  it('is a fifth of the price for the fee, in whole yuan', () => {
    expect(defaultsOf('fee', ground(ready('enterprise')))).toEqual({ priceWan: 333.33, feeWan: 66.666 })
    const unknown = { supply: { areaM2: 20_000, priceWan: null } }
    expect(defaultsOf('fee', ground(ready('enterprise'), unknown))).toEqual({})
  })
  it('is the clock for the determination, and only the area when the clock says nothing', () => {
    expect(defaultsOf('determination', ground([clue]))).toEqual({
      kind: 'not_started',
      idleFrom: '2024-03-01',
      areaM2: 20_000,
    })
    expect(defaultsOf('determination', ground([clue], { clock: noClock }))).toEqual({ areaM2: 20_000 })
  })
  it('is the longest extension and temporary use that the law allows', () => {
    expect(defaultsOf('extension', ground(ready('government')))).toEqual({ newStartOn: '2025-05-20' })
    expect(defaultsOf('temporary_use', ground(ready('government')))).toEqual({ untilOn: '2026-05-20' })
  })
  it('is recovery for the hearing once it is possible, the fee before', () => {
    expect(defaultsOf('hearing_notice', ground(ready('enterprise')))).toEqual({ measure: 'fee' })
    const later = { on: '2025-03-01' }
    expect(defaultsOf('hearing_notice', ground(ready('enterprise'), later))).toEqual({ measure: 'recovery' })
  })
  it('is what is still owed for the payment', () => {
    const decided = [...ready('enterprise'), told('fee'), fee()]
    const pay = (on: string, amountWan: number): Move => ['payment', on, { amountWan }]
    expect(defaultsOf('payment', ground(decided))).toEqual({ amountWan: 100 })
    const inPart = [...decided, pay('2024-05-21', 63.15)]
    expect(defaultsOf('payment', ground(inPart))).toEqual({ amountWan: 36.85 })
    expect(defaultsOf('payment', ground([...inPart, pay('2024-05-22', 36.85)]))).toEqual({})
  })
})

const keptOf = (moves: readonly Move[], clock = neverStarted): KeptStep[] =>
  walk(moves, clock).map((one) => ({ ...one, basis: basisOf(clock) }))

describe('the account of a deadline', () => {
  it('lists every day of rest that five working days jump over, and the Saturday that was made up', () => {
    // Told on Tuesday 7 May 2024: Saturday 11 May was worked, Sunday 12 May was not; the fifth day is Monday 13 May.
    const kept = keptOf([...ready('enterprise'), told('fee')])
    const deadline = kept.at(-1)!.opens[0]!
    expect(deadline.on).toBe('2024-05-13')
    expect(accountOf(deadline, kept, nationalCalendar)).toMatchObject({
      by: { step: 'hearing_notice' },
      from: '2024-05-07',
      period: { count: 5, unit: 'working_day' },
      special: [
        { on: '2024-05-11', kind: 'made_up' },
        { on: '2024-05-12', kind: 'weekend' },
      ],
    })
  })
  it('of calendar days names only the days of rest on which the period would have ended', () => {
    // Thirty days from Wednesday 4 September 2024 end on 4 October, in the National Day holidays until the 7th.
    const kept = keptOf([['clue', '2024-09-04', { source: 'rule' }]])
    const deadline = kept[0]!.opens[0]!
    expect([deadline.endsOn, deadline.on]).toEqual(['2024-10-04', '2024-10-08'])
    expect(accountOf(deadline, kept, nationalCalendar)!.special.map(({ on }) => on)).toEqual([
      '2024-10-04',
      '2024-10-05',
      '2024-10-06',
      '2024-10-07',
    ])
  })
  it('of an agreed day has no period', () => {
    const kept = keptOf([...ready('government'), extension('2025-05-01')])
    expect(accountOf(kept.at(-1)!.opens[0]!, kept, nationalCalendar)).toMatchObject({
      period: null,
      special: [],
    })
  })
})

describe('another rule', () => {
  const kept = keptOf([...ready('enterprise'), told('fee'), fee()])
  const under = (change: object) =>
    stepDifferences(kept, ({ basis }) => ({ ...basis, ...change }), nationalCalendar)

  it('that says the same makes no difference', () => {
    expect(under({})).toEqual([])
  })
  it('with a longer period moves the deadlines of the steps that set it going', () => {
    const { rules } = basisOf(neverStarted)
    const later = under({ rules: { ...rules, paymentPeriod: { count: 60, unit: 'day' } } })
    expect(later).toMatchObject([
      {
        step: 'fee',
        refusals: [],
        deadlines: [{ step: 'payment', before: '2024-06-19', after: '2024-07-19' }],
        clock: null,
      },
    ])
  })
  it('by which the land is not idle speaks against the determination and the fee', () => {
    const differences = under({ clock: noClock })
    expect(differences.map(({ step }) => step)).toEqual(['determination', 'fee'])
    expect(differences[0]).toMatchObject({
      clock: { before: neverStarted, after: noClock },
      refusals: [{ code: 'differs_from_clock' }],
    })
    expect(differences[1]!.refusals).toMatchObject([{ code: 'not_idle_any_more', article: 'order53_art2' }])
  })
  it('that is not in force on the day of the step is no matter of it', () => {
    expect(stepDifferences(kept, () => undefined, nationalCalendar)).toEqual([])
  })
})
