import { areAlike, isUsableArea, toM2, toParts, toleranceOf } from './area-parts.ts'
import type { Cover, Covers } from './remediation-events.ts'
import { coveredParts, remediationEvents, standingCover } from './remediation-events.ts'
import type {
  BatchEnding,
  BatchOfParcel,
  RemediationOfParcel,
  StockExit,
  StockFacts,
  SupplyOfParcel,
} from './stock-facts.ts'
import type { Ledger, Noting, StockEvent } from './stock-ledger.ts'
import { aboutRemediation, openLedger, order } from './stock-ledger.ts'

/** Paths by which an approval comes to its end: what they took out does not come back with a supply. */
const endsApproval = new Set(['lapse', 'withdrawal', 'other', 'written_off'])
const unsuppliedPaths = new Set(['supply', 'formalities', 'withdrawal', 'lapse'])
const exitOf = (path: string | null): StockExit =>
  path !== null && unsuppliedPaths.has(path) ? (path as StockExit) : 'other'
const endingExits: Record<BatchEnding['kind'], StockExit> = {
  withdrawn: 'withdrawal',
  lapsed: 'lapse',
  written_off: 'written_off',
}

/** Recovered land goes into the reserve of the government (令53 Art. 19): its approval has been used. */
const recoveries = new Set(['recovery', 'paid_recovery', 'bond_buyback'])
const isRecovered = ({ remediations }: StockFacts, { signedOn }: SupplyOfParcel): boolean =>
  remediations.some(
    ({ kind, path, foundOn }) =>
      kind === 'idle' && path !== null && recoveries.has(path) && foundOn >= signedOn,
  )

/**
 * Only an entry over the whole batch says which parcels it means; of a part, the parcels say it by remediation. More
 * than was approved is not the whole either: such an entry is wrong, and ends nothing.
 */
const endsWholeBatch = ({ areaM2 }: BatchOfParcel, ending: BatchEnding): boolean =>
  areaM2 !== null && isUsableArea(areaM2) && areAlike(toParts(ending.areaM2), toParts(areaM2))

function noteEnding(
  { note }: Pool,
  { areaM2: batchM2, approvedOn }: BatchOfParcel,
  ending: BatchEnding,
): void {
  const { on, areaM2, kind } = ending
  if (batchM2 !== null && areaM2 > batchM2 && !areAlike(toParts(areaM2), toParts(batchM2)))
    note('ending_over_batch', 'warning', { kind, on, areaM2, batchM2 })
  if (on < approvedOn) note('ending_before_approval', 'warning', { kind, on, approvedOn })
}

type Pool = {
  facts: StockFacts
  ledger: Ledger
  note: Noting
  /** In stock by the approval, without a remediation that speaks for it. */
  rest: number
  covers: Covers
  active: Map<number, number>
  isApproved: boolean
  /** Left by the end of its approval, or into the reserve. */
  gone: number
  areaOn(on: string): number
}

const activeParts = ({ active }: Pool) => [...active.values()].reduce((sum, parts) => sum + parts, 0)

/** Supplied beyond this day: a contract may follow on the day on which another ends. */
const lastingParts = ({ active, facts }: Pool, on: string): number => {
  const ending = new Set(facts.supplies.filter(({ endedOn }) => endedOn === on).map(({ id }) => id))
  return [...active].reduce((sum, [id, parts]) => sum + (ending.has(id) ? 0 : parts), 0)
}

/** What of the parcel is neither supplied, nor in stock, nor gone. */
function free(pool: Pool, on: string): number {
  const area = pool.areaOn(on)
  const parts = area - activeParts(pool) - pool.rest - coveredParts(pool.covers) - pool.gone
  return parts <= toleranceOf(area) ? 0 : parts
}

function approve(pool: Pool, batch: BatchOfParcel): void {
  const { approvedOn: on, approvalNo } = batch
  if (activeParts(pool) > 0) pool.note('supplied_before_approval', 'info', { approvedOn: on })
  if (pool.covers.size > 0) pool.note('found_before_approval', 'info', { approvedOn: on })
  pool.isApproved = true
  const parts = free(pool, on)
  if (parts === 0) return
  pool.rest += parts
  pool.ledger.move(on, 'approved', { documentNo: approvalNo })
}

