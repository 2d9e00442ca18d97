import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { runMujie } from '#tests/support/run-mujie.ts'

const folder = mkdtempSync(join(tmpdir(), 'mujie-clock-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const facts = { agreedStarts: [{ setOn: '2022-03-01', startOn: '2023-03-01', record: 'C-1' }], pauses: null }
const clockOf = (given: unknown, ...args: string[]) =>
  runMujie(['clock', '-', '--on', '2026-11-22', ...args], JSON.stringify(given))

describe('mujie clock', () => {
  test('answers the facts of a file or of standard input, as JSON', () => {
    const file = join(folder, 'facts.json')
    writeFileSync(file, `\uFEFF${JSON.stringify(facts)}`)
    const { code, out, fault } = runMujie(['clock', file, '--on', '2026-11-22'])
    expect([code, fault]).toEqual([0, ''])
    expect(JSON.parse(out)).toMatchObject({
      kind: 'not_started',
      idleFrom: '2024-03-01',
      feeFrom: '2024-03-01',
      recoveryFrom: '2025-03-01',
      daysRun: 1362,
      daysPaused: 0,
      findings: [],
    })
    expect(clockOf(facts).out).toBe(out)
  })

  test('takes settings from the facts', () => {
    const { code, out } = clockOf({ handoverOn: '2024-11-22', rules: { startYearsAfterHandover: 0 } })
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ idleFrom: '2025-11-22', recoveryFrom: '2026-11-22' })
  })

  test('holds the foundation against what a start needs', () => {
    const works = { ...facts, permitOn: '2023-04-01', startedOn: '2023-05-01', foundationKind: 'other' }
    const kindOf = (foundationShare?: number) =>
      JSON.parse(clockOf({ ...works, foundationShare }).out).kind as string
    expect([kindOf(), kindOf(0.05), kindOf(0.35)]).toEqual(['none', 'not_started', 'none'])
  })

  test('tells contradictions and still succeeds', () => {
    const { code, fault } = clockOf({ ...facts, startedOn: '2024-01-01' })
    expect(code).toBe(0)
    expect(fault).toContain('warning: -: permitOn: without_permit')
  })

  test.each([
    [
      'a value that is no day',
      { handoverOn: '2023-02-30' },
      'handoverOn: not_a_date, given 2023-02-30 — give a day',
    ],
    ['a negative area', { developedM2: -1 }, 'developedM2: too_small, given -1, min 0 — give a number'],
    ['a setting that is unknown', { rules: { idleYear: 2 } }, 'rules.idleYear: unknown_rule'],
    ['facts that are no object', [], 'not_an_object'],
  ])('fails on %s and names field, rule and fix', (_, given, says) => {
    const { code, out, fault } = clockOf(given)
    expect(code).toBe(1)
    expect(fault).toContain(says)
    expect(JSON.parse(out).findings).not.toEqual([])
  })

  test.each([
    [['clock', '-'], '{}', '--on is missing'],
    [['clock', '-', '--on', '22.11.2026'], '{}', 'no day of the calendar'],
    [['clock', '-', '--on', '1026-11-22'], '{}', 'is not between'],
    [['clock', '-', '--on', '2026-11-22'], '{', 'is not JSON'],
    [['clock', join(folder, 'none'), '--on', '2026-11-22'], '', 'cannot be read'],
    [['clock', '--on', '2026-11-22'], '', 'Which file'],
  ])('refuses %j', (args, input, says) => {
    const { code, out, fault } = runMujie(args, input)
    expect([code, out]).toEqual([2, ''])
    expect(fault).toContain(says)
  })
})

const deadlineOf = (...args: string[]) => runMujie(['deadline', ...args])

describe('mujie deadline', () => {
  test('prints the day alone, over Spring Festival and its make-up Saturday', () => {
    const working = deadlineOf('--from', '2026-02-10', '--days', '5', '--kind', 'working')
    expect(working).toEqual({ code: 0, out: '2026-02-24\n', fault: '' })
  })

  test('says on the error stream why a day of rest moved it', () => {
    const { code, out, fault } = deadlineOf('--from', '2026-02-10', '--days', '5', '--kind', 'calendar')
    expect([code, out]).toEqual([0, '2026-02-24\n'])
    expect(fault).toContain('ends on 2026-02-15 (Spring Festival)')
  })

  test('counts months and years', () => {
    const { out } = deadlineOf('--from', '2024-01-31', '--months', '1', '--kind', 'calendar')
    expect(out).toBe('2024-02-29\n')
  })

  test('says so where it counts beyond the known holidays, and refuses when only what is certain will do', () => {
    const args = ['--from', '2090-01-04', '--days', '5', '--kind', 'working']
    const counted = deadlineOf(...args)
    expect([counted.code, counted.out]).toEqual([0, '2090-01-11\n'])
    expect(counted.fault).toContain('2090-01-11 is counted by weekends alone and may move')
    const refused = deadlineOf(...args, '--certain')
    expect([refused.code, refused.out]).toEqual([1, ''])
  })

  test('takes the official arrangement of a year from a file', () => {
    const file = join(folder, 'calendar.json')
    const calendar = { restDays: ['2090-01-05'], workingDays: ['2090-01-07'], knownUntil: '2090-12-28' }
    writeFileSync(file, JSON.stringify(calendar))
    const args = ['--from', '2090-01-04', '--days', '3', '--kind', 'working', '--calendar', file]
    expect(deadlineOf(...args)).toEqual({ code: 0, out: '2090-01-09\n', fault: '' })
    writeFileSync(file, JSON.stringify({ restDays: ['5 January'] }))
    expect(deadlineOf(...args).fault).toContain('restDays 5 January: give days as YYYY-MM-DD')
  })

  test.each([
    [[], '--from is missing'],
    [['--from', '2026-02-30', '--days', '5', '--kind', 'working'], 'no day of the calendar'],
    [['--from', '2026-02-10', '--kind', 'working'], 'Say how long'],
    [['--from', '2026-02-10', '--days', '5', '--months', '1', '--kind', 'calendar'], 'Say how long'],
    [['--from', '2026-02-10', '--days', '0', '--kind', 'working'], 'a whole number from 1'],
    [['--from', '2026-02-10', '--days', '1.5', '--kind', 'working'], 'a whole number from 1'],
    [['--from', '2026-02-10', '--days=-5', '--kind', 'working'], 'a whole number from 1'],
    [['--from', '2026-02-10', '--years', '1', '--kind', 'working'], 'use --days with --kind working'],
    [['--from', '2026-02-10', '--days', '5', '--kind', 'lunar'], 'say working or calendar'],
    [['--from', '2026-02-10', '--days', '5'], 'say working or calendar'],
  ])('refuses %j', (args, says) => {
    const { code, out, fault } = deadlineOf(...args)
    expect([code, out]).toEqual([2, ''])
    expect(fault).toContain(says)
  })
})
