import type { Geometry, Position, Ring } from '../model/geojson.ts'
import type { Place } from './placement.ts'

/** What was left out or put right while reading one geometry. */
export type GeometryRemark = 'z_dropped' | 'ring_closed' | 'geometry_collection_merged'

export type GeometryRead = { ok: true; geometry: Geometry } | { ok: false; reason: GeometryFault }

export type GeometryFault =
  | 'geometry_null'
  | 'geometry_empty'
  | 'geometry_type_unknown'
  | 'geometry_collection_mixed'
  | 'coordinates_malformed'
  | 'coordinates_out_of_range'
  | 'line_too_short'
  | 'ring_too_short'
  | 'crs_unknown'

/** Carries the reason out of the nested arrays; never leaves this file. */
class Misread extends Error {
  readonly reason: GeometryFault
  constructor(reason: GeometryFault) {
    super(reason)
    this.reason = reason
  }
}

type Context = { place: Place; remark: (remark: GeometryRemark) => void }

const arrayOf = (value: unknown): unknown[] => {
  if (!Array.isArray(value)) throw new Misread('coordinates_malformed')
  return value
}

const position = (value: unknown, { place, remark }: Context): Position => {
  const numbers = arrayOf(value)
  const [x, y] = numbers
  if (typeof x !== 'number' || typeof y !== 'number') throw new Misread('coordinates_malformed')
  if (numbers.length > 2) remark('z_dropped')
  const placed = place(x, y)
  if (!placed) throw new Misread('coordinates_out_of_range')
  return placed
}

const positions = (value: unknown, context: Context): Position[] =>
  arrayOf(value).map((item) => position(item, context))

const line = (value: unknown, context: Context): Position[] => {
  const read = positions(value, context)
  if (read.length < 2) throw new Misread('line_too_short')
  return read
}

const ring = (value: unknown, context: Context): Ring => {
  const read = positions(value, context)
  const [first, last] = [read[0], read.at(-1)]
  if (first && last && (first[0] !== last[0] || first[1] !== last[1])) {
    read.push([first[0], first[1]])
    context.remark('ring_closed')
  }
  if (read.length < 4) throw new Misread('ring_too_short')
  return read
}

const rings = (value: unknown, context: Context): Ring[] => {
  const read = arrayOf(value).map((item) => ring(item, context))
  if (read.length === 0) throw new Misread('geometry_empty')
  return read
}

const filled = <T>(items: T[]): T[] => {
  if (items.length === 0) throw new Misread('geometry_empty')
  return items
}

const collected = (parts: Geometry[], context: Context): Geometry => {
  const [first] = filled(parts)
  if (parts.length === 1) return first!
  const families = new Set(parts.map(({ type }) => type.replace('Multi', '')))
  if (families.size > 1) throw new Misread('geometry_collection_mixed')
  context.remark('geometry_collection_merged')
  const all = parts.flatMap((part): unknown[] =>
    part.type.startsWith('Multi') ? part.coordinates : [part.coordinates],
  )
  return { type: `Multi${[...families][0]}`, coordinates: all } as Geometry
}

const geometryOf = (value: unknown, context: Context, depth: number): Geometry => {
  if (value === null || value === undefined) throw new Misread('geometry_null')
  const { type, coordinates, geometries } = value as Record<string, unknown>
  switch (type) {
    case 'Point':
      if (Array.isArray(coordinates) && coordinates.length === 0) throw new Misread('geometry_empty')
      return { type, coordinates: position(coordinates, context) }
    case 'MultiPoint':
      return { type, coordinates: filled(positions(coordinates, context)) }
    case 'LineString':
      return { type, coordinates: line(coordinates, context) }
    case 'MultiLineString':
      return { type, coordinates: filled(arrayOf(coordinates).map((item) => line(item, context))) }
    case 'Polygon':
      return { type, coordinates: rings(coordinates, context) }
    case 'MultiPolygon':
      return { type, coordinates: filled(arrayOf(coordinates).map((item) => rings(item, context))) }
    case 'GeometryCollection':
      if (depth > 8) throw new Misread('coordinates_malformed')
      return collected(
        arrayOf(geometries).map((item) => geometryOf(item, context, depth + 1)),
        context,
      )
    default:
      throw new Misread('geometry_type_unknown')
  }
}

/**
 * A GeoJSON geometry of a stranger as one of ours, placed in EPSG:4490. Heights are dropped, open rings
 * closed, collections of one family merged, each with a remark; everything else is refused by name.
 */
export const readGeometry = (
  value: unknown,
  place: Place | null,
  remark: (remark: GeometryRemark) => void,
): GeometryRead => {
  try {
    const geometry = geometryOf(value, { place: place ?? ((x, y) => [x, y]), remark }, 0)
    return place ? { ok: true, geometry } : { ok: false, reason: 'crs_unknown' }
  } catch (fault) {
    if (fault instanceof Misread) return { ok: false, reason: fault.reason }
    throw fault
  }
}
