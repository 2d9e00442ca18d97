import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { axisOf, roundDown, runningLevels, waterfallOf } from '#web/features/stock/waterfall.ts'

const move = (movement: string, areaM2: number) => ({ movement, areaM2, count: 1 })
const account = fc
  .record({
    opening: fc.integer({ min: 0, max: 5_000_000 }),
    moves: fc.array(fc.integer({ min: -900_000, max: 900_000 }), { maxLength: 8 }),
  })
  .map(({ opening, moves }) => {
    const movements = moves.map((areaM2, i) => move(`m${i}`, areaM2))
    const closing = opening + moves.reduce((sum, areaM2) => sum + areaM2, 0)
    return { opening, movements, closing }
  })
  .filter((figures) => runningLevels(figures).every((level) => level >= 0))

describe('the waterfall of an account', () => {
  it('begins at the opening level, ends at the closing one, and each bar begins where the one before ended', () => {
    fc.assert(
      fc.property(account, (figures) => {
        const { bars } = waterfallOf(figures)
        expect(bars[0]).toMatchObject({ key: 'opening', kind: 'level' })
        expect(bars.at(-1)).toMatchObject({ key: 'closing', kind: 'level', areaM2: figures.closing })
        for (const [i, bar] of bars.entries()) {
          const before = bars[i - 1]
          if (!before) continue
          const begins = bar.kind === 'level' ? bar.to : bar.kind === 'more' ? bar.from : bar.to
          expect(begins).toBeCloseTo(before.end, 9)
        }
      }),
    )
  })
  it('draws every bar inside of the picture and as tall as its area', () => {
    fc.assert(
      fc.property(account, (figures) => {
        const chart = waterfallOf(figures)
        const height = chart.endsAtM2 - chart.beginsAtM2
        for (const { from, to } of chart.bars) {
          expect(from).toBeGreaterThanOrEqual(-1e-9)
          expect(to).toBeLessThanOrEqual(1 + 1e-9)
        }
        for (const { from, to, areaM2 } of chart.bars.filter(({ kind }) => kind !== 'level'))
          expect((to - from) * height).toBeCloseTo(Math.abs(areaM2), 3)
      }),
    )
  })
  it('stands on zero when the movements can be seen, and says where a broken axis begins', () => {
    expect(axisOf([900, 500, 400])).toEqual({ begins: 0, ends: 900 })
    const broken = waterfallOf({ opening: 902_18, movements: [move('supply', -800)], closing: 902_18 - 800 })
    expect(broken.isBroken).toBe(true)
    expect(broken.beginsAtM2).toBeGreaterThan(0)
    expect(broken.beginsAtM2).toBeLessThan(broken.bars.at(-1)!.areaM2)
  })
  it('draws an account without any movement as two equal levels on zero', () => {
    const { bars, isBroken } = waterfallOf({ opening: 100, movements: [], closing: 100 })
    expect(isBroken).toBe(false)
    expect(bars.map(({ from, to }) => [from, to])).toEqual([
      [0, 1],
      [0, 1],
    ])
  })
  it('has no bar for a disposal that only begins', () => {
    const { bars } = waterfallOf({ opening: 5, movements: [move('begun', 0), move('start', -5)], closing: 0 })
    expect(bars.map(({ key }) => key)).toEqual(['opening', 'start', 'closing'])
  })
  it('rounds down to 1, 2 and 5', () => {
    expect([0, 1, 1.9, 3, 7, 99, 501].map(roundDown)).toEqual([0, 1, 1, 2, 5, 50, 500])
  })
})
