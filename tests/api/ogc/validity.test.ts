import { beforeAll, describe, expect, it } from 'vitest'
import { seedDemo } from '#api/db/seed.ts'
import type { TestApp } from '#tests/support/app.ts'
import { openTestApp } from '#tests/support/app.ts'

let test: TestApp

beforeAll(async () => {
  test = await openTestApp({ prepare: (database) => seedDemo(database, '2026-11-22') })
}, 300_000)

const systems = [4490, 4326, 3857, 4546, 4525].map((srid) => `http://www.opengis.net/def/crs/EPSG/0/${srid}`)

describe('printed boundaries', () => {
  it.each(['http://www.opengis.net/def/crs/OGC/1.3/CRS84', ...systems])(
    'are valid polygons in %s',
    async (crs) => {
      const url = `/ogc/collections/parcels/items?limit=10000&crs=${encodeURIComponent(crs)}`
      const { features } = (await test.get('planner', url)).json()
      expect(features.length).toBeGreaterThan(400)
      const texts = features.map(({ geometry }: { geometry: object }) => JSON.stringify(geometry))
      const faults = await test.database.query(
        '',
        `select ST_IsValidReason(shape) from (
         select ST_GeomFromGeoJSON(text) as shape from unnest($1::text[]) text) printed
       where not ST_IsValid(shape)`,
        [texts],
      )
      expect(faults).toEqual([])
    },
  )

  it('are those stored, to the last digit', async () => {
    const { features } = (await test.get('planner', '/ogc/collections/parcels/items?limit=10000')).json()
    const differing = await test.database.query(
      '',
      `select p.id from unnest($1::bigint[], $2::text[]) printed (id, text)
       join parcel p on p.zone_id = $3 and p.id = printed.id
       where not ST_OrderingEquals(ST_SnapToGrid(p.geom, 1e-9), ST_SnapToGrid(ST_SetSRID(ST_GeomFromGeoJSON(text), 4490), 1e-9))`,
      [
        features.map(({ id }: { id: number }) => id),
        features.map(({ geometry }: { geometry: object }) => JSON.stringify(geometry)),
        test.zoneId,
      ],
    )
    expect(differing).toEqual([])
  })
})
