import { describe, expect, test } from 'vitest'
import { areaLines } from '#geodata/geometry/area-lines.ts'
import { ellipsoidalAreaM2 } from '#geodata/geometry/ellipsoidal-area.ts'
import { box, polygon } from './shapes.ts'

const square = polygon(box(111, 35, 0.01, 0.01))
const squareM2 = ellipsoidalAreaM2(square).toFixed(6)
const feature = (more: object) => ({ type: 'Feature', geometry: square, properties: null, ...more })

describe('area of a GeoJSON document', () => {
  test('a geometry is number 1', () => {
    expect(areaLines(square)).toEqual({ lines: [`1\t${squareM2}`], problems: [] })
  })

  test('a feature goes by its id, its properties.id, or its place', () => {
    const document = {
      type: 'FeatureCollection',
      features: [
        feature({ id: 'P-1', properties: { id: 'other' } }),
        feature({ properties: { id: 7 } }),
        feature({ id: 0 }),
        feature({ properties: { id: null } }),
      ],
    }
    const names = areaLines(document).lines.map((line) => line.split('\t')[0])
    expect(names).toEqual(['P-1', '7', '0', '4'])
  })

  test('holes and parts count, heights are ignored', () => {
    const rings = [box(111, 35, 0.01, 0.01), box(111.002, 35.002, 0.001, 0.001)]
    const high = rings.map((ring) => ring.map((position) => [...position, 360]))
    const expected = ellipsoidalAreaM2(polygon(...rings)).toFixed(6)
    expect(areaLines({ type: 'MultiPolygon', coordinates: [high] }).lines).toEqual([`1\t${expected}`])
  })

  test('what has no area is named with the reason, the others are still measured', () => {
    const document = {
      type: 'FeatureCollection',
      features: [
        feature({ id: 'a' }),
        feature({ id: 'b', geometry: null }),
        feature({ id: 'c', geometry: { type: 'Point', coordinates: [111, 35] } }),
        feature({ id: 'd', geometry: { type: 'Polygon', coordinates: [box(111, 35, 1, 1).slice(0, 4)] } }),
        feature({ id: 'e', geometry: { type: 'Polygon', coordinates: [[[111, 'x']]] } }),
        feature({ id: 'f', geometry: { type: 'Polygon', coordinates: [box(500_000, 3_880_000, 1, 1)] } }),
        feature({
          id: 'g',
          geometry: {
            type: 'Polygon',
            coordinates: [
              [
                [111, 35],
                [112, 35],
                [111, 35],
              ],
            ],
          },
        }),
        feature({ id: 'h', geometry: { type: 'Polygon' } }),
        'nonsense',
      ],
    }
    const { lines, problems } = areaLines(document)
    expect(lines).toEqual([`a\t${squareM2}`])
    expect(problems).toEqual([
      { feature: 'b', reason: 'geometry_missing' },
      { feature: 'c', reason: 'not_areal', detail: 'Point' },
      { feature: 'd', reason: 'unclosed' },
      { feature: 'e', reason: 'malformed_coordinates' },
      { feature: 'f', reason: 'out_of_range' },
      { feature: 'g', reason: 'not_enough_points' },
      { feature: 'h', reason: 'malformed_coordinates' },
      { feature: '9', reason: 'not_geojson' },
    ])
  })

  test('the parts of a geometry collection count together, unless one of them has no area', () => {
    const inner = { type: 'GeometryCollection', geometries: [square] }
    const double = (2 * ellipsoidalAreaM2(square)).toFixed(6)
    const collection = (...geometries: object[]) => ({ type: 'GeometryCollection', geometries })
    expect(areaLines(collection(square, inner)).lines).toEqual([`1\t${double}`])
    expect(areaLines(collection(square, { type: 'Point', coordinates: [111, 35] }))).toEqual({
      lines: [],
      problems: [{ feature: '1', reason: 'not_areal', detail: 'GeometryCollection' }],
    })
  })

  test('white space in an id does not break the table', () => {
    expect(areaLines(feature({ id: ' a\tb\r\nc ' })).lines).toEqual([`a b c\t${squareM2}`])
    expect(areaLines(feature({ id: ' \n' })).lines).toEqual([`1\t${squareM2}`])
  })

  test.each([null, 'text', 5, [], {}, { type: 'FeatureCollection' }])('%j is no GeoJSON', (document) => {
    expect(areaLines(document)).toEqual({ lines: [], problems: [{ reason: 'not_geojson' }] })
  })
})
