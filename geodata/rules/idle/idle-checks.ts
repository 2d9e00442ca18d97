import type { ClockFinding } from './clock-findings.ts'
import { warningOf } from './clock-findings.ts'
import type { AgreedStart, DateField, IdleFacts, MeasureField } from './idle-facts.ts'
import type { IdleRules } from './idle-rules.ts'
import { addYears } from '../periods.ts'

/** Dates that stand in this order unless a paper is wrong. */
const usualOrders: readonly (readonly [earlier: DateField, later: DateField])[] = [
  ['signedOn', 'handoverOn'],
  ['signedOn', 'startedOn'],
  ['permitOn', 'startedOn'],
  ['startedOn', 'suspendedOn'],
  ['startedOn', 'completedOn'],
  ['suspendedOn', 'completedOn'],
  ['signedOn', 'endedOn'],
]

const shares: readonly (readonly [part: MeasureField, whole: MeasureField])[] = [
  ['developedM2', 'shouldDevelopM2'],
  ['investedWan', 'totalInvestmentWan'],
]

/** The day of the contract: as given, or the day on which the first start was agreed. */
function contract({ signedOn, agreedStarts }: IdleFacts): { on: string | null; field: string } {
  const first = agreedStarts.find(({ setOn }) => setOn !== null)
  return signedOn === null && first
    ? { on: first.setOn, field: `${first.field}.setOn` }
    : { on: signedOn, field: 'signedOn' }
}

function checkOrders(facts: IdleFacts): ClockFinding[] {
  const signed = contract(facts)
  return usualOrders.flatMap(([earlier, later]) => {
    const isContract = earlier === 'signedOn'
    const [first, second] = [isContract ? signed.on : facts[earlier], facts[later]]
    if (first === null || second === null || first <= second) return []
    const values = { other: isContract ? signed.field : earlier, earlier: first, later: second }
    return [warningOf(later, 'out_of_order', 'check_dates', values)]
  })
}

function checkWorks({ startedOn, permitOn, suspendedOn, completedOn }: IdleFacts): ClockFinding[] {
  const findings: ClockFinding[] = []
  if (startedOn !== null && permitOn === null)
    findings.push(warningOf('permitOn', 'without_permit', 'record_permit', { startedOn }))
  for (const [field, date] of Object.entries({ suspendedOn, completedOn }))
    if (date !== null && startedOn === null)
      findings.push(warningOf(field, 'without_start', 'record_start', { given: date }))
  return findings
}

/** Without its kind a foundation can only be held against the least that any kind needs. */
const checkFoundation = ({ foundationKind, foundationShare }: IdleFacts): ClockFinding[] =>
  foundationShare !== null && foundationKind === null
    ? [warningOf('foundationKind', 'required', 'give_value')]
    : []

function checkShares(facts: IdleFacts): ClockFinding[] {
  return shares.flatMap(([partName, wholeName]) => {
    const [part, whole] = [facts[partName], facts[wholeName]]
    if (whole === 0) return [warningOf(wholeName, 'zero_whole', 'check_measures')]
    if (part !== null && whole !== null)
      return part > whole ? [warningOf(partName, 'over_whole', 'check_measures', { part, whole })] : []
    if (facts.suspendedOn === null) return []
    return [warningOf(part === null ? partName : wholeName, 'share_unknown', 'give_number')]
  })
}

/** Each agreed start against the contract, its own record and the one before it. */
function checkStarts({ agreedStarts, signedOn }: IdleFacts, rules: IdleRules): ClockFinding[] {
  return agreedStarts.flatMap((start, i) => [
    ...checkStart(start, signedOn),
    ...checkFollowing(start, agreedStarts[i - 1], rules),
  ])
}

function checkStart({ setOn, startOn, field }: AgreedStart, signedOn: string | null): ClockFinding[] {
  const begun = setOn ?? signedOn
  if (begun === null || startOn >= begun) return []
  const values = { other: setOn === null ? 'signedOn' : 'setOn', earlier: begun, later: startOn }
  return [warningOf(`${field}.startOn`, 'out_of_order', 'check_dates', values)]
}

function checkFollowing(
  { setOn, startOn, cause, field }: AgreedStart,
  before: AgreedStart | undefined,
  { extensionYears }: IdleRules,
): ClockFinding[] {
  if (!before || setOn === null) return []
  if (before.setOn === setOn && before.startOn !== startOn) {
    const values = { setOn, startOn: before.startOn, other: startOn }
    return [warningOf(`${field}.startOn`, 'contradictory', 'check_dates', values)]
  }
  if (cause !== null && cause !== 'extension') return []
  const limit = addYears(before.startOn > setOn ? before.startOn : setOn, extensionYears)
  if (startOn <= limit) return []
  return [warningOf(`${field}.startOn`, 'extension_too_long', 'check_dates', { startOn, limit })]
}

function checkHandover({ agreedStarts, handoverOn, pauses }: IdleFacts): ClockFinding[] {
  const start = agreedStarts.at(-1)
  if (!start || handoverOn === null || handoverOn <= start.startOn) return []
  if (pauses.some(({ cause }) => cause === 'g1')) return []
  const values = { startOn: start.startOn, handoverOn }
  return [warningOf('handoverOn', 'handed_over_late', 'record_pause', values)]
}

/** Facts that can each be true but not together. They are used as they are; the officer is told. */
export const checkFacts = (facts: IdleFacts, rules: IdleRules): ClockFinding[] => [
  ...checkOrders(facts),
  ...checkWorks(facts),
  ...checkFoundation(facts),
  ...checkShares(facts),
  ...checkStarts(facts, rules),
  ...checkHandover(facts),
]
