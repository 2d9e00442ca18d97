import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { run } from '#api/db/raw.ts'
import { seedDemo } from '#api/db/seed.ts'
import type { TestApp } from '#tests/support/app.ts'
import { openTestApp } from '#tests/support/app.ts'
import type { DecodedFeature } from './decode.ts'
import { decodeTile, doubleArea, tileAt, urlOf } from './decode.ts'

let test: TestApp
/** West, south, east, north of the demonstration zone's parcels. */
let extent: [number, number, number, number]
const centre = () => [(extent[0] + extent[2]) / 2, (extent[1] + extent[3]) / 2] as const

beforeAll(async () => {
  test = await openTestApp({
    today: () => '2026-11-22',
    prepare: (database) => seedDemo(database, '2026-11-22'),
  })
  const [row] = await run<{ extent: [number, number, number, number] }>(
    test.database.db,
    `select array[ST_XMin(e), ST_YMin(e), ST_XMax(e), ST_YMax(e)] as extent
     from (select ST_Extent(geom)::box2d as e from parcel where zone_id = $1) as whole`,
    [test.zoneId],
  )
  extent = row!.extent
})

async function tile(id: string, z: number, lng = centre()[0], lat = centre()[1]) {
  const answer = await test.get('leader', urlOf(id, tileAt(z, lng, lat)))
  expect(answer.statusCode).toBe(200)
  return { answer, layers: decodeTile(answer.rawPayload) }
}

/** Every tile of a zoom that the zone lies in. */
async function allTiles(id: string, z: number) {
  const first = tileAt(z, extent[0], extent[3])
  const last = tileAt(z, extent[2], extent[1])
  const found: Record<string, DecodedFeature[]> = {}
  for (let x = first.x; x <= last.x; x++) {
    for (let y = first.y; y <= last.y; y++) {
      const { rawPayload } = await test.get('leader', urlOf(id, { z, x, y }))
      for (const [name, features] of Object.entries(decodeTile(rawPayload)))
        (found[name] ??= []).push(...features)
    }
  }
  return found
}

