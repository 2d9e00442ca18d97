import { area as turfArea } from '@turf/area'
import type { ArealGeometry, Position, Ring } from '../model/geojson.ts'
import { AUTHALIC_RADIUS_M, authalicShift, metresPerRadian, RADIANS_PER_DEGREE } from './ellipsoid.ts'
import { geodesicDirect, geodesicInverse } from './geodesic.ts'

/**
 * The acreage of the house (design.md §3.4): `@turf/area` on authalic latitudes, scaled to the authalic radius.
 *
 * Turf joins vertices by straight lines in longitude and sin(latitude); the true edge is a geodesic and bulges
 * to the side of the pole. Each edge therefore gets points of the geodesic where it is long, and one *apex*
 * that carries the bulge. With x = longitude, y = sin(authalic latitude), φ latitude, r radius of the parallel
 * and R the authalic radius, a geodesic of length s obeys
 *     y″ = −sin φ (s/R)²        x″ = 2 (R/r)² sin φ x′ y′        (t from 0 to 1 along the edge)
 * so between two near vertices it is a parabola. A triangle over the chord has the area of the parabola when
 * its height is 4/3 of the sagitta: apex = middle − q″/6. The neglected part is (s/R)² of the bulge.
 */

/** `earthRadius` of @turf/helpers, the sphere on which turf measures. */
const TURF_RADIUS_M = 6371008.8
const SCALE = (AUTHALIC_RADIUS_M / TURF_RADIUS_M) ** 2

/** Longer edges are first cut into geodesic pieces; up to here the bulge is a parabola to 1e-5 of itself. */
const LONG_EDGE_DEGREES = 0.2
/** Shorter edges (about 2 m) bulge by less than 1e-7 m². */
const SHORT_EDGE_DEGREES = 2e-5

type Measured = { lng: number; lat: number; authalic: number }

const measured = (lng: number, lat: number): Measured => ({
  lng,
  lat,
  authalic: lat + authalicShift(lat * RADIANS_PER_DEGREE) / RADIANS_PER_DEGREE,
})

function apex(from: Measured, to: Measured): Position {
  const lat = ((from.lat + to.lat) / 2) * RADIANS_PER_DEGREE
  const authalic = ((from.authalic + to.authalic) / 2) * RADIANS_PER_DEGREE
  const lngStep = (to.lng - from.lng) * RADIANS_PER_DEGREE
  const latStep = (to.lat - from.lat) * RADIANS_PER_DEGREE
  const authalicStep = (to.authalic - from.authalic) * RADIANS_PER_DEGREE
  const { northM, eastM } = metresPerRadian(lat)
  const sine = Math.sin(lat)
  const lengthSquared = ((northM * latStep) ** 2 + (eastM * lngStep) ** 2) / AUTHALIC_RADIUS_M ** 2
  // Half the step in sin(latitude) lies below the sine of half the step: the first term makes up for it.
  const rise = (sine * lengthSquared) / 6 - (Math.sin(authalic) * authalicStep ** 2) / 8
  const sideways = (northM / eastM) * sine * lngStep * latStep
  return [
    (from.lng + to.lng) / 2 - sideways / 3 / RADIANS_PER_DEGREE,
    (authalic + rise / Math.cos(authalic)) / RADIANS_PER_DEGREE,
  ]
}

/** Points of the geodesic strictly between two positions, so near that each piece is a parabola. */
function geodesicPoints(from: Measured, to: Measured, degrees: number): Measured[] {
  const pieces = Math.ceil(degrees / LONG_EDGE_DEGREES)
  const start: Position = [from.lng, from.lat]
  const { distanceM, azimuthRad } = geodesicInverse(start, [to.lng, to.lat])
  return Array.from({ length: pieces - 1 }, (_, i) => {
    const point = geodesicDirect(start, { distanceM: (distanceM * (i + 1)) / pieces, azimuthRad })
    return measured(point[0], point[1])
  })
}

function pushEdge(line: Position[], from: Measured, to: Measured): void {
  const lngStep = Math.abs(to.lng - from.lng)
  const degrees = Math.max(lngStep, Math.abs(to.lat - from.lat))
  if (degrees > LONG_EDGE_DEGREES) {
    let last = from
    for (const next of [...geodesicPoints(from, to, degrees), to]) {
      line.push([last.lng, last.authalic], apex(last, next))
      last = next
    }
    return
  }
  line.push([from.lng, from.authalic])
  if (lngStep > 0 && degrees > SHORT_EDGE_DEGREES) line.push(apex(from, to))
}

/** The ring on the authalic sphere, closed; longitudes count from its first vertex, to keep their digits. */
function authalicRing(ring: Ring, densified: boolean): Position[] {
  const first = ring[0]
  if (!first) return []
  const west = first[0]
  const start = measured(0, first[1])
  const line: Position[] = []
  let last = start
  for (let i = 1; i < ring.length; i++) {
    const position = ring[i]!
    const next = measured(position[0] - west, position[1])
    if (densified) pushEdge(line, last, next)
    else line.push([last.lng, last.authalic])
    last = next
  }
  const closed = last.lng === start.lng && last.lat === start.lat
  if (!closed && densified) pushEdge(line, last, start)
  else if (!closed) line.push([last.lng, last.authalic])
  line.push([start.lng, start.authalic])
  return line
}

/** Without two distinct edges there is nothing to measure; an apex must not make a lens of a line. */
const isRing = (ring: Ring) => ring.length > 2

function polygonAreaM2(rings: Ring[], densified: boolean): number {
  const coordinates = rings.filter(isRing).map((ring) => authalicRing(ring, densified))
  return turfArea({ type: 'Polygon', coordinates }) * SCALE
}

function areaM2(geometry: ArealGeometry, densified: boolean): number {
  if (geometry.type === 'Polygon') return polygonAreaM2(geometry.coordinates, densified)
  return geometry.coordinates.reduce((sum, rings) => sum + polygonAreaM2(rings, densified), 0)
}

/**
 * Ellipsoidal (CGCS2000) area with geodesic edges, in m²: what `ST_Area(geography)` gives. Shells minus holes,
 * parts added, whatever the direction of the rings; zero for an empty geometry. Rings may be unclosed. Not for
 * shapes that cross the 180° meridian.
 */
export const ellipsoidalAreaM2 = (geometry: ArealGeometry): number => areaM2(geometry, true)

/** The same without densifying: edges as the survey formula of 国土调查办发〔2008〕32号 takes them. */
export const undensifiedAreaM2 = (geometry: ArealGeometry): number => areaM2(geometry, false)

/** Area enclosed by one ring, never negative. */
export const ringAreaM2 = (ring: Ring): number => (isRing(ring) ? polygonAreaM2([ring], true) : 0)
