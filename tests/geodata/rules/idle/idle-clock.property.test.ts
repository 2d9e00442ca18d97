import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { IdleClock } from '#geodata/rules/idle/idle-clock.ts'
import { clock } from '#geodata/rules/idle/idle-clock.ts'
import { overrideRules } from '#geodata/rules/idle/idle-rule-overrides.ts'
import { nationalRules } from '#geodata/rules/idle/idle-rules.ts'
import { addDays, addYears, daysBetween } from '#geodata/rules/periods.ts'

const day = fc.integer({ min: 0, max: 5000 }).map((days) => addDays('2012-07-01', days))
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null })
const cause = fc.constantFrom('g1', 'g2', 'g7', 'government', 'enterprise', 'judicial_seizure', null)

const pause = fc.record({ from: day, to: maybe(day), cause })
const agreedStart = fc.record({ setOn: maybe(day), startOn: maybe(day), record: fc.constant('C') })
const area = maybe(fc.integer({ min: 0, max: 40 }).map((tenths) => tenths / 10))

const facts = fc.record({
  agreedStarts: fc.array(agreedStart, { maxLength: 4 }),
  handoverOn: maybe(day),
  permitOn: maybe(day),
  startedOn: maybe(day),
  suspendedOn: maybe(day),
  developedM2: area,
  shouldDevelopM2: area,
  investedWan: area,
  totalInvestmentWan: area,
  pauses: fc.array(pause, { maxLength: 6 }),
  foundationKind: maybe(fc.constantFrom('deep_pit', 'pile', 'other')),
  foundationShare: maybe(fc.constantFrom<number>(0, 0.2, 0.3333, 1)),
  foundationLooks: fc.array(fc.record({ seenOn: day, share: fc.constantFrom(0, 0.4, 1) }), { maxLength: 3 }),
})
type Facts = typeof facts extends fc.Arbitrary<infer T> ? T : never

const rules = fc.record(
  {
    holdsFrom: fc.constantFrom('anniversary', 'day_after'),
    suspendedReading: fc.constantFrom('or', 'and'),
    pauseDays: fc.constantFrom('from_next_day', 'both_ends'),
    pausesDelay: fc.subarray(['idle', 'fee', 'recovery', 'suspended']),
    startNeedsPermit: fc.boolean(),
  },
  { requiredKeys: [] },
)

const ask = (given: Facts, on: string, zoneRules: object = {}) =>
  clock(given, overrideRules(zoneRules).book, on)

const daysOf = ({ daysRun, daysPaused, daysNotStarted }: IdleClock) => ({
  daysRun,
  daysPaused,
  daysNotStarted,
})

/** Without articles: a clock that never started runs from here. */
function baseOf({ because }: IdleClock): string | null {
  const step = because.find(({ result }) => result === 'clock_starts' || result === 'suspension_counts')
  const value = step?.values['startOn'] ?? step?.values['suspendedOn']
  return typeof value === 'string' ? value : null
}

const pausing = new Set(['g1', 'g2', 'g7', 'government'])

/** The same days, counted one by one. */
function countDays(given: Facts, base: string | null, on: string): { daysRun: number; daysPaused: number } {
  const counts = { daysRun: 0, daysPaused: 0 }
  if (base === null) return counts
  const isPaused = (date: string) =>
    given.pauses.some(({ from, to, cause: why }) => {
      const isBackwards = to !== null && to < from
      return why !== null && pausing.has(why) && !isBackwards && from < date && (to === null || date <= to)
    })
  for (let date = addDays(base, 1); date <= on; date = addDays(date, 1))
    counts[isPaused(date) ? 'daysPaused' : 'daysRun']++
  return counts
}

/** The earliest day that a fact known on the day `on` names. */
function firstFact({ agreedStarts, pauses, ...others }: Facts, on: string): string {
  const isKnown = (date: string | null) => date === null || date <= on
  const starts = agreedStarts.filter(({ setOn, startOn }) => startOn !== null && isKnown(setOn))
  const usable = pauses.filter(({ from, to }) => to === null || to >= from)
  const days = [
    ...Object.values(others),
    ...starts.flatMap(({ setOn, startOn }) => [setOn, startOn]),
    ...usable.map(({ from }) => from),
  ]
  return (
    days
      .filter((date) => typeof date === 'string' && date <= on)
      .sort()[0]
      ?.toString() ?? on
  )
}

