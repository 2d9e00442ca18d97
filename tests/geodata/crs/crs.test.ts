import { describe, expect, test } from 'vitest'
import {
  ALL_CRS,
  crsBySrid,
  needsLocalParameters,
  TRANSFORMABLE_CRS,
  zoneByNumber,
  zoneFor,
} from '#geodata/crs/crs.ts'
import { CRS84_URI, crsUri, parseCrs } from '#geodata/crs/uri.ts'

describe('the systems', () => {
  test.each([
    [4513, 25, 75, 25_500_000],
    [4525, 37, 111, 37_500_000],
    [4533, 45, 135, 45_500_000],
    [4534, 25, 75, 500_000],
    [4546, 37, 111, 500_000],
    [4554, 45, 135, 500_000],
    [4491, 13, 75, 13_500_000],
    [4497, 19, 111, 19_500_000],
    [4501, 23, 135, 23_500_000],
    [4502, 13, 75, 500_000],
    [4508, 19, 111, 500_000],
    [4512, 23, 135, 500_000],
    [2361, 37, 111, 37_500_000],
    [2382, 37, 111, 500_000],
    [2344, 19, 111, 500_000],
    [2434, 37, 111, 500_000],
    [21419, 19, 111, 19_500_000],
    [21459, 19, 111, 500_000],
  ])('EPSG:%d is zone %d, %d°E, false easting %d', (srid, zoneNumber, centralMeridian, falseEastingM) => {
    expect(crsBySrid(srid)).toMatchObject({ zoneNumber, centralMeridian, falseEastingM, northFirst: true })
  })

  test('every code is there once, with a name in both languages', () => {
    expect(new Set(ALL_CRS.map(({ srid }) => srid)).size).toBe(ALL_CRS.length)
    expect(ALL_CRS).toHaveLength(4 + 3 * 64 + 2)
    expect(TRANSFORMABLE_CRS).toHaveLength(4 + 64)
    expect(crsBySrid(4546)).toMatchObject({
      nameEn: 'CGCS2000 / 3-degree Gauss-Kruger CM 111E',
      nameZh: 'CGCS2000 / 3度带 中央经线111°E',
    })
    expect(crsBySrid(4497)).toMatchObject({ nameEn: 'CGCS2000 / Gauss-Kruger zone 19' })
  })

  test('axis order: degrees north first but for CRS84, Web Mercator east first', () => {
    expect(crsBySrid(4490)!.northFirst).toBe(true)
    expect(crsBySrid(4326)!.northFirst).toBe(true)
    expect(parseCrs('CRS84')!.northFirst).toBe(false)
    expect(crsBySrid(3857)!.northFirst).toBe(false)
  })

  test("Xi'an 80 and Beijing 54 wait for local parameters", () => {
    for (const srid of [4610, 2361, 2382, 4214, 2413, 21419]) {
      expect(needsLocalParameters(crsBySrid(srid)!)).toBe(true)
    }
    expect(needsLocalParameters(crsBySrid(4546)!)).toBe(false)
  })
})

describe('zones', () => {
  test.each([
    [111, 3, 37, 111],
    [109.5, 3, 37, 111],
    [112.49, 3, 37, 111],
    [112.5, 3, 38, 114],
    [110.3, 6, 19, 111],
    [108, 6, 19, 111],
    [113.99, 6, 19, 111],
    [114, 6, 20, 117],
  ] as const)('%d° in %d°-zones is zone %d at %d°E', (lng, width, zoneNumber, centralMeridian) => {
    expect(zoneFor(lng, width)).toMatchObject({ zoneNumber, centralMeridian })
  })

  test('names both codes, and no zone outside China', () => {
    expect(zoneFor(111, 3)).toMatchObject({ prefixedSrid: 4525, plainSrid: 4546 })
    expect(zoneFor(111, 6)).toMatchObject({ prefixedSrid: 4497, plainSrid: 4508 })
    expect(zoneFor(10, 3)).toBeUndefined()
    expect(zoneByNumber(24, 3)).toBeUndefined()
    expect(zoneByNumber(37.5, 3)).toBeUndefined()
  })
})

describe('names of systems', () => {
  test('every system reads back from its URI', () => {
    for (const crs of ALL_CRS) expect(parseCrs(crsUri(crs))).toBe(crs)
    expect(crsUri(crsBySrid(4546)!)).toBe('http://www.opengis.net/def/crs/EPSG/0/4546')
    expect(crsUri(parseCrs('CRS84')!)).toBe(CRS84_URI)
  })

  test.each([
    ['EPSG:4546', 4546],
    ['epsg:4546', 4546],
    ['4546', 4546],
    ['urn:ogc:def:crs:EPSG::4490', 4490],
    ['urn:ogc:def:crs:EPSG:6.9:4490', 4490],
    ['https://www.opengis.net/def/crs/EPSG/0/3857', 3857],
    ['<http://www.opengis.net/def/crs/EPSG/0/4326>', 4326],
    ['[EPSG:4490]', 4490],
  ])('%s is understood', (name, srid) => {
    expect(parseCrs(name)?.srid).toBe(srid)
  })

  test.each(['urn:ogc:def:crs:OGC:1.3:CRS84', 'OGC:CRS84', 'http://www.opengis.net/def/crs/OGC/1.3/CRS84'])(
    '%s is CRS84',
    (name) => {
      expect(crsUri(parseCrs(name)!)).toBe(CRS84_URI)
    },
  )

  test.each(['', 'EPSG:', 'EPSG:84', '84', 'EPSG:99999', 'http://evil/4546', 'EPSG:4546; drop'])(
    '%j is not',
    (name) => {
      expect(parseCrs(name)).toBeUndefined()
    },
  )
})
