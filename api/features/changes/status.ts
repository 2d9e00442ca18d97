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

export async function refreshAllStatuses(deps: Deps, today: string): Promise<void> {
  const zones = await deps.database.db.selectFrom('zone').select('id').orderBy('id').execute()
  for (const { id } of zones) {
    await refreshZoneStatuses(deps, id, today)
    await refreshZoneClocks(deps, id, today)
  }
}

const dayMs = 24 * 60 * 60 * 1000
const chinaOffsetMs = 8 * 60 * 60 * 1000
/** A little late rather than a moment early. */
const afterMidnightMs = 1_000

/** Until the next midnight of China (UTC+8, no summer time). */
export const untilMidnightMs = (now: number): number =>
  dayMs - ((now + chinaOffsetMs) % dayMs) + afterMidnightMs

/** Refreshes the states and clocks now and at every midnight; the answer ends it. */
export function keepStatusesFresh(context: Context): () => void {
  let timer: NodeJS.Timeout | undefined
  let isStopped = false
  const refresh = async () => {
    await refreshAllStatuses(context, context.today()).catch((error: unknown) =>
      context.log.error({ err: error }, 'the states of parcels could not be brought up to date'),
    )
    if (!isStopped) timer = setTimeout(() => void refresh(), untilMidnightMs(Date.now())).unref()
  }
  void refresh()
  return () => {
    isStopped = true
    clearTimeout(timer)
  }
}
