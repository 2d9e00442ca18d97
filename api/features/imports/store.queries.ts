import type { CollectionSpec } from '#geodata/model/collections.ts'
import { columnType } from '#api/db/collection-sql.ts'
import type { Db } from '#api/db/database.ts'
import { run } from '#api/db/raw.ts'
import type { Stamp } from '../changes/feature.queries.ts'
import type { JobKey } from './import.queries.ts'

/**
 * From the rows of a file into the land tables, inside the transaction of a change. The rows were checked,
 * brought onto the grid and put into the database beforehand, so this is the shortest it can be.
 */
export type StoreRange = { key: JobKey; from: number; to: number }

const storable = `s.zone_id = $1::int and s.import_id = $2::bigint and s.row_no > $3::int and s.row_no <= $4::int
  and s.reason is null and s.zone_reason is null`

/** Properties that rows may carry: those of the mapping, and those that are filled in; the others have defaults. */
export function usedFields(spec: CollectionSpec, mapped: readonly string[]): Set<string> {
  const filled = spec.fields.filter((field) => field.type === 'code' && field.fallback !== undefined)
  return new Set([...mapped, ...filled.map(({ name }) => name)])
}

/** Stores rows as features of a collection, with the items of the change; answers how many. */
export async function storeFeatures(
  trx: Db,
  stamp: Stamp,
  spec: CollectionSpec,
  used: ReadonlySet<string>,
  { key, from, to }: StoreRange,
  stored: number,
): Promise<number> {
  const fields = spec.fields.filter(({ name }) => used.has(name))
  const names = fields.map(({ name }) => name)
  const record = fields.map((field) => `${field.name} ${columnType(field)}`).join(', ')
  const planar = spec.geometry === 'polygon'
  const rows = await run<{ count: number }>(
    trx,
    `with added as (
       insert into ${spec.table}
         (zone_id, id, change_id, recorded_at, effective_on, geom${planar ? ', planar_srid' : ''}${names.map((name) => `, ${name}`).join('')})
       select $1::int, nextval('land_id'), $5::bigint, $6::timestamptz, $7::date, b.geom${planar ? ', $9::int' : ''}
         ${names.map((name) => `, p.${name}`).join('')}
       from (select s.geom, s.properties from import_row s where ${storable} order by s.row_no) b,
         jsonb_to_record(b.properties) as p (${record})
       returning id),
     items as (
       insert into change_item (zone_id, change_id, seq, op, collection, feature_id, version_before, version_after)
       select $1::int, $5::bigint, $8::int + row_number() over (order by id), 'create', '${spec.id}', id, null, 1
       from added)
     select count(*)::int as count from added`,
    [
      key.zoneId,
      key.id,
      from,
      to,
      stamp.changeId,
      stamp.recordedAt,
      stamp.effectiveOn,
      stored,
      ...(planar ? [stamp.planarSrid] : []),
    ],
  )
  return rows[0]!.count
}

/** Ids of the parcels that a change created and whose state follows from more than their being there. */
export async function findParcelsOfBatches(trx: Db, { zoneId, changeId }: Stamp): Promise<number[]> {
  const rows = await run<{ id: number }>(
    trx,
    'select id from parcel where zone_id = $1 and change_id = $2 and approval_batch_id is not null',
    [zoneId, changeId],
  )
  return rows.map(({ id }) => id)
}

export async function storeReferenceFeatures(
  trx: Db,
  stamp: Stamp,
  layerId: number,
  { key, from, to }: StoreRange,
): Promise<number> {
  const rows = await run<{ count: number }>(
    trx,
    `with added as (
       insert into reference_feature (zone_id, change_id, layer_id, name, properties, geom)
       select $1::int, $5::bigint, $6::bigint, s.title, s.properties, s.geom
       from import_row s where ${storable} order by s.row_no
       returning 1)
     select count(*)::int as count from added`,
    [key.zoneId, key.id, from, to, stamp.changeId, layerId],
  )
  return rows[0]!.count
}

/** Fresh statistics: the embedded engine never gathers them by itself, and plans would rest on an empty table. */
export async function analyze(db: Db, table: string): Promise<void> {
  await run(db, `analyze ${table}`)
}
