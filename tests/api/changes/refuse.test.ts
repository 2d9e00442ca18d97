import { describe, expect, it } from 'vitest'
import { openTestApp } from '#tests/support/app.ts'
import { count, newParcel, openRecord, polygon, refuse, save, square } from './land.ts'

const test = await openTestApp()
const recordId = await openRecord(test)

describe('a change without its ground', () => {
  it('is refused without a record, under an unknown one and under a closed one', async () => {
    const operations = [newParcel('R-1', square(0, 0))]
    const none = await test.post('officer', '/api/changes', { operations })
    expect([none.statusCode, none.json().type]).toEqual([422, '/problems/record-required'])
    const unknown = await refuse(test, 999_999, operations)
    expect(unknown.type).toBe('/problems/record-required')
    const closedId = await openRecord(test)
    await test.as('officer', {
      method: 'PATCH',
      url: `/api/records/${closedId}`,
      payload: { version: 1, closed: true },
    })
    expect((await refuse(test, closedId, operations)).type).toBe('/problems/record-closed')
  })

  it('is refused with 428 when an operation does not say which version it is based on', async () => {
    const { results } = await save(test, recordId, [newParcel('R-2', square(0, 2))])
    const problem = await refuse(test, recordId, [
      { op: 'attributes', collection: 'parcels', id: results[0]!.id, properties: { name: 'x' } },
    ])
    expect(problem).toMatchObject({ type: '/problems/version-required', status: 428 })
    expect(problem.errors![0]!.path).toBe('operations[0].version')
  })

  it('is not taken from people who only read', async () => {
    for (const role of ['reviewer', 'leader', 'planner'] as const) {
      const answer = await test.post(role, '/api/changes', {
        recordId,
        operations: [newParcel(`R-${role}`, square(9, 9))],
      })
      expect(answer.statusCode).toBe(403)
    }
  })

  it('does not reach the land of another zone', async () => {
    const { results } = await save(test, recordId, [newParcel('R-3', square(0, 4))])
    const answer = await test.post('stranger', '/api/changes', {
      recordId,
      operations: [{ op: 'end', collection: 'parcels', id: results[0]!.id, version: 1 }],
    })
    expect(answer.json().type).toBe('/problems/record-required')
    const own = await test.post('stranger', '/api/records', { number: 'S', title: 's', kind: 'other' })
    const again = await test.post('stranger', '/api/changes', {
      recordId: own.json().id,
      operations: [{ op: 'end', collection: 'parcels', id: results[0]!.id, version: 1 }],
    })
    expect([again.statusCode, again.json().type]).toEqual([404, '/problems/not-found'])
    expect((await test.get('stranger', `/api/features/parcels/${results[0]!.id}/history`)).statusCode).toBe(
      404,
    )
  })
})

describe('boundaries', () => {
  const draw = (geometry: unknown, collection = 'parcels') => ({
    op: 'create',
    collection,
    properties: { code: 'B-1' },
    geometry,
  })

  it('are refused when they cross themselves, with the place of the crossing', async () => {
    const bow = [
      [111.01, 35.01],
      [111.012, 35.012],
      [111.012, 35.01],
      [111.01, 35.012],
      [111.01, 35.01],
    ]
    const problem = await refuse(test, recordId, [draw({ type: 'Polygon', coordinates: [bow] })])
    expect(problem.type).toBe('/problems/invalid-geometry')
    const [error] = problem.errors!
    expect(error).toMatchObject({
      path: 'operations[0].geometry',
      rule: 'self_intersection',
      part: 0,
      ring: 0,
    })
    const at = error!['at'] as [number, number]
    expect(at[0]).toBeCloseTo(111.011, 6)
    expect(at[1]).toBeCloseTo(35.011, 6)
  })

  it.each([
    ['missing', undefined, 'geometry_required'],
    ['of another kind', { type: 'Point', coordinates: [111, 35] }, 'wrong_geometry_kind'],
    ['no geometry at all', { type: 'Polygon', coordinates: [[['a', 'b']]] }, 'not_a_geometry'],
    [
      'in metres',
      {
        type: 'Polygon',
        coordinates: [
          [
            [500000, 3875000],
            [500100, 3875000],
            [500100, 3875100],
            [500000, 3875000],
          ],
        ],
      },
      'out_of_range',
    ],
    [
      'without area',
      {
        type: 'Polygon',
        coordinates: [
          [
            [111, 35],
            [111.1, 35],
            [111.05, 35],
            [111, 35],
          ],
        ],
      },
      'zero_area',
    ],
  ])('are refused when %s', async (_what, geometry, rule) => {
    const problem = await refuse(test, recordId, [draw(geometry)])
    expect([problem.type, problem.errors![0]!.rule]).toEqual(['/problems/invalid-geometry', rule])
  })

  it('are refused on facts', async () => {
    const problem = await refuse(test, recordId, [
      {
        op: 'create',
        collection: 'indicators',
        properties: { code: 'i', name_zh: '指标', unit: '%', direction: 'at_least' },
        geometry: polygon(square(0, 0)),
      },
    ])
    expect(problem.errors![0]!.rule).toBe('geometry_unwanted')
  })

  it('are snapped to the grid, closed and cleaned, and each alteration is told', async () => {
    const { adjustments } = await save(test, recordId, [
      {
        ...newParcel('B-2', []),
        geometry: {
          type: 'Polygon',
          coordinates: [
            [
              [111.02000000004, 35.02, 410],
              [111.021, 35.02, 410],
              [111.021, 35.02, 410],
              [111.021, 35.021, 410],
            ],
          ],
        },
      },
    ])
    expect(adjustments.map(({ kind, count: times }) => [kind, times])).toEqual(
      expect.arrayContaining([
        ['height_dropped', 4],
        ['snapped', 1],
        ['closed', 1],
        ['repeats_removed', 1],
        ['made_multi', 1],
      ]),
    )
  })
})

