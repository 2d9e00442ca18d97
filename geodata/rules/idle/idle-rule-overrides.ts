import type { ClockFinding } from './clock-findings.ts'
import { errorOf, shown } from './clock-findings.ts'
import type { RuleBook, RuleEntry, RuleName } from './idle-rules.ts'
import { ORDER_53_FROM, allowedRuleValues, isRuleName, isRuleValue, nationalRules } from './idle-rules.ts'
import { isDate } from '../property-rules.ts'

type Row = Record<string, unknown>
const isRow = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isDated = (value: unknown): value is Row[] =>
  Array.isArray(value) && value.length > 0 && value.every(isRow)

const wrongValue = (field: string, name: RuleName, value: unknown): ClockFinding =>
  errorOf(field, 'wrong_rule_value', 'choose_value', {
    given: shown(value),
    allowed: allowedRuleValues(name),
  })

function readEntry(name: RuleName, row: Row, field: string): RuleEntry | ClockFinding {
  const { from = ORDER_53_FROM, value, source } = row
  if (typeof from !== 'string' || !isDate(from))
    return errorOf(`${field}.from`, 'not_a_date', 'give_date', { given: shown(from) })
  if (!isRuleValue(name, value)) return wrongValue(field, name, value)
  return { from, value, source: typeof source === 'string' ? source : 'zone setting', isConfirmed: false }
}

/** What a zone set for one rule: a plain value from the order on, or a series `[{from, value, source}]`. */
function readSetting(name: RuleName, value: unknown): { entries: RuleEntry[]; findings: ClockFinding[] } {
  const field = `rules.${name}`
  const rows = isDated(value) ? value : [{ value }]
  const read = rows.map((row, i) => readEntry(name, row, isDated(value) ? `${field}[${i}]` : field))
  return {
    entries: read.filter((entry) => 'isConfirmed' in entry),
    findings: read.filter((entry) => 'severity' in entry),
  }
}

/**
 * The settings of a zone over the national ones. An entry counts from its day on, until a later one; what is unknown
 * or out of shape is left out with a finding.
 */
export function overrideRules(
  given: unknown,
  book: RuleBook = nationalRules,
): { book: RuleBook; findings: ClockFinding[] } {
  if (given == null) return { book, findings: [] }
  if (!isRow(given))
    return { book, findings: [errorOf('rules', 'not_an_object', 'give_object', { given: shown(given) })] }
  const changed: Partial<Record<RuleName, readonly RuleEntry[]>> = {}
  const findings: ClockFinding[] = []
  for (const [name, value] of Object.entries(given)) {
    if (!isRuleName(name)) {
      const allowed = Object.keys(nationalRules).join(', ')
      findings.push(errorOf(`rules.${shown(name)}`, 'unknown_rule', 'check_name', { allowed }))
      continue
    }
    const setting = readSetting(name, value)
    changed[name] = [...book[name], ...setting.entries]
    findings.push(...setting.findings)
  }
  return { book: { ...book, ...changed } as RuleBook, findings }
}
