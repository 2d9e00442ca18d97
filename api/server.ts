import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { migrations } from '#migrations/index.ts'
import type { App } from './app.ts'
import type { Config } from './config/config.ts'
import type { Context } from './context.ts'
import { openDatabase } from './db/database.ts'
import type { Database } from './db/database.ts'
import { migrate } from './db/migrate.ts'

export type RunningServer = {
  app: App
  database: Database
  address: string
  demo: boolean
  stop(): Promise<void>
}

const databaseFolder = ({ dataDir }: Config): string => join(dataDir, 'db')

export async function openMigrated(config: Config, log: pino.Logger): Promise<Database> {
  const database = await openDatabase({
    databaseUrl: config.databaseUrl,
    readUrls: config.databaseReadUrls,
    dataDir: databaseFolder(config),
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

/** Most of the program: it loads while the database opens, the embedded one on a thread of its own. */
async function loadParts(config: Config, isFirstStart: boolean) {
  const [app, context, demo, pages] = await Promise.all([
    import('./app.ts'),
    import('./context-build.ts'),
    import('./demo.ts'),
    import('./pages.ts'),
  ])
  const today = context.chinaToday()
  const material = isFirstStart ? demo.materialOfFirstStart(config, today) : undefined
  return { ...app, ...context, ...demo, ...pages, today, material }
}

/** The server answers before its jobs begin. The first makes up for a night in which no server ran. */
function beginJobs(context: Context): void {
  const begin = async () => {
    await context.queue.send('night', {}, { key: 'start' })
    await context.queue.work(context)
  }
  begin().catch((error: unknown) => context.log.error({ err: error }, 'the jobs could not begin'))
}

/** Opens the database, migrates, loads the demonstration into an empty one, and listens on one port. */
export async function startServer(config: Config): Promise<RunningServer> {
  const log = pino({ level: config.logLevel })
  const isFirstStart = !existsSync(databaseFolder(config))
  const [database, parts] = await Promise.all([openMigrated(config, log), loadParts(config, isFirstStart)])
  try {
    await parts.prepareDemo(database, config, parts.today, parts.material)
    const demo = await parts.demoIsOn(database, config)
    const context = await parts.buildContext({ config, database, log, demoAccounts: demo })
    const app = await parts.buildApp(context)
    await parts.servePages(app)
    app.addHook('onClose', async () => {
      await context.queue.close()
      await context.mapEvents.close()
      await context.credentials.close()
    })
    // The hooks that end work under way (imports, events) still need the database.
    const stop = () => app.close().finally(() => database.close())
    const address = await app.listen({ host: config.host, port: config.port })
    beginJobs(context)
    return { app, database, address, demo, stop }
  } catch (error) {
    await database.close()
    throw error
  }
}
