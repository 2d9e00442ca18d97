import { describe, expect, it } from 'vitest'
import { checkGeometry } from '#geodata/rules/stored-geometry.ts'

const shell = [
  [111, 35],
  [111.01, 35],
  [111.01, 35.01],
  [111, 35.01],
  [111, 35],
]
const hole = [
  [111.002, 35.002],
  [111.004, 35.002],
  [111.004, 35.004],
  [111.002, 35.002],
]

describe('a boundary on its way into the database', () => {
  it('becomes multi-part with the shell counter-clockwise and the hole clockwise', () => {
    const checked = checkGeometry('polygon', {
      type: 'Polygon',
      coordinates: [shell.toReversed(), hole],
    })
    expect(checked).toEqual({
      ok: true,
      geometry: { type: 'MultiPolygon', coordinates: [[shell, hole.toReversed()]] },
      adjustments: [
        { kind: 'rewound', count: 2 },
        { kind: 'made_multi', count: 1 },
      ],
    })
  })

  it('stays as it is when it is as it is stored', () => {
    const geometry = { type: 'MultiPolygon', coordinates: [[shell, hole.toReversed()]] }
    expect(checkGeometry('polygon', geometry)).toEqual({ ok: true, geometry, adjustments: [] })
    const point = { type: 'Point', coordinates: [111, 35] }
    expect(checkGeometry('point', point)).toEqual({ ok: true, geometry: point, adjustments: [] })
  })

  it('is judged after snapping: what collapses on the grid is refused', () => {
    const tiny = shell.map(([lng, lat]) => [111 + (lng! - 111) * 1e-8, 35 + (lat! - 35) * 1e-8])
    const checked = checkGeometry('polygon', { type: 'Polygon', coordinates: [tiny] })
    expect(checked).toMatchObject({ ok: false, faults: [{ rule: 'not_enough_points' }] })
  })

  it.each([
    ['polygon', null, 'geometry_required'],
    ['polygon', 'POLYGON((…))', 'not_a_geometry'],
    ['polygon', { type: 'GeometryCollection', geometries: [] }, 'wrong_geometry_kind'],
    ['polygon', { type: 'LineString', coordinates: shell }, 'wrong_geometry_kind'],
    ['line', { type: 'Polygon', coordinates: [shell] }, 'wrong_geometry_kind'],
    ['point', { type: 'MultiPoint', coordinates: [[111, 35]] }, 'wrong_geometry_kind'],
    ['polygon', { type: 'Polygon', coordinates: shell }, 'not_a_geometry'],
    ['polygon', { type: 'Polygon', coordinates: [[[111]]] }, 'not_a_geometry'],
    ['polygon', { type: 'Polygon', coordinates: [] }, 'empty'],
    ['line', { type: 'LineString', coordinates: [[111, 35]] }, 'not_enough_points'],
    ['point', { type: 'Point', coordinates: [35, 111] }, 'out_of_range'],
    ['none', { type: 'Point', coordinates: [111, 35] }, 'geometry_unwanted'],
  ] as const)('of kind %s is refused when it is %j', (kind, value, rule) => {
    expect(checkGeometry(kind, value)).toMatchObject({ ok: false, faults: [{ rule }] })
  })
})
