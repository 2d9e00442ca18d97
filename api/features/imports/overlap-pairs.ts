import Flatbush from 'flatbush'
import { bboxOf } from '#geodata/geometry/bbox.ts'
import { eachPosition } from '#geodata/geometry/map-positions.ts'
import type { Geometry } from '#geodata/model/geojson.ts'
import type { RowPair } from './import-protocol.ts'

/**
 * Which areas of a file may overlap. Neighbours of a street grid share borders, so their extents meet, and
 * asking the database about each such pair would cost more than all the rest. Two areas that a straight line
 * separates share no interior; for nearly all neighbours the line along one of their edges does. What no such
 * line separates goes to the database, which decides.
 */
export type PairFinder = {
  add(row: number, geometry: Geometry, group: string): void
  /** Pairs of one group, the later row first. */
  pairs(): Generator<RowPair>
}

/** A tenth of a millimetre: borders that agree to the storage grid separate. */
const slackDegrees = 1e-9

/** `line`: vertices x, y, x, y … of all rings. An edge from one ring to the next separates as well as any. */
type Area = { row: number; group: string; line: Float64Array }

export function createPairFinder(): PairFinder {
  const areas: Area[] = []
  const boxes: number[] = []
  return {
    add(row, geometry, group) {
      const box = bboxOf(geometry)
      if (!box) return
      areas.push({ row, group, line: verticesOf(geometry) })
      boxes.push(...box)
    },
    *pairs() {
      if (areas.length < 2) return
      const index = new Flatbush(areas.length)
      for (let i = 0; i < areas.length; i++)
        index.add(boxes[4 * i]!, boxes[4 * i + 1]!, boxes[4 * i + 2]!, boxes[4 * i + 3]!)
      index.finish()
      for (let i = 0; i < areas.length; i++) {
        const area = areas[i]!
        const isEarlier = (other: number) => other < i
        const found = index.search(
          boxes[4 * i]!,
          boxes[4 * i + 1]!,
          boxes[4 * i + 2]!,
          boxes[4 * i + 3]!,
          isEarlier,
        )
        for (const other of found) {
          const earlier = areas[other]!
          if (earlier.group === area.group && !areSeparated(area.line, earlier.line))
            yield [area.row, earlier.row]
        }
      }
    },
  }
}

function verticesOf(geometry: Geometry): Float64Array {
  const line: number[] = []
  eachPosition(geometry, ([x, y]) => void line.push(x, y))
  return Float64Array.from(line)
}

const areSeparated = (a: Float64Array, b: Float64Array): boolean => separates(a, b) || separates(b, a)

/** Whether the line along some edge of `own` has all of `own` on one side and all of `other` on the other. */
function separates(own: Float64Array, other: Float64Array): boolean {
  for (let i = 2; i < own.length; i += 2) {
    const x = own[i - 2]!
    const y = own[i - 1]!
    const dx = own[i]! - x
    const dy = own[i + 1]! - y
    const slack = slackDegrees * (Math.abs(dx) + Math.abs(dy))
    if (slack > 0 && liesBeyond(own, x, y, dx, dy, -slack, 1) && liesBeyond(other, x, y, dx, dy, -slack, -1))
      return true
  }
  return false
}

/** Whether all vertices lie to the left (side 1) or to the right (side -1) of a line, or on it. */
function liesBeyond(
  line: Float64Array,
  x: number,
  y: number,
  dx: number,
  dy: number,
  least: number,
  side: 1 | -1,
): boolean {
  for (let j = 0; j < line.length; j += 2)
    if (side * (dx * (line[j + 1]! - y) - dy * (line[j]! - x)) < least) return false
  return true
}
