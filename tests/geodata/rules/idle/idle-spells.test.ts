import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clockSteps, daysOfStep } from '#geodata/rules/idle/clock-steps.ts'
import { clock } from '#geodata/rules/idle/idle-clock.ts'
import { nationalRules } from '#geodata/rules/idle/idle-rules.ts'
import type { SupplyHistory } from '#geodata/rules/idle/idle-spells.ts'
import { idleSpells } from '#geodata/rules/idle/idle-spells.ts'
import type { Observation } from '#geodata/rules/idle/observed-facts.ts'
import { observedFacts } from '#geodata/rules/idle/observed-facts.ts'
import { addDays } from '#geodata/rules/periods.ts'

const today = '2026-11-22'
const look = (observedOn: string, seen: Partial<Observation> = {}): Observation => ({
  observedOn,
  permitOn: null,
  startedOn: null,
  suspendedOn: null,
  completedOn: null,
  developedM2: null,
  shouldDevelopM2: null,
  investedWan: null,
  totalInvestmentWan: null,
  foundationKind: null,
  foundationShare: null,
  ...seen,
})
const history = (facts: Partial<SupplyHistory> = {}): SupplyHistory => ({
  signedOn: '2014-01-10',
  handoverOn: '2014-03-01',
  endedOn: null,
  agreedStarts: [{ setOn: '2014-01-10', startOn: '2015-01-10', record: null, cause: 'contract' }],
  pauses: [],
  observations: [],
  ...facts,
})
const of = (facts: Partial<SupplyHistory>, on = today) => idleSpells(history(facts), nationalRules, on)

/** Dates by hand: idle on the anniversary of the agreed start. */
describe('times in which the clock says idle', () => {
  it('begin on the anniversary and last while nothing happens', () => {
    expect(of({})).toEqual({ spells: [{ from: '2016-01-10', to: null, endedBy: null }], nextOn: null })
  })

  it('have not begun the day before, which is known beforehand', () => {
    expect(of({}, '2016-01-09')).toEqual({ spells: [], nextOn: '2016-01-10' })
  })

  it('end on the day works began, not on the day somebody saw it', () => {
    const seen = look('2018-06-20', { permitOn: '2018-04-01', startedOn: '2018-05-01' })
    expect(of({ observations: [seen] }).spells).toEqual([
      { from: '2016-01-10', to: '2018-05-01', endedBy: 'start' },
    ])
  })

  it('are none when works had begun in time, however late that was seen', () => {
    const seen = look('2018-06-20', { permitOn: '2015-04-01', startedOn: '2015-05-01' })
    expect(of({ observations: [seen] }).spells).toEqual([])
  })

  it('end with a new agreed start and begin again a year after it', () => {
    const first = { setOn: '2014-01-10', startOn: '2015-01-10', record: null, cause: 'contract' }
    const second = { setOn: '2016-06-01', startOn: '2017-06-01', record: null, cause: 'extension' }
    expect(of({ agreedStarts: [first, second] }).spells).toEqual([
      { from: '2016-01-10', to: '2016-06-01', endedBy: 'extension' },
      { from: '2018-06-01', to: null, endedBy: null },
    ])
  })

  it('end with the contract', () => {
    expect(of({ endedOn: '2017-02-03' }).spells).toEqual([
      { from: '2016-01-10', to: '2017-02-03', endedBy: 'supply_ended' },
    ])
  })

  it('come later by the days that the government took', () => {
    const pauses = [{ from: '2015-03-01', to: '2015-03-31', cause: 'g2' }]
    expect(of({ pauses }).spells).toEqual([{ from: '2016-02-09', to: null, endedBy: null }])
  })

  it('count suspended works from the year after they came to rest', () => {
    const seen = look('2017-09-01', {
      permitOn: '2014-12-01',
      startedOn: '2014-12-20',
      suspendedOn: '2016-02-01',
      developedM2: 100,
      shouldDevelopM2: 1000,
    })
    const resumed = look('2018-03-05', { permitOn: '2014-12-01', startedOn: '2014-12-20' })
    expect(of({ observations: [seen, resumed] }).spells).toEqual([
      { from: '2017-02-01', to: '2018-03-05', endedBy: 'start' },
    ])
  })

  const begun = { permitOn: '2015-04-01', startedOn: '2015-05-01' }
  const dug = (observedOn: string, foundationShare: number, seen: Partial<Observation> = {}) =>
    look(observedOn, { ...begun, foundationKind: 'other', foundationShare, ...seen })

  it('go on over works whose foundation was not done, until a look finds it done', () => {
    const observations = [dug('2015-06-01', 0.05), dug('2017-03-01', 0.2), dug('2018-06-20', 0.4)]
    expect(of({ observations }).spells).toEqual([{ from: '2016-01-10', to: '2018-06-20', endedBy: 'start' }])
  })

  it('were times before the first look too, when that look found too little', () => {
    const observations = [dug('2017-03-01', 0.2), dug('2018-06-20', 0.4)]
    expect(of({ observations }).spells).toEqual([{ from: '2016-01-10', to: '2018-06-20', endedBy: 'start' }])
  })

  it('are none when the first look found the foundation done', () => {
    expect(of({ observations: [dug('2018-06-20', 1)] }).spells).toEqual([])
  })

  it('take back a look that found more of the foundation than a later one', () => {
    const observations = [dug('2015-06-01', 1), dug('2018-06-20', 0.2)]
    expect(of({ observations }).spells).toEqual([{ from: '2016-01-10', to: null, endedBy: null }])
  })

  it('count suspended works from the day they came to rest, also where that look first found the foundation', () => {
    const resting = { suspendedOn: '2015-09-01', developedM2: 100, shouldDevelopM2: 1000 }
    const observations = [dug('2015-06-01', 0.05), dug('2017-03-01', 0.4, resting)]
    expect(of({ observations }).spells).toEqual([{ from: '2016-09-01', to: null, endedBy: null }])
  })

  it('do not exist before the order of 2012', () => {
    const agreedStarts = [{ setOn: '2008-01-10', startOn: '2009-01-10', record: null, cause: 'contract' }]
    expect(of({ signedOn: '2008-01-10', agreedStarts }).spells[0]).toMatchObject({ from: '2012-07-01' })
  })
})

