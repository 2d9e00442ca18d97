import { describe, expect, it } from 'vitest'
import { ellipsoidalAreaM2 } from '#geodata/geometry/ellipsoidal-area.ts'
import type { ArealGeometry } from '#geodata/model/geojson.ts'
import { openTestApp } from '#tests/support/app.ts'
import { newParcel, openRecord, polygon, save, square } from './land.ts'

const test = await openTestApp()
const recordId = await openRecord(test)

describe('creating features', () => {
  it('stores a parcel with a hole and answers its id, version and both areas', async () => {
    const hole = square(0.25, 0.25, 0.5)
    const geometry = polygon(square(0, 0), hole)
    const { change, results, adjustments } = await save(test, recordId, [
      { op: 'create', collection: 'parcels', properties: { code: 'A-1' }, geometry },
    ])
    expect(change.itemCount).toBe(1)
    expect(results).toHaveLength(1)
    expect(results[0]).toMatchObject({ op: 'create', collection: 'parcels', version: 1 })
    const expected = ellipsoidalAreaM2(geometry as ArealGeometry)
    expect(results[0]!.areaEllipsoidalM2).toBeCloseTo(expected, 2)
    expect(adjustments.map(({ kind }) => kind).sort()).toEqual(['defaulted', 'made_multi', 'rewound'])
  })

  it('stores a parcel, its supply and the agreed start in one change by temporary names', async () => {
    const { results } = await save(test, recordId, [
      { ...newParcel('A-2', square(3, 0)), tempId: 'p' },
      {
        op: 'create',
        collection: 'supplies',
        tempId: 's',
        properties: {
          parcel_id: { $temp: 'p' },
          contract_no: 'C-1',
          mode: 'listing',
          signed_on: '2020-05-01',
          area_m2: 10_000,
        },
      },
      {
        op: 'create',
        collection: 'supply-starts',
        properties: {
          supply_id: { $temp: 's' },
          set_on: '2020-05-01',
          start_on: '2021-01-01',
          cause: 'contract',
        },
      },
    ])
    expect(results.map(({ collection }) => collection)).toEqual(['parcels', 'supplies', 'supply-starts'])
    const history = await test.get('leader', `/api/features/parcels/${results[0]!.id}/history`)
    expect(history.json().versions[0]).toMatchObject({
      version: 1,
      op: 'create',
      by: 'officer',
      before: null,
      after: { properties: { code: 'A-2', status: 'idle' }, geometry: { type: 'MultiPolygon' } },
    })
  })
})
