import { join } from 'node:path'
import { pino } from 'pino'
import { migrations } from '#migrations/index.ts'
import type { App } from './app.ts'
import { buildApp } from './app.ts'
import type { Config } from './config/config.ts'
import { buildContext, chinaToday } from './context-build.ts'
import { openDatabase } from './db/database.ts'
import type { Database } from './db/database.ts'
import { migrate } from './db/migrate.ts'
import { demoIsOn, prepareDemo } from './demo.ts'
import { keepStatusesFresh } from './features/changes/status.ts'
import { servePages } from './pages.ts'

export type RunningServer = {
  app: App
  database: Database
  address: string
  demo: boolean
  stop(): Promise<void>
}

export async function openMigrated(config: Config, log: pino.Logger): Promise<Database> {
  const database = await openDatabase({
    databaseUrl: config.databaseUrl,
    readUrls: config.databaseReadUrls,
    dataDir: join(config.dataDir, 'db'),
    log,
  })
  try {
    await migrate(database.db, migrations)
    return database
  } catch (error) {
    await database.close()
    throw error
  }
}

/** Opens the database, migrates, loads the demonstration into an empty one, and listens on one port. */
export async function startServer(config: Config): Promise<RunningServer> {
  const log = pino({ level: config.logLevel })
  const database = await openMigrated(config, log)
  try {
    await prepareDemo(database, config, chinaToday())
    const demo = await demoIsOn(database, config)
    const context = await buildContext({ config, database, log, demoAccounts: demo })
    const app = await buildApp(context)
    await servePages(app)
    const stopRefreshing = keepStatusesFresh(context)
    app.addHook('onClose', async () => {
      stopRefreshing()
      await context.mapEvents.close()
      await context.credentials.close()
      await database.close()
    })
    const address = await app.listen({ host: config.host, port: config.port })
    return { app, database, address, demo, stop: () => app.close() }
  } catch (error) {
    await database.close()
    throw error
  }
}