const day = fc.integer({ min: 0, max: 3_600 }).map((days) => addDays('2012-01-01', days))
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null })
type Seen = { on: string; what: 'start' | 'rest' | 'nothing'; grownBy: number }
/**
 * Looks on the very day of what they see, so that the facts of a day are those seen by then. The foundation, where
 * anybody looks at it, is looked at every time and only grows.
 */
const looks = fc.record({
  seen: fc.array(
    fc.record({
      on: day,
      what: fc.constantFrom<Seen['what']>('start', 'start', 'rest', 'nothing'),
      grownBy: fc.constantFrom(0, 0.2, 0.3333, 0.5),
    }),
    { maxLength: 5 },
  ),
  foundationKind: fc.constantFrom('deep_pit' as const, 'pile' as const, 'other' as const, null),
  isMeasured: fc.boolean(),
})

function observe({
  seen,
  foundationKind,
  isMeasured,
}: typeof looks extends fc.Arbitrary<infer T> ? T : never): Observation[] {
  let done = 0
  const inOrder = [...new Map(seen.map((one) => [one.on, one])).values()].toSorted((a, b) =>
    a.on < b.on ? -1 : 1,
  )
  const first = inOrder.find(({ what }) => what === 'start')?.on ?? null
  return inOrder.map(({ on, what, grownBy }) => {
    done = Math.min(1, done + grownBy)
    const startedOn = first !== null && first <= on ? first : null
    const isResting = what === 'rest' && startedOn !== null
    return look(on, {
      permitOn: startedOn,
      startedOn,
      suspendedOn: isResting ? on : null,
      foundationKind,
      foundationShare: isMeasured ? done : null,
      developedM2: 10,
      shouldDevelopM2: 100,
    })
  })
}

