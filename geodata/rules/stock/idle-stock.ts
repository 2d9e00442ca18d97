import { areAlike, isUsableArea, toM2, toParts, toleranceOf } from './area-parts.ts'
import type { Covers } from './remediation-events.ts'
import { coveredParts, remediationEvents, standingCover } from './remediation-events.ts'
import type { IdleSpell, RemediationOfParcel, StockExit, StockFacts, SupplyOfParcel } from './stock-facts.ts'
import type { Ledger, Noting, StockEvent } from './stock-ledger.ts'
import { aboutRemediation, later, openLedger, order } from './stock-ledger.ts'

const idlePaths = new Set([
  'start',
  'extension',
  'change_of_use',
  'temporary_use',
  'paid_recovery',
  'exchange',
  'recovery',
  'bond_buyback',
])
const exitOf = (path: string | null): StockExit =>
  path !== null && idlePaths.has(path) ? (path as StockExit) : 'other'
const spellExit = ({ endedBy }: IdleSpell): StockExit =>
  endedBy === null || endedBy === 'supply_ended' ? 'other' : endedBy

/**
 * The fee of 令53 Art. 14(1) is paid for the idle year and ends nothing: the land leaves when works begin, when the
 * clock is set going anew, or when its contract ends.
 */
function exitAfterFee({ supplies, spells }: StockFacts, disposedOn: string) {
  const started = supplies
    .map(({ startedOn }) => startedOn)
    .filter((on): on is string => on !== null)
    .toSorted()
  const isIdleOn = (on: string) => spells.some(({ from, to }) => from <= on && (to === null || to > on))
  if (started.some((on) => on <= disposedOn) && !isIdleOn(disposedOn))
    return { on: disposedOn, exit: 'start' as StockExit }
  const ended = spells
    .filter(({ to }) => to !== null && to >= disposedOn)
    .toSorted((a, b) => (a.to! < b.to! ? -1 : 1))
  const first = ended[0]
  if (first) return { on: first.to!, exit: spellExit(first) }
  // Works without a permit or with too little of a foundation do not end what the clock still calls idle.
  const startedOn = started.find((on) => on > disposedOn && !isIdleOn(on))
  return startedOn === undefined ? null : { on: startedOn, exit: 'start' as StockExit }
}

function exitOfRemediation(facts: StockFacts, { path, disposedOn }: RemediationOfParcel) {
  if (disposedOn === null) return null
  return path === 'fee' ? exitAfterFee(facts, disposedOn) : { on: disposedOn, exit: exitOf(path) }
}

type Pool = {
  facts: StockFacts
  ledger: Ledger
  note: Noting
  covers: Covers
  /** Idle by the clock alone, by supply. */
  suspected: Map<number, number>
  areaOn(on: string): number
}

const suspectedParts = ({ suspected }: Pool) => [...suspected.values()].reduce((sum, parts) => sum + parts, 0)

/** The clock says idle. Where somebody has found it already, nothing is added. */
function suspect(pool: Pool, spell: IdleSpell, supply: SupplyOfParcel): void {
  if (pool.covers.size > 0 || !isUsableArea(supply.areaM2)) return
  const others = suspectedParts(pool)
  const wanted = toParts(supply.areaM2)
  const parts = others === 0 ? wanted : Math.min(wanted, Math.max(0, pool.areaOn(spell.from) - others))
  if (parts === 0) return
  pool.suspected.set(supply.id, parts)
  pool.ledger.move(spell.from, 'found', { supplyId: supply.id, documentNo: supply.contractNo })
}

function endSpell(pool: Pool, spell: IdleSpell, supply: SupplyOfParcel): void {
  const on = spell.to!
  if (pool.suspected.delete(spell.supplyId)) {
    pool.ledger.move(on, spellExit(spell), { supplyId: supply.id, documentNo: supply.contractNo })
    return
  }
  const open = [...pool.covers.values()].find(({ remediation }) => remediation.disposedOn === null)
  if (open)
    pool.note('ended_not_closed', 'info', { remediationId: open.remediation.id, supplyId: supply.id, on })
}

/** After its fee was paid a remediation is done with; the next one takes the land over. */
function takeOverPaid({ covers }: Pool, on: string): number {
  let parts = 0
  for (const [id, { remediation, parts: own }] of covers) {
    const { path, disposedOn } = remediation
    if (path !== 'fee' || disposedOn === null || disposedOn > on) continue
    covers.delete(id)
    parts += own
  }
  return parts
}

/**
 * Of what is claimed, what there is: the parcel, or what its contract says where that is more, without what others
 * claim. Papers may differ by surveys; what is more than that is noted and not taken into the account.
 */
