import { beforeAll, describe, expect, it } from 'vitest'
import type { TestApp } from '#tests/support/app.ts'
import { openTestApp } from '#tests/support/app.ts'
import { accept, collection, dryRun, newRecord, polygon, rectangle } from './support.ts'

let app: TestApp
beforeAll(async () => {
  app = await openTestApp()
})

async function importLayer(title: string): Promise<{ slug: string; version: number; changeId: number }> {
  const rows = [0, 1].map((i) => ({
    geometry: polygon(rectangle(111 + i, 35)),
    properties: { 名称: `红线${i}` },
  }))
  const target = { reference: { title, role: 'red_line' } }
  const job = await dryRun(app, 'lines.geojson', collection(rows), { target })
  const { account } = await accept(app, job.id, { recordId: await newRecord(app) })
  const slug = account!.collection.replace('reference-', '')
  return (await app.get('planner', `/api/reference-layers/${slug}`)).json()
}

describe('a reference layer', () => {
  it('has an address of its own that never comes to mean another', async () => {
    const first = await importLayer('Red line 2026')
    const second = await importLayer('Red line 2026')
    expect([first.slug, second.slug]).toEqual(['red-line-2026', 'red-line-2026-2'])
    const ended = await app.as('officer', {
      method: 'DELETE',
      url: `/api/reference-layers/${second.slug}`,
      payload: { recordId: await newRecord(app), version: 1 },
    })
    expect(ended.json()).toMatchObject({ slug: second.slug, ended: 2 })
    expect((await importLayer('Red line 2026')).slug).toBe('red-line-2026-3')
  })

  it('can be called and drawn differently by whoever knows its present version', async () => {
    const { slug, version } = await importLayer('城市红线')
    const patch = (payload: object) =>
      app.as('officer', { method: 'PATCH', url: `/api/reference-layers/${slug}`, payload })
    expect((await patch({ title: '新名' })).statusCode).toBe(428)
    const edited = await patch({
      version,
      title: '新名',
      role: 'constraint',
      style: { color: '#c00', width: 2 },
    })
    expect(edited.json()).toMatchObject({ title: '新名', role: 'constraint', version: 2, featureCount: 2 })
    expect((await patch({ version, title: '又改' })).json()).toMatchObject({
      type: '/problems/stale-version',
      currentVersion: 2,
    })
    expect((await patch({ version: 2, role: 'nonsense' })).statusCode).toBe(400)
    const listed = (await app.get('leader', '/api/reference-layers')).json()
    expect(listed.layers.find((layer: { slug: string }) => layer.slug === slug)).toMatchObject({
      title: '新名',
      style: { color: '#c00', width: 2 },
      collection: `reference-${slug}`,
      bbox: [111, 35, 112.001, 35.001],
    })
  })

  it('ends under a record with all its features, which stay in the history', async () => {
    const { slug } = await importLayer('To end')
    const end = (payload: object) =>
      app.as('officer', { method: 'DELETE', url: `/api/reference-layers/${slug}`, payload })
    expect((await end({ version: 1 })).json().type).toBe('/problems/record-required')
    const recordId = await newRecord(app)
    expect((await end({ recordId })).statusCode).toBe(428)
    expect((await end({ recordId, version: 7 })).statusCode).toBe(409)
    const ended = await end({ recordId, version: 1 })
    expect(ended.statusCode).toBe(200)
    expect((await app.get('officer', `/ogc/collections/reference-${slug}`)).statusCode).toBe(404)
    expect((await end({ recordId, version: 1 })).statusCode).toBe(404)
    const change = await app.get('officer', `/api/changes/${ended.json().changeId}`)
    expect(change.json().items).toMatchObject([{ op: 'end', collection: `reference-${slug}` }])
    const kept = await app.database.query(
      'kept',
      `select f.name from reference_feature_history f
       join reference_layer_history l on l.zone_id = f.zone_id and l.id = f.layer_id
       where l.slug = $1 order by f.id`,
      [slug],
    )
    expect(kept).toEqual([{ name: '红线0' }, { name: '红线1' }])
  })

  it('belongs to its zone', async () => {
    const { slug } = await importLayer('Ours')
    expect((await app.get('stranger', `/api/reference-layers/${slug}`)).statusCode).toBe(404)
    expect((await app.get('stranger', '/api/reference-layers')).json().layers).toEqual([])
    const foreign = await app.as('stranger', {
      method: 'DELETE',
      url: `/api/reference-layers/${slug}`,
      payload: { recordId: 1, version: 1 },
    })
    expect(foreign.statusCode).toBe(404)
  })
})
