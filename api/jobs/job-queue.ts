import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyBaseLogger } from 'fastify'
import type { JobWithMetadata, PgBoss } from 'pg-boss'
import type { Context } from '#api/context.ts'
import type { Database } from '#api/db/database.ts'
import type { JobData, JobSpec } from './job.ts'

/**
 * Jobs lie in the database (pg-boss in its own schema), so they survive every server. Several servers take from the
 * same queues and none twice; a server that dies stops beating, and what it had begun is begun again elsewhere.
 */
export type JobQueue = {
  /** Makes or renews the tables of the queue; from then on jobs can be asked for. */
  open(): Promise<void>
  readonly isOpen: boolean
  /** Takes jobs as they come, until `close`. */
  work(context: Context): Promise<void>
  /** Asks for a job. False when the same (by `key`) is waiting already: it will see everything up to its start. */
  send(name: string, data: JobData, options?: SendOptions): Promise<boolean>
  /** Does everything that is waiting, here and now, one after the other. Answers how many jobs ran. */
  runWaiting(context: Context): Promise<number>
  /** Looks for jobs whose server has died, and gives them back. */
  rescue(): Promise<void>
  overview(zoneId: number): Promise<JobOverview>
  /** Gives a dead job back to its queue. False when it is not there, or not this zone's. */
  revive(zoneId: number, id: string): Promise<boolean>
  close(): Promise<void>
}

type SendOptions = { key?: string; afterSeconds?: number }

export type DeadJob = {
  id: string
  name: string
  data: JobData
  diedAt: string
  attempts: number
  fault: string | null
}
export type QueueView = {
  name: string
  cron: string | null
  nextAt: string | null
  waiting: number
  active: number
}
export type JobOverview = { queues: QueueView[]; dead: DeadJob[] }

const schema = 'pgboss'
const timeZone = 'Asia/Shanghai'
const deadQueue = 'dead'
const daySeconds = 86_400
/** A server that was silent so long is dead. */
const heartbeatSeconds = 20
/** Whoever asks for a job wakes the workers of his own server at once. */
const pollSeconds = 5
/** Looking after jobs of dead servers, and after the tables. */
const superviseSeconds = 15
const closeMs = 10_000
const mostDead = 200

/** Only what has to look at itself is timed; the rest of its machinery has nothing to do here. */
const quiet = {
  registerInstance: false,
  reindex: false,
  monitorVacuum: false,
  openTelemetry: { enabled: false },
} as const

export function createJobQueue(
  database: Pick<Database, 'executeSql'>,
  log: FastifyBaseLogger,
  specs: readonly JobSpec[],
): JobQueue {
  const ending = new AbortController()
  const workers = new Map<string, string>()
  let opened: Promise<PgBoss> | undefined
  let closing: Promise<void> | undefined
  const open = () => (opened ??= openBoss(database, log, specs))

  const perform = async (context: Context, spec: JobSpec, job: BossJob) => {
    const signal = job.signal ? AbortSignal.any([ending.signal, job.signal]) : ending.signal
    const run = { data: job.data, attempt: job.retryCount + 1, signal }
    try {
      return await spec.run(context, run)
    } catch (error) {
      if (!ending.signal.aborted) log.error({ err: error, job: spec.name, ...job.data }, 'a job failed')
      throw error
    }
  }

  return {
    open: async () => void (await open()),
    get isOpen() {
      return opened !== undefined && closing === undefined
    },

    async work(context) {
      const boss = await open()
      for (const spec of specs) {
        const options = { pollingIntervalSeconds: pollSeconds, includeMetadata: true } as const
        const id = await boss.work<JobData, unknown, typeof options>(spec.name, options, async ([job]) =>
          job ? perform(context, spec, job) : undefined,
        )
        workers.set(spec.name, id)
        if (spec.cron)
          await boss.schedule(
            spec.name,
            spec.cron,
            {},
            { tz: timeZone, singletonKey: 'cron', missed: 'once' },
          )
      }
    },

    async send(name, data, { key, afterSeconds } = {}) {
      const boss = await open()
      const id = await boss.send(name, data, {
        ...(key !== undefined && { singletonKey: key }),
        ...(afterSeconds !== undefined && { startAfter: afterSeconds }),
      })
      const worker = workers.get(name)
      if (worker && afterSeconds === undefined) boss.notifyWorker(worker)
      return id !== null
    },

    async runWaiting(context) {
      const boss = await open()
      for (let ran = 0; ;) {
        const before = ran
        for (const spec of specs) {
          const [job] = await boss.fetch<JobData>(spec.name, { includeMetadata: true })
          if (!job) continue
          ran += 1
          await perform(context, spec, job).then(
            (output) => boss.complete(spec.name, job.id, (output ?? null) as object | null),
            (error: Error) => boss.fail(spec.name, job.id, { message: error.message }),
          )
        }
        if (ran === before) return ran
      }
    },

    rescue: async () => (await open()).supervise(),

    async overview(zoneId) {
      const boss = await open()
      const [queues, schedules, dead] = await Promise.all([
        boss.getQueues(specs.map(({ name }) => name)),
        boss.getSchedules(),
        findDead(boss, zoneId),
      ])
      const views = specs.map(({ name }): QueueView => {
        const queue = queues.find((one) => one.name === name)
        const cron = schedules.find((one) => one.name === name)?.cron ?? null
        return {
          name,
          cron,
          nextAt: cron === null ? null : nextTime(boss, cron),
          waiting: queue?.queuedCount ?? 0,
          active: queue?.activeCount ?? 0,
        }
      })
      return { queues: views, dead }
    },

    async revive(zoneId, id) {
      const boss = await open()
      if (!(await findDead(boss, zoneId)).some((job) => job.id === id)) return false
      return (await boss.redrive(deadQueue, { ids: [id] })) > 0
    },

    close: () =>
      (closing ??= (async () => {
        ending.abort(new Error('the server stops'))
        const boss = await opened?.catch(() => undefined)
        await Promise.race([
          boss?.stop({ graceful: true, close: false, timeout: closeMs }),
          wait(closeMs + 1000, undefined, { ref: false }),
        ])
      })()),
  }
}

