import { describe, expect, it } from 'vitest'
import type { CaseClock } from '#geodata/rules/case/case-situation.ts'
import {
  allowedCaseRuleValues,
  caseRulesOn,
  isCaseRuleValue,
  nationalCaseRules,
  overrideCaseRules,
} from '#geodata/rules/case/case-rules.ts'
import { caseOn, foldCase, openDeadlines, withoutVoided } from '#geodata/rules/case/case-state.ts'
import { nextSteps, stepsResting, takeStep } from '#geodata/rules/case/idle-case.ts'
import { nationalCalendar } from '#geodata/rules/working-days.ts'
import type { Move } from './idle-case.steps.ts'
import {
  art12,
  basisOf,
  buyback,
  clue,
  determined,
  extension,
  fee,
  neverStarted,
  noClock,
  notice,
  published,
  ready,
  recovery,
  statement,
  suspended,
  today,
  told,
  tryMove,
  walk,
} from './idle-case.steps.ts'

type Row = {
  it: string
  after: Move[]
  take: Move
  clock?: CaseClock
  /** Codes with their articles; nothing when the step is possible. */
  refused?: [code: string, article: string | null][]
}

const afterFee = [...ready('enterprise'), told('fee'), fee()]
const recovered: Move[] = [...ready('enterprise'), told('recovery', '2025-03-03'), recovery('2025-03-12')]

const asked: Move[] = [...ready('enterprise'), told('fee'), ['hearing_request', '2024-05-13']]

