import type { Database } from '#api/db/database.ts'
import { refreshZoneStock } from '#api/features/changes/status.ts'
import type { ChangeDeps } from '#api/features/changes/change.writer.ts'
import { refreshZoneClocks } from '#api/features/clocks/clock.service.ts'
import { openSupplies } from './clocks.bench.ts'

/**
 * On top of the supplies of the clocks: six hundred batches over all supplied parcels and a fifth as many that were
 * not supplied, remediations that are open and disposed of, and who is responsible for batches and for single parcels.
 */
const batches = 600
const fillSql = [
  `insert into approval_batch (zone_id, change_id, effective_on, planar_srid, geom, code, approval_no, approved_on,
     declared_area_m2, condition, not_ready_cause)
   select $1, (select id from change where zone_id = $1 limit 1), date '2009-01-01', 4546,
     ST_Multi(ST_MakeEnvelope(111, 35, 111.001, 35.001, 4490)), 'BENCH-' || n, 'BENCH-' || n,
     date '2009-01-01' + n * 8, 4e6, case when n % 3 = 0 then 'not_ready' else 'ready' end,
     case when n % 3 = 0 then 'demolition' end
   from generate_series(1, ${batches}) n`,
  `update parcel p set approval_batch_id = b.id from approval_batch b
   where p.zone_id = $1 and b.zone_id = $1 and (p.id % 5 = 0 or p.id % 25 = 1)
     and b.code = 'BENCH-' || (1 + (p.id / 5) % ${batches})`,
  `insert into remediation (zone_id, change_id, effective_on, parcel_id, kind, found_on, area_m2, cause, path,
     started_on, due_on, disposed_on)
   select zone_id, change_id, date '2024-01-01', id, 'unsupplied', date '2024-01-01' + (id % 700)::int, declared_area_m2,
     (array['government', 'enterprise', 'mixed'])[1 + id % 3], case when id % 2 = 0 then 'supply' end,
     case when id % 2 = 0 then date '2026-01-01' end, date '2026-06-01' + (id % 400)::int, null
   from parcel where zone_id = $1 and id % 25 = 1 and id % 4 = 0`,
  `insert into remediation (zone_id, change_id, effective_on, parcel_id, kind, found_on, area_m2, path, started_on,
     due_on, disposed_on)
   select s.zone_id, s.change_id, s.signed_on - 200, s.parcel_id, 'unsupplied', s.signed_on - 200, s.area_m2, 'supply',
     s.signed_on - 100, s.signed_on + 10, s.signed_on
   from supply s where s.zone_id = $1 and s.parcel_id % 50 = 0`,
  `insert into remediation (zone_id, change_id, effective_on, parcel_id, kind, found_on, area_m2, cause, path,
     started_on, due_on, disposed_on)
   select s.zone_id, s.change_id, s.signed_on + 700, s.parcel_id, 'idle', s.signed_on + 700, s.area_m2, 'enterprise',
     'extension', s.signed_on + 760, s.signed_on + 1100, case when s.parcel_id % 40 = 5 then s.signed_on + 1000 end
   from supply s where s.zone_id = $1 and s.parcel_id % 20 = 5 and s.signed_on < '2023-01-01'`,
  `insert into responsibility (zone_id, subject, subject_id, role, name, from_on, created_by, updated_by)
   select $1, 'batch', b.id, role, role || ' ' || (b.id % 12), date '2020-01-01', 'bench', 'bench'
   from approval_batch b, unnest(array['leader', 'team', 'department', 'officer']) role
   where b.zone_id = $1 and b.code like 'BENCH-%'`,
  `insert into responsibility (zone_id, subject, subject_id, role, name, from_on, created_by, updated_by)
   select $1, 'parcel', p.id, 'officer', 'officer ' || (p.id % 40), date '2020-01-01', 'bench', 'bench'
   from parcel p where p.zone_id = $1 and p.id % 125 = 1`,
]

export type StockWorld = { supplies: number; movements: number; filledS: number | null }

const countMovements = async (database: Database, zoneId: number): Promise<number> => {
  const [row] = await database.query<{ count: number }>(
    '',
    `select count(*)::int as count from stock_movement where zone_id = $1 and voided_at is null`,
    [zoneId],
  )
  return row!.count
}

/** Fills the zone with facts and its account, once; answers how long the account took. */
export async function openStock(deps: ChangeDeps, zoneId: number, today: string): Promise<StockWorld> {
  const { database } = deps
  const supplies = await openSupplies(database, zoneId)
  const known = await countMovements(database, zoneId)
  if (known > 0) return { supplies, movements: known, filledS: null }
  for (const sql of fillSql) await database.query('', sql, [zoneId])
  for (const table of ['parcel', 'approval_batch', 'remediation', 'responsibility'])
    await database.query('', `vacuum (analyze) ${table}`, [])
  await refreshZoneClocks(deps, zoneId, today)
  const began = performance.now()
  await refreshZoneStock(deps, zoneId, today, { scope: 'all' })
  const filledS = (performance.now() - began) / 1000
  for (const table of ['stock_movement', 'stock_day', 'stock_parcel'])
    await database.query('', `vacuum (analyze) ${table}`, [])
  return { supplies, movements: await countMovements(database, zoneId), filledS }
}
