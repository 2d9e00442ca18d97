import type { Position } from '../model/geojson.ts'
import { metresPerRadian, RADIANS_PER_DEGREE } from './ellipsoid.ts'

/**
 * Drawing arithmetic in a local frame of metres around a position: flat, right to 1e-4 within some kilometres,
 * and fast enough for every pointer move.
 */

export type LocalFrame = {
  /** Metres east and north of the origin. */
  toMetres: (position: Position) => Position
  toDegrees: (metres: Position) => Position
}

export function localFrame(origin: Position): LocalFrame {
  const { northM, eastM } = metresPerRadian(origin[1] * RADIANS_PER_DEGREE)
  const [eastScale, northScale] = [eastM * RADIANS_PER_DEGREE, northM * RADIANS_PER_DEGREE]
  return {
    toMetres: ([lng, lat]) => [(lng - origin[0]) * eastScale, (lat - origin[1]) * northScale],
    toDegrees: ([x, y]) => [origin[0] + x / eastScale, origin[1] + y / northScale],
  }
}

/** `along` runs from 0 at the start of the segment to 1 at its end. */
export type NearestOnSegment = { position: Position; distanceM: number; along: number }
export type NearestOnLine = NearestOnSegment & { segment: number }

function nearestInFrame(frame: LocalFrame, from: Position, to: Position): NearestOnSegment {
  const [ax, ay] = frame.toMetres(from)
  const [bx, by] = frame.toMetres(to)
  const [dx, dy] = [bx - ax, by - ay]
  const length2 = dx * dx + dy * dy
  const along = length2 === 0 ? 0 : Math.min(1, Math.max(0, -(ax * dx + ay * dy) / length2))
  // The ends are handed on as they are, so that snapping to a vertex meets it to the last digit.
  if (along === 0) return { position: from, distanceM: Math.hypot(ax, ay), along }
  if (along === 1) return { position: to, distanceM: Math.hypot(bx, by), along }
  const [x, y] = [ax + along * dx, ay + along * dy]
  return { position: frame.toDegrees([x, y]), distanceM: Math.hypot(x, y), along }
}

export const nearestOnSegment = (point: Position, from: Position, to: Position): NearestOnSegment =>
  nearestInFrame(localFrame(point), from, to)

/** Nearest point of a line or closed ring; undefined when it has no segment. */
export function nearestOnLine(point: Position, line: readonly Position[]): NearestOnLine | undefined {
  const frame = localFrame(point)
  let best: NearestOnLine | undefined
  for (let segment = 0; segment + 1 < line.length; segment++) {
    const found = nearestInFrame(frame, line[segment]!, line[segment + 1]!)
    if (!best || found.distanceM < best.distanceM) best = { ...found, segment }
  }
  return best
}

/** Nearest of some vertices; undefined when there are none. */
export function nearestVertex(
  point: Position,
  vertices: readonly Position[],
): { position: Position; distanceM: number; index: number } | undefined {
  const frame = localFrame(point)
  let best: { position: Position; distanceM: number; index: number } | undefined
  vertices.forEach((position, index) => {
    const [x, y] = frame.toMetres(position)
    const distanceM = Math.hypot(x, y)
    if (!best || distanceM < best.distanceM) best = { position, distanceM, index }
  })
  return best
}

/**
 * The pointer moved so that the edge corner→pointer stands at a right angle to the edge before→corner, or
 * continues it: whichever needs the smaller move. The right-angle lock of the drawing tools.
 */
export function rightAnglePosition(before: Position, corner: Position, pointer: Position): Position {
  const frame = localFrame(corner)
  const [bx, by] = frame.toMetres(before)
  const length = Math.hypot(bx, by)
  if (length === 0) return pointer
  const [ux, uy] = [bx / length, by / length]
  const [px, py] = frame.toMetres(pointer)
  const [straight, across] = [px * ux + py * uy, py * ux - px * uy]
  return Math.abs(straight) > Math.abs(across)
    ? frame.toDegrees([ux * straight, uy * straight])
    : frame.toDegrees([-uy * across, ux * across])
}

/**
 * The last corner of a rectangle-like shape: where the perpendicular on the edge before→corner at its end meets
 * the perpendicular through the first position on the first edge. Undefined when the two are parallel.
 */
export function closingCorner(
  first: Position,
  second: Position,
  before: Position,
  corner: Position,
): Position | undefined {
  const frame = localFrame(corner)
  const [fx, fy] = frame.toMetres(first)
  const [sx, sy] = frame.toMetres(second)
  const [bx, by] = frame.toMetres(before)
  const [ax, ay] = [-(sy - fy), sx - fx]
  const [cx, cy] = [by, -bx]
  const cross = ax * cy - ay * cx
  if (Math.abs(cross) < 1e-9 * Math.hypot(ax, ay) * Math.hypot(cx, cy) || cross === 0) return undefined
  const along = (ax * fy - ay * fx) / cross
  return frame.toDegrees([cx * along, cy * along])
}
