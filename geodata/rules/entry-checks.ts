import type { CollectionSpec } from '../model/collections.ts'
import { PLAUSIBLE, isPlausible } from './idle/idle-facts.ts'
import { addYears } from './periods.ts'
import type { PropertyFault } from './property-rules.ts'
import { toParts, toleranceOf } from './stock/area-parts.ts'

/**
 * What is wrong or remarkable about a fact when it is entered: against itself, and against what the zone already
 * holds. An `error` cannot be true and is refused; a `warning` does not fit the others, which happens in real
 * ledgers: it is stored, and the person is told. The caller asks the database for the context.
 */
export const entryRules = [
  'zero_area',
  'over_parcel',
  'signed_before_approval',
  'contract_repeated',
  'already_supplied',
  'over_whole',
  'start_without_permit',
  'completed_before_start',
  'start_before_contract',
  'extension_too_long',
  'extensions_add_up',
  'over_approved',
  'over_remaining',
  'entered_before_approval',
] as const
export type EntryRule = (typeof entryRules)[number]

/** What a person can do about it. */
export type EntryFix = 'correct_value' | 'check_dates' | 'check_measures' | 'check_document' | 'record_permit'

export type EntryFinding = {
  field: string
  rule: EntryRule
  severity: 'error' | 'warning'
  fix: EntryFix
  values: Readonly<Record<string, string | number>>
  /** The fields that contradict each other: what a change did not write, it is not refused for. */
  fields: readonly string[]
}

/** The fact as it would be stored, in the fields of its collection. */
export type EntryValues = Readonly<Record<string, unknown>>

export type SupplyContext = {
  parcelCode: string
  parcelM2: number | null
  approvedOn: string | null
  /** Another supply with the same number of contract. */
  sameContract: { parcelCode: string; signedOn: string } | null
  /** Another supply of the parcel while this one is in force. */
  alsoInForce: { contractNo: string; signedOn: string } | null
}
/** `permitOn` is the first permit that any observation of the supply tells of. */
export type ProgressContext = { permitOn: string | null }
export type OtherStart = { setOn: string; startOn: string | null; cause: string }
export type StartContext = {
  signedOn: string
  /** The other starts of the supply. */
  others: readonly OtherStart[]
  /** Longest extension in years on a day; undefined before the order was in force. */
  extensionYearsOn: (on: string) => number | undefined
}
export type BatchEntryContext = {
  batchCode: string
  approvedOn: string
  /** Declared, else within the boundary. */
  approvedM2: number
  /** All other entries of the batch together. */
  othersM2: number
}

type Note = {
  rule: EntryRule
  fix: EntryFix
  values?: EntryFinding['values']
  fields?: readonly string[]
}
const noteOf =
  (severity: EntryFinding['severity']) =>
  (field: string, { rule, fix, values = {}, fields = [field] }: Note): EntryFinding => ({
    field,
    rule,
    severity,
    fix,
    values,
    fields,
  })
const refusal = noteOf('error')
const warning = noteOf('warning')

const textOf = (values: EntryValues, name: string): string | null =>
  typeof values[name] === 'string' ? values[name] : null
const numberOf = (values: EntryValues, name: string): number | null =>
  typeof values[name] === 'number' ? values[name] : null

/** Beyond what two surveys of the same land differ by. */
function isBeyond(areaM2: number, limitM2: number): boolean {
  const limit = toParts(limitM2)
  return toParts(areaM2) > limit + toleranceOf(limit)
}

export function supplyFindings(values: EntryValues, context: SupplyContext): EntryFinding[] {
  const { parcelCode, parcelM2, approvedOn, sameContract, alsoInForce } = context
  const areaM2 = numberOf(values, 'area_m2')
  const signedOn = textOf(values, 'signed_on')
  const findings: EntryFinding[] = []
  if (areaM2 !== null && areaM2 <= 0)
    findings.push(refusal('area_m2', { rule: 'zero_area', fix: 'correct_value', values: { areaM2 } }))
  if (areaM2 !== null && parcelM2 !== null && isBeyond(areaM2, parcelM2)) {
    const about = { areaM2, parcelM2, parcelCode }
    findings.push(warning('area_m2', { rule: 'over_parcel', fix: 'check_measures', values: about }))
  }
  if (signedOn !== null && approvedOn !== null && signedOn < approvedOn) {
    const about = { signedOn, approvedOn }
    findings.push(warning('signed_on', { rule: 'signed_before_approval', fix: 'check_dates', values: about }))
  }
  if (sameContract)
    findings.push(
      warning('contract_no', { rule: 'contract_repeated', fix: 'check_document', values: sameContract }),
    )
  if (alsoInForce)
    findings.push(
      warning('parcel_id', { rule: 'already_supplied', fix: 'check_document', values: alsoInForce }),
    )
  return findings
}

const shares = [
  ['developed_m2', 'should_develop_m2', 'm2'],
  ['invested_wan', 'total_investment_wan', 'wan_yuan'],
] as const

function shareFindings(values: EntryValues): EntryFinding[] {
  return shares.flatMap(([partName, wholeName, unit]) => {
    const [part, whole] = [numberOf(values, partName), numberOf(values, wholeName)]
    if (part === null || whole === null || part <= whole) return []
    const about = { wholeField: wholeName, part, whole, unit }
    return [warning(partName, { rule: 'over_whole', fix: 'check_measures', values: about })]
  })
}

