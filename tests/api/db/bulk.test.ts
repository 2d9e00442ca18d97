import { describe, expect, it } from 'vitest'
import { allocateIds, insertFeatures, insertReferenceFeatures, rowsPerStatement } from '#api/db/bulk.ts'
import { specOf } from '#api/db/collection-sql.ts'
import { encodeEwkb } from '#api/db/ewkb.ts'
import { run } from '#api/db/raw.ts'
import type { Geometry } from '#geodata/model/geojson.ts'
import { openTestDatabase } from '#tests/support/database.ts'

const { db } = await openTestDatabase()
const [{ id: zoneId }] = (await run<{ id: number }>(
  db,
  `insert into zone (slug, name_zh, name_en, planar_srid) values ('b', 'b', 'b', 4546) returning id`,
)) as [{ id: number }]
const [{ id: recordId }] = (await run<{ id: number }>(
  db,
  `insert into record (zone_id, number, title, kind) values ($1, 'n', 't', 'import') returning id`,
  [zoneId],
)) as [{ id: number }]
const [{ id: changeId }] = (await run<{ id: number }>(
  db,
  `insert into change (zone_id, record_id, source, effective_on, user_name, item_count)
   values ($1, $2, 'import', '2026-01-01', 'x', 0) returning id`,
  [zoneId, recordId],
)) as [{ id: number }]
const meta = {
  zoneId,
  changeId,
  recordedAt: '2026-01-02T03:04:05.678Z',
  effectiveOn: '2026-01-01',
  planarSrid: 4546,
}

const geometries: Geometry[] = [
  { type: 'Point', coordinates: [111.123456789, 35.987654321] },
  {
    type: 'LineString',
    coordinates: [
      [111, 35],
      [111.1, 35.1],
    ],
  },
  {
    type: 'Polygon',
    coordinates: [
      [
        [111, 35],
        [112, 35],
        [112, 36],
        [111, 35],
      ],
      [
        [111.5, 35.2],
        [111.6, 35.3],
        [111.6, 35.2],
        [111.5, 35.2],
      ],
    ],
  },
  {
    type: 'MultiPoint',
    coordinates: [
      [111, 35],
      [112, 36],
    ],
  },
  {
    type: 'MultiLineString',
    coordinates: [
      [
        [111, 35],
        [112, 36],
      ],
      [
        [113, 35],
        [114, 36],
      ],
    ],
  },
  {
    type: 'MultiPolygon',
    coordinates: [
      [
        [
          [111, 35],
          [112, 35],
          [112, 36],
          [111, 35],
        ],
      ],
      [
        [
          [121, 35],
          [122, 35],
          [122, 36],
          [121, 35],
        ],
      ],
    ],
  },
]

describe('the bulk path', () => {
  it('writes every geometry type as PostGIS reads it', async () => {
    for (const geometry of geometries) {
      const [row] = await run<{ geometry: Geometry; srid: number }>(
        db,
        'select ST_AsGeoJSON(g, 15)::json as geometry, ST_SRID(g) as srid from (select $1::geometry as g) x',
        [encodeEwkb(geometry)],
      )
      expect(row!.srid).toBe(4490)
      expect({ type: row!.geometry.type, coordinates: row!.geometry.coordinates }).toEqual(geometry)
    }
  })

  it('stores more rows than one statement takes, each with its own values', async () => {
    const count = rowsPerStatement + 17
    const ids = await allocateIds(db, count)
    expect(new Set(ids).size).toBe(count)
    const rows = ids.map((id, index) => ({
      id,
      properties: {
        code: `K-${index}`,
        name: index % 2 ? `名 "${index}" \\ {,}` : null,
        kind: 'other',
        status: 'planned',
      },
      geometry: { type: 'Point' as const, coordinates: [111 + index * 1e-5, 35] as [number, number] },
    }))
    const named = rows.map((row) => ({
      ...row,
      properties: { ...row.properties, name: row.properties.name ?? 'n' },
    }))
    await insertFeatures(db, meta, specOf('facilities'), named)
    const [sums] = await run(
      db,
      `select count(*)::int as count, count(distinct geom)::int as places, min(recorded_at) as at,
         count(*) filter (where name = '名 "' || substr(code, 3) || '" \\ {,}')::int as named
       from facility where zone_id = $1`,
      [zoneId],
    )
    expect(sums).toEqual({ count, places: count, at: meta.recordedAt, named: Math.floor(count / 2) })
  })

  it('keeps the attributes of reference features as they came', async () => {
    const [{ id: layerId }] = (await run<{ id: number }>(
      db,
      `insert into reference_layer (zone_id, change_id, slug, title) values ($1, $2, 'l', 'l') returning id`,
      [zoneId, changeId],
    )) as [{ id: number }]
    const ids = await allocateIds(db, geometries.length)
    const properties = { 地块编号: 'A', snakeCase: 1, nested_key: { a_b: [1, null, 'x"\\'] } }
    const rows = geometries.map((geometry, index) => ({ id: ids[index]!, name: null, properties, geometry }))
    await insertReferenceFeatures(db, { zoneId, changeId, layerId }, rows)
    const stored = await run<{ properties: object; dimension: number; area: number | null }>(
      db,
      `select properties, ST_Dimension(geom) as dimension, area_ellipsoidal_m2 as area
       from reference_feature where layer_id = $1 order by id`,
      [layerId],
    )
    expect(stored.map((row) => row.properties)).toEqual(geometries.map(() => properties))
    expect(stored.map(({ dimension, area }) => [dimension, area !== null])).toEqual([
      [0, false],
      [1, false],
      [2, true],
      [0, false],
      [1, false],
      [2, true],
    ])
  })
})
