import type { ByteWriter } from './byte-writer.ts'
import { putVarint, zigzag } from './byte-writer.ts'
import { clipRing } from './ring-clipper.ts'
import type { TwkbReader } from './twkb-reader.ts'
import { twkbType } from './twkb-reader.ts'

/** Geometry types of a feature (Mapbox Vector Tile 2.1, 4.3.4). */
export const mvtType = { none: 0, point: 1, line: 2, polygon: 3 } as const

/** How coarse to draw: vertices snap to a grid of tile units, and what is smaller than `minUnits` is left out. */
export type Detail = { gridUnits: number; minUnits: number }
export const fullDetail: Detail = { gridUnits: 1, minUnits: 0 }

const moveTo = (count: number) => (count << 3) | 1
const lineTo = (count: number) => (count << 3) | 2
const closePath = 15
/** Two varints of at most 5 bytes a vertex. */
const vertexBytes = 10

/**
 * Re-packs the next TWKB geometry, already in tile units, as MVT commands behind what `out` holds. Answers the
 * feature type, `none` when nothing is left of it at this scale.
 *
 * Rings are cut at the tile's buffer where SQL has left them whole, and lose repeated points, spurs (a line out and straight back) and the closing vertex. A ring without area
 * is left out, an outer one together with its holes, a hole also when it is smaller than one unit. Outer rings
 * are written with positive area in tile coordinates (y down), holes with negative.
 */
export class GeometryRepacker {
  readonly #detail: Detail
  /** Cells that already hold a point, once points are thinned. */
  readonly #taken: Set<number> | undefined
  #reader!: TwkbReader
  #out!: ByteWriter
  #x = 0
  #y = 0

  constructor(detail: Detail) {
    this.#detail = detail
    this.#taken = detail.gridUnits > 1 ? new Set() : undefined
  }

  next(reader: TwkbReader, out: ByteWriter): number {
    this.#reader = reader
    this.#out = out
    this.#x = 0
    this.#y = 0
    return this.#geometry(reader.header(), mvtType.none)
  }

