import type { FieldValue } from '../formats/exchange.ts'
import type { FieldSpec } from '../model/fields.ts'
import { isDate } from './property-rules.ts'

/**
 * A value as a file writes it, in the type of our field: numbers in text fields, dates in three spellings,
 * 是/否. What cannot be understood stays as it is and is refused by the rules of the field.
 */
export function exchangeValue(field: FieldSpec, value: FieldValue): FieldValue {
  if (value === null) return null
  const text = typeof value === 'string' ? value.normalize('NFC').trim() : String(value)
  if (text === '') return null
  switch (field.type) {
    case 'text':
      return text
    case 'code':
      return typeof value === 'string' ? text.toLowerCase() : text
    case 'integer':
    case 'number':
    case 'reference':
      return typeof value === 'string' ? (numberIn(text) ?? text) : value
    case 'date':
      return dateIn(text) ?? text
    case 'boolean':
      return typeof value === 'boolean' ? value : (booleanIn(text) ?? text)
  }
}

function numberIn(text: string): number | null {
  const folded = text
    .normalize('NFKC')
    .replace(/^([+-]?\d{1,3}(,\d{3})+)(?=\.|$)/, (whole) => whole.replaceAll(',', ''))
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(folded) ? Number(folded) : null
}

/** `20240131`, `2024/1/31`, `2024.1.31`, `2024年1月31日`, an instant. */
function dateIn(text: string): string | null {
  const match =
    /^(\d{4})(\d\d)(\d\d)$/.exec(text) ?? /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ].*)?$/.exec(text)
  if (!match) return null
  const [, year, month, day] = match
  const date = `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`
  return isDate(date) ? date : null
}

function booleanIn(text: string): boolean | null {
  if (/^(是|true|t|yes|y|1)$/i.test(text)) return true
  return /^(否|false|f|no|n|0)$/i.test(text) ? false : null
}