describe('the idle-land clock', () => {
  it('accounts for every day: run + paused + not started = days from the first fact', () => {
    fc.assert(
      fc.property(facts, day, rules, (given, on, zoneRules) => {
        const answer = ask(given, on, zoneRules)
        const days = Object.values(daysOf(answer))
        expect(days.every((count) => Number.isInteger(count) && count >= 0)).toBe(true)
        const total = daysBetween(firstFact(given, on), on)
        expect(days.reduce((sum, count) => sum + count, 0)).toBe(total)
      }),
    )
  })

  it('counts as one counts day by day', () => {
    fc.assert(
      fc.property(facts, day, (given, on) => {
        const answer = ask(given, on)
        expect(answer).toMatchObject(countDays(given, baseOf(answer), on))
      }),
      { numRuns: 300 },
    )
  })

  it('reaches its anniversary exactly when the days of the years have run', () => {
    fc.assert(
      fc.property(facts, day, (given, on) => {
        const { idleFrom, ...answer } = ask(given, on)
        const base = baseOf({ idleFrom, ...answer })
        if (base === null || idleFrom === null || idleFrom > on) return
        const full = countDays({ ...given, pauses: [] }, base, addYears(base, 1)).daysRun
        expect(countDays(given, base, idleFrom).daysRun).toBe(full)
        expect(countDays(given, base, addDays(idleFrom, -1)).daysRun).toBe(full - 1)
      }),
    )
  })

  it('once idle stays idle while no new fact comes', () => {
    fc.assert(
      fc.property(facts, day, fc.integer({ min: 1, max: 2000 }), rules, (given, on, later, zoneRules) => {
        const isKnown = (date: string | null) => date === null || date <= on
        const known: Facts = {
          ...given,
          agreedStarts: given.agreedStarts.filter(({ setOn }) => isKnown(setOn)),
          handoverOn: isKnown(given.handoverOn) ? given.handoverOn : null,
          permitOn: isKnown(given.permitOn) ? given.permitOn : null,
          startedOn: isKnown(given.startedOn) ? given.startedOn : null,
          suspendedOn: isKnown(given.suspendedOn) ? given.suspendedOn : null,
          pauses: given.pauses
            .filter(({ from }) => isKnown(from))
            .map((one) => ({ ...one, to: isKnown(one.to) ? one.to : null })),
          foundationLooks: given.foundationLooks.filter(({ seenOn }) => isKnown(seenOn)),
        }
        const [now, then] = [ask(known, on, zoneRules), ask(known, addDays(on, later), zoneRules)]
        expect(daysOf(ask(given, on, zoneRules))).toEqual(daysOf(now))
        expect(then.daysRun).toBeGreaterThanOrEqual(now.daysRun)
        expect(then.daysPaused).toBeGreaterThanOrEqual(now.daysPaused)
        expect([then.idleFrom, then.recoveryFrom]).toEqual([now.idleFrom, now.recoveryFrom])
        expect(now.kind === 'none' ? 'none' : then.kind).toBe(now.kind)
      }),
    )
  })

  it('does not ask in which order pauses and agreed starts are listed', () => {
    fc.assert(
      fc.property(facts, day, fc.func(fc.integer()), (given, on, shuffle) => {
        const shuffled = <T>(items: T[]) => items.toSorted((a, b) => shuffle(a) - shuffle(b))
        const other = { ...given, pauses: shuffled(given.pauses), agreedStarts: shuffled(given.agreedStarts) }
        const [one, two] = [ask(given, on), ask(other, on)]
        expect({ ...daysOf(two), kind: two.kind, idleFrom: two.idleFrom }).toEqual({
          ...daysOf(one),
          kind: one.kind,
          idleFrom: one.idleFrom,
        })
      }),
    )
  })

  it('never leads land whose works were suspended to a fee or free recovery', () => {
    fc.assert(
      fc.property(facts, day, rules, (given, on, zoneRules) => {
        const works = { permitOn: '2012-07-01', startedOn: '2012-07-01', suspendedOn: '2012-07-02' }
        const begun = { ...works, foundationShare: null }
        const { feeFrom, recoveryFrom } = ask({ ...given, ...begun }, on, zoneRules)
        expect([feeFrom, recoveryFrom]).toEqual([null, null])
      }),
    )
  })

  it('never calls works begun of whose foundation too little is done, nor by more of it not begun', () => {
    fc.assert(
      fc.property(facts, day, rules, (given, on, zoneRules) => {
        const hasBegun = (foundationShare: number | null) =>
          ask({ ...given, foundationShare }, on, zoneRules).because.some(({ fact }) => fact === 'works_begun')
        expect(hasBegun(0.3332)).toBe(false)
        expect(hasBegun(1)).toBe(hasBegun(null))
      }),
    )
  })

  it('answers any JSON without throwing, with whole days and calendar dates', () => {
    const names = [
      'agreedStarts',
      'handoverOn',
      'permitOn',
      'startedOn',
      'suspendedOn',
      'pauses',
      'developedM2',
      'foundationKind',
      'foundationShare',
      'foundationLooks',
    ]
    const odd = fc.oneof(
      fc.jsonValue(),
      day,
      fc.array(
        fc.dictionary(
          fc.constantFrom('from', 'to', 'setOn', 'startOn', 'cause'),
          fc.oneof(day, fc.jsonValue()),
        ),
      ),
    )
    fc.assert(
      fc.property(
        fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom(...names), odd)),
        day,
        (given, on) => {
          const answer = clock(given, nationalRules, on)
          expect(Object.values(daysOf(answer)).every(Number.isInteger)).toBe(true)
          for (const date of [answer.idleFrom, answer.feeFrom, answer.recoveryFrom])
            expect(date ?? '2020-01-01').toMatch(/^\d{4}-\d\d-\d\d$/)
          expect(JSON.stringify(answer)).not.toMatch(/NaN|Infinity|undefined/)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('survives settings of any shape', () => {
    fc.assert(
      fc.property(
        facts,
        day,
        fc.dictionary(fc.constantFrom(...Object.keys(nationalRules)), fc.jsonValue()),
        (given, on, odd) => {
          const { book } = overrideRules(odd)
          expect(() => clock(given, book, on)).not.toThrow()
        },
      ),
    )
  })
})
