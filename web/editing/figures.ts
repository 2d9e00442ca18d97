import { bboxOf } from '#geodata/geometry/bbox.ts'
import { locate } from '#geodata/geometry/contains.ts'
import { ellipsoidalAreaM2 } from '#geodata/geometry/ellipsoidal-area.ts'
import { distanceM, linesOf } from '#geodata/geometry/length.ts'
import { nearestOnLine } from '#geodata/geometry/nearest.ts'
import { planarAreaM2 } from '#geodata/geometry/planar-area.ts'
import type { GeometryProblem } from '#geodata/geometry/validity.ts'
import { findProblems } from '#geodata/geometry/validity.ts'
import type { ArealGeometry, Geometry, Position } from '#geodata/model/geojson.ts'
import type { Draft, Path } from './draft.ts'
import { geometryOf } from './draft.ts'

export type EdgeLength = { middle: Position; lengthM: number }
export type DraftFigures = {
  geometry: Geometry | null
  /** m²; null for lines, points and unfinished rings. */
  ellipsoidalM2: number | null
  planarM2: number | null
  /** Metres: all edges, those of holes too. */
  lengthM: number
  edges: EdgeLength[]
  problems: GeometryProblem[]
}

const isAreal = (geometry: Geometry | null): geometry is ArealGeometry =>
  geometry?.type === 'Polygon' || geometry?.type === 'MultiPolygon'

function edgesOf(path: Path, isClosed: boolean): EdgeLength[] {
  const ends = isClosed && path.length > 2 ? [...path.slice(1), path[0]!] : path.slice(1)
  return ends.map((to, i) => {
    const from = path[i]!
    return { middle: [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2], lengthM: distanceM(from, to) }
  })
}

/** Everything that is told about a draft, with the pointer standing for the next vertex. */
export function figuresOf(draft: Draft, pointer: Position | null, planarSrid: number | null): DraftFigures {
  const geometry = geometryOf(draft, pointer)
  const pen = draft.open ? (pointer ? [...draft.open, pointer] : draft.open) : null
  const isRing = draft.kind === 'polygon'
  const edges = [...draft.paths, ...(pen ? [pen] : [])].flatMap((path) => edgesOf(path, isRing))
  const areal = isAreal(geometry) ? geometry : null
  return {
    geometry,
    ellipsoidalM2: areal ? ellipsoidalAreaM2(areal) : null,
    planarM2: areal && planarSrid !== null ? planarAreaM2(areal, planarSrid) : null,
    lengthM: edges.reduce((sum, { lengthM }) => sum + lengthM, 0),
    edges,
    problems: geometry
      ? findProblems(geometry).filter(({ severity, position }) => severity === 'error' && position)
      : [],
  }
}

const LATTICE = 9

/** A place well inside an area for its label: the one of a lattice that lies farthest from every edge. */
export function labelPosition(geometry: ArealGeometry): Position | undefined {
  const box = bboxOf(geometry)
  if (!box) return undefined
  const [west, south, east, north] = box
  const lines = linesOf(geometry)
  let best: { position: Position; distanceM: number } | undefined
  for (let i = 1; i < LATTICE; i++) {
    for (let j = 1; j < LATTICE; j++) {
      const position: Position = [
        west + ((east - west) * i) / LATTICE,
        south + ((north - south) * j) / LATTICE,
      ]
      if (locate(position, geometry) !== 'inside') continue
      const gaps = lines.map((line) => nearestOnLine(position, line)?.distanceM ?? Infinity)
      const gap = Math.min(...gaps)
      if (!best || gap > best.distanceM) best = { position, distanceM: gap }
    }
  }
  return best?.position
}
