import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CaseBasis } from '#geodata/rules/case/case-situation.ts'
import type { CaseState, TakenStep } from '#geodata/rules/case/case-state.ts'
import { caseOn, foldCase, foldStep, openDeadlines } from '#geodata/rules/case/case-state.ts'
import type { CaseStep } from '#geodata/rules/case/case-steps.ts'
import { caseCauses } from '#geodata/rules/case/case-rules.ts'
import { caseSteps, isArt12, isMeasure, stepSpecs } from '#geodata/rules/case/case-steps.ts'
import { nextSteps, stepsResting, takeStep } from '#geodata/rules/case/idle-case.ts'
import { addDays } from '#geodata/rules/periods.ts'
import { nationalCalendar } from '#geodata/rules/working-days.ts'
import { basisOf, neverStarted, noClock, suspended, today } from './idle-case.steps.ts'

/** Values that a step takes on a day, with the choices that a person has. */
function valuesOf(step: CaseStep, on: string, choice: number): object {
  const pick = <T>(...options: readonly T[]): T => options[choice % options.length]!
  const all: Partial<Record<CaseStep, object>> = {
    clue: { source: 'rule' },
    not_idle: { reason: '已动工' },
    determination: {
      kind: pick('not_started', 'suspended'),
      cause: pick(...caseCauses),
      ...(pick(...caseCauses) === 'government' && { art8Item: 'g2' }),
      idleFrom: '2024-03-01',
      areaM2: 1,
      reason: '核实',
    },
    publication: { place: '网站', notifiedBody: '规划局' },
    filing: { filingNo: '1' },
    hearing_notice: { measure: pick('fee', 'recovery') },
    hearing_call: { hearingOn: addDays(on, pick(5, 15)), place: '三楼' },
    extension: { approvalNo: '1', newStartOn: addDays(on, pick(200, 400)) },
    change_of_use: { approvalNo: '1', newStartOn: addDays(on, 300), newUse: '仓储' },
    temporary_use: { approvalNo: '1', untilOn: addDays(on, pick(300, 800)), use: '停车' },
    paid_recovery: { approvalNo: '1', amountWan: 1, payUntil: addDays(on, 30) },
    exchange: {
      approvalNo: '1',
      isPricePaid: true,
      areFundsReady: true,
      otherParcel: 'B',
      newStartOn: addDays(on, 90),
    },
    other: { approvalNo: '1', description: '合作' },
    fee: { approvalNo: '1', priceWan: 100, feeWan: 20, reason: '部分面积' },
    recovery: { approvalNo: '1' },
    bond_buyback: {
      appraiser: '甲',
      appraisalWan: 9,
      enterpriseCostWan: 8,
      finalWan: pick(8, 8.5),
      collectiveDecisionNo: '1',
      publicityFrom: addDays(on, -9),
      publicityTo: on,
      confirmationNo: '1',
      payUntil: addDays(on, 30),
    },
    payment: { amountWan: pick(20, 8, 1, 0.5) },
    court_application: { court: '法院' },
    reuse: pick(
      { use: 'own_works', permitOn: on, startedOn: on },
      { use: 'reserve' },
      { use: 'new_supply' },
      { use: 'farming' },
    ),
    reopening: { reason: '重新闲置' },
  }
  return all[step] ?? {}
}

type Walked = TakenStep & { basis: CaseBasis; before: CaseState | null }
const clocks = [neverStarted, suspended, noClock] as const
const move = fc.record({
  step: fc.constantFrom(...caseSteps),
  days: fc.oneof(
    fc.integer({ min: 0, max: 4 }),
    fc.integer({ min: 0, max: 40 }),
    fc.integer({ min: 0, max: 250 }),
  ),
  choice: fc.nat({ max: 719 }),
  isWild: fc.nat({ max: 4 }).map((one) => one === 0),
  clock: fc.constantFrom(...clocks),
})

type Tried = typeof move extends fc.Arbitrary<infer T> ? T : never

/** Tries what comes; keeps what is allowed. Mostly it tries a possible step, so that walks go far. */
function wander(moves: readonly Tried[]) {
  const taken: Walked[] = []
  let on = '2024-03-04'
  for (const { step: wish, days, choice, isWild, clock } of moves) {
    const basis = basisOf(clock)
    const day = addDays(on, days)
    const surroundings = { basis, calendar: nationalCalendar, today: '2060-01-01' }
    const possible = nextSteps(taken, { ...surroundings, today: day })
      .filter(({ isPossible }) => isPossible)
      .map(({ step }) => step)
    const step = isWild ? wish : (possible[choice % possible.length] ?? 'clue')
    const attempt = { step, doneOn: day, values: valuesOf(step, day, Math.trunc(choice / 7)) }
    const answer = takeStep(taken, attempt, surroundings)
    if (!answer.step) continue
    taken.push({ n: taken.length + 1, ...answer.step, basis, before: foldCase(taken) })
    on = day
  }
  return taken
}
const walks = fc.array(move, { minLength: 10, maxLength: 60, size: 'max' }).map(wander)

