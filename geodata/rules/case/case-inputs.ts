import type { CaseArticle, Refusal } from './case-articles.ts'
import { refuse } from './case-articles.ts'
import type { Situation } from './case-situation.ts'
import type { CaseState, StepValue, StepValues } from './case-state.ts'
import { roundWan } from './case-state.ts'
import type { CaseInput, CaseStep } from './case-steps.ts'
import { stepSpecs } from './case-steps.ts'
import { isPlausible } from '../idle/idle-facts.ts'
import { fractionOf } from '../idle/idle-rules.ts'
import { addYears, latestBefore } from '../periods.ts'
import { isDate, isStorable } from '../property-rules.ts'
import { isBelow } from '../ratio.ts'

const maxText = 500

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== ''

/** What is wrong with one value; its meaning is judged later. */
function faultOf({ name, kind, codes = [], mustBe, article }: CaseInput, value: unknown): Refusal[] {
  const wrong = (code: Refusal['code'], values: Refusal['values'] = {}) => [
    refuse(code, article ?? null, values, name),
  ]
  switch (kind) {
    case 'date':
      return typeof value === 'string' && isDate(value) && isPlausible(value) ? [] : wrong('not_a_date')
    case 'text':
      if (!isText(value) || !isStorable(value)) return wrong('wrong_type')
      return value.length <= maxText ? [] : wrong('too_long', { max: maxText })
    case 'number':
      if (typeof value !== 'number' || !Number.isFinite(value) || Math.abs(value) >= 1e14)
        return wrong('wrong_type')
      return value >= 0 || name === 'priceChangeWan' ? [] : wrong('too_small', { min: 0 })
    case 'code':
      return typeof value === 'string' && codes.includes(value)
        ? []
        : wrong('unknown_code', { allowed: codes.join(', ') })
    case 'yes_no':
      if (typeof value !== 'boolean') return wrong('wrong_type')
      return mustBe === undefined || value === mustBe ? [] : wrong('condition_not_met')
  }
}

const isRow = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The values of a step as they were sent, checked against what the step asks for. Empty ones count as missing. */
export function readInputs(step: CaseStep, given: unknown): { values: StepValues; refusals: Refusal[] } {
  const { inputs } = stepSpecs[step]
  const row = isRow(given) ? given : {}
  const known = new Set(inputs.map(({ name }) => name))
  const refusals = Object.keys(row)
    .filter((name) => !known.has(name))
    .slice(0, 20)
    .map((name) => refuse('unknown_input', null, {}, name.slice(0, 40)))
  if (given != null && !isRow(given)) refusals.push(refuse('wrong_type'))
  const values: Record<string, StepValue> = {}
  for (const input of inputs) {
    const value = Object.hasOwn(row, input.name) ? row[input.name] : undefined
    if (value === undefined || value === null || value === '') {
      if (input.isRequired) refusals.push(refuse('required', input.article ?? null, {}, input.name))
      continue
    }
    const faults = faultOf(input, value)
    refusals.push(...faults)
    if (faults.length === 0) values[input.name] = value as StepValue
  }
  return { values, refusals }
}

type Limit = (values: StepValues, situation: Situation) => Refusal[]

const dateOf = (values: StepValues, name: string): string | null =>
  typeof values[name] === 'string' ? (values[name] as string) : null
const numberOf = (values: StepValues, name: string): number | null =>
  typeof values[name] === 'number' ? (values[name] as number) : null

/** Art. 13 binds where a mortgage is recorded or entered with the step. */
function mortgagee(values: StepValues, { basis: { mortgage = null }, on }: Situation): Refusal[] {
  const notifiedOn = dateOf(values, 'mortgageeNotifiedOn')
  if ((mortgage !== null || values['isMortgaged'] === true) && notifiedOn === null)
    return [refuse('required', 'order53_art13', {}, 'mortgageeNotifiedOn')]
  return notifiedOn !== null && notifiedOn > on
    ? [refuse('future_date', 'order53_art13', { given: notifiedOn, on }, 'mortgageeNotifiedOn')]
    : []
}

