import type { FastifyBaseLogger } from 'fastify'
import type { Config } from './config/config.ts'
import type { Database } from './db/database.ts'
import type { ZoneFinder } from './http/access.ts'
import type { MapEvents } from './features/events/map-events.ts'
import type { Credentials } from './features/people/credentials.ts'
import type { Auth } from './features/people/auth.ts'
import type { TileCache } from './features/tiles/tile-cache.ts'
import type { JobQueue } from './jobs/job-queue.ts'

/** What the features share, built once at start. */
export type Context = {
  config: Config
  database: Database
  log: FastifyBaseLogger
  zones: ZoneFinder
  auth: Auth
  credentials: Credentials
  mapEvents: MapEvents
  tileCache: TileCache
  queue: JobQueue
  /** Today in the zones' time zone as `YYYY-MM-DD`; tests may stop the clock. */
  today(): string
  demoAccounts: boolean
}
