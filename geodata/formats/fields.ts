import type { ExchangeField, ExchangeFieldType, FieldValue } from './exchange.ts'

const datePattern = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/
const datetimePattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/

const typeOf = (value: string | number | boolean): ExchangeFieldType => {
  if (typeof value === 'boolean') return 'boolean'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  if (datePattern.test(value)) return 'date'
  return datetimePattern.test(value) ? 'datetime' : 'text'
}

const wider = (a: ExchangeFieldType, b: ExchangeFieldType): ExchangeFieldType => {
  if (a === b) return a
  const numbers = (a === 'integer' || a === 'number') && (b === 'integer' || b === 'number')
  return numbers ? 'number' : 'text'
}

export type FieldCensus = {
  see: (properties: Record<string, FieldValue>) => void
  clear: () => void
  list: () => ExchangeField[]
}

/** Learns the fields of a format without a schema from the values that pass. */
export const fieldCensus = (): FieldCensus => {
  let seen = new Map<string, { type: ExchangeFieldType | null; length: number }>()
  const see = (properties: Record<string, FieldValue>): void => {
    for (const name of Object.keys(properties)) {
      const value = properties[name]
      let field = seen.get(name)
      if (!field) seen.set(name, (field = { type: null, length: 0 }))
      if (value === null || value === undefined) continue
      if (typeof value === 'string' && value.length > field.length) field.length = value.length
      if (field.type === 'text') continue
      const type = typeOf(value)
      field.type = field.type === null ? type : wider(field.type, type)
    }
  }
  return {
    see,
    clear: () => {
      seen = new Map()
    },
    list: () =>
      [...seen].map(([name, { type, length }]) => ({
        name,
        type: type ?? 'text',
        ...(length > 0 ? { length } : {}),
      })),
  }
}

/** The fields of rows in memory, in order of first appearance. */
export const fieldsOf = (rows: Iterable<{ properties: Record<string, FieldValue> }>): ExchangeField[] => {
  const census = fieldCensus()
  for (const { properties } of rows) census.see(properties)
  return census.list()
}
