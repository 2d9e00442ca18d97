import { describe, expect, it } from 'vitest'
import { findCollection } from '#geodata/model/collections.ts'
import { dateOrders } from '#geodata/rules/date-order.ts'
import { checkProperties, isDate } from '#geodata/rules/property-rules.ts'

const parcels = findCollection('parcels')!
const supplies = findCollection('supplies')!
const roads = findCollection('roads')!

const faults = (spec: typeof parcels, properties: Record<string, unknown>) =>
  checkProperties(spec, properties, 'attributes').faults.map(({ field, rule }) => [field, rule])

describe('properties', () => {
  it('of a creation get their defaults; of an edit only what was given', () => {
    const fresh = checkProperties(parcels, { code: 'A' }, 'create')
    expect(fresh.values).toMatchObject({ code: 'A', stratum: 'surface', holder: null })
    expect(fresh.values).not.toHaveProperty('status')
    expect(checkProperties(parcels, { code: 'A' }, 'attributes').values).toEqual({ code: 'A' })
  })

  it('may be emptied unless they are required or have a default', () => {
    expect(faults(parcels, { code: null, stratum: null, name: null, holder: '  ' })).toEqual([
      ['code', 'required'],
      ['stratum', 'required'],
    ])
  })

  it('are trimmed and rounded only with a word about it', () => {
    const { values, adjustments } = checkProperties(
      parcels,
      { name: ' 一号地 ', declared_area_m2: 1.00004, parcel_code: '140802 001001 gb00001' },
      'attributes',
    )
    expect(values).toEqual({ name: '一号地', declared_area_m2: 1, parcel_code: '140802001001GB00001' })
    expect(adjustments.map(({ field, kind }) => [field, kind])).toEqual([
      ['name', 'trimmed'],
      ['parcel_code', 'normalised'],
      ['declared_area_m2', 'rounded'],
    ])
  })

  it.each([
    [supplies, 'signed_on', '2023-02-29', 'not_a_date'],
    [supplies, 'signed_on', 20230228, 'wrong_type'],
    [supplies, 'area_m2', '12', 'wrong_type'],
    [supplies, 'area_m2', Number.NaN, 'wrong_type'],
    [supplies, 'area_m2', -0.01, 'too_small'],
    [supplies, 'area_m2', 1e14, 'too_large'],
    [supplies, 'term_years', 71, 'too_large'],
    [supplies, 'parcel_id', 1.5, 'wrong_type'],
    [supplies, 'parcel_id', '7', 'wrong_type'],
    [supplies, 'mode', 'Listing', 'unknown_code'],
    [roads, 'lanes', 2.5, 'wrong_type'],
    [parcels, 'name', 5, 'wrong_type'],
    [parcels, 'name', 'a\0b', 'not_storable'],
    [parcels, 'name', '\ud83d', 'not_storable'],
    [parcels, 'holder', '字'.repeat(121), 'too_long'],
    [parcels, 'parcel_code', '140802001001GA00001', 'identifier'],
    [parcels, 'status', 'idle', 'computed'],
    [parcels, 'area_ellipsoidal_m2', 1, 'computed'],
    [parcels, 'constructor', 1, 'unknown_field'],
  ])('refuse %#: %s %j', (spec, field, value, rule) => {
    expect(faults(spec, { [field]: value })).toEqual([[field, rule]])
  })

  it('count characters, not code units', () => {
    expect(faults(parcels, { holder: '𠮷'.repeat(120) })).toEqual([])
  })

  it('know the days of the calendar', () => {
    expect(['2024-02-29', '2000-02-29', '1999-12-31'].every(isDate)).toBe(true)
    expect(['1900-02-29', '2024-13-01', '2024-00-10', '0999-01-01', '2024-1-1', ''].some(isDate)).toBe(false)
  })
})

describe('usual orders of dates', () => {
  it('name dates that the registry knows', () => {
    for (const { collection, earlier, later } of dateOrders)
      for (const name of [earlier, later])
        expect(findCollection(collection)!.fields.find((field) => field.name === name)?.type).toBe('date')
  })
})
