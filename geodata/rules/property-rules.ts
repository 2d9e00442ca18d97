import type { CollectionSpec } from '../model/collections.ts'
import type { FieldSpec } from '../model/fields.ts'
import { checkParcelCode, checkRealEstateUnitNo } from '../model/identifiers.ts'

/**
 * What one value of a feature may be, told from the registry alone: the same verdict for a form, an import and
 * the API. What needs other rows (uniqueness, existence of references) is asked of the database.
 */
export const PROPERTY_RULES = [
  'required',
  'unknown_field',
  'computed',
  'wrong_type',
  'too_long',
  'not_storable',
  'unknown_code',
  'too_small',
  'too_large',
  'not_a_date',
  'implausible_date',
  'identifier',
] as const
export type PropertyRule = (typeof PROPERTY_RULES)[number]

/** What a person can do about it; a key of both catalogues. */
export type FixHint =
  | 'give_value'
  | 'leave_out'
  | 'give_text'
  | 'give_number'
  | 'give_whole_number'
  | 'give_date'
  | 'give_yes_or_no'
  | 'give_id'
  | 'shorten'
  | 'choose_code'
  | 'correct_value'

export type PropertyFault = {
  field: string
  rule: PropertyRule
  fix: FixHint
  [detail: string]: unknown
}

/** An automatic alteration of a value, to be shown to the person. */
export type PropertyAdjustment = {
  field: string
  kind: 'trimmed' | 'normalised' | 'rounded' | 'defaulted'
  from: unknown
  to: unknown
}

/** A reference to a feature that an earlier operation of the same change creates. */
export type TempReference = { $temp: string }
export type PropertyValue = string | number | boolean | null | TempReference

export type CheckedProperties = {
  /** Only the fields that were given (and defaults of a creation). */
  values: Record<string, PropertyValue>
  faults: PropertyFault[]
  adjustments: PropertyAdjustment[]
}

type Checked =
  | { ok: true; value: PropertyValue; adjusted?: PropertyAdjustment['kind'] }
  | { ok: false; rule: PropertyRule; fix: FixHint; [detail: string]: unknown }

const refused = (rule: PropertyRule, fix: FixHint, detail: object = {}): Checked => ({
  ok: false,
  rule,
  fix,
  ...detail,
})
const accepted = (value: PropertyValue): Checked => ({ ok: true, value })

const datePattern = /^(\d{4})-(\d\d)-(\d\d)$/

/** Whether a text is a day of the calendar, `YYYY-MM-DD`. */
export function isDate(text: string): boolean {
  const [, year, month, day] = datePattern.exec(text) ?? []
  if (!year || !month || !day || Number(year) < 1000) return false
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)))
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day)
}

/** A text that the database cannot hold: a NUL, or half of a surrogate pair. */
const unstorable = /\0|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/
export const isStorable = (text: string): boolean => !unstorable.test(text)

const identifierChecks = { parcel_code: checkParcelCode, real_estate_unit_no: checkRealEstateUnitNo }

function checkIdentifier(rule: keyof typeof identifierChecks, given: string): Checked {
  const checked = identifierChecks[rule](given)
  if (!checked.ok) return refused('identifier', 'correct_value', { reason: checked.reason })
  if (checked.value === given) return accepted(given)
  return { ok: true, value: checked.value, adjusted: 'normalised' }
}

function checkText(field: FieldSpec & { type: 'text' }, value: unknown): Checked {
  if (typeof value !== 'string') return refused('wrong_type', 'give_text', { expected: 'text' })
  if (!isStorable(value)) return refused('not_storable', 'correct_value')
  const trimmed = value.trim()
  if (trimmed === '') return accepted(null)
  if (field.rule) return checkIdentifier(field.rule, value)
  const length = [...trimmed].length
  if (length > field.max) return refused('too_long', 'shorten', { max: field.max, length })
  return trimmed === value ? accepted(value) : { ok: true, value: trimmed, adjusted: 'trimmed' }
}

type Limits = { min?: number; max?: number }

function checkLimits(value: number, { min, max }: Limits): Checked | undefined {
  if (min !== undefined && value < min) return refused('too_small', 'correct_value', { min })
  if (max !== undefined && value > max) return refused('too_large', 'correct_value', { max })
  return undefined
}

const int4 = { min: -2_147_483_648, max: 2_147_483_647 }

function checkInteger(field: FieldSpec & { type: 'integer' }, value: unknown): Checked {
  if (!Number.isInteger(value)) return refused('wrong_type', 'give_whole_number', { expected: 'integer' })
  return checkLimits(value as number, { ...int4, ...defined(field) }) ?? accepted(value as number)
}

const defined = ({ min, max }: Limits): Limits => ({
  ...(min !== undefined && { min }),
  ...(max !== undefined && { max }),
})

/** Areas in m² and money in 万元 are stored as numeric(18,4): exact, with four decimals. */
export const isExact = (field: FieldSpec): boolean =>
  field.type === 'number' && (field.unit === 'm2' || field.unit === 'wan_yuan')

