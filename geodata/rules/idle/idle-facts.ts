import type { ClockFinding } from './clock-findings.ts'
import { errorOf, infoOf, shown, warningOf } from './clock-findings.ts'
import { isDate } from '../property-rules.ts'

/** One agreed date of starting works, as a contract, decision or supplementary agreement set it. */
export type AgreedStart = {
  setOn: string | null
  startOn: string
  record: string | null
  /** Why it was set, `contract`, `extension`, `change_of_use` …, where the caller knows. */
  cause: string | null
  field: string
}
/** A time in which the holder could not build; `to` is null while it lasts. */
export type Pause = { from: string; to: string | null; cause: string | null; field: string }

/** Kinds of foundation that 令53 Art. 30 tells apart. */
export const foundationKinds = ['deep_pit', 'pile', 'other'] as const
export type FoundationKind = (typeof foundationKinds)[number]
/** How much of the foundation a look found done, 0 … 1. */
export type FoundationLook = { seenOn: string; share: number }

const dateFields = [
  'signedOn',
  'handoverOn',
  'permitOn',
  'startedOn',
  'suspendedOn',
  'completedOn',
  'endedOn',
] as const
const measureFields = ['developedM2', 'shouldDevelopM2', 'investedWan', 'totalInvestmentWan'] as const

export type DateField = (typeof dateFields)[number]
export type MeasureField = (typeof measureFields)[number]

/**
 * Facts of one supply as they were known on a day. Dates `YYYY-MM-DD`, areas in m², money in 万元 without the land
 * price, taxes and fees (令53 Art. 30).
 */
export type IdleFacts = Record<DateField, string | null> &
  Record<MeasureField, number | null> & {
    agreedStarts: AgreedStart[]
    pauses: Pause[]
    foundationKind: FoundationKind | null
    /** How much of the foundation is done, 0 … 1; while it is not known, the start as recorded decides. */
    foundationShare: number | null
    /** The looks behind it, in order: they say since when the foundation is known to be done. */
    foundationLooks: FoundationLook[]
  }

const knownFields: ReadonlySet<string> = new Set([
  ...dateFields,
  ...measureFields,
  'agreedStarts',
  'pauses',
  'foundationKind',
  'foundationShare',
  'foundationLooks',
  'rules',
])
const maxUnknownNamed = 20

/** Dates outside are slips of the pen: no land was supplied before, no contract reaches beyond. */
export const PLAUSIBLE = { from: '1949-10-01', to: '2199-12-31' } as const
export const isPlausible = (date: string): boolean => date >= PLAUSIBLE.from && date <= PLAUSIBLE.to

type Reader = { on: string; findings: ClockFinding[] }
type Row = Record<string, unknown>

const isRow = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const own = (row: Row, name: string): unknown => (Object.hasOwn(row, name) ? row[name] : undefined)

function readDate({ findings }: Reader, field: string, value: unknown): string | null {
  if (value == null) return null
  if (typeof value !== 'string' || !isDate(value)) {
    findings.push(errorOf(field, 'not_a_date', 'give_date', { given: shown(value) }))
    return null
  }
  if (isPlausible(value)) return value
  findings.push(errorOf(field, 'implausible_date', 'give_date', { given: value, ...PLAUSIBLE }))
  return null
}

/** A date that counts on the asked day. */
function readPast(reader: Reader, field: string, value: unknown): string | null {
  const date = readDate(reader, field, value)
  if (date === null || date <= reader.on) return date
  reader.findings.push(infoOf(field, 'after_asked_day', 'nothing', { given: date, on: reader.on }))
  return null
}

function readMeasure({ findings }: Reader, field: string, value: unknown): number | null {
  if (value == null) return null
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    findings.push(errorOf(field, 'wrong_type', 'give_number', { given: shown(value) }))
    return null
  }
  if (value >= 0) return value
  findings.push(errorOf(field, 'too_small', 'give_number', { given: value, min: 0 }))
  return null
}

function readShare(reader: Reader, field: string, value: unknown): number | null {
  const share = readMeasure(reader, field, value)
  if (share === null || share <= 1) return share
  reader.findings.push(errorOf(field, 'too_large', 'give_number', { given: share, max: 1 }))
  return null
}

function readKind({ findings }: Reader, field: string, value: unknown): FoundationKind | null {
  if (value == null) return null
  const kind = foundationKinds.find((one) => one === value)
  if (kind !== undefined) return kind
  const allowed = foundationKinds.join(', ')
  findings.push(errorOf(field, 'unknown_choice', 'choose_value', { given: shown(value), allowed }))
  return null
}

function readText({ findings }: Reader, field: string, value: unknown): string | null {
  if (value == null) return null
  if (typeof value === 'string') return value
  findings.push(errorOf(field, 'wrong_type', 'give_text', { given: shown(value) }))
  return null
}

/** The rows of a list, each with its path. */
function readRows({ findings }: Reader, field: string, value: unknown): { row: Row; path: string }[] {
  if (value == null) return []
  if (!Array.isArray(value)) {
    findings.push(errorOf(field, 'not_a_list', 'give_list', { given: shown(value) }))
    return []
  }
  return value.flatMap((row: unknown, i) => {
    const path = `${field}[${i}]`
    if (isRow(row)) return [{ row, path }]
    findings.push(errorOf(path, 'not_an_object', 'give_object', { given: shown(row) }))
    return []
  })
}

