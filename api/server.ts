import fastifyStatic from '@fastify/static'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
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
import { Problem } from './http/problem.ts'
import { problemType } from './http/error-handler.ts'

const webFolder = resolve(import.meta.dirname, '../dist')

export type RunningServer = {
  app: App
  database: Database
  address: string
  demo: boolean
  stop(): Promise<void>
}

/** The pages; every address that no route answers opens the application, which knows its own. */
async function serveWeb(app: App): Promise<void> {
  if (existsSync(join(webFolder, 'index.html'))) {
    await app.register(fastifyStatic, {
      root: webFolder,
      wildcard: true,
      index: false,
      cacheControl: false,
      preCompressed: true,
      setHeaders: (reply, path) =>
        reply.header(
          'cache-control',
          path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
        ),
    })
  }
  app.setNotFoundHandler((request, reply) => {
    const isPage = request.method === 'GET' && !/^\/(api|ogc|tiles|assets)(\/|$)/.test(request.url)
    if (isPage && existsSync(join(webFolder, 'index.html'))) return reply.sendFile('index.html')
    const problem = new Problem('not-found')
    return reply.code(404).type(problemType).send(JSON.stringify(problem.toBody()))
  })
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
    await serveWeb(app)
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
