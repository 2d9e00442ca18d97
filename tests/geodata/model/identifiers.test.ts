import { describe, expect, it } from 'vitest'
import {
  checkParcelCode,
  checkRealEstateUnitNo,
  groupIdentifier,
  isUnitOfParcel,
} from '#geodata/model/identifiers.ts'

const parcel = '140802001003GB00012'
const unit = `${parcel}F00010002`

const reason = (result: { ok: boolean; reason?: string }) => result.reason

describe('宗地代码', () => {
  it('takes a code apart', () => {
    const result = checkParcelCode(parcel)
    expect(result.ok && result.parts).toEqual({
      county: '140802',
      district: '001',
      subdistrict: '003',
      ownership: 'G',
      kind: 'B',
      serial: '00012',
    })
  })

  it('reads the printed form, with spaces, small letters and full-width characters', () => {
    const result = checkParcelCode('140802 001003 gb00012')
    expect(result.ok && result.value).toBe(parcel)
    expect(checkParcelCode('１４０８０２　００１００３　ＧＢ０００１２').ok).toBe(true)
  })

  it.each([
    ['14080200100GB00012', 'length'],
    ['100802001003GB00012', 'county'],
    ['140000001003GB00012', 'county'],
    ['140802O01003GB00012', 'district'],
    ['140802001003KB00012', 'ownership'],
    ['140802001003GZ00012', 'parcel_kind'],
    ['140802001003GA00012', 'collective_kind'],
    ['140802001003GC00012', 'collective_kind'],
    ['140802001003GB000I2', 'serial'],
  ])('refuses %s: %s', (code, fault) => {
    expect(reason(checkParcelCode(code))).toBe(fault)
  })

  it.each(['500101001003GB00012', '441900001003GB00012'])(
    'knows %s: a municipality, a city without counties',
    (code) => {
      expect(checkParcelCode(code).ok).toBe(true)
    },
  )

  it('accepts a homestead of a collective', () => {
    expect(checkParcelCode('140802001003JC00012').ok).toBe(true)
  })
})

describe('不动产单元号', () => {
  it('takes a number apart', () => {
    const result = checkRealEstateUnitNo(unit)
    expect(result.ok && result.parts).toMatchObject({ parcelCode: parcel, fixture: 'F', unit: '00010002' })
  })

  it.each([
    [parcel, 'length'],
    [`${parcel}K00010002`, 'fixture'],
    [`${parcel}F0001000A`, 'unit'],
    [`${parcel}W00000001`, 'bare_unit'],
    ['140802001003GA00012F00010002', 'collective_kind'],
  ])('refuses %s: %s', (number, fault) => {
    expect(reason(checkRealEstateUnitNo(number))).toBe(fault)
  })

  it('takes bare land with eight zeros', () => {
    expect(checkRealEstateUnitNo(`${parcel}W00000000`).ok).toBe(true)
  })

  it('belongs to the parcel whose code it begins with', () => {
    expect(isUnitOfParcel(unit, parcel)).toBe(true)
    expect(isUnitOfParcel(unit, '140802001003GB00013')).toBe(false)
  })

  it('is printed in groups of 6, 6, 7 and 9', () => {
    expect(groupIdentifier(unit)).toBe('140802 001003 GB00012 F00010002')
    expect(groupIdentifier(parcel)).toBe('140802 001003 GB00012')
  })
})
