import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { demoProblems } from '#geodata/demo/problems.ts'
import { addDays } from '#geodata/rules/periods.ts'
import type { ProblemEntryDraft, ProblemStanding } from '#geodata/rules/problems/register.ts'
import { addableActs, isClosed, isOverdue, moveProblem } from '#geodata/rules/problems/register.ts'

const today = '2026-11-22'
const open: ProblemStanding = { state: 'open', owner: '土地科', dueOn: '2026-12-01', movedOn: '2026-10-01' }
const done: ProblemStanding = { ...open, state: 'solved' }
const entry = (act: ProblemEntryDraft['act'], more: Partial<ProblemEntryDraft> = {}): ProblemEntryDraft => ({
  act,
  enteredOn: '2026-11-01',
  text: '说明',
  ...more,
})

describe('an entry', () => {
  it.each([
    ['progress', entry('progress'), { state: 'working', dueOn: '2026-12-01' }],
    ['a hand-over', entry('hand_over', { owner: ' 招商局 ' }), { state: 'working', owner: '招商局' }],
    [
      'a hand-over with another date',
      entry('hand_over', { owner: '招商局', dueOn: '2027-01-01' }),
      { dueOn: '2027-01-01' },
    ],
    ['a later date', entry('extension', { dueOn: '2027-01-01' }), { state: 'working', dueOn: '2027-01-01' }],
    ['the solution', entry('solved'), { state: 'solved', dueOn: '2026-12-01' }],
    ['an end without solution', entry('dropped'), { state: 'dropped' }],
    ['progress does not move the date', entry('progress', { dueOn: '2027-01-01' }), { dueOn: '2026-12-01' }],
  ])('%s', (_, draft, after) => {
    expect(moveProblem(open, draft, today)).toMatchObject({ ok: true, standing: after })
  })

  it.each([
    ['in the future', open, entry('progress', { enteredOn: '2026-11-23' }), 'future_date'],
    ['before the last one', open, entry('progress', { enteredOn: '2026-09-30' }), 'before_last_entry'],
    ['without a word', open, entry('solved', { text: ' ' }), 'required'],
    ['to the same owner', open, entry('hand_over', { owner: '土地科' }), 'same_owner'],
    ['to nobody', open, entry('hand_over'), 'required'],
    ['with a date that is not later', open, entry('extension', { dueOn: '2026-12-01' }), 'not_later'],
    ['with no date', open, entry('extension'), 'required'],
    ['after the end', done, entry('progress'), 'problem_closed'],
    ['that reopens what is open', open, entry('reopened'), 'problem_open'],
  ])('%s is refused', (_, standing, draft, rule) => {
    const step = moveProblem(standing, draft, today)
    expect(step.ok ? [] : step.faults.map((fault) => fault.rule)).toContain(rule)
  })

  it('opens a closed problem again with a new date', () => {
    const step = moveProblem(done, entry('reopened', { dueOn: '2027-02-01' }), today)
    expect(step).toMatchObject({ ok: true, standing: { state: 'working', dueOn: '2027-02-01' } })
  })
})

describe('whatever is entered', () => {
  const draft = fc.record({
    act: fc.constantFrom(...addableActs),
    enteredOn: fc.integer({ min: 0, max: 80 }).map((days) => addDays('2026-09-10', days)),
    text: fc.constantFrom('x', ''),
    owner: fc.constantFrom('甲', '乙', undefined),
    dueOn: fc.option(
      fc.integer({ min: 0, max: 400 }).map((days) => addDays('2026-09-10', days)),
      { nil: undefined },
    ),
  })
  it('entries follow one another in time, and what is closed is never overdue', () => {
    fc.assert(
      fc.property(fc.array(draft, { maxLength: 12 }), (drafts) => {
        let standing = open
        for (const one of drafts) {
          const step = moveProblem(standing, one, today)
          if (!step.ok) continue
          expect(step.standing.movedOn >= standing.movedOn).toBe(true)
          expect(isClosed(step.standing.state) && isOverdue(step.standing, '9999-01-01')).toBe(false)
          standing = step.standing
        }
      }),
    )
  })
})

describe('the register of the demonstration', () => {
  it('holds on any day, has every state, and numbers without a gap', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3000 }), (days) => {
        const problems = demoProblems(addDays('2024-06-01', days))
        expect(problems).toHaveLength(24)
        expect(new Set(problems.map(({ entries }) => entries.at(-1)!.state)).size).toBe(4)
        for (const year of new Set(problems.map((one) => one.year))) {
          const ordinals = problems.filter((one) => one.year === year).map(({ ordinal }) => ordinal)
          expect(ordinals).toEqual(ordinals.map((_, i) => i + 1))
        }
      }),
      { numRuns: 40 },
    )
  })
})
