import { beforeAll, describe, expect, it } from 'vitest'
import type { TestApp } from '#tests/support/app.ts'
import { openTestApp } from '#tests/support/app.ts'
import type { ImportAnswer } from './support.ts'
import {
  accept,
  collection,
  countEverything,
  dryRun,
  newRecord,
  polygon,
  rectangle,
  settled,
  upload,
} from './support.ts'

let app: TestApp
let recordId: number
beforeAll(async () => {
  app = await openTestApp()
  const square = JSON.stringify({
    type: 'MultiPolygon',
    coordinates: [[rectangle(110.9, 34.9, 0.2, 0.2)]],
  })
  await app.database.query(
    'boundary',
    'update zone set boundary = ST_SetSRID(ST_GeomFromGeoJSON($2), 4490) where id = $1',
    [app.zoneId, square],
  )
  recordId = await newRecord(app)
})

const parcels = (prefix: string, count: number, lng: number, lat = 35) =>
  collection(
    Array.from({ length: count }, (_, i) => ({
      geometry: polygon(
        rectangle(lng + (i % 100) * 0.0001, lat + Math.floor(i / 100) * 0.0001, 0.0001, 0.0001),
      ),
      properties: { code: `${prefix}-${i}` },
    })),
  )

const tryAccept = (id: number, body: object) => app.post('officer', `/api/imports/${id}/accept`, body)

describe('accepting', () => {
  it('needs a record that is open', async () => {
    const job = await dryRun(app, 'r.geojson', parcels('R', 1, 111))
    expect((await tryAccept(job.id, {})).json().type).toBe('/problems/record-required')
    expect((await tryAccept(job.id, { recordId: 999_999 })).json().type).toBe('/problems/record-required')
    const closed = await newRecord(app)
    const patched = await app.as('officer', {
      method: 'PATCH',
      url: `/api/records/${closed}`,
      payload: { closed: true, version: 1 },
    })
    expect(patched.statusCode).toBe(200)
    expect((await tryAccept(job.id, { recordId: closed })).json().type).toBe('/problems/record-closed')
  })

  it('needs a word about rows that cannot be stored, and names them in the account', async () => {
    const rows = [
      { geometry: polygon(rectangle(110.95, 35.05)), properties: { code: 'S-1' } },
      { geometry: polygon(rectangle(110.96, 35.05)), properties: { name: '没有编号' } },
      { geometry: polygon(rectangle(110.97, 35.05)), properties: { code: 'S-1' } },
    ]
    const job = await dryRun(app, 's.geojson', collection(rows), { target: { collection: 'parcels' } })
    const refused = await tryAccept(job.id, { recordId })
    expect(refused.statusCode).toBe(422)
    expect(refused.json().errors).toEqual([{ path: 'skipRefused', rule: 'rows_refused', count: 2 }])
    const stored = await accept(app, job.id, { recordId, skipRefused: true })
    expect(stored.account).toMatchObject({
      read: 3,
      stored: 1,
      refusedCount: 2,
      refused: [
        { row: 2, title: null, reason: 'field_required' },
        { row: 3, title: 'S-1', reason: 'duplicate_in_file' },
      ],
    })
  })

  it('takes land outside the zone with a reason, which stands in the change', async () => {
    const job = await dryRun(app, 'outside.geojson', parcels('O', 3, 120))
    expect(job.layers[0]).toMatchObject({ outside: 3, refused: 0 })
    expect(job.layers[0]!.findingCounts).toContainEqual({
      code: 'outside_zone',
      severity: 'warning',
      count: 3,
    })
    const refused = await tryAccept(job.id, { recordId })
    expect(refused.json().errors[0]).toMatchObject({ path: 'acceptOutside.reason', count: 3 })
    expect((await tryAccept(job.id, { recordId, acceptOutside: { reason: '  ' } })).statusCode).toBe(400)
    const stored = await accept(app, job.id, { recordId, acceptOutside: { reason: '飞地，见批复' } })
    expect(stored.account!.outside).toEqual({ count: 3, reason: '飞地，见批复' })
    const change = await app.get('officer', `/api/changes/${stored.changeId}`)
    expect(change.json().change.label).toContain('飞地，见批复')
  })

  it('stores once when two accept at the same moment, and never again', async () => {
    const job = await dryRun(app, 'twice.geojson', parcels('W', 50, 111.01))
    const both = await Promise.all([tryAccept(job.id, { recordId }), tryAccept(job.id, { recordId })])
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([202, 409])
    expect((await settled(app, job.id)).account!.stored).toBe(50)
    expect((await tryAccept(job.id, { recordId })).json()).toMatchObject({
      type: '/problems/wrong-state',
      state: 'stored',
    })
    const found = await app.get('officer', '/ogc/collections/parcels/items?code=W-7')
    expect(found.json().numberMatched).toBe(1)
  })

  it('looks again when the zone has changed since the dry run', async () => {
    const first = await dryRun(app, 'first.geojson', parcels('V', 4, 111.03))
    const second = await dryRun(
      app,
      'second.geojson',
      collection([
        { geometry: polygon(rectangle(111.05, 35)), properties: { code: 'V-0' } },
        { geometry: polygon(rectangle(111.03, 35)), properties: { code: 'V-new' } },
        { geometry: polygon(rectangle(111.07, 35)), properties: { code: 'V-fine' } },
      ]),
    )
    expect(second.layers[0]!.refused).toBe(0)
    await accept(app, first.id, { recordId })
    const stored = await accept(app, second.id, { recordId, skipRefused: true })
    expect(stored.account).toMatchObject({
      stored: 1,
      refused: [
        { row: 1, reason: 'duplicate_in_zone' },
        { row: 2, reason: 'overlaps_in_zone' },
      ],
    })
  })

  it('frees a row again when what stood in its way has gone', async () => {
    const first = await dryRun(app, 'way.geojson', parcels('Y', 1, 110.91))
    const { changeId } = await accept(app, first.id, { recordId })
    const job = await dryRun(app, 'again.geojson', parcels('Y', 1, 110.91))
    expect(job.layers[0]!.refused).toBe(1)
    expect((await tryAccept(job.id, { recordId, skipRefused: true })).json().errors[0].rule).toBe(
      'nothing_to_store',
    )
    expect((await app.post('officer', `/api/changes/${changeId}/undo`, {})).statusCode).toBe(201)
    const reread = await dryRun(app, 'again.geojson', parcels('Y', 1, 110.91))
    expect(reread.layers[0]!.refused).toBe(0)
    expect((await accept(app, reread.id, { recordId })).account!.stored).toBe(1)
  })
})

