import type { BBox, Geometry, Position } from '../model/geojson.ts'
import { eachPosition } from './map-positions.ts'

/** Extent of some positions; undefined when there are none. */
export function bboxOfPositions(positions: Iterable<Position>): BBox | undefined {
  const box: BBox = [Infinity, Infinity, -Infinity, -Infinity]
  for (const position of positions) grow(box, position)
  return box[0] <= box[2] ? box : undefined
}

function grow(box: BBox, [x, y]: Position): void {
  if (x < box[0]) box[0] = x
  if (y < box[1]) box[1] = y
  if (x > box[2]) box[2] = x
  if (y > box[3]) box[3] = y
}

/** Extent of a geometry; undefined when it is empty. */
export function bboxOf(geometry: Geometry): BBox | undefined {
  const box: BBox = [Infinity, Infinity, -Infinity, -Infinity]
  eachPosition(geometry, (position) => grow(box, position))
  return box[0] <= box[2] ? box : undefined
}

/** Extent of several extents; undefined when there are none. */
export function uniteBBoxes(boxes: Iterable<BBox | undefined>): BBox | undefined {
  const united: BBox = [Infinity, Infinity, -Infinity, -Infinity]
  for (const box of boxes) {
    if (!box) continue
    grow(united, [box[0], box[1]])
    grow(united, [box[2], box[3]])
  }
  return united[0] <= united[2] ? united : undefined
}

export const bboxesMeet = (a: BBox, b: BBox): boolean =>
  a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3]

export const bboxContains = (outer: BBox, inner: BBox): boolean =>
  outer[0] <= inner[0] && outer[1] <= inner[1] && outer[2] >= inner[2] && outer[3] >= inner[3]

export const bboxContainsPosition = (box: BBox, [x, y]: Position): boolean =>
  box[0] <= x && x <= box[2] && box[1] <= y && y <= box[3]

/** The box with a margin on all sides, in the unit of its coordinates. */
export const growBBox = ([west, south, east, north]: BBox, margin: number): BBox => [
  west - margin,
  south - margin,
  east + margin,
  north + margin,
]

export const bboxCenter = ([west, south, east, north]: BBox): Position => [
  (west + east) / 2,
  (south + north) / 2,
]
