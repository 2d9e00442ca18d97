/** Comparisons of shares without rounding: a share of exactly one third is not below one third. */

type Decimal = { digits: bigint; exponent: number }

/** A finite number as the decimal that a person wrote. */
function decimal(value: number): Decimal {
  const [mantissa, power] = String(value).split('e')
  const [whole, fraction = ''] = mantissa!.split('.')
  return { digits: BigInt(whole! + fraction), exponent: Number(power ?? 0) - fraction.length }
}

const fractionPattern = /^(\d{1,6})\/([1-9]\d{0,5})$/

export type Fraction = { over: number; under: number }

/** `1/3`, `25/100`; undefined for anything else and for a fraction above one. */
export function readFraction(text: string): Fraction | undefined {
  const [, over, under] = fractionPattern.exec(text) ?? []
  if (over === undefined || under === undefined || Number(over) > Number(under)) return undefined
  return { over: Number(over), under: Number(under) }
}

/** Whether `part / whole` is strictly less than the fraction. Both are finite and not negative, `whole` above zero. */
export function isBelow(part: number, whole: number, { over, under }: Fraction): boolean {
  const [a, b] = [decimal(part), decimal(whole)]
  const exponent = Math.min(a.exponent, b.exponent)
  const scaled = ({ digits, exponent: own }: Decimal) => digits * 10n ** BigInt(own - exponent)
  return scaled(a) * BigInt(under) < scaled(b) * BigInt(over)
}
