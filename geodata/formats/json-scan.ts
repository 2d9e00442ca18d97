/**
 * Finds the boundaries of JSON values in UTF-8 bytes without building anything, so that a large file is
 * parsed one feature at a time. Offsets are byte offsets; `end` is exclusive.
 */
export type Span = { start: number; end: number }

const quote = 0x22
const backslash = 0x5c
const openBrace = 0x7b
const closeBrace = 0x7d
const openBracket = 0x5b
const closeBracket = 0x5d
const comma = 0x2c
const colon = 0x3a

/** Deeper nesting than any geometry needs; below it JSON.stringify and recursion are safe. */
export const deepestNesting = 200

const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09

/** Also skips record separators (RFC 8142) and a byte order mark. */
export const skipSpace = (bytes: Uint8Array, from: number): number => {
  let at = from
  while (at < bytes.length) {
    const byte = bytes[at]!
    if (isSpace(byte) || byte === 0x1e) at++
    else if (at === 0 && byte === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) at += 3
    else break
  }
  return at
}

/** End of the string whose opening quote is at `from`, or -1 when it does not end. */
const stringEnd = (bytes: Uint8Array, from: number): number => {
  for (let at = from + 1; at < bytes.length; at++) {
    const byte = bytes[at]!
    if (byte === backslash) at++
    else if (byte === quote) return at + 1
  }
  return -1
}

/**
 * End of the value that starts at `from`; -1 when the file ends first, -2 when it is nested too deeply or
 * its brackets do not match. What is inside is checked later by the parser.
 */
export const valueEnd = (bytes: Uint8Array, from: number): number => {
  const first = bytes[from]
  if (first === quote) return stringEnd(bytes, from)
  if (first !== openBrace && first !== openBracket) {
    let at = from
    while (at < bytes.length && !isSpace(bytes[at]!) && !isMark(bytes[at]!)) at++
    return at === from ? -2 : at
  }
  const open: number[] = []
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at]!
    if (byte === quote) {
      at = stringEnd(bytes, at) - 1
      if (at < 0) return -1
    } else if (byte === openBrace || byte === openBracket) {
      if (open.push(byte + 2) > deepestNesting) return -2
    } else if (byte === closeBrace || byte === closeBracket) {
      if (open.pop() !== byte) return -2
      if (open.length === 0) return at + 1
    }
  }
  return -1
}

const isMark = (byte: number): boolean =>
  byte === comma || byte === closeBrace || byte === closeBracket || byte === colon || byte === 0x1e

export type Fault = { at: number; reason: 'json_truncated' | 'json_malformed' }

const faultOf = (end: number, at: number): Fault => ({
  at,
  reason: end === -1 ? 'json_truncated' : 'json_malformed',
})

/**
 * Members of the object that starts at `from`: key text and span of the value. Stops with a fault where the
 * object stops being one.
 */
export function* membersOf(
  bytes: Uint8Array,
  from: number,
): Generator<{ key: string; value: Span }, Fault | null> {
  const decoder = new TextDecoder()
  let at = skipSpace(bytes, from + 1)
  if (bytes[at] === closeBrace) return null
  for (;;) {
    if (bytes[at] !== quote) return faultOf(at >= bytes.length ? -1 : -2, at)
    const keyEnd = stringEnd(bytes, at)
    if (keyEnd < 0) return faultOf(-1, at)
    const key = decoder.decode(bytes.subarray(at + 1, keyEnd - 1))
    at = skipSpace(bytes, keyEnd)
    if (bytes[at] !== colon) return faultOf(at >= bytes.length ? -1 : -2, at)
    const start = skipSpace(bytes, at + 1)
    const end = start >= bytes.length ? -1 : valueEnd(bytes, start)
    yield { key, value: { start, end: end < 0 ? bytes.length : end } }
    if (end < 0) return faultOf(end, start)
    at = skipSpace(bytes, end)
    if (bytes[at] === closeBrace) return null
    if (bytes[at] !== comma) return faultOf(at >= bytes.length ? -1 : -2, at)
    at = skipSpace(bytes, at + 1)
  }
}

/** Elements of the array that starts at `from`. */
export function* elementsOf(bytes: Uint8Array, from: number): Generator<Span, Fault | null> {
  let at = skipSpace(bytes, from + 1)
  if (bytes[at] === closeBracket) return null
  for (;;) {
    const end = at >= bytes.length ? -1 : valueEnd(bytes, at)
    if (end < 0) return faultOf(end, at)
    yield { start: at, end }
    at = skipSpace(bytes, end)
    if (bytes[at] === closeBracket) return null
    if (bytes[at] !== comma) return faultOf(at >= bytes.length ? -1 : -2, at)
    at = skipSpace(bytes, at + 1)
  }
}

/** Each value without an end costs a look at the whole rest of the file; after so many we stop trying. */
const mostUnended = 20

/** Values one after another (JSON text sequence, one per line); a broken one is given as the rest of its line. */
export function* sequenceOf(bytes: Uint8Array): Generator<Span, null> {
  let at = skipSpace(bytes, 0)
  let unended = 0
  while (at < bytes.length) {
    const end = valueEnd(bytes, at)
    if (end === -1) unended++
    const lineFeed = unended > mostUnended ? -1 : bytes.indexOf(0x0a, at)
    const stop = end > at ? end : lineFeed < 0 ? bytes.length : lineFeed
    yield { start: at, end: stop }
    at = skipSpace(bytes, Math.max(stop, at + 1))
  }
  return null
}

const valuePattern =
  /[ \t\r\n]+|"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[{}[\],:]/y

/**
 * Offset (in characters) of the first fault of a text that JSON.parse refused. Engines word their messages
 * differently, so we look ourselves: `after` is what the last token was.
 */
export const jsonFaultAt = (text: string): number => {
  const open: string[] = []
  let after: 'start' | 'value' | 'comma' | 'colon' | 'open' | 'key' = 'start'
  let at = 0
  while (at < text.length) {
    valuePattern.lastIndex = at
    const token = valuePattern.exec(text)?.[0]
    if (token === undefined) return at
    const inObject = open.at(-1) === '}'
    const first = token[0]!
    if (first.trim() === '') {
      at += token.length
      continue
    }
    if (first === '}' || first === ']') {
      if (open.pop() !== first || after === 'comma' || after === 'colon' || after === 'key') return at
      after = 'value'
    } else if (first === ',') {
      if (after !== 'value' || open.length === 0) return at
      after = 'comma'
    } else if (first === ':') {
      if (after !== 'key') return at
      after = 'colon'
    } else {
      if (after === 'value' || after === 'key') return at
      const isKey: boolean = inObject && after !== 'colon'
      if (isKey && first !== '"') return at
      if (first === '{' || first === '[') open.push(first === '{' ? '}' : ']')
      after = first === '{' || first === '[' ? 'open' : isKey ? 'key' : 'value'
    }
    at += token.length
  }
  return at
}
