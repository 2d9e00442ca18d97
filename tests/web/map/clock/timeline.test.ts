import { describe, expect, test } from 'vitest'
import { clock } from '#geodata/rules/idle/idle-clock.ts'
import { nationalRules } from '#geodata/rules/idle/idle-rules.ts'
import type { IdleClock } from '#web/map/clock/clock-wire.ts'
import type { Timeline } from '#web/map/clock/timeline.ts'
import { timelineOf } from '#web/map/clock/timeline.ts'
import { goldenCases } from '../../../geodata/rules/idle/idle-clock.golden.ts'

const ask = (facts: object, on: string): IdleClock => ({
  ...clock(facts, nationalRules, on),
  supplyId: 1,
  contractNo: 'C-1',
  areaM2: 1,
})
const line = (facts: object, on: string): Timeline => timelineOf(ask(facts, on), on)!
const agreed = { agreedStarts: [{ setOn: '2022-06-01', startOn: '2023-03-01', record: 'C-1' }] }
const works = { permitOn: '2021-02-01', startedOn: '2021-03-01', suspendedOn: '2023-05-15' }
const measures = { developedM2: 1, shouldDevelopM2: 9000, investedWan: 1, totalInvestmentWan: 1000 }

describe('the line of a clock', () => {
  test('runs from the agreed start through idle and fee to recovery', () => {
    const { phases, dates } = line(agreed, '2024-06-01')
    expect(phases.map(({ kind, from }) => `${kind} ${from}`)).toEqual([
      'running 2023-03-01',
      'fee 2024-03-01',
      'recovery 2025-03-01',
    ])
    expect(dates.map(({ kind, days }) => [kind, days])).toEqual([
      ['start', -458],
      ['idle', -92],
      ['fee', -92],
      ['recovery', 273],
    ])
  })

  test('puts the phases end to end and today where it belongs among them', () => {
    const { phases, today } = line(agreed, '2024-06-01')
    for (const [i, phase] of phases.slice(1).entries())
      expect(phase.left).toBeCloseTo(phases[i]!.left + phases[i]!.width, 9)
    const fee = phases[1]!
    expect(today).toBeGreaterThan(fee.left)
    expect(today).toBeLessThan(fee.left + fee.width)
  })

  test('knows no fee and no recovery where works are suspended', () => {
    const { phases, dates } = line({ ...works, ...measures }, '2024-06-01')
    expect(dates.map(({ kind }) => kind)).toEqual(['suspended', 'idle'])
    expect(phases.map(({ kind }) => kind)).toEqual(['running', 'idle'])
  })

  test('lays a pause over the days that it stops', () => {
    const pauses = [{ from: '2023-04-01', to: '2023-06-01', cause: 'g2' }]
    const [pause, ...others] = line({ ...agreed, pauses }, '2024-06-01').pauses
    expect(others).toEqual([])
    expect(pause).toMatchObject({ from: '2023-04-01', to: '2023-06-01', isOpen: false })
  })

  test('leaves a pause without end open to the end of the line', () => {
    const pauses = [{ from: '2023-04-01', to: null, cause: 'g2' }]
    const { pauses: drawn, dates } = line({ ...agreed, pauses }, '2024-06-01')
    expect(dates.map(({ kind }) => kind)).toEqual(['start'])
    expect(drawn[0]!.isOpen).toBe(true)
    expect(drawn[0]!.left + drawn[0]!.width).toBeCloseTo(100, 9)
  })

  test('is not drawn where no clock runs', () => {
    expect(timelineOf(ask({ completedOn: '2020-01-01' }, '2024-06-01'), '2024-06-01')).toBeUndefined()
    expect(timelineOf(ask({}, '2024-06-01'), '2024-06-01')).toBeUndefined()
  })

  test('keeps everything on the line and the years apart, whatever the case', () => {
    for (const [name, , { rules: _rules, ...facts }, on] of goldenCases) {
      const drawn = timelineOf(ask(facts, on), on)
      if (!drawn) continue
      const places = [
        drawn.today,
        ...drawn.ticks.map(({ left }) => left),
        ...[...drawn.phases, ...drawn.pauses].flatMap(({ left, width }) => [left, left + width]),
      ]
      expect(
        places.every((place) => place >= -1e-9 && place <= 100 + 1e-9),
        name,
      ).toBe(true)
      expect(drawn.ticks.length, name).toBeLessThanOrEqual(7)
    }
  })
})