/** Days worked out by hand from the articles named beside them. */
const table: Row[] = [
  // Art. 5: investigation and the holder's statement.
  { it: 'a notice follows a clue', after: [clue], take: notice },
  {
    it: 'no second notice',
    after: [clue, notice],
    take: ['investigation_notice', '2024-03-21'],
    refused: [['already_done', 'order53_art5']],
  },
  {
    it: 'no statement before the notice',
    after: [clue],
    take: statement,
    refused: [['notice_missing', 'order53_art5']],
  },
  {
    it: 'no determination before the notice',
    after: [clue],
    take: determined('enterprise')[3]!,
    refused: [['notice_missing', 'order53_art5']],
  },
  {
    it: 'no determination while the holder may still explain (30 days end on 19 April)',
    after: [clue, notice],
    take: ['determination', '2024-04-19', determined('enterprise')[3]![2]!],
    refused: [['statement_awaited', 'order53_art5']],
  },
  {
    it: 'a determination without a statement on the day after',
    after: [clue, notice],
    take: determined('enterprise')[3]!,
  },
  // Art. 2, 9, 10: determination.
  {
    it: 'no determination of what is idle only later',
    after: [clue, notice, statement],
    take: [
      'determination',
      '2024-04-20',
      { kind: 'not_started', cause: 'enterprise', idleFrom: '2024-05-01', areaM2: 1, reason: '核实' },
    ],
    refused: [['idle_from_later', 'order53_art2']],
  },
  {
    it: 'no determination against the clock without a reason',
    after: [clue, notice, statement],
    clock: noClock,
    take: determined('enterprise')[3]!,
    refused: [['differs_from_clock', 'order53_art2']],
  },
  {
    it: 'a determination against the clock with a reason',
    after: [clue, notice, statement],
    clock: noClock,
    take: ['determination', '2024-04-20', { ...determined('enterprise')[3]![2], reason: '现场核实未动工' }],
  },
  {
    it: 'no determination without cause and area',
    after: [clue, notice, statement],
    take: ['determination', '2024-04-20', { kind: 'not_started', idleFrom: '2024-03-01' }],
    refused: [
      ['required', 'order53_art10'],
      ['required', 'order53_art10'],
    ],
  },
  {
    it: 'no item of Art. 8 for a cause of the enterprise',
    after: [clue, notice, statement],
    take: ['determination', '2024-04-20', { ...determined('enterprise')[3]![2], art8Item: 'g2' }],
    refused: [['item_without_cause', 'order53_art8']],
  },
  {
    it: 'no second determination',
    after: determined('enterprise'),
    take: ['determination', '2024-04-21', determined('enterprise')[3]![2]!],
    refused: [['already_determined', 'order53_art9']],
  },
  {
    it: 'not idle after a determination',
    after: determined('enterprise'),
    take: ['not_idle', '2024-04-21', { reason: '已动工' }],
    refused: [['already_determined', 'order53_art9']],
  },
  {
    it: 'nothing but closure once found not idle',
    after: [clue, ['not_idle', '2024-03-10', { reason: '已动工' }]],
    take: notice,
    refused: [['found_not_idle', 'order53_art9']],
  },
  {
    it: 'closure once found not idle',
    after: [clue, ['not_idle', '2024-03-10', { reason: '已动工' }]],
    take: ['closure', '2024-03-11'],
  },
  {
    it: 'no determination over nothing',
    after: [clue, notice, statement],
    take: ['determination', '2024-04-20', { ...determined('enterprise')[3]![2], areaM2: 0 }],
    refused: [['not_above_zero', 'order53_art10']],
  },
  {
    it: 'no determination over more than was supplied (20 000 m²)',
    after: [clue, notice, statement],
    take: ['determination', '2024-04-20', { ...determined('enterprise')[3]![2], areaM2: 20_000.02 }],
    refused: [['area_above_supply', 'order53_art10']],
  },
  {
    it: 'a determination over a hundredth more, which is rounding',
    after: [clue, notice, statement],
    take: ['determination', '2024-04-20', { ...determined('enterprise')[3]![2], areaM2: 20_000.01 }],
  },
  {
    it: 'a determination over whatever area where the contract says none',
    after: [clue, notice, statement],
    take: [
      'determination',
      '2024-04-20',
      { ...determined('enterprise')[3]![2], areaM2: 90_000 },
      { terms: { areaM2: null, priceWan: null } },
    ],
  },
  {
    it: 'no cause of government without its item of Art. 8',
    after: [clue, notice, statement],
    take: ['determination', '2024-04-20', { ...determined('enterprise')[3]![2], cause: 'government' }],
    refused: [['required', 'order53_art8']],
  },
  // Art. 11 and 25: publication and filing.
  {
    it: 'no publication before the determination',
    after: [clue],
    take: published,
    refused: [['determination_missing', 'order53_art9']],
  },
  {
    it: 'a cause of government is told to the body that caused it',
    after: determined('government'),
    take: ['publication', '2024-04-25', { place: '门户网站' }],
    refused: [['required', 'order53_art11']],
  },
  {
    it: 'no plan under Art. 12 before publication and filing',
    after: determined('government'),
    take: extension('2025-05-31'),
    refused: [
      ['publication_missing', 'order53_art11'],
      ['filing_missing', 'order53_art25'],
    ],
  },
  // Art. 12 and 13: disposal for causes of government and for suspended land.
  {
    it: 'no plan under Art. 12 for a cause of the enterprise',
    after: ready('enterprise'),
    take: extension('2025-05-31'),
    refused: [['not_government_cause', 'order53_art12']],
  },
  { it: 'an extension of just one year', after: ready('government'), take: extension('2025-06-01') },
  {
    it: 'no extension of a year and a day',
    after: ready('government'),
    take: extension('2025-06-02'),
    refused: [['extension_too_long', 'order53_art12_1']],
  },
  {
    it: 'no new start that lies in the past',
    after: ready('government'),
    take: extension('2024-05-31'),
    refused: [['start_not_later', 'order53_art12']],
  },
  {
    it: 'no completion before the new start',
    after: ready('government'),
    take: extension('2025-05-31', { newCompletionOn: '2025-05-30' }),
    refused: [['completion_not_later', 'order53_art12']],
  },
  {
    it: 'no plan without approval',
    after: ready('government'),
    take: ['extension', '2024-06-01', { newStartOn: '2025-05-31' }],
    refused: [['required', 'order53_art13']],
  },
  {
    it: 'no plan for mortgaged land before the mortgagee was notified',
    after: ready('government'),
    take: extension('2025-05-31', { isMortgaged: true }),
    refused: [['required', 'order53_art13']],
  },
  {
    it: 'an extension of suspended land of whatever cause',
    after: ready('enterprise', 'suspended'),
    clock: suspended,
    take: extension('2025-05-31'),
  },
  {
    it: 'temporary use of just two years',
    after: ready('force_majeure'),
    take: ['temporary_use', '2024-06-01', { ...art12, untilOn: '2026-06-01', use: '停车场' }],
  },
  {
    it: 'no temporary use beyond two years',
    after: ready('force_majeure'),
    take: ['temporary_use', '2024-06-01', { ...art12, untilOn: '2026-06-02', use: '停车场' }],
    refused: [['temporary_use_too_long', 'order53_art12_3']],
  },
  {
    it: 'an exchange where plans have changed (Art. 8(2))',
    after: ready('government', 'not_started', 'g2'),
    take: [
      'exchange',
      '2024-06-01',
      { ...art12, isPricePaid: true, areFundsReady: true, otherParcel: 'B-2', newStartOn: '2025-01-01' },
    ],
  },
  {
    it: 'no exchange for another cause of government',
    after: ready('government', 'not_started', 'g1'),
    take: [
      'exchange',
      '2024-06-01',
      { ...art12, isPricePaid: true, areFundsReady: true, otherParcel: 'B-2', newStartOn: '2025-01-01' },
    ],
    refused: [['not_by_plan_change', 'order53_art12_5']],
  },
  {
    it: 'no exchange before the price is paid',
    after: ready('government', 'not_started', 'g2'),
    take: [
      'exchange',
      '2024-06-01',
      { ...art12, isPricePaid: false, areFundsReady: true, otherParcel: 'B-2', newStartOn: '2025-01-01' },
    ],
    refused: [['condition_not_met', 'order53_art12_5']],
  },
  {
    it: 'no second plan after the first',
    after: [...ready('government'), extension('2025-05-31')],
    take: ['other', '2024-06-02', { ...art12, description: '合作开发' }],
    refused: [['measure_taken', null]],
  },
  // Art. 14 and 15: fee and free recovery, and the hearing before them.
  {
    it: 'no fee for suspended land',
    after: ready('enterprise', 'suspended'),
    clock: suspended,
    take: fee(),
    refused: [['suspended_land', 'order53_art12']],
  },
  {
    it: 'no free recovery of suspended land',
    after: ready('enterprise', 'suspended'),
    clock: suspended,
    take: recovery('2025-06-01'),
    refused: [['suspended_land', 'order53_art12']],
  },
  {
    it: 'no hearing about a fee for suspended land',
    after: ready('enterprise', 'suspended'),
    clock: suspended,
    take: told('fee'),
    refused: [['suspended_land', 'order53_art12']],
  },
  {
    it: 'no fee where the government is the cause',
    after: ready('government'),
    take: fee(),
    refused: [['government_cause', 'order53_art14']],
  },
  {
    it: 'no free recovery where a natural disaster is the cause',
    after: ready('force_majeure'),
    take: recovery('2025-06-01'),
    refused: [['government_cause', 'order53_art14']],
  },
  {
    it: 'no fee without the notice of a hearing',
    after: ready('enterprise'),
    take: fee(),
    refused: [['hearing_notice_missing', 'order53_art15']],
  },
  {
    it: 'no fee while a hearing may be asked for (5 working days end on 13 May)',
    after: [...ready('enterprise'), told('fee')],
    take: fee('2024-05-13'),
    refused: [['hearing_period_runs', 'order53_art15']],
  },
  {
    it: 'a fee on the day after',
    after: [...ready('enterprise'), told('fee')],
    take: fee('2024-05-14'),
  },
  {
    it: 'no request for a hearing once the period is over',
    after: [...ready('enterprise'), told('fee')],
    take: ['hearing_request', '2024-05-14'],
    refused: [['hearing_period_over', 'hearing_rules']],
  },
  {
    it: 'no fee before the hearing that was asked for is held',
    after: [...ready('enterprise'), told('fee'), ['hearing_request', '2024-05-13']],
    take: fee('2024-06-03'),
    refused: [['hearing_not_held', 'order53_art15']],
  },
  {
    it: 'a hearing is called seven working days before (28 May for 6 June 2024)',
    after: [...ready('enterprise'), told('fee'), ['hearing_request', '2024-05-13']],
    take: ['hearing_call', '2024-05-28', { hearingOn: '2024-06-06', place: '三楼' }],
  },
  {
    it: 'and not six',
    after: [...ready('enterprise'), told('fee'), ['hearing_request', '2024-05-13']],
    take: ['hearing_call', '2024-05-29', { hearingOn: '2024-06-06', place: '三楼' }],
    refused: [['called_too_late', 'hearing_rules']],
  },
  {
    it: 'a fee after the hearing, above the share of 20 %, is refused',
    after: [
      ...ready('enterprise'),
      told('fee'),
      ['hearing_request', '2024-05-13'],
      ['hearing_call', '2024-05-28', { hearingOn: '2024-06-06', place: '三楼' }],
      ['hearing', '2024-06-06'],
    ],
    take: fee('2024-06-11', { feeWan: 100.01 }),
    refused: [['fee_above_share', 'order53_art14_1']],
  },
  {
    it: 'no hearing after its twenty working days (they end on 11 June 2024)',
    after: asked,
    take: ['hearing_call', '2024-05-28', { hearingOn: '2024-06-12', place: '三楼' }],
    refused: [['hearing_too_late', 'hearing_rules']],
  },
  {
    it: 'a hearing on the last of them, called on the last day for it (30 May)',
    after: asked,
    take: ['hearing_call', '2024-05-30', { hearingOn: '2024-06-11', place: '三楼' }],
  },
  {
    it: 'a call on that day needs no reason to be late by',
    after: asked,
    take: ['hearing_call', '2024-05-30', { hearingOn: '2024-06-12', place: '三楼', reason: '会议室' }],
    refused: [['hearing_too_late', 'hearing_rules']],
  },
  {
    it: 'a hearing that can no longer be called in time says why',
    after: asked,
    take: ['hearing_call', '2024-05-31', { hearingOn: '2024-06-14', place: '三楼' }],
    refused: [['hearing_overdue', 'hearing_rules']],
  },
  {
    it: 'and is held then, so that the case can go on',
    after: asked,
    take: ['hearing_call', '2024-05-31', { hearingOn: '2024-06-14', place: '三楼', reason: '送达延误' }],
  },
  {
    it: 'a second call does not move the period of the hearing',
    after: [...asked, ['hearing_call', '2024-05-20', { hearingOn: '2024-05-31', place: '三楼' }]],
    take: ['hearing_call', '2024-05-28', { hearingOn: '2024-06-12', place: '三楼' }],
    refused: [['hearing_too_late', 'hearing_rules']],
  },
  {
    it: 'a fee on another price than that of the contract wants a reason',
    after: [...ready('enterprise'), told('fee')],
    take: fee('2024-05-20', { priceWan: 1, feeWan: 0.2 }),
    refused: [['price_differs', 'order53_art14_1']],
  },
  {
    it: 'and is decided with one',
    after: [...ready('enterprise'), told('fee')],
    take: fee('2024-05-20', { priceWan: 250, feeWan: 50, reason: '部分闲置' }),
  },
  {
    it: 'a fee below the share wants a reason',
    after: [...ready('enterprise'), told('fee')],
    take: fee('2024-05-20', { feeWan: 90 }),
    refused: [['fee_below_share', 'order53_art14_1']],
  },
  {
    it: 'no second fee',
    after: afterFee,
    take: fee('2024-05-21'),
    refused: [['measure_taken', 'order53_art14_1']],
  },
  {
    it: 'no free recovery on the day before the second year is full, nor without its own hearing',
    after: afterFee,
    take: recovery('2025-02-28'),
    refused: [
      ['years_not_full', 'order53_art14_2'],
      ['hearing_notice_missing', 'order53_art15'],
    ],
  },
  {
    it: 'free recovery exactly on the anniversary',
    after: [...afterFee, told('recovery', '2025-02-17')],
    take: recovery('2025-03-01'),
  },
  {
    it: 'no fee while a pause leaves its day open',
    after: [...ready('enterprise'), told('fee')],
    clock: { ...neverStarted, feeFrom: null, recoveryFrom: null },
    take: fee(),
    refused: [['pause_lasts', 'order53_art8']],
  },
  {
    it: 'no free recovery once works have begun',
    after: [...ready('enterprise'), told('recovery', '2025-03-03')],
    clock: noClock,
    take: recovery('2025-03-12'),
    refused: [['not_idle_any_more', 'order53_art2']],
  },
  // 自然资发〔2024〕242号 and 〔2025〕45号: special bonds.
  {
    it: 'a buy-back with special bonds at less than the lower price',
    after: ready('enterprise'),
    take: buyback(),
  },
  {
    it: 'no buy-back above the lower of appraisal and cost',
    after: ready('enterprise'),
    take: buyback({ finalWan: 800.01 }),
    refused: [['price_above_base', 'mnr_2024_242']],
  },
  {
    it: 'no buy-back while its price is still public',
    after: ready('enterprise'),
    take: buyback({ publicityTo: '2026-03-03' }),
    refused: [['publicity_not_over', 'mnr_2024_242']],
  },
  {
    it: 'no buy-back of land supplied after 7 November 2024',
    after: ready('enterprise'),
    take: [...buyback().slice(0, 3), { suppliedOn: '2024-11-08' }] as unknown as Move,
    refused: [['supplied_after', 'mnr_2025_45']],
  },
  {
    it: 'no buy-back that is to be paid on its own day',
    after: ready('enterprise'),
    take: buyback({ payUntil: '2026-03-02' }),
    refused: [['payment_not_later', 'mnr_2024_242']],
  },
  {
    it: 'no paid recovery that was to be paid before it was decided',
    after: ready('government'),
    take: ['paid_recovery', '2024-06-01', { ...art12, amountWan: 100, payUntil: '2024-05-31' }],
    refused: [['payment_not_later', 'order53_art12_4']],
  },
  // Art. 17 to 19: performance, court, reuse.
  {
    it: 'no payment of nothing',
    after: afterFee,
    take: ['payment', '2024-06-03', { amountWan: 0 }],
    refused: [['not_above_zero', 'order53_art17']],
  },
  {
    it: 'no payment of more than is owed',
    after: [...afterFee, ['payment', '2024-06-03', { amountWan: 60 }]],
    take: ['payment', '2024-06-04', { amountWan: 40.0001 }],
    refused: [['above_remainder', 'order53_art17']],
  },
  {
    it: 'no closure while a part is owed',
    after: [...afterFee, ['payment', '2024-06-03', { amountWan: 99.9999 }]],
    clock: noClock,
    take: ['closure', '2024-07-01'],
    refused: [['not_paid', 'order53_art17']],
  },
  {
    it: 'a demand for the part that is overdue',
    after: [...afterFee, ['payment', '2024-06-03', { amountWan: 60 }]],
    take: ['demand', '2024-06-20'],
  },
  {
    it: 'no works of the holder without permit and start, which would leave the case no way on',
    after: ready('enterprise'),
    take: ['reuse', '2024-05-10', { use: 'own_works' }],
    refused: [
      ['required', 'order53_art30'],
      ['required', 'order53_art30'],
    ],
  },
  {
    it: 'suspended works go on without another start',
    after: ready('enterprise', 'suspended'),
    clock: suspended,
    take: ['reuse', '2024-05-10', { use: 'own_works' }],
  },
  {
    it: 'no payment before there is anything to pay',
    after: ready('enterprise'),
    take: ['payment', '2024-06-01', { amountWan: 100 }],
    refused: [['nothing_to_pay', 'order53_art17']],
  },
  {
    it: 'no cancellation of a right that was not recovered',
    after: afterFee,
    take: ['cancellation', '2024-06-01'],
    refused: [['nothing_to_cancel', 'order53_art17']],
  },
  {
    it: 'no demand before the fee is overdue (30 days end on 19 June 2024)',
    after: afterFee,
    take: ['demand', '2024-06-19'],
    refused: [['not_overdue', 'order53_art18']],
  },
  { it: 'a demand on the day after', after: afterFee, take: ['demand', '2024-06-20'] },
  {
    it: 'no court before a demand',
    after: afterFee,
    take: ['court_application', '2024-12-20', { court: '法院' }],
    refused: [['demand_missing', 'enforcement_law_54']],
  },
  {
    it: 'no court while the holder may still sue (six months end on 20 November 2024)',
    after: [...afterFee, ['demand', '2024-11-05']],
    take: ['court_application', '2024-11-20', { court: '法院' }],
    refused: [['remedy_period_runs', 'enforcement_law_53']],
  },
  {
    it: 'a court within three months after',
    after: [...afterFee, ['demand', '2024-11-05']],
    take: ['court_application', '2025-02-20', { court: '法院' }],
  },
  {
    it: 'and not later',
    after: [...afterFee, ['demand', '2024-11-05']],
    take: ['court_application', '2025-02-21', { court: '法院' }],
    refused: [['court_period_over', 'enforcement_law_53']],
  },
  {
    it: 'no new supply before the registration is cancelled',
    after: recovered,
    take: ['reuse', '2025-04-01', { use: 'new_supply' }],
    refused: [['right_not_ended', 'order53_art19']],
  },
  {
    it: 'no works of the former holder after recovery',
    after: recovered,
    take: ['reuse', '2025-04-01', { use: 'own_works' }],
    refused: [['right_ended', 'order53_art19']],
  },
  // Closing.
  {
    it: 'no closure while the facts still say idle',
    after: [...ready('government'), extension('2025-05-31')],
    take: ['closure', '2024-07-01'],
    refused: [['still_idle', 'order53_art2']],
  },
  {
    it: 'no closure before the fee is paid',
    after: afterFee,
    clock: noClock,
    take: ['closure', '2024-07-01'],
    refused: [['not_paid', 'order53_art17']],
  },
  {
    it: 'no closure of recovered land before the certificate is cancelled and the land is used',
    after: recovered,
    clock: noClock,
    take: ['closure', '2025-04-01'],
    refused: [
      ['not_cancelled', 'order53_art17'],
      ['not_reused', 'order53_art19'],
    ],
  },
  {
    it: 'no closure of what is neither disposed of nor filed',
    after: [...determined('enterprise'), published],
    clock: noClock,
    take: ['closure', '2024-07-01'],
    refused: [
      ['filing_missing', 'order53_art25'],
      ['not_disposed', 'order53_art25'],
    ],
  },
]

