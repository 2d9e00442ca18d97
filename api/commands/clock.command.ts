import type { ClockFinding, ClockFix } from '#geodata/rules/idle/clock-findings.ts'
import { clock } from '#geodata/rules/idle/idle-clock.ts'
import { overrideRules } from '#geodata/rules/idle/idle-rule-overrides.ts'
import type { Command } from './command.ts'
import { complain, say } from './command.ts'
import { dateOption } from './date-option.ts'
import { readJson } from './json-input.ts'

const fixes: Record<ClockFix, string> = {
  give_object: 'give an object',
  give_list: 'give a list',
  give_date: 'give a day as YYYY-MM-DD',
  give_number: 'give a number from 0',
  give_text: 'give a text',
  give_value: 'give a value',
  check_dates: 'check the two dates',
  check_measures: 'check part and whole',
  check_name: 'check the name',
  choose_value: 'choose one of the known values',
  record_permit: 'record the construction permit; without it the works are no start',
  record_start: 'record the start of the works',
  record_pause: 'record a pause (g1) or a new agreed start',
  nothing: 'nothing to do',
}

function inWords(file: string, { field, rule, severity, fix, values }: ClockFinding): string {
  const details = Object.entries(values).map(([name, value]) => `${name} ${value}`)
  const where = [file, field].filter(Boolean).join(': ')
  return `${severity}: ${where}: ${[rule, ...details].join(', ')} — ${fixes[fix]}`
}

const rulesIn = (given: unknown): unknown =>
  typeof given === 'object' && given !== null && 'rules' in given ? given.rules : undefined

/** Exit code 1 when a value could not be used: the printed state leaves it out. */
export const clockCommand: Command = {
  usage: 'clock FILE --on 2026-11-22   (facts of one supply as JSON; - reads standard input)',
  options: { on: { type: 'string' } },
  async run(args) {
    const [file] = args.positionals
    const given = await readJson(file)
    const on = dateOption(args, 'on')
    const { book, findings } = overrideRules(rulesIn(given))
    const answer = clock(given, book, on)
    const all = [...findings, ...answer.findings]
    say(JSON.stringify({ ...answer, findings: all }, null, 2))
    for (const finding of all) if (finding.severity !== 'info') complain(inWords(file!, finding))
    return all.some(({ severity }) => severity === 'error') ? 1 : 0
  },
}
