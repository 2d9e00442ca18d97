import { apportion } from '../../geometry/apportion.ts'
import type { BatchEntryKind } from './unsupplied.ts'

/**
 * The states that approved land can be in; each m² is in the first that holds. Roads and green that are in use
 * without a supply stay unsupplied in the ledger of the batch; here they are told apart (domain.md §2.2).
 */
export const landStates = [
  'supplied',
  'withdrawn',
  'lapsed',
  'written_off',
  'formalities',
  'unsupplied',
] as const
export type LandState = (typeof landStates)[number]

/** What has left the stock: the ledger of the batch has an entry of the same kind for it. */
export const isDisposed = (state: LandState): state is BatchEntryKind =>
  state !== 'formalities' && state !== 'unsupplied'

/** What the ledger of a batch calls the paths of a remediation after which nobody holds the land. */
const disposedAs: Readonly<Record<string, BatchEntryKind>> = {
  withdrawal: 'withdrawn',
  lapse: 'lapsed',
  other: 'written_off',
}

export type ParcelFacts = {
  supplies: readonly { signedOn: string }[]
  remediations: readonly { path: string | null; foundOn: string; disposedOn: string | null }[]
}

/**
 * The state of a parcel of approved land on a day. A supply counts from its signing and stays one when it ends: land
 * taken back from a holder is stock of the zone, not approved-but-unsupplied land again.
 */
export function landStateOn({ supplies, remediations }: ParcelFacts, on: string): LandState {
  if (supplies.some(({ signedOn }) => signedOn <= on)) return 'supplied'
  const found = remediations.filter(({ foundOn }) => foundOn <= on)
  for (const { path, disposedOn } of found) {
    const kind = path === null ? undefined : disposedAs[path]
    if (kind && disposedOn !== null && disposedOn <= on) return kind
  }
  const isInUse = found.some(
    ({ path, disposedOn }) => path === 'formalities' && (disposedOn === null || disposedOn > on),
  )
  return isInUse ? 'formalities' : 'unsupplied'
}

/** The part of a parcel in one batch; null stands for what lies in none. */
export type BatchShare = { batchId: number | null; insideM2: number }

/**
 * Shares the contract area of a supply that spans batches by what of its parcel lies in each: to two decimals, as
 * contracts state it, and adding up to the contract.
 */
export function shareSupply(contractM2: number, parts: readonly BatchShare[]): BatchShare[] {
  const drawnM2 = parts.reduce((sum, { insideM2 }) => sum + insideM2, 0)
  if (!(drawnM2 > 0)) return []
  const wanted = parts.map(({ insideM2 }) => (contractM2 * insideM2) / drawnM2)
  const shares = apportion(wanted, contractM2, 2)
  return parts.map(({ batchId }, index) => ({ batchId, insideM2: shares[index]! }))
}