describe('a step of a case', () => {
  it.each(table)('$it', ({ after, take, clock, refused = [] }) => {
    const isAtStart = clock !== undefined && clock !== suspended
    const taken = walk(after, isAtStart ? neverStarted : clock)
    const { refusals } = tryMove(taken, take, clock)
    expect(refusals.map(({ code, article }) => [code, article])).toEqual(refused)
  })

  it.each([
    ['before the step before it', '2024-03-03', 'before_previous_step'],
    ['in the future', '2026-11-23', 'future_date'],
    ['that no calendar has', '2026-02-30', 'not_a_date'],
    ['that no office has seen', '1066-10-14', 'not_a_date'],
    ['that is no day at all', 'tomorrow', 'not_a_date'],
  ])('is not taken on a day %s', (_what, doneOn, code) => {
    const { refusals } = tryMove(walk([clue]), ['investigation_notice', doneOn])
    expect(refusals).toMatchObject([{ code, input: 'doneOn' }])
  })

  it('is not taken before the order was in force', () => {
    const attempt = { step: 'clue' as const, doneOn: '2012-06-30', values: { source: 'rule' } }
    const { refusals } = takeStep([], attempt, { basis: null, calendar: nationalCalendar, today })
    expect(refusals).toMatchObject([{ code: 'before_order', values: { inForceFrom: '2012-07-01' } }])
  })

  it.each([
    [{ source: 'rumour' }, 'unknown_code', 'source'],
    [{ source: 'rule', colour: 'red' }, 'unknown_input', 'colour'],
    [{}, 'required', 'source'],
    [{ source: ['rule'] }, 'unknown_code', 'source'],
    ['rule', 'wrong_type', null],
  ])('refuses the values %j', (values, code, input) => {
    const refusals = tryMove([], ['clue', '2024-03-04', values as object]).refusals
    expect(refusals.map((one) => [one.code, one.input])).toContainEqual([code, input])
  })

  it.each([
    [{ areaM2: -1 }, 'too_small'],
    [{ areaM2: '20000' }, 'wrong_type'],
    [{ areaM2: Number.NaN }, 'wrong_type'],
    [{ idleFrom: '2024-02-30' }, 'not_a_date'],
    [{ reason: 'x'.repeat(501) }, 'too_long'],
    [{ reason: 'a\0b' }, 'wrong_type'],
  ])('refuses a determination with %j', (wrong, code) => {
    const values = { ...determined('enterprise')[3]![2], ...wrong }
    const { refusals } = tryMove(walk([clue, notice, statement]), ['determination', '2024-04-20', values])
    expect(refusals.map((one) => one.code)).toEqual([code])
  })
})

