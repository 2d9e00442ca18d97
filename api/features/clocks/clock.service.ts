import type { Context } from '#api/context.ts'
import type { Db } from '#api/db/database.ts'
import type { IdleClock } from '#geodata/rules/idle/idle-clock.ts'
import { clock } from '#geodata/rules/idle/idle-clock.ts'
import type { RuleBook } from '#geodata/rules/idle/idle-rules.ts'
import type { Spells } from '#geodata/rules/idle/idle-spells.ts'
import { idleSpells } from '#geodata/rules/idle/idle-spells.ts'
import { observedFacts } from '#geodata/rules/idle/observed-facts.ts'
import type { ClockSummary, SupplyRow } from './clock.queries.ts'
import {
  dropGoneClocks,
  findSupplies,
  findSuppliesAfter,
  findSuppliesByIds,
  findSupply,
  forgetClocks,
  keepClocks,
} from './clock.queries.ts'
import { readRuleBook } from '../rules/books.ts'
import { endSteps, keepSteps } from './step.service.ts'

/** Supplies that are read, asked and kept at once; nothing grows with the zone. */
export const PAGE = 2_000

export type SupplyFacts = SupplyRow

/** Supplies by id, for whoever asks their clocks under other rules. */
export const suppliesOf = (executor: Db, zoneId: number, ids: readonly number[]): Promise<SupplyFacts[]> =>
  findSuppliesByIds(executor, zoneId, ids)

/** The next supplies of a zone by id. */
export const pageOfSupplies = (executor: Db, zoneId: number, afterId: number): Promise<SupplyFacts[]> =>
  findSuppliesAfter(executor, zoneId, { afterId, limit: PAGE, staleOn: null })

/** All clocks of a zone have to be asked again. */
export const forgetZoneClocks = async (trx: Db, zoneId: number): Promise<void> => {
  await forgetClocks(trx, zoneId)
}

/** The clock of a stored supply on a day. */
export function askClock({ facts, observations }: SupplyRow, book: RuleBook, on: string): IdleClock {
  return clock({ ...facts, ...observedFacts(observations, on) }, book, on)
}

export type SupplySpells = Spells & { supplyId: number; parcelId: number; startedOn: string | null }

/** When the clock said idle of the supplies of some parcels, up to today, and since when works are under way. */
export async function spellsOfParcels(
  executor: Db,
  zoneId: number,
  parcelIds: readonly number[],
  today: string,
): Promise<SupplySpells[]> {
  const supplies = await findSupplies(executor, zoneId, parcelIds)
  if (supplies.length === 0) return []
  const book = await readRuleBook(executor, zoneId)
  return supplies.map(({ supply_id: supplyId, parcel_id: parcelId, facts, observations }) => ({
    supplyId,
    parcelId,
    startedOn: observations.findLast(({ startedOn }) => startedOn !== null)?.startedOn ?? null,
    ...idleSpells({ ...facts, observations }, book, today),
  }))
}

/** The supply of a parcel that was in force on a day: the one asked for, or the newest. */
export async function supplyOfParcel(
  executor: Db,
  zoneId: number,
  { parcelId, supplyId }: { parcelId: number; supplyId: number | undefined },
  on: string,
): Promise<SupplyRow | undefined> {
  const supplies = await findSupplies(executor, zoneId, [parcelId])
  return supplies.find(
    ({ supply_id, facts }) =>
      (supplyId === undefined || supply_id === supplyId) && (facts.signedOn === null || facts.signedOn <= on),
  )
}

/** What the clock says of a supply on a day, with the rules it went by; no answer when the supply is gone. */
export async function clockOfSupply(executor: Db, zoneId: number, supplyId: number, on: string) {
  const book = await readRuleBook(executor, zoneId)
  const supply = await findSupply(executor, zoneId, supplyId)
  return { book, supply, answer: supply && askClock(supply, book, on) }
}

