import type { CaseInputSpec } from './case-wire.ts'

/** What stands in the fields of a step: texts as typed, yes or no as such. */
export type FieldValue = string | boolean | undefined
export type FormValues = Record<string, FieldValue>

const shown = (value: unknown): FieldValue =>
  typeof value === 'boolean' ? value : value === undefined || value === null ? undefined : String(value)

/** The fields with what the server has computed; what a person has touched stays. */
export function filledFields(
  inputs: readonly CaseInputSpec[],
  defaults: Readonly<Record<string, unknown>>,
  present: FormValues,
  touched: ReadonlySet<string>,
): FormValues {
  return Object.fromEntries(
    inputs.map(({ name }) => [name, touched.has(name) ? present[name] : shown(defaults[name])]),
  )
}

export const isComputed = (
  name: string,
  values: FormValues,
  defaults: Readonly<Record<string, unknown>>,
): boolean => defaults[name] !== undefined && shown(defaults[name]) === values[name]

/** Full-width digits and thousands' spaces are taken for what they mean; anything else goes as it is and is refused. */
function numberOf(text: string): number | string {
  const plain = text
    .replaceAll(/[０-９．]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replaceAll(/[\s,，\u202f]/g, '')
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : text
}

type SentValue = string | number | boolean

/** What is sent: empty fields are left out, numbers are numbers. */
export function valuesToSend(
  inputs: readonly CaseInputSpec[],
  values: FormValues,
): Record<string, SentValue> {
  return Object.fromEntries(
    inputs.flatMap(({ name, kind }): [string, SentValue][] => {
      const value = values[name]
      if (value === undefined || value === '') return []
      if (typeof value === 'boolean') return [[name, value]]
      const text = value.trim()
      if (text === '') return []
      return [[name, kind === 'number' ? numberOf(text) : text]]
    }),
  )
}
