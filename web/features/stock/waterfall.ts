/**
 * The geometry of an account drawn as a waterfall: the level at the beginning, what came and went, the level at the
 * end. Areas are m²; places are shares of the height, 0 at the bottom. Bars stand on zero; where the levels are so
 * large that the movements between them could not be seen, the axis is broken and says where it begins.
 */
export type AccountMovement = { movement: string; areaM2: number; count: number }
export type AccountFigures = { opening: number; movements: readonly AccountMovement[]; closing: number }

export type WaterfallBar = {
  key: string
  kind: 'level' | 'more' | 'less'
  areaM2: number
  count?: number
  /** Shares of the height between which the bar is drawn. */
  from: number
  to: number
  /** Where the line to the next bar lies. */
  end: number
}
export type Waterfall = { bars: WaterfallBar[]; beginsAtM2: number; endsAtM2: number; isBroken: boolean }

/** Movements smaller than this share of the highest level would be lines of a pixel on an axis from zero. */
const WORTH_BREAKING = 0.2
/** Empty part below the lowest level of a broken axis, as a share of what is shown. */
const FOOT = 0.3

/** The running level after each movement, the opening one first. */
export function runningLevels({ opening, movements }: AccountFigures): number[] {
  const levels = [opening]
  for (const { areaM2 } of movements) levels.push(levels.at(-1)! + areaM2)
  return levels
}

/** The next smaller 1, 2 or 5 times a power of ten. */
export function roundDown(value: number): number {
  if (value <= 0) return 0
  const power = 10 ** Math.floor(Math.log10(value))
  const step = [5, 2, 1].find((factor) => factor * power <= value) ?? 1
  return step * power
}

/** Where the axis begins, and whether that is not zero. */
export function axisOf(levels: readonly number[]): { begins: number; ends: number } {
  const highest = Math.max(0, ...levels)
  const lowest = Math.min(...levels)
  const spread = highest - lowest
  if (lowest <= 0 || spread === 0 || spread > highest * WORTH_BREAKING)
    return { begins: Math.min(0, lowest), ends: highest }
  const wanted = lowest - Math.max(spread * FOOT, highest * 0.002)
  const step = roundDown(Math.max(spread / 4, highest * 0.0005))
  return { begins: Math.max(0, Math.floor(wanted / step) * step), ends: highest }
}

/** Movements that move no area (a disposal that begins) are no bars. */
const isSeen = ({ areaM2 }: AccountMovement): boolean => areaM2 !== 0

export function waterfallOf(account: AccountFigures): Waterfall {
  const movements = account.movements.filter(isSeen)
  const levels = runningLevels({ ...account, movements })
  const { begins, ends } = axisOf([...levels, account.closing])
  const height = ends - begins || 1
  const share = (level: number): number => (level - begins) / height
  const level = (key: string, areaM2: number): WaterfallBar => ({
    key,
    kind: 'level',
    areaM2,
    from: share(Math.max(0, begins)),
    to: share(areaM2),
    end: share(areaM2),
  })
  const moved = movements.map(({ movement, areaM2, count }, i): WaterfallBar => {
    const [before, after] = [levels[i]!, levels[i + 1]!]
    return {
      key: movement,
      kind: areaM2 > 0 ? 'more' : 'less',
      areaM2,
      count,
      from: share(Math.min(before, after)),
      to: share(Math.max(before, after)),
      end: share(after),
    }
  })
  return {
    bars: [level('opening', account.opening), ...moved, level('closing', account.closing)],
    beginsAtM2: begins,
    endsAtM2: ends,
    isBroken: begins > 0,
  }
}
