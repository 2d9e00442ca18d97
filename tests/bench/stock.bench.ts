import { openDatabase } from '#api/db/database.ts'
import type { Database } from '#api/db/database.ts'
import { refreshZoneStock } from '#api/features/changes/status.ts'
import { refreshZoneClocks } from '#api/features/clocks/clock.service.ts'
import { dimensions } from '#api/features/stock/dimensions.ts'
import { createMapEvents } from '#api/features/events/map-events.ts'
import { overview } from '#api/features/overview/overview.service.ts'
import { refreshStock } from '#api/features/stock/refresh.service.ts'
import { movesOf, parcelsOf } from '#api/features/stock/stock-parcels.service.ts'
import { accountOf, breakdownOf, monthsOf, rankingOf, summaryOf } from '#api/features/stock/stock.service.ts'
import { lookAtMatters } from '#api/features/watch/watch.service.ts'
import type { Zone } from '#api/http/access.ts'
import { addDays } from '#geodata/rules/periods.ts'
import { stockKinds } from '#geodata/rules/stock/stock-facts.ts'
import type { World } from './data.ts'
import type { Result } from './harness.ts'
import { median, milliseconds, percentile, within } from './harness.ts'
import { openStock } from './stock-data.ts'

const today = '2026-11-22'
const monthAgo = '2026-10-22'
const limits = { drillMs: 100, accountMs: 300, searchMs: 1500, factMs: 20, nightS: 60 }
const asks = 30
const facts = 100
const seconds = (value: number): string => `${value.toFixed(1)} s`

/** The sum that one would write without tallies and periods: every movement of a kind up to the day. */
const bareSql: Record<string, string> = {
  summary: `select kind, sum(area_m2), count(distinct parcel_id) from stock_movement
    where zone_id = $1 and voided_at is null and moved_on <= $2::date group by kind`,
  breakdown: `select extract(year from b.approved_on), sum(m.area_m2) from stock_movement m
    left join approval_batch b on b.zone_id = m.zone_id and b.id = m.batch_id
    where m.zone_id = $1 and m.kind = 'unsupplied' and m.voided_at is null and m.moved_on <= $2::date group by 1`,
  search: `select count(*), sum(m.level_m2) from stock_movement m
    join parcel p on p.zone_id = m.zone_id and p.id = m.parcel_id
    where m.zone_id = $1 and m.kind = 'idle' and m.voided_at is null and m.until_on is null and m.level_m2 > 0
      and m.moved_on <= $2::date and (p.code ilike '%77%' or p.name ilike '%77%' or p.holder ilike '%77%')`,
}

async function timed(ask: () => Promise<unknown>, times = asks): Promise<number[]> {
  await ask()
  const found: number[] = []
  for (let i = 0; i < times; i++) {
    const began = performance.now()
    await ask()
    found.push(performance.now() - began)
  }
  return found
}

type Question = { name: string; limitMs: number; bare: string; ask(): Promise<unknown> }

function questions(database: Database, zoneId: number): Question[] {
  const deps = { database, today: () => today }
  const at = { on: today, known: null }
  const period = { from: '2026-01-01', to: today, known: null }
  const drill = (name: string, ask: () => Promise<unknown>): Question => ({
    name,
    limitMs: limits.drillMs,
    bare: name === 'summary' ? 'summary' : 'breakdown',
    ask,
  })
  return [
    drill('summary', () => summaryOf(deps, zoneId, { ...at, than: monthAgo })),
    drill('overview', () => overview(deps, { id: zoneId } as Zone, undefined)),
    ...dimensions.flatMap((by) =>
      stockKinds.map((kind) =>
        drill(`${kind} by ${by}`, () =>
          breakdownOf(deps, zoneId, { ...at, than: null }, { kind, by, filter: {} }),
        ),
      ),
    ),
    ...(['since', '-area', 'due', 'code'] as const).map((sort) =>
      drill(`parcels by ${sort}`, () => parcelsOf(deps, zoneId, at, { kind: 'idle', sort, limit: 50 })),
    ),
    drill('parcels of a cause', () =>
      parcelsOf(deps, zoneId, at, { kind: 'unsupplied', cause: 'government', limit: 50 }),
    ),
    drill('parcels of a month ago', () =>
      parcelsOf(deps, zoneId, { ...at, on: monthAgo }, { kind: 'idle', limit: 50 }),
    ),
    drill('summary, as it was known', () =>
      summaryOf(deps, zoneId, { on: monthAgo, known: new Date().toISOString(), than: null }),
    ),
    drill('unsupplied by cause, as it was known', () =>
      breakdownOf(
        deps,
        zoneId,
        { on: monthAgo, known: new Date().toISOString(), than: null },
        { kind: 'unsupplied', by: 'cause', filter: {} },
      ),
    ),
    drill('ranking by department', () => rankingOf(deps, zoneId, { kind: 'idle', by: 'department' }, period)),
    drill('months of two years', () =>
      monthsOf(deps, zoneId, 'unsupplied', { ...period, from: '2024-12-01' }),
    ),
    ...stockKinds.map((kind) => ({
      name: `account of ${kind} land`,
      limitMs: limits.accountMs,
      bare: 'summary',
      ask: () => accountOf(deps, zoneId, kind, period),
    })),
    {
      name: 'parcels by a part of their code',
      limitMs: limits.searchMs,
      bare: 'search',
      ask: () => parcelsOf(deps, zoneId, at, { kind: 'idle', text: '77', limit: 50 }),
    },
    drill('movements of a line', () => movesOf(deps, zoneId, period, { kind: 'unsupplied', limit: 50 })),
  ]
}