describe('rules', () => {
  it('are told all at once, each with its operation, field and a hint', async () => {
    const before = await count(test, 'change')
    const problem = await refuse(test, recordId, [
      newParcel('', square(0, 6), { stratum: 'sky', declared_area_m2: -1, status: 'idle', colour: 'red' }),
      {
        op: 'create',
        collection: 'supplies',
        properties: {
          parcel_id: 4711,
          contract_no: 'x'.repeat(81),
          mode: 'gift',
          signed_on: '2024-02-30',
          area_m2: 1,
        },
      },
      newParcel('OK', square(0, 6), { parcel_code: '140802', approval_batch_id: { $temp: 'nobody' } }),
      { op: 'create', collection: 'unsupplied-land', properties: {} },
    ])
    expect(problem.type).toBe('/problems/rule-broken')
    const told = problem.errors!.map(({ path, rule }) => `${path} ${rule}`)
    expect(told).toEqual(
      expect.arrayContaining([
        'operations[0].properties.code required',
        'operations[0].properties.stratum unknown_code',
        'operations[0].properties.declared_area_m2 too_small',
        'operations[0].properties.status computed',
        'operations[0].properties.colour unknown_field',
        'operations[1].properties.parcel_id unknown_reference',
        'operations[1].properties.contract_no too_long',
        'operations[1].properties.mode unknown_code',
        'operations[1].properties.signed_on not_a_date',
        'operations[2].properties.parcel_code identifier',
        'operations[2].properties.approval_batch_id unknown_reference',
        'operations[3].collection unknown_collection',
      ]),
    )
    expect(problem.errors!.find(({ rule }) => rule === 'unknown_code')).toMatchObject({ fix: 'choose_code' })
    expect(await count(test, 'change')).toBe(before)
  })

  it('refuse a code that is in use, also twice within one change', async () => {
    const { results } = await save(test, recordId, [newParcel('U-1', square(0, 8))])
    const used = await refuse(test, recordId, [newParcel('U-1', square(2, 8))])
    expect(used.type).toBe('/problems/duplicate-value')
    expect(used.errors![0]).toMatchObject({ rule: 'unique', field: 'code', usedBy: results[0]!.id })
    const twice = await refuse(test, recordId, [
      newParcel('U-2', square(2, 8)),
      newParcel('U-2', square(4, 8)),
    ])
    expect(twice.errors![0]).toMatchObject({ path: 'operations[1].properties.code', rule: 'unique' })
  })

  it('refuse a reference into another zone', async () => {
    const record = await test.post('stranger', '/api/records', { number: 'F', title: 'f', kind: 'other' })
    const foreign = await test.post('stranger', '/api/changes', {
      recordId: record.json().id,
      operations: [newParcel('F-1', square(20, 20))],
    })
    const problem = await refuse(test, recordId, [
      {
        op: 'create',
        collection: 'remediations',
        properties: {
          parcel_id: foreign.json().results[0].id,
          kind: 'idle',
          found_on: '2024-01-01',
          area_m2: 1,
        },
      },
    ])
    expect(problem.errors![0]).toMatchObject({ rule: 'unknown_reference', field: 'parcel_id' })
  })

  it('let nothing end while living facts hang on it, and name them; together they may end', async () => {
    const { results } = await save(test, recordId, [
      { ...newParcel('E-1', square(0, 10)), tempId: 'p' },
      {
        op: 'create',
        collection: 'remediations',
        properties: { parcel_id: { $temp: 'p' }, kind: 'unsupplied', found_on: '2024-01-01', area_m2: 100 },
      },
    ])
    const [parcel, fact] = results
    const endParcel = { op: 'end', collection: 'parcels', id: parcel!.id, version: 1 }
    const problem = await refuse(test, recordId, [endParcel])
    expect(problem.errors![0]).toMatchObject({
      path: 'operations[0]',
      rule: 'still_referred_to',
      by: [{ collection: 'remediations', id: fact!.id }],
    })
    const both = await save(test, recordId, [
      endParcel,
      { op: 'end', collection: 'remediations', id: fact!.id, version: 1 },
    ])
    expect(both.results.map(({ version }) => version)).toEqual([null, null])
  })
})

