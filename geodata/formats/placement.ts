import { crsBySrid, needsLocalParameters } from '../crs/crs.ts'
import type { BBox, Position } from '../model/geojson.ts'
import type { CrsAnswer, Finding, ReadRequest } from './exchange.ts'
import type { PrjAnswer } from './prj.ts'
import { toStorage } from './coordinate-systems.ts'

/** Brings a coordinate pair of the file to `[lng, lat]`; null when it cannot lie there. */
export type Place = (x: number, y: number) => Position | null

/** Where the coordinates of a layer go: the answer for people, and the function when it is known. */
export type Placement = { crs: CrsAnswer; place: Place | null; findings: Finding[] }

const isOnEarth = ([lng, lat]: Position): boolean =>
  lng >= -180 && lng <= 180 && lat >= -90 && lat <= 90 && Number.isFinite(lng) && Number.isFinite(lat)

/** Further from its central meridian a zone is not used; such an easting has another prefix or none. */
const furthestFromMeridianM = 500_000

/** The function for a system; null when coordinates in it cannot be brought to EPSG:4490. */
export const placeFor = (srid: number, swap = false): Place | null => {
  const transform = toStorage(srid)
  if (!transform) return null
  const crs = crsBySrid(srid)
  const falseEastingM = crs?.kind === 'gauss-kruger' ? crs.falseEastingM : null
  return (first, second) => {
    const x = swap ? second : first
    if (falseEastingM !== null && Math.abs(x - falseEastingM) > furthestFromMeridianM) return null
    const position = transform([x, swap ? first : second])
    return isOnEarth(position) ? position : null
  }
}

const inChina = ([lng, lat]: Position): boolean => lng >= 73 && lng <= 136 && lat >= 3 && lat <= 54.5

/** Codes that are worth offering for coordinates of this size; nothing is decided by them. */
const sridsByRange = (x: number, y: number): number[] => {
  if (Math.abs(x) <= 180 && Math.abs(y) <= 90) return [4490, 4326]
  const srids: number[] = []
  const zone = Math.floor(x / 1_000_000)
  if (zone >= 25 && zone <= 45) srids.push(4488 + zone)
  if (zone >= 13 && zone <= 23) srids.push(4478 + zone)
  if (x > 100_000 && x < 900_000) for (let cm = 25; cm <= 45; cm++) srids.push(4509 + cm)
  if (x > 8_000_000 && x < 15_200_000) srids.push(3857)
  return srids
}

const squared = (a: Position, b: Position): number => (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2

/** Candidates for the middle of an extent in source units, those nearest to `near` (the zone) first. */
export const crsCandidates = (extent: BBox | null, near?: Position): CrsAnswer['candidates'] => {
  if (!extent) return []
  const x = (extent[0] + extent[2]) / 2
  const y = (extent[1] + extent[3]) / 2
  const candidates = sridsByRange(x, y).flatMap((srid) => {
    const centre = placeFor(srid)?.(x, y)
    return centre && (inChina(centre) || srid === 4326) ? [{ srid, centre }] : []
  })
  return near ? candidates.sort((a, b) => squared(a.centre, near) - squared(b.centre, near)) : candidates
}

/** Source coordinates that are (north, east) in a system that is written (east, north). */
export const looksSwapped = (srid: number, [west, south, east, north]: BBox): boolean => {
  const x = (west + east) / 2
  const y = (south + north) / 2
  const upright = placeFor(srid)?.(x, y)
  const swapped = placeFor(srid, true)?.(x, y)
  return !(upright && inChina(upright)) && swapped != null && inChina(swapped)
}

const unknown = (
  extent: BBox | null,
  near: Position | undefined,
  finding: Finding,
  name?: string,
): Placement => ({
  crs: { srid: null, how: 'unknown', candidates: crsCandidates(extent, near), ...(name ? { name } : {}) },
  place: null,
  findings: [finding],
})

const known = (
  srid: number,
  how: CrsAnswer['how'],
  name: string | undefined,
  swap: boolean,
): Placement | null => {
  const place = placeFor(srid, swap)
  if (!place) return null
  const crs: CrsAnswer = { srid, how, candidates: [], ...(name ? { name } : {}) }
  return { crs, place, findings: swap ? [{ code: 'axes_swapped', severity: 'warning' }] : [] }
}

const ballpark = (srid: number, datum: string): Finding => ({
  code: 'datum_taken_as_cgcs2000',
  severity: 'note',
  detail: { datum, srid, accuracyM: 2 },
})

const placeByPrj = (prj: PrjAnswer, extent: BBox | null, request: ReadRequest, swap: boolean): Placement => {
  if (prj.kind === 'local')
    return unknown(
      extent,
      request.near,
      {
        code: 'datum_needs_local_parameters',
        severity: 'error',
        detail: { datum: prj.datum, name: prj.name },
      },
      prj.name,
    )
  if (prj.kind !== 'unknown') {
    const placement = known(prj.srid, 'prj', prj.name, swap)
    if (placement && prj.kind === 'ballpark') placement.findings.push(ballpark(prj.srid, prj.datum))
    if (placement) return placement
  }
  const code = prj.kind === 'unknown' ? 'crs_not_understood' : 'crs_not_supported'
  return unknown(extent, request.near, { code, severity: 'error', detail: { name: prj.name } }, prj.name)
}

const contradicted = (extent: BBox | null, { place }: Placement): boolean =>
  extent !== null &&
  place !== null &&
  place((extent[0] + extent[2]) / 2, (extent[1] + extent[3]) / 2) === null

/** Evidence about the reference system of a layer, strongest first. */
export type Evidence = {
  prj?: PrjAnswer
  /** The code by `crs` member of a GeoJSON file or by the standard itself. */
  stated?: { srid: number; how: 'crs_member' | 'geojson_rule' | 'header'; name?: string }
  /** Of the coordinates, in the units of the file. */
  extent: BBox | null
}

/** What a person chose, what the file states, and otherwise candidates to ask with. */
export const placementOf = (evidence: Evidence, request: ReadRequest): Placement => {
  const placement = statedPlacement(evidence, request)
  if (!contradicted(evidence.extent, placement)) return placement
  const { srid, name } = placement.crs
  const finding: Finding = { code: 'crs_contradicted', severity: 'error', detail: { srid: srid ?? 0 } }
  return unknown(evidence.extent, request.near, finding, name)
}

const statedPlacement = (evidence: Evidence, request: ReadRequest): Placement => {
  const { extent, prj, stated } = evidence
  const { crs: asked, swapAxes } = request.choices ?? {}
  const swapFor = (srid: number): boolean => swapAxes ?? (extent !== null && looksSwapped(srid, extent))
  if (asked !== undefined) {
    const placement = known(asked, 'asked', undefined, swapFor(asked))
    return placement ?? unknown(extent, request.near, notSupported(asked))
  }
  if (prj) return placeByPrj(prj, extent, request, 'srid' in prj && swapFor(prj.srid))
  if (!stated) return unknown(extent, request.near, { code: 'crs_missing', severity: 'error' })
  const placement = known(stated.srid, stated.how, stated.name, swapFor(stated.srid))
  if (!placement) return unknown(extent, request.near, notSupported(stated.srid), stated.name)
  if (stated.srid === 4326) placement.findings.push(ballpark(4326, 'WGS 84'))
  return placement
}

const notSupported = (srid: number): Finding => {
  const crs = crsBySrid(srid)
  return crs && needsLocalParameters(crs)
    ? { code: 'datum_needs_local_parameters', severity: 'error', detail: { datum: crs.datum, srid } }
    : { code: 'crs_not_supported', severity: 'error', detail: { srid } }
}
