import type { SourceProperty } from './sources.ts'

/** Text of a filter as the text of a SQL value, or why it is none. */
export type ReadValue = { ok: true; value: string } | { ok: false; reason: string; detail: string }

const refuse = (reason: string, detail: string): ReadValue => ({ ok: false, reason, detail })
const accept = (value: string): ReadValue => ({ ok: true, value })

const maxLength = 500
const decimal = /^[+-]?(\d{1,20}(\.\d{0,20})?|\.\d{1,20})(e[+-]?\d{1,2})?$/i
const whole = /^[+-]?\d{1,16}$/
const day = /^(\d{4})-(\d\d)-(\d\d)$/
const instant = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$/

/** Whether `YYYY-MM-DD` names a day of the calendar. */
export function isDay(text: string): boolean {
  const match = day.exec(text)
  if (!match) return false
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

export const isInstant = (text: string): boolean =>
  instant.test(text) && isDay(text.slice(0, 10)) && !Number.isNaN(Date.parse(text.toUpperCase()))

export function parseValue({ kind, codes }: SourceProperty, text: string): ReadValue {
  switch (kind) {
    case 'text':
      if (text.includes('\0')) return refuse('characters', 'holds a character that text cannot hold')
      return text.length <= maxLength
        ? accept(text)
        : refuse('length', `takes at most ${maxLength} characters`)
    case 'code':
      return codes?.includes(text) ? accept(text) : refuse('code', `takes one of ${codes?.join(', ')}`)
    case 'integer':
    case 'reference':
      return whole.test(text) && Number.isSafeInteger(Number(text))
        ? accept(text)
        : refuse('integer', 'takes a whole number')
    case 'number':
      return decimal.test(text) ? accept(text) : refuse('number', 'takes a number')
    case 'date':
      return isDay(text) ? accept(text) : refuse('date', 'takes a date, YYYY-MM-DD')
    case 'instant':
      return isInstant(text) || isDay(text)
        ? accept(text)
        : refuse('instant', 'takes an instant, YYYY-MM-DDTHH:MM:SSZ')
    case 'boolean':
      return text === 'true' || text === 'false' ? accept(text) : refuse('boolean', 'takes true or false')
  }
}
