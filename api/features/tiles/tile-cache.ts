import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { AsOf } from '#api/http/as-of.ts'
import type { MapEvent, MapEvents } from '../events/map-events.ts'
import type { TileAddress, TileRange } from './tile-frame.ts'
import { isInRange, tileRange } from './tile-frame.ts'
import { isShownIn } from './tile-layers.ts'

const defaultMaxBytes = 256 * 1024 * 1024
/** What an entry costs beside its bytes. */
const entryOverheadBytes = 600
/** Smaller tiles are not worth compressing. */
const minCompressedBytes = 512

export type TileEncoding = 'identity' | 'gzip' | 'br'

export type TilePlace = TileAddress & { zoneId: number; setId: string; asOf?: AsOf }

/** A tile as it is sent; each compressed form is made once, when it is first asked for. */
export class CachedTile {
  readonly raw: Buffer
  readonly etag: string
  readonly #packed: Partial<Record<TileEncoding, Buffer>> = {}
  readonly #packing: Partial<Record<TileEncoding, Promise<Buffer>>> = {}
  readonly #onGrown: (bytes: number) => void

  constructor(raw: Buffer, onGrown: (bytes: number) => void = () => undefined) {
    this.raw = raw
    this.etag = createHash('sha1').update(raw).digest('base64url')
    this.#onGrown = onGrown
  }

  get isCompressible(): boolean {
    return this.raw.length >= minCompressedBytes
  }

  /** The bytes in this encoding when they are there already. */
  ready(encoding: TileEncoding): Buffer | undefined {
    return encoding === 'identity' ? this.raw : this.#packed[encoding]
  }

  async body(encoding: TileEncoding): Promise<Buffer> {
    return this.ready(encoding) ?? (this.#packing[encoding] ??= this.#pack(encoding))
  }

  async #pack(encoding: TileEncoding): Promise<Buffer> {
    const packed = encoding === 'br' ? await brotli(this.raw) : await promisify(gzip)(this.raw, { level: 6 })
    this.#packed[encoding] = packed
    this.#onGrown(packed.length)
    return packed
  }
}

const brotli = (raw: Buffer): Promise<Buffer> =>
  promisify(brotliCompress)(raw, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_SIZE_HINT]: raw.length },
  })

type Entry = { place: TilePlace; tile: CachedTile; bytes: number }
type Fill = { place: TilePlace; tile: Promise<CachedTile>; isStale: boolean }

export type TileCache = {
  /** The tile under this key when it is here and fresh. */
  get(key: string): CachedTile | undefined
  /** The same, or built now: once for all who ask at the same time. */
  fetch(place: TilePlace, build: () => Promise<Buffer>): Promise<CachedTile>
  /** Forgets the tiles in which a changed place shows; says how many. */
  invalidate(event: Pick<MapEvent, 'zoneId' | 'collection' | 'bbox'>): number
  clear(): void
  readonly bytes: number
  readonly count: number
}

const dayPart = (asOf: AsOf | undefined): string => (asOf ? `?on=${asOf.on}&known=${asOf.known ?? ''}` : '')

/** The path of a tile as it is asked for, behind the number of its zone. */
export const tileKey = (zoneId: number, path: string): string => `${zoneId}${path}`

export const tilePath = ({ setId, z, x, y, asOf }: TilePlace): string =>
  `/tiles/${encodeURIComponent(setId)}/${z}/${x}/${y}.mvt${dayPart(asOf)}`

/**
 * Tiles in memory, the least recently asked leave first. Only the edited place is forgotten, everything when
 * messages about edits may have been lost. A tile whose rows were read before an edit came is given to those
 * who were waiting for it, but it is not kept, and whoever asks after the edit has it built anew.
 */
export function createTileCache(
  mapEvents: Pick<MapEvents, 'onChange' | 'onLost'>,
  maxBytes = defaultMaxBytes,
): TileCache {
  const entries = new Map<string, Entry>()
  const fills = new Map<string, Fill>()
  let bytes = 0

  const drop = (key: string, entry: Entry) => {
    entries.delete(key)
    bytes -= entry.bytes
  }
  const makeRoom = () => {
    for (const [key, entry] of entries) {
      if (bytes <= maxBytes) return
      drop(key, entry)
    }
  }
  const grow = (key: string, entry: Entry, by: number) => {
    if (entries.get(key) !== entry) return
    entry.bytes += by
    bytes += by
    makeRoom()
  }
  const keep = (key: string, place: TilePlace, raw: Buffer): CachedTile => {
    const tile: CachedTile = new CachedTile(raw, (by) => grow(key, entry, by))
    const entry: Entry = { place, tile, bytes: raw.length + entryOverheadBytes }
    const before = entries.get(key)
    if (before) drop(key, before)
    entries.set(key, entry)
    bytes += entry.bytes
    makeRoom()
    return tile
  }

  const get = (key: string) => {
    const entry = entries.get(key)
    if (!entry) return undefined
    entries.delete(key)
    entries.set(key, entry)
    return entry.tile
  }

  const startFill = (key: string, place: TilePlace, build: () => Promise<Buffer>): Fill => {
    const fill: Fill = {
      place,
      isStale: false,
      tile: build()
        .then((raw) => (fill.isStale ? new CachedTile(raw) : keep(key, place, raw)))
        .finally(() => {
          if (fills.get(key) === fill) fills.delete(key)
        }),
    }
    fills.set(key, fill)
    return fill
  }

  const outdate = (key: string, fill: Fill) => {
    fill.isStale = true
    fills.delete(key)
  }

  const cache: TileCache = {
    get,
    async fetch(place, build) {
      const key = tileKey(place.zoneId, tilePath(place))
      return get(key) ?? (fills.get(key) ?? startFill(key, place, build)).tile
    },
    invalidate({ zoneId, collection, bbox }) {
      const ranges = new Map<number, TileRange>()
      const isTouched = ({ place }: { place: TilePlace }) => {
        if (place.zoneId !== zoneId || !isShownIn(place.setId, collection)) return false
        let range = ranges.get(place.z)
        if (!range) ranges.set(place.z, (range = tileRange(bbox, place.z)))
        return isInRange(place, range)
      }
      let dropped = 0
      for (const [key, fill] of fills) if (isTouched(fill)) outdate(key, fill)
      for (const [key, entry] of entries) {
        if (!isTouched(entry)) continue
        drop(key, entry)
        dropped++
      }
      return dropped
    },
    clear() {
      for (const [key, fill] of fills) outdate(key, fill)
      entries.clear()
      bytes = 0
    },
    get bytes() {
      return bytes
    },
    get count() {
      return entries.size
    },
  }
  mapEvents.onChange((event) => cache.invalidate(event))
  mapEvents.onLost(() => cache.clear())
  return cache
}
