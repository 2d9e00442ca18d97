import type { RuleEntry, RuleName } from '#geodata/rules/idle/idle-rules.ts'
import { delayable, governmentCauses, isRuleName, nationalRules } from '#geodata/rules/idle/idle-rules.ts'
import type { Words } from './sentences.ts'
import { causeText, fractionText } from './sentences.ts'

/** How a rule is entered and read. Choices carry their values, lists what may stand in them. */
export type RuleShape =
  | { kind: 'years' }
  | { kind: 'fraction' }
  | { kind: 'choice'; choices: readonly { value: string | boolean; textKey: string }[] }
  | { kind: 'list'; of: 'delays' | 'causes'; items: readonly string[] }

const years: RuleShape = { kind: 'years' }
const fraction: RuleShape = { kind: 'fraction' }

export const ruleShapes: Record<RuleName, RuleShape> = {
  idleYears: years,
  feeYears: years,
  recoveryYears: years,
  suspendedYears: years,
  startYearsAfterHandover: years,
  extensionYears: years,
  developedBelow: fraction,
  investedBelow: fraction,
  foundationBelow: fraction,
  suspendedReading: {
    kind: 'choice',
    choices: [
      { value: 'or', textKey: 'rules.value.reading_or' },
      { value: 'and', textKey: 'rules.value.reading_and' },
    ],
  },
  startNeedsPermit: {
    kind: 'choice',
    choices: [
      { value: true, textKey: 'rules.value.permit_yes' },
      { value: false, textKey: 'rules.value.permit_no' },
    ],
  },
  holdsFrom: {
    kind: 'choice',
    choices: [
      { value: 'anniversary', textKey: 'rules.value.holds_anniversary' },
      { value: 'day_after', textKey: 'rules.value.holds_day_after' },
    ],
  },
  pauseDays: {
    kind: 'choice',
    choices: [
      { value: 'from_next_day', textKey: 'rules.value.pause_from_next_day' },
      { value: 'both_ends', textKey: 'rules.value.pause_both_ends' },
    ],
  },
  pausesDelay: { kind: 'list', of: 'delays', items: delayable },
  pausingCauses: { kind: 'list', of: 'causes', items: [...governmentCauses, 'judicial_seizure'] },
}

/** The rules in the order in which a person reads them. */
export const ruleGroups: readonly {
  id: 'periods' | 'conditions' | 'counting'
  names: readonly RuleName[]
}[] = [
  {
    id: 'periods',
    names: [
      'idleYears',
      'feeYears',
      'recoveryYears',
      'suspendedYears',
      'startYearsAfterHandover',
      'extensionYears',
    ],
  },
  {
    id: 'conditions',
    names: ['developedBelow', 'investedBelow', 'suspendedReading', 'startNeedsPermit', 'foundationBelow'],
  },
  { id: 'counting', names: ['holdsFrom', 'pausesDelay', 'pausingCauses', 'pauseDays'] },
]

export const listItemText = (words: Words, of: 'delays' | 'causes', item: string): string =>
  of === 'causes' ? causeText(words, item) : words.t(`rules.value.delay_${item}`, {}, 1)

/** The value of a rule as a person reads it. */
export function ruleValueText(words: Words, name: string, value: unknown): string {
  if (!isRuleName(name)) return String(value)
  const shape = ruleShapes[name]
  if (shape.kind === 'years') return words.t('rules.value.years', { n: value }, Number(value))
  if (shape.kind === 'fraction') return fractionText(String(value))
  if (shape.kind === 'choice') {
    const choice = shape.choices.find((one) => one.value === value)
    return choice ? words.t(choice.textKey, {}, 1) : String(value)
  }
  const items = Array.isArray(value) ? value.map(String) : []
  if (items.length === 0) return words.t('rules.value.none', {}, 1)
  return items
    .map((item) => listItemText(words, shape.of, item))
    .join(words.t('rules.value.separator', {}, 1))
}

type Entry = Pick<RuleEntry, 'from' | 'source'>

/** Whether an entry is the national one and not what the zone has set. */
export const isNational = (name: string, { from, source }: Entry): boolean =>
  isRuleName(name) && nationalRules[name].some((entry) => entry.from === from && entry.source === source)

/** What a value rests on; the national sources are told in the language of the person. */
export const sourceText = ({ t }: Words, name: string, entry: Entry): string =>
  isNational(name, entry) ? t(`rules.national.${name}`, {}, 1) : entry.source
