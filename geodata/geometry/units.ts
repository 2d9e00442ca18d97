/** Units of land area. 1 亩 = 2000/3 m² exactly (domain.md §6.4: not 666, 666.67 or 667). */

export type AreaUnit = 'm2' | 'mu' | 'ha' | 'km2'
export type RoundingRule = 'half-up' | 'half-even'

/** Decimals with which each unit is written. */
export const AREA_DIGITS: Readonly<Record<AreaUnit, number>> = { m2: 2, mu: 2, ha: 4, km2: 6 }

/** Whole numbers on both sides keep the conversion exact for exact inputs: 1 亩 = 2000 m² / 3. */
const M2_PER_UNIT: Readonly<Record<AreaUnit, readonly [number, number]>> = {
  m2: [1, 1],
  mu: [2000, 3],
  ha: [10_000, 1],
  km2: [1_000_000, 1],
}

export function fromM2(areaM2: number, unit: AreaUnit): number {
  const [metres, units] = M2_PER_UNIT[unit]
  return (areaM2 * units) / metres
}

export function toM2(area: number, unit: AreaUnit): number {
  const [metres, units] = M2_PER_UNIT[unit]
  return (area * metres) / units
}

export const convertArea = (area: number, from: AreaUnit, to: AreaUnit): number =>
  from === to ? area : fromM2(toM2(area, from), to)

export const m2ToMu = (areaM2: number): number => fromM2(areaM2, 'mu')
export const muToM2 = (areaMu: number): number => toM2(areaMu, 'mu')
export const m2ToHa = (areaM2: number): number => fromM2(areaM2, 'ha')
export const haToM2 = (areaHa: number): number => toM2(areaHa, 'ha')
export const m2ToKm2 = (areaM2: number): number => fromM2(areaM2, 'km2')
export const km2ToM2 = (areaKm2: number): number => toM2(areaKm2, 'km2')

/** Moves the decimal point of the shortest decimal that names the number, so that 1.005 counts as 1.005. */
function shiftDecimal(value: number, digits: number): number {
  const [mantissa, exponent = '0'] = String(value).split('e')
  return Number(`${mantissa}e${Number(exponent) + digits}`)
}

function roundMagnitude(magnitude: number, rule: RoundingRule): number {
  const whole = Math.floor(magnitude)
  const rest = magnitude - whole
  if (rest !== 0.5) return rest < 0.5 ? whole : whole + 1
  return rule === 'half-up' || whole % 2 === 1 ? whole + 1 : whole
}

/**
 * The one rounding function of the house. `half-up` (四舍五入) takes a half away from zero, `half-even` is
 * GB/T 8170. What is not a finite number comes back unchanged.
 */
export function roundTo(value: number, digits: number, rule: RoundingRule = 'half-up'): number {
  if (!Number.isFinite(value) || value === 0) return value
  const rounded = shiftDecimal(roundMagnitude(shiftDecimal(Math.abs(value), digits), rule), -digits)
  return value < 0 && rounded !== 0 ? -rounded : rounded
}

export const roundHalfUp = (value: number, digits: number): number => roundTo(value, digits, 'half-up')

/** An area in m², written in a unit: 亩 and m² with two decimals, 公顷 with four. */
export const roundArea = (areaM2: number, unit: AreaUnit, rule: RoundingRule = 'half-up'): number =>
  roundTo(fromM2(areaM2, unit), AREA_DIGITS[unit], rule)
