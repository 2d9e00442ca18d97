import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  convertArea,
  haToM2,
  km2ToM2,
  m2ToHa,
  m2ToMu,
  muToM2,
  roundArea,
  roundHalfUp,
  roundTo,
} from '#geodata/geometry/units.ts'

describe('units of area', () => {
  test('one 亩 is 2000/3 m², fifteen are a hectare, 1500 a square kilometre', () => {
    expect(muToM2(1)).toBe(2000 / 3)
    expect(m2ToMu(2000)).toBe(3)
    expect(m2ToMu(10_000)).toBe(15)
    expect(muToM2(15)).toBe(10_000)
    expect(convertArea(1, 'ha', 'mu')).toBe(15)
    expect(convertArea(1, 'km2', 'mu')).toBe(1500)
    expect(haToM2(4.5)).toBe(45_000)
    expect(m2ToHa(1)).toBe(0.0001)
    expect(km2ToM2(41.1)).toBe(41_100_000)
  })

  test('a conversion there and back keeps the number to the last bits', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 1e9, noNaN: true }), (mu) => {
        expect(Math.abs(m2ToMu(muToM2(mu)) / mu - 1)).toBeLessThan(4e-16)
      }),
    )
  })
})

describe('rounding', () => {
  test.each([
    [1.005, 2, 1.01],
    [1.255, 2, 1.26],
    [8.345, 2, 8.35],
    [1.0049999, 2, 1],
    [-1.005, 2, -1.01],
    [0.5, 0, 1],
    [2.5, 0, 3],
    [1e-7, 2, 0],
    [5e-7, 6, 0.000001],
    [1e21, 2, 1e21],
    [1952.98, 2, 1952.98],
    [123456789.125, 2, 123456789.13],
  ])('%d to %d decimals, half up, is %d', (value, digits, expected) => {
    expect(roundHalfUp(value, digits)).toBe(expected)
  })

  test.each([
    [0.5, 0, 0],
    [1.5, 0, 2],
    [2.5, 0, 2],
    [1.005, 2, 1],
    [1.015, 2, 1.02],
    [-2.5, 0, -2],
    [2.50000001, 0, 3],
  ])('%d to %d decimals, half even, is %d', (value, digits, expected) => {
    expect(roundTo(value, digits, 'half-even')).toBe(expected)
  })

  test('never says minus zero and leaves what is no number alone', () => {
    expect(Object.is(roundHalfUp(-0.001, 2), 0)).toBe(true)
    expect(roundHalfUp(NaN, 2)).toBeNaN()
    expect(roundHalfUp(Infinity, 2)).toBe(Infinity)
  })

  test('each unit has its decimals: 亩 and m² two, 公顷 four', () => {
    expect(roundArea(22512.4856, 'm2')).toBe(22512.49)
    expect(roundArea(22512.4856, 'mu')).toBe(33.77)
    expect(roundArea(22512.4856, 'ha')).toBe(2.2512)
    expect(roundArea(10_050, 'ha', 'half-even')).toBe(1.005)
  })

  test('亩 come from unrounded m², not from rounded hectares', () => {
    const areaM2 = 10_003.34
    expect(roundArea(areaM2, 'mu')).toBe(15.01)
    expect(roundArea(haToM2(roundArea(areaM2, 'ha')), 'mu')).toBe(15)
  })
})
