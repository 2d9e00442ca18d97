import type { ExchangeField, FieldValue, Finding } from './exchange.ts'
import type { ExportFeature } from './export.ts'
import type { FindingCode } from './finding-codes.ts'
import { findingLog } from './findings.ts'
import { encodeGbk, encodeGbkLossy } from './gbk.ts'

export type DbfEncoding = 'utf-8' | 'gbk'

/** How one field is laid out in the table. */
export type DbfPlan = {
  name: string
  short: string
  type: 'C' | 'N' | 'L' | 'D'
  declared: ExchangeField['type']
  width: number
  decimals: number
}

const longestText = 254
const longestName = 10
const longestNumber = 24
const mostDecimals = 15
/** dBase IV and every reader we know. */
const mostFields = 255
const gbkDriver = 0x4d
const languageDriverAt = 29

const utf8 = new TextEncoder()

const encoded = (text: string, encoding: DbfEncoding): Uint8Array =>
  encoding === 'gbk' ? encodeGbkLossy(text) : utf8.encode(text)

/** As many whole characters as fit. */
const cutTo = (text: string, bytes: number, encoding: DbfEncoding): string => {
  let kept = ''
  let used = 0
  for (const character of text) {
    used += encoded(character, encoding).length
    if (used > bytes) break
    kept += character
  }
  return kept
}

/** At most ten bytes, unlike every name already taken whatever the case. */
const shortName = (name: string, taken: Set<string>, encoding: DbfEncoding): string => {
  const clean = name.replace(/\p{Cc}/gu, '').trim() || 'field'
  let short = cutTo(clean, longestName, encoding)
  for (let n = 1; taken.has(short.toLowerCase()); n++) {
    const tail = `_${n}`
    short = cutTo(clean, longestName - tail.length, encoding) + tail
  }
  taken.add(short.toLowerCase())
  return short
}

/** A number without exponent where that is short enough. */
const numberText = (value: number): string => {
  const text = String(value)
  if (!text.includes('e')) return text
  const fixed = value.toFixed(mostDecimals)
  return Number(fixed) === value && !fixed.includes('e') && fixed.length <= longestNumber ? fixed : text
}

const decimalsOf = (text: string): number => (text.includes('e') ? 0 : (text.split('.')[1]?.length ?? 0))

const isDate = (value: FieldValue): boolean => typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value)

type Survey = {
  field: ExchangeField
  textBytes: number
  numberCharacters: number
  decimals: number
  onlyNumbers: boolean
  onlyBooleans: boolean
  onlyDates: boolean
}

const textOf = (value: FieldValue): string => (value === null ? '' : String(value))

const look = (survey: Survey, value: FieldValue, encoding: DbfEncoding): void => {
  if (value === null) return
  if (typeof value !== 'number' || !Number.isFinite(value)) survey.onlyNumbers = false
  if (typeof value !== 'boolean') survey.onlyBooleans = false
  if (!isDate(value)) survey.onlyDates = false
  if (typeof value === 'number') {
    const text = numberText(value)
    survey.numberCharacters = Math.max(survey.numberCharacters, text.length)
    survey.decimals = Math.max(survey.decimals, decimalsOf(text))
  }
  const text = textOf(value)
  // Characters times three is the most that either encoding needs, so short texts are not encoded twice.
  if (text.length * 3 <= survey.textBytes) return
  survey.textBytes = Math.max(survey.textBytes, encoded(text, encoding).length)
}

const typeOf = ({ field, onlyNumbers, onlyBooleans, onlyDates }: Survey): DbfPlan['type'] => {
  if ((field.type === 'integer' || field.type === 'number') && onlyNumbers) return 'N'
  if (field.type === 'boolean' && onlyBooleans) return 'L'
  return field.type === 'date' && onlyDates ? 'D' : 'C'
}

const planOf = (survey: Survey, short: string): DbfPlan => {
  const type = typeOf(survey)
  const { name, type: declared } = survey.field
  const decimals = type === 'N' ? Math.min(survey.decimals, mostDecimals) : 0
  const numberWidth = Math.min(longestNumber, Math.max(survey.numberCharacters, decimals + 2, 1))
  const textWidth = Math.min(longestText, Math.max(survey.textBytes, 1))
  const width = { C: textWidth, N: numberWidth, L: 1, D: 8 }[type]
  return { name, short, type, declared, width, decimals }
}

/** The table that holds these rows best. */
export const planDbf = (
  fields: readonly ExchangeField[],
  features: Iterable<ExportFeature>,
  encoding: DbfEncoding,
): DbfPlan[] => {
  const surveys = fields.slice(0, mostFields).map((field): Survey => ({
    field,
    textBytes: 0,
    numberCharacters: 0,
    decimals: 0,
    onlyNumbers: true,
    onlyBooleans: true,
    onlyDates: true,
  }))
  for (const { properties } of features)
    for (const survey of surveys) look(survey, properties[survey.field.name] ?? null, encoding)
  const taken = new Set<string>()
  return surveys.map((survey) => planOf(survey, shortName(survey.field.name, taken, encoding)))
}

/** What the column will hold; `exact` is false when it is not quite the value. */
const numberCell = (value: number, { width, decimals }: DbfPlan): { text: string; exact: boolean } => {
  // Beyond 2^53 the shortest digits are those that read back as the same number; toFixed writes others.
  const isHuge = Math.abs(value) > Number.MAX_SAFE_INTEGER
  const fixed = isHuge ? String(value) : value.toFixed(decimals)
  if (fixed.length <= width && Number(fixed) === value) return { text: fixed, exact: true }
  const plain = numberText(value)
  if (plain.length <= width) return { text: plain, exact: true }
  return { text: fixed.length <= width ? fixed : value.toPrecision(Math.max(1, width - 7)), exact: false }
}

