import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { MapEvent } from '#api/features/events/map-events.ts'
import { answerTile } from '#api/features/tiles/tile-answer.ts'
import type { TilePlace } from '#api/features/tiles/tile-cache.ts'
import { CachedTile, createTileCache, tileKey, tilePath } from '#api/features/tiles/tile-cache.ts'
import { tileFrame, tileRange } from '#api/features/tiles/tile-frame.ts'

/** Tile 13239/6487 of zoom 14 lies at 110.90°E; its western neighbour ends at 110.896. */
const place: TilePlace = { zoneId: 1, setId: 'parcels', z: 14, x: 13_239, y: 6_487 }
const keyOf = (at: TilePlace) => tileKey(at.zoneId, tilePath(at))
const middle = (at: TilePlace): [number, number] => {
  const side = 2 ** at.z
  const lat = (Math.atan(Math.sinh(Math.PI * (1 - (2 * (at.y + 0.5)) / side))) * 180) / Math.PI
  return [((at.x + 0.5) / side) * 360 - 180, lat]
}

function openCache(maxBytes?: number) {
  const listeners: ((event: MapEvent) => void)[] = []
  const lost: (() => void)[] = []
  const cache = createTileCache(
    {
      onChange: (listener) => {
        listeners.push(listener)
        return () => undefined
      },
      onLost: (listener) => {
        lost.push(listener)
        return () => undefined
      },
    },
    maxBytes,
  )
  const edit = (collection: string, at: TilePlace, zoneId = 1) => {
    const [lng, lat] = middle(at)
    const bbox: MapEvent['bbox'] = [lng - 1e-4, lat - 1e-4, lng + 1e-4, lat + 1e-4]
    for (const listener of listeners) listener({ zoneId, collection, bbox, changeId: 1, by: 'officer' })
  }
  return { cache, edit, lose: () => lost.forEach((listener) => listener()) }
}

const text = (content: string) => async () => Buffer.from(content)

