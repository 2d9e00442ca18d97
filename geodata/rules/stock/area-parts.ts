/** Areas are kept with four decimals: whole ten-thousandths of a m² add up exactly, up to 900 000 km². */
const PARTS_PER_M2 = 10_000

export const toParts = (areaM2: number): number => Math.round(areaM2 * PARTS_PER_M2)
export const toM2 = (parts: number): number => parts / PARTS_PER_M2
export const isUsableArea = (areaM2: number): boolean =>
  areaM2 > 0 && toParts(areaM2) <= Number.MAX_SAFE_INTEGER / 8

/**
 * Two papers on one piece of land differ by surveys, not by land: up to 1 m² or 0.1 % they speak of the same
 * (domain.md §6.2 [P]).
 */
export const toleranceOf = (parts: number): number => Math.max(PARTS_PER_M2, Math.floor(parts / 1_000))

export const areAlike = (a: number, b: number): boolean => Math.abs(a - b) <= toleranceOf(Math.max(a, b))
