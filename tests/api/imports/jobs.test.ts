import { beforeAll, describe, expect, it } from 'vitest'
import { createImportJobs } from '#api/features/imports/import-jobs.ts'
import type { JobKey } from '#api/features/imports/import.queries.ts'
import { createJob, findJob, insertChunk, updateJob } from '#api/features/imports/import.queries.ts'
import type { TestApp } from '#tests/support/app.ts'
import { openTestApp } from '#tests/support/app.ts'
import { accept, collection, countEverything, dryRun, newRecord, polygon, rectangle } from './support.ts'

/** Jobs outlive the process that runs them. */
let app: TestApp
beforeAll(async () => {
  app = await openTestApp()
})

const file = Buffer.from(collection([{ geometry: polygon(rectangle(111, 35)), properties: { code: 'J-1' } }]))

/** A job as a process leaves it behind that dies without a word. */
async function abandoned(values: Record<string, unknown>): Promise<JobKey> {
  const { db } = app.database
  const who = { zoneId: app.zoneId, userId: app.userIds.officer, userName: 'officer', owner: 'dead process' }
  const key = await createJob(db, { ...who, fileName: 'left.geojson', choices: {} })
  await insertChunk(db, key, 0, file)
  const heartbeatAt = new Date(Date.now() - 60_000).toISOString()
  await updateJob(db, key, { state: 'reading', fileSize: file.length, heartbeatAt, ...values })
  return key
}

const setTouched = (key: JobKey, hoursAgo: number) =>
  app.database.query(
    'age',
    `update import_job set touched_at = now() - $2::int * interval '1 hour' where id = $1`,
    [key.id, hoursAgo],
  )

describe('a job whose process has died', () => {
  it('is read by another process when it was being read', async () => {
    const key = await abandoned({})
    const jobs = createImportJobs(app.context)
    await jobs.sweep()
    await jobs.idle()
    expect(await findJob(app.database.db, key)).toMatchObject({ state: 'checked', owner: null })
    await jobs.close()
  })

  it('is left alone while its process gives signs of life', async () => {
    const key = await abandoned({ heartbeatAt: new Date().toISOString() })
    const jobs = createImportJobs(app.context)
    await jobs.sweep()
    await jobs.idle()
    expect(await findJob(app.database.db, key)).toMatchObject({ state: 'reading', owner: 'dead process' })
    await updateJob(app.database.db, key, { state: 'failed' })
    await jobs.close()
  })

  it('is given up when its file has ended two processes', async () => {
    const key = await abandoned({ attempt: 2 })
    const jobs = createImportJobs(app.context)
    await jobs.sweep()
    expect(await findJob(app.database.db, key)).toMatchObject({
      state: 'failed',
      failure: { reason: 'process_ended' },
    })
    await jobs.close()
  })

  it('was stored wholly or not at all: it can be accepted again', async () => {
    const job = await dryRun(app, 'storing.geojson', file)
    const key = { zoneId: app.zoneId, id: job.id }
    const heartbeatAt = new Date(Date.now() - 60_000).toISOString()
    await updateJob(app.database.db, key, { state: 'storing', owner: 'dead process', heartbeatAt })
    const jobs = createImportJobs(app.context)
    await jobs.sweep()
    expect(await findJob(app.database.db, key)).toMatchObject({ state: 'checked', changeId: null })
    expect((await accept(app, job.id, { recordId: await newRecord(app) })).account!.stored).toBe(1)
    await jobs.close()
  })

  it('leaves no half of an upload behind', async () => {
    const key = await abandoned({ state: 'receiving' })
    const jobs = createImportJobs(app.context)
    await jobs.sweep()
    const left = await app.database.query('left', 'select 1 from import_chunk where import_id = $1', [key.id])
    expect(left).toEqual([])
    await jobs.close()
  })
})

describe('a job whose process is stopped', () => {
  it('is read again by the next one, and is not counted as a failure', async () => {
    const before = await countEverything(app)
    const key = await abandoned({ owner: null, heartbeatAt: null })
    const first = createImportJobs(app.context)
    await first.sweep()
    await first.close()
    expect(await findJob(app.database.db, key)).toMatchObject({ state: 'reading', owner: null, attempt: 0 })
    const second = createImportJobs(app.context)
    await second.sweep()
    await second.idle()
    expect(await findJob(app.database.db, key)).toMatchObject({ state: 'checked' })
    await second.close()
    expect(await countEverything(app)).toMatchObject({ parcel: before['parcel'] })
  })
})

describe('rows that a hard restart has taken', () => {
  it('are read from the file again before anything is stored', async () => {
    const job = await dryRun(app, 'lost.geojson', file)
    await app.database.query('lose', 'delete from import_row where import_id = $1', [job.id])
    const answer = await app.post('officer', `/api/imports/${job.id}/accept`, {
      recordId: await newRecord(app),
    })
    expect(answer.statusCode).toBe(409)
    expect(answer.json()).toMatchObject({ type: '/problems/wrong-state', state: 'reading' })
  })
})

describe('a job that nobody looks at', () => {
  it('is removed with its file after a day, a stored one much later', async () => {
    const open = await dryRun(app, 'open.geojson', file)
    const stored = await dryRun(
      app,
      'stored.geojson',
      collection([{ geometry: polygon(rectangle(112, 35)), properties: { code: 'J-9' } }]),
    )
    await accept(app, stored.id, { recordId: await newRecord(app) })
    const key = (id: number) => ({ zoneId: app.zoneId, id })
    await setTouched(key(open.id), 25)
    await setTouched(key(stored.id), 25)
    const jobs = createImportJobs(app.context)
    await jobs.sweep()
    expect(await findJob(app.database.db, key(open.id))).toBeUndefined()
    expect(await findJob(app.database.db, key(stored.id))).toBeDefined()
    await setTouched(key(stored.id), 24 * 91)
    await jobs.sweep()
    expect(await findJob(app.database.db, key(stored.id))).toBeUndefined()
    await jobs.close()
  })
})