describe('a mortgage that stands on the day of a plan', () => {
  const mortgage = { fromOn: '2023-05-01', party: '盐湖农商行' }
  const plan = (values: object = {}): Move => {
    const [step, on, given] = extension('2025-05-31', values)
    return [step, on, given, { mortgage }]
  }
  const taken = () => walk(ready('government'))

  it('asks for the notice to the mortgagee, whatever was entered (Art. 13)', () => {
    for (const values of [{}, { isMortgaged: false }])
      expect(tryMove(taken(), plan(values)).refusals).toMatchObject([
        { code: 'required', article: 'order53_art13', input: 'mortgageeNotifiedOn' },
      ])
  })

  it('and the plan is taken once the mortgagee was notified', () => {
    expect(tryMove(taken(), plan({ mortgageeNotifiedOn: '2024-05-20' })).refusals).toEqual([])
  })
})

describe('deadlines', () => {
  const openAfter = (moves: Move[]) =>
    openDeadlines(foldCase(walk(moves))!).map(({ step, kind, on }) => [step, kind, on])

  it('run from the day of a step: 30 days for the notice, then for the statement', () => {
    expect(openAfter([clue])).toEqual([['investigation_notice', 'duty', '2024-04-03']])
    expect(openAfter([clue, notice])).toEqual([['statement', 'duty', '2024-04-19']])
  })

  it('move to the next working day when they end on a festival (notice on 2 September 2024)', () => {
    const found: Move = ['clue', '2024-09-02', { source: 'patrol' }]
    // 2 October lies in the National Day week; 8 October is the first working day after it.
    expect(openAfter([found])).toEqual([['investigation_notice', 'duty', '2024-10-08']])
  })

  it('of a hearing count working days and let the call come seven before it', () => {
    expect(openAfter([...ready('enterprise'), told('fee'), ['hearing_request', '2024-05-13']])).toEqual([
      ['hearing_call', 'duty', '2024-05-30'],
      ['hearing', 'duty', '2024-06-11'],
    ])
  })

  it('of a decision are payment and the time in which a court may be asked', () => {
    expect(openAfter(afterFee)).toEqual([
      ['payment', 'duty', '2024-06-19'],
      ['court_application', 'right', '2025-02-20'],
    ])
    expect(openAfter([...afterFee, ['payment', '2024-06-03', { amountWan: 100 }]])).toEqual([])
  })

  it('of a decision stay until the last part is paid', () => {
    const pay = (on: string, amountWan: number): Move => ['payment', on, { amountWan }]
    const inPart = [...afterFee, pay('2024-06-03', 0.0001), pay('2024-06-04', 63.15)]
    expect(openAfter(inPart)).toEqual([
      ['payment', 'duty', '2024-06-19'],
      ['court_application', 'right', '2025-02-20'],
    ])
    expect(foldCase(walk(inPart))).toMatchObject({ owedWan: 36.8499, isToPay: true })
    expect(openAfter([...inPart, pay('2024-06-05', 36.8499)])).toEqual([])
  })

  it('of a paid recovery stay until the zone has paid all of it', () => {
    const agreed: Move = ['paid_recovery', '2024-06-03', { ...art12, amountWan: 100, payUntil: '2024-09-02' }]
    const paid = (amountWan: number): Move => ['payment', '2024-07-01', { amountWan }]
    const after = (amountWan: number) => openAfter([...ready('government'), agreed, paid(amountWan)])
    expect(after(0.01)).toEqual([['payment', 'duty', '2024-09-02']])
    expect(after(100)).toEqual([])
  })

  it('of a hearing are gone when the land is bought back instead', () => {
    const moves = [...ready('enterprise'), told('fee'), buyback()]
    expect(openAfter(moves)).toEqual([['payment', 'duty', '2026-06-30']])
    expect(foldCase(walk(moves))).toMatchObject({ phase: 'executing' })
  })

  it('stay until the step is taken, however long they are overdue', () => {
    const state = caseOn(walk([clue, notice]), '2026-11-22')!
    expect(openDeadlines(state)).toMatchObject([{ step: 'statement', on: '2024-04-19' }])
  })

  it('exist without a period in law only where the zone has set one', () => {
    const filing = { filingPeriod: { count: 10, unit: 'working_day' as const } }
    const moves = determined('enterprise')
    const set = [...moves.slice(0, 3), [...moves[3]!, basisOf(neverStarted, filing)] as unknown as Move]
    expect(openAfter(moves)).toEqual([])
    // 28 April was made up for, 1–5 May were days of rest.
    expect(openAfter(set)).toEqual([['filing', 'duty', '2024-05-07']])
  })

  it('say by when the step was due that ends them', () => {
    const { step } = tryMove(walk([clue]), ['investigation_notice', '2024-05-06'])
    expect(step).toMatchObject({ doneOn: '2024-05-06', dueOn: '2024-04-03' })
  })
})

