import type { ReasonValues } from '../idle/idle-reasons.ts'

/**
 * Texts that a case rests on. `order53` is 《闲置土地处置办法》 (国土资源部令第53号, 2012), `hearing_rules`
 * 《国土资源听证规定》 (令22号, 2004), `enforcement_law` 《行政强制法》, `mnr_…` 自然资发 by year and number.
 */
export const caseArticles = [
  'order53_art2',
  'order53_art5',
  'order53_art8',
  'order53_art9',
  'order53_art10',
  'order53_art11',
  'order53_art12',
  'order53_art12_1',
  'order53_art12_2',
  'order53_art12_3',
  'order53_art12_4',
  'order53_art12_5',
  'order53_art12_6',
  'order53_art13',
  'order53_art14',
  'order53_art14_1',
  'order53_art14_2',
  'order53_art15',
  'order53_art17',
  'order53_art18',
  'order53_art19',
  'order53_art25',
  'order53_art30',
  'hearing_rules',
  'enforcement_law_53',
  'enforcement_law_54',
  'mnr_2024_242',
  'mnr_2025_45',
] as const
export type CaseArticle = (typeof caseArticles)[number]

/** Why a step is not possible: by what the case is … */
export const barrierCodes = [
  'before_order',
  'not_open',
  'already_open',
  'closed',
  'found_not_idle',
  'already_done',
  'already_determined',
  'notice_missing',
  'statement_awaited',
  'determination_missing',
  'publication_missing',
  'filing_missing',
  'measure_taken',
  'suspended_land',
  'government_cause',
  'not_government_cause',
  'not_by_plan_change',
  'not_idle_any_more',
  'pause_lasts',
  'years_not_full',
  'recovery_instead',
  'hearing_notice_missing',
  'hearing_period_runs',
  'hearing_not_held',
  'hearing_not_requested',
  'hearing_period_over',
  'hearing_not_called',
  'hearing_not_yet',
  'decision_taken',
  'supplied_after',
  'supply_day_unknown',
  'nothing_to_pay',
  'nothing_to_cancel',
  'not_paid',
  'not_overdue',
  'demand_missing',
  'demand_period_runs',
  'remedy_period_runs',
  'court_period_over',
  'not_disposed',
  'not_cancelled',
  'not_reused',
  'still_idle',
] as const
/** … or by what was entered. */
export const faultCodes = [
  'not_a_date',
  'future_date',
  'before_previous_step',
  'required',
  'unknown_input',
  'unknown_code',
  'wrong_type',
  'too_small',
  'not_above_zero',
  'too_long',
  'condition_not_met',
  'idle_from_later',
  'differs_from_clock',
  'area_above_supply',
  'item_without_cause',
  'extension_too_long',
  'temporary_use_too_long',
  'start_not_later',
  'completion_not_later',
  'fee_above_share',
  'fee_below_share',
  'price_differs',
  'price_above_base',
  'payment_not_later',
  'above_remainder',
  'publicity_not_over',
  'called_too_late',
  'hearing_too_late',
  'hearing_overdue',
  'right_not_ended',
  'right_ended',
  'works_of_holder_only',
  'start_before_permit',
] as const
export type RefusalCode = (typeof barrierCodes)[number] | (typeof faultCodes)[number]

/** One reason against a step: its code, the article that it rests on, the input it is about, values for the sentence. */
export type Refusal = {
  code: RefusalCode
  article: CaseArticle | null
  input: string | null
  values: ReasonValues
}

export const refuse = (
  code: RefusalCode,
  article: CaseArticle | null = null,
  values: ReasonValues = {},
  input: string | null = null,
): Refusal => ({ code, article, input, values })