function readAgreedStart(reader: Reader, row: Row, field: string): AgreedStart[] {
  const { findings, on } = reader
  const setOn = readDate(reader, `${field}.setOn`, own(row, 'setOn'))
  const startOn = readDate(reader, `${field}.startOn`, own(row, 'startOn'))
  const record = readText(reader, `${field}.record`, own(row, 'record'))
  const cause = readText(reader, `${field}.cause`, own(row, 'cause'))
  if (setOn !== null && setOn > on) {
    findings.push(infoOf(`${field}.setOn`, 'after_asked_day', 'nothing', { given: setOn, on }))
    return []
  }
  if (own(row, 'startOn') == null) findings.push(warningOf(`${field}.startOn`, 'required', 'give_date'))
  if (startOn === null) return []
  if (own(row, 'setOn') == null) findings.push(warningOf(`${field}.setOn`, 'required', 'give_date'))
  return [{ setOn, startOn, record, cause, field }]
}

/** How papers begin that name a cause of 令53 Art. 8, by its number or in words. */
const causeWords: readonly (readonly [RegExp, string])[] = [
  [/^(gov|政府)/, 'government'],
  [/^(force.majeure|不可抗力|natural.disaster|自然灾害)/, 'force_majeure'],
  [/^(enterprise|企业)/, 'enterprise'],
  [/^(judicial|司法|法院|查封)/, 'judicial_seizure'],
  [/^(mortgage|抵押)/, 'mortgage'],
]

/** A cause as people write it, as a code: `G2 planning changed`, `Force majeure`, `政府原因`. */
function causeCode(text: string): string {
  const name = text.normalize('NFKC').trim().toLowerCase()
  const numbered = /^g[1-7](?![a-z0-9])/.exec(name)
  if (numbered) return numbered[0]
  const [, code] = causeWords.find(([pattern]) => pattern.test(name)) ?? []
  return code ?? name.replaceAll(/[\s-]+/g, '_')
}

function readPause(reader: Reader, row: Row, field: string): Pause[] {
  const { findings } = reader
  const from = readPast(reader, `${field}.from`, own(row, 'from'))
  const end = readDate(reader, `${field}.to`, own(row, 'to'))
  const cause = readText(reader, `${field}.cause`, own(row, 'cause'))
  if (own(row, 'from') == null) findings.push(errorOf(`${field}.from`, 'required', 'give_date'))
  // An end that cannot be read must not become a pause without end.
  if (from === null || (end === null && own(row, 'to') != null)) return []
  if (end !== null && end < from) {
    findings.push(errorOf(`${field}.to`, 'out_of_order', 'check_dates', { earlier: from, later: end }))
    return []
  }
  const isOver = end !== null && end <= reader.on
  if (end !== null && !isOver)
    findings.push(infoOf(`${field}.to`, 'after_asked_day', 'nothing', { given: end, on: reader.on }))
  return [{ from, to: isOver ? end : null, cause: cause === null ? null : causeCode(cause), field }]
}

function readFoundationLook(reader: Reader, row: Row, field: string): FoundationLook[] {
  const seenOn = readPast(reader, `${field}.seenOn`, own(row, 'seenOn'))
  const share = readShare(reader, `${field}.share`, own(row, 'share'))
  return seenOn === null || share === null ? [] : [{ seenOn, share }]
}

const bySeenOn = (a: FoundationLook, b: FoundationLook) =>
  a.seenOn < b.seenOn ? -1 : a.seenOn > b.seenOn ? 1 : 0

/** Contracts and later agreements in the order in which they were set; of one day, the later start comes last. */
function inOrder(starts: AgreedStart[]): AgreedStart[] {
  const key = ({ setOn, startOn }: AgreedStart) => `${setOn ?? ''} ${startOn}`
  return starts.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
}

/**
 * Reads facts of any shape as they were known on the day `on`. Nothing throws: what cannot be used is left out
 * with a finding, what is dated later does not count.
 */
export function readFacts(given: unknown, on: string): { facts: IdleFacts; findings: ClockFinding[] } {
  const reader: Reader = { on, findings: [] }
  const row = isRow(given) ? given : {}
  if (!isRow(given))
    reader.findings.push(errorOf('', 'not_an_object', 'give_object', { given: shown(given) }))
  const unknown = Object.keys(row).filter((name) => !knownFields.has(name))
  for (const name of unknown.slice(0, maxUnknownNamed))
    reader.findings.push(warningOf(shown(name), 'unknown_field', 'check_name'))
  const dates = Object.fromEntries(dateFields.map((name) => [name, readPast(reader, name, own(row, name))]))
  const measures = Object.fromEntries(
    measureFields.map((name) => [name, readMeasure(reader, name, own(row, name))]),
  )
  const starts = readRows(reader, 'agreedStarts', own(row, 'agreedStarts'))
  const pauses = readRows(reader, 'pauses', own(row, 'pauses'))
  const looks = readRows(reader, 'foundationLooks', own(row, 'foundationLooks'))
  const facts: IdleFacts = {
    ...(dates as Record<DateField, string | null>),
    ...(measures as Record<MeasureField, number | null>),
    agreedStarts: inOrder(starts.flatMap(({ row: start, path }) => readAgreedStart(reader, start, path))),
    pauses: pauses.flatMap(({ row: pause, path }) => readPause(reader, pause, path)),
    foundationKind: readKind(reader, 'foundationKind', own(row, 'foundationKind')),
    foundationShare: readShare(reader, 'foundationShare', own(row, 'foundationShare')),
    foundationLooks: looks
      .flatMap(({ row: look, path }) => readFoundationLook(reader, look, path))
      .toSorted(bySeenOn),
  }
  return { facts, findings: reader.findings }
}
