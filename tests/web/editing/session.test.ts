import { describe, expect, test } from 'vitest'
import type { Geometry, Position, Properties } from '#geodata/model/geojson.ts'
import { extendPath, finishPath, startPath } from '#web/editing/draft.ts'
import { record } from '#web/editing/history.ts'
import type { EditSession } from '#web/editing/session.ts'
import {
  changedValues,
  isBoundaryChanged,
  isDirty,
  operationsOf,
  rebase,
  startCreating,
  startEditing,
  valueFaults,
} from '#web/editing/session.ts'

const at = (x: number, y: number): Position => [111 + x / 1000, 35 + y / 1000]
const ring = (...corners: [number, number][]): Position[] => corners.map(([x, y]) => at(x, y))
const closed = (path: Position[]): Position[] => [...path, path[0]!]
const square = ring([0, 0], [1, 0], [1, 1], [0, 1])
const stored: Geometry = { type: 'MultiPolygon', coordinates: [[closed(square)]] }

const living = (version: number, properties: Properties = {}, geometry: Geometry = stored) => ({
  kind: 'edit' as const,
  collection: 'parcels',
  id: 7,
  version,
  title: 'KF-7',
  properties: { code: 'KF-7', holder: '甲', stratum: 'surface', status: 'idle', ...properties },
  geometry,
})

function drawn(session: EditSession, path: Position[]): EditSession {
  const [first, ...rest] = path
  const open = rest.reduce(extendPath, startPath(session.history.present, first!))
  return { ...session, history: record(session.history, finishPath(open)) }
}
const filled = (session: EditSession, values: Properties): EditSession => ({
  ...session,
  values: { ...session.values, ...values },
})

describe('a session that creates', () => {
  test('sends what was filled in and what was drawn as one creation', () => {
    const session = filled(drawn(startCreating('parcels'), square), { code: 'N-1', holder: '' })
    const [operation, ...others] = operationsOf(session)
    expect(others).toEqual([])
    expect(operation).toMatchObject({
      op: 'create',
      collection: 'parcels',
      properties: { code: 'N-1', stratum: 'surface' },
      geometry: { type: 'MultiPolygon' },
    })
  })
  test('has nothing to send before anything is drawn', () => {
    expect(operationsOf(filled(startCreating('roads'), { code: 'R-1' }))).toEqual([])
  })
  test('names the fields that the server would refuse', () => {
    const faults = valueFaults(drawn(startCreating('parcels'), square))
    expect(faults.map(({ field, rule }) => [field, rule])).toEqual([['code', 'required']])
  })
  test('is not dirty until something was done', () => {
    const session = startCreating('parcels')
    expect(isDirty(session)).toBe(false)
    expect(isDirty(filled(session, { name: 'x' }))).toBe(true)
    expect(isDirty(drawn(session, square))).toBe(true)
  })
})

describe('a session that edits', () => {
  test('sends only the fields that changed, and empties with null', () => {
    const session = filled(startEditing(living(3)), { holder: '', name: '新名' })
    expect(operationsOf(session)).toEqual([
      {
        op: 'attributes',
        collection: 'parcels',
        id: 7,
        version: 3,
        properties: { holder: null, name: '新名' },
      },
    ])
  })
  test('sends the boundary alone when only that moved', () => {
    const session = drawn(startEditing(living(3)), ring([0.2, 0.2], [0.4, 0.2], [0.4, 0.4]))
    const operations = operationsOf(session)
    expect(operations.map(({ op }) => op)).toEqual(['boundary'])
    expect(operations[0]).toMatchObject({ geometry: { coordinates: [[{ length: 5 }, { length: 4 }]] } })
  })
  test('does not take a form of null and empty text for a change', () => {
    const session = filled(startEditing(living(3)), { name: '' })
    expect(changedValues(session)).toEqual({})
    expect(isDirty(session)).toBe(false)
  })
  test('never offers computed fields', () => {
    expect(startEditing(living(3)).values).not.toHaveProperty('status')
  })
})

describe('an edit on top of what somebody else saved', () => {
  const moved: Geometry = {
    type: 'MultiPolygon',
    coordinates: [[closed(ring([0, 0], [2, 0], [2, 2], [0, 2]))]],
  }
  test('keeps own fields and takes the others', () => {
    const mine = filled(startEditing(living(3)), { holder: '乙' })
    const session = rebase(mine, living(4, { holder: '丙', location: '东' }, moved))
    expect(session.values).toMatchObject({ holder: '乙', location: '东' })
    expect(operationsOf(session)).toEqual([
      { op: 'attributes', collection: 'parcels', id: 7, version: 4, properties: { holder: '乙' } },
    ])
  })
  test('keeps the own boundary when it was drawn, theirs when not', () => {
    const untouched = rebase(startEditing(living(3)), living(4, {}, moved))
    expect(isBoundaryChanged(untouched)).toBe(false)
    const mine = drawn(startEditing(living(3)), ring([0.2, 0.2], [0.4, 0.2], [0.4, 0.4]))
    expect(rebase(mine, living(4, {}, moved)).history.present.paths).toHaveLength(2)
  })
})
