import type { CaseArticle, Refusal, RefusalCode } from '#geodata/rules/case/case-articles.ts'

/**
 * What is wrong and what to do about it, one sentence each; English, for programs and logs (the web speaks by the code).
 * `{name}` stands for a value of the refusal, `{input}` for the input that it is about.
 */
type Sentence = readonly [wrong: string, fix: string]

const barriers = {
  before_order: [
    'Order 53 was not yet in force on that day',
    'give a day from {inForceFrom} on, or deal with it outside of a case',
  ],
  not_open: ['The case is not open', 'open it with a clue first'],
  already_open: ['The case is open already', 'go on with its next step'],
  closed: ['The case was closed on {on}', 'have a reviewer re-open it first'],
  found_not_idle: ['The land was found not to be idle on {on}', 'close the case'],
  already_done: [
    'This was done on {on}',
    'leave it; where that entry is wrong, have a reviewer void it and enter it again',
  ],
  already_determined: [
    'The determination was made on {on}',
    'go on from it; where it is wrong, have a reviewer void it first',
  ],
  notice_missing: ['The investigation notice has not been served', 'enter investigation_notice first'],
  statement_awaited: [
    'The holder may still explain until {until}',
    'enter the statement, or wait until the day after {until}',
  ],
  determination_missing: ['The land has not been determined to be idle', 'enter the determination first'],
  publication_missing: ['The determination has not been published', 'enter the publication first'],
  filing_missing: ['The case is not filed in the supervision system', 'enter the filing first'],
  measure_taken: [
    'The measure {measure} was taken on {on}',
    'carry it out; where it is wrong, have a reviewer void it first',
  ],
  suspended_land: ['Suspended land is disposed of by Art. 12 only', 'take one of the measures of Art. 12'],
  government_cause: [
    'With the cause {cause} there is neither fee nor free recovery',
    'take one of the measures of Art. 12',
  ],
  not_government_cause: [
    'Art. 12 does not apply to the cause {cause}',
    'decide by Art. 14: a fee, or recovery after its years',
  ],
  not_by_plan_change: [
    'Only land that is idle by a change of plans is exchanged',
    'take another measure, or determine item {needed} of Art. 8',
  ],
  not_idle_any_more: [
    'By the clock the land is idle no more',
    'close the case, or mend the facts of its works',
  ],
  pause_lasts: ['A pause of the clock has no end yet', 'enter the end of the pause first'],
  years_not_full: ['{years} years are not full before {from}', 'wait until {from}'],
  recovery_instead: ['From {from} on the land is recovered and no fee is due', 'enter a recovery instead'],
  hearing_notice_missing: [
    'The holder was not told of the right to a hearing on this measure',
    'enter hearing_notice with this measure first',
  ],
  hearing_period_runs: [
    'The holder may ask for a hearing until {until}',
    'wait until the day after {until}, or hold the hearing that is asked for',
  ],
  hearing_not_held: ['The hearing asked for on {requestedOn} has not been held', 'call it and hold it first'],
  hearing_not_requested: ['The holder has not asked for a hearing', 'enter hearing_request first'],
  hearing_period_over: [
    'The period to ask for a hearing ended on {until}',
    'go on to the decision, or give the day on which it was asked for in time',
  ],
  hearing_not_called: ['The hearing has not been called', 'enter hearing_call first'],
  hearing_not_yet: ['The hearing is set for {hearingOn}', 'enter it on that day or later, or call it again'],
  decision_taken: ['The decision is taken', 'go on to its performance'],
  supplied_after: [
    'The land was supplied on {suppliedOn}, after {limit}, and is no stock that bonds may buy back',
    'take another measure',
  ],
  supply_day_unknown: ['The day of supply is not known', 'enter the day on which the contract was signed'],
  nothing_to_pay: ['Nothing is owed', 'enter a payment only after a measure that has to be paid for'],
  nothing_to_cancel: ['No registration is to be cancelled', 'enter a measure that ends the right first'],
  not_paid: ['{owedWan} × 10⁴ yuan are still owed', 'enter the payments first'],
  not_overdue: ['The duty may still be performed until {until}', 'wait until the day after {until}'],
  demand_missing: ['The holder has not been demanded to perform', 'enter the demand first'],
  demand_period_runs: ['The demand leaves time until {until}', 'wait until the day after {until}'],
  remedy_period_runs: ['Remedies may be sought until {until}', 'wait until the day after {until}'],
  court_period_over: [
    'The period to apply to a court ended on {until}',
    'give the day on which it was applied for in time; it is too late otherwise',
  ],
  not_disposed: ['The land is neither disposed of nor used again', 'enter a measure or the reuse first'],
  not_cancelled: ['The registration is not cancelled', 'enter the cancellation first'],
  not_reused: ['The land is not used again since its recovery', 'enter the reuse first'],
  still_idle: ['By the clock the land is still {kind}', 'enter the start of works or the new start first'],
} as const satisfies Partial<Record<RefusalCode, Sentence>>

