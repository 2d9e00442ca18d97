import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Context } from '#api/context.ts'
import { storableJson } from '#api/db/storable.ts'
import { Problem } from '#api/http/problem.ts'
import type { Failure, Job, JobKey } from './import.queries.ts'
import * as jobs from './import.queries.ts'
import type { Progress } from './import-reading.ts'
import { JobGone, runReading } from './import-reading.ts'
import { RowsLost, runStoring, tidyUp } from './import-storing.ts'
import type { ReadingLimits } from './import-thread-run.ts'
import { ReadingFailed } from './import-thread-run.ts'

/**
 * Runs jobs: one at a time in each process, so that memory stays bounded. Whose turn it is, how far it is and
 * what came of it stands in the database; another process takes over what a dead one left behind.
 */
export type ImportJobs = {
  owner: string
  /** Runs the job as soon as it is its turn; it must be `reading` or `storing` and ours. */
  enqueue(key: JobKey): void
  /** The newest we know: the database hears of progress only now and then. */
  progressOf(key: JobKey): Progress | undefined
  /** Ends a running job and waits until it has let go. */
  cancel(key: JobKey): Promise<void>
  /** Resolves when nothing is running or waiting. */
  idle(): Promise<void>
  /** One round of housekeeping: signs of life, abandoned and expired jobs. */
  sweep(): Promise<void>
  start(): void
  close(): Promise<void>
}

export type JobLimits = Partial<ReadingLimits> & {
  /** A job whose process has been silent for so long is taken over. */
  abandonedAfterMs?: number
  /** Jobs that nobody touches are removed. */
  openForHours?: number
  /** Accounts of stored files are kept. */
  storedForHours?: number
}

const heartbeatMs = 5_000
const progressMs = 1_000
/** A file that ends its process again and again is given up. */
const readingAttempts = 2

type Running = { key: JobKey; progress: Progress; abort: AbortController; finished: Promise<void> }

class Cancelled extends Error {}
/** The server is going down: what was running is left for the next one. */
class ShuttingDown extends Error {}

const nameOf = ({ zoneId, id }: JobKey) => `${zoneId}/${id}`

export function createImportJobs(context: Context, limits: JobLimits = {}): ImportJobs {
  const { log } = context
  const owner = randomUUID()
  const queue: JobKey[] = []
  let running: Running | undefined
  let closing = false
  let timer: NodeJS.Timeout | undefined

  const pump = () => {
    if (running || closing) return
    const key = queue.shift()
    if (!key) return
    const progress: Progress = { done: 0, total: null }
    const abort = new AbortController()
    const finished = runJob(context, { owner, limits }, key, progress, abort.signal)
      .catch((error: unknown) => log.error({ err: error, importId: key.id }, 'an import job failed'))
      .finally(() => {
        running = undefined
        pump()
      })
    running = { key, progress, abort, finished }
  }

  const isRunning = (key: JobKey) => running !== undefined && nameOf(running.key) === nameOf(key)

  const sweep = async () => {
    const { db } = context.database
    await jobs.beat(db, owner)
    const abandoned = await jobs.claimAbandoned(db, owner, limits.abandonedAfterMs ?? 6 * heartbeatMs)
    for (const job of abandoned) if (await revive(context, job, owner)) self.enqueue(job)
    for (const key of await jobs.findExpired(db, limits.openForHours ?? 24, limits.storedForHours ?? 24 * 90))
      await jobs.deleteJob(db, key)
    await jobs.deleteOrphans(db)
  }

  const self: ImportJobs = {
    owner,
    enqueue(key) {
      queue.push({ zoneId: key.zoneId, id: key.id })
      pump()
    },
    progressOf: (key) => (isRunning(key) ? running!.progress : undefined),
    async cancel(key) {
      const place = queue.findIndex((waiting) => nameOf(waiting) === nameOf(key))
      if (place >= 0) queue.splice(place, 1)
      if (!isRunning(key)) return
      running!.abort.abort(new Cancelled())
      await running!.finished
    },
    async idle() {
      for (let current = running; current; current = running) await current.finished
    },
    sweep,
    start() {
      const beat = async () => {
        await sweep().catch((error: unknown) =>
          log.warn({ err: error }, 'import jobs could not be looked after'),
        )
        if (!closing) timer = setTimeout(() => void beat(), heartbeatMs).unref()
      }
      timer = setTimeout(() => void beat(), heartbeatMs).unref()
    },
    async close() {
      closing = true
      clearTimeout(timer)
      queue.length = 0
      running?.abort.abort(new ShuttingDown())
      await running?.finished
    },
  }
  return self
}

