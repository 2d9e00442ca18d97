import type { Database, Db } from '#api/db/database.ts'
import { rowsOf } from '#api/db/as-of-source.ts'
import { run } from '#api/db/raw.ts'
import { findFixedSource } from '#api/db/sources.ts'
import { Parameters } from '#api/db/statement.ts'
import type { AsOf } from '#api/http/as-of.ts'
import type { MultiPolygonGeometry } from '#geodata/model/geojson.ts'

export type SnapshotRow = {
  id: number
  kind: string
  period: string
  ordinal: number
  title: string
  onDate: string
  knownAt: string
  contentsSha256: string
  note: string | null
  userName: string
  createdAt: string
}

const listed = [
  'id',
  'kind',
  'period',
  'ordinal',
  'title',
  'onDate',
  'knownAt',
  'contentsSha256',
  'note',
  'userName',
  'createdAt',
] as const

/** Frozen reports, the newest first; `before` is the id of the last one that was read. */
export const listSnapshots = (
  executor: Db,
  zoneId: number,
  { before, limit }: { before: number | undefined; limit: number },
): Promise<SnapshotRow[]> =>
  executor
    .selectFrom('reportSnapshot')
    .where('zoneId', '=', zoneId)
    .$if(before !== undefined, (query) => query.where('id', '<', before!))
    .select(listed)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()

export const findSnapshot = (
  executor: Db,
  zoneId: number,
  id: number,
): Promise<(SnapshotRow & { contents: Record<string, unknown> }) | undefined> =>
  executor
    .selectFrom('reportSnapshot')
    .where('zoneId', '=', zoneId)
    .where('id', '=', id)
    .select([...listed, 'contents'])
    .executeTakeFirst()

/** Advisory lock class under which the numbers of a zone's reports are given out. */
const numberLock = 0x7265

/** Which freezing of a period this is; held until the transaction ends. */
export async function nextSnapshotOrdinal(
  trx: Db,
  zoneId: number,
  kind: string,
  period: string,
): Promise<number> {
  await run(trx, 'select pg_advisory_xact_lock($1::int, $2::int)', [numberLock, zoneId])
  const [row] = await run<{ ordinal: number }>(
    trx,
    `select coalesce(max(ordinal), 0) + 1 as ordinal from report_snapshot
     where zone_id = $1::int and kind = $2::text and period = $3::text`,
    [zoneId, kind, period],
  )
  return row!.ordinal
}

export type NewSnapshot = {
  kind: string
  period: string
  ordinal: number
  title: string
  onDate: string
  knownAt: string
  contents: string
  contentsSha256: string
  note: string | null
  userId: string | null
  userName: string
}

export async function insertSnapshot(trx: Db, zoneId: number, snapshot: NewSnapshot): Promise<number> {
  const { id } = await trx
    .insertInto('reportSnapshot')
    .values({ zoneId, ...snapshot })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** The clock of the database, by which instants of knowledge are compared. */
export async function presentInstant(executor: Db): Promise<string> {
  const [row] = await run<{ now: string }>(executor, 'select clock_timestamp() as now', [])
  return row!.now
}

export type Outline = { id: number; geometry: MultiPolygonGeometry }

/** Boundaries of parcels as they were on a day. */
export function findOutlines(
  database: Database,
  zoneId: number,
  at: AsOf,
  ids: readonly number[],
): Promise<Outline[]> {
  const parameters = new Parameters()
  const zone = parameters.add(zoneId, 'int')
  const wanted = parameters.add(ids, 'bigint[]')
  const rows = rowsOf(findFixedSource('parcels')!, at, parameters)
  return database.query<Outline>(
    '',
    `select f.id, ST_AsGeoJSON(f.geom, 9)::json as geometry from ${rows} f
     where f.zone_id = ${zone} and f.id = any (${wanted}) order by f.id`,
    parameters.values,
    'replica',
  )
}

export async function findZoneBoundary(executor: Db, zoneId: number): Promise<MultiPolygonGeometry | null> {
  const [row] = await run<{ geometry: MultiPolygonGeometry | null }>(
    executor,
    'select ST_AsGeoJSON(boundary, 9)::json as geometry from zone where id = $1::int',
    [zoneId],
  )
  return row?.geometry ?? null
}
