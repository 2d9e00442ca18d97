import { distanceM } from '#geodata/geometry/length.ts'
import { rightAnglePosition } from '#geodata/geometry/nearest.ts'
import type { Position } from '#geodata/model/geojson.ts'
import type { Draft, DraftKind } from '../draft.ts'
import { dropPath, extendPath, finishPath, isFinishable, shortenPath, startPath } from '../draft.ts'
import type { HintCode, PointerAt, Tool, ToolEnvironment, ToolEvent, ToolStep } from '../tool.ts'

/** `pointer` is where the next vertex would go: right angle and snapping are already in it. */
export type DrawState =
  | { name: 'idle'; pointer: Position | null }
  | { name: 'drawing'; pointer: Position | null }

const idle: DrawState = { name: 'idle', pointer: null }

function hintOf(kind: DraftKind, draft: Draft): HintCode {
  if (kind === 'point') return 'place_point'
  if (!draft.open) return 'place_first'
  return isFinishable(kind, draft.open) ? 'close_or_next' : 'place_next'
}

/** A snapped pointer stays exactly where it snapped; the right angle is for free ones. */
function nextPosition(at: PointerAt, { draft, isRightAngle }: ToolEnvironment): Position {
  const [before, corner] = draft.open?.slice(-2) ?? []
  return isRightAngle && !at.isSnapped && before && corner
    ? rightAnglePosition(before, corner, at.position)
    : at.position
}

const isNear = (a: Position | undefined, b: Position, toleranceM: number) =>
  a !== undefined && distanceM(a, b) <= toleranceM

/** Draws rings, lines or a point: click by click, closed on the first or last vertex, by Enter or double click. */
export function drawTool(kind: DraftKind): Tool<DrawState> {
  const stay = (state: DrawState, draft: Draft): ToolStep<DrawState> => ({ state, hint: hintOf(kind, draft) })

  const change = (draft: Draft, pointer: Position | null): ToolStep<DrawState> => ({
    state: { name: draft.open ? 'drawing' : 'idle', pointer },
    draft,
    hint: hintOf(kind, draft),
  })

  const finish = (state: DrawState, draft: Draft): ToolStep<DrawState> => {
    const finished = finishPath(draft)
    return finished === draft ? stay(state, draft) : { ...change(finished, null), isFinished: true }
  }

  const click = (state: DrawState, at: PointerAt, environment: ToolEnvironment): ToolStep<DrawState> => {
    const { draft, toleranceM } = environment
    if (kind === 'point')
      return { ...change({ kind, paths: [[at.position]], open: null }, null), isFinished: true }
    const { open } = draft
    if (!open) return change(startPath(draft, at.position), at.position)
    const closes = kind === 'polygon' && isNear(open[0], at.position, toleranceM)
    const repeats = isNear(open.at(-1), at.position, toleranceM)
    if ((closes || repeats) && isFinishable(kind, open)) return finish(state, draft)
    // The second half of a double click is no vertex of its own.
    if (repeats) return stay(state, draft)
    const position = nextPosition(at, environment)
    if (open.some(([lng, lat]) => lng === position[0] && lat === position[1])) return stay(state, draft)
    return change(extendPath(draft, position), position)
  }

  return {
    start: idle,
    step(state: DrawState, event: ToolEvent, environment: ToolEnvironment): ToolStep<DrawState> {
      const { draft } = environment
      switch (event.type) {
        case 'move':
          return {
            state: { ...state, pointer: nextPosition(event.at, environment) },
            hint: hintOf(kind, draft),
          }
        case 'click':
          return click(state, event.at, environment)
        case 'double_click':
        case 'finish':
          return finish(state, draft)
        case 'undo':
          return draft.open
            ? { ...change(shortenPath(draft), state.pointer), undone: true }
            : stay(state, draft)
        case 'cancel':
          return draft.open ? change(dropPath(draft), null) : stay(idle, draft)
        default:
          return stay(state, draft)
      }
    },
  }
}
