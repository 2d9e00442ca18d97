import { writeSync } from 'node:fs'
import { pino } from 'pino'
import type { Context } from '#api/context.ts'
import type { DatabaseOptions } from '#api/db/database.ts'
import { openDatabase } from '#api/db/database.ts'
import { createJobQueue } from '#api/jobs/job-queue.ts'

/** A server that is going to be killed in the middle of a job. It tells when it has begun. */
const database = await openDatabase(JSON.parse(process.argv[2]!) as DatabaseOptions)
const queue = createJobQueue(database, pino({ level: 'silent' }), [
  {
    name: 'work',
    retryLimit: 3,
    retryDelaySeconds: 1,
    limitSeconds: 60,
    run: async (_context, { data }) => {
      writeSync(1, `begun ${JSON.stringify(data)}\n`)
      await new Promise((done) => setTimeout(done, 600_000))
    },
  },
])
await queue.send('work', { zoneId: 7 }, { key: '7' })
await queue.runWaiting({} as Context)
