import { closeRing } from '#geodata/geometry/orient.ts'
import { ringsToGeometry } from '#geodata/geometry/rings-to-polygons.ts'
import type { Geometry, Position } from '#geodata/model/geojson.ts'

/**
 * What is being drawn. A polygon's paths are its rings without the closing position: which of them are holes
 * and which are parts follows from where they lie, so drawing inside a shell makes a hole and drawing outside
 * makes a part. A line's paths are its parts; a point has one path of one position.
 */
export type Path = readonly Position[]
export type DraftKind = 'polygon' | 'line' | 'point'
export type Draft = {
  kind: DraftKind
  paths: readonly Path[]
  /** The path under the pen; it joins `paths` when it is finished. */
  open: Path | null
}

/** A vertex by the path it is in and its place there. */
export type VertexRef = { path: number; index: number }

const leastVertices: Record<DraftKind, number> = { polygon: 3, line: 2, point: 1 }

export const emptyDraft = (kind: DraftKind): Draft => ({ kind, paths: [], open: null })

/** Whether the path has enough vertices to stand for itself. */
export const isFinishable = (kind: DraftKind, path: Path): boolean => path.length >= leastVertices[kind]

const openRing = (ring: Position[]): Path => ring.slice(0, -1)

/** A stored boundary as a draft. */
export function draftOf(geometry: Geometry): Draft {
  switch (geometry.type) {
    case 'Polygon':
      return { kind: 'polygon', paths: geometry.coordinates.map(openRing), open: null }
    case 'MultiPolygon':
      return { kind: 'polygon', paths: geometry.coordinates.flat().map(openRing), open: null }
    case 'LineString':
      return { kind: 'line', paths: [geometry.coordinates], open: null }
    case 'MultiLineString':
      return { kind: 'line', paths: geometry.coordinates, open: null }
    case 'Point':
      return { kind: 'point', paths: [[geometry.coordinates]], open: null }
    case 'MultiPoint':
      return { kind: 'point', paths: geometry.coordinates.map((position) => [position]), open: null }
  }
}

/**
 * The draft as a geometry, with the path under the pen when it can stand for itself; null while there is
 * nothing to show. `pointer` stands for the next vertex, so that figures are known before the click.
 */
export function geometryOf(draft: Draft, pointer: Position | null = null): Geometry | null {
  const pen = draft.open && pointer ? [...draft.open, pointer] : draft.open
  const paths = pen && isFinishable(draft.kind, pen) ? [...draft.paths, pen] : draft.paths
  const [first] = paths
  if (!first) return null
  if (draft.kind === 'polygon') return ringsToGeometry(paths.map((path) => closeRing([...path])))
  if (draft.kind === 'line') return { type: 'MultiLineString', coordinates: paths.map((path) => [...path]) }
  const [position] = first
  return position ? { type: 'Point', coordinates: position } : null
}

const replaced = <T>(items: readonly T[], index: number, item: T): T[] =>
  items.map((one, i) => (i === index ? item : one))

export const startPath = (draft: Draft, at: Position): Draft => ({ ...draft, open: [at] })

export const extendPath = (draft: Draft, at: Position): Draft => ({
  ...draft,
  open: [...(draft.open ?? []), at],
})

/** A vertex that was typed: a point moves there, everything else goes on from its last vertex. */
export function appendVertex(draft: Draft, at: Position): Draft {
  if (draft.kind === 'point') return { ...draft, paths: [[at]], open: null }
  return extendPath(draft, at)
}

/** Takes the last vertex back; the path goes with its first one. */
export function shortenPath(draft: Draft): Draft {
  const left = draft.open?.slice(0, -1) ?? []
  return { ...draft, open: left.length > 0 ? left : null }
}

export const dropPath = (draft: Draft): Draft => ({ ...draft, open: null })

/** The path under the pen joins the draft; unchanged while it is too short. */
export function finishPath(draft: Draft): Draft {
  if (!draft.open || !isFinishable(draft.kind, draft.open)) return draft
  return { ...draft, paths: [...draft.paths, draft.open], open: null }
}

export const vertexAt = (draft: Draft, { path, index }: VertexRef): Position | undefined =>
  draft.paths[path]?.[index]

export function moveVertex(draft: Draft, { path, index }: VertexRef, to: Position): Draft {
  const vertices = draft.paths[path]
  return vertices ? { ...draft, paths: replaced(draft.paths, path, replaced(vertices, index, to)) } : draft
}

/** A new vertex before place `index` of a path (its length adds at the end). */
export function insertVertex(draft: Draft, { path, index }: VertexRef, at: Position): Draft {
  const vertices = draft.paths[path]
  if (!vertices) return draft
  return {
    ...draft,
    paths: replaced(draft.paths, path, [...vertices.slice(0, index), at, ...vertices.slice(index)]),
  }
}

/** Removes a vertex; a path that can no longer stand for itself goes with it. */
export function removeVertex(draft: Draft, { path, index }: VertexRef): Draft {
  const vertices = draft.paths[path]
  if (!vertices) return draft
  const left = vertices.filter((_, i) => i !== index)
  return isFinishable(draft.kind, left)
    ? { ...draft, paths: replaced(draft.paths, path, left) }
    : removePath(draft, path)
}

export const removePath = (draft: Draft, path: number): Draft => ({
  ...draft,
  paths: draft.paths.filter((_, i) => i !== path),
})

/** Middles of the edges, each with the place where a vertex there would be inserted. */
export function midpointsOf(draft: Draft): { ref: VertexRef; position: Position }[] {
  if (draft.kind === 'point') return []
  return draft.paths.flatMap((vertices, path) => {
    const edges = draft.kind === 'polygon' ? vertices.length : vertices.length - 1
    return Array.from({ length: Math.max(0, edges) }, (_, i) => {
      const [a, b] = [vertices[i]!, vertices[(i + 1) % vertices.length]!]
      const position: Position = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]
      return { ref: { path, index: i + 1 }, position }
    })
  })
}
