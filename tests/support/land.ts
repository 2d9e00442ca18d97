import type { Database } from '#api/db/database.ts'

/** Puts rows into a zone without the way through changes: for tests that only read. */
export type Land = {
  recordId: number
  changeId: number
  /** Inserts a row; `geom` is WKT in degrees. Answers its id. */
  insert(table: string, values: Record<string, unknown>): Promise<number>
}

export async function openLand(database: Database, zoneId: number, planarSrid = 4546): Promise<Land> {
  const ids = await database.query<{ id: number }>(
    '',
    `select nextval('land_id') as id from generate_series(1, 2)`,
    [],
  )
  const [recordId, changeId] = ids.map(({ id }) => id) as [number, number]
  await database.query(
    '',
    `insert into record (zone_id, id, number, title, kind) values ($1, $2, $3, '测试依据', 'other')`,
    [zoneId, recordId, `R-${recordId}`],
  )
  await database.query(
    '',
    `insert into change (zone_id, id, record_id, source, effective_on, user_name, item_count)
     values ($1, $2, $3, 'command', '2020-01-01', 'test', 1)`,
    [zoneId, changeId, recordId],
  )
  const polygons = new Set(['parcel', 'approval_batch', 'assessment', 'factory_building'])
  return {
    recordId,
    changeId,
    async insert(table, values) {
      const shared = table.startsWith('reference_') ? {} : { effective_on: '2020-01-01' }
      const plane = polygons.has(table) ? { planar_srid: planarSrid } : {}
      const row = { zone_id: zoneId, change_id: changeId, ...shared, ...plane, ...values }
      const names = Object.keys(row)
      const places = names.map((name, index) =>
        name === 'geom' ? geometryOf(table, `$${index + 1}`) : `$${index + 1}`,
      )
      const [inserted] = await database.query<{ id: number }>(
        '',
        `insert into ${table} (${names.join(', ')}) values (${places.join(', ')}) returning id`,
        Object.values(row),
      )
      return inserted!.id
    },
  }
}

function geometryOf(table: string, place: string): string {
  const shape = `ST_GeomFromText(${place}, 4490)`
  return table === 'facility' || table.startsWith('reference_') ? shape : `ST_Multi(${shape})`
}

/** A square of `size` degrees whose south-west corner is given, as WKT. */
export function square(lng: number, lat: number, size = 0.001): string {
  const [east, north] = [(lng + size).toFixed(9), (lat + size).toFixed(9)]
  return `POLYGON((${lng} ${lat}, ${east} ${lat}, ${east} ${north}, ${lng} ${north}, ${lng} ${lat}))`
}
