import { describe, expect, it } from 'vitest'
import type { Position } from '#geodata/model/geojson.ts'
import type { MeasureEvent, MeasureKind, MeasureState } from '#web/map/measure/measure.machine.ts'
import { pathOf, polygonOf, start, step } from '#web/map/measure/measure.machine.ts'
import { measure } from '#web/map/measure/measured.ts'

const click = (lng: number, lat: number): MeasureEvent => ({ type: 'click', position: [lng, lat] })
const move = (lng: number, lat: number): MeasureEvent => ({ type: 'move', position: [lng, lat] })

function run(kind: MeasureKind, ...events: MeasureEvent[]): MeasureState {
  return events.reduce((state, event) => step(state, event).state, start(kind))
}

describe('measuring', () => {
  it('counts the leg to the pointer before it is clicked', () => {
    const state = run('distance', click(111, 35), move(111.001, 35))
    expect(measure(state).lengthM).toBeCloseTo(91.29, 1)
    expect(state).toMatchObject({ name: 'drawing', points: [[111, 35]] })
  })
  it('shows an area as soon as the pointer makes a third corner', () => {
    expect(measure(run('area', click(111, 35), move(111.001, 35))).areaM2).toBeNull()
    const state = run('area', click(111, 35), click(111.001, 35), move(111.001, 35.001))
    expect(measure(state).areaM2).toBeGreaterThan(5000)
    expect(measure(state).legsM).toHaveLength(3)
  })
  it('ends on a double click without counting its second click as a corner', () => {
    const state = run(
      'area',
      click(111, 35),
      click(111.001, 35),
      click(111.001, 35.001),
      click(111.001, 35.001),
      { type: 'finish' },
    )
    expect(state).toMatchObject({ name: 'done' })
    expect(pathOf(state)).toHaveLength(3)
    expect(polygonOf(state)?.coordinates[0]).toHaveLength(4)
  })
  it('does not end before there is something to measure', () => {
    expect(run('area', click(111, 35), click(111.001, 35), { type: 'finish' }).name).toBe('drawing')
    expect(run('distance', click(111, 35), { type: 'finish' }).name).toBe('drawing')
  })
  it('takes points back one by one, and reopens a finished measurement', () => {
    const done = run('distance', click(111, 35), click(111.001, 35), { type: 'finish' })
    const reopened = step(done, { type: 'undo' }).state
    expect(reopened).toMatchObject({ name: 'drawing', points: [[111, 35]] })
    expect(step(reopened, { type: 'undo' }).state).toEqual(start('distance'))
  })
  it('puts the tool down only when there is nothing left to cancel', () => {
    const drawing = run('area', click(111, 35))
    const cancelled = step(drawing, { type: 'cancel' })
    expect(cancelled).toEqual({ state: start('area'), hasLeft: false })
    expect(step(cancelled.state, { type: 'cancel' }).hasLeft).toBe(true)
  })
  it('starts anew on the click after the end', () => {
    const next: Position = [111.01, 35.01]
    const done = run('distance', click(111, 35), click(111.001, 35), { type: 'finish' })
    expect(step(done, { type: 'click', position: next }).state).toMatchObject({ points: [next] })
  })
})
