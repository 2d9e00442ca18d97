import type { MapPalette, ParcelStatus, Pattern } from './palette.ts'
import { parcelStatuses, statusPatterns } from './palette.ts'

/** Pixels of one repeat at screen scale; drawn at twice that for sharp screens. */
export const PATTERN_SIZE = 8
export const PATTERN_RATIO = 2
const STROKE = 1.9

export type PatternImage = { width: number; height: number; data: Uint8ClampedArray }

/** How far a point is from the next stroke of the pattern, in pixels of the repeat; negative lies on it. */
function distanceToStroke(pattern: Pattern, x: number, y: number): number {
  const wrap = (value: number) => Math.abs((((value % PATTERN_SIZE) + PATTERN_SIZE) % PATTERN_SIZE) - 4)
  if (pattern === 'horizontal') return 4 - wrap(y) - STROKE / 2
  if (pattern === 'diagonal-up') return (4 - wrap(x + y)) * Math.SQRT1_2 - STROKE / 2
  if (pattern === 'diagonal-down') return (4 - wrap(x - y)) * Math.SQRT1_2 - STROKE / 2
  if (pattern === 'dots') return Math.hypot(4 - wrap(x), 4 - wrap(y)) - 1.1
  return 1
}

/** One repeat of a pattern in one colour on a clear ground, with soft edges. */
export function drawPattern(pattern: Pattern, colour: string): PatternImage {
  const size = PATTERN_SIZE * PATTERN_RATIO
  const data = new Uint8ClampedArray(size * size * 4)
  const rgb = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16))
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const [x, y] = [(column + 0.5) / PATTERN_RATIO, (row + 0.5) / PATTERN_RATIO]
      const coverage = Math.min(1, Math.max(0, 0.5 - distanceToStroke(pattern, x, y) * PATTERN_RATIO))
      data.set([...rgb, Math.round(coverage * 255)], (row * size + column) * 4)
    }
  }
  return { width: size, height: size, data }
}

export const patternId = (palette: MapPalette, status: ParcelStatus): string =>
  `pattern-${palette.name}-${status}`

export const patternedStatuses: readonly ParcelStatus[] = parcelStatuses.filter(
  (status) => statusPatterns[status] !== 'solid',
)

/** Strokes of `reserve` must show on its own pale ground; the others are drawn in their colour. */
export const patternColour = (palette: MapPalette, status: ParcelStatus): string =>
  status === 'reserve' ? palette.ground.rail : palette.status[status].colour
