import type { TileAddress } from '#api/features/tiles/tile-frame.ts'
import { decodeTile, tileAt, urlOf } from '#tests/api/tiles/decode.ts'
import type { World } from './data.ts'
import type { ChildServer, Load, Result } from './harness.ts'
import { compare, load, milliseconds, pairedRounds, perSecond, startServer } from './harness.ts'

const zooms = [12, 14, 16]
/** Tiles a round: about the same work at each zoom. */
const tilesPerRound: Record<number, number> = { 12: 48, 14: 240, 16: 800 }
const warmUpRounds = 8
const metresPerDegree = [91_288, 110_944] as const

/** Different places inside the town, spread by the golden ratio: the same each run. */
function someTiles({ middle, halfSideM }: World, z: number, count: number, round: number): TileAddress[] {
  return Array.from({ length: count }, (_, i) => {
    const n = i + round * count + 1
    const [u, v] = [(n * 0.618_033_988_749_895) % 1, (n * 0.754_877_666_246_693) % 1]
    const lng = middle[0] + ((2 * u - 1) * halfSideM * 0.9) / metresPerDegree[0]
    const lat = middle[1] + ((2 * v - 1) * halfSideM * 0.9) / metresPerDegree[1]
    return tileAt(z, lng, lat)
  })
}

/** Every tile once: a second request for the same one would come from our cache. */
const distinct = (tiles: TileAddress[]): TileAddress[] => [
  ...new Map(tiles.map((tile) => [`${tile.x}/${tile.y}`, tile])).values(),
]

const headers = (token: string) => ({ authorization: `Bearer ${token}` })
const controlPath = ({ z, x, y }: TileAddress) => `/tiles/${z}/${x}/${y}`

type Servers = { ours: ChildServer; control: ChildServer; world: World; rounds: number }

/** Tiles never asked before: the cache is emptied before each round. */
async function cold(
  { ours, control, world, rounds }: Servers,
  z: number,
  target: boolean,
): Promise<Result[]> {
  const askOurs = async (tiles: TileAddress[]): Promise<Load> => {
    await ours.ask('clear')
    const paths = tiles.map((tile) => urlOf('parcels', tile))
    return load({ origin: ours.origin, paths, headers: headers(world.token) })
  }
  const askControl = (tiles: TileAddress[]) => load({ origin: control.origin, paths: tiles.map(controlPath) })
  const tilesOf = (round: number) => distinct(someTiles(world, z, tilesPerRound[z]!, round))
  // Both have served such tiles for a while: a server in its first second says little about a day.
  for (let round = 0; round < warmUpRounds; round++) {
    await askOurs(tilesOf(rounds + round))
    await askControl(tilesOf(rounds + round))
  }
  const found = await pairedRounds(
    (round) => askOurs(tilesOf(round)),
    (round) => askControl(tilesOf(round)),
    rounds,
  )
  const name = `tile never asked before, z${z}, ${label(world)}`
  return [
    compare(name, found, (sample) => sample.perSecond, perSecond, target ? { atLeast: 1.15 } : undefined),
    compare(`  its p95`, found, (sample) => sample.p95Ms, milliseconds, target ? { atMost: 1 } : undefined),
  ]
}

const label = ({ count, engine }: World) => `${count.toLocaleString('en')} ${engine}`

/** Tiles asked before, and 304, beside a bare server that has the same bytes in memory. */
async function warm({ ours, world, rounds }: Servers, z: number): Promise<Result[]> {
  const path = urlOf('parcels', tileAt(z, ...world.middle))
  const asked = headers(world.token)
  const first = await fetch(`${ours.origin}${path}`, { headers: { ...asked, 'accept-encoding': 'identity' } })
  const bytes = Buffer.from(await first.arrayBuffer())
  if (Object.keys(decodeTile(bytes)).length === 0) throw new Error(`the tile ${path} is empty`)
  const etag = first.headers.get('etag')!
  const file = await startServer('./control-server.ts', { fileBase64: bytes.toString('base64') })
  const fileEtag = String(await file.ask('etag'))
  const seconds = 2
  try {
    const hit = await pairedRounds(
      () => load({ origin: ours.origin, paths: [path], headers: asked, seconds }),
      () => load({ origin: file.origin, paths: ['/file'], headers: asked, seconds }),
      rounds,
    )
    const unchanged = await pairedRounds(
      () =>
        load({
          origin: ours.origin,
          paths: [path],
          headers: { ...asked, 'if-none-match': etag },
          seconds,
          status: 304,
        }),
      () =>
        load({
          origin: file.origin,
          paths: ['/file'],
          headers: { ...asked, 'if-none-match': fileEtag },
          seconds,
          status: 304,
        }),
      rounds,
    )
    const kib = `${(bytes.length / 1024).toFixed(0)} KiB`
    return [
      compare(`tile asked before, z${z} (${kib}), ${label(world)}`, hit, (s) => s.perSecond, perSecond, {
        atLeast: 0.5,
      }),
      compare(`304, z${z}, ${label(world)}`, unchanged, (s) => s.perSecond, perSecond, { atLeast: 0.5 }),
    ]
  } finally {
    await file.stop()
  }
}

/** Far out there are blocks: no control knows them, so they stand beside our own z14. */
async function farOut({ ours, world, rounds }: Servers): Promise<Result[]> {
  const ask = async (z: number): Promise<Load> => {
    await ours.ask('clear')
    const tiles = distinct(someTiles(world, z, 60, 0))
    return load({
      origin: ours.origin,
      paths: tiles.map((tile) => urlOf('zone', tile)),
      headers: headers(world.token),
    })
  }
  const found = await pairedRounds(
    () => ask(10),
    () => ask(14),
    rounds,
  )
  return [
    compare(`p95 of a tile at z10 (beside our z14), ${label(world)}`, found, (s) => s.p95Ms, milliseconds, {
      atMost: 1.5,
    }),
  ]
}

/** `nativeUrl`: where the control finds the same parcels; the embedded engine has no `ST_AsMVT`. */
export async function benchTiles(world: World, native: World, rounds = 5): Promise<Result[]> {
  const ours = await startServer('./app-server.ts', world.settings)
  const control = await startServer('./control-server.ts', { ...native.settings, zoneId: native.zoneId })
  const servers = { ours, control, world, rounds }
  const results: Result[] = []
  try {
    for (const z of zooms) results.push(...(await cold(servers, z, world.engine === 'postgres')))
    for (const z of [14, 16]) results.push(...(await warm(servers, z)))
    if (world.engine === 'postgres') results.push(...(await farOut(servers)))
    return results
  } finally {
    await Promise.all([ours.stop(), control.stop()])
  }
}