describe('a whole case', () => {
  const toClosed: Move[] = [
    ...afterFee,
    ['payment', '2024-06-03', { amountWan: 100 }],
    told('recovery', '2025-02-17'),
    recovery('2025-03-03'),
    ['cancellation', '2025-03-20'],
    ['reuse', '2025-05-06', { use: 'reserve' }],
    ['closure', '2025-05-07', {}, basisOf(noClock)],
  ]

  it('goes from a clue over fee and recovery to reuse, and has the state of each day', () => {
    const taken = walk(toClosed)
    const phases = ['2024-03-03', '2024-03-04', '2024-03-20', '2024-04-20', '2024-05-07', '2024-05-20']
    expect(phases.map((on) => caseOn(taken, on)?.phase ?? null)).toEqual([
      null,
      'clue',
      'investigating',
      'determined',
      'hearing',
      'executing',
    ])
    expect(foldCase(taken)).toMatchObject({ phase: 'closed', measure: { code: 'recovery' }, round: 1 })
  })

  it('is opened again after closure, and only then; it begins anew', () => {
    const taken = walk(toClosed)
    const again: Move = ['reopening', '2025-06-02', { reason: '重新闲置' }]
    expect(tryMove(walk(afterFee), again).refusals).toMatchObject([{ code: 'already_open' }])
    expect(tryMove(taken, ['payment', '2025-06-02', { amountWan: 1 }]).refusals).toMatchObject([
      { code: 'closed' },
    ])
    const reopened = walk([...toClosed, again])
    expect(foldCase(reopened)).toMatchObject({ phase: 'clue', round: 2, measure: null, closedOn: null })
    expect(openDeadlines(foldCase(reopened)!)).toMatchObject([
      { step: 'investigation_notice', on: '2025-07-02' },
    ])
  })

  it('says of every step whether it is possible, and names the article where it is not', () => {
    const surroundings = { basis: basisOf(neverStarted), calendar: nationalCalendar, today }
    const next = nextSteps(walk(ready('enterprise')), surroundings)
    const possible = next.filter(({ isPossible }) => isPossible).map(({ step }) => step)
    expect(possible).toEqual(['hearing_notice', 'bond_buyback', 'reuse'])
    const refusal = next.find(({ step }) => step === 'extension')!.refusals[0]
    expect(refusal).toMatchObject({ code: 'not_government_cause', article: 'order53_art12' })
    expect(next.filter((one) => !one.isPossible).every(({ refusals }) => refusals.length > 0)).toBe(true)
  })
})

