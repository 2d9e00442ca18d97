import type { Deadline, Period } from '#geodata/rules/periods.ts'
import { deadline } from '#geodata/rules/periods.ts'
import { isDate } from '#geodata/rules/property-rules.ts'
import type { CalendarOverrides, WorkingDays } from '#geodata/rules/working-days.ts'
import { workingDays } from '#geodata/rules/working-days.ts'
import type { Arguments, Command } from './command.ts'
import { UsageError, complain, say } from './command.ts'
import { dateOption } from './date-option.ts'
import { readJson } from './json-input.ts'

const units = { days: 'day', months: 'month', years: 'year' } as const
const longest = 10_000

function periodOf({ values }: Arguments): Period {
  const named = (Object.keys(units) as (keyof typeof units)[]).filter((name) => values[name] !== undefined)
  const [name] = named
  if (name === undefined || named.length > 1)
    throw new UsageError('Say how long: one of --days N, --months N, --years N.')
  const count = Number(values[name])
  if (!Number.isInteger(count) || count < 1 || count > longest)
    throw new UsageError(`--${name} ${String(values[name])}: give a whole number from 1 to ${longest}.`)
  const kind = values['kind']
  if (kind !== 'working' && kind !== 'calendar')
    throw new UsageError(`--kind ${String(kind ?? '')}: say working or calendar.`)
  if (kind === 'calendar') return { count, unit: units[name] }
  if (name !== 'days') throw new UsageError(`--${name} counts calendar time: use --days with --kind working.`)
  return { count, unit: 'working_day' }
}

const overrideFields = ['restDays', 'workingDays', 'knownUntil']

function checkOverrides(given: unknown): CalendarOverrides {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new UsageError('--calendar: give an object with restDays, workingDays, knownUntil.')
  for (const [name, value] of Object.entries(given)) {
    if (!overrideFields.includes(name))
      throw new UsageError(`--calendar: ${name} is unknown; known are ${overrideFields.join(', ')}.`)
    const dates: unknown[] = name === 'knownUntil' ? [value] : Array.isArray(value) ? value : [undefined]
    const wrong = dates.find((date) => typeof date !== 'string' || !isDate(date))
    if (wrong !== undefined || dates.includes(undefined))
      throw new UsageError(`--calendar: ${name} ${String(wrong ?? '')}: give days as YYYY-MM-DD.`)
  }
  return given
}

async function calendarOf({ values }: Arguments): Promise<WorkingDays> {
  const file = values['calendar']
  return workingDays(typeof file === 'string' ? checkOverrides(await readJson(file)) : {})
}

function explainMove({ on, endsOn }: Deadline, calendar: WorkingDays): void {
  if (on === endsOn) return
  const reason = calendar.festivalOf(endsOn)?.split(',')[0] ?? 'a day of rest'
  complain(`The period ends on ${endsOn} (${reason}); the first working day after it is ${on}.`)
}

/**
 * Prints the day alone. Beyond the known holiday calendar it is counted by weekends, which is said beside it; with
 * --certain such a day is refused.
 */
export const deadlineCommand: Command = {
  usage:
    'deadline --from 2026-02-10 --days 5 --kind working|calendar [--months N | --years N] [--calendar FILE] [--certain]',
  options: {
    from: { type: 'string' },
    days: { type: 'string' },
    months: { type: 'string' },
    years: { type: 'string' },
    kind: { type: 'string' },
    calendar: { type: 'string' },
    certain: { type: 'boolean' },
  },
  async run(args) {
    const from = dateOption(args, 'from')
    const period = periodOf(args)
    const calendar = await calendarOf(args)
    const found = deadline(from, period, calendar)
    if (!found.isCertain) {
      complain(
        `The holiday calendar is known from ${calendar.knownFrom} to ${calendar.knownUntil}; ${found.on} is counted by weekends alone and may move. Give the official arrangement with --calendar FILE.`,
      )
      if (args.values['certain'] === true) return 1
    }
    explainMove(found, calendar)
    say(found.on)
    return 0
  },
}
