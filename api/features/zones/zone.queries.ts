import { sql } from 'kysely'
import type { Db } from '#api/db/database.ts'
import type { Zone, ZoneFinder } from '#api/http/access.ts'
import type { BBox } from '#geodata/model/geojson.ts'

const cachedForMs = 5_000

async function loadZones(db: Db): Promise<Zone[]> {
  const rows = await db
    .selectFrom('zone')
    .select(['id', 'slug', 'nameZh', 'nameEn', 'planarSrid', 'isDemo'])
    .orderBy('id')
    .execute()
  return rows
}

/** Zones are few and asked for by every request: they are kept for some seconds. */
export function createZoneFinder(db: Db, now: () => number = Date.now): ZoneFinder & { forget(): void } {
  let loaded: { at: number; zones: Promise<Zone[]> } | undefined
  const zones = () => {
    if (!loaded || now() - loaded.at > cachedForMs) {
      const asked = loadZones(db)
      asked.catch(() => (loaded = undefined))
      loaded = { at: now(), zones: asked }
    }
    return loaded.zones
  }
  return {
    bySlug: async (slug) => (await zones()).find((zone) => zone.slug === slug),
    byId: async (id) => (await zones()).find((zone) => zone.id === id),
    forget: () => (loaded = undefined),
  }
}

/** West, south, east, north of the zone's boundary, or of its parcels where no boundary is set. */
export async function findZoneExtent(db: Db, zoneId: number): Promise<BBox | null> {
  const result = await sql<{ extent: BBox | null }>`
    with e as (
      select coalesce(
        (select ST_Extent(boundary) from zone where id = ${zoneId}),
        (select ST_Extent(geom) from parcel where zone_id = ${zoneId})) as box)
    select case when box is null then null
      else json_build_array(ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box)) end as extent from e`.execute(
    db,
  )
  return result.rows[0]?.extent ?? null
}
