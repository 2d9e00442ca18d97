import { m2ToMu } from '#geodata/geometry/units.ts'
import { formatM2, formatMu, formatNumber, formatPercent, formatShort } from '#web/i18n/format.ts'
import type { ClockChange, ClockFinding, ClockReason } from './clock-wire.ts'

/**
 * The clock speaks codes and values; here they become sentences. Everything is a function of the catalogue that is
 * given, so that a test can build every sentence in both languages.
 */
export type Translate = (key: string, named: Record<string, unknown>, plural: number) => string
/** Whether the catalogue has a text under this key. */
export type Knows = (key: string) => boolean
export type Words = { t: Translate; te: Knows }

type Values = Readonly<Record<string, unknown>>

const textOf = (value: unknown): string => (value === null || value === undefined ? '' : String(value))
const say = ({ t }: Words, key: string, named: Values = {}): string =>
  t(key, named, Number(named['n'] ?? named['years'] ?? 1))

/** `25/100` is written as 25 %, `1/3` stays as the law writes it. */
export function fractionText(fraction: string): string {
  const [over, under] = fraction.split('/').map(Number)
  return under === 100 ? formatPercent((over ?? 0) / 100, 0) : fraction
}

export const causeText = (words: Words, cause: unknown): string => {
  const code = textOf(cause)
  if (!code) return say(words, 'clock.phrases.no_cause')
  return words.te(`clock.causes.${code}`) ? say(words, `clock.causes.${code}`) : code
}

/** What else is known, in brackets; nothing when nothing is. */
function details(words: Words, parts: readonly (string | false)[]): string {
  const list = parts.filter((part) => part !== false)
  if (list.length === 0) return ''
  return say(words, 'clock.phrases.details', { list: list.join(say(words, 'clock.phrases.comma')) })
}

const periodText = (words: Words, { from, to }: Values): string =>
  to === undefined || to === null
    ? say(words, 'clock.phrases.period_open', { from })
    : say(words, 'clock.phrases.period', { from, to })

const areaText = (words: Words, areaM2: unknown): string =>
  say(words, 'clock.phrases.area', { mu: formatMu(Number(areaM2)) })
const moneyText = (words: Words, wan: unknown): string =>
  say(words, 'clock.phrases.money', { wan: formatShort(Number(wan), 4) })

type Measure = { part: string; whole: string; text: (words: Words, value: unknown) => string }
const developed: Measure = { part: 'developedM2', whole: 'shouldDevelopM2', text: areaText }
const invested: Measure = { part: 'investedWan', whole: 'totalInvestmentWan', text: moneyText }

function shareValues(words: Words, values: Values, { part, whole, text }: Measure): Values {
  const shown = (value: unknown): string =>
    value === undefined || value === null ? say(words, 'clock.phrases.unknown') : text(words, value)
  return {
    part: shown(values[part]),
    whole: shown(values[whole]),
    share: formatPercent(Number(values[part]) / Number(values[whole])),
    limit: fractionText(textOf(values['limit'])),
    reading: say(words, `clock.phrases.reading_${textOf(values['reading'])}`),
  }
}

function startDetails(words: Words, { setOn, record, earlierStarts }: Values): string {
  return details(words, [
    setOn !== undefined && say(words, 'clock.phrases.set_on', { date: setOn }),
    Boolean(record) && say(words, 'clock.phrases.record', { number: record }),
    Number(earlierStarts) > 0 && say(words, 'clock.phrases.earlier_starts', { n: earlierStarts }),
  ])
}

const permitDetails = (words: Words, { permitOn }: Values): string =>
  details(words, [permitOn !== undefined && say(words, 'clock.phrases.permit_on', { date: permitOn })])

function foundationValues(words: Words, { kind, share, needed }: Values): Values {
  return {
    kind: say(words, `clock.phrases.foundation_${textOf(kind ?? 'unknown')}`),
    share: formatPercent(Number(share)),
    needed: needed === '1/1' ? say(words, 'clock.phrases.foundation_all') : fractionText(textOf(needed)),
  }
}

function factValues(words: Words, { fact, values }: ClockReason): Values {
  if (fact.startsWith('developed_share_')) return shareValues(words, values, developed)
  if (fact.startsWith('invested_share_')) return shareValues(words, values, invested)
  if (fact === 'agreed_start') return { ...values, details: startDetails(words, values) }
  if (fact === 'works_begun') return { ...values, details: permitDetails(words, values) }
  if (fact === 'foundation_not_done') return foundationValues(words, values)
  if (fact === 'pause' || fact === 'pause_of_other_cause')
    return { period: periodText(words, values), cause: causeText(words, values['cause']) }
  return values
}

