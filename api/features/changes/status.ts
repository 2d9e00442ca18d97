import type { Context } from '#api/context.ts'
import type { BBox } from '#geodata/model/geojson.ts'
import { refreshZoneClocks } from '../clocks/clock.service.ts'
import type { StockScope } from '../stock/refresh.service.ts'
import { nextStockParcels, refreshStock } from '../stock/refresh.service.ts'
import { announce } from './change.writer.ts'
import { lockFabric, refreshStatuses } from './status.queries.ts'

type Deps = Pick<Context, 'database' | 'mapEvents'>

/** One page of parcels: their account, then the states that follow from it, then the news for open maps. */
async function refreshPage(deps: Deps, zoneId: number, today: string, scope: StockScope, afterId: number) {
  return deps.database.db.transaction().execute(async (trx) => {
    await lockFabric(trx, zoneId)
    const parcelIds = await nextStockParcels(trx, zoneId, scope, { today, afterId })
    await refreshStock(trx, zoneId, parcelIds, today)
    const restated = await refreshStatuses(trx, zoneId, parcelIds, today)
    const places = new Map<string, BBox[]>([['parcels', restated.map(({ bbox }) => bbox)]])
    await announce(deps, trx, { zoneId, changeId: 0, by: '' }, places)
    return { lastId: parcelIds.at(-1), asked: parcelIds.length }
  })
}

/**
 * The account of land and the states of parcels follow from facts and from the calendar: a plot becomes idle overnight.
 * Looks at the parcels for which a day has come (`due`), or at all that have facts (`all`, when a rule has changed).
 * Each page is a transaction of its own, so a stop in the middle loses nothing. Answers how many were looked at.
 */
export async function refreshZoneStock(
  deps: Deps,
  zoneId: number,
  today: string,
  { scope = 'due', signal }: { scope?: StockScope; signal?: AbortSignal | undefined } = {},
): Promise<number> {
  let asked = 0
  for (let afterId = 0; ;) {
    if (signal?.aborted) return asked
    const page = await refreshPage(deps, zoneId, today, scope, afterId)
    if (page.lastId === undefined) return asked
    asked += page.asked
    afterId = page.lastId
  }
}

export type Refreshed = { restated: number; clocks: number }

/**
 * Brings everything of a zone that follows from facts and from the calendar up to a day: clocks, then the account and
 * the states of parcels. May be cut off anywhere and run again.
 */
export async function refreshZone(
  deps: Deps,
  zoneId: number,
  today: string,
  signal?: AbortSignal,
): Promise<Refreshed> {
  const clocks = await refreshZoneClocks(deps, zoneId, today, signal)
  const restated = await refreshZoneStock(deps, zoneId, today, { signal })
  return { restated, clocks }
}

export async function refreshAllStatuses(deps: Deps, today: string, signal?: AbortSignal): Promise<void> {
  const zones = await deps.database.db.selectFrom('zone').select('id').orderBy('id').execute()
  for (const { id } of zones) {
    if (signal?.aborted) return
    await refreshZone(deps, id, today, signal)
  }
}
