import type { BBox } from '#geodata/model/geojson.ts'
import { bboxJson } from '#api/db/collection-sql.ts'
import type { Db } from '#api/db/database.ts'
import { run } from '#api/db/raw.ts'

/** States of parcels are computed from facts by `parcel_status_on`, never typed (design.md §3.7). */

/** Advisory lock class of everything that writes parcels of a zone. */
const fabricLock = 0x6c61

/**
 * Writers of the parcel fabric of a zone come one after another: neighbours share boundaries, states follow
 * from facts, and sums are kept by cell.
 */
export async function lockFabric(executor: Db, zoneId: number): Promise<void> {
  await run(executor, 'select pg_advisory_xact_lock($1::int, $2::int)', [fabricLock, zoneId])
}

export type Restated = { id: number; bbox: BBox }

/** Brings the states of some parcels (or of all) up to date; answers those whose state has changed. */
export async function refreshStatuses(
  executor: Db,
  zoneId: number,
  parcelIds: number[] | null,
  today: string,
): Promise<Restated[]> {
  if (parcelIds?.length === 0) return []
  return run<Restated>(
    executor,
    `update parcel p set status = s.status
     from parcel_status_on($1::int, $2::bigint[], $3::date) s
     where p.zone_id = $1::int and p.id = s.parcel_id and p.status is distinct from s.status
       ${parcelIds ? 'and p.id = any ($2::bigint[])' : ''}
     returning p.id, ${bboxJson('p')} as bbox`,
    [zoneId, parcelIds, today],
  )
}

/** The parcels on which facts hang; `supply_id` is followed to the parcel of the supply. */
const parcelsBehind: Record<string, string> = {
  supplies: 'select parcel_id from supply where zone_id = $1::int and id = any ($2::bigint[])',
  remediations: 'select parcel_id from remediation where zone_id = $1::int and id = any ($2::bigint[])',
  'approval-batches':
    'select id as parcel_id from parcel where zone_id = $1::int and approval_batch_id = any ($2::bigint[])',
  'batch-entries': `select p.id as parcel_id from batch_entry e
    join parcel p on p.zone_id = e.zone_id and p.approval_batch_id = e.approval_batch_id
    where e.zone_id = $1::int and e.id = any ($2::bigint[]) and e.kind <> 'supplied'`,
  'indicator-values':
    'select parcel_id from indicator_value where zone_id = $1::int and id = any ($2::bigint[])',
  ...Object.fromEntries(
    [
      ['supply-starts', 'supply_start'],
      ['progress', 'progress'],
      ['pauses', 'pause'],
      ['encumbrances', 'encumbrance'],
    ].map(([id, table]) => [
      id,
      `select s.parcel_id from ${table} t join supply s on s.zone_id = t.zone_id and s.id = t.supply_id
       where t.zone_id = $1::int and t.id = any ($2::bigint[])`,
    ]),
  ),
}

/** Whether a change of this collection can change the state of parcels. */
export const bearsOnParcels = (collection: string): boolean =>
  collection === 'parcels' || collection in parcelsBehind

/** Ids of the parcels that these living features are, or hang on. */
export async function findParcelsBehind(
  executor: Db,
  zoneId: number,
  collection: string,
  ids: number[],
): Promise<number[]> {
  if (collection === 'parcels') return ids
  const text = parcelsBehind[collection]
  if (!text || ids.length === 0) return []
  const rows = await run<{ parcel_id: number }>(executor, text, [zoneId, ids])
  return rows.map((row) => row.parcel_id)
}
