import { type Datum, type GaussKrugerCrs, crsBySrid } from '../crs/crs.ts'
import { ballparkDatums, zoneSystem } from './coordinate-systems.ts'
import type { WktNode } from './wkt.ts'
import { epsgOf, findNode, nameOf, parseWkt } from './wkt.ts'

/**
 * What a .prj says.
 * - `srid`: a system that stands for itself.
 * - `ballpark`: a geographic system of another geocentric datum that differs from CGCS2000 by about a metre
 *   (plate motion since its epoch); taken as identical, and said so.
 * - `local`: a datum of 1954 or 1980; only local parameters, which are controlled data, can transform it.
 */
export type PrjAnswer =
  | { kind: 'srid'; srid: number; name: string }
  | { kind: 'ballpark'; srid: number; name: string; datum: string }
  | { kind: 'local'; name: string; datum: 'xian80' | 'beijing54' }
  | { kind: 'unknown'; name: string }

const datumPatterns: [RegExp, Datum][] = [
  [/china[ _]?(geodetic[ _]coordinate[ _]system[ _])?2000|cgcs[ _]?2000|国家大地坐标系/i, 'cgcs2000'],
  [/xi'?an[ _]?(19)?80|西安/i, 'xian80'],
  [/beijing[ _]?(19)?54|北京/i, 'beijing54'],
  [/wgs[ _]?(19)?84|world geodetic system/i, 'wgs84'],
]

/** The datum by the first of the names that says something. */
export const datumNamed = (...names: string[]): Datum | null => {
  for (const name of names) {
    const match = datumPatterns.find(([pattern]) => pattern.test(name))
    if (match) return match[1]
  }
  return null
}

const parameterOf = (node: WktNode, pattern: RegExp): number | null => {
  for (const child of node.children) {
    if (child.keyword === 'PARAMETER' && pattern.test(nameOf(child))) return Number(child.values[1])
    const inside = parameterOf(child, pattern)
    if (inside !== null) return inside
  }
  return null
}

const isMetre = (projected: WktNode): boolean => {
  const unit = projected.children.find(({ keyword }) => keyword === 'UNIT' || keyword === 'LENGTHUNIT')
  return unit === undefined || Number(unit.values[1]) === 1
}

/** Transverse Mercator with scale 1 on a known datum is one of the numbered zones, whatever it is called. */
const zoneSrid = (projected: WktNode, datum: Datum): number | null => {
  const meridian = parameterOf(projected, /central[ _]meridian|longitude of natural origin/i)
  const eastingM = parameterOf(projected, /false[ _]easting/i)
  const transverse = /gauss|transverse/i.test(nameOf(findNode(projected, 'PROJECTION', 'METHOD')))
  const plain =
    (parameterOf(projected, /scale[ _]factor/i) ?? 1) === 1 &&
    (parameterOf(projected, /false[ _]northing/i) ?? 0) === 0 &&
    (parameterOf(projected, /latitude[ _]of[ _](natural )?origin/i) ?? 0) === 0
  if (meridian === null || eastingM === null || !transverse || !plain || !isMetre(projected)) return null
  const width = /3[ _-]?degree|三度|3度/i.test(nameOf(projected)) ? 3 : 6
  return zoneSystem(datum, meridian, eastingM, width)?.srid ?? null
}

const projectedAnswer = (projected: WktNode, datum: Datum | null): PrjAnswer => {
  const name = nameOf(projected)
  if (datum === 'xian80' || datum === 'beijing54') return { kind: 'local', name, datum }
  const method = nameOf(findNode(projected, 'PROJECTION', 'METHOD'))
  if (datum === 'wgs84' && /pseudo[- _]?mercator|auxiliary[ _]sphere/i.test(`${name} ${method}`))
    return { kind: 'srid', srid: 3857, name }
  const srid = (datum && zoneSrid(projected, datum)) ?? (datum === 'cgcs2000' ? null : epsgOf(projected))
  return srid === null ? { kind: 'unknown', name } : { kind: 'srid', srid, name }
}

const isDegreeFromGreenwich = (geographic: WktNode): boolean => {
  const unit = findNode(geographic, 'ANGLEUNIT') ?? findNode(geographic, 'UNIT')
  const prime = findNode(geographic, 'PRIMEM')
  return (
    (unit === undefined || Math.abs(Number(unit.values[1]) - Math.PI / 180) < 1e-9) &&
    (prime === undefined || Number(prime.values[1]) === 0)
  )
}

const geographicAnswer = (geographic: WktNode, datum: Datum | null, datumName: string): PrjAnswer => {
  const name = nameOf(geographic)
  if (!isDegreeFromGreenwich(geographic)) return { kind: 'unknown', name }
  if (datum === 'xian80' || datum === 'beijing54') return { kind: 'local', name, datum }
  if (datum === 'cgcs2000') return { kind: 'srid', srid: 4490, name }
  if (datum === 'wgs84') return { kind: 'ballpark', srid: 4326, name, datum: 'WGS 84' }
  for (const [srid, known] of ballparkDatums)
    if (known.names.test(`${datumName} ${name}`)) return { kind: 'ballpark', srid, name, datum: known.datum }
  return { kind: 'unknown', name }
}

/** Understands WKT 1 (OGC and Esri) and WKT 2, by names and parameters first, authority codes last. */
export const readPrj = (text: string): PrjAnswer => {
  const root = parseWkt(text)
  if (!root) return { kind: 'unknown', name: text.trim().slice(0, 80) }
  const projected = findNode(root, 'PROJCS', 'PROJCRS', 'PROJECTEDCRS')
  const geographic = findNode(root, 'GEOGCS', 'GEOGCRS', 'BASEGEOGCRS', 'BASEGEODCRS', 'GEODCRS')
  const datumName = nameOf(findNode(root, 'DATUM', 'GEODETICDATUM', 'TRF', 'ENSEMBLE'))
  const datum = datumNamed(datumName, nameOf(geographic), nameOf(projected))
  if (projected) return projectedAnswer(projected, datum)
  if (geographic) return geographicAnswer(geographic, datum, datumName)
  return { kind: 'unknown', name: nameOf(root).slice(0, 80) }
}

const geographicWkt =
  'GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",' +
  'SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'

const esriNameOf = ({ zoneWidth, zoneNumber, centralMeridian, prefixed }: GaussKrugerCrs): string => {
  const family = zoneWidth === 3 ? 'CGCS2000_3_Degree_GK' : 'CGCS2000_GK'
  return prefixed ? `${family}_Zone_${zoneNumber}` : `${family}_CM_${centralMeridian}E`
}

/** Esri well-known text for EPSG:4490 and the CGCS2000 zones; null for other codes. */
export const writePrj = (srid: number): string | null => {
  if (srid === 4490) return geographicWkt
  const crs = crsBySrid(srid)
  if (crs?.kind !== 'gauss-kruger' || crs.datum !== 'cgcs2000') return null
  return (
    `PROJCS["${esriNameOf(crs)}",${geographicWkt},PROJECTION["Gauss_Kruger"],` +
    `PARAMETER["False_Easting",${crs.falseEastingM}.0],PARAMETER["False_Northing",0.0],` +
    `PARAMETER["Central_Meridian",${crs.centralMeridian}.0],PARAMETER["Scale_Factor",1.0],` +
    `PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]`
  )
}
