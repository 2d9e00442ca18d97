import type { PolygonGeometry, Position } from '#geodata/model/geojson.ts'

/** Measuring as a pure machine: where the person is, and what came of the last event. */
export type MeasureKind = 'distance' | 'area' | 'acreage'
export type MeasureState =
  | { name: 'idle'; kind: MeasureKind }
  | { name: 'drawing'; kind: MeasureKind; points: Position[]; cursor: Position | null }
  | { name: 'done'; kind: MeasureKind; points: Position[] }

export type MeasureEvent =
  | { type: 'click'; position: Position }
  | { type: 'move'; position: Position }
  | { type: 'finish' }
  | { type: 'undo' }
  | { type: 'cancel' }

export type MeasureStep = { state: MeasureState; hasLeft: boolean }

export const start = (kind: MeasureKind): MeasureState => ({ name: 'idle', kind })

const leastPoints = (kind: MeasureKind): number => (kind === 'distance' ? 2 : 3)
const samePlace = (a: Position, b: Position): boolean => a[0] === b[0] && a[1] === b[1]

/** A double click arrives as two clicks on one place: the second adds nothing. */
function withPoint(points: readonly Position[], position: Position): Position[] {
  const last = points.at(-1)
  return last && samePlace(last, position) ? [...points] : [...points, position]
}

function finish(state: MeasureState): MeasureState {
  if (state.name !== 'drawing' || state.points.length < leastPoints(state.kind)) return state
  return { name: 'done', kind: state.kind, points: state.points }
}

function undo(state: MeasureState): MeasureState {
  if (state.name === 'idle') return state
  const points = state.points.slice(0, -1)
  return points.length > 0 ? { name: 'drawing', kind: state.kind, points, cursor: null } : start(state.kind)
}

function click(state: MeasureState, position: Position): MeasureState {
  const before = state.name === 'drawing' ? state.points : []
  return { name: 'drawing', kind: state.kind, points: withPoint(before, position), cursor: null }
}

/** `hasLeft`: there was nothing to cancel any more, the tool may be put down. */
export function step(state: MeasureState, event: MeasureEvent): MeasureStep {
  const stay = (next: MeasureState): MeasureStep => ({ state: next, hasLeft: false })
  switch (event.type) {
    case 'click':
      return stay(click(state, event.position))
    case 'move':
      return stay(state.name === 'drawing' ? { ...state, cursor: event.position } : state)
    case 'finish':
      return stay(finish(state))
    case 'undo':
      return stay(undo(state))
    case 'cancel':
      return { state: start(state.kind), hasLeft: state.name === 'idle' }
  }
}

/** Points as they would be after the next click. */
export function pathOf(state: MeasureState): Position[] {
  if (state.name === 'idle') return []
  return state.name === 'drawing' && state.cursor ? withPoint(state.points, state.cursor) : state.points
}

/** The measured ring, closed; undefined before there are three corners. */
export function polygonOf(state: MeasureState): PolygonGeometry | undefined {
  const path = pathOf(state)
  if (state.kind === 'distance' || path.length < 3) return undefined
  return { type: 'Polygon', coordinates: [[...path, path[0]!]] }
}
