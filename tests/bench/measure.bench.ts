import { Pool } from 'pg'
import { openDatabase } from '#api/db/database.ts'
import type { MeasurementDocument } from '#api/features/measure/measure.schema.ts'
import { measure } from '#api/features/measure/measure.service.ts'
import type { PolygonGeometry, Position } from '#geodata/model/geojson.ts'
import type { World } from './data.ts'
import type { Result } from './harness.ts'
import { compare, median, milliseconds, pairedRounds } from './harness.ts'

/** Covers-first SQL as one would write it: stored area where covered, otherwise the area by its share. */
const controlSql = `
  with shape as materialized (select ST_SetSRID(ST_GeomFromGeoJSON($2), 4490) as geom)
  select p.status, p.land_use_code, count(*), sum(case when ST_Covers(s.geom, p.geom) then p.area_ellipsoidal_m2
    else p.area_ellipsoidal_m2 * ST_Area(ST_Intersection(p.geom, s.geom)) / ST_Area(p.geom) end) as area
  from shape s join parcel p on p.zone_id = $1 and p.geom_3857 && ST_Transform(s.geom, 3857)
    and ST_Intersects(s.geom, p.geom)
  group by 1, 2`

const metresPerDegree = [91_288, 110_944] as const
const meanParcelM2 = 14_500

/** A drawn shape of seven corners around the middle that holds about so many parcels. */
function shapeOver({ middle }: World, parcels: number): PolygonGeometry {
  const radiusM = Math.sqrt((parcels * meanParcelM2) / 2.6)
  const ring = Array.from({ length: 7 }, (_, i): Position => {
    const angle = (i / 7) * 2 * Math.PI
    const reach = radiusM * (i % 2 === 0 ? 1.05 : 0.93)
    return [
      middle[0] + (reach * Math.cos(angle)) / metresPerDegree[0],
      middle[1] + (reach * Math.sin(angle)) / metresPerDegree[1],
    ]
  })
  return { type: 'Polygon', coordinates: [[...ring, ring[0]!]] }
}

const repeats = (parcels: number) => (parcels < 100 ? 60 : parcels < 5_000 ? 12 : 2)

/** Acreage by category of a drawn shape, beside the bare SQL through the same driver. */
export async function benchMeasure(world: World, rounds = 5): Promise<Result[]> {
  if (world.engine !== 'postgres') return []
  const database = await openDatabase(world.settings)
  const pool = new Pool({ connectionString: world.settings.databaseUrl, max: 1 })
  const zone = { id: world.zoneId, slug: 'bench', nameZh: '', nameEn: '', planarSrid: 4546, isDemo: false }
  const results: Result[] = []
  try {
    for (const parcels of [29, 1_600, 57_000].filter((wanted) => wanted < world.count / 2)) {
      const geometry = shapeOver(world, parcels)
      const values = [world.zoneId, JSON.stringify(geometry)]
      const timed = async (ask: () => Promise<unknown>): Promise<number> => {
        const times: number[] = []
        for (let i = 0; i < repeats(parcels); i++) {
          const began = performance.now()
          await ask()
          times.push(performance.now() - began)
        }
        return median(times)
      }
      const ours = () => measure(database, zone, { geometry })
      const control = () => pool.query({ name: 'control', text: controlSql, values })
      const document = await ours()
      await checkTogether(document, (await control()).rows as { count: number; area: number }[])
      const counted = document.rows.reduce((sum, { count }) => sum + count, 0)
      const found = await pairedRounds(
        () => timed(ours),
        () => timed(control),
        rounds,
      )
      const what = `area by category, ${counted.toLocaleString('en')} parcels`
      results.push(compare(what, found, (ms) => ms, milliseconds, { atMost: 1.2 }))
    }
    return results
  } finally {
    await pool.end()
    await database.close()
  }
}

/** Both must answer the same, or the comparison says nothing; the share in degrees is right to 1e-4 only. */
async function checkTogether({ covered }: MeasurementDocument, rows: { area: number }[]): Promise<void> {
  const area = rows.reduce((sum, row) => sum + row.area, 0)
  if (Math.abs(area / covered.ellipsoidalM2 - 1) > 1e-4) {
    throw new Error(`${covered.ellipsoidalM2} m² is not ${area} m²`)
  }
}
