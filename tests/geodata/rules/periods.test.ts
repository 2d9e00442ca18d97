import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Period } from '#geodata/rules/periods.ts'
import { addDays, addMonths, addYears, daysBetween, deadline, latestBefore } from '#geodata/rules/periods.ts'
import { nationalCalendar, workingDays } from '#geodata/rules/working-days.ts'

type Unit = Period['unit']

/**
 * From, length, deadline, the day on which the period itself ends. Worked out by hand from the arrangements of the
 * State Council: 2026 Spring Festival 15–23 February, 14 and 28 February (Saturdays) are working days; National Day
 * 1–7 October, 10 October works; Labour Day 1–5 May; Qingming 4–6 April; New Year 1–3 January, Sunday 4 works.
 */
const deadlines: [article: string, from: string, count: number, unit: Unit, on: string, endsOn?: string][] = [
  ['working days over Spring Festival, a Saturday works', '2026-02-10', 5, 'working_day', '2026-02-24'],
  ['one working day to a make-up Saturday', '2026-02-13', 1, 'working_day', '2026-02-14'],
  ['one working day over the whole festival', '2026-02-14', 1, 'working_day', '2026-02-24'],
  ['working days to the second make-up Saturday', '2026-02-23', 5, 'working_day', '2026-02-28'],
  ['a Sunday after a make-up Saturday rests', '2026-02-28', 1, 'working_day', '2026-03-02'],
  ['working days from a day of rest', '2026-02-17', 1, 'working_day', '2026-02-24'],
  ['a plain fortnight', '2026-07-03', 10, 'working_day', '2026-07-17'],
  ['working days over National Day', '2026-09-29', 5, 'working_day', '2026-10-12'],
  ['working days over Qingming', '2026-04-03', 1, 'working_day', '2026-04-07'],
  ['working days over the turn of the year, a Sunday works', '2025-12-30', 3, 'working_day', '2026-01-05'],
  ['hearing within 20 working days over Spring Festival 2025', '2025-01-20', 20, 'working_day', '2025-02-21'],
  ['the festival prolonged in 2020', '2020-01-20', 5, 'working_day', '2020-02-04'],
  ['National Day 2024 with a working Sunday', '2024-09-27', 5, 'working_day', '2024-10-10'],
  ['Art. 203: an end inside Spring Festival', '2026-02-10', 5, 'day', '2026-02-24', '2026-02-15'],
  ['Art. 203: a make-up Saturday is no day of rest', '2026-02-10', 4, 'day', '2026-02-14'],
  ['Art. 203: thirty days into Spring Festival', '2026-01-20', 30, 'day', '2026-02-24', '2026-02-19'],
  ['Art. 203: thirty days to National Day', '2026-09-01', 30, 'day', '2026-10-08', '2026-10-01'],
  ['Art. 203: National Day 2025, eight days', '2025-09-16', 15, 'day', '2025-10-09', '2025-10-01'],
  ['Art. 203: sixty days to Labour Day', '2026-03-06', 60, 'day', '2026-05-06', '2026-05-05'],
  ['Art. 203: ten days to Qingming', '2026-03-26', 10, 'day', '2026-04-07', '2026-04-05'],
  ['Art. 203: a plain Saturday', '2026-06-11', 30, 'day', '2026-07-13', '2026-07-11'],
  ['Art. 201: thirty days through a leap day', '2024-01-31', 30, 'day', '2024-03-01'],
  ['Art. 201: thirty days without one', '2023-01-31', 30, 'day', '2023-03-02'],
  ['Art. 202: a month without a corresponding day', '2023-01-31', 1, 'month', '2023-02-28'],
  ['Art. 202: the same in a leap year', '2024-01-31', 1, 'month', '2024-02-29'],
  ['Art. 202: three months to a make-up Saturday', '2025-11-30', 3, 'month', '2026-02-28'],
  ['Art. 202: six months to sue', '2025-08-31', 6, 'month', '2026-02-28'],
  ['Art. 202: a year from a leap day', '2024-02-29', 1, 'year', '2025-02-28'],
  ['Art. 203: a year to a day of rest', '2025-02-17', 1, 'year', '2026-02-24', '2026-02-17'],
]

