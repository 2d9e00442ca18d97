import type { ArealGeometry, Ring } from '../model/geojson.ts'
import { ellipsoidalAreaM2 } from './ellipsoidal-area.ts'

/** Why a feature has no area. */
export type AreaRefusal =
  | 'not_geojson'
  | 'geometry_missing'
  | 'not_areal'
  | 'malformed_coordinates'
  | 'out_of_range'
  | 'not_enough_points'
  | 'unclosed'

/** `feature` is the id as it stands in the lines; absent when the whole document is at fault. */
export type AreaProblem = { feature?: string; reason: AreaRefusal; detail?: string }

/** One line `id<TAB>m²` for each feature that has an area, one problem for each that has none. */
export type AreaLines = { lines: string[]; problems: AreaProblem[] }

type Json = Record<string, unknown>

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const DECIMALS = 6
const MAX_DEPTH = 20

function ringRefusal(ring: unknown): AreaRefusal | undefined {
  if (!Array.isArray(ring)) return 'malformed_coordinates'
  for (const position of ring) {
    if (!Array.isArray(position) || !position.slice(0, 2).every(Number.isFinite) || position.length < 2) {
      return 'malformed_coordinates'
    }
    if (Math.abs(position[0]) > 180 || Math.abs(position[1]) > 90) return 'out_of_range'
  }
  if (ring.length < 4) return 'not_enough_points'
  const [first, last] = [ring[0], ring[ring.length - 1]]
  return first[0] === last[0] && first[1] === last[1] ? undefined : 'unclosed'
}

function polygonsRefusal(polygons: unknown): AreaRefusal | undefined {
  if (!Array.isArray(polygons)) return 'malformed_coordinates'
  for (const rings of polygons) {
    if (!Array.isArray(rings)) return 'malformed_coordinates'
    for (const ring of rings) {
      const refusal = ringRefusal(ring)
      if (refusal) return refusal
    }
  }
  return undefined
}

/** The polygons of a geometry collection, however deep; undefined when something in it has no area. */
function polygonsWithin(geometries: unknown, depth = 0): unknown[] | undefined {
  if (!Array.isArray(geometries) || depth > MAX_DEPTH) return undefined
  const found: unknown[] = []
  for (const member of geometries) {
    const { type, coordinates, geometries: inner }: Json = isObject(member) ? member : {}
    if (type === 'Polygon') found.push(coordinates)
    else if (type === 'MultiPolygon' && Array.isArray(coordinates))
      for (const one of coordinates) found.push(one)
    else {
      const nested = type === 'GeometryCollection' ? polygonsWithin(inner, depth + 1) : undefined
      if (!nested) return undefined
      for (const one of nested) found.push(one)
    }
  }
  return found
}

function polygonsOf({ type, coordinates, geometries }: Json): unknown {
  if (type === 'Polygon') return [coordinates]
  if (type === 'MultiPolygon') return coordinates ?? null
  return type === 'GeometryCollection' ? polygonsWithin(geometries) : undefined
}

type Areal = { ok: true; geometry: ArealGeometry } | { ok: false; reason: AreaRefusal; detail?: string }

function readAreal(geometry: unknown): Areal {
  if (geometry === null || geometry === undefined) return { ok: false, reason: 'geometry_missing' }
  if (!isObject(geometry) || typeof geometry['type'] !== 'string') return { ok: false, reason: 'not_geojson' }
  const polygons = polygonsOf(geometry)
  if (polygons === undefined) return { ok: false, reason: 'not_areal', detail: geometry['type'] }
  const reason = polygonsRefusal(polygons)
  if (reason) return { ok: false, reason }
  return { ok: true, geometry: { type: 'MultiPolygon', coordinates: polygons as Ring[][] } }
}

/**
 * The feature's own id, else `properties.id`, else its place in the file, counted from 1. White space in it becomes
 * one space: the lines are a table of two columns.
 */
function nameOf(feature: Json, index: number): string {
  const properties = isObject(feature['properties']) ? feature['properties'] : {}
  const id = [feature['id'], properties['id']].find((value) => ['string', 'number'].includes(typeof value))
  const name = String(id ?? '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
  return name === '' ? String(index + 1) : name
}

function addFeature(result: AreaLines, feature: unknown, index: number): void {
  if (!isObject(feature) || feature['type'] !== 'Feature') {
    result.problems.push({ feature: String(index + 1), reason: 'not_geojson' })
    return
  }
  addGeometry(result, feature['geometry'], nameOf(feature, index))
}

function addGeometry(result: AreaLines, geometry: unknown, name: string): void {
  const areal = readAreal(geometry)
  if (areal.ok) result.lines.push(`${name}\t${ellipsoidalAreaM2(areal.geometry).toFixed(DECIMALS)}`)
  else
    result.problems.push({
      feature: name,
      reason: areal.reason,
      ...(areal.detail && { detail: areal.detail }),
    })
}

/**
 * Ellipsoidal acreage of everything in a GeoJSON document: a geometry, a feature or a collection, in degrees.
 * Nothing is thrown and nothing left out in silence.
 */
export function areaLines(geojson: unknown): AreaLines {
  const result: AreaLines = { lines: [], problems: [] }
  if (!isObject(geojson) || typeof geojson['type'] !== 'string') {
    return { lines: [], problems: [{ reason: 'not_geojson' }] }
  }
  if (geojson['type'] === 'FeatureCollection') {
    if (!Array.isArray(geojson['features'])) return { lines: [], problems: [{ reason: 'not_geojson' }] }
    geojson['features'].forEach((feature, index) => addFeature(result, feature, index))
  } else if (geojson['type'] === 'Feature') addFeature(result, geojson, 0)
  else addGeometry(result, geojson, '1')
  return result
}
