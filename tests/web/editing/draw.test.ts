import { describe, expect, test } from 'vitest'
import type { Position } from '#geodata/model/geojson.ts'
import type { Draft } from '#web/editing/draft.ts'
import { emptyDraft, geometryOf } from '#web/editing/draft.ts'
import type { ToolEvent } from '#web/editing/tool.ts'
import { drawTool } from '#web/editing/tools/draw.tool.ts'

const at = (x: number, y: number, isSnapped = false) => ({
  position: [111 + x / 1000, 35 + y / 1000] as Position,
  isSnapped,
})

/** Plays events; answers the draft and the last step. */
function play(
  kind: 'polygon' | 'line' | 'point',
  events: ToolEvent[],
  isRightAngle = false,
  draft: Draft = emptyDraft(kind),
) {
  const tool = drawTool(kind)
  let state = tool.start
  let last: ReturnType<typeof tool.step> | undefined
  for (const event of events) {
    last = tool.step(state, event, { draft, toleranceM: 5, isRightAngle })
    state = last.state
    draft = last.draft ?? draft
  }
  return { draft, state, last }
}

const click = (x: number, y: number, isSnapped = false): ToolEvent => ({
  type: 'click',
  at: at(x, y, isSnapped),
})
const square = (x: number, y: number, size: number): ToolEvent[] => [
  click(x, y),
  click(x + size, y),
  click(x + size, y + size),
  click(x, y + size),
]

describe('drawing a polygon', () => {
  test('closes on its first vertex and is done', () => {
    const { draft, last } = play('polygon', [...square(0, 0, 4), click(0, 0)])
    expect(last?.isFinished).toBe(true)
    expect(draft.open).toBeNull()
    expect(geometryOf(draft)).toMatchObject({ type: 'Polygon', coordinates: [{ length: 5 }] })
  })

  test('closes on its last vertex, by Enter and by double click', () => {
    for (const end of [
      click(0, 4),
      { type: 'finish' },
      { type: 'double_click', at: at(0, 4) },
    ] as ToolEvent[]) {
      expect(play('polygon', [...square(0, 0, 4), end]).draft.paths).toHaveLength(1)
    }
  })

  test('a ring inside becomes a hole, a ring beside becomes a part', () => {
    const { draft } = play('polygon', [
      ...square(0, 0, 8),
      { type: 'finish' },
      ...square(2, 2, 2),
      { type: 'finish' },
    ])
    expect(geometryOf(draft)).toMatchObject({ type: 'Polygon', coordinates: { length: 2 } })
    const more = play('polygon', [...square(20, 0, 4), { type: 'finish' }], false, draft).draft
    expect(geometryOf(more)).toMatchObject({ type: 'MultiPolygon', coordinates: { length: 2 } })
  })

  test('two vertices cannot be finished', () => {
    const { draft, last } = play('polygon', [click(0, 0), click(4, 0), { type: 'finish' }])
    expect(last?.isFinished).toBeUndefined()
    expect(draft.open).toHaveLength(2)
  })

  test('undo takes back one vertex after the other', () => {
    const { draft, last } = play('polygon', [...square(0, 0, 4), { type: 'undo' }, { type: 'undo' }])
    expect(last?.undone).toBe(true)
    expect(draft.open).toHaveLength(2)
    expect(play('polygon', [click(0, 0), { type: 'undo' }]).draft.open).toBeNull()
  })

  test('cancel drops the path under the pen and commits nothing', () => {
    const { draft, state } = play('polygon', [...square(0, 0, 4), { type: 'cancel' }])
    expect(draft).toEqual(emptyDraft('polygon'))
    expect(state.name).toBe('idle')
  })

  test('the same vertex is not placed twice', () => {
    expect(play('polygon', [click(0, 0), click(4, 0), click(0.0, 0), click(4, 0)]).draft.open).toHaveLength(2)
  })

  test('a right angle turns the free pointer, never one that snapped', () => {
    const free = play('polygon', [click(0, 0), click(4, 0), click(4.3, 3)], true).draft.open!
    expect(free[2]![0]).toBeCloseTo(111.004, 9)
    const snapped = play('polygon', [click(0, 0), click(4, 0), click(4.3, 3, true)], true).draft.open!
    expect(snapped[2]).toEqual(at(4.3, 3).position)
  })

  test('the figure is known before the last click', () => {
    const { draft, state } = play('polygon', [click(0, 0), click(4, 0), { type: 'move', at: at(4, 4) }])
    expect(geometryOf(draft)).toBeNull()
    expect(geometryOf(draft, state.name === 'drawing' ? state.pointer : null)).toMatchObject({
      type: 'Polygon',
    })
  })
})

describe('lines and points', () => {
  test('a line ends on its last vertex', () => {
    const { draft, last } = play('line', [click(0, 0), click(4, 0), click(8, 1), click(8, 1)])
    expect(last?.isFinished).toBe(true)
    expect(geometryOf(draft)).toMatchObject({ type: 'MultiLineString', coordinates: [{ length: 3 }] })
  })

  test('a point is where it was clicked last', () => {
    const { draft } = play('point', [click(0, 0), click(4, 0)])
    expect(geometryOf(draft)).toEqual({ type: 'Point', coordinates: at(4, 0).position })
  })
})
