import { distanceM } from '#geodata/geometry/length.ts'
import type { Position } from '#geodata/model/geojson.ts'
import type { Draft, VertexRef } from '../draft.ts'
import { insertVertex, midpointsOf, moveVertex, removeVertex } from '../draft.ts'
import type { HintCode, PointerAt, Tool, ToolEnvironment, ToolEvent, ToolStep } from '../tool.ts'

export type ReshapeState =
  | { name: 'idle'; selected: VertexRef | null }
  /** `before` is the draft to return to when the drag is cancelled. */
  | { name: 'dragging'; vertex: VertexRef; before: Draft; hasMoved: boolean }

type Grip = { ref: VertexRef; position: Position; isMidpoint: boolean }

const idle: ReshapeState = { name: 'idle', selected: null }

/** The nearest vertex within reach, else the nearest middle of an edge: vertices win, so none is hidden. */
export function gripAt(draft: Draft, at: Position, toleranceM: number): Grip | undefined {
  const vertices: Grip[] = draft.paths.flatMap((positions, path) =>
    positions.map((position, index) => ({ ref: { path, index }, position, isMidpoint: false })),
  )
  const middles: Grip[] = midpointsOf(draft).map((middle) => ({ ...middle, isMidpoint: true }))
  for (const grips of [vertices, middles]) {
    let best: { grip: Grip; distance: number } | undefined
    for (const grip of grips) {
      const distance = distanceM(grip.position, at)
      if (distance <= toleranceM && (!best || distance < best.distance)) best = { grip, distance }
    }
    if (best) return best.grip
  }
  return undefined
}

const hintOf = (state: ReshapeState): HintCode => {
  if (state.name === 'dragging') return 'release_vertex'
  return state.selected ? 'delete_selected' : 'drag_vertex'
}

const step = (state: ReshapeState, rest: Partial<ToolStep<ReshapeState>> = {}): ToolStep<ReshapeState> => ({
  state,
  hint: hintOf(state),
  ...rest,
})

function press(at: PointerAt, { draft, toleranceM }: ToolEnvironment): ToolStep<ReshapeState> {
  const grip = gripAt(draft, at.position, toleranceM)
  if (!grip) return step(idle)
  const dragging: ReshapeState = {
    name: 'dragging',
    vertex: grip.ref,
    before: draft,
    hasMoved: grip.isMidpoint,
  }
  if (!grip.isMidpoint) return step(dragging)
  return step(dragging, { draft: insertVertex(draft, grip.ref, grip.position), isPassing: true })
}

/** Moves vertices, makes new ones out of middles of edges, removes them. */
export const reshapeTool: Tool<ReshapeState> = {
  start: idle,
  step(state: ReshapeState, event: ToolEvent, environment: ToolEnvironment): ToolStep<ReshapeState> {
    const { draft } = environment
    switch (event.type) {
      case 'press':
        return press(event.at, environment)
      case 'move':
        if (state.name !== 'dragging') return step(state)
        return step(
          { ...state, hasMoved: true },
          { draft: moveVertex(draft, state.vertex, event.at.position), isPassing: true },
        )
      case 'release':
        if (state.name !== 'dragging') return step(state)
        return step({ name: 'idle', selected: state.vertex }, state.hasMoved ? { draft } : {})
      case 'delete':
        if (state.name !== 'idle' || !state.selected) return step(state)
        return step(idle, { draft: removeVertex(draft, state.selected) })
      case 'cancel':
        return state.name === 'dragging' ? step(idle, { draft: state.before, isPassing: true }) : step(idle)
      case 'finish':
        return step(idle, { isFinished: true })
      default:
        return step(state)
    }
  },
}