/** What becomes of a job whose process has died. Answers whether it is to run now. */
async function revive({ database: { db } }: Context, job: Job, owner: string): Promise<boolean> {
  if (job.state === 'receiving') {
    await jobs.deleteJob(db, job)
    return false
  }
  // Storing is one transaction that also says `stored`: it has happened wholly or not at all.
  if (job.state === 'storing') {
    await jobs.updateJob(db, job, { state: 'checked', acceptance: null, owner: null }, { owner })
    return false
  }
  if (job.attempt < readingAttempts) return true
  await fail({ database: { db } } as Context, job, { reason: 'process_ended', findings: [] })
  return false
}

type Runner = { owner: string; limits: JobLimits }

async function runJob(
  context: Context,
  runner: Runner,
  key: JobKey,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const { db } = context.database
  const job = await jobs.findJob(db, key)
  if (!job || job.owner !== runner.owner) return
  const watch = new AbortController()
  const watching = keepTold(context, job, runner.owner, progress, watch.signal)
  try {
    if (job.state === 'reading') await read(context, runner, job, progress, signal)
    else if (job.state === 'storing') await store(context, runner, job, progress, signal)
  } catch (error) {
    await settle(context, job, error)
  } finally {
    watch.abort()
    await watching
  }
}

async function read(
  context: Context,
  { owner, limits }: Runner,
  job: Job,
  progress: Progress,
  signal: AbortSignal,
) {
  await jobs.updateJob(context.database.db, job, { attempt: job.attempt + 1 }, { owner })
  const { heapMb, silentMs } = limits
  const own = { ...(heapMb !== undefined && { heapMb }), ...(silentMs !== undefined && { silentMs }) }
  await runReading({ ...context, owner, limits: own }, job, progress, signal)
}

async function store(context: Context, { owner }: Runner, job: Job, progress: Progress, signal: AbortSignal) {
  const zone = await context.zones.byId(job.zoneId)
  if (!zone) throw new JobGone()
  await runStoring({ deps: { ...context, owner }, zone, job, progress, signal })
  // The change is saved; what cannot be swept up now is swept up later.
  await tidyUp(context.database.db, job).catch((error: unknown) =>
    context.log.warn({ err: error, importId: job.id }, 'rows of a stored import could not be removed'),
  )
}

/** Tells the database now and then how far a job is. */
async function keepTold(
  { database: { db }, log }: Context,
  key: JobKey,
  owner: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  let told = -1
  while (!signal.aborted) {
    await wait(progressMs, undefined, { signal, ref: false }).catch(() => undefined)
    if (signal.aborted || progress.done === told) continue
    told = progress.done
    await jobs
      .updateJob(db, key, { done: progress.done, total: progress.total }, { owner })
      .catch((error: unknown) => log.warn({ err: error }, 'the progress of an import could not be told'))
  }
}

async function fail(
  { database: { db } }: Pick<Context, 'database'>,
  key: JobKey,
  failure: Failure,
): Promise<void> {
  await jobs.deleteRows(db, key)
  await jobs.updateJob(db, key, { state: 'failed', failure: storableJson(failure), owner: null })
}

/** How a job that was not finished ends. */
async function settle(context: Context, job: Job, error: unknown): Promise<void> {
  const { db } = context.database
  if (error instanceof Cancelled || error instanceof JobGone) return jobs.deleteRows(db, job)
  // Another process, or this one after its restart, reads the file again from the beginning.
  if (error instanceof ShuttingDown) {
    const state = job.state === 'storing' ? { state: 'checked', acceptance: null } : {}
    await jobs.updateJob(db, job, { ...state, attempt: job.attempt, owner: null, heartbeatAt: null })
    return
  }
  if (error instanceof ReadingFailed) {
    const { reason, findings } = error
    return fail(context, job, { reason, findings })
  }
  if (error instanceof RowsLost) return rereadLater(context, job)
  if (error instanceof Problem && job.state === 'storing') return refuse(context, job, error)
  context.log.error({ err: error, importId: job.id }, 'an import job failed')
  await fail(context, job, {
    reason: job.state === 'storing' ? 'storing_failed' : 'reader_failed',
    findings: [],
  })
}

async function rereadLater({ database: { db } }: Context, job: Job): Promise<void> {
  await jobs.updateJob(db, job, {
    state: 'reading',
    acceptance: null,
    owner: null,
    heartbeatAt: null,
    attempt: 0,
  })
}

/** The record was closed meanwhile, or the zone has moved: nothing is stored, and the person may accept again. */
async function refuse({ database: { db } }: Context, job: Job, problem: Problem): Promise<void> {
  const failure: Failure = {
    reason: problem.code,
    findings: [],
    detail: problem.message,
  }
  await jobs.updateJob(db, job, {
    state: 'checked',
    acceptance: null,
    failure: storableJson(failure),
    owner: null,
  })
}
