import type { LandState } from './batch-land.ts'
import { isDisposed } from './batch-land.ts'
import type { BatchEntryKind } from './unsupplied.ts'

/**
 * Why what remains of a batch by its ledger and by its boundary are two numbers:
 *
 *   ledger   = declared − Σ entries
 *   geometry = boundary − (Σ disposed parcels inside − what they overlap) − slivers
 *
 * Every term of the difference is put down to the entry and the parcel that it belongs to. The parts add up to the
 * difference to the last ten-thousandth; what the overlay itself rounds is the named `remainder`.
 */
export const differenceKinds = [
  'approval',
  'survey',
  'crossing',
  'entry_differs',
  'missing_entry',
  'entry_without_parcel',
  'entry_elsewhere',
  'entry_repeated',
  'state_differs',
  'overlap',
  'sliver',
  'remainder',
] as const
export type DifferenceKind = (typeof differenceKinds)[number]

export type GroundEntry = {
  id: number
  kind: BatchEntryKind
  areaM2: number
  /** The parcel that the entry or its supply names; null when it names none. */
  parcelId: number | null
  /** Whether the parcel that is named lies in the batch at all. */
  isInside: boolean
}

export type GroundParcel = {
  id: number
  state: LandState
  insideM2: number
  /** Reaches out of the batch by more than surveys differ. */
  isCrossing: boolean
  /** What of the contract belongs to this batch; null where there is no contract. */
  contractM2: number | null
}

export type BatchGround = {
  declaredM2: number
  boundaryM2: number
  /** Boundary without what has been disposed of, slivers included. */
  leftM2: number
  slivers: readonly number[]
  overlaps: readonly { parcelIds: readonly number[]; areaM2: number }[]
  entries: readonly GroundEntry[]
  parcels: readonly GroundParcel[]
}

export type DifferenceItem = { areaM2: number; parcelIds: readonly number[]; entryId: number | null }
export type DifferenceRow = { kind: DifferenceKind; areaM2: number; items: DifferenceItem[] }
export type Difference = { ledgerM2: number; geometryM2: number; differenceM2: number; rows: DifferenceRow[] }

const PARTS = 10_000
const toParts = (areaM2: number): number => Math.round(areaM2 * PARTS)
const toM2 = (parts: number): number => parts / PARTS

type Found = { kind: DifferenceKind; parts: number; parcelIds: readonly number[]; entryId: number | null }
const sumOf = (parts: readonly number[]): number => parts.reduce((sum, part) => sum + part, 0)

/** One disposed parcel against its entry: what the survey, the crossing of the boundary and the contract explain. */
function compare(parcel: GroundParcel, entry: GroundEntry): Found[] {
  const about = { parcelIds: [parcel.id], entryId: entry.id }
  const entered = toParts(entry.areaM2)
  const inside = toParts(parcel.insideM2)
  const agreed = parcel.contractM2 === null ? entered : toParts(parcel.contractM2)
  const found: Found[] = [
    { kind: 'survey', parts: inside - agreed, ...about },
    { kind: parcel.isCrossing ? 'crossing' : 'entry_differs', parts: agreed - entered, ...about },
  ]
  return found
}

function explainEntries(
  { entries, parcels }: BatchGround,
  disposed: ReadonlyMap<number, GroundParcel>,
): Found[] {
  const known = new Set(parcels.map(({ id }) => id))
  const counted = new Set<number>()
  const found = entries.flatMap((entry): Found[] => {
    const { parcelId, id: entryId, kind } = entry
    const lost = (why: DifferenceKind, parcelIds: number[] = parcelId === null ? [] : [parcelId]) => [
      { kind: why, parts: -toParts(entry.areaM2), parcelIds, entryId },
    ]
    if (parcelId === null) return lost('entry_without_parcel')
    if (!entry.isInside || !known.has(parcelId)) return lost('entry_elsewhere')
    const parcel = disposed.get(parcelId)
    if (!parcel || parcel.state !== kind) return lost('state_differs')
    if (counted.has(parcelId)) return lost('entry_repeated')
    counted.add(parcelId)
    return compare(parcel, entry)
  })
  const missing = [...disposed.values()].filter(({ id }) => !counted.has(id))
  return [
    ...found,
    ...missing.map(({ id, insideM2 }): Found => ({
      kind: 'missing_entry',
      parts: toParts(insideM2),
      parcelIds: [id],
      entryId: null,
    })),
  ]
}

function toRows(found: readonly Found[]): DifferenceRow[] {
  return differenceKinds.flatMap((kind) => {
    const own = found.filter((one) => one.kind === kind && one.parts !== 0)
    if (own.length === 0) return []
    const items = own
      .toSorted((a, b) => Math.abs(b.parts) - Math.abs(a.parts))
      .map(({ parts, parcelIds, entryId }) => ({ areaM2: toM2(parts), parcelIds, entryId }))
    return [{ kind, areaM2: toM2(sumOf(own.map(({ parts }) => parts))), items }]
  })
}

/** The balance both ways and the rows that lead from one to the other. */
export function explainDifference(ground: BatchGround): Difference {
  const disposed = new Map(
    ground.parcels.filter(({ state }) => isDisposed(state)).map((parcel) => [parcel.id, parcel]),
  )
  const ledger = toParts(ground.declaredM2) - sumOf(ground.entries.map(({ areaM2 }) => toParts(areaM2)))
  const slivers = ground.slivers.map(toParts)
  const geometry = toParts(ground.leftM2) - sumOf(slivers)
  const whole = { parcelIds: [], entryId: null }
  const found: Found[] = [
    { kind: 'approval', parts: toParts(ground.declaredM2) - toParts(ground.boundaryM2), ...whole },
    ...explainEntries(ground, disposed),
    ...ground.overlaps.map(({ parcelIds, areaM2 }): Found => ({
      kind: 'overlap',
      parts: -toParts(areaM2),
      parcelIds,
      entryId: null,
    })),
    ...slivers.map((parts): Found => ({ kind: 'sliver', parts, ...whole })),
  ]
  const difference = ledger - geometry
  const remainder = difference - sumOf(found.map(({ parts }) => parts))
  return {
    ledgerM2: toM2(ledger),
    geometryM2: toM2(geometry),
    differenceM2: toM2(difference),
    rows: toRows([...found, { kind: 'remainder', parts: remainder, ...whole }]),
  }
}
