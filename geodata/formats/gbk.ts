/**
 * GBK, the two-byte part of GB18030, both ways. Runtimes decode GB18030 but encode only UTF-8, so the table
 * is built once from the runtime's own decoder.
 */
const firstLead = 0x81
const firstTrail = 0x40
const trails = 0xff - firstTrail
const noCharacter = 0xfffd

type Tables = { forward: Uint16Array; reverse: Uint16Array }
let built: Tables | undefined

const buildTables = (): Tables => {
  const forward = new Uint16Array((0xff - firstLead) * trails).fill(noCharacter)
  const reverse = new Uint16Array(0x10000)
  const decoder = new TextDecoder('gb18030')
  // A line feed is never a trail byte, so one decoding of "pair, line feed, pair, …" covers the whole table.
  const pairs = new Uint8Array(forward.length * 3)
  for (let i = 0; i < forward.length; i++) {
    pairs[i * 3] = firstLead + Math.floor(i / trails)
    pairs[i * 3 + 1] = firstTrail + (i % trails)
    pairs[i * 3 + 2] = 0x0a
  }
  const decoded = decoder.decode(pairs).split('\n')
  for (let i = 0; i < forward.length; i++) {
    const text = decoded[i] ?? ''
    const code = text.length === 1 ? text.charCodeAt(0) : noCharacter
    if (code === noCharacter) continue
    forward[i] = code
    if (reverse[code] === 0) reverse[code] = (pairs[i * 3]! << 8) | pairs[i * 3 + 1]!
  }
  return { forward, reverse }
}

const tables = (): Tables => (built ??= buildTables())

const indexOf = (lead: number, trail: number): number => (lead - firstLead) * trails + (trail - firstTrail)

const isPair = (lead: number, trail: number): boolean =>
  lead >= firstLead && lead <= 0xfe && trail >= firstTrail && trail <= 0xfe && trail !== 0x7f

/** Decodes short texts much faster than the runtime does; hands four-byte characters to it. */
export const decodeGbk = (bytes: Uint8Array): string => {
  const { forward } = tables()
  let text = ''
  for (let i = 0; i < bytes.length; i++) {
    const lead = bytes[i]!
    if (lead < 0x80) {
      text += String.fromCharCode(lead)
      continue
    }
    const trail = bytes[i + 1] ?? 0
    const code = isPair(lead, trail) ? forward[indexOf(lead, trail)]! : noCharacter
    if (code === noCharacter) return new TextDecoder('gb18030').decode(bytes)
    text += String.fromCharCode(code)
    i++
  }
  return text
}

export type Encoded = { ok: true; bytes: Uint8Array } | { ok: false; characters: string[] }

/** The text in GBK, or the characters (each once) that GBK does not have. */
export const encodeGbk = (text: string): Encoded => {
  const { reverse } = tables()
  const bytes = new Uint8Array(text.length * 2)
  const missing = new Set<string>()
  let at = 0
  for (const character of text) {
    const code = character.codePointAt(0)!
    if (code < 0x80) {
      bytes[at++] = code
      continue
    }
    const pair = code < 0x10000 ? reverse[code]! : 0
    if (pair === 0) missing.add(character)
    bytes[at++] = pair >> 8
    bytes[at++] = pair & 0xff
  }
  return missing.size > 0
    ? { ok: false, characters: [...missing] }
    : { ok: true, bytes: bytes.subarray(0, at) }
}

/** The text in GBK with `?` for what GBK does not have. */
export const encodeGbkLossy = (text: string): Uint8Array => {
  const encoded = encodeGbk(text)
  if (encoded.ok) return encoded.bytes
  const missing = new Set(encoded.characters)
  const held = [...text].map((character) => (missing.has(character) ? '?' : character)).join('')
  const again = encodeGbk(held)
  return again.ok ? again.bytes : new Uint8Array()
}

/**
 * How much bytes look like everyday Chinese in GBK, 0 to 1. Rows 1–9 and 16–55 of GB 2312 are punctuation and
 * the 3755 common characters in order of sound; nearly all real text lies there, while Big5, Latin and random
 * bytes scatter. One lone pair proves nothing.
 */
export const gbkPlausibility = (bytes: Uint8Array): number => {
  let pairs = 0
  let credit = 0
  for (let i = 0; i < bytes.length; i++) {
    const lead = bytes[i]!
    if (lead < 0x80) continue
    const trail = bytes[i + 1] ?? 0
    // Four-byte characters: counted as rare.
    if (lead >= firstLead && trail >= 0x30 && trail <= 0x39) {
      pairs++
      i += 3
      continue
    }
    pairs++
    if (!isPair(lead, trail)) continue
    i++
    if (trail < 0xa1) continue
    if ((lead >= 0xa1 && lead <= 0xa9) || (lead >= 0xb0 && lead <= 0xd7)) credit += 1
    else if (lead >= 0xd8 && lead <= 0xf7) credit += 0.5
  }
  return pairs < 2 ? 0 : credit / pairs
}
