import type { Exact } from './decimal.ts'
import { decimalText, exact, isZero, minus, rounded, sumOf, times } from './decimal.ts'
import type { ClaimMeasure } from './units.ts'
import { fractionOf } from './units.ts'

/**
 * A published figure against the rows that make it up. Sum first, round last: the rows are added exactly, turned into
 * the figure's own unit, and rounded once, to the digits in which it was printed. Then
 *   value = sum + rounding + Σ reasons + unexplained
 * holds to the last digit. All figures are decimals in text, in the unit of the claim.
 */
export type Figure = { measure: ClaimMeasure; unit: string; value: string; digits: number }

export type Reconciliation = {
  value: string
  /** Exact sum of the rows. */
  sum: string
  roundedSum: string
  /** What rounding the sum adds. */
  rounding: string
  /** What the printed figure says beyond the rounded sum. */
  residual: string
  reasoned: string
  unexplained: string
  /** The figure is what the rows say. */
  matches: boolean
  /** Nothing is left without a reason. */
  isExplained: boolean
}

/** An exact sum of stored units (m², ones, 万元) in the unit of a figure. */
export const inUnit = (stored: string, { measure, unit }: Pick<Figure, 'measure' | 'unit'>): Exact =>
  times(exact(stored), fractionOf(measure, unit))

export function reconcile(figure: Figure, storedSum: string, reasons: readonly string[]): Reconciliation {
  const value = exact(figure.value)
  const sum = inUnit(storedSum, figure)
  const roundedSum = rounded(sum, figure.digits)
  const residual = minus(value, roundedSum)
  const reasoned = sumOf(reasons.map(exact))
  const unexplained = minus(residual, reasoned)
  return {
    value: decimalText(value),
    sum: decimalText(sum),
    roundedSum: decimalText(roundedSum),
    rounding: decimalText(minus(roundedSum, sum)),
    residual: decimalText(residual),
    reasoned: decimalText(reasoned),
    unexplained: decimalText(unexplained),
    matches: isZero(residual),
    isExplained: isZero(unexplained),
  }
}

export const claimReasons = [
  'found_later',
  'entered_later',
  'remeasured',
  'corrected',
  'outside_period',
  'counted_twice',
  'other_scope',
  'misprint',
  'other',
] as const
export type ClaimReasonCode = (typeof claimReasons)[number]

export type ClaimItem = {
  key: string
  code: string | null
  parcelId: number | null
  /** Stored units of the claim's measure. */
  amount: string
  on: string | null
}

export type SuggestedReason = {
  reason: ClaimReasonCode
  /** In the unit of the claim, signed: what it adds to the sum of the rows. */
  value: string
  code: string | null
  parcelId: number | null
  on: string | null
  /** It alone explains all that is unexplained. */
  fits: boolean
}

type Compared = {
  figure: Figure
  /** The rows of the claim. */
  before: readonly ClaimItem[]
  /** The rows that the same question has with the facts of today. */
  now: readonly ClaimItem[]
  /** Rows shortly before and after the period. */
  around: readonly ClaimItem[]
  unexplained: string
}

/**
 * What may stand behind a residual: rows that today's facts add, drop or measure otherwise, and rows just outside the
 * period. Only what points the way of the residual is offered, the one that fits first.
 */
export function suggestReasons({ figure, before, now, around, unexplained }: Compared): SuggestedReason[] {
  const left = exact(unexplained)
  if (isZero(left)) return []
  const known = new Map(before.map((item) => [item.key, item]))
  const after = new Map(now.map((item) => [item.key, item]))
  const offer = (reason: ClaimReasonCode, item: ClaimItem, amount: Exact): SuggestedReason[] => {
    const value = rounded(amount, figure.digits)
    if (isZero(value) || value.units > 0n !== left.units > 0n) return []
    const { code, parcelId, on } = item
    return [{ reason, value: decimalText(value), code, parcelId, on, fits: value.units === left.units }]
  }
  const amountOf = (item: ClaimItem): Exact => inUnit(item.amount, figure)
  const negative = (value: Exact): Exact => ({ units: -value.units })
  return [
    ...now.flatMap((item) => {
      const then = known.get(item.key)
      return then
        ? offer('remeasured', item, minus(amountOf(item), amountOf(then)))
        : offer('entered_later', item, amountOf(item))
    }),
    ...before.flatMap((item) => {
      const amount = amountOf(item)
      return after.has(item.key)
        ? offer('counted_twice', item, negative(amount)).filter(({ fits }) => fits)
        : offer('corrected', item, negative(amount))
    }),
    ...around.flatMap((item) => offer('outside_period', item, amountOf(item))),
  ].toSorted((a, b) => Number(b.fits) - Number(a.fits))
}
