import Flatbush from 'flatbush'
import { localFrame, nearestOnSegment } from '#geodata/geometry/nearest.ts'
import { linesOf } from '#geodata/geometry/length.ts'
import type { Geometry, Position } from '#geodata/model/geojson.ts'

/** Something visible that the pointer may be pulled onto; `label` names it to the person. */
export type SnapSource = { id: string; label: string; geometry: Geometry }

export type Snap = {
  kind: 'vertex' | 'edge'
  /** A vertex exactly as stored, so that neighbours share it to the last digit. */
  position: Position
  label: string
  distanceM: number
}

export type SnapIndex = {
  find(at: Position, toleranceM: number, skip?: ReadonlySet<string>): Snap | undefined
}

type Edge = { from: Position; to: Position; source: SnapSource }

const edgesOf = (source: SnapSource): Edge[] => {
  if (source.geometry.type === 'Point') {
    return [{ from: source.geometry.coordinates, to: source.geometry.coordinates, source }]
  }
  return linesOf(source.geometry).flatMap((line) =>
    line.slice(1).map((to, i) => ({ from: line[i]!, to, source })),
  )
}

const nothing: SnapIndex = { find: () => undefined }

/** Indexes edges once; each pointer move then looks only at what lies near. Vertices win over edges. */
export function createSnapIndex(sources: readonly SnapSource[]): SnapIndex {
  const edges = sources.flatMap(edgesOf)
  if (edges.length === 0) return nothing
  const tree = new Flatbush(edges.length)
  for (const { from, to } of edges) {
    tree.add(
      Math.min(from[0], to[0]),
      Math.min(from[1], to[1]),
      Math.max(from[0], to[0]),
      Math.max(from[1], to[1]),
    )
  }
  tree.finish()
  return {
    find(at, toleranceM, skip) {
      const frame = localFrame(at)
      const [west, south] = frame.toDegrees([-toleranceM, -toleranceM])
      const [east, north] = frame.toDegrees([toleranceM, toleranceM])
      let vertex: Snap | undefined
      let edge: Snap | undefined
      for (const i of tree.search(west, south, east, north)) {
        const { from, to, source } = edges[i]!
        if (skip?.has(source.id)) continue
        for (const position of [from, to]) {
          const [x, y] = frame.toMetres(position)
          const distanceM = Math.hypot(x, y)
          if (distanceM <= toleranceM && (!vertex || distanceM < vertex.distanceM)) {
            vertex = { kind: 'vertex', position, label: source.label, distanceM }
          }
        }
        const nearest = nearestOnSegment(at, from, to)
        if (nearest.distanceM <= toleranceM && (!edge || nearest.distanceM < edge.distanceM)) {
          edge = {
            kind: 'edge',
            position: nearest.position,
            label: source.label,
            distanceM: nearest.distanceM,
          }
        }
      }
      return vertex ?? edge
    },
  }
}