const textFaults = (
  text: string,
  plan: DbfPlan,
  encoding: DbfEncoding,
): [FindingCode, Finding['detail']][] => {
  const faults: [FindingCode, Finding['detail']][] = []
  if (text === '') faults.push(['empty_text_becomes_null', {}])
  else if (/[ \0]$|\0/.test(text)) faults.push(['trailing_space_lost', {}])
  if (text.length * 3 > plan.width && encoded(text, encoding).length > plan.width)
    faults.push(['text_cut', { bytes: plan.width }])
  if (encoding === 'gbk') {
    const held = encodeGbk(text)
    if (!held.ok) faults.push(['text_not_encodable', { characters: held.characters.slice(0, 8).join('') }])
  }
  return faults
}

const cellFaults = (
  value: FieldValue,
  plan: DbfPlan,
  encoding: DbfEncoding,
): [FindingCode, Finding['detail']][] => {
  if (value === null) return []
  if (plan.type === 'N') return numberCell(Number(value), plan).exact ? [] : [['number_rounded', {}]]
  return plan.type === 'C' ? textFaults(textOf(value), plan, encoding) : []
}

/** What the table cannot hold, each once with the first row and the number of rows. */
export const dbfLimits = (
  fields: readonly ExchangeField[],
  plans: DbfPlan[],
  features: Iterable<ExportFeature>,
  encoding: DbfEncoding,
): Finding[] => {
  const findings: Finding[] = plans
    .filter(({ name, short }) => name !== short)
    .map(({ name, short }) => ({
      code: 'field_name_shortened',
      severity: 'note',
      detail: { field: name, short },
    }))
  if (fields.length > mostFields)
    findings.push({
      code: 'fields_left_out',
      severity: 'warning',
      detail: { count: fields.length - mostFields },
    })
  const log = findingLog()
  let row = 0
  for (const { properties } of features) {
    row++
    for (const plan of plans)
      for (const [code, detail] of cellFaults(properties[plan.name] ?? null, plan, encoding))
        log.tally(code, 'warning', row, { field: plan.name, ...detail })
  }
  return [...findings, ...log.list()]
}

const cellText = (value: FieldValue, plan: DbfPlan): string => {
  if (plan.type === 'L') return value === null ? '?' : value ? 'T' : 'F'
  if (value === null) return ''
  if (plan.type === 'N') return numberCell(Number(value), plan).text.padStart(plan.width)
  return plan.type === 'D' ? String(value).replaceAll('-', '') : textOf(value)
}

/** Writes ASCII by hand, which most cells are; false when the text is not. */
const putAscii = (bytes: Uint8Array, at: number, text: string, width: number): boolean => {
  if (text.length > width) return false
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code > 0x7f) return false
    bytes[at + i] = code
  }
  return true
}

const putCell = (bytes: Uint8Array, at: number, text: string, plan: DbfPlan, encoding: DbfEncoding): void => {
  if (putAscii(bytes, at, text, plan.width)) return
  const whole = encoded(text, encoding)
  bytes.set(whole.length <= plan.width ? whole : encoded(cutTo(text, plan.width, encoding), encoding), at)
}

const writeHeader = (
  bytes: Uint8Array,
  plans: DbfPlan[],
  count: number,
  encoding: DbfEncoding,
  writtenOn: string,
): void => {
  const view = new DataView(bytes.buffer)
  const [year = 2000, month = 1, day = 1] = writtenOn.split('-').map(Number)
  bytes.set([3, year - 1900, month, day])
  view.setUint32(4, count, true)
  view.setUint16(8, headerBytes(plans), true)
  view.setUint16(10, recordBytes(plans), true)
  if (encoding === 'gbk') bytes[languageDriverAt] = gbkDriver
  plans.forEach(({ short, type, width, decimals }, i) => {
    const at = 32 + i * 32
    bytes.set(encoded(short, encoding), at)
    bytes[at + 11] = type.charCodeAt(0)
    bytes[at + 16] = width
    bytes[at + 17] = decimals
  })
  bytes[headerBytes(plans) - 1] = 0x0d
}

const headerBytes = (plans: DbfPlan[]): number => 32 + plans.length * 32 + 1
const recordBytes = (plans: DbfPlan[]): number => plans.reduce((sum, { width }) => sum + width, 1)

export const dbfBytes = (plans: DbfPlan[], count: number): number =>
  headerBytes(plans) + count * recordBytes(plans) + 1

/** `writtenOn` is the date for the header, `YYYY-MM-DD`. */
export const writeDbf = (
  plans: DbfPlan[],
  features: Iterable<ExportFeature>,
  count: number,
  encoding: DbfEncoding,
  writtenOn: string,
): Uint8Array => {
  const bytes = new Uint8Array(dbfBytes(plans, count))
  const header = headerBytes(plans)
  bytes.fill(0x20, header)
  writeHeader(bytes, plans, count, encoding, writtenOn)
  let at = header
  for (const { properties } of features) {
    at++
    for (const plan of plans) {
      putCell(bytes, at, cellText(properties[plan.name] ?? null, plan), plan, encoding)
      at += plan.width
    }
  }
  bytes[bytes.length - 1] = 0x1a
  return bytes
}