describe('cancelling', () => {
  it('leaves nothing, whether the file is being read, checked or stored', async () => {
    const before = await countEverything(app)
    const cancel = (id: number) => app.as('officer', { method: 'DELETE', url: `/api/imports/${id}` })

    const reading = (await upload(app, 'reading.geojson', parcels('X', 4001, 110.92))).json<ImportAnswer>()
    expect((await cancel(reading.id)).statusCode).toBe(204)
    expect(await countEverything(app)).toEqual(before)

    const checked = await dryRun(app, 'checked.geojson', parcels('X', 10, 110.92))
    expect((await cancel(checked.id)).statusCode).toBe(204)
    expect(await countEverything(app)).toEqual(before)

    const storing = await dryRun(app, 'storing.geojson', parcels('X', 4001, 110.92))
    await tryAccept(storing.id, { recordId })
    const cancelled = await cancel(storing.id)
    // On a very fast machine all may have been stored by now; then cancelling is refused.
    const stays = cancelled.statusCode === 409 ? { parcel: before['parcel']! + 4001 } : before
    expect(await countEverything(app)).toMatchObject(stays)
    expect((await app.get('officer', `/api/imports/${reading.id}`)).statusCode).toBe(404)
  })
})

describe('imports of others', () => {
  it('are not there for another zone, and not for roles that do not write', async () => {
    const job = await dryRun(app, 'mine.geojson', parcels('M', 1, 110.99))
    for (const [method, path] of [
      ['GET', ''],
      ['GET', '/preview'],
      ['GET', '/findings'],
      ['GET', '/refused'],
      ['PUT', '/choices'],
      ['POST', '/accept'],
      ['DELETE', ''],
    ] as const) {
      const request = {
        method,
        url: `/api/imports/${job.id}${path}`,
        ...(method !== 'GET' && { payload: {} }),
      }
      expect((await app.as('stranger', request)).statusCode, `${method} ${path}`).toBe(404)
      expect((await app.as('planner', request)).statusCode, `${method} ${path}`).toBe(403)
    }
    expect((await upload(app, 'a.geojson', parcels('N', 1, 111), undefined, 'leader')).statusCode).toBe(403)
    const listed = await app.get('officer', '/api/imports')
    expect(listed.json().imports[0]).toMatchObject({
      id: job.id,
      state: 'checked',
      file: { name: 'mine.geojson' },
    })
    expect((await app.get('administrator', '/api/imports')).json().imports).toEqual([])
  })
})
