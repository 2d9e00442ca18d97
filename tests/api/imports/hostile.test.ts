import { zipSync } from 'fflate'
import { request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { beforeAll, describe, expect, it } from 'vitest'
import { uploadLimitBytes } from '#api/app.ts'
import { createImportJobs } from '#api/features/imports/import-jobs.ts'
import { createJob, findJob, insertChunk, updateJob } from '#api/features/imports/import.queries.ts'
import type { TestApp } from '#tests/support/app.ts'
import { openTestApp } from '#tests/support/app.ts'
import { collection, countEverything, dryRun, multipart, polygon, rectangle, upload } from './support.ts'

let app: TestApp
beforeAll(async () => {
  app = await openTestApp()
})

const text = (content: string) => new TextEncoder().encode(content)
const good = collection([{ geometry: polygon(rectangle(111, 35)), properties: { code: 'H-1' } }])

/** Writes other bytes over a name inside an archive; both have the same length. */
function renamed(archive: Uint8Array, from: string, to: string): Uint8Array {
  const bytes = Buffer.from(archive)
  for (let at = bytes.indexOf(from); at >= 0; at = bytes.indexOf(from, at + 1)) bytes.write(to, at)
  return bytes
}

describe('a file that means harm', () => {
  it.each<[string, string, () => Uint8Array, string]>([
    [
      'a bomb',
      'bomb.zip',
      () => zipSync({ 'a.geojson': new Uint8Array(128 << 20) }, { level: 1 }),
      'archive_ratio',
    ],
    [
      'a path that leaves the archive',
      'path.zip',
      () => renamed(zipSync({ 'aa/aa/a.geojson': text(good) }), 'aa/aa/a.geojson', '../../a.geojson'),
      'archive_path_leaves',
    ],
    [
      'half an archive',
      'half.zip',
      () => zipSync({ 'a.geojson': text(good) }).subarray(0, 60),
      'archive_damaged',
    ],
    [
      'an archive of nothing we read',
      'photos.zip',
      () => zipSync({ 'a.jpg': text('x') }),
      'archive_without_layers',
    ],
    ['no byte at all', 'empty.geojson', () => new Uint8Array(0), 'file_empty'],
    ['a file that ends too early', 'cut.geojson', () => text(good.slice(0, -20)), 'json_truncated'],
    [
      'another kind of file under our extension',
      'photo.geojson',
      () => Uint8Array.of(0xff, 0xd8, 0xff, 0xe0),
      'not_geojson',
    ],
    ['an unknown kind of file', 'a.dwg', () => text('AC1032 …'), 'format_unknown'],
  ])('ends as a failed import: %s', async (_, name, bytes, reason) => {
    const job = await dryRun(app, name, bytes())
    expect(job).toMatchObject({ state: 'failed', failure: { reason } })
    expect((await app.get('nobody', '/healthz')).statusCode).toBe(200)
    const deleted = await app.as('officer', { method: 'DELETE', url: `/api/imports/${job.id}` })
    expect(deleted.statusCode).toBe(204)
    const counts = await countEverything(app)
    expect([counts['import_job'], counts['import_chunk'], counts['import_row']]).toEqual([0, 0, 0])
  })

  it('is recognised by what it holds, not by its name', async () => {
    const job = await dryRun(app, 'really-geojson.txt', good)
    expect(job.layers[0]).toMatchObject({ count: 1, refused: 0 })
    await app.as('officer', { method: 'DELETE', url: `/api/imports/${job.id}` })
  })

  it('ends its own thread, not the server, when it needs too much memory', async () => {
    const jobs = createImportJobs(app.context, { heapMb: 48 })
    const { db } = app.database
    const who = { zoneId: app.zoneId, userId: app.userIds.officer, userName: 'officer', owner: jobs.owner }
    const key = await createJob(db, { ...who, fileName: 'deep.geojson', choices: {} })
    const hole = '[0,0],'.repeat(300_000)
    const row = `{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[${hole}[0,0]]]},"properties":{}}`
    const file = text(`{"type":"FeatureCollection","features":[${row},${row},${row}]}`)
    await insertChunk(db, key, 0, file)
    await updateJob(db, key, { state: 'reading', fileSize: file.length })
    jobs.enqueue(key)
    await jobs.idle()
    expect(await findJob(db, key)).toMatchObject({ state: 'failed', failure: { reason: 'too_much_memory' } })
    await jobs.close()
    expect((await dryRun(app, 'after.geojson', good)).state).toBe('checked')
  })
})

describe('an upload', () => {
  it('without a boundary between its parts is a fault of the request', async () => {
    const headers = { 'content-type': 'multipart/form-data' }
    const answer = await app.as('officer', { method: 'POST', url: '/api/imports', headers, payload: 'x' })
    expect(answer.statusCode).toBe(400)
  })

  it('is refused with 413 before its body is read when it says that it is too long', async () => {
    await app.app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = app.app.server.address() as AddressInfo
    const answer = await new Promise<{ status: number; sent: number }>((resolve, reject) => {
      let sent = 0
      const request = httpRequest({
        port,
        host: '127.0.0.1',
        method: 'POST',
        path: '/api/imports',
        headers: {
          authorization: `Bearer ${app.tokens.officer}`,
          'content-type': 'multipart/form-data; boundary=x',
          'content-length': uploadLimitBytes + (1 << 20),
          expect: '100-continue',
        },
      })
      request.on('response', (response) => {
        resolve({ status: response.statusCode ?? 0, sent })
        request.destroy()
      })
      request.on('continue', () => {
        sent += 1
        request.write('--x\r\ncontent-disposition: form-data; name="file"; filename="a.geojson"\r\n\r\n')
      })
      request.on('error', reject)
      request.flushHeaders()
    })
    expect(answer.status).toBe(413)
  })

  it('is refused with 413 when it turns out too long, and leaves nothing', async () => {
    const before = await countEverything(app)
    const body = multipart({ name: 'long.geojson', bytes: new Uint8Array(uploadLimitBytes + 1) })
    const answer = await app.as('officer', { method: 'POST', url: '/api/imports', ...body })
    expect(answer.statusCode).toBe(413)
    expect(answer.json()).toMatchObject({ type: '/problems/too-large', limitBytes: uploadLimitBytes })
    expect(await countEverything(app)).toEqual(before)
  })

  it('needs a file in a multipart body, and choices that make sense', async () => {
    const json = await app.post('officer', '/api/imports', {})
    expect(json.statusCode).toBe(415)
    const bad = await upload(app, 'a.geojson', good, { target: { collection: 'moon' } })
    expect(bad.statusCode).toBe(400)
    const unknown = await upload(app, 'a.geojson', good, { crs: 12 })
    expect(unknown.json().errors[0].rule).toBe('unknown_crs')
  })
})
