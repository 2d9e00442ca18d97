/** Groups of land as bars on one scale. */
export type Group = {
  key: string | null
  label: string
  areaM2: number
  count: number
  before: { areaM2: number; count: number } | null
}
export type GroupBar = {
  key: string
  label: string
  areaM2: number
  count: number
  beforeM2: number | null
  /** Shares of the longest bar. */
  width: number
  beforeWidth: number | null
}

/** In the address a group without a value needs a name of its own. */
export const NONE = 'none'
export const keyOf = (key: string | null): string => key ?? NONE

export function barsOf(groups: readonly Group[]): GroupBar[] {
  const longest = Math.max(0, ...groups.flatMap(({ areaM2, before }) => [areaM2, before?.areaM2 ?? 0]))
  const share = (areaM2: number): number => (longest > 0 ? areaM2 / longest : 0)
  return groups.map(({ key, label, areaM2, count, before }) => ({
    key: keyOf(key),
    label,
    areaM2,
    count,
    beforeM2: before?.areaM2 ?? null,
    width: share(areaM2),
    beforeWidth: before ? share(before.areaM2) : null,
  }))
}

/** The row that stands for all groups that have none of their own. */
export const REST = 'rest'

/** The first groups, and one for all the others, so that the rows still add up to the whole. */
export function firstOf(
  groups: readonly Group[],
  most: number,
  restLabel: (count: number) => string,
): readonly Group[] {
  if (groups.length <= most) return groups
  const rest = groups.slice(most - 1)
  const beforeOf = (of: (before: { areaM2: number; count: number }) => number): number[] =>
    rest.flatMap(({ before }) => (before ? [of(before)] : []))
  return [
    ...groups.slice(0, most - 1),
    {
      key: REST,
      label: restLabel(rest.length),
      areaM2: sumM2(rest.map(({ areaM2 }) => areaM2)),
      count: rest.reduce((sum, { count }) => sum + count, 0),
      before: rest.some(({ before }) => before)
        ? {
            areaM2: sumM2(beforeOf(({ areaM2 }) => areaM2)),
            count: beforeOf(({ count }) => count).reduce((sum, count) => sum + count, 0),
          }
        : null,
    },
  ]
}

/** Decimals of m² are kept to four places; adding doubles leaves more. */
const PLACES = 10_000

/** Sums exactly as far as areas are stored, so that parts add up to the whole to the last digit. */
export const sumM2 = (areas: readonly number[]): number =>
  areas.reduce((sum, areaM2) => sum + Math.round(areaM2 * PLACES), 0) / PLACES
