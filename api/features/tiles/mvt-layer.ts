import { ByteWriter, varintLength, zigzag } from './byte-writer.ts'
import { mvtType } from './mvt-geometry.ts'
import { tileExtent } from './tile-frame.ts'

export type MvtValue = string | number | boolean

/** Field numbers and wire types of vector_tile.proto (2.1), as the tag bytes they are written as. */
const tag = {
  tileLayer: 0x1a,
  layerName: 0x0a,
  layerFeature: 0x12,
  layerKey: 0x1a,
  layerValue: 0x22,
  layerExtent: 0x28,
  layerVersion: 0x78,
  featureId: 0x08,
  featureTags: 0x12,
  featureType: 0x18,
  featureGeometry: 0x22,
  valueText: 0x0a,
  valueFloat: 0x15,
  valueDouble: 0x19,
  valueUnsigned: 0x28,
  valueSigned: 0x30,
  valueBoolean: 0x38,
} as const

/** The tag and the two bytes of 4096. */
const extentBytes = 3

/** One layer of a Mapbox Vector Tile; keys and values are kept once. */
export class MvtLayer {
  readonly name: string
  featureCount = 0
  readonly #features: ByteWriter
  readonly #values = new ByteWriter(512)
  readonly #value = new ByteWriter(64)
  readonly #keys = new Map<string, number>()
  #valueCount = 0
  readonly #valueIndexes = new Map<MvtValue, number>()
  readonly #tags = new ByteWriter(64)

  /** `capacity`: bytes that the features will about take. */
  constructor(name: string, capacity = 512) {
    this.name = name
    this.#features = new ByteWriter(Math.max(64, capacity))
  }

  /** Bytes so far, nearly. */
  get size(): number {
    return this.#features.length + this.#values.length + 64
  }

  key(name: string): number {
    let index = this.#keys.get(name)
    if (index === undefined) this.#keys.set(name, (index = this.#keys.size))
    return index
  }

  /** An attribute of the feature that `feature` writes next. */
  attribute(key: number, value: MvtValue): void {
    let index = this.#valueIndexes.get(value)
    if (index === undefined) {
      this.#valueIndexes.set(value, (index = this.#valueCount++))
      this.#writeValue(value)
    }
    this.#tags.varint(key)
    this.#tags.varint(index)
  }

  /** The same for a value that no other feature has: it is not looked for. */
  ownAttribute(key: number, value: MvtValue): void {
    const index = this.#valueCount++
    this.#writeValue(value)
    this.#tags.varint(key)
    this.#tags.varint(index)
  }

  feature(id: number, type: number, geometry: ByteWriter): void {
    const tags = this.#tags
    const out = this.#features
    const length =
      1 +
      varintLength(id) +
      (tags.length > 0 ? 1 + varintLength(tags.length) + tags.length : 0) +
      2 +
      1 +
      varintLength(geometry.length) +
      geometry.length
    out.varint(tag.layerFeature)
    out.varint(length)
    out.varint(tag.featureId)
    out.varint(id)
    if (tags.length > 0) out.field(tag.featureTags, tags)
    out.varint(tag.featureType)
    out.varint(type)
    out.field(tag.featureGeometry, geometry)
    tags.clear()
    this.featureCount++
  }

  pointFeature(id: number, x: number, y: number): void {
    const geometry = this.#value
    geometry.clear()
    geometry.varint(9)
    geometry.varint(zigzag(x))
    geometry.varint(zigzag(y))
    this.feature(id, mvtType.point, geometry)
  }

  /** The layer as a field of the tile; undefined when it has no feature. */
  finish(): Buffer | undefined {
    if (this.featureCount === 0) return undefined
    const head = new ByteWriter(64)
    head.varint(tag.layerVersion)
    head.varint(2)
    head.text(tag.layerName, this.name)
    const foot = new ByteWriter(256)
    for (const key of this.#keys.keys()) foot.text(tag.layerKey, key)
    const length = head.length + this.#features.length + foot.length + this.#values.length + extentBytes
    const out = new ByteWriter(length + 8)
    out.varint(tag.tileLayer)
    out.varint(length)
    for (const part of [head, this.#features, foot, this.#values]) out.append(part)
    out.varint(tag.layerExtent)
    out.varint(tileExtent)
    return out.finish()
  }

  #writeValue(value: MvtValue): void {
    const out = this.#value
    out.clear()
    if (typeof value === 'string') out.text(tag.valueText, value)
    else if (typeof value === 'boolean') {
      out.varint(tag.valueBoolean)
      out.varint(value ? 1 : 0)
    } else if (Number.isSafeInteger(value)) writeInteger(out, value)
    else if (Math.fround(value) === value) out.float(tag.valueFloat, value)
    else out.double(tag.valueDouble, value)
    this.#values.field(tag.layerValue, out)
  }
}

function writeInteger(out: ByteWriter, value: number): void {
  out.varint(value < 0 ? tag.valueSigned : tag.valueUnsigned)
  out.varint(value < 0 ? -2 * value - 1 : value)
}