/** Areas are kept to a hundredth of a m²: less is no area, and more than that over the contract no rounding. */
const AREA_TOLERANCE_M2 = 0.01

/** Art. 10: the area that is idle is some of what was supplied. */
function idleArea(values: StepValues, { basis: { terms } }: Situation): Refusal[] {
  const areaM2 = numberOf(values, 'areaM2')
  if (areaM2 === null) return []
  if (areaM2 < AREA_TOLERANCE_M2) return [refuse('not_above_zero', 'order53_art10', {}, 'areaM2')]
  const limit = terms?.areaM2 ?? null
  return limit !== null && limit > 0 && areaM2 > limit + AREA_TOLERANCE_M2 + 1e-9
    ? [refuse('area_above_supply', 'order53_art10', { limit, areaM2 }, 'areaM2')]
    : []
}

/** A cause of government is one of those that Art. 8 names; other causes of that article may say which. */
function art8Item({ cause, art8Item: item }: StepValues, { basis: { rules } }: Situation): Refusal[] {
  const isArt8 = rules.art8Causes.some((one) => one === cause)
  if (item !== undefined) return isArt8 ? [] : [refuse('item_without_cause', 'order53_art8', {}, 'art8Item')]
  return isArt8 && cause === 'government' ? [refuse('required', 'order53_art8', {}, 'art8Item')] : []
}

function determination(values: StepValues, situation: Situation): Refusal[] {
  const { basis, on } = situation
  const { clock } = basis
  const refusals = idleArea(values, situation)
  const idleFrom = dateOf(values, 'idleFrom')
  if (idleFrom !== null && idleFrom > on)
    refusals.push(refuse('idle_from_later', 'order53_art2', { idleFrom, on }, 'idleFrom'))
  const isAgainst =
    values['kind'] !== clock.kind ||
    (clock.idleFrom !== null && idleFrom !== null && idleFrom !== clock.idleFrom)
  if (isAgainst && values['reason'] === undefined) {
    const said = { kind: clock.kind, ...(clock.idleFrom !== null && { idleFrom: clock.idleFrom }) }
    refusals.push(refuse('differs_from_clock', 'order53_art2', said, 'reason'))
  }
  return [...refusals, ...art8Item(values, situation)]
}

/** Art. 11: with a cause of government, the body that caused it is told in writing. */
function publication(values: StepValues, { state, basis }: Situation): Refusal[] {
  const { determination: found } = state
  const isByGovernment =
    found !== null && found.cause !== 'force_majeure' && basis.rules.art8Causes.includes(found.cause)
  return isByGovernment && values['notifiedBody'] === undefined
    ? [refuse('required', 'order53_art11', {}, 'notifiedBody')]
    : []
}

/** A new start lies after the day on which it is agreed; completion after the start. */
function newDates(values: StepValues, { on }: Situation): Refusal[] {
  const [start, completion] = [dateOf(values, 'newStartOn'), dateOf(values, 'newCompletionOn')]
  const refusals: Refusal[] = []
  if (start !== null && start <= on)
    refusals.push(refuse('start_not_later', 'order53_art12', { on }, 'newStartOn'))
  if (start !== null && completion !== null && completion <= start)
    refusals.push(refuse('completion_not_later', 'order53_art12', { start }, 'newCompletionOn'))
  return refusals
}

function extension(values: StepValues, { basis, on }: Situation): Refusal[] {
  const limit = addYears(on, basis.idleRules.extensionYears)
  const start = dateOf(values, 'newStartOn')
  return start !== null && start > limit
    ? [
        refuse(
          'extension_too_long',
          'order53_art12_1',
          { limit, years: basis.idleRules.extensionYears },
          'newStartOn',
        ),
      ]
    : []
}

function temporaryUse(values: StepValues, { basis, on }: Situation): Refusal[] {
  const limit = addYears(on, basis.rules.temporaryUseYears)
  const until = dateOf(values, 'untilOn')
  if (until !== null && until <= on) return [refuse('start_not_later', 'order53_art12_3', { on }, 'untilOn')]
  return until !== null && until > limit
    ? [
        refuse(
          'temporary_use_too_long',
          'order53_art12_3',
          { limit, years: basis.rules.temporaryUseYears },
          'untilOn',
        ),
      ]
    : []
}

