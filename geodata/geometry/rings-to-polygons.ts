import Flatbush from 'flatbush'
import type { ArealGeometry, BBox, Ring } from '../model/geojson.ts'
import { bboxOfPositions } from './bbox.ts'
import { locateInRing } from './contains.ts'
import { orientPolygon } from './orient.ts'
import { signedPlaneArea } from './plane-area.ts'

/**
 * Whether `inner` lies inside `outer`. Vertices on the boundary of the other do not decide; the rings are taken
 * not to cross, so the first that does speaks for all. A ring wholly on the boundary lies inside when the
 * middles of its edges do.
 */
export function ringInsideRing(inner: Ring, outer: Ring): boolean {
  for (const position of inner) {
    const location = locateInRing(position, outer)
    if (location !== 'boundary') return location === 'inside'
  }
  for (let i = 1; i < inner.length; i++) {
    const [from, to] = [inner[i - 1]!, inner[i]!]
    const location = locateInRing([(from[0] + to[0]) / 2, (from[1] + to[1]) / 2], outer)
    if (location !== 'boundary') return location === 'inside'
  }
  return false
}

const EMPTY: BBox = [0, 0, 0, 0]

type Node = { ring: Ring; areaSize: number; order: number; parent?: Node; depth: number }

/** Big rings first: a ring can only lie inside rings that came before it, and its parent is the last of those. */
function nest(rings: Ring[]): Node[] {
  const nodes: Node[] = rings
    .map((ring, order) => ({ ring, areaSize: Math.abs(signedPlaneArea(ring)), order, depth: 0 }))
    .sort((a, b) => b.areaSize - a.areaSize || a.order - b.order)
  const boxes = nodes.map(({ ring }) => bboxOfPositions(ring) ?? EMPTY)
  const index = new Flatbush(Math.max(nodes.length, 1))
  for (const box of boxes) index.add(...box)
  if (nodes.length === 0) index.add(0, 0)
  index.finish()
  nodes.forEach((node, rank) => {
    const [x, y] = node.ring[0] ?? [NaN, NaN]
    const bigger = index.search(x, y, x, y, (other) => other < rank).sort((a, b) => b - a)
    const parent = bigger.find((other) => ringInsideRing(node.ring, nodes[other]!.ring))
    if (parent === undefined) return
    node.parent = nodes[parent]!
    node.depth = node.parent.depth + 1
  })
  return nodes
}

/**
 * Assembles loose rings into polygons by where they lie, not by direction or order: a ring inside a shell is
 * its hole, a ring inside a hole is a part of its own, to any depth. Shells keep their order; winding follows
 * RFC 7946. Rings must be closed and not cross each other (`findProblems` tells).
 */
export function ringsToPolygons(rings: Ring[]): Ring[][] {
  const nodes = nest(rings)
  const byOrder = nodes.toSorted((a, b) => a.order - b.order)
  const holes = new Map<Node, Ring[]>()
  for (const node of byOrder) {
    if (node.depth % 2 === 0 || !node.parent) continue
    const siblings = holes.get(node.parent)
    if (siblings) siblings.push(node.ring)
    else holes.set(node.parent, [node.ring])
  }
  return byOrder
    .filter((node) => node.depth % 2 === 0)
    .map((node) => orientPolygon([node.ring, ...(holes.get(node) ?? [])]))
}

/** The same as one geometry: a Polygon when there is one part, else a MultiPolygon (empty for no rings). */
export function ringsToGeometry(rings: Ring[]): ArealGeometry {
  const polygons = ringsToPolygons(rings)
  return polygons.length === 1
    ? { type: 'Polygon', coordinates: polygons[0]! }
    : { type: 'MultiPolygon', coordinates: polygons }
}
