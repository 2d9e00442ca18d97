import { beforeAll, describe, expect, it } from 'vitest'
import { allocateIds, insertFeatures, insertReferenceFeatures } from '#api/db/bulk.ts'
import type { Database } from '#api/db/database.ts'
import { findTileSet } from '#api/features/tiles/tile-layers.ts'
import { buildTile, maxTileBytes } from '#api/features/tiles/tile.service.ts'
import { findCollection } from '#geodata/model/collections.ts'
import type { PolygonGeometry } from '#geodata/model/geojson.ts'
import { openTestDatabase } from '#tests/support/database.ts'
import { openLand } from '#tests/support/land.ts'
import { decodeTile, tileAt } from './decode.ts'

/** A hundred by a hundred parcels of about 20 m: far more than a town has in one tile. */
const perSide = 100
const stepDegrees = 0.0002
const [west, south] = [111, 35]

function cell(column: number, row: number): PolygonGeometry {
  const at = (i: number, j: number): [number, number] => [
    Math.round((west + i * stepDegrees) * 1e9) / 1e9,
    Math.round((south + j * stepDegrees) * 1e9) / 1e9,
  ]
  const ring = [
    at(column, row),
    at(column + 0.5, row),
    at(column + 1, row),
    at(column + 1, row + 1),
    at(column, row + 1),
  ]
  return { type: 'Polygon', coordinates: [[...ring, ring[0]!]] }
}

let database: Database
const zoneId = 1

beforeAll(async () => {
  database = await openTestDatabase()
  await database.db
    .insertInto('zone')
    .values({ id: zoneId, slug: 'dense', nameZh: '密', nameEn: 'Dense', planarSrid: 4546, boundary: null })
    .execute()
  const land = await openLand(database, zoneId)
  const ids = await allocateIds(database.db, perSide ** 2)
  const recordedAt = '2020-01-01T00:00:00.000Z'
  const meta = { zoneId, changeId: land.changeId, recordedAt, effectiveOn: '2020-01-01', planarSrid: 4546 }
  await insertFeatures(
    database.db,
    meta,
    findCollection('parcels')!,
    ids.map((id, index) => ({
      id,
      properties: { code: `密集地块编号-${index}`, name: `名称各不相同的地块第${index}号` },
      geometry: {
        type: 'MultiPolygon',
        coordinates: [cell(index % perSide, Math.floor(index / perSide)).coordinates],
      },
    })),
  )
  const layerId = await land.insert('reference_layer', { slug: 'specks', title: '点', role: 'plan' })
  const points = await allocateIds(database.db, perSide ** 2)
  await insertReferenceFeatures(
    database.db,
    { zoneId, changeId: land.changeId, layerId },
    points.map((id, index) => ({
      id,
      name: `名称各不相同的点第${index}号，说明很长很长很长`,
      properties: {},
      geometry: {
        type: 'Point',
        coordinates: [
          west + (index % perSide) * stepDegrees,
          south + Math.floor(index / perSide) * stepDegrees,
        ],
      },
    })),
  )
}, 120_000)

const build = (set: string, z: number) =>
  buildTile(database, zoneId, findTileSet(set)!, tileAt(z, west + 0.01, south + 0.01))

describe('a crowded place', () => {
  it.each(Array.from({ length: 21 }, (_, z) => z))('has no tile above 500 KB at zoom %i', async (z) => {
    for (const set of ['zone', 'parcels', 'reference-specks']) {
      expect((await build(set, z)).length).toBeLessThanOrEqual(maxTileBytes)
    }
  })

  it.each([8, 10, 11])('counts every parcel of the tile in blocks at zoom %i', async (z) => {
    const { parcels, parcel_cells: blocks } = decodeTile(await build('parcels', z))
    expect(parcels).toBeUndefined()
    const { x, y } = tileAt(z, west + 0.01, south + 0.01)
    const [row] = await database.query<{ count: number; mu: number }>(
      `inside-${z}`,
      `select count(*)::int as count, sum(area_ellipsoidal_m2) * 3 / 2000 as mu from parcel
       where ST_Covers(ST_TileEnvelope(${z}, ${x}, ${y}), label_3857)`,
      [],
    )
    const sum = (name: string) =>
      blocks!.reduce((total, { properties }) => total + Number(properties[name]), 0)
    expect(sum('count')).toBe(row!.count)
    expect(Math.abs(sum('mu') - row!.mu)).toBeLessThan(0.01 * blocks!.length)
    expect(blocks!.every(({ properties }) => properties['status'] === 'reserve')).toBe(true)
  })

  it('draws every parcel with fewer attributes before it falls back to blocks', async () => {
    const { parcels, parcel_cells: blocks, truncated } = decodeTile(await build('parcels', 12))
    expect(blocks).toBeUndefined()
    expect(truncated).toBeUndefined()
    expect(parcels!.length).toBeGreaterThan(5_000)
    expect(Object.keys(parcels![0]!.properties).sort()).toEqual(['code', 'mu', 'status'])
  })

  it('draws parcels near by, and says nothing of leaving out', async () => {
    const layers = decodeTile(await build('parcels', 16))
    expect(layers['parcels']!.length).toBeGreaterThan(300)
    expect(layers['truncated']).toBeUndefined()
  })

  it('says what it leaves out of a layer that cannot be summed', async () => {
    const { reference, truncated } = decodeTile(await build('reference-specks', 12))
    const shown = reference!.length
    expect(shown).toBeGreaterThan(100)
    expect(shown).toBeLessThan(perSide ** 2)
    expect(truncated).toHaveLength(1)
    const { layer, shown: told, total } = truncated![0]!.properties
    expect({ layer, told }).toEqual({ layer: 'reference', told: shown })
    expect(total).toBeGreaterThan(shown)
  })
})
