/** A seeded source of numbers (mulberry32): the same seed gives the same demonstration on every machine. */
export type Random = {
  /** At least 0, below 1. */
  next: () => number
  /** A number between two bounds. */
  between: (low: number, high: number) => number
  /** A whole number, both bounds included. */
  integer: (low: number, high: number) => number
  chance: (share: number) => boolean
  pick: <T>(items: readonly T[]) => T
  shuffled: <T>(items: readonly T[]) => T[]
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const integer = (low: number, high: number) => low + Math.floor(next() * (high - low + 1))
  return {
    next,
    integer,
    between: (low, high) => low + next() * (high - low),
    chance: (share) => next() < share,
    pick: (items) => items[Math.floor(next() * items.length)]!,
    shuffled: (items) => {
      const out = [...items]
      for (let i = out.length - 1; i > 0; i--) {
        const j = integer(0, i)
        ;[out[i], out[j]] = [out[j]!, out[i]!]
      }
      return out
    },
  }
}
