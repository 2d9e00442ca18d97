import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { seedDemo } from '#api/db/seed.ts'
import { ellipsoidalAreaM2 } from '#geodata/geometry/ellipsoidal-area.ts'
import { spatialCollections } from '#geodata/model/collections.ts'
import type { MultiPolygonGeometry } from '#geodata/model/geojson.ts'
import { openTestDatabase } from '#tests/support/database.ts'

const today = '2026-11-22'
const database = await openTestDatabase()
const zoneId = await seedDemo(database, today)

async function rows<T>(text: string): Promise<T[]> {
  const { rows: found } = await sql.raw<T>(text.replaceAll(':zone', String(zoneId))).execute(database.db)
  return found
}

async function figure(text: string): Promise<number> {
  const [row] = await rows<{ figure: number }>(`select (${text})::float8 as figure`)
  return row!.figure
}

/** 亩 with two decimals from an exact sum of m². */
const mu = (sum: string) => `select round(${sum} * 3 / 2000, 2)`

describe('the published figures come out of the stored rows', () => {
  it('1952.98 亩 of approved-but-unsupplied land disposed of, approvals since 2009', async () => {
    const sum = `${mu('sum(area_m2)')} from remediation
      where zone_id = :zone and kind = 'unsupplied' and disposed_on <= '${today}'`
    expect(await figure(sum)).toBe(1952.98)
    const earliest = `select extract(year from min(approved_on)) from approval_batch where zone_id = :zone`
    expect(await figure(earliest)).toBeGreaterThanOrEqual(2009)
  })

  it('616.75 亩 of idle land disposed of', async () => {
    const sum = `${mu('sum(area_m2)')} from remediation
      where zone_id = :zone and kind = 'idle' and disposed_on <= '${today}'`
    expect(await figure(sum)).toBe(616.75)
  })

  it('7 parcels and 283.69 亩 of standard land supplied', async () => {
    expect(await figure('select count(*) from standard_land where zone_id = :zone')).toBe(7)
    expect(await figure(`${mu('sum(declared_area_m2)')} from standard_land where zone_id = :zone`)).toBe(
      283.69,
    )
  })

  it('41.1 km² with a seismic-safety assessment', async () => {
    const sum = `select round(sum(declared_area_m2) / 1000000, 1) from assessment
      where zone_id = :zone and kind = 'seismic_safety'`
    expect(await figure(sum)).toBe(41.1)
  })

  it('9 roads under way and one sewer project, 11.4 亿元 together', async () => {
    const roads = `from road where zone_id = :zone and status = 'building'`
    const sewers = `from pipeline where zone_id = :zone and status = 'building' and investment_wan is not null`
    expect(await figure(`select count(*) ${roads}`)).toBe(9)
    expect(await figure(`select count(*) ${roads} and name = '河东东街延长线'`)).toBe(1)
    const together = `select round(((select sum(investment_wan) ${roads})
      + (select sum(investment_wan) ${sewers})) / 10000, 1)`
    expect(await figure(together)).toBe(11.4)
  })

  it('115 000 m² of standardized factory space', async () => {
    expect(await figure('select sum(gross_floor_area_m2) from factory_building where zone_id = :zone')).toBe(
      115_000,
    )
  })
})

describe('the stored boundaries', () => {
  it('are valid in the eyes of the database, in every collection', async () => {
    for (const { table } of spatialCollections)
      expect(
        await rows(`select '${table}' as table, id, ST_IsValidReason(geom) from ${table}
          where zone_id = :zone and not ST_IsValid(geom)`),
      ).toEqual([])
    expect(
      await rows('select id from reference_feature where zone_id = :zone and not ST_IsValid(geom)'),
    ).toEqual([])
  })

  it('match their declared acreage within half a square metre', async () => {
    for (const table of ['parcel', 'approval_batch', 'factory_building'])
      expect(
        await rows(`select '${table}' as table, code from ${table} where zone_id = :zone
          and abs(declared_area_m2 - area_ellipsoidal_m2) > 0.5`),
      ).toEqual([])
  })

  it('measure the same in the browser and in the database, to 0.01 m²', async () => {
    const parcels = await rows<{ code: string; area: number; geometry: MultiPolygonGeometry }>(
      `select code, area_ellipsoidal_m2 as area, ST_AsGeoJSON(geom, 15)::json as geometry
       from parcel where zone_id = :zone`,
    )
    expect(parcels.length).toBeGreaterThanOrEqual(500)
    const apart = parcels.filter(({ area, geometry }) => Math.abs(area - ellipsoidalAreaM2(geometry)) > 0.01)
    expect(apart.map(({ code }) => code)).toEqual([])
  })

  it('are a fabric: no parcel lies on another', async () => {
    const taken = await rows(`select a.code, b.code as other from parcel a
      join parcel b on b.zone_id = a.zone_id and b.id > a.id and b.geom_3857 && a.geom_3857 and b.stratum = a.stratum
      where a.zone_id = :zone and ST_Area(ST_Intersection(a.geom, b.geom)::geography) > 0.5`)
    expect(taken).toEqual([])
  })
})

describe('loading the demonstration', () => {
  it('shows every state of parcels, and work left to do', async () => {
    const counts = await rows<{ status: string; count: number }>(
      'select status, count(*)::int as count from parcel where zone_id = :zone group by 1',
    )
    const states = new Map(counts.map(({ status, count }) => [status, count]))
    for (const status of ['reserve', 'unsupplied', 'supplied', 'standard', 'idle', 'disposing', 'disposed'])
      expect([status, (states.get(status) ?? 0) > 0]).toEqual([status, true])
    expect(states.get('supplied')).toBeGreaterThan(states.get('idle')!)
    expect(states.get('standard')).toBe(7)
  })

  it('puts every row under a change whose items name it', async () => {
    const [sums] = await rows<{ declared: number; items: number }>(`select
      (select sum(item_count)::int from change where zone_id = :zone) as declared,
      (select count(*)::int from change_item where zone_id = :zone) as items`)
    expect(sums!.items).toBeGreaterThan(500)
    expect(sums!.declared).toBeGreaterThanOrEqual(sums!.items)
  })

  it('sums parcels by cell', async () => {
    const wrong =
      await rows(`select level, sum(parcel_count) from parcel_cell where zone_id = :zone group by level
      having sum(parcel_count) <> (select count(*) from parcel where zone_id = :zone)`)
    expect(wrong).toEqual([])
  })
})