/** The next day on which something begins, by the facts as they are. */
function nextDate({ idleFrom, feeFrom, recoveryFrom }: IdleClock, { facts }: SupplyRow, on: string) {
  const start = facts.agreedStarts.findLast(({ setOn }) => setOn <= on)?.startOn ?? null
  const isOpen = idleFrom !== null && idleFrom > on
  const coming = [
    { kind: 'start' as const, date: isOpen ? start : null },
    { kind: 'idle' as const, date: idleFrom },
    { kind: 'fee' as const, date: feeFrom },
    { kind: 'recovery' as const, date: recoveryFrom },
  ]
  return coming
    .filter((one): one is { kind: typeof one.kind; date: string } => one.date !== null && one.date > on)
    .reduce<{ kind: ClockSummary['nextKind']; date: string | null }>(
      (best, one) => (best.date === null || one.date < best.date ? one : best),
      { kind: null, date: null },
    )
}

function summaryOf(row: SupplyRow, book: RuleBook, on: string): ClockSummary {
  const answer = askClock(row, book, on)
  const next = nextDate(answer, row, on)
  const { kind, idleFrom, feeFrom, recoveryFrom, daysRun, daysPaused, findings } = answer
  return {
    supplyId: row.supply_id,
    parcelId: row.parcel_id,
    kind,
    idleFrom,
    feeFrom,
    recoveryFrom,
    daysRun,
    daysPaused,
    nextOn: next.date,
    nextKind: next.kind,
    findingCount: findings.filter(({ severity }) => severity !== 'info').length,
  }
}

async function askAndKeep(
  trx: Db,
  zoneId: number,
  supplies: readonly SupplyRow[],
  today: string,
  recordedAt: string | null = null,
): Promise<void> {
  if (supplies.length === 0) return
  const book = await readRuleBook(trx, zoneId)
  const clocks = supplies.map((row) => summaryOf(row, book, today))
  await keepClocks(trx, zoneId, today, clocks)
  // A night changes what a clock says today, not what it says of each day.
  const changed = supplies.filter(({ is_fresh: isFresh = true }) => isFresh)
  if (changed.length > 0) await keepSteps(trx, zoneId, changed, book, recordedAt)
}

const factsOfClocks = new Set(['supplies', 'supply-starts', 'progress', 'pauses', 'encumbrances'])

/** Whether the clocks are computed from this collection. */
export const bearsOnClocks = (collection: string): boolean => factsOfClocks.has(collection)

/** Asks the clocks of some parcels again, within the change that touched their facts. */
export async function refreshClocks(
  trx: Db,
  zoneId: number,
  parcelIds: readonly number[],
  today: string,
  recordedAt: string,
): Promise<void> {
  if (parcelIds.length === 0) return
  const gone = await dropGoneClocks(trx, zoneId, parcelIds)
  await endSteps(
    trx,
    zoneId,
    gone.map(({ supplyId }) => supplyId),
    recordedAt,
  )
  for (let at = 0; at < parcelIds.length; at += PAGE) {
    const supplies = await findSupplies(trx, zoneId, parcelIds.slice(at, at + PAGE))
    await askAndKeep(trx, zoneId, supplies, today, recordedAt)
  }
}

/**
 * Asks every clock of a zone that was not asked on this day. Each page is a transaction of its own: a stop in the
 * middle (`signal`) loses nothing, and what is done is not done again. Answers how many were asked.
 */
export async function refreshZoneClocks(
  { database }: Pick<Context, 'database'>,
  zoneId: number,
  today: string,
  signal?: AbortSignal,
): Promise<number> {
  let asked = 0
  for (let afterId = 0; ;) {
    if (signal?.aborted) return asked
    const page = await database.db.transaction().execute(async (trx) => {
      const supplies = await findSuppliesAfter(trx, zoneId, { afterId, limit: PAGE, staleOn: today })
      await askAndKeep(trx, zoneId, supplies, today)
      return supplies
    })
    const last = page.at(-1)
    if (!last) return asked
    asked += page.length
    afterId = last.supply_id
  }
}
