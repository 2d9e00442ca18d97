import { describe, expect, test } from 'vitest'
import { findingCodes } from '#geodata/formats/finding-codes.ts'
import { GEOMETRY_PROBLEM_CODES } from '#geodata/geometry/validity.ts'
import { importCodes } from '#geodata/rules/import-codes.ts'
import { PROPERTY_RULES } from '#geodata/rules/property-rules.ts'
import type { GeometryAdjustment, GeometryRule } from '#geodata/rules/stored-geometry.ts'
import english from '#web/i18n/locales/en.json' with { type: 'json' }
import chinese from '#web/i18n/locales/zh-CN.json' with { type: 'json' }

/** What a boundary may break beside its validity, and what is altered; the compiler keeps both complete. */
const otherRules: Record<Exclude<GeometryRule, (typeof GEOMETRY_PROBLEM_CODES)[number]>, true> = {
  geometry_required: true,
  geometry_unwanted: true,
  wrong_geometry_kind: true,
  not_a_geometry: true,
}
const adjustments: Record<GeometryAdjustment['kind'], true> = {
  height_dropped: true,
  closed: true,
  snapped: true,
  repeats_removed: true,
  rewound: true,
  made_multi: true,
}

/** `geometry_empty` is a fault of a file and of a boundary alike. */
const codes: string[] = [
  ...new Set([
    ...findingCodes,
    ...importCodes,
    ...PROPERTY_RULES.map((rule) => `field_${rule}`),
    ...GEOMETRY_PROBLEM_CODES.map((code) => `geometry_${code}`),
    ...Object.keys(otherRules).map((rule) => `geometry_${rule}`),
    ...Object.keys(adjustments).map((kind) => `adjusted_${kind}`),
  ]),
].toSorted()

describe('findings of an import', () => {
  test.each([
    ['Chinese', chinese.imports.finding],
    ['English', english.imports.finding],
  ])('each have one sentence in %s, and no sentence is left over', (_, sentences) => {
    expect(Object.keys(sentences).toSorted()).toEqual(codes)
    expect(Object.values(sentences).every((sentence) => sentence.trim() !== '')).toBe(true)
  })
})
