import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { apportion } from '#geodata/geometry/apportion.ts'

describe('rounding parts of a whole', () => {
  it('gives the missing digit to the part that lost most', () => {
    expect(apportion([1 / 3, 1 / 3, 1 / 3], 1, 2)).toEqual([0.34, 0.33, 0.33])
    expect(apportion([0.126, 0.874], 1, 2)).toEqual([0.13, 0.87])
  })

  it('leaves nothing to nothing', () => {
    expect(apportion([], 0, 2)).toEqual([])
    expect(apportion([0, 5], 5, 2)).toEqual([0, 5])
  })

  it('adds up to the rounded whole, each part within one last digit', () => {
    const parts = fc.array(fc.double({ min: 0, max: 1e8, noNaN: true }), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(parts, (areas) => {
        const whole = areas.reduce((sum, area) => sum + area, 0)
        const rounded = apportion(areas, whole, 2)
        const cents = rounded.reduce((sum, area) => sum + Math.round(area * 100), 0)
        expect(cents).toBe(Math.round(whole * 100))
        rounded.forEach((area, index) => expect(Math.abs(area - areas[index]!)).toBeLessThan(0.0101))
      }),
    )
  })
})
