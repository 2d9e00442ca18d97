import { describe, expect, it } from 'vitest'
import { targetLine } from '#web/features/targets/target-line.ts'

const box = { width: 400, height: 200, left: 0, right: 0, top: 0, bottom: 0 }
const month = (name: string, disposedM2: number, plannedM2: number) => ({
  month: name,
  on: `${name}-28`,
  disposedM2,
  plannedM2,
})
const target = {
  goalM2: 100,
  months: [
    month('2026-01', 10, 25),
    month('2026-02', 50, 50),
    month('2026-03', 50, 75),
    month('2026-04', 50, 100),
  ],
}

describe('the line of a target', () => {
  it('begins at zero, reaches its goal by the plan, and draws nothing that has not happened', () => {
    const line = targetLine(target, '2026-02-10', box)
    expect(line.plan).toBe('M0.0 200.0 L100.0 150.0 L200.0 100.0 L300.0 50.0 L400.0 0.0')
    expect(line.done).toBe('M0.0 200.0 L100.0 180.0 L200.0 100.0')
    expect(line.dots.map((dot) => dot.month)).toEqual(['2026-01', '2026-02'])
    expect([line.zeroY, line.goalY]).toEqual([200, 0])
  })

  it('makes room for more than the goal', () => {
    const beyond = { ...target, months: [month('2026-01', 200, 100)] }
    expect(targetLine(beyond, '2026-01-31', box)).toMatchObject({ goalY: 100, zeroY: 200 })
  })

  it('names as many months as there is room for, the last one always', () => {
    expect(targetLine(target, '2026-04-30', box).ticks.map(({ text }) => text)).toHaveLength(4)
    const narrow = targetLine(target, '2026-04-30', { ...box, width: 150 }).ticks.map(({ text }) => text)
    expect(narrow).toEqual(['2026-02', '2026-04'])
  })
})
