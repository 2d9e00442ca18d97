import type { BBox, Geometry, Position } from '../model/geojson.ts'
import { mapPositions } from '../geometry/map-positions.ts'
import { RADIANS_PER_DEGREE, SEMI_MAJOR_M } from '../geometry/ellipsoid.ts'
import { type Crs, type GaussKrugerCrs, crsBySrid, needsLocalParameters } from './crs.ts'
import { gaussKruger, inverseGaussKruger } from './gauss-kruger.ts'

/**
 * Transformations through geographic CGCS2000. WGS 84 is taken as the same (PROJ does so too; the two differ by
 * less than the accuracy of either). Nothing is ever shifted from Xi'an 80 or Beijing 54.
 */

export type Transformation = (position: Position) => Position
export type TransformerResult =
  | { ok: true; transform: Transformation }
  | { ok: false; reason: 'unknown_crs' | 'needs_local_parameters'; srid: number }

const identity: Transformation = (position) => position

const toWebMercator: Transformation = ([lng, lat]) => [
  SEMI_MAJOR_M * lng * RADIANS_PER_DEGREE,
  SEMI_MAJOR_M * Math.asinh(Math.tan(lat * RADIANS_PER_DEGREE)),
]

const fromWebMercator: Transformation = ([x, y]) => [
  x / SEMI_MAJOR_M / RADIANS_PER_DEGREE,
  Math.atan(Math.sinh(y / SEMI_MAJOR_M)) / RADIANS_PER_DEGREE,
]

function toZone({ centralMeridian, falseEastingM }: GaussKrugerCrs): Transformation {
  return ([lng, lat]) => {
    const [east, north] = gaussKruger(lng - centralMeridian, lat)
    return [east + falseEastingM, north]
  }
}

function fromZone({ centralMeridian, falseEastingM }: GaussKrugerCrs): Transformation {
  return ([east, north]) => {
    const [lng, lat] = inverseGaussKruger(east - falseEastingM, north)
    return [lng + centralMeridian, lat]
  }
}

function fromGeographic(crs: Crs): Transformation {
  if (crs.kind === 'gauss-kruger') return toZone(crs)
  return crs.kind === 'web-mercator' ? toWebMercator : identity
}

function toGeographic(crs: Crs): Transformation {
  if (crs.kind === 'gauss-kruger') return fromZone(crs)
  return crs.kind === 'web-mercator' ? fromWebMercator : identity
}

function between(from: Crs, to: Crs): Transformation {
  if (from.srid === to.srid) return identity
  if (from.kind === 'geographic') return fromGeographic(to)
  if (to.kind === 'geographic') return toGeographic(from)
  if (from.kind === 'gauss-kruger' && to.kind === 'gauss-kruger') {
    if (from.centralMeridian === to.centralMeridian) {
      const shiftM = to.falseEastingM - from.falseEastingM
      return ([east, north]) => [east + shiftM, north]
    }
  }
  const [up, down] = [toGeographic(from), fromGeographic(to)]
  return (position) => down(up(position))
}

/** The transformation between two systems, or why there is none. Positions are `[east/lng, north/lat]`. */
export function transformer(fromSrid: number, toSrid: number): TransformerResult {
  const [from, to] = [crsBySrid(fromSrid), crsBySrid(toSrid)]
  if (!from) return { ok: false, reason: 'unknown_crs', srid: fromSrid }
  if (!to) return { ok: false, reason: 'unknown_crs', srid: toSrid }
  if (from.srid !== to.srid) {
    for (const crs of [from, to]) {
      if (needsLocalParameters(crs)) return { ok: false, reason: 'needs_local_parameters', srid: crs.srid }
    }
  }
  return { ok: true, transform: between(from, to) }
}

/** For systems that are known to be transformable; others are a mistake of the caller and throw. */
function mustTransform(fromSrid: number, toSrid: number): Transformation {
  const result = transformer(fromSrid, toSrid)
  if (!result.ok) throw new RangeError(`no transformation ${fromSrid} → ${toSrid}: ${result.reason}`)
  return result.transform
}

export const transform = (position: Position, fromSrid: number, toSrid: number): Position =>
  mustTransform(fromSrid, toSrid)(position)

export const transformGeometry = <G extends Geometry>(geometry: G, fromSrid: number, toSrid: number): G =>
  mapPositions(geometry, mustTransform(fromSrid, toSrid))

const EDGE_POINTS = 8

/**
 * Box around a transformed box. Sides may bulge (parallels are curved in a plane), so points between the
 * corners are taken along.
 */
export function transformBBox([west, south, east, north]: BBox, fromSrid: number, toSrid: number): BBox {
  const forward = mustTransform(fromSrid, toSrid)
  const box: BBox = [Infinity, Infinity, -Infinity, -Infinity]
  for (let i = 0; i <= EDGE_POINTS; i++) {
    const x = west + ((east - west) * i) / EDGE_POINTS
    const y = south + ((north - south) * i) / EDGE_POINTS
    for (const [px, py] of [
      [x, south],
      [x, north],
      [west, y],
      [east, y],
    ].map(([a, b]) => forward([a!, b!]))) {
      box[0] = Math.min(box[0], px)
      box[1] = Math.min(box[1], py)
      box[2] = Math.max(box[2], px)
      box[3] = Math.max(box[3], py)
    }
  }
  return box
}

/** The order in which the definition of the system prints a position, and back (the swap is its own inverse). */
export const inAxisOrder = (position: Position, crs: Crs): Position =>
  crs.northFirst ? [position[1], position[0]] : position