/** One step of the explanation in three parts: the fact, the article that speaks of it, what follows. */
export type ReasonSentence = { fact: string; article: string; result: string; setting: string | undefined }

export const articleText = (words: Words, article: string): string => say(words, `clock.articles.${article}`)

export const reasonSentence = (words: Words, reason: ClockReason): ReasonSentence => ({
  fact: say(words, `clock.facts.${reason.fact}`, factValues(words, reason)),
  article: articleText(words, reason.article),
  result: say(words, `clock.results.${reason.result}`, reason.values),
  setting: reason.setting,
})

/** Square metres that still have to come, rounded up: what is shown is enough. */
const missingAreaText = (words: Words, areaM2: number): string => {
  const m2 = Math.ceil(areaM2 * 100 - 1e-6) / 100
  return `${say(words, 'clock.phrases.area_m2', { m2: formatM2(m2) })}${details(words, [
    say(words, 'clock.phrases.area', { mu: formatNumber(m2ToMu(m2), 2) }),
  ])}`
}

function changeValues(words: Words, { change, values }: ClockChange): Values {
  const reading = values['reading'] === undefined ? '' : `clock.phrases.growth_${textOf(values['reading'])}`
  const common = { ...values, reading: reading && say(words, reading) }
  if (change === 'day_comes') return { on: values['on'], n: values['days'] }
  if (change === 'pause_ends') return { n: values['daysLeft'], years: values['years'] }
  if (change === 'developed_reaches')
    return { ...common, missing: missingAreaText(words, Number(values['missingM2'])) }
  if (change === 'invested_reaches') return { ...common, missing: moneyText(words, values['missingWan']) }
  if (change === 'foundation_reaches') return foundationValues(words, values)
  return common
}

export type ChangeSentence = { change: string; article: string; outcome: string }

export const changeSentence = (words: Words, given: ClockChange): ChangeSentence => ({
  change: say(words, `clock.changes.${given.change}`, changeValues(words, given)),
  article: articleText(words, given.article),
  outcome: say(words, `clock.outcomes.${given.outcome}`),
})

const rowPath = /^(\w+)\[(\d+)\](?:\.(\w+))?$/

/** A path in the facts, `pauses[0].to`, as a person calls it. */
export function fieldText(words: Words, path: string): string {
  const label = (name: string): string =>
    words.te(`clock.fields.${name}`) ? say(words, `clock.fields.${name}`) : name
  if (path === '') return label('facts')
  const [, list, index, field] = rowPath.exec(path) ?? []
  if (list === undefined) return label(path)
  const row = { n: Number(index) + 1, list: label(list) }
  return field === undefined
    ? say(words, 'clock.fields.row', row)
    : say(words, 'clock.fields.of_row', { ...row, field: label(field) })
}

const measureText = (words: Words, field: string, value: unknown): string => {
  if (typeof value !== 'number') return textOf(value)
  if (field.endsWith('M2')) return areaText(words, value)
  return field.endsWith('Wan') ? moneyText(words, value) : formatShort(value)
}

const isDay = (value: unknown): boolean => /^\d{4}-\d{2}-\d{2}$/.test(textOf(value))

function findingValues(words: Words, { field, rule, values }: ClockFinding): Values {
  const given = values['given']
  const other = values['other']
  return {
    ...values,
    field: fieldText(words, field),
    date: given,
    given: given === undefined ? '' : say(words, 'clock.phrases.given', { value: given }),
    ...(rule === 'over_whole' && {
      part: measureText(words, field, values['part']),
      whole: measureText(words, field, values['whole']),
    }),
    ...(rule === 'cause_does_not_pause' && { cause: causeText(words, values['cause']) }),
    ...(rule === 'out_of_order' && {
      other: other === undefined ? fieldText(words, earlierOf(field)) : fieldText(words, textOf(other)),
    }),
    ...(isDay(other) && { other }),
  }
}

/** A pause that ends before it begins names only its end. */
const earlierOf = (field: string): string => field.replace(/\.to$/, '.from')

export type FindingSentence = { severity: string; text: string; fix: string }

export const findingSentence = (words: Words, finding: ClockFinding): FindingSentence => ({
  severity: finding.severity,
  text: say(words, `clock.finding_rules.${finding.rule}`, findingValues(words, finding)),
  fix: say(words, `clock.fixes.${finding.fix}`),
})