const histories = fc
  .record({
    signedOn: day,
    handoverOn: maybe(day),
    endedOn: maybe(day),
    starts: fc.array(fc.record({ setOn: day, startOn: day }), { maxLength: 3 }),
    pauses: fc.array(
      fc.record({
        from: day,
        days: maybe(fc.integer({ min: 0, max: 500 })),
        cause: fc.constantFrom('g1', 'g7'),
      }),
      { maxLength: 2 },
    ),
    looks,
  })
  .map(({ starts, pauses, looks: seen, ...rest }): SupplyHistory => ({
    ...rest,
    agreedStarts: starts.map((start) => ({ ...start, record: null, cause: 'extension' })),
    pauses: pauses.map(({ from, days, cause }) => ({
      from,
      to: days === null ? null : addDays(from, days),
      cause,
    })),
    observations: observe(seen),
  }))

describe('steps of a clock', () => {
  it('are what it says on a few days of a life', () => {
    const seen = look('2018-06-20', { permitOn: '2018-06-01', startedOn: '2018-06-20' })
    const pauses = [{ from: '2015-03-01', to: '2015-03-31', cause: 'g2' }]
    const steps = clockSteps(history({ observations: [seen], pauses }), nationalRules)
    const on = (day: string) =>
      steps.find(({ from, until }) => from <= day && (until === null || until > day))
    expect(on('2014-01-09')).toBeUndefined()
    expect(on('2015-02-28')).toMatchObject({ kind: 'none', idleFrom: '2016-01-10', startOn: '2015-01-10' })
    expect(on('2015-03-15')).toMatchObject({ counts: 'pause' })
    expect(on('2016-02-08')).toMatchObject({ kind: 'none' })
    expect(on('2016-02-09')).toMatchObject({ kind: 'not_started', recoveryFrom: '2017-02-09', counts: 'run' })
    expect(on('2018-06-20')).toMatchObject({ kind: 'none', idleFrom: null, until: null })
  })

  it('agree with it on every day: kind, dates, days and findings', () => {
    fc.assert(
      fc.property(histories, fc.array(day, { minLength: 8, maxLength: 8 }), (given, days) => {
        const { observations, ...facts } = given
        const steps = clockSteps(given, nationalRules)
        const edges = steps.flatMap(({ from }) => [from, addDays(from, -1), addDays(from, 1)])
        for (const on of [...days, ...edges]) {
          const step = steps.find(({ from, until }) => from <= on && (until === null || until > on))
          const { kind, idleFrom, feeFrom, recoveryFrom, daysRun, daysPaused, findings } = clock(
            { ...facts, ...observedFacts(observations, on) },
            nationalRules,
            on,
          )
          const findingCount = findings.filter(({ severity }) => severity !== 'info').length
          const wanted = { kind, idleFrom, feeFrom, recoveryFrom, findingCount, daysRun, daysPaused }
          const said = step && { ...step, ...daysOfStep(step, on) }
          // Before the contract there is no step.
          const isBefore = on < given.signedOn!
          expect([on, isBefore, isBefore ? wanted : said]).toMatchObject([on, said === undefined, wanted])
        }
      }),
      { numRuns: 300 },
    )
  })
})

describe('spells and clock', () => {
  it('agree on every day', () => {
    fc.assert(
      fc.property(histories, fc.array(day, { minLength: 8, maxLength: 8 }), (given, days) => {
        const { spells } = idleSpells(given, nationalRules, today)
        const edges = spells.flatMap(({ from, to }) => [
          addDays(from, -1),
          from,
          ...(to ? [addDays(to, -1), to] : []),
        ])
        for (const on of [...days, ...edges]) {
          const { observations, ...facts } = given
          const { kind } = clock({ ...facts, ...observedFacts(observations, on) }, nationalRules, on)
          const isIn = spells.some(({ from, to }) => from <= on && (to === null || to > on))
          expect([on, isIn]).toEqual([on, kind !== 'none'])
        }
      }),
      { numRuns: 400 },
    )
  })
})