/** A fee on part of the price, or on another price, is for a person to explain: the contract names another. */
function otherPrice(price: number, values: StepValues, { basis }: Situation): Refusal[] {
  const contract = basis.terms?.priceWan ?? null
  const isOther = contract !== null && contract > 0 && Math.abs(price - contract) > 0.00005
  return isOther && values['reason'] === undefined
    ? [refuse('price_differs', 'order53_art14_1', { priceWan: contract, given: price }, 'reason')]
    : []
}

function fee(values: StepValues, situation: Situation): Refusal[] {
  const { basis } = situation
  const [price, amount] = [numberOf(values, 'priceWan'), numberOf(values, 'feeWan')]
  if (price === null || amount === null) return []
  if (price === 0) return [refuse('not_above_zero', 'order53_art14_1', {}, 'priceWan')]
  const { over, under } = fractionOf(basis.rules.feeShare)
  // 万元 with four decimals: a fee rounded to whole yuan may lie half a yuan over.
  const isAbove = amount * under > price * over + under * 0.00005 + 1e-9
  const isBelowShare = isBelow(amount + 0.00005, price, { over, under })
  const said = { share: basis.rules.feeShare, feeWan: Math.round((price * over * 1e4) / under) / 1e4 }
  if (isAbove) return [refuse('fee_above_share', 'order53_art14_1', said, 'feeWan')]
  const other = otherPrice(price, values, situation)
  if (other.length > 0) return other
  return isBelowShare && values['reason'] === undefined
    ? [refuse('fee_below_share', 'order53_art14_1', said, 'reason')]
    : []
}

/** What is agreed to be paid later is paid after the day of the agreement. */
const paidLater =
  (article: CaseArticle): Limit =>
  (values, { on }) => {
    const until = dateOf(values, 'payUntil')
    return until !== null && until <= on
      ? [refuse('payment_not_later', article, { on, given: until }, 'payUntil')]
      : []
  }

/** Art. 17: a part may be paid, never more than is still owed. */
function payment(values: StepValues, { state: { owedWan } }: Situation): Refusal[] {
  const amount = numberOf(values, 'amountWan')
  if (amount === null) return []
  if (roundWan(amount) <= 0) return [refuse('not_above_zero', 'order53_art17', {}, 'amountWan')]
  return roundWan(amount) > owedWan
    ? [refuse('above_remainder', 'order53_art17', { owedWan, given: amount }, 'amountWan')]
    : []
}

function bondBuyback(values: StepValues, { on }: Situation): Refusal[] {
  const [appraisal, cost, price] = ['appraisalWan', 'enterpriseCostWan', 'finalWan'].map((name) =>
    numberOf(values, name),
  )
  const [from, to] = [dateOf(values, 'publicityFrom'), dateOf(values, 'publicityTo')]
  const refusals: Refusal[] = []
  if (appraisal != null && cost != null && price != null && price > Math.min(appraisal, cost)) {
    const base = Math.min(appraisal, cost)
    refusals.push(refuse('price_above_base', 'mnr_2024_242', { base }, 'finalWan'))
  }
  if (from !== null && to !== null && (to < from || to > on))
    refusals.push(refuse('publicity_not_over', 'mnr_2024_242', { from, to, on }, 'publicityTo'))
  return refusals
}

/** A notice names its measure; the same one is announced once, and not after its decision. */
function hearingNotice(values: StepValues, { state: { hearing, feeOn } }: Situation): Refusal[] {
  const { measure } = values
  if (measure === 'fee' && feeOn !== null)
    return [refuse('measure_taken', 'order53_art14_1', { measure, on: feeOn }, 'measure')]
  return hearing !== null && !hearing.isOver && hearing.measure === measure
    ? [refuse('already_done', 'order53_art15', { on: hearing.noticeOn }, 'measure')]
    : []
}

/**
 * A hearing is held within its period. Once it can no longer be called in time it is held all the same, or the case could
 * never go on; then the call says why it is late.
 */
