import { isCaseRuleName, isCaseRuleValue } from '#geodata/rules/case/case-rules.ts'
import { isRuleName, isRuleValue } from '#geodata/rules/idle/idle-rules.ts'
import type { ClockRule } from '#web/map/clock/clock-wire.ts'
import { isNational, ruleShapes, ruleValueText, sourceText } from '#web/map/clock/rule-values.ts'
import type { Words } from '#web/map/clock/sentences.ts'
import { fractionText } from '#web/map/clock/sentences.ts'
import { caseRuleShapes, isNationalCaseEntry, isPeriod } from './case-rule-values.ts'

/** Rules of both books in words: the clock has its own, cases are told here. */
export type BookName = 'clock' | 'case'
type Entry = ClockRule['present']

const say = (words: Words, key: string, named: Record<string, unknown> = {}, n = 1): string =>
  words.t(key, named, n)

function caseValueText(words: Words, name: string, value: unknown): string {
  const shape = isCaseRuleName(name) ? caseRuleShapes[name] : undefined
  if (value === null) return say(words, 'rules.value.no_period')
  if (isPeriod(value)) return say(words, `cases.periods.${value.unit}`, { n: value.count }, value.count)
  switch (shape?.kind) {
    case 'days':
      return say(words, 'cases.periods.working_day', { n: value }, Number(value))
    case 'years':
      return say(words, 'rules.value.years', { n: value }, Number(value))
    case 'fraction':
      return fractionText(String(value))
    case 'choice': {
      const choice = shape.choices.find((one) => one.value === value)
      return choice ? say(words, choice.textKey) : String(value)
    }
    case 'causes': {
      const causes = Array.isArray(value)
        ? value.map((cause) => say(words, `cases.causes.${String(cause)}`))
        : []
      return causes.length > 0
        ? causes.join(say(words, 'rules.value.separator'))
        : say(words, 'rules.value.none')
    }
    default:
      return String(value)
  }
}

export const valueText = (words: Words, book: BookName, name: string, value: unknown): string =>
  book === 'clock' ? ruleValueText(words, name, value) : caseValueText(words, name, value)

export const isNationalEntry = (book: BookName, name: string, { from, source }: Entry): boolean =>
  book === 'clock'
    ? isNational(name, { from, source })
    : isCaseRuleName(name) && isNationalCaseEntry(name, from, source)

/** What a value rests on; national sources are told in the language of the person. */
export const sourceWords = (words: Words, book: BookName, name: string, entry: Entry): string => {
  if (book === 'clock') return sourceText(words, name, entry)
  return isNationalEntry(book, name, entry) ? say(words, `rules.national.${name}`) : entry.source
}

/** Whether a person may save this value; the server judges again. */
export function isAllowed(book: BookName, name: string, value: unknown): boolean {
  if (book === 'case') return isCaseRuleName(name) && isCaseRuleValue(name, value)
  return isRuleName(name) && isRuleValue(name, value)
}

/** A list that has to have something in it. */
export const isEmptyList = (book: BookName, name: string, value: unknown): boolean =>
  Array.isArray(value) &&
  value.length === 0 &&
  (book === 'case' || (isRuleName(name) && ruleShapes[name].kind === 'list'))
