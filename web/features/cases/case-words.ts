import { formatDate, formatM2, formatShort } from '#web/i18n/format.ts'
import type { Words } from '#web/map/clock/sentences.ts'
import { causeText, fractionText } from '#web/map/clock/sentences.ts'

/**
 * Cases speak codes and values; here they become words. Everything is a function of the catalogue that is given, so
 * that a test can build every sentence in both languages.
 */
type Values = Readonly<Record<string, unknown>>

const say = ({ t }: Words, key: string, named: Values = {}): string =>
  t(key, named, Number(named['n'] ?? named['years'] ?? 1))

const known = (words: Words, key: string, otherwise: string): string =>
  words.te(key) ? say(words, key) : otherwise

export const articleName = (words: Words, article: string, isShort = false): string =>
  known(words, `cases.${isShort ? 'short_articles' : 'articles'}.${article}`, article)

const causeInputs = new Set(['cause', 'claimedCause'])

/** The word for a code of an input: causes and the items of Art. 8 have their own lists. */
export function codeName(words: Words, input: string, code: string): string {
  if (causeInputs.has(input)) return known(words, `cases.causes.${code}`, code)
  if (input === 'art8Item') return causeText(words, code)
  return known(words, `cases.codes.${input}.${code}`, code)
}

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text)

/** A value of a step as a person reads it. */
export function valueText(words: Words, input: string, value: unknown): string {
  if (typeof value === 'boolean') return say(words, value ? 'cases.form.yes' : 'cases.form.no')
  if (typeof value === 'number') return input.endsWith('M2') ? formatM2(value) : formatShort(value, 4)
  const text = String(value)
  return isDay(text) ? formatDate(text) : codeName(words, input, text)
}

/** Values of a refusal that are codes themselves, as words. */
function refusalValues(words: Words, { code, values }: { code: string; values: Values }): Values {
  const { measure, kind, cause, share, idleFrom, step } = values
  return {
    ...values,
    n: values['years'] ?? 1,
    ...(measure !== undefined && {
      measure: known(words, `cases.steps.${String(measure)}`, String(measure)),
    }),
    ...(step !== undefined && { step: known(words, `cases.steps.${String(step)}`, String(step)) }),
    ...(kind !== undefined && { kind: known(words, `cases.kinds.${String(kind)}`, String(kind)) }),
    ...(cause !== undefined && { cause: known(words, `cases.causes.${String(cause)}`, String(cause)) }),
    ...(share !== undefined && { share: fractionText(String(share)) }),
    ...(code === 'hearing_notice_missing' && {
      about:
        measure === undefined
          ? ''
          : say(words, 'cases.phrases.about', {
              measure: known(words, `cases.steps.${String(measure)}`, String(measure)),
            }),
    }),
    ...(code === 'differs_from_clock' && {
      since: idleFrom === undefined ? '' : say(words, 'cases.phrases.since', { date: idleFrom }),
    }),
  }
}

/** Why a step is not possible, or what is wrong with an input: a sentence without its article. */
export function refusalText(words: Words, refusal: { code: string; values: Values }): string {
  const key = `cases.refusals.${refusal.code}`
  return words.te(key) ? say(words, key, refusalValues(words, refusal)) : refusal.code
}
