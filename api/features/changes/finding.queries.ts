import type { CollectionSpec } from '#geodata/model/collections.ts'
import { fieldNames } from '#api/db/collection-sql.ts'
import type { Db } from '#api/db/database.ts'
import { run } from '#api/db/raw.ts'

export type FindingRow = {
  id: number
  values: Record<string, unknown>
  computedM2: number | null
  /** Whether it reaches beyond the zone's boundary, where that is known. */
  isOutside: boolean
  isWhollyOutside: boolean
}

/** The living rows with these ids, and how they lie to their zone. */
export async function findRows(
  executor: Db,
  zoneId: number,
  spec: CollectionSpec,
  ids: number[],
): Promise<FindingRow[]> {
  const values = fieldNames(spec).map((name) => `'${name}', t.${name}`)
  const isSpatial = spec.geometry !== 'none'
  return run(
    executor,
    `select t.id, jsonb_build_object(${values.join(', ')}) as values,
       ${spec.geometry === 'polygon' ? 't.area_ellipsoidal_m2' : 'null::float8'} as "computedM2",
       ${isSpatial ? 'coalesce(not ST_Covers(z.boundary, t.geom), false)' : 'false'} as "isOutside",
       ${isSpatial ? 'coalesce(not ST_Intersects(z.boundary, t.geom), false)' : 'false'} as "isWhollyOutside"
     from ${spec.table} t join zone z on z.id = t.zone_id
     where t.zone_id = $1::int and t.id = any ($2::bigint[]) order by t.id`,
    [zoneId, ids],
  )
}

const datesOfSupplies: Record<string, string> = {
  'supply-starts': 'set_on',
  progress: 'started_on',
  pauses: 'from_on',
  encumbrances: 'from_on',
  payments: 'due_on',
}

/** Facts of a supply that are older than its contract. */
export async function findSupplyDates(
  executor: Db,
  zoneId: number,
  spec: CollectionSpec,
  ids: number[],
): Promise<{ id: number; field: string; value: string; signedOn: string }[]> {
  const field = datesOfSupplies[spec.id]
  if (!field) return []
  return run(
    executor,
    `select t.id, '${field}' as field, t.${field} as value, s.signed_on as "signedOn"
     from ${spec.table} t join supply s on s.zone_id = t.zone_id and s.id = t.supply_id
     where t.zone_id = $1::int and t.id = any ($2::bigint[]) and t.${field} < s.signed_on`,
    [zoneId, ids],
  )
}
