import { CRS84_SRID, needsLocalParameters, WEB_MERCATOR_SRID } from '#geodata/crs/crs.ts'
import type { Crs } from '#geodata/crs/crs.ts'
import { transform } from '#geodata/crs/transform.ts'
import { parseCrs } from '#geodata/crs/uri.ts'
import type { BBox, Position } from '#geodata/model/geojson.ts'
import type { Parameters } from './statement.ts'

/**
 * A box that boundaries have to meet, in Web Mercator, where the spatial index is (parallels and meridians
 * stay straight there, so a box in degrees is a box). A box in a plane's metres becomes a ring instead.
 */
export type AreaFilter = { boxes: readonly BBox[] } | { ring: readonly Position[] }

export type ReadArea =
  | { ok: true; area: AreaFilter }
  | { ok: false; parameter: 'bbox' | 'bbox-crs'; reason: string; detail: string }

/** Web Mercator has no poles. */
const maxLatitude = 89.9
const sidePoints = 8

const refuse = (parameter: 'bbox' | 'bbox-crs', reason: string, detail: string): ReadArea => ({
  ok: false,
  parameter,
  reason,
  detail,
})

/** `bbox` of OGC API – Features: four or six numbers, in the axis order that the definition of the CRS prints. */
export function parseBbox(text: string, crsName = 'CRS84'): ReadArea {
  const crs = parseCrs(crsName)
  if (!crs || needsLocalParameters(crs)) return refuse('bbox-crs', 'crs', 'names no known reference system')
  const pieces = text.split(',')
  const numbers = pieces.map((piece) => (piece.trim() === '' ? NaN : Number(piece)))
  if ((numbers.length !== 4 && numbers.length !== 6) || !numbers.every(Number.isFinite))
    return refuse('bbox', 'numbers', 'takes four numbers between commas')
  const half = numbers.length / 2
  const corner = (at: number): Position =>
    crs.northFirst ? [numbers[at + 1]!, numbers[at]!] : [numbers[at]!, numbers[at + 1]!]
  return boxIn(crs, corner(0), corner(half))
}

function boxIn(crs: Crs, [west, south]: Position, [east, north]: Position): ReadArea {
  if (south > north) return refuse('bbox', 'order', 'the lower edge is above the upper one')
  if (crs.kind !== 'geographic') {
    if (west > east) return refuse('bbox', 'order', 'the left edge is right of the right one')
    return {
      ok: true,
      area:
        crs.kind === 'web-mercator'
          ? { boxes: [[west, south, east, north]] }
          : ringOf(crs, [west, south, east, north]),
    }
  }
  if (Math.abs(south) > 90 || Math.abs(north) > 90 || Math.abs(west) > 360 || Math.abs(east) > 360)
    return refuse('bbox', 'range', 'degrees beyond the globe (mind the axis order of bbox-crs)')
  // A box whose west is greater than its east crosses the antimeridian (Part 1, 7.15.3).
  const boxes: BBox[] =
    west > east
      ? [
          [west, south, 180, north],
          [-180, south, east, north],
        ]
      : [[west, south, east, north]]
  return { ok: true, area: { boxes: boxes.map(toMercator) } }
}

function toMercator([west, south, east, north]: BBox): BBox {
  const clamp = (latitude: number) => Math.min(maxLatitude, Math.max(-maxLatitude, latitude))
  const low = transform([west, clamp(south)], CRS84_SRID, WEB_MERCATOR_SRID)
  const high = transform([east, clamp(north)], CRS84_SRID, WEB_MERCATOR_SRID)
  return [...low, ...high]
}

/** Straight sides of the plane bend in Mercator, so they are followed point by point. */
function ringOf(crs: Crs, [west, south, east, north]: BBox): AreaFilter {
  const corners: Position[] = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
  ]
  const ring = corners.flatMap(([x, y], index) => {
    const [nextX, nextY] = corners[(index + 1) % corners.length]!
    return Array.from({ length: sidePoints }, (_, step): Position => {
      const share = step / sidePoints
      return transform([x + (nextX - x) * share, y + (nextY - y) * share], crs.srid, WEB_MERCATOR_SRID)
    })
  })
  return { ring: [...ring, ring[0]!] }
}

/** Boundaries that meet the area. Only those that its edge may cut are tested point by point. */
export function areaCondition(area: AreaFilter, parameters: Parameters): string {
  if ('ring' in area) {
    const text = `POLYGON((${area.ring.map(([x, y]) => `${x} ${y}`).join(',')}))`
    const shape = `ST_GeomFromText(${parameters.add(text, 'text')}, ${WEB_MERCATOR_SRID})`
    return `(f.geom_3857 && ${shape} and ST_Intersects(f.geom_3857, ${shape}))`
  }
  const conditions = area.boxes.map((box) => {
    const corners = box.map((value) => parameters.add(value, 'float8')).join(', ')
    const envelope = `ST_MakeEnvelope(${corners}, ${WEB_MERCATOR_SRID})`
    return `(f.geom_3857 && ${envelope} and (f.geom_3857 @ ${envelope} or ST_Intersects(f.geom_3857, ${envelope})))`
  })
  return conditions.length === 1 ? conditions[0]! : `(${conditions.join(' or ')})`
}
