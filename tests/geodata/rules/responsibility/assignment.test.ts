import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Period } from '#geodata/rules/responsibility/assignment.ts'
import { holdingOn, planAssignment, planEnd } from '#geodata/rules/responsibility/assignment.ts'
import { addDays } from '#geodata/rules/periods.ts'

const today = '2026-11-22'
const period = (id: number, name: string, fromOn: string, toOn: string | null = null): Period => ({
  id,
  version: 1,
  name,
  userId: null,
  fromOn,
  toOn,
})
const li = { name: '李某', userId: null, fromOn: '2026-03-01' }

describe('assigning somebody', () => {
  it.each([
    ['begins a chain where nobody was', [], li, { act: 'assign', follows: null }],
    [
      'hands over from who is present',
      [period(1, '王某', '2025-01-01')],
      li,
      { act: 'hand_over', follows: 1, ends: { id: 1 } },
    ],
    [
      'follows who has left on that very day',
      [period(1, '王某', '2025-01-01', '2026-03-01')],
      li,
      { act: 'assign', follows: 1, ends: null },
    ],
    [
      'begins a new chain after days without anybody',
      [period(1, '王某', '2025-01-01', '2026-02-28')],
      li,
      { act: 'assign', follows: null },
    ],
  ])('%s', (_, periods, wanted, plan) => {
    expect(planAssignment(periods, wanted, today)).toMatchObject({ ok: true, ...plan })
  })

  it.each([
    ['a day to come', [], { ...li, fromOn: '2026-11-23' }, 'future_date'],
    ['whoever it is already', [period(1, '李某', '2025-01-01')], li, 'same_person'],
    ['a day before the present period', [period(1, '王某', '2026-03-02')], li, 'before_present'],
    ['the day on which the present period began', [period(1, '王某', '2026-03-01')], li, 'before_present'],
    ['a day that an ended period covers', [period(1, '王某', '2025-01-01', '2026-03-02')], li, 'overlaps'],
  ])('refuses %s', (_, periods, wanted, rule) => {
    expect(planAssignment(periods, wanted, today)).toMatchObject({ ok: false, refusal: { rule } })
  })

  it('takes another person of the same name for another', () => {
    const plan = planAssignment([period(1, '李某', '2025-01-01')], { ...li, userId: 'u-2' }, today)
    expect(plan).toMatchObject({ ok: true, act: 'hand_over' })
  })
})

describe('ending a period', () => {
  const one = period(1, '王某', '2026-03-01')
  it.each([
    [one, '2026-03-02', undefined],
    [one, '2026-03-01', 'ends_before_start'],
    [one, '2026-11-23', 'future_date'],
    [{ ...one, toOn: '2026-05-01' }, '2026-06-01', 'already_ended'],
  ])('%o on %s', (found, toOn, rule) => {
    const plan = planEnd(found, toOn, today)
    expect(plan.ok ? undefined : plan.refusal.rule).toBe(rule)
  })
})

const day = fc.integer({ min: 0, max: 60 }).map((days) => addDays('2026-09-23', days))
const act = fc.record({
  kind: fc.constantFrom('assign', 'end'),
  name: fc.constantFrom('甲', '乙', '丙'),
  on: day,
})

/** What the service does with a plan, on a list. */
function carryOut(
  periods: Period[],
  { kind, name, on }: { kind: string; name: string; on: string },
): Period[] {
  const close = (id: number) => periods.map((one) => (one.id === id ? { ...one, toOn: on } : one))
  if (kind === 'end') {
    const present = periods.find(({ toOn }) => toOn === null)
    return present && planEnd(present, on, today).ok ? close(present.id) : periods
  }
  const plan = planAssignment(periods, { name, userId: null, fromOn: on }, today)
  if (!plan.ok) return periods
  return [...(plan.ends ? close(plan.ends.id) : periods), period(periods.length + 1, name, on)]
}

describe('whatever is assigned, handed over and ended', () => {
  it('nobody shares a day with anybody else, and a hand-over leaves no day out', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 12 }), day, (acts, on) => {
        const periods = acts.reduce(carryOut, [] as Period[])
        const holding = periods.filter((one) => holdingOn([one], on))
        expect(holding.length).toBeLessThanOrEqual(1)
        expect(periods.every(({ fromOn, toOn }) => toOn === null || fromOn < toOn)).toBe(true)
        expect(periods.filter(({ toOn }) => toOn === null).length).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('an act never changes who it was before that act’s day', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 8 }), act, day, (acts, last, on) => {
        fc.pre(on < last.on)
        const before = acts.reduce(carryOut, [] as Period[])
        const after = carryOut(before, last)
        expect(holdingOn(after, on)?.name).toBe(holdingOn(before, on)?.name)
      }),
    )
  })
})
