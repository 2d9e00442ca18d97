import { ellipsoidalAreaM2 } from '#geodata/geometry/ellipsoidal-area.ts'
import { distanceM } from '#geodata/geometry/length.ts'
import type { MeasureState } from './measure.machine.ts'
import { pathOf, polygonOf } from './measure.machine.ts'

export type Measured = { legsM: number[]; lengthM: number; areaM2: number | null }

/** Lengths of the legs (the closing one too for areas), their sum, and the ellipsoidal area. */
export function measure(state: MeasureState): Measured {
  const polygon = polygonOf(state)
  const path = polygon ? polygon.coordinates[0]! : pathOf(state)
  const legsM = path.slice(1).map((position, index) => distanceM(path[index]!, position))
  return {
    legsM,
    lengthM: legsM.reduce((sum, leg) => sum + leg, 0),
    areaM2: polygon ? ellipsoidalAreaM2(polygon) : null,
  }
}
