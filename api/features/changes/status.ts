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

export async function refreshAllStatuses(deps: Deps, today: string, signal?: AbortSignal): Promise<void> {
  const zones = await deps.database.db.selectFrom('zone').select('id').orderBy('id').execute()
  for (const { id } of zones) {
    if (signal?.aborted) return
    await refreshZoneStatuses(deps, id, today)
    await refreshZoneClocks(deps, id, today, signal)
  }
}

const dayMs = 24 * 60 * 60 * 1000
const chinaOffsetMs = 8 * 60 * 60 * 1000
/** A little late rather than a moment early. */
const afterMidnightMs = 1_000

/** Until the next midnight of China (UTC+8, no summer time). */
export const untilMidnightMs = (now: number): number =>
  dayMs - ((now + chinaOffsetMs) % dayMs) + afterMidnightMs

/** Refreshes the states and clocks now and at every midnight; the answer ends it, at the next page of clocks. */
export function keepStatusesFresh(context: Context): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const ending = new AbortController()
  const refresh = async () => {
    await refreshAllStatuses(context, context.today(), ending.signal).catch((error: unknown) =>
      context.log.error({ err: error }, 'the states of parcels could not be brought up to date'),
    )
    if (!ending.signal.aborted) timer = setTimeout(start, untilMidnightMs(Date.now())).unref()
  }
  let running: Promise<void> = Promise.resolve()
  const start = () => {
    running = refresh()
  }
  start()
  return async () => {
    ending.abort()
    clearTimeout(timer)
    await running
  }
}