describe('the tile cache', () => {
  it('builds a tile once for all who ask at the same time, and not again afterwards', async () => {
    const { cache } = openCache()
    let built = 0
    const build = async () => Buffer.from(`tile ${++built}`)
    const [one, two] = await Promise.all([cache.fetch(place, build), cache.fetch(place, build)])
    expect(one).toBe(two)
    await cache.fetch(place, build)
    expect(built).toBe(1)
  })

  it('forgets the edited place in every set that shows it, and nothing else', async () => {
    const { cache, edit } = openCache()
    const places: Record<string, TilePlace> = {
      same: place,
      whole: { ...place, setId: 'zone' },
      view: { ...place, setId: 'idle-land' },
      roads: { ...place, setId: 'roads' },
      neighbour: { ...place, x: place.x + 1 },
      parent: { ...place, z: 13, x: place.x >> 1, y: place.y >> 1 },
      cousin: { ...place, z: 13, x: (place.x >> 1) + 1, y: place.y >> 1 },
      otherZone: { ...place, zoneId: 2 },
    }
    for (const at of Object.values(places)) await cache.fetch(at, text('x'))
    edit('parcels', place)
    const left = Object.keys(places).filter((name) => cache.get(keyOf(places[name]!)))
    expect(left).toEqual(['roads', 'neighbour', 'cousin', 'otherZone'])
  })

  it('forgets a neighbour whose buffer the edited place reaches into', () => {
    const frame = tileFrame(place)
    const edgeLng = (frame.west / 20_037_508.342789244) * 180
    const [, lat] = middle(place)
    const range = tileRange([edgeLng + 1e-5, lat, edgeLng + 2e-5, lat], 14)
    expect(range.west).toBe(place.x - 1)
    expect(range.east).toBe(place.x)
  })

  it('follows facts to the parcels and views that they decide, and reference layers to their own set', async () => {
    const { cache, edit } = openCache()
    const at = (setId: string): TilePlace => ({ ...place, setId })
    const sets = [
      'parcels',
      'unsupplied-land',
      'standard-land',
      'facilities',
      'reference-old',
      'reference-new',
    ]
    const fill = async () => {
      for (const setId of sets) await cache.fetch(at(setId), text('x'))
    }
    const left = () => sets.filter((setId) => cache.get(keyOf(at(setId))))
    await fill()
    edit('supplies', place)
    expect(left()).toEqual(['facilities', 'reference-old', 'reference-new'])
    await fill()
    edit('reference-old', place)
    expect(left()).toEqual(sets.filter((setId) => setId !== 'reference-old'))
  })

  it('does not keep a tile whose rows were read before an edit, and builds anew for who asks after it', async () => {
    const { cache, edit } = openCache()
    let finishOld: (tile: Buffer) => void = () => undefined
    const old = cache.fetch(place, () => new Promise<Buffer>((resolve) => (finishOld = resolve)))
    edit('parcels', place)
    const fresh = await cache.fetch(place, text('new'))
    finishOld(Buffer.from('old'))
    expect((await old).raw.toString()).toBe('old')
    expect(fresh.raw.toString()).toBe('new')
    expect(cache.get(keyOf(place))?.raw.toString()).toBe('new')
  })

  it('forgets everything when messages may have been lost, running fills included', async () => {
    const { cache, lose } = openCache()
    await cache.fetch(place, text('x'))
    let finish: (tile: Buffer) => void = () => undefined
    const running = cache.fetch(
      { ...place, x: 1 },
      () => new Promise<Buffer>((resolve) => (finish = resolve)),
    )
    lose()
    finish(Buffer.from('y'))
    await running
    expect(cache.count).toBe(0)
    expect(cache.bytes).toBe(0)
  })

  it('lets the least recently asked leave first when it is full', async () => {
    const { cache } = openCache(10_000)
    const at = (x: number): TilePlace => ({ ...place, x })
    for (const x of [1, 2, 3]) await cache.fetch(at(x), async () => Buffer.alloc(2_500))
    cache.get(keyOf(at(1)))
    await cache.fetch(at(4), async () => Buffer.alloc(2_500))
    expect([1, 2, 3, 4].filter((x) => cache.get(keyOf(at(x))))).toEqual([1, 3, 4])
    expect(cache.bytes).toBeLessThanOrEqual(10_000)
  })

  it('does not remember a failure', async () => {
    const { cache } = openCache()
    const fail = async () => Promise.reject(new Error('the database is away'))
    await expect(cache.fetch(place, fail)).rejects.toThrow('away')
    expect((await cache.fetch(place, text('back'))).raw.toString()).toBe('back')
  })
})

describe('the answer for a tile', () => {
  const tile = new CachedTile(Buffer.alloc(4_000, 'mujie'))

  it.each([
    [undefined, 'identity'],
    ['gzip', 'gzip'],
    ['gzip, deflate, br, zstd', 'br'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['gzip;q=0', 'identity'],
  ])('packs for %s as %s', (accepted, encoding) => {
    expect(answerTile(tile, { 'accept-encoding': accepted }).encoding).toBe(encoding)
  })

  it('has the same bytes in every encoding, each under its own strong tag', async () => {
    expect(gunzipSync(await tile.body('gzip')).equals(tile.raw)).toBe(true)
    expect(brotliDecompressSync(await tile.body('br')).equals(tile.raw)).toBe(true)
    const tags = ['', 'gzip', 'br'].map(
      (name) => answerTile(tile, { 'accept-encoding': name }).headers['etag'],
    )
    expect(new Set(tags).size).toBe(3)
    expect(tags.every((tag) => /^"[\w-]+"$/.test(tag!))).toBe(true)
  })

  it('says 304 to whoever has it, in whichever encoding', () => {
    const etag = answerTile(tile, { 'accept-encoding': 'br' }).headers['etag']
    expect(answerTile(tile, { 'if-none-match': etag }).status).toBe(304)
    expect(answerTile(tile, { 'if-none-match': `"x", W/${etag}` }).status).toBe(304)
    expect(answerTile(tile, { 'if-none-match': '"another"' }).status).toBe(200)
  })
})
