import { openDatabase } from '#api/db/database.ts'
import type { Database } from '#api/db/database.ts'
import { refreshClocks, refreshZoneClocks } from '#api/features/clocks/clock.service.ts'
import type { World } from './data.ts'
import type { Result } from './harness.ts'
import { median, milliseconds, percentile, within } from './harness.ts'

const today = '2026-11-22'
const limits = { nightS: 60, factMs: 20 }
const facts = 200
const seconds = (value: number): string => `${value.toFixed(1)} s`

/** Every fifth parcel is supplied; every second supply has been looked at, every tenth was paused. */
const fillSql = [
  `insert into supply (zone_id, change_id, effective_on, parcel_id, contract_no, mode, signed_on, area_m2, handed_over_on)
   select zone_id, change_id, effective_on, id, 'BENCH-' || id, 'listing', date '2012-09-01' + (id % 4900)::int,
     coalesce(declared_area_m2, 10000), date '2012-10-01' + (id % 4900)::int
   from parcel where zone_id = $1 and id % 5 = 0`,
  `insert into supply_start (zone_id, change_id, effective_on, supply_id, set_on, start_on, cause)
   select zone_id, change_id, effective_on, id, signed_on, signed_on + 300, 'contract' from supply
   where zone_id = $1 and contract_no like 'BENCH-%'`,
  `insert into progress (zone_id, change_id, effective_on, supply_id, observed_on, permit_on, started_on, developed_m2,
     should_develop_m2, invested_wan, total_investment_wan, suspended_on)
   select zone_id, change_id, effective_on, id, signed_on + 500, signed_on + 250, signed_on + 280, area_m2 * (id % 10) / 10,
     area_m2, id % 100, 100, case when id % 30 = 0 then signed_on + 450 end from supply
   where zone_id = $1 and contract_no like 'BENCH-%' and id % 2 = 0`,
  `insert into pause (zone_id, change_id, effective_on, supply_id, from_on, to_on, cause)
   select zone_id, change_id, effective_on, id, signed_on + 320, signed_on + 400, 'g2' from supply
   where zone_id = $1 and contract_no like 'BENCH-%' and id % 10 = 1`,
]

/** The supplies of the zone with their facts, made once. */
export async function openSupplies(database: Database, zoneId: number): Promise<number> {
  const count = async () => {
    const [row] = await database.query<{ count: number }>(
      '',
      `select count(*)::int as count from supply where zone_id = $1 and contract_no like 'BENCH-%'`,
      [zoneId],
    )
    return row!.count
  }
  if ((await count()) === 0) {
    for (const sql of fillSql) await database.query('', sql, [zoneId])
    for (const table of ['supply', 'supply_start', 'progress', 'pause'])
      await database.query('', `vacuum (analyze) ${table}`, [])
  }
  return count()
}

/** The night: every clock of the zone; and one clock within the change of a fact, beside an empty transaction. */
export async function benchClocks({ settings, zoneId, count }: World): Promise<Result[]> {
  const database = await openDatabase({ ...settings, statementTimeoutMs: 600_000 })
  try {
    const supplies = await openSupplies(database, zoneId)
    const filled = performance.now()
    const fresh = await refreshZoneClocks({ database }, zoneId, today)
    console.log(
      `  ${fresh.toLocaleString('en')} clocks for the first time: ${seconds((performance.now() - filled) / 1000)}`,
    )
    await database.query('', `update supply_clock set evaluated_on = '2026-11-21' where zone_id = $1`, [
      zoneId,
    ])
    const began = performance.now()
    const asked = await refreshZoneClocks({ database }, zoneId, today)
    const nightS = (performance.now() - began) / 1000
    if (asked !== supplies) throw new Error(`${asked} of ${supplies} clocks were asked`)
    const parcels = await database.query<{ id: number }>(
      '',
      `select parcel_id::int as id from supply where zone_id = $1 order by id limit $2`,
      [zoneId, facts],
    )
    const times: number[] = []
    for (const { id } of parcels) {
      const from = performance.now()
      await database.db
        .transaction()
        .execute((trx) => refreshClocks(trx, zoneId, [id], today, new Date().toISOString()))
      times.push(performance.now() - from)
    }
    console.log(`  one clock: median ${milliseconds(median(times))}`)
    const of = `${count.toLocaleString('en')} parcels`
    return [
      within(`the night: ${supplies.toLocaleString('en')} clocks, ${of}`, nightS, limits.nightS, seconds),
      within(`one changed fact, p95, ${of}`, percentile(times, 0.95), limits.factMs, milliseconds),
    ]
  } finally {
    await database.close()
  }
}
