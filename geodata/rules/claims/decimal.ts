/**
 * Exact decimals: published figures are compared to the last digit, so nothing here is a floating number. A value is
 * a whole number of 10⁻¹² units, which holds areas with four decimals through any of our unit conversions that ends;
 * those that do not end (m² → 亩 does: × 3 / 2000) are never needed.
 */
const PLACES = 12
const ONE = 10n ** BigInt(PLACES)

const pattern = /^(-?)(\d+)(?:\.(\d*))?$/

export type Exact = { readonly units: bigint }

/** Reads a plain decimal; digits beyond the twelfth are cut, no stored value has them. */
export function exact(text: string | number): Exact {
  const match = pattern.exec(typeof text === 'number' ? plain(text) : text)
  if (!match) throw new RangeError(`not a decimal: ${text}`)
  const [, sign, whole, fraction = ''] = match
  const units = BigInt(whole!) * ONE + BigInt(fraction.slice(0, PLACES).padEnd(PLACES, '0') || '0')
  return { units: sign ? -units : units }
}

const plain = (value: number): string => (/e/i.test(String(value)) ? value.toFixed(PLACES) : String(value))

export const zero: Exact = { units: 0n }
export const plus = (a: Exact, b: Exact): Exact => ({ units: a.units + b.units })
export const minus = (a: Exact, b: Exact): Exact => ({ units: a.units - b.units })
export const sumOf = (values: readonly Exact[]): Exact => values.reduce(plus, zero)
export const isZero = ({ units }: Exact): boolean => units === 0n

/** Times a fraction of whole numbers. */
export const times = ({ units }: Exact, [numerator, denominator]: readonly [bigint, bigint]): Exact => ({
  units: (units * numerator) / denominator,
})

/** Half away from zero (四舍五入), as every published figure is rounded. */
export function rounded({ units }: Exact, digits: number): Exact {
  const step = 10n ** BigInt(PLACES - digits)
  const magnitude = units < 0n ? -units : units
  const up = ((magnitude + step / 2n) / step) * step
  return { units: units < 0n ? -up : up }
}

/** The shortest decimal that names the value. */
export function decimalText({ units }: Exact): string {
  const magnitude = units < 0n ? -units : units
  const fraction = String(magnitude % ONE)
    .padStart(PLACES, '0')
    .replace(/0+$/, '')
  return `${units < 0n ? '-' : ''}${magnitude / ONE}${fraction && `.${fraction}`}`
}

export const toNumber = (value: Exact): number => Number(decimalText(value))
