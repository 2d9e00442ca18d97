import { describe, expect, it } from 'vitest'
import { findCollection, spatialCollections } from '#geodata/model/collections.ts'
import { mapFieldNames, unitInName } from '#geodata/model/field-names.ts'

const parcels = findCollection('parcels')!
const mapped = (names: string[], collection = parcels) =>
  Object.fromEntries(mapFieldNames(collection, names).fields)

describe('names of fields', () => {
  it('knows the headings of cadastral files', () => {
    expect(mapped(['ZDDM', 'BDCDYH', 'DKMC', 'DKBH', 'QLR', 'ZL', 'TDYT', 'ZDMJ'])).toEqual({
      ZDDM: 'parcel_code',
      BDCDYH: 'real_estate_unit_no',
      DKMC: 'name',
      DKBH: 'code',
      QLR: 'holder',
      ZL: 'location',
      TDYT: 'land_use_code',
      ZDMJ: 'declared_area_m2',
    })
    expect(mapped(['地块编号', '地块名称', '地类编码', '权利人', '面积', '备注'])).toEqual({
      地块编号: 'code',
      地块名称: 'name',
      地类编码: 'land_use_code',
      权利人: 'holder',
      面积: 'declared_area_m2',
      备注: 'remarks',
    })
  })

  it('reads through width, case, separators and units', () => {
    expect(mapped(['ｄｋｂｈ', '用地面积（亩）'])).toEqual({
      ｄｋｂｈ: 'code',
      '用地面积（亩）': 'declared_area_m2',
    })
    expect(mapFieldNames(parcels, ['用地面积（亩）']).units.get('用地面积（亩）')).toBe('mu')
    expect(mapFieldNames(parcels, ['地块面积']).units.get('地块面积')).toBeNull()
    expect(['面积_公顷', 'area_ha', 'MJ', 'declared_area_m2', '面积（平方米）'].map(unitInName)).toEqual([
      'ha',
      'ha',
      null,
      'm2',
      'm2',
    ])
  })

  it('knows names that a .dbf has cut to ten bytes', () => {
    expect(mapped(['地块编', '地块名', '地类编', '不动产'])).toEqual({
      地块编: 'code',
      地块名: 'name',
      地类编: 'land_use_code',
      不动产: 'real_estate_unit_no',
    })
    expect(mapped(['不动产单元', 'declared_a'])).toMatchObject({ 不动产单元: 'real_estate_unit_no' })
  })

  it('prefers the surer name when two fields mean the same', () => {
    expect(mapped(['地块面积', '地块面积_平方米'])).toEqual({ 地块面积_平方米: 'declared_area_m2' })
    expect(mapped(['BH', 'DKBH', 'code'])).toEqual({ code: 'code' })
  })

  it('never maps what only rules set', () => {
    expect(mapped(['status', 'version', 'id', 'area_ellipsoidal_m2'])).toEqual({})
  })

  it.each(spatialCollections.map((spec) => [spec.id, spec] as const))(
    'knows all our own names of %s',
    (_, spec) => {
      const names = spec.fields.filter(({ computed }) => !computed).map(({ name }) => name)
      expect(mapped(names, spec)).toEqual(Object.fromEntries(names.map((name) => [name, name])))
      expect(
        mapped(
          names.map((name) => name.toUpperCase()),
          spec,
        ),
      ).toEqual(Object.fromEntries(names.map((name) => [name.toUpperCase(), name])))
    },
  )
})
