import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { pino } from 'pino'
import { afterAll, describe, expect, it } from 'vitest'
import type { Context } from '#api/context.ts'
import type { Database } from '#api/db/database.ts'
import { openDatabase } from '#api/db/database.ts'
import type { JobData, JobRun, JobSpec } from '#api/jobs/job.ts'
import { createJobQueue } from '#api/jobs/job-queue.ts'
import { emptyPlace, openEmptyDatabase } from '#tests/support/database.ts'

const log = pino({ level: 'silent' })
const context = {} as Context

/** A kind of work that writes down its runs; `act` may fail or wait. */
function workOf(ran: JobRun[], act: (run: JobRun) => Promise<void> | void = () => undefined): JobSpec {
  return {
    name: 'work',
    retryLimit: 2,
    retryDelaySeconds: 60,
    limitSeconds: 60,
    async run(_context, run) {
      ran.push(run)
      await act(run)
      return { done: true }
    },
  }
}

const database = await openEmptyDatabase()
const queues: ReturnType<typeof createJobQueue>[] = []
function openQueue(spec: JobSpec, on: Database = database) {
  const queue = createJobQueue(on, log, [spec])
  queues.push(queue)
  return queue
}
afterAll(() => Promise.all(queues.map((queue) => queue.close())))

/** Time passes for the jobs that wait: pauses between tries are over, silent servers have been silent long enough. */
const letTimePass = (on: Database = database) =>
  on.executeSql(`update pgboss.job set start_after = now() - interval '1 second' where state = 'retry';
    update pgboss.job set heartbeat_on = heartbeat_on - interval '10 minutes' where state = 'active'`)

describe('a job', () => {
  it('runs once, and again only when it is asked for after it has begun', async () => {
    const ran: JobRun[] = []
    const queue = openQueue(workOf(ran))
    expect(await queue.send('work', { zoneId: 1 }, { key: '1' })).toBe(true)
    expect(await queue.send('work', { zoneId: 1 }, { key: '1' })).toBe(false)
    expect(await queue.send('work', { zoneId: 2 }, { key: '2' })).toBe(true)
    expect(await queue.runWaiting(context)).toBe(2)
    expect(await queue.runWaiting(context)).toBe(0)
    expect(await queue.send('work', { zoneId: 1 }, { key: '1' })).toBe(true)
    expect(await queue.runWaiting(context)).toBe(1)
    expect(ran.map(({ data }) => data.zoneId)).toEqual([1, 2, 1])
  })

  it('is taken by one of several servers', async () => {
    const ran: JobRun[] = []
    const servers = [openQueue(workOf(ran)), openQueue(workOf(ran)), openQueue(workOf(ran))]
    const numbers = Array.from({ length: 24 }, (_, n) => n)
    for (const n of numbers) await servers[n % 3]!.send('work', { n }, { key: `n${n}` })
    const counts = await Promise.all(servers.map((server) => server.runWaiting(context)))
    expect(counts.reduce((sum, count) => sum + count)).toBe(numbers.length)
    expect(ran.map(({ data }) => data['n']).sort((a, b) => Number(a) - Number(b))).toEqual(numbers)
  })

  it('that fails is tried again after a pause, then laid aside where an administrator finds it', async () => {
    const ran: JobRun[] = []
    let isBroken = true
    const spec = workOf(ran, () => {
      if (isBroken) throw new Error('the mail server is away')
    })
    const queue = openQueue(spec)
    await queue.send('work', { zoneId: 5 }, { key: '5' })
    for (let tried = 1; tried <= 3; tried++) {
      expect(await queue.runWaiting(context)).toBe(1)
      expect(await queue.runWaiting(context)).toBe(0)
      await letTimePass()
    }
    expect(ran.map(({ attempt }) => attempt)).toEqual([1, 2, 3])

    const { dead } = await queue.overview(5)
    expect(dead).toMatchObject([
      { name: 'work', data: { zoneId: 5 }, attempts: 3, fault: 'the mail server is away' },
    ])
    expect((await queue.overview(6)).dead).toEqual([])
    expect(await queue.revive(6, dead[0]!.id)).toBe(false)

    isBroken = false
    expect(await queue.revive(5, dead[0]!.id)).toBe(true)
    expect(await queue.runWaiting(context)).toBe(1)
    expect((await queue.overview(5)).dead).toEqual([])
    expect(ran).toHaveLength(4)
  })

  it('is told to end when its server stops, and another server does it', async () => {
    const ran: JobRun[] = []
    let begun: () => void = () => undefined
    const hasBegun = new Promise<void>((resolve) => (begun = resolve))
    const stopping = openQueue(
      workOf(ran, async ({ signal }) => {
        begun()
        if (!signal.aborted) await once(signal, 'abort')
        signal.throwIfAborted()
      }),
    )
    await stopping.send('work', { zoneId: 3 }, { key: '3' })
    await stopping.work(context)
    await hasBegun
    await stopping.close()
    await letTimePass()

    const other: JobRun[] = []
    expect(await openQueue(workOf(other)).runWaiting(context)).toBe(1)
    expect(other[0]).toMatchObject({ data: { zoneId: 3 }, attempt: 2 })
  })

  it('tells the next time of what runs by the clock', async () => {
    const queue = openQueue({ ...workOf([]), cron: '1 0 * * *' })
    await queue.work(context)
    const [view] = (await queue.overview(1)).queues
    expect(view).toMatchObject({ name: 'work', cron: '1 0 * * *' })
    // 00:01 in China is 16:01 in UTC.
    expect(view!.nextAt).toMatch(/T16:01:00\.000Z$/)
  })
})

describe('a server that is killed', () => {
  it('leaves its job to the next one', async () => {
    const place = await emptyPlace()
    try {
      const script = new URL('../../support/killed-worker.ts', import.meta.url).pathname
      const child = spawn(process.execPath, ['--import', 'tsx', script, JSON.stringify(place.options)])
      const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
      expect(line).toBe('begun {"zoneId":7}')
      child.kill('SIGKILL')
      await once(child, 'exit')

      const next = await openDatabase(place.options)
      const ran: { data: JobData; attempt: number }[] = []
      const queue = openQueue(workOf(ran as JobRun[]), next)
      try {
        expect(await queue.runWaiting(context)).toBe(0)
        await letTimePass(next)
        await queue.rescue()
        await letTimePass(next)
        expect(await queue.runWaiting(context)).toBe(1)
        expect(ran[0]).toMatchObject({ data: { zoneId: 7 }, attempt: 2 })
      } finally {
        await queue.close()
        await next.close()
      }
    } finally {
      await place.remove()
    }
  })
})
