import type { Point } from './plane.ts'
import { distance, distanceToLine } from './plane.ts'
import type { Street } from './streets.ts'

/** Where a place is, said with the streets beside it. */
const runsEast = (street: Street) => {
  const [a, b] = [street.line[0]!, street.line.at(-1)!]
  return Math.abs(b[0] - a[0]) > Math.abs(b[1] - a[1])
}

function nearest(point: Point, streets: Street[]): Street {
  return streets.reduce((best, street) =>
    distanceToLine(point, street.line) < distanceToLine(point, best.line) ? street : best,
  )
}

function nearestPoint(point: Point, street: Street): Point {
  let best = street.line[0]!
  for (let i = 0; i + 1 < street.line.length; i++) {
    const [a, b] = [street.line[i]!, street.line[i + 1]!]
    for (let s = 0; s <= 40; s++) {
      const candidate: Point = [a[0] + ((b[0] - a[0]) * s) / 40, a[1] + ((b[1] - a[1]) * s) / 40]
      if (distance(candidate, point) < distance(best, point)) best = candidate
    }
  }
  return best
}

export type Place = { beside: string; location: string }

export function placeNamer(streets: Street[]): (point: Point) => Place {
  const east = streets.filter(runsEast)
  const north = streets.filter((street) => !runsEast(street))
  return (point) => {
    const [cross, long] = [nearest(point, east), nearest(point, north)]
    const northSide = point[1] > nearestPoint(point, cross)[1] ? '北' : '南'
    const eastSide = point[0] > nearestPoint(point, long)[0] ? '东' : '西'
    return {
      beside: `${long.name}以${eastSide}`,
      location: `${cross.name}以${northSide}、${long.name}以${eastSide}`,
    }
  }
}
