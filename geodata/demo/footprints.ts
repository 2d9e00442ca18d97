import { extent, mainDirection } from './fabric.ts'
import type { Loop, Point } from './plane.ts'
import { distanceToLoop, isInside } from './plane.ts'
import type { Random } from './random.ts'

/** Rectangles set out in rows on a parcel, parallel to its longest side. */
export type Pattern = {
  lengthM: readonly [number, number]
  depthM: readonly [number, number]
  gapM: number
  setbackM: number
  /** Share of the possible places that are built on. */
  density: number
  most: number
}

export const patterns = {
  works: { lengthM: [54, 108], depthM: [24, 48], gapM: 14, setbackM: 11, density: 0.72, most: 9 },
  halls: { lengthM: [90, 150], depthM: [36, 60], gapM: 26, setbackM: 14, density: 0.8, most: 6 },
  slabs: { lengthM: [44, 64], depthM: [13, 15], gapM: 26, setbackM: 16, density: 0.9, most: 18 },
  offices: { lengthM: [40, 72], depthM: [18, 30], gapM: 20, setbackM: 12, density: 0.55, most: 6 },
  houses: { lengthM: [13, 18], depthM: [9, 12], gapM: 9, setbackM: 30, density: 0.62, most: 130 },
  factory: { lengthM: [72, 84], depthM: [26, 30], gapM: 18, setbackM: 14, density: 1, most: 8 },
} as const satisfies Record<string, Pattern>

type Frame = { at: (a: number, b: number) => Point; reach: readonly [number, number, number, number] }

function frameOf(loop: Loop): Frame {
  const first = mainDirection(loop)
  const second: Point = [-first[1], first[0]]
  const [a, b] = [extent(loop, first), extent(loop, second)]
  return {
    at: (x, y) => [first[0] * x + second[0] * y, first[1] * x + second[1] * y],
    reach: [a[0], a[1], b[0], b[1]],
  }
}

const stands = (footprint: Loop, loop: Loop, setbackM: number) =>
  footprint.every((corner) => isInside(corner, loop) && distanceToLoop(corner, loop) >= setbackM) &&
  loop.every((corner) => !isInside(corner, footprint))

/** Footprints inside the loop, none nearer to another than the gap. */
export function placeBuildings(loop: Loop, pattern: Pattern, random: Random): Loop[] {
  const { at, reach } = frameOf(loop)
  const out: Loop[] = []
  const depth = random.between(...pattern.depthM)
  for (let y = reach[2] + pattern.setbackM + 1; y + depth < reach[3]; y += depth + pattern.gapM) {
    let x = reach[0] + pattern.setbackM + 1
    while (x < reach[1] && out.length < pattern.most) {
      const length = random.between(...pattern.lengthM)
      const footprint = [at(x, y), at(x + length, y), at(x + length, y + depth), at(x, y + depth)]
      const isStanding = stands(footprint, loop, pattern.setbackM)
      if (isStanding && random.chance(pattern.density)) out.push(footprint)
      x += isStanding ? length + pattern.gapM : 7
    }
  }
  return out
}
