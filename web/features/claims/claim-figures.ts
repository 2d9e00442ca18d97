import { decimalText, exact, minus, plus } from '#geodata/rules/claims/decimal.ts'
import { formatNumber, formatShort } from '#web/i18n/format.ts'
import type { Claim, ClaimReason } from './useClaims.ts'

/** Places in which an amount of a unit is written; counts have none. */
const places: Readonly<Record<string, number>> = {
  mu: 2,
  m2: 2,
  ha: 4,
  km2: 4,
  wan_m2: 4,
  wan_yuan: 2,
  yi_yuan: 4,
}
export const amountDigits = (unit: string): number => places[unit] ?? 0

/** An exact decimal as it was printed. */
export const printed = (text: string, digits: number): string => formatNumber(Number(text), digits)

/** An amount of a row, in the places of its unit. */
export const amountText = (text: string, unit: string): string =>
  formatNumber(Number(text), amountDigits(unit))

/** Every digit that there is: the receipt rounds nothing. */
export const exactText = (text: string): string => formatShort(Number(text), 8)

const PLUS = '+'
/** With its sign: what a part adds or takes. */
export const signedText = (text: string, digits: number): string =>
  (Number(text) > 0 ? PLUS : '') + formatNumber(Number(text), digits)

export type ClaimLight = 'matches' | 'explained' | 'unexplained'

export const lightOf = ({ figure, second }: Pick<Claim, 'figure' | 'second'>): ClaimLight => {
  if (figure.matches && (second === null || second.matches)) return 'matches'
  return figure.isExplained && (second === null || second.matches) ? 'explained' : 'unexplained'
}

export type ResidualBar = {
  kind: 'sum' | 'rounding' | 'reason' | 'unexplained' | 'value'
  reason?: string
  n?: number
  /** Where the bar starts and ends, in the unit of the claim. */
  from: number
  to: number
  text: string
}

/**
 * The way from the rows to the printed figure: sum, rounding, one bar to each reason, what is unexplained, the figure.
 * It closes: each bar begins where the one before ends.
 */
export function residualBars(
  figure: Claim['figure'],
  reasons: readonly Pick<ClaimReason, 'n' | 'reason' | 'value'>[],
): ResidualBar[] {
  let at = exact(figure.sum)
  const number = (value: ReturnType<typeof exact>): number => Number(decimalText(value))
  const step = (text: string, more: Pick<ResidualBar, 'kind' | 'reason' | 'n'>): ResidualBar => {
    const from = at
    at = plus(at, exact(text))
    return { ...more, from: number(from), to: number(at), text }
  }
  const bars: ResidualBar[] = [{ kind: 'sum', from: 0, to: number(at), text: figure.sum }]
  if (Number(figure.rounding) !== 0) bars.push(step(figure.rounding, { kind: 'rounding' }))
  for (const { n, reason, value } of reasons) bars.push(step(value, { kind: 'reason', reason, n }))
  if (Number(figure.unexplained) !== 0) bars.push(step(figure.unexplained, { kind: 'unexplained' }))
  return [...bars, { kind: 'value', from: 0, to: Number(figure.value), text: figure.value }]
}

/** Whether the bars arrive at the figure, to the last digit. */
export const closes = (figure: Claim['figure'], reasons: readonly Pick<ClaimReason, 'value'>[]): boolean => {
  const steps = [figure.rounding, figure.unexplained, ...reasons.map(({ value }) => value)].map(exact)
  const end = steps.reduce(plus, exact(figure.sum))
  return minus(end, exact(figure.value)).units === 0n
}
