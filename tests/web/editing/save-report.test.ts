import { describe, expect, test } from 'vitest'
import { GEOMETRY_PROBLEM_CODES } from '#geodata/geometry/validity.ts'
import { PROPERTY_RULES } from '#geodata/rules/property-rules.ts'
import chinese from '#web/i18n/locales/zh-CN.json' with { type: 'json' }
import { reportOfCheck, reportOfRefusal } from '#web/editing/save-report.ts'

describe('what the server says about a change', () => {
  test('goes to the field that it speaks of, by name or by path', () => {
    const { fields } = reportOfRefusal({
      problem: 'rule-broken',
      errors: [
        { path: 'operations[0].properties.code', rule: 'unique', value: 'KF-1' },
        { path: 'operations', rule: 'unknown_reference', field: 'parcel_id' },
      ],
    })
    expect(fields.map(({ field, rule }) => [field, rule])).toEqual([
      ['code', 'unique'],
      ['parcel_id', 'unknown_reference'],
    ])
  })
  test('goes to the place of the boundary that it speaks of', () => {
    const { places, fields } = reportOfRefusal({
      problem: 'invalid-geometry',
      errors: [{ path: 'operations[0].geometry', rule: 'self_intersection', at: [111, 35] }],
    })
    expect(places).toEqual([{ rule: 'self_intersection', at: [111, 35] }])
    expect(fields).toEqual([])
  })
  test('names the parcel that lies there already, from a check too', () => {
    const report = reportOfCheck({
      ok: false,
      problem: 'place-taken',
      findings: [
        {
          severity: 'error',
          code: 'place-taken',
          path: 'operations[0].geometry',
          collection: 'parcels',
          id: 5,
          parcelCode: 'KF-5',
          overlapM2: 12,
        },
      ],
      adjustments: [],
    })
    expect(report.taken).toMatchObject([{ id: 5, code: 'KF-5', overlapM2: 12 }])
    expect(report.places).toEqual([])
  })
  test('stops a save for warnings and altered values, not for how a ring is wound', () => {
    const report = reportOfCheck({
      ok: true,
      problem: null,
      findings: [{ severity: 'warning', code: 'outside_zone' }],
      adjustments: [
        { operation: 0, path: 'operations[0].geometry', kind: 'rewound', count: 1 },
        { operation: 0, path: 'operations[0].properties.price_wan', kind: 'rounded', to: 1 },
      ],
    })
    expect(report.problem).toBeNull()
    expect(report.warnings.map(({ code }) => code)).toEqual(['outside_zone'])
    expect(report.adjustments.map(({ kind }) => kind)).toEqual(['rounded'])
  })
  test('has a sentence for every rule of fields and boundaries', () => {
    const { rules, problems } = chinese.editing
    expect(PROPERTY_RULES.filter((rule) => !(rule in rules))).toEqual([])
    expect(GEOMETRY_PROBLEM_CODES.filter((code) => !(code in problems))).toEqual([])
  })
})
