import { isUsableArea, toParts } from './area-parts.ts'
import { idleEvents } from './idle-stock.ts'
import type { StockAnswer, StockFacts, StockFinding } from './stock-facts.ts'
import type { StockEvent } from './stock-ledger.ts'
import { noteFor } from './stock-ledger.ts'
import { fromPiece } from './divided-stock.ts'
import { unsuppliedEvents } from './unsupplied-stock.ts'

/** The area of the parcel on a day, in parts; the first known one holds from the beginning. */
function areaReader({ areas }: StockFacts): (on: string) => number {
  const usable = areas.filter(({ areaM2 }) => isUsableArea(areaM2))
  return (on) => {
    const known = usable.findLast(({ from }) => from <= on) ?? usable[0]
    return known ? toParts(known.areaM2) : 0
  }
}

/** Plays what is dated up to today, day by day; answers the first day that is still to come. */
function play(events: readonly StockEvent[], today: string): string | null {
  const inOrder = events
    .map((event, place) => ({ event, place }))
    .toSorted((a, b) =>
      a.event.on === b.event.on
        ? a.event.order - b.event.order || a.place - b.place
        : a.event.on < b.event.on
          ? -1
          : 1,
    )
  for (const { event } of inOrder) {
    if (event.on > today) return event.on
    event.apply()
  }
  return null
}

/**
 * The account of one parcel: every movement of approved-but-unsupplied and of idle land up to `today`, from facts
 * alone. For any two days, stock on the first + movements after it up to the second = stock on the second; stock is
 * never below zero.
 */
export function stockOf(facts: StockFacts, today: string): StockAnswer {
  if (facts.beganOn !== null && facts.beganOn > today)
    return { movements: [], findings: [], nextOn: facts.beganOn }
  const findings: StockFinding[] = []
  if (facts.areas.some(({ areaM2 }) => !isUsableArea(areaM2)) && facts.areas.length > 0)
    noteFor('unsupplied', findings)('area_unusable', 'warning', { parcel: 'area' })
  const areas = { ...facts, areas: facts.areas.filter(({ areaM2 }) => isUsableArea(areaM2)) }
  const areaOn = areaReader(areas)
  const unsupplied = unsuppliedEvents(areas, areaOn, noteFor('unsupplied', findings))
  const idle = idleEvents(areas, areaOn, noteFor('idle', findings))
  const coming = [play(unsupplied.events, today), play(idle.events, today)].filter((on) => on !== null)
  const kinds = [unsupplied, idle].map(({ ledger }) => ledger.movements)
  return {
    movements: kinds.flatMap((own) => (facts.beganOn === null ? own : fromPiece(own, facts.beganOn))),
    findings,
    nextOn: coming.toSorted()[0] ?? null,
  }
}
