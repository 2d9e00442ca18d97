import { describe, expect, test } from 'vitest'
import type { Position } from '#geodata/model/geojson.ts'
import { areaAround } from '#web/editing/behaviors/snap-area.ts'
import { createSnapIndex } from '#web/editing/behaviors/snapping.ts'

const corner: Position = [111.012345678, 35.123456789]
const index = createSnapIndex([
  {
    id: 'parcels:1',
    label: 'KF-1',
    geometry: {
      type: 'Polygon',
      coordinates: [[corner, [111.013, 35.123456789], [111.013, 35.124], corner]],
    },
  },
])

describe('snapping', () => {
  test('meets a stored vertex to the last digit and names its parcel', () => {
    const snap = index.find([111.01235, 35.12346], 5)
    expect(snap).toMatchObject({ kind: 'vertex', label: 'KF-1' })
    expect(snap?.position).toEqual(corner)
  })
  test('takes an edge where no vertex is near', () => {
    expect(index.find([111.0127, 35.12346], 5)).toMatchObject({ kind: 'edge', label: 'KF-1' })
  })
  test('leaves the feature out that is being edited', () => {
    expect(index.find([111.01235, 35.12346], 5, new Set(['parcels:1']))).toBeUndefined()
  })
  test('asks for whole cells, so that a little panning asks for nothing new', () => {
    expect(areaAround([111.011, 35.022, 111.018, 35.026])).toEqual([111.01, 35.02, 111.02, 35.03])
    expect(areaAround([111.012, 35.021, 111.019, 35.027])).toEqual([111.01, 35.02, 111.02, 35.03])
  })
})