describe('voiding a step', () => {
  const keptOf = (moves: Move[]) => walk(moves).map((one) => ({ ...one, basis: basisOf(neverStarted) }))

  it('is free for the last step', () => {
    const kept = keptOf(ready('enterprise'))
    expect(stepsResting(kept, kept.length, nationalCalendar)).toEqual([])
  })

  it('is held by the later steps that rest on it, with the reason', () => {
    const kept = keptOf([...ready('enterprise'), told('fee'), fee()])
    expect(stepsResting(kept, 4, nationalCalendar).map(({ step }) => step)).toEqual([
      'publication',
      'filing',
      'hearing_notice',
      'fee',
    ])
    expect(stepsResting(kept, 7, nationalCalendar)).toMatchObject([
      { step: 'fee', refusals: [{ code: 'hearing_notice_missing' }] },
    ])
    expect(stepsResting(kept, 6, nationalCalendar)).toEqual([])
  })

  it('judges the later steps by the rules that they were taken under', () => {
    const kept = keptOf([...ready('enterprise'), told('fee'), fee()])
    const strict = kept.map((one) =>
      one.step === 'filing' ? { ...one, basis: basisOf(noClock, { feeShare: '1/100' }) } : one,
    )
    expect(stepsResting(strict, 6, nationalCalendar)).toEqual([])
  })

  it('is not held by a later step that the rules of the house would no longer take at all', () => {
    const kept = keptOf([...ready('enterprise'), told('fee'), fee()])
    const old = kept.map((one) =>
      one.step === 'determination' ? { ...one, values: { ...one.values, areaM2: 30_000 } } : one,
    )
    expect(stepsResting(old, 6, nationalCalendar)).toEqual([])
    expect(stepsResting(old, 3, nationalCalendar)).toEqual([])
  })

  it('leaves corrections and what they void out of the state', () => {
    const rows = [
      { n: 1, voids: null },
      { n: 2, voids: null },
      { n: 3, voids: 2 },
      { n: 4, voids: null },
    ]
    expect(withoutVoided(rows).map(({ n }) => n)).toEqual([1, 4])
  })
})

