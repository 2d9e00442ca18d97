import { type AreaUnit, toM2 } from '../geometry/units.ts'
import { foldWidth } from './coordinate-text-parse.ts'

/**
 * The declared area of a block has no reliable unit: the filing instruction says 公顷, one program writes ㎡,
 * some write the unit beside the number (domain.md §7.1). The boundary tells which one it must be.
 */
export type DeclaredArea = { written: number; unit: AreaUnit | null }

const suffixes: [RegExp, AreaUnit][] = [
  [/^(公顷|ha|hm2|hm²)$/i, 'ha'],
  [/^(亩)$/, 'mu'],
  [/^(平方米|平米|㎡|m2|m²)$/i, 'm2'],
]

/** The number of an area cell and the unit written behind it; null when there is no number. */
export const declaredAreaOf = (cell: string): DeclaredArea | null => {
  const [, number, suffix] = /^([\d.]+)\s*(\D*)$/.exec(foldWidth(cell).trim()) ?? []
  const written = Number(number)
  if (number === undefined || !Number.isFinite(written) || written <= 0) return null
  const unit = suffixes.find(([pattern]) => pattern.test(suffix ?? ''))?.[1] ?? null
  return { written, unit }
}

const candidates = ['ha', 'm2', 'mu'] as const

/** The units are a factor of 15 or more apart; a declaration within a third fits one of them at most. */
const fits = (written: number, unit: AreaUnit, computedM2: number): boolean => {
  const ratio = toM2(written, unit) / computedM2
  return ratio > 0.75 && ratio < 4 / 3
}

export const unitByRatio = (written: number, computedM2: number): AreaUnit | null =>
  candidates.find((unit) => fits(written, unit, computedM2)) ?? null

/** The unit that most blocks of a file fit. */
export const commonUnit = (pairs: Iterable<[written: number, computedM2: number]>): AreaUnit | null => {
  const votes = new Map<AreaUnit, number>()
  for (const [written, computedM2] of pairs) {
    const unit = unitByRatio(written, computedM2)
    if (unit) votes.set(unit, (votes.get(unit) ?? 0) + 1)
  }
  return [...votes].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null
}

/** Declared areas are rounded and measured in other ways; beyond this the difference is told. */
export const differsNotably = (declaredM2: number, computedM2: number): boolean =>
  Math.abs(declaredM2 - computedM2) > Math.max(1, computedM2 * 0.001)
