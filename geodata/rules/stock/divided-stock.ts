import type { StockMovement } from './stock-facts.ts'

/**
 * Parcels that are divided or united hand their stock on: what ends keeps its account up to that day and is taken out
 * of it, its pieces are brought in with what they are worth then. So the parcels of a past day are those that the map
 * of that day shows.
 */

const handedOn = {
  movement: 'divided',
  supplyId: null,
  documentNo: null,
} as const

/** The account of a piece: one movement stands for all that happened before its first day. Of one kind, in order. */
export function fromPiece(movements: readonly StockMovement[], beganOn: string): StockMovement[] {
  const earlier = movements.filter(({ movedOn }) => movedOn < beganOn)
  const rest = movements.slice(earlier.length)
  const last = earlier.at(-1)
  const isInStock = last !== undefined && last.levelM2 > 0
  // What was disposed of before stays so: the movement has no area, and its remediation says why.
  if (!last || (!isInStock && last.remediationId === null)) return rest
  const head: StockMovement = {
    ...last,
    ...handedOn,
    movedOn: beganOn,
    untilOn: rest[0]?.movedOn ?? null,
    areaM2: last.levelM2,
    wasState: 'none',
    remediationId: isInStock ? null : last.remediationId,
  }
  return [head, ...rest]
}

/** The account of a parcel that ended on a day, by what it was before. Of one kind, in order. */
export function untilDivided<M extends StockMovement>(movements: readonly M[], endedOn: string): M[] {
  const kept = movements.filter(({ movedOn }) => movedOn < endedOn)
  const last = kept.at(-1)
  if (!last || last.levelM2 === 0) return last ? [...kept.slice(0, -1), { ...last, untilOn: null }] : kept
  const out = {
    ...last,
    ...handedOn,
    movedOn: endedOn,
    untilOn: null,
    areaM2: -last.levelM2,
    levelM2: 0,
    wasState: last.state,
    state: 'none' as const,
    sinceOn: null,
    cause: null,
    path: null,
    remediationId: null,
    openRemediationId: null,
  }
  return [...kept.slice(0, -1), { ...last, untilOn: endedOn }, out]
}
