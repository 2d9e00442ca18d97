import { m2ToHa, m2ToMu, roundTo } from '#geodata/geometry/units.ts'

/**
 * How numbers, areas and dates are written, the same in both languages. Rounding happens here and nowhere
 * before (sum first, round last); areas come in as m², lengths as m.
 */
const THIN_SPACE = '\u202f'
const MINUS = '−'

export const NO_VALUE = '—'

function groupThousands(whole: string): string {
  return whole.replace(/\B(?=(\d{3})+$)/g, THIN_SPACE)
}

/** Thousands by a thin space, a real minus sign, exactly `digits` decimals. */
export function formatNumber(value: number | null | undefined, digits = 0): string {
  if (value == null || !Number.isFinite(value)) return NO_VALUE
  const rounded = roundTo(value, digits)
  const [whole = '0', fraction] = Math.abs(rounded).toFixed(digits).split('.')
  const sign = rounded < 0 ? MINUS : ''
  return sign + groupThousands(whole) + (fraction ? `.${fraction}` : '')
}

/** As many decimals as the value carries, at most `digits`. */
export function formatShort(value: number | null | undefined, digits = 3): string {
  if (value == null || !Number.isFinite(value)) return NO_VALUE
  const [, fraction = ''] = String(roundTo(Math.abs(value), digits)).split('.')
  return formatNumber(value, Math.min(fraction.length, digits))
}

/** Two decimals of 亩. */
export const formatMu = (areaM2: number | null | undefined): string =>
  formatNumber(areaM2 == null ? null : m2ToMu(areaM2), 2)

export const formatM2 = (areaM2: number | null | undefined): string => formatNumber(areaM2, 2)

/** Four decimals of 公顷. */
export const formatHa = (areaM2: number | null | undefined): string =>
  formatNumber(areaM2 == null ? null : m2ToHa(areaM2), 4)

/** The magnitude alone, for sentences that carry the sign themselves. */
export const formatMagnitude = (value: number, digits = 2): string => formatNumber(Math.abs(value), digits)

/** `+` or a real minus for what rounds to something, nothing for zero. */
export function signOf(value: number, digits = 2): string {
  const rounded = roundTo(value, digits)
  if (rounded === 0) return ''
  return rounded > 0 ? '+' : MINUS
}

/** A share of one, as per cent. */
export function formatPercent(share: number | null | undefined, digits = 2): string {
  if (share == null || !Number.isFinite(share)) return NO_VALUE
  return `${formatNumber(share * 100, digits)}${THIN_SPACE}%`
}

/** Metres below a kilometre, kilometres above, with its unit. */
export function formatLength(lengthM: number | null | undefined): string {
  if (lengthM == null || !Number.isFinite(lengthM)) return NO_VALUE
  if (Math.abs(lengthM) < 1000) return `${formatNumber(lengthM, 2)} m`
  return `${formatNumber(lengthM / 1000, 3)} km`
}

/** `2022-09-15`, whatever comes after the day is dropped. */
export const formatDate = (date: string | null | undefined): string => date?.slice(0, 10) ?? NO_VALUE

/** An instant on the clock of the person: `2022-09-15 14:03`. */
export function formatInstant(instant: string | null | undefined): string {
  if (!instant) return NO_VALUE
  const at = new Date(instant)
  if (Number.isNaN(at.getTime())) return NO_VALUE
  const two = (part: number) => String(part).padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`
}

/** `111.04823°E 35.03117°N`. Five decimals are about a metre. */
export function formatDegrees([lng, lat]: readonly [number, number], digits = 5): string {
  const east = `${formatNumber(Math.abs(lng), digits)}°${lng < 0 ? 'W' : 'E'}`
  const north = `${formatNumber(Math.abs(lat), digits)}°${lat < 0 ? 'S' : 'N'}`
  return `${east} ${north}`
}

/** A map scale, rounded to two leading digits: 4 013 → 4 000. */
export function formatScale(denominator: number): string {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(denominator)) - 1)
  return formatNumber(Math.round(denominator / step) * step)
}
