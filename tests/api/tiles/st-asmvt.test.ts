import { beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '#api/db/database.ts'
import { seedDemo } from '#api/db/seed.ts'
import { findTileSet } from '#api/features/tiles/tile-layers.ts'
import type { TileAddress } from '#api/features/tiles/tile-frame.ts'
import { buildTile } from '#api/features/tiles/tile.service.ts'
import { engine, openTestDatabase } from '#tests/support/database.ts'
import type { DecodedFeature } from './decode.ts'
import { decodeTile, doubleArea, tileAt } from './decode.ts'

const control = {
  parcels: `select id, code, status, land_use_code,
      round(coalesce(declared_area_m2, area_ellipsoidal_m2::numeric) * 3 / 2000, 2)::float8 as mu, name,
      geom_3857 from parcel`,
  roads: `select id, code, name, class, status, red_line_width_m as width, geom_3857 from road`,
  facilities: `select id, kind, name, status, geom_3857 from facility`,
} as const

async function asMvt(
  database: Database,
  zoneId: number,
  id: keyof typeof control,
  { z, x, y }: TileAddress,
): Promise<DecodedFeature[]> {
  const [row] = await database.query<{ tile: Buffer }>(
    `control-${id}`,
    `select ST_AsMVT(f, 'layer', 4096, 'geom', 'id') as tile from (
       select s.*, ST_AsMVTGeom(geom_3857, ST_TileEnvelope($1, $2, $3), 4096, 64, true) as geom
       from (${control[id]} where zone_id = $4
         and geom_3857 && ST_TileEnvelope($1, $2, $3, margin => 64.0 / 4096)) as s) as f`,
    [z, x, y, zoneId],
  )
  return (decodeTile(row!.tile)['layer'] ?? []).map((feature) => {
    const { geom_3857: _, ...properties } = feature.properties
    return { ...feature, properties }
  })
}

const areaOf = ({ type, rings }: DecodedFeature) =>
  type !== 3 ? 0 : rings.reduce((sum, ring) => sum + doubleArea(ring) / 2, 0)

/** A sliver in the buffer may survive in one and not in the other. */
const isMore = (feature: DecodedFeature) => feature.type !== 3 || areaOf(feature) > 20

/** Where the buffer cuts a shape: a flat angle moves such a point by more than a unit when it is rounded first. */
const isCut = ({ x, y }: { x: number; y: number }) => x <= -64 || y <= -64 || x >= 4160 || y >= 4160

/** Half the outline: what moving every vertex by a unit may change. */
const outline = ({ rings }: DecodedFeature) =>
  rings
    .flat()
    .reduce(
      (sum, at, i, all) => (i === 0 ? 0 : sum + Math.hypot(at.x - all[i - 1]!.x, at.y - all[i - 1]!.y)),
      0,
    )

const isNear = (a: { x: number; y: number }, others: { x: number; y: number }[]) =>
  others.some((b) => Math.abs(a.x - b.x) <= 1 && Math.abs(a.y - b.y) <= 1)

/** Whether a vertex lies on an edge of the other: rounding leaves vertices in one of two straight rings out. */
const isOnOutline = (a: { x: number; y: number }, rings: { x: number; y: number }[][]) =>
  rings.some((ring) =>
    ring.some((to, i) => {
      if (i === 0) return false
      const from = ring[i - 1]!
      const [dx, dy] = [to.x - from.x, to.y - from.y]
      const share = Math.max(
        0,
        Math.min(1, ((a.x - from.x) * dx + (a.y - from.y) * dy) / (dx * dx + dy * dy || 1)),
      )
      return Math.hypot(a.x - from.x - share * dx, a.y - from.y - share * dy) <= 1.5
    }),
  )

/** Vertices of one shape that are not of the other, within a unit. */
const strays = (one: DecodedFeature, other: DecodedFeature) => {
  const vertices = other.rings.flat()
  return one.rings.flat().filter((at) => !isCut(at) && !isNear(at, vertices) && !isOnOutline(at, other.rings))
}

describe.skipIf(engine !== 'postgres')('our tiles beside those of ST_AsMVT', () => {
  let database: Database
  let zoneId: number
  beforeAll(async () => {
    database = await openTestDatabase()
    zoneId = await seedDemo(database, '2026-11-22')
  })

  const places = [
    [12, 111, 35],
    [13, 111.01, 35.01],
    [14, 110.99, 34.99],
    [15, 111, 35],
    [16, 111.003, 34.998],
  ] as const

  it.each(
    places.flatMap((place) =>
      (Object.keys(control) as (keyof typeof control)[]).map((id) => [id, ...place] as const),
    ),
  )('hold the same features with the same attributes and shapes: %s at zoom %i', async (id, z, lng, lat) => {
    const address = tileAt(z, lng, lat)
    const theirs = await asMvt(database, zoneId, id, address)
    const ours = decodeTile(await buildTile(database, zoneId, findTileSet(id)!, address))[id] ?? []
    const byId = new Map(ours.map((feature) => [feature.id, feature]))
    const large = theirs.filter((feature) => isMore(feature))
    expect(large.filter((feature) => !byId.has(feature.id))).toEqual([])
    const theirIds = new Set(theirs.map((feature) => feature.id))
    expect(ours.filter((feature) => !theirIds.has(feature.id) && isMore(feature))).toEqual([])
    for (const feature of large) {
      const own = byId.get(feature.id)!
      expect(own.type).toBe(feature.type)
      expect(own.properties).toEqual(feature.properties)
      expect(Math.abs(areaOf(own) - areaOf(feature))).toBeLessThanOrEqual(outline(feature) + 4)
      expect(strays(own, feature)).toEqual([])
      expect(strays(feature, own)).toEqual([])
    }
  })

  it('compares something', async () => {
    const features = await asMvt(database, zoneId, 'parcels', tileAt(13, 111, 35))
    expect(features.length).toBeGreaterThan(50)
  })
})
