/**
 * 宗地代码 and 不动产单元号 (GB/T 37346-2019, domain.md §8.1): positions 1–6 county, 7–9 cadastral district,
 * 10–12 sub-district, 13 ownership, 14 kind of parcel, 15–19 serial; 20 kind of fixture, 21–28 its unit. There
 * is no check digit. They are printed in groups, so white space counts for nothing.
 */
export type IdentifierFault =
  | 'length'
  | 'county'
  | 'district'
  | 'ownership'
  | 'parcel_kind'
  /** Collective ownership land (A) and homesteads (C) belong to a collective (J). */
  | 'collective_kind'
  | 'serial'
  | 'fixture'
  | 'unit'
  /** Without a fixture (W) the unit is eight zeros. */
  | 'bare_unit'

export type ParcelCode = {
  county: string
  district: string
  subdistrict: string
  ownership: 'G' | 'J' | 'Z'
  kind: string
  serial: string
}
export type RealEstateUnitNo = ParcelCode & {
  parcelCode: string
  fixture: 'F' | 'L' | 'Q' | 'W'
  unit: string
}

export type IdentifierCheck<T> =
  | { ok: true; value: string; parts: T }
  | { ok: false; reason: IdentifierFault }

const PARCEL_CODE_LENGTH = 19
const UNIT_NO_LENGTH = 28

/** As it is stored: no white space (also full-width), capital letters, half-width digits and letters. */
export const normaliseIdentifier = (value: string): string =>
  value.normalize('NFKC').replaceAll(/\s/gu, '').toUpperCase()

const isDigits = (text: string) => /^\d+$/.test(text)

/** GB/T 2260: a province that exists, and not the province itself (some cities have no counties: 441900). */
const isCounty = (text: string) =>
  /^(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12])\d{4}$/.test(text) && !text.endsWith('0000')

function parcelFault(code: string): IdentifierFault | undefined {
  if (!isCounty(code.slice(0, 6))) return 'county'
  if (!isDigits(code.slice(6, 12))) return 'district'
  if (!/[GJZ]/.test(code.charAt(12))) return 'ownership'
  if (!/[ABSXCDEFGHLNWY]/.test(code.charAt(13))) return 'parcel_kind'
  if (/[AC]/.test(code.charAt(13)) && code.charAt(12) !== 'J') return 'collective_kind'
  if (!isDigits(code.slice(14, 19))) return 'serial'
  return undefined
}

const parcelParts = (code: string): ParcelCode => ({
  county: code.slice(0, 6),
  district: code.slice(6, 9),
  subdistrict: code.slice(9, 12),
  ownership: code.charAt(12) as ParcelCode['ownership'],
  kind: code.charAt(13),
  serial: code.slice(14, 19),
})

export function checkParcelCode(input: string): IdentifierCheck<ParcelCode> {
  const value = normaliseIdentifier(input)
  const reason = value.length === PARCEL_CODE_LENGTH ? parcelFault(value) : 'length'
  return reason ? { ok: false, reason } : { ok: true, value, parts: parcelParts(value) }
}

function unitFault(value: string): IdentifierFault | undefined {
  if (value.length !== UNIT_NO_LENGTH) return 'length'
  const fault = parcelFault(value)
  if (fault) return fault
  if (!/[FLQW]/.test(value.charAt(19))) return 'fixture'
  if (!isDigits(value.slice(20))) return 'unit'
  if (value.charAt(19) === 'W' && value.slice(20) !== '00000000') return 'bare_unit'
  return undefined
}

export function checkRealEstateUnitNo(input: string): IdentifierCheck<RealEstateUnitNo> {
  const value = normaliseIdentifier(input)
  const reason = unitFault(value)
  if (reason) return { ok: false, reason }
  const parcelCode = value.slice(0, PARCEL_CODE_LENGTH)
  const fixture = value.charAt(19) as RealEstateUnitNo['fixture']
  return { ok: true, value, parts: { ...parcelParts(value), parcelCode, fixture, unit: value.slice(20) } }
}

/** The first 19 characters of a 不动产单元号 are the 宗地代码 of its land. */
export const isUnitOfParcel = (unitNo: string, parcelCode: string): boolean =>
  normaliseIdentifier(unitNo).slice(0, PARCEL_CODE_LENGTH) === normaliseIdentifier(parcelCode)

/** In the groups in which certificates print it: 6 6 7, and 9 more for a unit. */
export function groupIdentifier(value: string): string {
  const text = normaliseIdentifier(value)
  return [text.slice(0, 6), text.slice(6, 12), text.slice(12, 19), text.slice(19)].filter(Boolean).join(' ')
}
