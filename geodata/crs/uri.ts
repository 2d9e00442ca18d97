import { type Crs, CRS84_SRID, crsBySrid } from './crs.ts'

/** Names of reference systems as OGC interfaces and files write them. */

export const CRS84_URI = 'http://www.opengis.net/def/crs/OGC/1.3/CRS84'
const EPSG_URI = 'http://www.opengis.net/def/crs/EPSG/0/'

export const crsUri = (crs: Crs): string => (crs.srid === CRS84_SRID ? CRS84_URI : `${EPSG_URI}${crs.srid}`)

const CRS84_NAME =
  /^(?:https?:\/\/www\.opengis\.net\/def\/crs\/OGC\/(?:1\.3|0)\/|urn:ogc:def:crs:OGC:[\d.]*:|OGC:)?CRS84$/i
const EPSG_NAME =
  /^(?:https?:\/\/www\.opengis\.net\/def\/crs\/EPSG\/[\d.]+\/|urn:ogc:def:crs:EPSG:[\d.]*:|EPSG:)?(\d{1,6})$/i

/**
 * Reads a URI, a URN, `EPSG:4546`, a bare number or `CRS84` (also in the angle brackets or square brackets that
 * OGC headers put around it); undefined for what we do not know.
 */
export function parseCrs(name: string): Crs | undefined {
  const bare = name.trim().replace(/^[<[](.*)[>\]]$/, '$1')
  if (CRS84_NAME.test(bare)) return crsBySrid(CRS84_SRID)
  const code = EPSG_NAME.exec(bare)?.[1]
  const srid = Number(code)
  return code === undefined || srid === CRS84_SRID ? undefined : crsBySrid(srid)
}
