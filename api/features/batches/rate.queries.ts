import { rowsAsOf } from './rows-as-of.ts'
import type { Db } from '#api/db/database.ts'
import { run } from '#api/db/raw.ts'
import type { AsOf } from '#api/http/as-of.ts'

export type ZoneAreas = { suppliedM2: string; builtM2: string; idleM2: string; totalM2: number | null }

const asOf = { on: '$2', known: '$3', filter: 'true' } as const

/** Supplied, completed and idle land of a zone on a day, and the zone itself. A contract that ended counts no more. */
export async function findZoneAreas(executor: Db, zoneId: number, { on, known }: AsOf): Promise<ZoneAreas> {
  const supplies = rowsAsOf({ table: 'supply', columns: ['signed_on', 'ended_on', 'area_m2'], ...asOf })
  const progress = rowsAsOf({ table: 'progress', columns: ['supply_id', 'completed_on'], ...asOf })
  const idle = rowsAsOf({
    table: 'remediation',
    columns: ['kind', 'found_on', 'disposed_on', 'area_m2'],
    ...asOf,
  })
  const [row] = await run<ZoneAreas>(
    executor,
    `with supply_on as materialized (
       select s.id, s.area_m2 from ${supplies} s
       where s.signed_on <= $2::date and (s.ended_on is null or s.ended_on > $2::date)),
     complete as (select distinct g.supply_id from ${progress} g where g.completed_on <= $2::date)
     select (select coalesce(sum(area_m2), 0) from supply_on) as "suppliedM2",
       (select coalesce(sum(area_m2), 0) from supply_on join complete on complete.supply_id = supply_on.id) as "builtM2",
       (select coalesce(sum(r.area_m2), 0) from ${idle} r where r.kind = 'idle' and r.found_on <= $2::date
          and (r.disposed_on is null or r.disposed_on > $2::date)) as "idleM2",
       (select ST_Area(boundary::geography) from zone where id = $1::int) as "totalM2"`,
    [zoneId, on, known],
  )
  return row!
}
