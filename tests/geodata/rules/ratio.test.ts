import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isBelow, readFraction } from '#geodata/rules/ratio.ts'

const third = readFraction('1/3')!
const quarter = readFraction('25/100')!

describe('a share', () => {
  it.each([
    [1, 3, false],
    [0.1, 0.3, false],
    [10000.01, 30000.03, false],
    [9999.99, 30000, true],
    [33.333333333, 100, true],
    [33.333333334, 100, false],
    [0, 5e-324, true],
    [1e-7, 3e-7, false],
    [1e300, 3e300, false],
    [1e300, 1e-300, false],
  ])('%d of %d is below one third: %s', (part, whole, answer) => {
    expect(isBelow(part, whole, third)).toBe(answer)
  })

  it('is never below its own value, at any scale', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e12 }), fc.integer({ min: 0, max: 4 }), (n, decimals) => {
        const [part, whole] = [`${n}e-${decimals}`, `${n * 4}e-${decimals}`].map(Number)
        expect(isBelow(part!, whole!, quarter)).toBe(false)
        expect(isBelow(Number(`${n - 1}e-${decimals}`), whole!, quarter)).toBe(true)
      }),
    )
  })

  it('has a limit between nothing and one', () => {
    expect(readFraction('25/100')).toEqual({ over: 25, under: 100 })
    for (const text of ['1/0', '4/3', '0.25', '-1/3', '1/3 ', '']) expect(readFraction(text)).toBeUndefined()
  })
})
