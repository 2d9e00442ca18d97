/**
 * Reads TWKB (Tiny Well-known Binary, https://github.com/TWKB/Specification) one geometry behind the other.
 * Only what our SQL writes is understood: two dimensions, precision 0, no identifiers.
 */
export const twkbType = {
  point: 1,
  line: 2,
  polygon: 3,
  multiPoint: 4,
  multiLine: 5,
  multiPolygon: 6,
  collection: 7,
} as const

const hasBox = 1
const hasSize = 2
const hasIds = 4
const hasMore = 8
const isEmpty = 16

/** One tile is drawn at a time, without waiting in between: readers share their room. */
const shared = { xs: new Int32Array(1024), ys: new Int32Array(1024) }

export class TwkbReader {
  /** Vertices of the sequence read last. */
  xs = shared.xs
  ys = shared.ys
  readonly #bytes: Uint8Array
  #at = 0
  #x = 0
  #y = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length
  }

  /** A number up to 2^53. */
  varint(): number {
    const bytes = this.#bytes
    let value = 0
    let factor = 1
    let byte: number
    do {
      byte = bytes[this.#at++]!
      value += (byte & 127) * factor
      factor *= 128
    } while (byte > 127)
    return value
  }

  #signed(): number {
    const value = this.varint()
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2
  }

  /** The type of the next geometry, or 0 when it is empty. Coordinates start anew. */
  header(): number {
    const type = this.#bytes[this.#at++]! & 15
    const flags = this.#bytes[this.#at++]!
    if (flags & hasMore) this.#at++
    if (flags & hasSize) this.varint()
    if (flags & isEmpty) return 0
    if (flags & hasBox) for (let i = 0; i < 4; i++) this.varint()
    if (flags & hasIds) throw new RangeError('TWKB with identifiers is not expected here')
    this.#x = 0
    this.#y = 0
    return type
  }

  /** Reads `count` positions into `xs` and `ys`, leaving out what repeats the one before; answers how many. */
  positions(count: number): number {
    // Clipping may double a ring.
    if (count * 2 + 8 > this.xs.length) {
      shared.xs = this.xs = new Int32Array(count * 4)
      shared.ys = this.ys = new Int32Array(count * 4)
    }
    const { xs, ys } = this
    const bytes = this.#bytes
    let at = this.#at
    let x = this.#x
    let y = this.#y
    let kept = 0
    // Most differences take one or two bytes; the loop is the hottest of a tile, so they are read in place.
    for (let i = 0; i < count; i++) {
      let first = bytes[at]!
      let second = bytes[at + 1]!
      if (first < 128) {
        x += (first >>> 1) ^ -(first & 1)
        at += 1
      } else if (second < 128) {
        const value = (first & 127) | (second << 7)
        x += (value >>> 1) ^ -(value & 1)
        at += 2
      } else {
        this.#at = at
        x += this.#signed()
        at = this.#at
      }
      first = bytes[at]!
      second = bytes[at + 1]!
      if (first < 128) {
        y += (first >>> 1) ^ -(first & 1)
        at += 1
      } else if (second < 128) {
        const value = (first & 127) | (second << 7)
        y += (value >>> 1) ^ -(value & 1)
        at += 2
      } else {
        this.#at = at
        y += this.#signed()
        at = this.#at
      }
      if (kept > 0 && xs[kept - 1] === x && ys[kept - 1] === y) continue
      xs[kept] = x
      ys[kept] = y
      kept++
    }
    this.#at = at
    this.#x = x
    this.#y = y
    return kept
  }
}
