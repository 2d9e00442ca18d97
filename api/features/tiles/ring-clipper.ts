import { tileBuffer, tileExtent } from './tile-frame.ts'

const low = -tileBuffer
const high = tileExtent + tileBuffer

/** Vertices of one ring; as many of each array as its length says. */
export type RingArrays = { xs: Int32Array; ys: Int32Array }

type Side = { axis: 'x' | 'y'; limit: number; keepsLess: boolean }
const sides: readonly Side[] = [
  { axis: 'x', limit: low, keepsLess: false },
  { axis: 'x', limit: high, keepsLess: true },
  { axis: 'y', limit: low, keepsLess: false },
  { axis: 'y', limit: high, keepsLess: true },
]

let spare: RingArrays = { xs: new Int32Array(2048), ys: new Int32Array(2048) }

/**
 * Cuts a ring at the edge of the tile's buffer, in place (I. E. Sutherland, G. W. Hodgman, Reentrant Polygon
 * Clipping, CACM 17, 1974): one side after the other, each vertex outside replaced by where the edges cross the
 * side. Parts of a ring that leaves and comes back stay joined along the side, where nobody sees it. The arrays
 * must have room for twice the length and 8 more; answers the new length, 0 when nothing is inside.
 */
export function clipRing(ring: RingArrays, length: number): number {
  let [west, east, north, south] = [high, low, high, low]
  const { xs, ys } = ring
  for (let i = 0; i < length; i++) {
    const x = xs[i]!
    const y = ys[i]!
    if (x < west) west = x
    if (x > east) east = x
    if (y < north) north = y
    if (y > south) south = y
  }
  const crossed = [west < low, east > high, north < low, south > high]
  if (!crossed.includes(true)) return length
  if (spare.xs.length < ring.xs.length) {
    spare = { xs: new Int32Array(ring.xs.length), ys: new Int32Array(ring.xs.length) }
  }
  let from = ring
  let to = spare
  let kept = length
  for (let i = 0; i < sides.length && kept > 0; i++) {
    if (!crossed[i]) continue
    kept = cutSide(from, kept, to, sides[i]!)
    ;[from, to] = [to, from]
  }
  if (from !== ring) {
    ring.xs.set(from.xs.subarray(0, kept))
    ring.ys.set(from.ys.subarray(0, kept))
  }
  return kept
}

function cutSide(from: RingArrays, length: number, to: RingArrays, { axis, limit, keepsLess }: Side): number {
  // Along the axis that is cut, and across it.
  const [along, across] = axis === 'x' ? [from.xs, from.ys] : [from.ys, from.xs]
  const [toAlong, toAcross] = axis === 'x' ? [to.xs, to.ys] : [to.ys, to.xs]
  let kept = 0
  let lastAlong = along[length - 1]!
  let lastAcross = across[length - 1]!
  let wasInside = keepsLess ? lastAlong <= limit : lastAlong >= limit
  for (let i = 0; i < length; i++) {
    const here = along[i]!
    const there = across[i]!
    const isInside = keepsLess ? here <= limit : here >= limit
    if (isInside !== wasInside) {
      toAlong[kept] = limit
      const share = (limit - lastAlong) / (here - lastAlong)
      toAcross[kept] = Math.round(lastAcross + share * (there - lastAcross))
      if (kept === 0 || toAlong[kept] !== toAlong[kept - 1] || toAcross[kept] !== toAcross[kept - 1]) kept++
    }
    if (isInside) {
      toAlong[kept] = here
      toAcross[kept] = there
      if (kept === 0 || here !== toAlong[kept - 1] || there !== toAcross[kept - 1]) kept++
    }
    lastAlong = here
    lastAcross = there
    wasInside = isInside
  }
  return kept
}