describe('rules of a case', () => {
  it('are dated: a zone sets one from a day on, nothing before it changes', () => {
    const value = { count: 15, unit: 'working_day' }
    const book = overrideCaseRules([{ name: 'filingPeriod', from: '2025-01-01', value, source: '运政' }])
    expect(caseRulesOn(book, '2024-12-31')!.filingPeriod).toBeNull()
    expect(caseRulesOn(book, '2025-01-01')!.filingPeriod).toEqual(value)
    expect(caseRulesOn(book, '2012-06-30')).toBeUndefined()
  })

  it('let a zone ask for a smaller share of the price, never for more than a fifth', () => {
    const shares = ['0/100', '10/100', '1/5', '20/100', '200001/999999', '21/100', '1/1']
    expect(shares.filter((share) => isCaseRuleValue('feeShare', share))).toEqual(shares.slice(0, 4))
    expect(allowedCaseRuleValues('feeShare')).toBe('0 … 20 %')
  })

  it('leave out what no rule can be', () => {
    const wrong = [
      { name: 'filingPeriod', value: { count: -1, unit: 'day' } },
      { name: 'filingPeriod', value: { count: 1, unit: 'moon' } },
      { name: 'feeShare', value: '6/5' },
      { name: 'feeShare', value: '21/100' },
      { name: 'art8Causes', value: ['weather'] },
      { name: 'constructor', value: 1 },
    ].map((one) => ({ ...one, from: '2025-01-01', source: 'x' }))
    expect(overrideCaseRules(wrong)).toEqual(nationalCaseRules)
  })
})
