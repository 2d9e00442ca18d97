import { pino } from 'pino'
import { buildApp } from '#api/app.ts'
import { buildContext } from '#api/context-build.ts'
import { openDatabase } from '#api/db/database.ts'
import type { ServerSettings } from './data.ts'

/** Our whole server, as a process of its own: sign-in, hooks, headers, errors. `clear` empties the tile cache. */
const { databaseUrl, dataDir } = JSON.parse(process.argv[2]!) as ServerSettings
const database = await openDatabase({ databaseUrl, dataDir })
const context = await buildContext({
  config: {
    host: '127.0.0.1',
    port: 0,
    dataDir: dataDir ?? '/nowhere',
    databaseUrl,
    databaseReadUrls: [],
    authSecret: 'a-secret-for-benches-only-0123456789abcdef',
    demo: 'off',
    demoIsPublic: false,
    basemap: null,
    mail: null,
    publicUrl: null,
    logLevel: 'silent',
  },
  database,
  log: pino({ level: 'silent' }),
  demoAccounts: false,
})
const app = await buildApp(context)
const origin = await app.listen({ host: '127.0.0.1', port: 0 })

process.on('message', (message) => {
  if (message === 'clear') context.tileCache.clear()
  process.send?.('done')
})
process.once('SIGTERM', () => {
  void app
    .close()
    .then(() => Promise.all([context.mapEvents.close(), context.credentials.close()]))
    .then(() => database.close())
    .then(() => process.exit(0))
})
process.send?.(origin)
