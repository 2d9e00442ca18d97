import { describe, expect, it } from 'vitest'
import { drawPattern, PATTERN_RATIO, PATTERN_SIZE } from '#web/map/style/patterns.ts'

const size = PATTERN_SIZE * PATTERN_RATIO
const alpha = (data: Uint8ClampedArray, column: number, row: number): number =>
  data[(row * size + column) * 4 + 3]!

describe('hatch patterns', () => {
  it('repeat without a seam', () => {
    for (const pattern of ['diagonal-up', 'diagonal-down', 'horizontal'] as const) {
      const { data } = drawPattern(pattern, '#c81533')
      for (let at = 0; at < size; at++) {
        const step = pattern === 'horizontal' ? 0 : 1
        const down = pattern === 'diagonal-up' ? size - 1 : 1
        // Walking along the stroke by one pixel ends in the same ink.
        expect(alpha(data, (at + step) % size, (3 + step * down) % size)).toBe(alpha(data, at, 3))
      }
    }
  })
  it('lean to opposite sides for opposite states', () => {
    const up = drawPattern('diagonal-up', '#c81533').data
    const down = drawPattern('diagonal-down', '#c81533').data
    for (let at = 0; at < size; at++)
      for (let row = 0; row < size; row++) expect(alpha(up, at, row)).toBe(alpha(down, at, size - 1 - row))
  })
  it('leave most of the ground clear', () => {
    for (const pattern of ['diagonal-up', 'diagonal-down', 'horizontal', 'dots'] as const) {
      const { data } = drawPattern(pattern, '#c81533')
      const inked = Array.from({ length: size * size }, (_, i) => data[i * 4 + 3]!).filter((a) => a > 127)
      expect(inked.length).toBeGreaterThan(0)
      expect(inked.length / (size * size)).toBeLessThan(0.5)
    }
  })
})
