import type { Zone } from '#api/http/access.ts'
import { Problem } from '#api/http/problem.ts'
import type { Crs } from '#geodata/crs/crs.ts'
import { CRS84_SRID, crsBySrid, STORAGE_SRID, WEB_MERCATOR_SRID } from '#geodata/crs/crs.ts'
import { crsUri, parseCrs } from '#geodata/crs/uri.ts'

const wgs84Srid = 4326

/** The zone's planar system without and with the zone number before the easting (4546 and 4525). */
export function planarSystems(zone: Pick<Zone, 'planarSrid'>): Crs[] {
  const own = crsBySrid(zone.planarSrid)
  if (own?.kind !== 'gauss-kruger') return own ? [own] : []
  const { zoneNumber, zoneWidth } = own
  const prefixed = crsBySrid(zoneNumber + (zoneWidth === 3 ? 4488 : 4478))
  const plain = crsBySrid(zoneNumber + (zoneWidth === 3 ? 4509 : 4489))
  return [plain, prefixed].filter((crs) => crs !== undefined)
}

/** The systems that features are served in, the default first (Part 2, requirement 2). */
export const servedSystems = (zone: Pick<Zone, 'planarSrid'>): Crs[] => [
  ...[CRS84_SRID, STORAGE_SRID, wgs84Srid, WEB_MERCATOR_SRID].flatMap((srid) => crsBySrid(srid) ?? []),
  ...planarSystems(zone),
]

export const storageUri = crsUri(crsBySrid(STORAGE_SRID)!)

/** The system that a request asks for; 400 when it is none of those listed. */
export function requestedSystem(
  zone: Zone,
  name: string | undefined,
  parameter: 'crs' | 'bbox-crs' = 'crs',
): Crs {
  const served = servedSystems(zone)
  if (name === undefined) return served[0]!
  const asked = parseCrs(name)
  const found = served.find(({ srid }) => srid === asked?.srid)
  if (found) return found
  throw new Problem('invalid-request', {
    detail: `${parameter}: ${JSON.stringify(name.slice(0, 200))} is not served here`,
    errors: [{ path: `query/${parameter}`, rule: 'crs', allowed: served.map(crsUri) }],
  })
}