const exactLimit = 1e13

function checkNumber(field: FieldSpec & { type: 'number' }, value: unknown): Checked {
  if (typeof value !== 'number' || !Number.isFinite(value))
    return refused('wrong_type', 'give_number', { expected: 'number' })
  const outside = checkLimits(value, defined(field))
  if (outside) return outside
  if (!isExact(field)) return accepted(value)
  if (Math.abs(value) >= exactLimit) return refused('too_large', 'correct_value', { max: exactLimit })
  const rounded = Number(value.toFixed(4))
  return rounded === value ? accepted(value) : { ok: true, value: rounded, adjusted: 'rounded' }
}

function checkReference(value: unknown): Checked {
  if (Number.isSafeInteger(value) && (value as number) > 0) return accepted(value as number)
  const temp = typeof value === 'object' && value !== null && '$temp' in value ? value.$temp : undefined
  if (typeof temp === 'string') return accepted({ $temp: temp })
  return refused('wrong_type', 'give_id', { expected: 'reference' })
}

function checkValue(field: FieldSpec, value: unknown): Checked {
  switch (field.type) {
    case 'text':
      return checkText(field, value)
    case 'integer':
      return checkInteger(field, value)
    case 'number':
      return checkNumber(field, value)
    case 'date':
      if (typeof value !== 'string') return refused('wrong_type', 'give_date', { expected: 'date' })
      return isDate(value) ? accepted(value) : refused('not_a_date', 'give_date')
    case 'boolean':
      return typeof value === 'boolean'
        ? accepted(value)
        : refused('wrong_type', 'give_yes_or_no', { expected: 'boolean' })
    case 'code':
      return typeof value === 'string' && field.codes.includes(value)
        ? accepted(value)
        : refused('unknown_code', 'choose_code', { allowed: field.codes })
    case 'reference':
      return checkReference(value)
  }
}

/** Properties that every feature carries on the wire and nobody writes. */
const systemProperties = new Set([
  'id',
  'version',
  'effective_on',
  'recorded_at',
  'change_id',
  'area_ellipsoidal_m2',
  'area_planar_m2',
  'length_m',
])

const fieldsByName = new WeakMap<CollectionSpec, Map<string, FieldSpec>>()

/** Kept, because an import asks for every row. */
function fieldsOf(spec: CollectionSpec): Map<string, FieldSpec> {
  const known = fieldsByName.get(spec)
  if (known) return known
  const fields = new Map(spec.fields.map((field) => [field.name, field]))
  fieldsByName.set(spec, fields)
  return fields
}

function checkNames(spec: CollectionSpec, properties: Record<string, unknown>): PropertyFault[] {
  const fields = fieldsOf(spec)
  return Object.keys(properties).flatMap((name): PropertyFault[] => {
    const field = fields.get(name)
    if (field?.computed || systemProperties.has(name))
      return [{ field: name, rule: 'computed', fix: 'leave_out' }]
    if (field) return []
    const allowed = spec.fields.filter(({ computed }) => !computed).map((known) => known.name)
    return [{ field: name, rule: 'unknown_field', fix: 'leave_out', allowed }]
  })
}

const fallbackOf = (field: FieldSpec) => (field.type === 'code' ? field.fallback : undefined)

/**
 * Checks the properties of a new feature (`create`: what is required must be there, defaults are filled in) or
 * some properties of a living one (`attributes`: `null` empties a field). All faults at once.
 */
export function checkProperties(
  spec: CollectionSpec,
  properties: Record<string, unknown>,
  mode: 'create' | 'attributes',
): CheckedProperties {
  const result: CheckedProperties = { values: {}, faults: checkNames(spec, properties), adjustments: [] }
  for (const field of spec.fields) {
    if (field.computed) continue
    const given = Object.hasOwn(properties, field.name)
    if (given || mode === 'create') checkField(field, given ? properties[field.name] : null, mode, result)
  }
  return result
}

function checkField(
  field: FieldSpec,
  given: unknown,
  mode: 'create' | 'attributes',
  result: CheckedProperties,
): void {
  const checked = given == null ? accepted(null) : checkValue(field, given)
  if (!checked.ok) {
    const { ok: _, ...fault } = checked
    result.faults.push({ field: field.name, ...fault })
    return
  }
  let { value } = checked
  if (value === null) {
    const fallback = fallbackOf(field)
    if (field.required || (fallback !== undefined && mode === 'attributes'))
      return void result.faults.push({ field: field.name, rule: 'required', fix: 'give_value' })
    if (fallback !== undefined) {
      value = fallback
      result.adjustments.push({ field: field.name, kind: 'defaulted', from: null, to: fallback })
    }
  }
  if (checked.adjusted)
    result.adjustments.push({ field: field.name, kind: checked.adjusted, from: given, to: value })
  result.values[field.name] = value
}