type BossJob = Pick<JobWithMetadata<JobData>, 'data' | 'retryCount'> & { signal?: AbortSignal }

/** Loaded when it is needed: commands and most tests have no jobs. */
async function openBoss(
  database: Pick<Database, 'executeSql'>,
  log: FastifyBaseLogger,
  specs: readonly JobSpec[],
): Promise<PgBoss> {
  const { PgBoss: Boss } = await import('pg-boss')
  const boss = new Boss({
    db: { executeSql: (text, values) => database.executeSql(text, values) },
    schema,
    superviseIntervalSeconds: superviseSeconds,
    monitorIntervalSeconds: superviseSeconds,
    ...quiet,
  })
  boss.on('error', (error) => log.error({ err: error }, 'the job queue has a fault'))
  boss.on('warning', ({ message }) => log.warn({ reason: message }, 'the job queue warns'))
  await boss.start()
  await boss.createQueue(deadQueue, { retentionSeconds: 90 * daySeconds })
  for (const { name, retryLimit, retryDelaySeconds, limitSeconds } of specs) {
    await boss.createQueue(name, {
      policy: 'stately',
      retryLimit,
      retryDelay: retryDelaySeconds,
      retryBackoff: true,
      expireInSeconds: limitSeconds,
      heartbeatSeconds,
      deadLetter: deadQueue,
      deleteAfterSeconds: 7 * daySeconds,
    })
  }
  return boss
}

const nextTime = (boss: PgBoss, cron: string): string | null =>
  boss.previewSchedule(cron, { tz: timeZone, count: 1 })[0]?.toISOString() ?? null

/** Jobs that were tried to the last and failed: those of a zone, and those that belong to none. */
async function findDead(boss: PgBoss, zoneId: number): Promise<DeadJob[]> {
  const jobs = await boss.findJobs<JobData>(deadQueue, { limit: mostDead })
  return jobs
    .filter(({ state }) => state === 'created')
    .filter(({ data }) => data.zoneId === undefined || data.zoneId === zoneId)
    .map((job) => ({
      id: job.id,
      name: job.sourceName ?? '',
      data: job.data,
      diedAt: job.createdOn.toISOString(),
      attempts: (job.sourceRetryCount ?? 0) + 1,
      fault: faultOf(job.sourceOutput),
    }))
    .toSorted((a, b) => (a.diedAt < b.diedAt ? 1 : -1))
}

function faultOf(output: unknown): string | null {
  const message = (output as { message?: unknown } | null)?.message
  return typeof message === 'string' ? message : null
}
