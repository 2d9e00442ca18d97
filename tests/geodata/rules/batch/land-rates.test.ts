import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  builtRate,
  developmentRate,
  disposalRate,
  floorAreaRatio,
  idleRate,
  landSupplyRate,
  percent,
  quotaSuspendedBelow,
  supplyRate,
  taskCompletionRate,
} from '#geodata/rules/batch/land-rates.ts'

const ha = 10_000
const years = [100, 80, 60, 40, 20, 0].map((suppliedM2, i) => ({
  year: 2020 + i,
  suppliedM2,
  approvedM2: i === 5 ? 0 : 100 * (i + 1),
}))

describe('rates', () => {
  it('of disposal agree with the published pairs', () => {
    const base = (hectares: number) => ({ assignedOn: '2022-01-01', baseM2: hectares * ha })
    expect(disposalRate(112.98 * ha, base(336.95))).toBeCloseTo(33.53, 2)
    expect(disposalRate(73.63 * ha, base(225.31))).toBeCloseTo(32.68, 2)
  })

  it('have no value without a base', () => {
    expect(disposalRate(5, { assignedOn: '2022-01-01', baseM2: 0 })).toBeNull()
    expect(taskCompletionRate(5, 0)).toBeNull()
    expect(supplyRate([])).toBeNull()
    expect(supplyRate([], 'mean')).toBeNull()
    expect(floorAreaRatio(5, 0)).toBeNull()
    expect(percent(Number.NaN, 5)).toBeNull()
  })

  it('of supply take the last five years, by total or by mean', () => {
    // 2021 … 2025: supplied 80 + 60 + 40 + 20 + 0 = 200 of 200 + 300 + 400 + 500 + 0 = 1400
    expect(supplyRate(years)).toBeCloseTo(14.2857, 4)
    // 40 %, 20 %, 10 %, 4 %; 2025 approved nothing
    expect(supplyRate(years, 'mean')).toBeCloseTo(18.5, 10)
    expect(supplyRate(years.toReversed())).toBe(supplyRate(years))
    expect(quotaSuspendedBelow).toMatchObject({ value: 60, isConfirmed: false })
  })

  it('of use name their denominators', () => {
    expect(taskCompletionRate(60, 80)).toBe(75)
    expect(landSupplyRate(30, 40)).toBe(75)
    expect(builtRate(30, 120)).toBe(25)
    expect(developmentRate(30, { totalM2: 100, unbuildableM2: 40 })).toBe(50)
    expect(developmentRate(30, { totalM2: 100, unbuildableM2: 40 }, 'total')).toBe(30)
    expect(idleRate(5, { suppliedM2: 50, builtM2: 20 })).toBe(10)
    expect(idleRate(5, { suppliedM2: 50, builtM2: 20 }, 'built')).toBe(25)
    expect(floorAreaRatio(150, 100)).toBe(1.5)
  })

  it('are null or a number, whatever the areas', () => {
    fc.assert(
      fc.property(fc.double(), fc.double(), (part, whole) => {
        const rate = percent(part, whole)
        expect(rate === null || Number.isFinite(rate)).toBe(true)
      }),
    )
  })
})
