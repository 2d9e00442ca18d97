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

export async function refreshAllStatuses(deps: Deps, today: string, signal?: AbortSignal): Promise<void> {
  const zones = await deps.database.db.selectFrom('zone').select('id').orderBy('id').execute()
  for (const { id } of zones) {
    if (signal?.aborted) return
    await refreshZoneClocks(deps, id, today, signal)
    await refreshZoneStock(deps, id, today, { signal })
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
