/** What is wrong or remarkable about facts given to the idle-land clock. Words for people are the caller's. */
export const clockFindingRules = [
  'not_an_object',
  'not_a_list',
  'unknown_field',
  'wrong_type',
  'not_a_date',
  'implausible_date',
  'too_small',
  'too_large',
  'unknown_choice',
  'zero_whole',
  'required',
  'after_asked_day',
  'out_of_order',
  'contradictory',
  'over_whole',
  'share_unknown',
  'without_start',
  'without_permit',
  'handed_over_late',
  'cause_does_not_pause',
  'extension_too_long',
  'no_corresponding_day',
  'no_start_basis',
  'before_order',
  'unknown_rule',
  'wrong_rule_value',
] as const
export type ClockFindingRule = (typeof clockFindingRules)[number]

/** What a person can do about it. */
export const clockFixes = [
  'give_object',
  'give_list',
  'give_date',
  'give_number',
  'give_text',
  'give_value',
  'check_dates',
  'check_measures',
  'check_name',
  'choose_value',
  'record_permit',
  'record_start',
  'record_pause',
  'nothing',
] as const
export type ClockFix = (typeof clockFixes)[number]

/**
 * `error`: the value was not used. `warning`: used, but it does not fit the others. `info`: worth knowing.
 * `field` is a path in the facts, `pauses[0].to`; `values` are the dates and numbers that a sentence needs.
 */
export type ClockFinding = {
  field: string
  rule: ClockFindingRule
  severity: 'error' | 'warning' | 'info'
  fix: ClockFix
  values: Readonly<Record<string, string | number>>
}

type Note = (
  field: string,
  rule: ClockFindingRule,
  fix: ClockFix,
  values?: ClockFinding['values'],
) => ClockFinding

const noteOf =
  (severity: ClockFinding['severity']): Note =>
  (field, rule, fix, values = {}) => ({ field, rule, severity, fix, values })

export const errorOf = noteOf('error')
export const warningOf = noteOf('warning')
export const infoOf = noteOf('info')

/** A given value in few characters, for a message. */
export const shown = (value: unknown): string =>
  typeof value === 'object' && value !== null
    ? Array.isArray(value)
      ? 'a list'
      : 'an object'
    : String(value).slice(0, 40)