function heldInTime(hearingOn: string, values: StepValues, { state, on }: Situation): Refusal[] {
  const { heldUntil = null, callUntil = null } = state.hearing ?? {}
  if (heldUntil === null || hearingOn <= heldUntil) return []
  if (callUntil === null || on <= callUntil)
    return [refuse('hearing_too_late', 'hearing_rules', { latest: heldUntil, given: hearingOn }, 'hearingOn')]
  return values['reason'] === undefined
    ? [refuse('hearing_overdue', 'hearing_rules', { latest: heldUntil }, 'reason')]
    : []
}

function hearingCall(values: StepValues, situation: Situation): Refusal[] {
  const { basis, calendar, on } = situation
  const hearingOn = dateOf(values, 'hearingOn')
  if (hearingOn === null) return []
  const days = basis.rules.hearingCallDays
  const latest = latestBefore(hearingOn, days, calendar).on
  if (on > latest) return [refuse('called_too_late', 'hearing_rules', { latest, days }, 'hearingOn')]
  return heldInTime(hearingOn, values, situation)
}

/**
 * Works that never began begin with permit and start: without them the clock would go on, and the case could never be
 * closed. Suspended works began before and are resumed.
 */
const isToBegin = ({ state, basis: { clock } }: Situation): boolean =>
  !isRightOver(state) && (state.determination?.kind === 'not_started' || clock.kind === 'not_started')

const isRightOver = ({ cancelledOn, isToCancel }: CaseState): boolean => cancelledOn !== null || isToCancel

/** Works begin with the holder alone, not in the future, and not before their permit (Art. 30). */
function worksBegun(values: StepValues, situation: Situation): Refusal[] {
  const { on } = situation
  const [permitOn, startedOn] = [dateOf(values, 'permitOn'), dateOf(values, 'startedOn')]
  const given = [['permitOn', permitOn] as const, ['startedOn', startedOn] as const]
  const dated = given.filter((one): one is ['permitOn' | 'startedOn', string] => one[1] !== null)
  if (values['use'] !== 'own_works')
    return dated.map(([name]) => refuse('works_of_holder_only', 'order53_art30', {}, name))
  const wrong = [
    ...given
      .filter(([, day]) => day === null && isToBegin(situation))
      .map(([name]) => refuse('required', 'order53_art30', {}, name)),
    ...dated
      .filter(([, day]) => day > on)
      .map(([name, day]) => refuse('future_date', 'order53_art30', { given: day, on }, name)),
  ]
  if (wrong.length > 0) return wrong
  return permitOn !== null && startedOn !== null && startedOn < permitOn
    ? [refuse('start_before_permit', 'order53_art30', { permitOn, startedOn }, 'startedOn')]
    : []
}

/** Own works need a right that has not ended; every other use needs one that has (Art. 19). */
function reuse(values: StepValues, { state }: Situation): Refusal[] {
  if (values['use'] === 'own_works')
    return isRightOver(state) ? [refuse('right_ended', 'order53_art19', {}, 'use')] : []
  return state.cancelledOn !== null ? [] : [refuse('right_not_ended', 'order53_art19', {}, 'use')]
}

const restart: Limit = (values, situation) => [
  ...newDates(values, situation),
  ...mortgagee(values, situation),
]

const limits: Partial<Record<CaseStep, readonly Limit[]>> = {
  determination: [determination],
  publication: [publication],
  hearing_notice: [hearingNotice],
  hearing_call: [hearingCall],
  extension: [restart, extension],
  change_of_use: [restart],
  temporary_use: [restart, temporaryUse],
  paid_recovery: [mortgagee, paidLater('order53_art12_4')],
  exchange: [restart],
  other: [restart],
  fee: [fee],
  bond_buyback: [bondBuyback, paidLater('mnr_2024_242')],
  payment: [payment],
  reuse: [reuse, worksBegun],
}

/** What the law says against the values of a step. */
export const limitsOn = (step: CaseStep, values: StepValues, situation: Situation): Refusal[] =>
  (limits[step] ?? []).flatMap((limit) => limit(values, situation))
