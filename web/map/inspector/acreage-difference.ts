import { m2ToMu, roundTo } from '#geodata/geometry/units.ts'

export type AcreageDifference =
  | { kind: 'none' }
  | { kind: 'equal' | 'more' | 'less'; differenceM2: number; share: number }

/** How the computed acreage stands to the declared one; equal means equal in the printed digits of 亩. */
export function acreageDifference(
  declaredM2: number | null | undefined,
  computedM2: number | null | undefined,
): AcreageDifference {
  if (!declaredM2 || computedM2 == null) return { kind: 'none' }
  const differenceM2 = computedM2 - declaredM2
  const share = differenceM2 / declaredM2
  if (roundTo(m2ToMu(differenceM2), 2) === 0) return { kind: 'equal', differenceM2, share }
  return { kind: differenceM2 > 0 ? 'more' : 'less', differenceM2, share }
}
