import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Disposed, Target } from '#geodata/rules/batch/target-progress.ts'
import { goalOf, progressOf } from '#geodata/rules/batch/target-progress.ts'

const target: Target = {
  assignedOn: '2026-01-01',
  dueOn: '2026-12-31',
  baseM2: 3_369_500,
  goalM2: null,
  goalRate: 40,
}
const year: Disposed[] = [
  { on: '2026-02-10', areaM2: 500_000 },
  { on: '2026-06-30', areaM2: 629_800 },
]

describe('a target', () => {
  it('has the disposal rate that a prefecture published: 112.98 ha of 336.95 ha are 33.53 %', () => {
    const { disposedM2, disposalPercent } = progressOf(target, year, '2026-11-22')
    expect(disposedM2).toBe(1_129_800)
    expect(disposalPercent?.toFixed(2)).toBe('33.53')
  })

  it('takes its goal as an area or as a share of the base, which is never computed anew', () => {
    expect(goalOf(target)).toBe(1_347_800)
    expect(goalOf({ ...target, goalM2: 5, goalRate: null })).toBe(5)
  })

  it.each<[string, Disposed[], string]>([
    ['2026-01-15', [], 'on_track'],
    ['2026-06-30', [], 'at_risk'],
    ['2026-06-30', year, 'on_track'],
    ['2026-12-31', year, 'at_risk'],
    ['2027-01-01', year, 'late'],
    ['2027-01-01', [...year, { on: '2026-12-31', areaM2: 218_000 }], 'done'],
  ])('on %s', (on, disposed, state) => {
    expect(progressOf(target, disposed, on).state).toBe(state)
  })

  it('counts nothing of the day of assignment or before, nor of later days', () => {
    const days = [
      { on: '2026-01-01', areaM2: 1 },
      { on: '2026-01-02', areaM2: 2 },
      { on: '2026-03-02', areaM2: 4 },
    ]
    expect(progressOf(target, days, '2026-03-01').disposedM2).toBe(2)
  })

  it('goes month by month until it is due, with its plan beside it', () => {
    const { months } = progressOf({ ...target, dueOn: '2026-04-15' }, year, '2026-03-10')
    expect(months.map(({ month, on }) => [month, on])).toEqual([
      ['2026-01', '2026-01-31'],
      ['2026-02', '2026-02-28'],
      ['2026-03', '2026-03-31'],
      ['2026-04', '2026-04-15'],
    ])
    expect(months.map(({ disposedM2 }) => disposedM2)).toEqual([0, 500_000, 500_000, 500_000])
    expect(months.at(-1)!.plannedM2).toBe(goalOf(target))
  })

  it('never plans less later on, ends at its goal, and its last month is what is known on the day', () => {
    const day = fc
      .integer({ min: 0, max: 900 })
      .map((n) => new Date(Date.UTC(2025, 0, 1 + n)).toISOString().slice(0, 10))
    const disposals = fc.array(fc.record({ on: day, areaM2: fc.integer({ min: 0, max: 10_000 }) }), {
      maxLength: 12,
    })
    fc.assert(
      fc.property(day, day, day, disposals, (one, other, on, disposed) => {
        const [assignedOn, dueOn] = one < other ? [one, other] : [other, one]
        const any = { ...target, assignedOn, dueOn }
        const { months, plannedM2, disposedM2, goalM2 } = progressOf(any, disposed, on)
        const plans = months.map((month) => month.plannedM2)
        expect(plans).toEqual(plans.toSorted((a, b) => a - b))
        expect(dueOn > assignedOn ? plans.at(-1) : goalM2).toBe(goalM2)
        expect(plannedM2).toBeLessThanOrEqual(goalM2)
        expect(on <= dueOn ? months.at(-1)!.disposedM2 : disposedM2).toBe(disposedM2)
      }),
    )
  })
})