async function read(database: Database, zoneId: number, of: string): Promise<Result[]> {
  const bare = new Map<string, number>()
  for (const [name, sql] of Object.entries(bareSql))
    bare.set(name, median(await timed(() => database.query(`bench-${name}`, sql, [zoneId, today]), 5)))
  const results: Result[] = []
  for (const { name, limitMs, bare: control, ask } of questions(database, zoneId)) {
    const times = await timed(ask)
    const ratio = median(times) / bare.get(control)!
    console.log(
      `  ${name}: median ${milliseconds(median(times))}, ${ratio.toFixed(2)} of the bare sum (${milliseconds(bare.get(control)!)})`,
    )
    results.push(within(`${name}, p95, ${of}`, percentile(times, 0.95), limitMs, milliseconds))
  }
  return results
}

/** The account of land: every question of the leaders' pages, one changed fact, and the night. */
export async function benchStock({ settings, zoneId, count }: World): Promise<Result[]> {
  const database = await openDatabase({ ...settings, statementTimeoutMs: 600_000 })
  const mapEvents = await createMapEvents(database)
  const deps = { database, mapEvents, today: () => today }
  const of = `${count.toLocaleString('en')} parcels`
  try {
    const { supplies, movements, filledS } = await openStock(deps, zoneId, today)
    console.log(`  ${supplies.toLocaleString('en')} supplies, ${movements.toLocaleString('en')} movements`)
    if (filledS !== null) console.log(`  the whole account for the first time: ${seconds(filledS)}`)
    const results = await read(database, zoneId, of)

    const parcels = await database.query<{ id: number }>(
      '',
      `select parcel_id::int as id from supply where zone_id = $1 and contract_no like 'BENCH-%' order by id limit $2`,
      [zoneId, facts],
    )
    const times: number[] = []
    for (const { id } of parcels) {
      const began = performance.now()
      await database.db.transaction().execute((trx) => refreshStock(trx, zoneId, [id], today))
      times.push(performance.now() - began)
    }
    results.push(
      within(
        `account after one changed fact, p95, ${of}`,
        percentile(times, 0.95),
        limits.factMs,
        milliseconds,
      ),
    )

    // Every clock was asked on an earlier day, also on a database that an earlier run has left.
    await database.query('', `update supply_clock set evaluated_on = $2 where zone_id = $1`, [
      zoneId,
      monthAgo,
    ])
    const tomorrow = addDays(today, 1)
    const looked = performance.now()
    const { raised } = await lookAtMatters(deps, zoneId)
    console.log(
      `  a first look raised ${raised.toLocaleString('en')} notices in ${seconds((performance.now() - looked) / 1000)}`,
    )
    const began = performance.now()
    const asked = await refreshZoneClocks({ database }, zoneId, tomorrow)
    const due = await refreshZoneStock(deps, zoneId, tomorrow)
    const { open } = await lookAtMatters({ ...deps, today: () => tomorrow }, zoneId)
    const nightS = (performance.now() - began) / 1000
    console.log(
      `  the night asked ${asked.toLocaleString('en')} clocks and ${due.toLocaleString('en')} accounts, and looked at ${open.toLocaleString('en')} matters`,
    )
    results.push(
      within(`the night: clocks, accounts, states, notices, ${of}`, nightS, limits.nightS, seconds),
    )
    return results
  } finally {
    await mapEvents.close()
    await database.close()
  }
}
