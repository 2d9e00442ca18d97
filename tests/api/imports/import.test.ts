import { beforeAll, describe, expect, it } from 'vitest'
import { readFile } from 'node:fs/promises'
import type { TestApp } from '#tests/support/app.ts'
import { openTestApp } from '#tests/support/app.ts'
import {
  accept,
  choose,
  collection,
  countEverything,
  dryRun,
  newRecord,
  polygon,
  rectangle,
} from './support.ts'

let app: TestApp
beforeAll(async () => {
  app = await openTestApp()
})

const fixture = (name: string) => readFile(`tests/fixtures/formats/coordinate-text/${name}`)

const parcelFile = (codes: string[], lng = 111, lat = 35) =>
  collection(
    codes.map((code, i) => ({
      geometry: polygon(rectangle(lng + i * 0.001, lat)),
      properties: { 地块编号: code, 权利人: '某某公司', '面积（亩）': 15.2, 颜色: '红' },
    })),
  )

describe('a dry run', () => {
  it('tells what a file holds and what would become of it, and stores no land', async () => {
    const before = await countEverything(app)
    const job = await dryRun(app, '地块.geojson', parcelFile(['DK-1', 'DK-2']))
    expect(job.state).toBe('checked')
    const [layer] = job.layers
    expect(layer).toMatchObject({
      name: '地块',
      count: 2,
      refused: 0,
      geometryTypes: ['Polygon'],
      crs: { srid: 4326, how: 'geojson_rule' },
      encoding: { name: 'utf-8' },
      mapping: {
        target: { collection: 'parcels' },
        fields: { 地块编号: 'code', 权利人: 'holder', '面积（亩）': 'declared_area_m2' },
        areaUnit: { unit: 'mu', how: 'name' },
        dropped: [{ field: '颜色', why: 'not_mapped' }],
      },
    })
    expect(layer!.totalAreaM2).toBeCloseTo(2 * 10118.9, -2)
    const after = await countEverything(app)
    const kept = { import_job: 0, import_chunk: 0, import_row: 0, import_finding: 0 }
    expect({ ...after, ...kept }).toEqual({ ...before, ...kept })
  })

  it('names each fault with its row: field rules, boundaries, codes twice in the file', async () => {
    const rows = [
      { geometry: polygon(rectangle(112, 35)), properties: { code: 'F-1', parcel_code: '12' } },
      { geometry: polygon(rectangle(112.01, 35)), properties: { code: '' } },
      {
        geometry: polygon([
          [112.02, 35],
          [112.03, 35.01],
          [112.03, 35],
          [112.02, 35.01],
          [112.02, 35],
        ]),
        properties: { code: 'F-3' },
      },
      { geometry: polygon(rectangle(112.04, 35)), properties: { code: 'F-4' } },
      { geometry: polygon(rectangle(112.05, 35)), properties: { code: 'F-4' } },
      { geometry: null, properties: { code: 'F-6' } },
      { geometry: polygon(rectangle(112.04, 35.0002)), properties: { code: 'F-7' } },
      { geometry: polygon(rectangle(112.08, 35)), properties: { code: 'F-8', declared_area_m2: 9000 } },
    ]
    const job = await dryRun(app, 'faults.geojson', collection(rows))
    const [layer] = job.layers
    const found = layer!.findings.map(({ code, row, severity }) => [row, code, severity])
    expect(found).toEqual(
      expect.arrayContaining([
        [1, 'field_identifier', 'error'],
        [2, 'field_required', 'error'],
        [3, 'geometry_self_intersection', 'error'],
        [5, 'duplicate_in_file', 'error'],
        [6, 'geometry_null', 'error'],
        [7, 'overlaps_in_file', 'error'],
        [8, 'declared_area_differs', 'warning'],
      ]),
    )
    expect(layer!.refused).toBe(6)
    expect(layer!.findings.find(({ code }) => code === 'overlaps_in_file')?.detail).toMatchObject({
      otherRow: 4,
    })
    const preview = (await app.get('officer', `/api/imports/${job.id}/preview`)).json()
    expect(preview.total).toBe(7)
    expect(preview.features.find((one: { id: number }) => one.id === 3).properties).toMatchObject({
      severity: 3,
      reason: 'geometry_self_intersection',
    })
  })

  it('compares with what the zone holds: codes in use and places taken', async () => {
    const stored = await dryRun(app, 'first.geojson', parcelFile(['Z-1', 'Z-2'], 113))
    await accept(app, stored.id, { recordId: await newRecord(app) })
    const again = await dryRun(
      app,
      'second.geojson',
      collection([
        { geometry: polygon(rectangle(113.5, 35)), properties: { code: 'Z-1' } },
        { geometry: polygon(rectangle(113.0005, 35)), properties: { code: 'Z-3' } },
        { geometry: polygon(rectangle(113.002, 35)), properties: { code: 'Z-4' } },
        { geometry: polygon(rectangle(113.6, 35)), properties: { code: 'Z-5', approval_batch_id: 999_999 } },
      ]),
    )
    const errors = again.layers[0]!.findings.filter(({ severity }) => severity === 'error')
    expect(errors.map(({ row, code }) => [row, code])).toEqual([
      [1, 'duplicate_in_zone'],
      [2, 'overlaps_in_zone'],
      [4, 'unknown_reference'],
    ])
    expect(errors[1]!.detail).toMatchObject({ value: 'Z-1' })
  })

  it('refuses a row dated on a day on which nothing can have been approved', async () => {
    const batch = (code: string, lng: number, approved_on: string) => ({
      geometry: polygon(rectangle(lng, 35)),
      properties: { code, approved_on },
    })
    const rows = [batch('I-1', 114, '1800-01-01'), batch('I-2', 114.01, '2015-06-01')]
    const target = { collection: 'approval-batches' }
    const job = await dryRun(app, 'batches.geojson', collection(rows), { target })
    expect(job).toMatchObject({ state: 'checked', layers: [{ count: 2, refused: 1 }] })
    expect(job.layers[0]!.findings).toContainEqual(
      expect.objectContaining({ row: 1, code: 'field_implausible_date', severity: 'error' }),
    )
  })

  it('names a row with characters that nothing can store; a reference layer shows them replaced', async () => {
    const rows = [
      { geometry: polygon(rectangle(113, 35)), properties: { code: 'N-1', name: 'a\0b' } },
      { geometry: polygon(rectangle(113.01, 35)), properties: { code: 'N-2', name: '\ud800' } },
      { geometry: polygon(rectangle(113.02, 35)), properties: { code: 'N-3', 'odd\0field': 'x' } },
    ]
    const job = await dryRun(app, 'odd.geojson', collection(rows), { target: { collection: 'parcels' } })
    expect(job).toMatchObject({ state: 'checked', layers: [{ count: 3, refused: 2 }] })
    expect(job.layers[0]!.findings.map(({ row, code }) => [row, code])).toEqual(
      expect.arrayContaining([
        [1, 'field_not_storable'],
        [2, 'field_not_storable'],
      ]),
    )
    const layer = await choose(app, job.id, { target: { reference: { title: '旧图', role: 'plan' } } })
    expect(layer).toMatchObject({ state: 'checked', layers: [{ refused: 0 }] })
    expect(layer.layers[0]!.fields.map(({ name }) => name)).toContain('odd\uFFFDfield')
  })

  it('lets the planner know the rows of a large file before it compares them with the zone', async () => {
    const many = 1200
    const rows = Array.from({ length: many }, (_, i) => ({
      geometry: polygon(rectangle(116 + (i % 40) * 0.001, 35 + Math.floor(i / 40) * 0.001)),
      properties: { code: `M-${i}` },
    }))
    const target = { collection: 'parcels' }
    const job = await dryRun(app, 'many.geojson', collection(rows), { target })
    expect(job.layers[0]).toMatchObject({ count: many, refused: 0 })
    const [known] = await app.database.query<{ columns: string[] }>(
      'known-columns',
      `select array_agg(attname::text order by attname) as columns from pg_stats
       where tablename = 'import_row' and attname in ('import_id', 'row_no', 'geom')`,
      [],
    )
    expect(known!.columns).toEqual(['import_id', 'row_no'])
  })

  it('takes the measure for declared areas from the dated setting of the zone', async () => {
    await app.database.query(
      'setting',
      `insert into zone_setting (zone_id, key, effective_on, value)
       values ($1, 'import.area_tolerance', '2020-01-01', '{"share": 0.5}')`,
      [app.zoneId],
    )
    const rows = [
      { geometry: polygon(rectangle(114, 35)), properties: { code: 'T-1', declared_area_m2: 9000 } },
    ]
    const job = await dryRun(app, 'tolerance.geojson', collection(rows))
    expect(job.layers[0]!.findingCounts.map(({ code }) => code)).not.toContain('declared_area_differs')
    await app.database.query('unset', `delete from zone_setting where zone_id = $1`, [app.zoneId])
  })

  it('reads a declared area without a unit by the boundaries', async () => {
    const rows = [0, 1, 2].map((i) => ({
      geometry: polygon(rectangle(115 + i * 0.01, 35)),
      properties: { DKBH: `U-${i}`, MJ: 1.0119, QLR: '某人', ZL: '某街' },
    }))
    const job = await dryRun(app, 'hectares.geojson', collection(rows))
    expect(job.layers[0]!.mapping).toMatchObject({
      fields: { DKBH: 'code', MJ: 'declared_area_m2', QLR: 'holder', ZL: 'location' },
      areaUnit: { unit: 'ha', how: 'ratio' },
    })
    expect(job.layers[0]!.declaredAreaM2).toBeCloseTo(3 * 10119, 6)
  })

  it('asks for a reference system that the file does not say, and reads again with the answer', async () => {
    const job = await dryRun(app, 'crs-missing.txt', await fixture('crs-missing.txt'))
    expect(job.state).toBe('asking')
    const [asking] = job.layers
    expect(asking).toMatchObject({ asks: ['crs'], crs: { srid: null, how: 'unknown' }, mapping: null })
    expect(asking!.crs.candidates.length).toBeGreaterThan(0)
    expect(asking!.fields.find(({ name }) => name === '地块编号')?.samples).toEqual(['DK-001'])
    const chosen = await choose(app, job.id, { crs: 4525 })
    expect(chosen.state).toBe('checked')
    expect(chosen.layers[0]).toMatchObject({ crs: { srid: 4525, how: 'asked' }, count: 1, refused: 0 })
    expect(chosen.layers[0]!.totalAreaM2).toBeCloseTo(22512.5, -2)
  })

  it('takes another target, another mapping and another unit for an answer', async () => {
    const file = parcelFile(['C-1', 'C-2'], 116)
    const job = await dryRun(app, 'choices.geojson', file)
    const mapped = await choose(app, job.id, {
      target: { collection: 'parcels' },
      mapping: { 地块编号: 'code', 颜色: 'name', 权利人: null },
    })
    expect(mapped.layers[0]!.mapping).toMatchObject({
      fields: { 地块编号: 'code', 颜色: 'name' },
      dropped: [
        { field: '权利人', why: 'not_mapped' },
        { field: '面积（亩）', why: 'not_mapped' },
      ],
    })
    const asLayer = await choose(app, job.id, { target: { reference: { title: '红线', role: 'red_line' } } })
    expect(asLayer.layers[0]!.mapping!.target).toEqual({ reference: { title: '红线', role: 'red_line' } })
    const put = (payload: object) =>
      app.as('officer', { method: 'PUT', url: `/api/imports/${job.id}/choices`, payload })
    for (const [choices, rule] of [
      [{ crs: 999 }, 'unknown_crs'],
      [{ encoding: 'klingon' }, 'unknown_encoding'],
      [{ target: { collection: 'parcels' }, mapping: { a: 'status' } }, 'computed'],
      [{ target: { collection: 'parcels' }, mapping: { a: 'code', b: 'code' } }, 'repeated_property'],
      [{ layer: 'nowhere' }, 'unknown_layer'],
    ] as const) {
      const answer = await put(choices)
      expect(answer.statusCode).toBe(400)
      expect(answer.json().errors[0].rule).toBe(rule)
    }
    expect((await put({ target: { collection: 'supplies' } })).statusCode).toBe(400)
  })
})

