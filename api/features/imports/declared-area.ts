import { coordinateTextFields } from '#geodata/formats/coordinate-text.ts'
import type { Layer } from '#geodata/formats/exchange.ts'
import { commonUnit, declaredAreaOf } from '#geodata/formats/coordinate-text-area.ts'
import { ellipsoidalAreaM2 } from '#geodata/geometry/ellipsoidal-area.ts'
import type { AreaUnit } from '#geodata/geometry/units.ts'
import { unitInName } from '#geodata/model/field-names.ts'
import type { AreaTolerance } from './import-protocol.ts'

/**
 * A column called 面积 says no unit. The boundaries tell which one it must be (domain.md §7.1); where they do
 * not, a person is told and the column is left out rather than stored as something it is not.
 */
export type AreaUnitAnswer = { unit: AreaUnit; how: 'asked' | 'name' | 'ratio' } | null

const sampleRows = 300

export function findAreaUnit(layer: Layer, field: string, asked: AreaUnit | undefined): AreaUnitAnswer {
  // The reader of coordinate text has brought this column to m² already, by the unit asked for.
  const isConverted = layer.format === 'coordinate-text' && field === coordinateTextFields.declaredAreaM2
  if (isConverted) return { unit: 'm2', how: 'name' }
  if (asked) return { unit: asked, how: 'asked' }
  const named = unitInName(field)
  if (named) return { unit: named, how: 'name' }
  const pairs: [number, number][] = []
  let looked = 0
  for (const { geometry, properties } of layer.features()) {
    if (looked++ >= sampleRows) break
    const declared = declaredAreaOf(String(properties[field] ?? ''))
    const areal = geometry?.type === 'Polygon' || geometry?.type === 'MultiPolygon'
    if (declared && areal) pairs.push([declared.written, ellipsoidalAreaM2(geometry)])
  }
  const unit = commonUnit(pairs)
  return unit && { unit, how: 'ratio' }
}

/** Whether a declared area is further from the computed one than the zone takes as rounding. */
export const differsBeyond = (
  declaredM2: number,
  computedM2: number,
  { share, areaM2 }: AreaTolerance,
): boolean => Math.abs(declaredM2 - computedM2) > Math.max(areaM2, computedM2 * share)