describe('deadlines worked out by hand', () => {
  it.each(deadlines)('%s: %s + %d %s = %s', (_, from, count, unit, on, endsOn = on) => {
    expect(deadline(from, { count, unit }, nationalCalendar)).toEqual({ on, endsOn, isCertain: true })
  })

  it('the notice of a hearing goes out seven working days before, over National Day', () => {
    expect(latestBefore('2026-10-12', 7, nationalCalendar)).toEqual({
      on: '2026-09-24',
      endsOn: '2026-09-24',
      isCertain: true,
    })
  })
})

describe('beyond the known arrangements', () => {
  it('no deadline is certain, whether by working or by calendar days', () => {
    const { knownUntil } = nationalCalendar
    expect(deadline(knownUntil, { count: 1, unit: 'day' }, nationalCalendar).isCertain).toBe(false)
    expect(deadline(knownUntil, { count: 1, unit: 'working_day' }, nationalCalendar).isCertain).toBe(false)
    expect(deadline('2003-12-30', { count: 3, unit: 'working_day' }, nationalCalendar).isCertain).toBe(false)
    expect(latestBefore('2004-01-05', 9, nationalCalendar).isCertain).toBe(false)
  })

  it('the last days of December wait for the arrangement of the next year', () => {
    expect(nationalCalendar.knownUntil).toMatch(/-12-28$/)
    expect(nationalCalendar.isKnown(addDays(nationalCalendar.knownUntil, 1))).toBe(false)
  })

  it('a zone enters what is official, and is then certain', () => {
    const calendar = workingDays({
      restDays: ['2027-02-05', '2027-02-08'],
      workingDays: ['2027-02-06'],
      knownUntil: '2027-12-28',
    })
    expect(deadline('2027-02-04', { count: 1, unit: 'working_day' }, calendar)).toEqual({
      on: '2027-02-06',
      endsOn: '2027-02-06',
      isCertain: true,
    })
    expect(deadline('2027-02-04', { count: 4, unit: 'day' }, calendar).on).toBe('2027-02-09')
    expect(calendar.knownUntil).toBe('2027-12-28')
  })
})

describe('the calendar', () => {
  it('names the festival of a day that it moved', () => {
    expect(nationalCalendar.festivalOf('2026-02-17')).toContain('春节')
    expect(nationalCalendar.festivalOf('2026-02-14')).toContain('春节')
    expect(nationalCalendar.festivalOf('2026-07-11')).toBeNull()
  })

  it('does not depend on the time zone of the machine', () => {
    const before = process.env['TZ']
    try {
      for (const zone of ['America/New_York', 'Asia/Shanghai', 'Pacific/Kiritimati']) {
        process.env['TZ'] = zone
        expect(nationalCalendar.isWorkingDay('2026-07-10')).toBe(true)
        expect(nationalCalendar.isWorkingDay('2026-07-11')).toBe(false)
        expect(addDays('2026-03-08', 1)).toBe('2026-03-09')
        expect(addMonths('2026-01-31', 1)).toBe('2026-02-28')
      }
    } finally {
      if (before === undefined) delete process.env['TZ']
      else process.env['TZ'] = before
    }
  })
})

const day = fc.integer({ min: 0, max: 80_000 }).map((days) => addDays('1950-01-01', days))

describe('civil dates', () => {
  it('a period ends on the corresponding day or on the last of its month', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 600 }), (date, months) => {
        const end = addMonths(date, months)
        const isLast = addDays(end, 1).endsWith('-01')
        expect(end.slice(8) === date.slice(8) || (isLast && end.slice(8) < date.slice(8))).toBe(true)
        const count = (text: string) => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7))
        expect(count(end) - count(date)).toBe(months)
      }),
    )
  })

  it('adding days and counting them are inverse', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: -9000, max: 9000 }), (date, days) => {
        expect(daysBetween(date, addDays(date, days))).toBe(days)
      }),
    )
    expect(addYears('2024-02-29', 4)).toBe('2028-02-29')
    expect(addMonths('2024-03-31', -1)).toBe('2024-02-29')
  })

  it('a later service never has an earlier deadline, and every deadline is a working day', () => {
    const unit = fc.constantFrom<Unit>('working_day', 'day', 'month', 'year')
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 40 }), unit, (from, count, of) => {
        const { on } = deadline(from, { count, unit: of }, nationalCalendar)
        expect(nationalCalendar.isWorkingDay(on)).toBe(true)
        expect(deadline(addDays(from, 1), { count, unit: of }, nationalCalendar).on >= on).toBe(true)
      }),
    )
  })
})