  /** `wanted`: the type that the parts before had; parts of another type are read but not written. */
  #geometry(type: number, wanted: number): number {
    const reader = this.#reader
    switch (type) {
      case twkbType.polygon:
        return this.#polygons(1, wanted)
      case twkbType.multiPolygon:
        return this.#polygons(reader.varint(), wanted)
      case twkbType.line:
        return this.#lines(1, wanted)
      case twkbType.multiLine:
        return this.#lines(reader.varint(), wanted)
      case twkbType.point:
        return this.#points(1, wanted)
      case twkbType.multiPoint:
        return this.#points(reader.varint(), wanted)
      case twkbType.collection: {
        let written = wanted
        for (let rest = reader.varint(); rest > 0; rest--) {
          written = this.#geometry(reader.header(), written) || written
        }
        return written
      }
      default:
        return mvtType.none
    }
  }

  #polygons(count: number, wanted: number): number {
    const before = this.#out.length
    for (let polygon = 0; polygon < count; polygon++) {
      let skipped = wanted !== mvtType.none && wanted !== mvtType.polygon
      const rings = this.#reader.varint()
      for (let ring = 0; ring < rings; ring++) {
        const length = this.#ring(this.#reader.varint())
        if (skipped) continue
        const doubleArea = length < 3 ? 0 : this.#doubleArea(length)
        const small = ring === 0 ? this.#isTooSmall(length) : Math.abs(doubleArea) < 2
        if (doubleArea === 0 || small) {
          skipped = ring === 0
          continue
        }
        this.#writeRing(length, doubleArea > 0 !== (ring === 0))
      }
    }
    return this.#out.length > before ? mvtType.polygon : mvtType.none
  }

  /** Reads a ring and cleans it in place; answers how many vertices are left, without the closing one. */
  #ring(count: number): number {
    const reader = this.#reader
    const read = reader.positions(count)
    let length = this.#withoutSpurs(this.#snap(clipRing(reader, read)))
    const { xs, ys } = reader
    if (length > 1 && xs[0] === xs[length - 1] && ys[0] === ys[length - 1]) length--
    // A spur across the seam: the last vertex lies between two equal ones.
    let start = 0
    while (length - start > 2 && xs[start + 1] === xs[length - 1] && ys[start + 1] === ys[length - 1]) {
      start++
      length--
    }
    if (start > 0) {
      xs.copyWithin(0, start, length)
      ys.copyWithin(0, start, length)
    }
    return length - start
  }

  /** Repeats are gone already; a vertex between two equal ones goes with one of them. */
  #withoutSpurs(length: number): number {
    const { xs, ys } = this.#reader
    let at = 2
    while (at < length && (xs[at] !== xs[at - 2] || ys[at] !== ys[at - 2])) at++
    if (at >= length) return length
    let kept = at
    for (; at < length; at++) {
      const x = xs[at]!
      const y = ys[at]!
      if (kept > 1 && xs[kept - 2] === x && ys[kept - 2] === y) kept--
      else if (kept === 0 || xs[kept - 1] !== x || ys[kept - 1] !== y) {
        xs[kept] = x
        ys[kept] = y
        kept++
      }
    }
    return kept
  }

  #snap(length: number): number {
    const { gridUnits } = this.#detail
    if (gridUnits === 1) return length
    const { xs, ys } = this.#reader
    let kept = 0
    for (let i = 0; i < length; i++) {
      const x = Math.round(xs[i]! / gridUnits) * gridUnits
      const y = Math.round(ys[i]! / gridUnits) * gridUnits
      if (kept > 0 && xs[kept - 1] === x && ys[kept - 1] === y) continue
      xs[kept] = x
      ys[kept] = y
      kept++
    }
    return kept
  }

  /** Twice the signed area: positive for rings that run clockwise on the screen. */
  #doubleArea(length: number): number {
    const { xs, ys } = this.#reader
    const x0 = xs[0]!
    const y0 = ys[0]!
    let sum = 0
    for (let i = 1; i < length - 1; i++) {
      sum += (xs[i]! - x0) * (ys[i + 1]! - y0) - (xs[i + 1]! - x0) * (ys[i]! - y0)
    }
    return sum
  }

  #isTooSmall(length: number): boolean {
    const { minUnits } = this.#detail
    if (minUnits === 0) return false
    const { xs, ys } = this.#reader
    let [west, east, north, south] = [xs[0]!, xs[0]!, ys[0]!, ys[0]!]
    for (let i = 1; i < length; i++) {
      west = Math.min(west, xs[i]!)
      east = Math.max(east, xs[i]!)
      north = Math.min(north, ys[i]!)
      south = Math.max(south, ys[i]!)
    }
    return Math.max(east - west, south - north) < minUnits
  }

  #writeRing(length: number, reversed: boolean): void {
    this.#writePath(length, reversed)
    this.#out.varint(closePath)
  }

  #writePath(length: number, reversed: boolean): void {
    const out = this.#out
    const { xs, ys } = this.#reader
    out.reserve((length + 2) * vertexBytes)
    const step = reversed ? -1 : 1
    let from = reversed ? length - 1 : 0
    let x = this.#x
    let y = this.#y
    const { bytes } = out
    let at = out.length
    for (let i = 0; i < length; i++, from += step) {
      if (i === 0) bytes[at++] = moveTo(1)
      else if (i === 1) at = putVarint(bytes, at, lineTo(length - 1))
      at = putVarint(bytes, at, zigzag(xs[from]! - x))
      at = putVarint(bytes, at, zigzag(ys[from]! - y))
      x = xs[from]!
      y = ys[from]!
    }
    out.length = at
    this.#x = x
    this.#y = y
  }

  #lines(count: number, wanted: number): number {
    const before = this.#out.length
    const skipped = wanted !== mvtType.none && wanted !== mvtType.line
    for (let line = 0; line < count; line++) {
      const length = this.#snap(this.#reader.positions(this.#reader.varint()))
      if (!skipped && length > 1 && !this.#isTooSmall(length)) this.#writePath(length, false)
    }
    return this.#out.length > before ? mvtType.line : mvtType.none
  }

  #points(count: number, wanted: number): number {
    const { xs, ys } = this.#reader
    const places: [number, number][] = []
    const seen = new Set<number>()
    for (let point = 0; point < count; point++) {
      this.#snap(this.#reader.positions(1))
      const x = xs[0]!
      const y = ys[0]!
      const key = x * 0x10_0000 + y
      if (seen.has(key) || this.#taken?.has(key)) continue
      seen.add(key)
      this.#taken?.add(key)
      places.push([x, y])
    }
    if (places.length === 0 || (wanted !== mvtType.none && wanted !== mvtType.point)) return mvtType.none
    this.#out.varint(moveTo(places.length))
    for (const [x, y] of places) {
      this.#out.varint(zigzag(x - this.#x))
      this.#out.varint(zigzag(y - this.#y))
      this.#x = x
      this.#y = y
    }
    return mvtType.point
  }
}
