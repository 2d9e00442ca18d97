/** Grows as it is written to; numbers as protocol buffers write them. */
export class ByteWriter {
  bytes: Buffer
  length = 0

  constructor(capacity = 1 << 12) {
    this.bytes = Buffer.allocUnsafe(capacity)
  }

  clear(): void {
    this.length = 0
  }

  /** Makes sure that `count` more bytes fit. */
  reserve(count: number): void {
    const needed = this.length + count
    if (needed <= this.bytes.length) return
    const grown = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, needed))
    this.bytes.copy(grown, 0, 0, this.length)
    this.bytes = grown
  }

  /** A whole number from 0 to 2^53. */
  varint(value: number): void {
    this.reserve(8)
    this.varintUnchecked(value)
  }

  /** The same where the caller has reserved 8 bytes. */
  varintUnchecked(value: number): void {
    const { bytes } = this
    let rest = value
    let at = this.length
    while (rest >= 0x1_0000_0000) {
      bytes[at++] = (rest % 128) | 128
      rest = Math.floor(rest / 128)
    }
    while (rest > 127) {
      bytes[at++] = (rest & 127) | 128
      rest >>>= 7
    }
    bytes[at++] = rest
    this.length = at
  }

  append(source: ByteWriter): void {
    const { length, bytes: from } = source
    this.reserve(length)
    const { bytes: to } = this
    const at = this.length
    if (length > 64) from.copy(to, at, 0, length)
    else for (let i = 0; i < length; i++) to[at + i] = from[i]!
    this.length = at + length
  }

  /** A length-delimited field with what another writer holds. */
  field(tag: number, content: ByteWriter): void {
    this.varint(tag)
    this.varint(content.length)
    this.append(content)
  }

  text(tag: number, text: string): void {
    const length = text.length
    this.reserve(length + 16)
    this.varintUnchecked(tag)
    const start = this.length
    if (length < 128 && this.#ascii(text, start + 1)) {
      this.bytes[start] = length
      this.length = start + 1 + length
      return
    }
    const byteLength = Buffer.byteLength(text)
    this.varint(byteLength)
    this.reserve(byteLength)
    this.length += this.bytes.write(text, this.length, 'utf8')
  }

  /** Short texts are mostly codes: written here, without the way into the runtime. */
  #ascii(text: string, from: number): boolean {
    const { bytes } = this
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i)
      if (unit > 127) return false
      bytes[from + i] = unit
    }
    return true
  }

  double(tag: number, value: number): void {
    this.varint(tag)
    this.reserve(8)
    this.length = this.bytes.writeDoubleLE(value, this.length)
  }

  float(tag: number, value: number): void {
    this.varint(tag)
    this.reserve(4)
    this.length = this.bytes.writeFloatLE(value, this.length)
  }

  /** What has been written; the writer must not be used any more. */
  finish(): Buffer {
    return this.bytes.subarray(0, this.length)
  }
}

/** Writes a number below 2^32 where there is room; answers where the next byte goes. */
export function putVarint(bytes: Uint8Array, from: number, value: number): number {
  let at = from
  let rest = value
  while (rest > 127) {
    bytes[at++] = (rest & 127) | 128
    rest >>>= 7
  }
  bytes[at++] = rest
  return at
}

export const varintLength = (value: number): number => {
  let length = 1
  for (let rest = value; rest > 127; rest = Math.floor(rest / 128)) length++
  return length
}

/** Signed numbers as protocol buffers order them: 0, -1, 1, -2 … (32 bits). */
export const zigzag = (value: number): number => ((value << 1) ^ (value >> 31)) >>> 0