describe('the place', () => {
  it('is taken when another parcel of the stratum lies there: whose, how much, since when', async () => {
    await save(test, recordId, [newParcel('P-1', square(30, 30))])
    const problem = await refuse(test, recordId, [newParcel('P-2', square(30.5, 30))])
    expect(problem).toMatchObject({ type: '/problems/place-taken', status: 409 })
    const [taken] = problem.taken!
    expect(taken).toMatchObject({ code: 'P-1', by: 'officer', operation: 0 })
    expect(taken!.overlapM2).toBeGreaterThan(5000)
    expect(Date.parse(taken!.at)).toBeGreaterThan(Date.now() - 60_000)
  })

  it('is free above and below it, and for what is no parcel', async () => {
    await save(test, recordId, [
      newParcel('P-3', square(30, 30), { stratum: 'below' }),
      {
        op: 'create',
        collection: 'approval-batches',
        properties: { code: 'PB', approved_on: '2015-01-01' },
        geometry: polygon(square(30, 30)),
      },
    ])
    const moved = await refuse(test, recordId, [newParcel('P-4', square(30, 30), { stratum: 'below' })])
    expect(moved.type).toBe('/problems/place-taken')
  })

  it('is not taken by neighbours that share an edge or a T-shaped corner on the grid', async () => {
    const slanted = [
      [111.05, 35.05],
      [111.0513, 35.0507],
      [111.0505, 35.052],
      [111.05, 35.05],
    ]
    // A vertex in the middle of the neighbour's edge, rounded to the grid: off the line by less than 0.1 mm.
    const t = [111.05065, 35.05035].map((value) => Math.round(value * 1e9) / 1e9)
    const neighbour = [slanted[0], [111.051, 35.0495], slanted[1], [t[0], t[1]], slanted[0]]
    await save(test, recordId, [
      { ...newParcel('T-1', []), geometry: { type: 'Polygon', coordinates: [slanted] } },
      { ...newParcel('T-2', []), geometry: { type: 'Polygon', coordinates: [neighbour] } },
    ])
    const { results } = await save(test, recordId, [
      newParcel('T-3', square(40, 40)),
      newParcel('T-4', square(41, 40)),
    ])
    expect(results).toHaveLength(2)
  })

  it('is free again in the very change that ends what lay there', async () => {
    const { results } = await save(test, recordId, [newParcel('S-1', square(56, 40, 2))])
    const split = await save(test, recordId, [
      { op: 'end', collection: 'parcels', id: results[0]!.id, version: 1 },
      newParcel('S-1', square(56, 40)),
      newParcel('S-2', square(57, 40)),
    ])
    expect(split.results).toHaveLength(3)
  })

  it('is taken by a second parcel of the same change', async () => {
    const problem = await refuse(test, recordId, [
      newParcel('D-1', square(60, 60)),
      newParcel('D-2', square(60, 60)),
    ])
    expect(problem.type).toBe('/problems/place-taken')
  })
})

describe('a check', () => {
  it('says what would be refused, stores nothing and needs no record', async () => {
    const before = [await count(test, 'change'), await count(test, 'changeItem')]
    await save(test, recordId, [newParcel('K-1', square(70, 70))])
    const bad = await test.post('officer', '/api/changes/check', {
      operations: [newParcel('K-2', square(70, 70))],
    })
    expect(bad.json()).toMatchObject({
      ok: false,
      problem: 'place-taken',
      findings: [{ code: 'place-taken', parcelCode: 'K-1', severity: 'error' }],
    })
    const good = await test.post('officer', '/api/changes/check', {
      operations: [newParcel('K-2', square(72, 70), { declared_area_m2: 1 })],
    })
    expect(good.json()).toMatchObject({
      ok: true,
      problem: null,
      findings: [{ code: 'declared_differs', severity: 'warning', declaredM2: 1 }],
    })
    expect(good.json().results[0].areaEllipsoidalM2).toBeGreaterThan(9000)
    expect([await count(test, 'change'), await count(test, 'changeItem')]).toEqual([
      before[0]! + 1,
      before[1]! + 1,
    ])
    const records = await test.get('officer', '/api/records?q=trial')
    expect(records.json().total).toBe(0)
  })

  it('finds facts that are older than the contract, and dates in the future', async () => {
    const { results } = await save(test, recordId, [
      { ...newParcel('K-3', square(74, 70)), tempId: 'p' },
      {
        op: 'create',
        collection: 'supplies',
        properties: {
          parcel_id: { $temp: 'p' },
          contract_no: 'K',
          mode: 'listing',
          signed_on: '2020-01-01',
          area_m2: 1,
        },
      },
    ])
    const { findings } = await save(test, recordId, [
      {
        op: 'create',
        collection: 'supply-starts',
        properties: {
          supply_id: results[1]!.id,
          set_on: '2019-01-01',
          start_on: '2018-01-01',
          cause: 'contract',
        },
      },
      {
        op: 'create',
        collection: 'progress',
        properties: { supply_id: results[1]!.id, observed_on: '2199-01-01' },
      },
    ])
    expect(findings.map(({ code }) => code)).toEqual([
      'dates_out_of_order',
      'before_contract',
      'start_before_contract',
      'date_in_future',
    ])
  })
})
