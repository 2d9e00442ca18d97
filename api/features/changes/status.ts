import type { Context } from '#api/context.ts'
import type { BBox } from '#geodata/model/geojson.ts'
import { refreshZoneClocks } from '../clocks/clock.service.ts'
import { announce } from './change.writer.ts'
import { lockFabric, refreshStatuses } from './status.queries.ts'

type Deps = Pick<Context, 'database' | 'mapEvents'>

/**
 * States follow from facts and from the calendar: a plot becomes idle overnight. Brings all parcels of a zone
 * up to date and tells open maps which places changed; answers how many.
 */
export async function refreshZoneStatuses(deps: Deps, zoneId: number, today: string): Promise<number> {
  return deps.database.db.transaction().execute(async (trx) => {
    await lockFabric(trx, zoneId)
    const restated = await refreshStatuses(trx, zoneId, null, today)
    const places = new Map<string, BBox[]>([['parcels', restated.map(({ bbox }) => bbox)]])
    await announce(deps, trx, { zoneId, changeId: 0, by: '' }, places)
    return restated.length
  })
}

export type Refreshed = { restated: number; clocks: number }

/**
 * Brings everything of a zone that follows from facts and from the calendar up to a day: states of parcels, then
 * clocks. May be cut off anywhere and run again.
 */
export async function refreshZone(
  deps: Deps,
  zoneId: number,
  today: string,
  signal?: AbortSignal,
): Promise<Refreshed> {
  const restated = await refreshZoneStatuses(deps, zoneId, today)
  const clocks = await refreshZoneClocks(deps, zoneId, today, signal)
  return { restated, clocks }
}

export async function refreshAllStatuses(deps: Deps, today: string, signal?: AbortSignal): Promise<void> {
  const zones = await deps.database.db.selectFrom('zone').select('id').orderBy('id').execute()
  for (const { id } of zones) {
    if (signal?.aborted) return
    await refreshZone(deps, id, today, signal)
  }
}
