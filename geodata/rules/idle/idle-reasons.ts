import type { RuleName } from './idle-rules.ts'

/** 令53 is 《闲置土地处置办法》 (国土资源部令第53号, 2012). */
export type Article =
  | 'order53_art2'
  | 'order53_art8'
  | 'order53_art12'
  | 'order53_art14_1'
  | 'order53_art14_2'
  | 'order53_art22'
  | 'order53_art30'
  | 'civil_code_art202'

export const idleFactCodes = [
  'order_not_in_force',
  'right_ended',
  'works_completed',
  'no_start_basis',
  'agreed_start',
  'no_agreed_start',
  'no_works',
  'works_without_permit',
  'foundation_not_done',
  'works_begun',
  'suspension_before_start',
  'works_suspended',
  'developed_share_below',
  'developed_share_not_below',
  'developed_share_unknown',
  'invested_share_below',
  'invested_share_not_below',
  'invested_share_unknown',
  'pause',
  'pause_of_other_cause',
  'pause_lasts',
  'no_corresponding_day',
  'years_full',
  'years_not_full',
  'suspended_land',
] as const
export type IdleFactCode = (typeof idleFactCodes)[number]

export const idleResultCodes = [
  'no_clock',
  'clock_starts',
  'not_started',
  'started',
  'suspension_counts',
  'suspension_does_not_count',
  'condition_met',
  'condition_not_met',
  'days_do_not_run',
  'days_run',
  'date_open',
  'last_day_of_month',
  'idle',
  'not_yet_idle',
  'fee_due',
  'fee_not_yet_due',
  'recovery_possible',
  'recovery_not_yet_possible',
  'no_fee_no_recovery',
] as const
export type IdleResultCode = (typeof idleResultCodes)[number]

export type ReasonValues = Readonly<Record<string, string | number>>

/** One step of the explanation: this fact, under this article, gives this result. */
export type Because = {
  article: Article
  fact: IdleFactCode
  result: IdleResultCode
  /** Dates, areas and shares for the sentence. */
  values: ReasonValues
  /** The setting whose unconfirmed reading the step rests on. */
  setting?: RuleName
}

export const because = (
  article: Article,
  fact: IdleFactCode,
  result: IdleResultCode,
  values: ReasonValues = {},
  setting?: RuleName,
): Because => ({ article, fact, result, values, ...(setting && { setting }) })

/** The values that are there. */
export const present = (values: Record<string, string | number | null | undefined>): ReasonValues =>
  Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string | number] => entry[1] != null),
  )