export function progressFindings(values: EntryValues, { permitOn }: ProgressContext): EntryFinding[] {
  const findings = shareFindings(values)
  const startedOn = textOf(values, 'started_on')
  const completedOn = textOf(values, 'completed_on')
  if (startedOn !== null && permitOn === null)
    findings.push(
      warning('permit_on', { rule: 'start_without_permit', fix: 'record_permit', values: { startedOn } }),
    )
  if (startedOn !== null && completedOn !== null && completedOn < startedOn)
    findings.push(
      refusal('completed_on', {
        rule: 'completed_before_start',
        fix: 'check_dates',
        values: { startedOn, completedOn },
        fields: ['started_on', 'completed_on'],
      }),
    )
  return findings
}

/** Starts in the order in which they were agreed. */
const inOrder = (starts: readonly OtherStart[]): OtherStart[] =>
  starts.toSorted((a, b) => {
    const [x, y] = [`${a.setOn} ${a.startOn ?? ''}`, `${b.setOn} ${b.startOn ?? ''}`]
    return x < y ? -1 : x > y ? 1 : 0
  })

/**
 * An extension may reach a number of years beyond the start that it extends (令53 Art. 12(1)); several in a row
 * must not go round that, so they are also measured together, from the last start that was not one.
 */
function extensionFindings(setOn: string, startOn: string, context: StartContext): EntryFinding[] {
  const years = context.extensionYearsOn(setOn)
  const earlier = inOrder(context.others).filter((one) => one.setOn <= setOn && one.startOn !== null)
  const before = earlier.at(-1)?.startOn
  if (years === undefined || before == null) return []
  const fix = 'check_document'
  const limit = addYears(before > setOn ? before : setOn, years)
  if (startOn > limit)
    return [
      warning('start_on', { rule: 'extension_too_long', fix, values: { startOn, limitOn: limit, years } }),
    ]
  const place = earlier.findLastIndex(({ cause }) => cause !== 'extension')
  const base = earlier[place]?.startOn
  const times = earlier.length - place
  if (base == null || times < 2 || startOn <= addYears(base, years)) return []
  const values = { times, baseOn: base, startOn, limitOn: addYears(base, years), years }
  return [warning('start_on', { rule: 'extensions_add_up', fix, values })]
}

export function startFindings(values: EntryValues, context: StartContext): EntryFinding[] {
  const setOn = textOf(values, 'set_on')
  const startOn = textOf(values, 'start_on')
  if (startOn === null) return []
  const { signedOn } = context
  const findings: EntryFinding[] = []
  if (startOn < signedOn) {
    const about = { startOn, signedOn }
    findings.push(warning('start_on', { rule: 'start_before_contract', fix: 'check_dates', values: about }))
  }
  if (setOn !== null && values['cause'] === 'extension')
    findings.push(...extensionFindings(setOn, startOn, context))
  return findings
}

export const batchEntryFaults = ['over_approved', 'entered_before_approval'] as const
export type BatchEntryFault = (typeof batchEntryFaults)[number]

/** Why an entry cannot be true: it takes out more than was approved, or before it was; null where neither. */
export function faultOfBatchEntry(
  { areaM2, enteredOn }: { areaM2: number; enteredOn: string },
  { approvedM2, approvedOn }: Pick<BatchEntryContext, 'approvedM2' | 'approvedOn'>,
): BatchEntryFault | null {
  if (isBeyond(areaM2, approvedM2)) return 'over_approved'
  return enteredOn < approvedOn ? 'entered_before_approval' : null
}

export function batchEntryFindings(values: EntryValues, context: BatchEntryContext): EntryFinding[] {
  const { batchCode, approvedOn, approvedM2, othersM2 } = context
  const areaM2 = numberOf(values, 'area_m2')
  const enteredOn = textOf(values, 'entered_on')
  const findings: EntryFinding[] = []
  if (areaM2 !== null) {
    const sumM2 = (toParts(areaM2) + toParts(othersM2)) / toParts(1)
    const about = { areaM2, approvedM2, batchCode }
    if (isBeyond(areaM2, approvedM2))
      findings.push(
        refusal('area_m2', {
          rule: 'over_approved',
          fix: 'correct_value',
          values: about,
          fields: ['area_m2', 'approval_batch_id'],
        }),
      )
    else if (isBeyond(sumM2, approvedM2))
      findings.push(
        warning('area_m2', { rule: 'over_remaining', fix: 'check_measures', values: { ...about, sumM2 } }),
      )
  }
  if (enteredOn !== null && enteredOn < approvedOn)
    findings.push(
      refusal('entered_on', {
        rule: 'entered_before_approval',
        fix: 'check_dates',
        values: { enteredOn, approvedOn, batchCode },
        fields: ['entered_on', 'approval_batch_id'],
      }),
    )
  return findings
}

/** A day as the fault of a field, where no fact of land can be of that day: a slip of the pen. */
export const implausibleDates = (spec: CollectionSpec, values: EntryValues): PropertyFault[] =>
  spec.fields.flatMap(({ name, type }) => {
    const value = type === 'date' ? textOf(values, name) : null
    if (value === null || isPlausible(value)) return []
    return [
      { field: name, rule: 'implausible_date' as const, fix: 'give_date' as const, value, ...PLAUSIBLE },
    ]
  })