describe('the tile set of a zone', () => {
  it('holds every layer of the contract near by, with ids of the database and its attributes', async () => {
    const layers = await allTiles('zone', 14)
    expect(Object.keys(layers).sort()).toEqual(
      expect.arrayContaining([
        'approval_batches',
        'assessments',
        'facilities',
        'factory_buildings',
        'parcels',
        'parcels_labels',
        'pipelines',
        'reference',
        'roads',
      ]),
    )
    const stored = await run<{ id: number; code: string; status: string }>(
      test.database.db,
      'select id, code, status from parcel where zone_id = $1',
      [test.zoneId],
    )
    const drawn = new Map(layers['parcels']!.map((feature) => [feature.id, feature.properties]))
    expect(drawn.size).toBe(stored.length)
    for (const { id, code, status } of stored) expect(drawn.get(id)).toMatchObject({ code, status })
  })

  it('says 亩 with two decimals, the declared acreage first', async () => {
    const layers = await allTiles('parcels', 14)
    const stored = await run<{ id: number; mu: number }>(
      test.database.db,
      `select id, round(coalesce(declared_area_m2, area_ellipsoidal_m2::numeric) * 3 / 2000, 2)::float8 as mu
       from parcel where zone_id = $1`,
      [test.zoneId],
    )
    const shown = new Map(layers['parcels']!.map(({ id, properties }) => [id, properties['mu']]))
    for (const { id, mu } of stored) expect(shown.get(id)).toBe(mu)
  })

  it.each([13, 15, 16])('labels each parcel at most once at zoom %i, inside its boundary', async (z) => {
    const { parcels_labels: labels } = await allTiles('parcels', z)
    const ids = labels!.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const { rings, type } of labels!) {
      expect(type).toBe(1)
      const { x, y } = rings[0]![0]!
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(0)
      expect(Math.max(x, y)).toBeLessThan(4096)
    }
  })

  it('labels every parcel near by', async () => {
    const { parcels_labels: labels } = await allTiles('parcels', 17)
    const [row] = await run<{ count: number }>(
      test.database.db,
      'select count(*) as count from parcel where zone_id = $1',
      [test.zoneId],
    )
    expect(labels).toHaveLength(row!.count)
  })

  it('draws far out what is still there to see, and the more important roads first', async () => {
    const { layers } = await tile('zone', 10)
    expect(layers['parcels']!.length).toBeGreaterThan(300)
    expect(layers['parcel_cells']).toBeUndefined()
    expect(layers['factory_buildings']).toBeUndefined()
    const far = (await tile('zone', 9)).layers['roads'] ?? []
    expect(far.every(({ properties }) => ['expressway', 'main'].includes(String(properties['class'])))).toBe(
      true,
    )
  })

  it('has sound shapes at every zoom: rings wound right, with area, without repeated points, near the tile', async () => {
    for (let z = 8; z <= 18; z++) {
      const { layers } = await tile('zone', z)
      for (const feature of Object.values(layers).flat()) {
        expect(feature.rings.length).toBeGreaterThan(0)
        for (const ring of feature.rings) {
          expect(ring.every(({ x, y }) => Math.max(-x, -y, x - 4096, y - 4096) <= 65)).toBe(true)
          const repeats = ring.filter((at, i) => i > 0 && at.x === ring[i - 1]!.x && at.y === ring[i - 1]!.y)
          expect(repeats).toEqual([])
        }
        if (feature.type !== 3) continue
        const areas = feature.rings.map(doubleArea)
        expect(areas[0]).toBeGreaterThan(0)
        expect(areas.every((area) => area !== 0)).toBe(true)
      }
    }
  })

  it.each(['parcels', 'roads', 'unsupplied-land', 'idle-land', 'standard-land', 'factory-buildings'])(
    'has a set of its own for %s',
    async (id) => {
      const layers = await allTiles(id, 13)
      const [row] = await run<{ count: number }>(
        test.database.db,
        `select count(*) as count from ${({ parcels: 'parcel', roads: 'road', 'factory-buildings': 'factory_building' } as Record<string, string>)[id] ?? id.replaceAll('-', '_')} where zone_id = $1`,
        [test.zoneId],
      )
      const features = layers[id.replaceAll('-', '_')]!
      expect(new Set(features.map((feature) => feature.id)).size).toBe(row!.count)
    },
  )

  it('has a set for each reference layer, with its slug, role and names', async () => {
    const [layer] = await run<{ slug: string; role: string; count: number }>(
      test.database.db,
      `select l.slug, l.role, count(f.id) as count from reference_layer l
       join reference_feature f on f.zone_id = l.zone_id and f.layer_id = l.id
       where l.zone_id = $1 group by 1, 2 order by 3 desc limit 1`,
      [test.zoneId],
    )
    const { reference } = await allTiles(`reference-${layer!.slug}`, 12)
    expect(new Set(reference!.map(({ id }) => id)).size).toBe(layer!.count)
    expect(reference!.every(({ properties }) => properties['layer'] === layer!.slug)).toBe(true)
    expect(reference!.every(({ properties }) => properties['role'] === layer!.role)).toBe(true)
  })
})