function thereIs({ facts: { supplies }, areaOn }: Pool, on: string, claimed: number, others: number): number {
  const supplied = supplies.map(({ areaM2 }) => areaM2).filter(isUsableArea)
  const most = Math.max(areaOn(on), ...supplied.map(toParts))
  if (most === 0 || others + claimed <= most + toleranceOf(most)) return claimed
  return Math.max(0, most - others)
}

function find(pool: Pool, one: RemediationOfParcel, on: string, wanted: number): void {
  const { covers, note } = pool
  const before = suspectedParts(pool) + takeOverPaid(pool, on)
  const area = pool.areaOn(on)
  const limit = covers.size === 0 ? wanted : Math.max(0, area - coveredParts(covers))
  if (wanted > limit) note('found_twice', 'warning', { remediationId: one.id, foundOn: on })
  const claimed = Math.min(wanted, limit)
  if (claimed > area + toleranceOf(area) && !areAlike(claimed, before))
    note('over_parcel_area', 'warning', {
      remediationId: one.id,
      areaM2: toM2(claimed),
      parcelM2: toM2(area),
    })
  const parts = thereIs(pool, on, claimed, coveredParts(covers))
  if (parts === 0) return
  pool.suspected.clear()
  covers.set(one.id, { remediation: one, parts, isBegun: false })
  pool.ledger.move(
    on,
    before === 0 ? 'found' : before === parts ? 'listed' : 'corrected',
    aboutRemediation(one),
  )
}

function correct(pool: Pool, one: RemediationOfParcel, on: string, wanted: number): void {
  const { covers, ledger, note, areaOn } = pool
  const cover = covers.get(one.id)
  if (!cover) return
  const parts = thereIs(pool, on, wanted, coveredParts(covers) - cover.parts)
  if (parts < wanted)
    note('over_parcel_area', 'warning', {
      remediationId: one.id,
      areaM2: toM2(wanted),
      parcelM2: toM2(areaOn(on)),
    })
  if (cover.parts === parts) return
  cover.parts = parts
  ledger.move(on, 'corrected', aboutRemediation(one))
}

function dispose(pool: Pool, one: RemediationOfParcel, on: string, exit: StockExit): void {
  if (!pool.covers.delete(one.id)) return
  pool.ledger.move(on, exit, aboutRemediation(one))
  if (pool.facts.spells.some(({ from, to }) => from <= on && (to === null || to > on)))
    pool.note('disposed_but_idle', 'info', { remediationId: one.id, disposedOn: on })
}

function spellEvents(pool: Pool): StockEvent[] {
  const supplies = new Map(pool.facts.supplies.map((one) => [one.id, one]))
  return pool.facts.spells.flatMap((spell): StockEvent[] => {
    const supply = supplies.get(spell.supplyId)
    if (!supply) return []
    return [
      { on: spell.from, order: order.spellBegins, apply: () => suspect(pool, spell, supply) },
      ...(spell.to === null
        ? []
        : [{ on: spell.to, order: order.spellEnds, apply: () => endSpell(pool, spell, supply) }]),
    ]
  })
}

/** Idle land of a parcel: what happens to it, in any order; `parcel-stock.ts` plays it by day. */
export function idleEvents(
  facts: StockFacts,
  areaOn: (on: string) => number,
  note: Noting,
): { ledger: Ledger; events: StockEvent[] } {
  const covers: Covers = new Map()
  const suspected = new Map<number, number>()
  const ledger = openLedger('idle', () => {
    const cover = standingCover(covers)
    return {
      parts: suspectedParts(pool) + coveredParts(covers),
      openRemediationId: cover?.remediation.id ?? null,
      isBegun: cover?.isBegun ?? false,
    }
  })
  const pool: Pool = { facts, ledger, note, covers, suspected, areaOn }
  const exits = new Map(facts.remediations.map((one) => [one.id, exitOfRemediation(facts, one)]))
  for (const { id, kind, path, disposedOn } of facts.remediations)
    if (kind === 'idle' && path === 'fee' && disposedOn !== null && exits.get(id)?.on !== disposedOn)
      note('fee_does_not_end', exits.get(id) ? 'info' : 'warning', { remediationId: id, disposedOn })
  const events = [
    ...remediationEvents(
      facts.remediations,
      'idle',
      {
        found: (one, on, parts) => find(pool, one, on, parts),
        corrected: (one, on, parts) => correct(pool, one, on, parts),
        begun: (one, on) => {
          const cover = covers.get(one.id)
          if (!cover) return
          cover.isBegun = true
          ledger.move(on, 'begun', aboutRemediation(one))
        },
        disposed: (one, on) => dispose(pool, one, on, exits.get(one.id)?.exit ?? 'other'),
        exitOn: (one) => {
          const exit = exits.get(one.id)
          return exit ? later(exit.on, one.foundOn) : null
        },
      },
      note,
    ),
    ...spellEvents(pool),
  ]
  return { ledger, events }
}
