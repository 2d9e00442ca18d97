import { sql } from 'kysely'
import type { Db } from '#api/db/database.ts'
import { run } from '#api/db/raw.ts'
import type { NewRecordBody, RecordEditBody, RecordListFilter, RecordSort } from './record.schema.ts'

const entries = (executor: Db, zoneId: number) =>
  executor
    .selectFrom('record as r')
    .where('r.zoneId', '=', zoneId)
    .select(({ selectFrom }) => [
      'r.id',
      'r.version',
      'r.number',
      'r.title',
      'r.kind',
      'r.issuer',
      'r.issuedOn',
      'r.remarks',
      'r.closedAt',
      'r.createdAt',
      'r.updatedAt',
      selectFrom('change as c')
        .whereRef('c.zoneId', '=', 'r.zoneId')
        .whereRef('c.recordId', '=', 'r.id')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .as('changeCount'),
    ])

type EntryRow = Awaited<ReturnType<ReturnType<typeof entries>['executeTakeFirstOrThrow']>>
export type RecordRow = ReturnType<typeof toEntry>

const toEntry = ({ changeCount, ...row }: EntryRow) => ({
  ...row,
  closed: row.closedAt !== null,
  changeCount: changeCount ?? 0,
})

export async function findRecord(executor: Db, zoneId: number, id: number): Promise<RecordRow | undefined> {
  const row = await entries(executor, zoneId).where('r.id', '=', id).executeTakeFirst()
  return row && toEntry(row)
}

const sortColumns = {
  updated_at: 'r.updatedAt',
  number: 'r.number',
  title: 'r.title',
  issued_on: 'r.issuedOn',
} as const satisfies Record<RecordSort, string>

/** Without a wish, records used last come first; what has no value comes last either way. */
export async function listRecords(
  executor: Db,
  zoneId: number,
  { q, status, sort, offset, limit }: RecordListFilter,
): Promise<{ total: number; records: RecordRow[] }> {
  const isWanted = sql<boolean>`
    (${q ?? null}::text is null
      or strpos(lower(r.number || ' ' || r.title || ' ' || coalesce(r.issuer, '')), lower(${q ?? null}::text)) > 0)
    and (${status ?? 'all'}::text = 'all' or (r.closed_at is null) = (${status ?? 'all'}::text = 'open'))`
  const isDescending = sort.startsWith('-')
  const column = sort.replace('-', '') as RecordSort
  const rows = await entries(executor, zoneId)
    .where(isWanted)
    .orderBy(sortColumns[column], (order) => (isDescending ? order.desc() : order.asc()).nullsLast())
    .orderBy('r.id', 'desc')
    .offset(offset)
    .limit(limit)
    .execute()
  const { total } = await executor
    .selectFrom('record as r')
    .where('r.zoneId', '=', zoneId)
    .where(isWanted)
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  return { total, records: rows.map(toEntry) }
}

export async function insertRecord(
  executor: Db,
  zoneId: number,
  userId: string | null,
  record: NewRecordBody,
): Promise<number> {
  const { id } = await executor
    .insertInto('record')
    .values({ zoneId, createdBy: userId, ...record })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Writes the edit when the record still has this version; otherwise nothing and undefined. */
export async function updateRecord(
  executor: Db,
  zoneId: number,
  id: number,
  version: number,
  edit: RecordEditBody,
): Promise<number | undefined> {
  const { closed, version: _version, ...fields } = edit
  const row = await executor
    .updateTable('record')
    .set({
      ...fields,
      version: version + 1,
      updatedAt: sql<string>`clock_timestamp()`,
      ...(closed !== undefined && {
        closedAt: closed ? sql<string>`coalesce(closed_at, clock_timestamp())` : null,
      }),
    })
    .where('zoneId', '=', zoneId)
    .where('id', '=', id)
    .where('version', '=', version)
    .returning('id')
    .executeTakeFirst()
  return row?.id
}

/** Ground of parcels won and lost under a record: what came, what left, and by how much boundaries moved. */
export async function sumAreas(
  executor: Db,
  zoneId: number,
  recordId: number,
): Promise<{ areaInM2: number; areaOutM2: number }> {
  const [row] = await run<{ areaInM2: number; areaOutM2: number }>(
    executor,
    `with versions as (
       select i.seq, i.change_id, i.version_before, i.version_after, i.feature_id as id
       from change_item i join change c on c.zone_id = i.zone_id and c.id = i.change_id
       where i.zone_id = $1::int and c.record_id = $2::bigint and i.collection = 'parcels'
         and i.op <> 'attributes'),
     areas as (
       select coalesce((select a.area_ellipsoidal_m2 from parcel a
           where a.zone_id = $1::int and a.id = v.id and a.version = v.version_after),
         (select h.area_ellipsoidal_m2 from parcel_history h
           where h.zone_id = $1::int and h.id = v.id and h.version = v.version_after), 0)
         - coalesce((select h.area_ellipsoidal_m2 from parcel_history h
           where h.zone_id = $1::int and h.id = v.id and h.version = v.version_before), 0) as delta
       from versions v)
     select coalesce(sum(delta) filter (where delta > 0), 0) as "areaInM2",
       coalesce(-sum(delta) filter (where delta < 0), 0) as "areaOutM2" from areas`,
    [zoneId, recordId],
  )
  return row!
}