describe('what travels', () => {
  it('comes packed as the client asks, the same bytes each time', async () => {
    const url = urlOf('zone', tileAt(13, ...centre()))
    const plain = await test.get('officer', url)
    const ask = (headers: Record<string, string>) => test.as('officer', { method: 'GET', url, headers })
    const brotli = await ask({ 'accept-encoding': 'gzip, br' })
    const gzip = await ask({ 'accept-encoding': 'gzip' })
    expect(brotli.headers['content-encoding']).toBe('br')
    expect(gzip.headers['content-encoding']).toBe('gzip')
    expect(brotliDecompressSync(brotli.rawPayload).equals(plain.rawPayload)).toBe(true)
    expect(gunzipSync(gzip.rawPayload).equals(plain.rawPayload)).toBe(true)
    expect(plain.headers).toMatchObject({
      'content-type': 'application/vnd.mapbox-vector-tile',
      'cache-control': 'private, no-cache',
      vary: 'accept-encoding',
    })
    const again = await ask({ 'if-none-match': gzip.headers.etag as string })
    expect(again.statusCode).toBe(304)
    expect(again.rawPayload.length).toBe(0)
    expect(again.headers['content-security-policy']).toBe(plain.headers['content-security-policy'])
  })

  it('is described by TileJSON with real bounds and each layer', async () => {
    const answer = await test.get('planner', '/tiles/parcels.json')
    const document = answer.json()
    expect(document).toMatchObject({ tilejson: '3.0.0', scheme: 'xyz', minzoom: 0 })
    expect(document.tiles[0]).toMatch(/^http:\/\/.+\/tiles\/parcels\/\{z\}\/\{x\}\/\{y\}\.mvt\?zone=/)
    extent.forEach((side, index) => expect(document.bounds[index]).toBeCloseTo(side, 6))
    const ids = document.vector_layers.map(({ id }: { id: string }) => id)
    expect(ids).toEqual(['parcels', 'parcels_labels', 'parcel_cells', 'truncated'])
    expect(Object.keys(document.vector_layers[0].fields)).toEqual([
      'code',
      'status',
      'land_use_code',
      'mu',
      'name',
    ])
    const zone = await test.get('planner', '/tiles/zone.json')
    expect(zone.statusCode).toBe(200)
  })

  it('is empty where nothing lies', async () => {
    const { answer } = await tile('zone', 14, 100, 20)
    expect(answer.rawPayload.length).toBe(0)
  })

  it('shows nothing of a zone to people of another, and nothing to nobody', async () => {
    const url = urlOf('zone', tileAt(13, ...centre()))
    expect((await test.get('officer', url)).rawPayload.length).toBeGreaterThan(1000)
    expect((await test.get('stranger', url)).rawPayload.length).toBe(0)
    const zones = await run<{ slug: string }>(test.database.db, 'select slug from zone where id = $1', [
      test.zoneId,
    ])
    expect((await test.get('stranger', `${url}?zone=${zones[0]!.slug}`)).statusCode).toBe(404)
    expect((await test.get('nobody', url)).statusCode).toBe(401)
    expect((await test.get('nobody', '/tiles/zone.json')).statusCode).toBe(401)
    const slug = await run<{ slug: string }>(test.database.db, 'select slug from reference_layer limit 1', [])
    expect((await test.get('stranger', `/tiles/reference-${slug[0]!.slug}.json`)).statusCode).toBe(404)
  })

  it.each([
    ['/tiles/zone/3/8/0.mvt', 404],
    ['/tiles/zone/3/0/8.mvt', 404],
    ['/tiles/zone/21/0/0.mvt', 400],
    ['/tiles/zone/3/-1/0.mvt', 400],
    ['/tiles/zone/3/a/0.mvt', 400],
    ['/tiles/nothing/3/1/1.mvt', 404],
    ['/tiles/reference-nothing/3/1/1.mvt', 404],
    ['/tiles/supplies.json', 404],
  ])('refuses %s with %i and a problem document', async (url, status) => {
    const answer = await test.get('officer', url)
    expect(answer.statusCode).toBe(status)
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
    expect(answer.json()).toMatchObject({ status })
  })
})

describe('after an edit', () => {
  it('shows the edited place anew and keeps the rest', async () => {
    const [parcel] = await run<{ id: number; version: number; lng: number; lat: number }>(
      test.database.db,
      `select id, version, ST_X(ST_PointOnSurface(geom)) as lng, ST_Y(ST_PointOnSurface(geom)) as lat
       from parcel where zone_id = $1 order by id limit 1`,
      [test.zoneId],
    )
    const { id, version, lng, lat } = parcel!
    const far = urlOf(
      'zone',
      tileAt(15, lng > centre()[0] ? extent[0] : extent[2], lat > centre()[1] ? extent[1] : extent[3]),
    )
    const nameIn = async () =>
      (await tile('zone', 15, lng, lat)).layers['parcels']!.find((feature) => feature.id === id)!.properties[
        'name'
      ]
    const before = await nameIn()
    await test.get('leader', far)
    const kept = () => test.context.tileCache.get(`${test.zoneId}${far}`)
    expect(kept()).toBeDefined()

    const record = await test.post('officer', '/api/records', { number: 'T-1', title: '测试', kind: 'other' })
    const saved = await test.post('officer', '/api/changes', {
      recordId: record.json().id,
      operations: [
        { op: 'attributes', collection: 'parcels', id, version, properties: { name: '改名地块' } },
      ],
    })
    expect(saved.statusCode).toBe(201)
    await expect.poll(nameIn, { timeout: 5_000 }).toBe('改名地块')
    expect(before).not.toBe('改名地块')
    expect(kept()).toBeDefined()
  })
})
