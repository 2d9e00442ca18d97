import type { Position } from '#geodata/model/geojson.ts'
import type { Draft } from './draft.ts'

/** Where the pointer is, after snapping. */
export type PointerAt = {
  position: Position
  /** The pointer was pulled onto something: what follows must keep the position to the last digit. */
  isSnapped: boolean
}

export type ToolEvent =
  | { type: 'move'; at: PointerAt }
  | { type: 'press'; at: PointerAt }
  | { type: 'release'; at: PointerAt }
  | { type: 'click'; at: PointerAt }
  | { type: 'double_click'; at: PointerAt }
  | { type: 'finish' }
  | { type: 'cancel' }
  | { type: 'delete' }
  /** Takes back one step inside the gesture; a tool that has none answers `undone: false`. */
  | { type: 'undo' }

export type ToolEnvironment = {
  draft: Draft
  /** How near counts as on it, in metres at the present scale. */
  toleranceM: number
  /** The next edge stands at a right angle to the last one, or goes on straight. */
  isRightAngle: boolean
}

/** What the next click or key does; the catalogue has the sentence. */
export type HintCode =
  | 'place_first'
  | 'place_next'
  | 'close_or_next'
  | 'place_point'
  | 'drag_vertex'
  | 'release_vertex'
  | 'delete_selected'

export type ToolStep<State> = {
  state: State
  /** Present when the draft changed. */
  draft?: Draft
  /** The change is not a step of its own yet (a drag under way). */
  isPassing?: boolean
  hint: HintCode
  /** An undo was answered inside the gesture. */
  undone?: boolean
  /** The tool is done: the draft may be saved. */
  isFinished?: boolean
}

export type Tool<State> = {
  start: State
  step(state: State, event: ToolEvent, environment: ToolEnvironment): ToolStep<State>
}
