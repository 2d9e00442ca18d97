import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Position } from '#geodata/model/geojson.ts'
import { createSnapIndex } from '#web/editing/behaviors/snapping.ts'
import type { Draft } from '#web/editing/draft.ts'
import { draftOf, geometryOf } from '#web/editing/draft.ts'
import { canRedo, canUndo, record, redo, startHistory, undo } from '#web/editing/history.ts'
import type { ToolEvent } from '#web/editing/tool.ts'
import { reshapeTool } from '#web/editing/tools/reshape.tool.ts'

const p = (x: number, y: number): Position => [111 + x / 1000, 35 + y / 1000]
const at = (x: number, y: number) => ({ position: p(x, y), isSnapped: false })
const ring = (x: number, y: number, s: number): Position[] => [
  p(x, y),
  p(x + s, y),
  p(x + s, y + s),
  p(x, y + s),
  p(x, y),
]
const square = draftOf({ type: 'Polygon', coordinates: [ring(0, 0, 8), ring(2, 2, 2)] })

function play(events: ToolEvent[], draft: Draft = square) {
  let state = reshapeTool.start
  for (const event of events) {
    const step = reshapeTool.step(state, event, { draft, toleranceM: 20, isRightAngle: false })
    state = step.state
    draft = step.draft ?? draft
  }
  return { draft, state }
}

describe('reshaping', () => {
  test('drags a vertex of the shell and leaves the rest', () => {
    const { draft, state } = play([
      { type: 'press', at: at(8, 8) },
      { type: 'move', at: at(9, 9) },
      { type: 'release', at: at(9, 9) },
    ])
    expect(draft.paths[0]![2]).toEqual(p(9, 9))
    expect(draft.paths[1]).toEqual(square.paths[1])
    expect(state).toEqual({ name: 'idle', selected: { path: 0, index: 2 } })
  })

  test('drags a vertex of a hole', () => {
    const { draft } = play([
      { type: 'press', at: at(2, 2) },
      { type: 'move', at: at(1, 1) },
      { type: 'release', at: at(1, 1) },
    ])
    expect(draft.paths[1]![0]).toEqual(p(1, 1))
  })

  test('makes a vertex out of the middle of an edge', () => {
    const { draft } = play([
      { type: 'press', at: at(4, 0) },
      { type: 'move', at: at(4, -1) },
      { type: 'release', at: at(4, -1) },
    ])
    expect(draft.paths[0]).toHaveLength(5)
    expect(draft.paths[0]![1]).toEqual(p(4, -1))
  })

  test('deletes the selected vertex, and the ring with one of its last three', () => {
    const once: ToolEvent[] = [
      { type: 'press', at: at(2, 2) },
      { type: 'release', at: at(2, 2) },
      { type: 'delete' },
    ]
    const three = play(once).draft
    expect(three.paths[1]).toHaveLength(3)
    const gone = play(
      [{ type: 'press', at: at(4, 2) }, { type: 'release', at: at(4, 2) }, { type: 'delete' }],
      three,
    ).draft
    expect(geometryOf(gone)).toMatchObject({ type: 'Polygon', coordinates: { length: 1 } })
  })

  test('cancel in the middle of a drag returns to what was', () => {
    const { draft } = play([
      { type: 'press', at: at(8, 8) },
      { type: 'move', at: at(9, 9) },
      { type: 'cancel' },
    ])
    expect(draft).toEqual(square)
  })

  test('a click that moves nothing changes nothing', () => {
    expect(
      play([
        { type: 'press', at: at(8, 8) },
        { type: 'release', at: at(8, 8) },
      ]).draft,
    ).toBe(square)
  })
})

describe('history', () => {
  test('redo after undo is where one was, however long the way', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), fc.nat(30), (values, back) => {
        const done = values.reduce(
          (history, value) => record(history, { value }),
          startHistory({ value: NaN }),
        )
        let history = done
        let steps = 0
        while (steps < back && canUndo(history)) {
          history = undo(history)
          steps += 1
        }
        while (steps-- > 0) history = redo(history)
        expect(history).toEqual(done)
        expect(canRedo(history)).toBe(false)
      }),
    )
  })

  test('a new step forgets what was undone', () => {
    const history = record(undo(record(startHistory(1), 2)), 3)
    expect(history).toEqual({ past: [1], present: 3, future: [] })
  })
})

describe('snapping', () => {
  const stored: Position = [111.123456789, 35.987654321]
  const index = createSnapIndex([
    {
      id: 'a',
      label: 'KF-1',
      geometry: { type: 'Polygon', coordinates: [[stored, p(200, 990), p(210, 995), stored]] },
    },
  ])

  test('a vertex is met to the last digit and wins over its edges', () => {
    const snap = index.find([stored[0] + 1e-6, stored[1] - 1e-6], 5)
    expect(snap).toMatchObject({ kind: 'vertex', label: 'KF-1' })
    expect(snap!.position).toBe(stored)
  })

  test('an edge is met at the foot of the perpendicular', () => {
    const middle: Position = [(stored[0] + p(200, 990)[0]) / 2, (stored[1] + p(200, 990)[1]) / 2]
    expect(index.find([middle[0], middle[1] + 1e-6], 5)).toMatchObject({ kind: 'edge' })
  })

  test('nothing beyond reach, nothing of what is skipped, nothing in an empty map', () => {
    expect(index.find([111, 35], 5)).toBeUndefined()
    expect(index.find(stored, 5, new Set(['a']))).toBeUndefined()
    expect(createSnapIndex([]).find(stored, 5)).toBeUndefined()
  })
})