function remeasure(pool: Pool, on: string, change: number): void {
  if (pool.rest === 0 || change === 0) return
  pool.rest = Math.max(0, pool.rest + change)
  pool.ledger.move(on, 'remeasured', {})
}

function find(pool: Pool, one: RemediationOfParcel, on: string, wanted: number): void {
  const { covers, note } = pool
  const area = pool.areaOn(on)
  const limit = covers.size === 0 ? wanted : Math.max(0, area - coveredParts(covers))
  if (wanted > limit) note('found_twice', 'warning', { remediationId: one.id, foundOn: on })
  const parts = Math.min(wanted, limit)
  if (parts === 0) return
  if (parts > area + toleranceOf(area))
    note('over_parcel_area', 'warning', { remediationId: one.id, areaM2: toM2(parts), parcelM2: toM2(area) })
  if (pool.rest === 0 && covers.size === 0 && activeParts(pool) > 0)
    note('found_though_supplied', 'warning', { remediationId: one.id, foundOn: on })
  const from = areAlike(pool.rest, parts) ? pool.rest : Math.min(pool.rest, parts)
  const wasInStock = from > 0
  pool.rest -= from
  covers.set(one.id, { remediation: one, parts, isBegun: false })
  pool.ledger.move(
    on,
    wasInStock ? (from === parts ? 'listed' : 'corrected') : 'found',
    aboutRemediation(one),
  )
}

function dispose(pool: Pool, one: RemediationOfParcel, on: string): void {
  const cover = pool.covers.get(one.id)
  if (!cover) return
  pool.covers.delete(one.id)
  const exit = exitOf(one.path)
  if (endsApproval.has(exit)) {
    pool.gone += cover.parts
    if (pool.rest === 0 && pool.covers.size === 0) pool.isApproved = false
  }
  pool.ledger.move(on, exit, aboutRemediation(one))
}

/** The approval of the batch ends: what is left of it goes, but for what a remediation will close by itself. */
function endApproval(pool: Pool, ending: BatchEnding): void {
  const { ledger, covers } = pool
  const [on, exit, documentNo] = [ending.on, endingExits[ending.kind], ending.documentNo]
  pool.isApproved = false
  if (pool.rest > 0) {
    pool.gone += pool.rest
    pool.rest = 0
    ledger.move(on, exit, { documentNo })
  }
  for (const { remediation, parts } of openEnded(covers)) {
    pool.gone += parts
    covers.delete(remediation.id)
    ledger.move(on, exit, { ...aboutRemediation(remediation), documentNo })
  }
}

const openEnded = (covers: Covers): Cover[] =>
  [...covers.values()].filter(({ remediation }) => remediation.disposedOn === null)

/** What a supply takes of a piece: all of it, where only a difference of surveys would be left. */
const taking = (piece: number, wanted: number): number =>
  wanted > 0 && piece - wanted <= toleranceOf(piece) ? piece : Math.min(piece, wanted)

function supply(pool: Pool, one: SupplyOfParcel, wanted: number): void {
  const { ledger, covers, note } = pool
  const { signedOn: on, id: supplyId, contractNo: documentNo } = one
  const area = pool.areaOn(on)
  pool.active.set(one.id, areAlike(wanted, area) ? area : wanted)
  if (lastingParts(pool, on) > area + toleranceOf(area))
    note('supplied_over_area', 'warning', { supplyId, on })
  const taken = taking(pool.rest, wanted)
  let left = wanted - taken
  if (taken > 0) {
    pool.rest -= taken
    ledger.move(on, 'supply', { supplyId, documentNo })
    if (pool.rest > 0) note('partly_supplied', 'info', { supplyId, areaM2: one.areaM2, parcelM2: toM2(area) })
  }
  for (const cover of openEnded(covers)) {
    const part = taking(cover.parts, left)
    if (part === 0) continue
    left -= part
    cover.parts -= part
    if (cover.parts === 0) covers.delete(cover.remediation.id)
    note('supplied_not_closed', 'warning', { remediationId: cover.remediation.id, supplyId, on })
    ledger.move(on, 'supply', { ...aboutRemediation(cover.remediation), supplyId, documentNo })
  }
}

