import type { FoundationKind, IdleFacts } from './idle-facts.ts'
import type { IdleRules } from './idle-rules.ts'
import { fractionOf } from './idle-rules.ts'

/**
 * 令53 Art. 30: works have begun when a deep pit is excavated, all piles are driven, or a third of another foundation is
 * done. Where the kind is not known, the least that any of them needs.
 */
const neededShare = (kind: FoundationKind | null, { foundationBelow }: IdleRules): string =>
  kind === 'deep_pit' || kind === 'pile' ? '1/1' : foundationBelow

/** Shares are kept to four decimals: a third is written 0.3333 and is not below one third. */
function isBelow(share: number, needed: string): boolean {
  const { over, under } = fractionOf(needed)
  return Math.floor(share * 1e4 + 1e-6) < Math.floor((over * 1e4) / under)
}

export type ShortFoundation = { kind: FoundationKind | null; share: number; needed: string }

/** The foundation, where it is known that too little of it is done for works to have begun. */
export function shortFoundation(
  { foundationKind: kind, foundationShare: share }: IdleFacts,
  rules: IdleRules,
): ShortFoundation | null {
  const needed = neededShare(kind, rules)
  return share !== null && isBelow(share, needed) ? { kind, share, needed } : null
}

/**
 * The day of the first look that found enough of the foundation done, after the last that found too little. Null when
 * none found too little: then nothing speaks against the start that was recorded.
 */
export function foundationDoneOn(
  { foundationKind, foundationLooks }: IdleFacts,
  rules: IdleRules,
): string | null {
  const needed = neededShare(foundationKind, rules)
  const lastShort = foundationLooks.findLastIndex(({ share }) => isBelow(share, needed))
  return lastShort < 0 ? null : (foundationLooks[lastShort + 1]?.seenOn ?? null)
}
