import { describe, expect, it } from 'vitest'
import { TRANSFORMABLE_CRS } from '#geodata/crs/crs.ts'
import { readPrj, writePrj } from '#geodata/formats/prj.ts'

const geographic = (name: string, datum: string, spheroid = 'SPHEROID["GRS_1980",6378137.0,298.257222101]') =>
  `GEOGCS["${name}",DATUM["${datum}",${spheroid}],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]`

const zone = (name: string, base: string, easting: number, meridian: number, scale = 1): string =>
  `PROJCS["${name}",${base},PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",${easting}],` +
  `PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",${meridian}],` +
  `PARAMETER["Scale_Factor",${scale}],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]`

const cgcs = geographic('GCS_China_Geodetic_Coordinate_System_2000', 'D_China_2000')
const xian = geographic('GCS_Xian_1980', 'D_Xian_1980')
const beijing = geographic('GCS_Beijing_1954', 'D_Beijing_1954')

describe('a .prj', () => {
  it.each([
    ['CGCS2000 in degrees', cgcs, 4490],
    ['a 3° zone with prefix', zone('CGCS2000_3_Degree_GK_Zone_37', cgcs, 37500000, 111), 4525],
    ['a 3° zone by meridian', zone('CGCS2000_3_Degree_GK_CM_111E', cgcs, 500000, 111), 4546],
    ['a 6° zone with prefix', zone('CGCS2000_GK_Zone_19', cgcs, 19500000, 111), 4497],
    ['a 6° zone by meridian', zone('CGCS2000_GK_CM_111E', cgcs, 500000, 111), 4508],
    ['a zone under a local name', zone('运城2000', cgcs, 37500000, 111), 4525],
    [
      'Web Mercator',
      `PROJCS["WGS_1984_Web_Mercator_Auxiliary_Sphere",${geographic('GCS_WGS_1984', 'D_WGS_1984')},PROJECTION["Mercator_Auxiliary_Sphere"],UNIT["Meter",1.0]]`,
      3857,
    ],
    [
      'WKT 2 with authority',
      `PROJCRS["CGCS2000 / 3-degree Gauss-Kruger zone 37",BASEGEOGCRS["China Geodetic Coordinate System 2000",DATUM["China 2000",ELLIPSOID["CGCS2000",6378137,298.257222101]]],CONVERSION["zone 37",METHOD["Transverse Mercator"],PARAMETER["Latitude of natural origin",0],PARAMETER["Longitude of natural origin",111],PARAMETER["Scale factor at natural origin",1],PARAMETER["False easting",37500000],PARAMETER["False northing",0]],ID["EPSG",4525]]`,
      4525,
    ],
  ])('is understood: %s', (_, wkt, srid) => {
    expect(readPrj(wkt)).toMatchObject({ kind: 'srid', srid })
  })

  it.each([
    ['GCS_NZGD_2000', 'D_NZGD_2000', 4167, 'NZGD2000'],
    ['GCS_WGS_1984', 'D_WGS_1984', 4326, 'WGS 84'],
    ['GCS_ETRS_1989', 'D_ETRS_1989', 4258, 'ETRS89'],
    ['GCS_GDA_1994', 'D_GDA_1994', 4283, 'GDA94'],
  ])('of a datum about a metre away is named: %s', (name, datumName, srid, datum) => {
    expect(readPrj(geographic(name, datumName))).toEqual({ kind: 'ballpark', srid, name, datum })
  })

  it.each([
    [xian, 'xian80'],
    [zone('Xian_1980_3_Degree_GK_Zone_37', xian, 37500000, 111), 'xian80'],
    [zone('Beijing_1954_3_Degree_GK_CM_111E', beijing, 500000, 111), 'beijing54'],
  ])('of an old datum needs local parameters', (wkt, datum) => {
    expect(readPrj(wkt)).toMatchObject({ kind: 'local', datum })
  })

  it.each([
    ['a scale that no zone has', zone('CGCS2000_3_Degree_GK_Zone_37', cgcs, 37500000, 111, 0.9999)],
    ['a meridian that no zone has', zone('local', cgcs, 500000, 112.5)],
    ['a sphere', geographic('GCS_Sphere', 'D_Sphere')],
    ['nonsense', 'not a projection'],
    ['brackets without end', '[[[[[['.repeat(100)],
  ])('is not understood with %s', (_, wkt) => {
    expect(readPrj(wkt).kind).toBe('unknown')
  })

  it('of ours reads back as what it was, for every CGCS2000 system', () => {
    const ours = TRANSFORMABLE_CRS.filter(({ datum }) => datum === 'cgcs2000')
    expect(ours.length).toBe(65)
    for (const { srid } of ours) expect(readPrj(writePrj(srid)!)).toMatchObject({ kind: 'srid', srid })
  })

  it('is not written for systems that we do not export', () => {
    expect([3857, 2361, 1].map(writePrj)).toEqual([null, null, null])
  })
})
