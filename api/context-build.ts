import type { FastifyBaseLogger } from 'fastify'
import type { Config } from './config/config.ts'
import type { Context } from './context.ts'
import type { Database } from './db/database.ts'
import { createMapEvents } from './features/events/map-events.ts'
import { createAuth } from './features/people/auth.ts'
import { createCredentials } from './features/people/credentials.ts'
import { createTileCache } from './features/tiles/tile-cache.ts'
import { createZoneFinder } from './features/zones/zone.queries.ts'
import { jobSpecs } from './jobs/index.ts'
import { createJobQueue } from './jobs/job-queue.ts'

export type ContextOptions = {
  config: Config
  database: Database
  log: FastifyBaseLogger
  demoAccounts: boolean
  today?: () => string
}

/** Today where the zones lie: China keeps one time, UTC+8, without summer time. */
export const chinaToday = (now = Date.now()): string =>
  new Date(now + 8 * 60 * 60 * 1000).toISOString().slice(0, 10)

/** Builds what the features share, once at start. */
export async function buildContext({
  config,
  database,
  log,
  demoAccounts,
  today,
}: ContextOptions): Promise<Context> {
  const mapEvents = await createMapEvents(database)
  return {
    config,
    database,
    log,
    zones: createZoneFinder(database.db),
    auth: createAuth(database.db, config.authSecret),
    credentials: await createCredentials(database, config.authSecret),
    mapEvents,
    tileCache: createTileCache(mapEvents),
    queue: createJobQueue(database, log, jobSpecs),
    today: today ?? chinaToday,
    demoAccounts,
  }
}
