/** What neither text nor JSON of PostgreSQL can hold: NUL, and half of a surrogate pair. */
const unstorable = /\0|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g
const writtenUnstorable = /\\u(?:0000|d[89a-f])/i

/** A text with U+FFFD in the place of what cannot be stored. */
export const storableText = (text: string): string => text.replace(unstorable, '\uFFFD')

function storableMember(_name: string, value: unknown): unknown {
  if (typeof value === 'string') return storableText(value)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [storableText(name), member]))
}

/** The same for all names and texts of a value, as JSON. */
export function storableJson(value: unknown): string {
  const text = JSON.stringify(value)
  return writtenUnstorable.test(text) ? JSON.stringify(value, storableMember) : text
}