function endSupply(pool: Pool, one: SupplyOfParcel, on: string): void {
  const parts = pool.active.get(one.id)
  if (parts === undefined) return
  pool.active.delete(one.id)
  if (!pool.isApproved) return
  if (isRecovered(pool.facts, one)) {
    pool.gone += parts
    return
  }
  const back = free(pool, on)
  if (back === 0) return
  pool.rest += back
  pool.ledger.move(on, 'returned', { supplyId: one.id, documentNo: one.contractNo })
}

function supplyEvents(pool: Pool): StockEvent[] {
  return pool.facts.supplies.flatMap((one): StockEvent[] => {
    const { id: supplyId, signedOn, endedOn, areaM2 } = one
    if (!isUsableArea(areaM2)) {
      pool.note('area_unusable', 'warning', { supplyId, areaM2 })
      return []
    }
    if (endedOn !== null && endedOn < signedOn) {
      pool.note('ended_before_signed', 'warning', { supplyId, signedOn, endedOn })
      return []
    }
    return [
      { on: signedOn, order: order.signed, apply: () => supply(pool, one, toParts(areaM2)) },
      ...(endedOn === null
        ? []
        : [{ on: endedOn, order: order.supplyEnds, apply: () => endSupply(pool, one, endedOn) }]),
    ]
  })
}

function areaEvents(pool: Pool): StockEvent[] {
  return pool.facts.areas.slice(1).map(({ from }, index) => {
    const change = toParts(pool.facts.areas[index + 1]!.areaM2) - toParts(pool.facts.areas[index]!.areaM2)
    return { on: from, order: order.remeasured, apply: () => remeasure(pool, from, change) }
  })
}

function approvalEvents(pool: Pool, batch: BatchOfParcel | null): StockEvent[] {
  if (!batch) return []
  for (const ending of batch.endings) noteEnding(pool, batch, ending)
  return [
    { on: batch.approvedOn, order: order.approved, apply: () => approve(pool, batch) },
    ...batch.endings
      .filter((ending) => ending.on >= batch.approvedOn && endsWholeBatch(batch, ending))
      .map((ending) => ({
        on: ending.on,
        order: order.approvalEnds,
        apply: () => endApproval(pool, ending),
      })),
  ]
}

/** Approved-but-unsupplied land of a parcel: what happens to it, in any order; `parcel-stock.ts` plays it by day. */
export function unsuppliedEvents(
  facts: StockFacts,
  areaOn: (on: string) => number,
  note: Noting,
): { ledger: Ledger; events: StockEvent[] } {
  const covers: Covers = new Map()
  const ledger = openLedger('unsupplied', () => {
    const cover = standingCover(covers)
    return {
      parts: pool.rest + coveredParts(covers),
      openRemediationId: cover?.remediation.id ?? null,
      isBegun: cover?.isBegun ?? false,
    }
  })
  const pool: Pool = {
    facts,
    ledger,
    note,
    rest: 0,
    covers,
    active: new Map(),
    isApproved: false,
    gone: 0,
    areaOn,
  }
  const events = [
    ...areaEvents(pool),
    ...approvalEvents(pool, facts.batch),
    ...remediationEvents(
      facts.remediations,
      'unsupplied',
      {
        found: (one, on, parts) => find(pool, one, on, parts),
        corrected: (one, on, parts) => {
          const cover = covers.get(one.id)
          if (!cover || cover.parts === parts) return
          cover.parts = parts
          ledger.move(on, 'corrected', aboutRemediation(one))
        },
        begun: (one, on) => {
          const cover = covers.get(one.id)
          if (!cover) return
          cover.isBegun = true
          ledger.move(on, 'begun', aboutRemediation(one))
        },
        disposed: (one, on) => dispose(pool, one, on),
        exitOn: ({ disposedOn }) => disposedOn,
      },
      note,
    ),
    ...supplyEvents(pool),
  ]
  return { ledger, events }
}