/** What 令53 forbids of a measure in the state before it, said once more in another way. */
function forbidden({ step, doneOn, before, basis }: Walked): string[] {
  if (!isMeasure(step)) return []
  const { determination, publishedOn, filedOn, hearing } = before!
  if (determination === null) return ['measure without determination']
  const isArt8 = basis.rules.art8Causes.includes(determination.cause)
  const isSuspended = determination.kind === 'suspended'
  const isHeard = hearing?.measure === step && (hearing.heldOn !== null || hearing.requestUntil < doneOn)
  const isArt14 = step === 'fee' || step === 'recovery'
  return [
    publishedOn === null && 'measure without publication',
    isArt12(step) && filedOn === null && 'plan without filing',
    isArt12(step) && !isSuspended && !isArt8 && 'plan without cause of Art. 8',
    isArt14 && isSuspended && 'fee or recovery of suspended land',
    isArt14 && isArt8 && 'fee or recovery where the government is the cause',
    isArt14 && !isHeard && 'fee or recovery without hearing',
    step === 'recovery' && doneOn < '2025-03-01' && 'recovery before two years',
  ].filter((one) => one !== false)
}

const runs = { numRuns: 100 }

describe('any sequence of allowed steps', () => {
  it('never leads to what the law forbids', () => {
    fc.assert(
      fc.property(walks, (taken) => {
        expect(taken.flatMap(forbidden)).toEqual([])
      }),
      runs,
    )
  })

  it('goes forward in time, and the first is a clue', () => {
    fc.assert(
      fc.property(walks, (taken) => {
        const days = taken.map(({ doneOn }) => doneOn)
        expect(days).toEqual(days.toSorted())
        expect(taken.map(({ step }) => step).lastIndexOf('clue')).toBe(taken.length > 0 ? 0 : -1)
      }),
      runs,
    )
  })

  it('folds to one state: at once, step by step, and read back from storage', () => {
    fc.assert(
      fc.property(walks, (taken) => {
        const whole = foldCase(taken)
        expect(foldCase(JSON.parse(JSON.stringify(taken)) as TakenStep[])).toEqual(whole)
        let state: CaseState | null = null
        for (const one of taken) state = foldStep(state, one)
        expect(state).toEqual(whole)
      }),
      runs,
    )
  })

  it('has a state on each day that later steps do not change', () => {
    fc.assert(
      fc.property(walks, fc.nat({ max: 60 }), (taken, cut) => {
        const at = taken[cut % Math.max(1, taken.length)]
        if (!at) return
        const until = taken.filter(({ doneOn }) => doneOn <= at.doneOn)
        expect(caseOn(taken, at.doneOn)).toEqual(caseOn(until, '2060-01-01'))
      }),
      runs,
    )
  })

  it('after closure allows re-opening and nothing else', () => {
    fc.assert(
      fc.property(walks, (taken) => {
        taken.forEach(({ step }, i) => {
          if (step !== 'closure') return
          const surroundings = { basis: basisOf(noClock), calendar: nationalCalendar, today }
          const next = nextSteps(taken.slice(0, i + 1), surroundings)
          expect(next.filter(({ isPossible }) => isPossible).map((one) => one.step)).toEqual(['reopening'])
          expect(openDeadlines(foldCase(taken.slice(0, i + 1))!)).toEqual([])
        })
      }),
      runs,
    )
  })

  it('may lose its last step, and what rests on no later one', () => {
    fc.assert(
      fc.property(walks, fc.nat({ max: 60 }), (taken, cut) => {
        if (taken.length < 2) return
        expect(stepsResting(taken, taken.length, nationalCalendar)).toEqual([])
        const n = 2 + (cut % (taken.length - 1))
        const resting = new Set(stepsResting(taken, n, nationalCalendar).map((one) => one.n))
        const left = taken.filter((one) => one.n !== n && !resting.has(one.n))
        for (let i = 0; i < left.length; i++)
          expect(stepsResting(left.slice(0, i + 1), 0, nationalCalendar)).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  it('makes possible only what the table of steps says that it unlocks', () => {
    const open = (taken: readonly Walked[], basis: CaseBasis, on: string) =>
      nextSteps(taken, { basis, calendar: nationalCalendar, today: on })
        .filter(({ isPossible }) => isPossible)
        .map(({ step }) => step)
    fc.assert(
      fc.property(walks, (taken) => {
        for (let i = 1; i < taken.length; i++) {
          const { step, doneOn, basis } = taken[i]!
          const before = open(taken.slice(0, i), basis, doneOn)
          const after = open(taken.slice(0, i + 1), basis, doneOn)
          const fresh = after.filter((one) => !before.includes(one))
          expect(stepSpecs[step].unlocks, `${step}`).toEqual(expect.arrayContaining(fresh))
        }
      }),
      runs,
    )
  })

  it('reaches every measure, closure and a second round', () => {
    const reached = new Set(
      fc.sample(walks, { numRuns: 300, seed: 53 }).flatMap((taken) => taken.map((one) => one.step)),
    )
    const rare: CaseStep[] = ['court_application']
    expect(caseSteps.filter((step) => !reached.has(step) && !rare.includes(step))).toEqual([])
  })
})
