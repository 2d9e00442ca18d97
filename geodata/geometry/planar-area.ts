import { crsBySrid, STORAGE_SRID } from '../crs/crs.ts'
import { transformer } from '../crs/transform.ts'
import type { ArealGeometry } from '../model/geojson.ts'
import { planeAreaM2 } from './plane-area.ts'

/**
 * Planar area: the coordinate method (坐标法) on Gauss-Krüger coordinates, as 勘测定界 and contracts use it. What
 * `ST_Area(ST_Transform(g, srid))` gives.
 */

/**
 * Area in m² of a geometry in degrees, measured in a CGCS2000 3° or 6° zone. Throws a RangeError for a system
 * that is no such zone: never measure in Web Mercator or in degrees.
 */
export function planarAreaM2(geometry: ArealGeometry, srid: number): number {
  const result = transformer(STORAGE_SRID, srid)
  if (crsBySrid(srid)?.kind !== 'gauss-kruger' || !result.ok) {
    throw new RangeError(`EPSG:${srid} is no CGCS2000 Gauss-Krüger zone`)
  }
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  return polygons.reduce(
    (sum, rings) => sum + planeAreaM2(rings.map((ring) => ring.map(result.transform))),
    0,
  )
}