const faults = {
  not_a_date: ['{input} is not a day that the calendar has', 'give a day as YYYY-MM-DD'],
  future_date: ['{input} is still to come ({given})', 'give a day that was'],
  before_previous_step: [
    '{given} is before the step of {previous}',
    'give a day from {previous} on, or void the later step first',
  ],
  required: ['{input} is missing', 'give {input}'],
  unknown_input: ['{input} is not asked for', 'leave {input} out'],
  unknown_code: ['{input} is none of the known codes', 'choose one of: {allowed}'],
  wrong_type: ['{input} is of a wrong kind', 'give the kind of value that the step asks for'],
  too_small: ['{input} is too small', 'give {min} or more'],
  not_above_zero: ['{input} is not above zero', 'give a number above zero'],
  too_long: ['{input} is too long', 'give at most {max} characters'],
  condition_not_met: ['The condition {input} does not hold', 'take the step once it holds'],
  idle_from_later: ['{idleFrom} is after the day of the determination', 'give a day until {on}'],
  differs_from_clock: ['The determination differs from the clock, which says {kind}', 'give the reason'],
  area_above_supply: [
    'The idle area of {areaM2} m² is above the area that was supplied',
    'give at most {limit} m², or mend the area of the contract first',
  ],
  item_without_cause: [
    'An item of Art. 8 goes with a cause of government or force majeure only',
    'leave {input} out, or give such a cause',
  ],
  extension_too_long: ['An extension lasts {years} year(s) at most', 'give a new start until {limit}'],
  temporary_use_too_long: ['Temporary use lasts {years} years at most', 'give a day until {limit}'],
  start_not_later: ['{input} is not after the day of the step', 'give a day after {on}'],
  completion_not_later: ['The completion is not after the start', 'give a day after {start}'],
  fee_above_share: ['The fee is above {share} of the price', 'give at most {feeWan} × 10⁴ yuan'],
  fee_below_share: [
    'The fee is below {share} of the price',
    'give {feeWan} × 10⁴ yuan, or the reason for less',
  ],
  price_differs: [
    'The price of {given} × 10⁴ yuan is not that of the contract',
    'give {priceWan} × 10⁴ yuan, or the reason for another',
  ],
  price_above_base: [
    'The final price is above the lower of appraisal and cost',
    'give at most {base} × 10⁴ yuan',
  ],
  payment_not_later: ['The day of payment is not after the day of the step', 'give a day after {on}'],
  above_remainder: [
    'The payment of {given} × 10⁴ yuan is above what is owed',
    'give at most {owedWan} × 10⁴ yuan',
  ],
  publicity_not_over: ['The publicity is not over', 'give its last day, from {from} until {on}'],
  called_too_late: [
    'A hearing is called {days} working days before it',
    'give a later day of the hearing, or a call until {latest}',
  ],
  hearing_too_late: ['The hearing is set for after its period', 'give a day until {latest}'],
  hearing_overdue: [
    'The hearing can no longer be held within its period, which ends on {latest}',
    'give the reason for the delay',
  ],
  right_not_ended: [
    'The right of the holder has not ended',
    'recover the land and cancel its registration first',
  ],
  right_ended: ['The right of the holder has ended or is to end', 'choose another use'],
  works_of_holder_only: ['{input} goes with works of the holder only', 'leave {input} out'],
  start_before_permit: [
    'The start on {startedOn} is before the permit of {permitOn}',
    'give a start from {permitOn} on',
  ],
} as const satisfies Partial<Record<RefusalCode, Sentence>>

const sentences: Readonly<Record<RefusalCode, Sentence>> = { ...barriers, ...faults }

const otherTexts: Partial<Record<CaseArticle, string>> = {
  hearing_rules: 'hearing rules, Order 22 of 2004',
  enforcement_law_53: 'Administrative Enforcement Law, Art. 53',
  enforcement_law_54: 'Administrative Enforcement Law, Art. 54',
  mnr_2024_242: 'MNR notice 2024 No. 242',
  mnr_2025_45: 'MNR notice 2025 No. 45',
}

function articleText(article: CaseArticle): string {
  const [, number, item] = /^order53_art(\d+)(?:_(\d))?$/.exec(article) ?? []
  if (number === undefined) return otherTexts[article] ?? article
  return `Order 53, Art. ${number}${item === undefined ? '' : ` (${item})`}`
}

const fill = (template: string, { values, input }: Refusal): string =>
  template.replaceAll(/\{(\w+)\}/g, (_place, name: string) =>
    String(name === 'input' ? (input ?? 'the value') : (values[name] ?? '…')),
  )

export function fixOf(refusal: Refusal): string {
  const text = fill(sentences[refusal.code][1], refusal)
  return `${text[0]!.toUpperCase()}${text.slice(1)}.`
}

/** A refusal as one sentence: what is wrong, by which article, and what to do. */
export function sentenceOf(refusal: Refusal): string {
  const [wrong, fix] = sentences[refusal.code]
  const by = refusal.article === null ? '' : ` (${articleText(refusal.article)})`
  return `${fill(wrong, refusal)}${by}: ${fill(fix, refusal)}.`
}