describe('an accepted dry run', () => {
  it('becomes one change under a record', async () => {
    const job = await dryRun(app, 'a.geojson', parcelFile(['A-1', 'A-2', 'A-3'], 111.1))
    const stored = await accept(app, job.id, { recordId: await newRecord(app) })
    expect(stored.state).toBe('stored')
    expect(stored.account).toMatchObject({ read: 3, stored: 3, refusedCount: 0, collection: 'parcels' })
    const items = await app.get('officer', '/ogc/collections/parcels/items?code=A-2')
    expect(items.json().features[0].properties).toMatchObject({
      code: 'A-2',
      holder: '某某公司',
      declared_area_m2: 10133.3333,
      stratum: 'surface',
      status: 'reserve',
    })
    const change = await app.get('officer', `/api/changes/${stored.changeId}`)
    expect(change.json().change).toMatchObject({ source: 'import', itemCount: 3, label: 'a.geojson' })
    expect(change.json().items[0]).toMatchObject({ op: 'create', collection: 'parcels', versionAfter: 1 })
  })

  it('can be undone like any other change', async () => {
    const job = await dryRun(app, 'undo.geojson', parcelFile(['U-1', 'U-2'], 111.2))
    const { changeId } = await accept(app, job.id, { recordId: await newRecord(app) })
    const undone = await app.post('reviewer', `/api/changes/${changeId}/undo`, {})
    expect(undone.statusCode).toBe(201)
    const items = await app.get('officer', '/ogc/collections/parcels/items?code=U-1')
    expect(items.json().numberMatched).toBe(0)
  })

  it('leaves nothing of the file but the account', async () => {
    const job = await dryRun(
      app,
      'rest.geojson',
      collection([
        { geometry: polygon(rectangle(111.3, 35)), properties: { code: 'R-1' } },
        { geometry: null, properties: { code: 'R-2', name: '没有界线' } },
      ]),
    )
    await accept(app, job.id, { recordId: await newRecord(app), skipRefused: true })
    const account = await app.get('officer', `/api/imports/${job.id}/refused`)
    expect(account.json().refused).toEqual([{ row: 2, title: 'R-2', reason: 'geometry_null' }])
    const chunks = await app.database.query<{ count: number }>(
      'chunks',
      'select count(*)::int as count from import_chunk where import_id = $1',
      [job.id],
    )
    expect(chunks[0]!.count).toBe(0)
  })
})
