/**
 * How PostgreSQL's text becomes JavaScript, the same on both engines: both drivers are told to hand over the
 * text of every cell, and this table turns it into values. Types that are not named here stay text.
 *
 * int8 → number (an error beyond 2^53) · numeric → string, exact · date → 'YYYY-MM-DD' ·
 * timestamptz → ISO instant with milliseconds · json → parsed · bytea → Buffer · arrays → arrays.
 */
type Parse = (text: string) => unknown

const identity: Parse = (text) => text

function safeInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} does not fit a JavaScript number`)
  return value
}

/** `2026-11-22 10:00:00.123456+00` (the session's zone is UTC) → `2026-11-22T10:00:00.123Z`. */
function instant(text: string): string {
  const match = /^(\d{4,})-(\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?([+-]\d\d(?::?\d\d)?)$/.exec(text)
  if (!match) return text
  const [, year, monthDay, time, fraction = '', offset] = match
  if (offset === '+00') return `${year}-${monthDay}T${time}.${fraction.padEnd(3, '0').slice(0, 3)}Z`
  const zone = offset!.length === 3 ? `${offset}:00` : offset
  return new Date(`${year}-${monthDay}T${time}.${fraction.padEnd(3, '0')}${zone}`).toISOString()
}

const bytes: Parse = (text) => Buffer.from(text.slice(2), 'hex')

const scalars: Record<number, Parse> = {
  16: (text) => text === 't',
  17: bytes,
  20: safeInteger,
  21: Number,
  23: Number,
  26: Number,
  114: JSON.parse,
  700: Number,
  701: Number,
  1184: instant,
  3802: JSON.parse,
}

const arrays: Record<number, number> = {
  199: 114,
  1000: 16,
  1001: 17,
  1005: 21,
  1007: 23,
  1009: 25,
  1014: 1042,
  1015: 1043,
  1016: 20,
  1021: 700,
  1022: 701,
  1028: 26,
  1182: 1082,
  1115: 1114,
  1185: 1184,
  1231: 1700,
  2951: 2950,
  3807: 3802,
}

/** The type whose cells the embedded engine hands over as bytes, not as text. */
export const byteaOid = 17

/** The parser of a PostgreSQL type in text format. */
export function parserOf(oid: number): Parse {
  const element = arrays[oid]
  if (element === undefined) return scalars[oid] ?? identity
  const parse = scalars[element] ?? identity
  return (text) => parseArray(text, parse)
}

/** The same for statements of a library (the job queue), which wants instants as `Date`. */
export function libraryParserOf(oid: number): Parse {
  if (oid === 1184) return (text) => new Date(instant(text))
  return oid === 1114 ? (text) => new Date(`${text.replace(' ', 'T')}Z`) : parserOf(oid)
}

type Nested = unknown[]

/** Reads an array literal, `{1,NULL,"a \"b\"",{…}}`; bounds before the brace (`[0:1]=`) are skipped. */
export function parseArray(text: string, parse: Parse): Nested {
  const token = /[{}]|"((?:[^"\\]|\\.)*)"|([^{},"]+)/g
  token.lastIndex = text.indexOf('{')
  const root: Nested = []
  const open: Nested[] = [root]
  for (let match = token.exec(text); match; match = token.exec(text)) {
    const top = open[open.length - 1]!
    if (match[0] === '{') {
      const inner: Nested = []
      top.push(inner)
      open.push(inner)
    } else if (match[0] === '}') open.pop()
    else if (match[1] !== undefined) top.push(parse(match[1].replace(/\\(.)/gs, '$1')))
    else top.push(match[2] === 'NULL' ? null : parse(match[2]!))
  }
  return root[0] as Nested
}

/**
 * A parameter as the embedded engine takes it: text, or bytes. The rules are those of `pg`, so that a query
 * means the same on both engines: arrays become array literals, other objects JSON, dates instants.
 */
export function toParameter(value: unknown): string | Uint8Array | null {
  if (value === null || value === undefined) return null
  if (value instanceof Uint8Array) return value
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return arrayLiteral(value)
  if (typeof value === 'object') return JSON.stringify(value)
  return String(value)
}

function arrayLiteral(values: unknown[]): string {
  return `{${values.map(arrayElement).join(',')}}`
}

function arrayElement(value: unknown): string {
  if (Array.isArray(value)) return arrayLiteral(value)
  const text = toParameter(value)
  if (text === null) return 'NULL'
  const shown = typeof text === 'string' ? text : `\\x${Buffer.from(text).toString('hex')}`
  return `"${shown.replace(/["\\]/g, '\\$&')}"`
}
