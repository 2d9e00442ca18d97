import type { Db } from '#api/db/database.ts'
import type { RuleBook } from '#geodata/rules/idle/idle-rules.ts'
import { clockSteps } from '#geodata/rules/idle/clock-steps.ts'
import type { SupplyRow } from './clock.queries.ts'
import type { KeptStep, LivingStep } from './step.queries.ts'
import { findEndsOfSupplies, findLivingSteps, insertSteps, voidSteps } from './step.queries.ts'

const keyOf = ({ supplyId, parcelId, areaM2, from, until, kind, idleFrom, ...rest }: KeptStep): string =>
  JSON.stringify([
    supplyId,
    parcelId,
    areaM2,
    from,
    until,
    kind,
    idleFrom,
    rest.feeFrom,
    rest.recoveryFrom,
    rest.startOn,
    rest.daysRun,
    rest.daysPaused,
    rest.counts,
    rest.findingCount,
  ])

type Replaced = { living: readonly LivingStep[]; found: readonly KeptStep[]; recordedAt: string | null }

/** Voids what no longer holds and adds what is new; the same facts change nothing. */
async function replaceSteps(trx: Db, zoneId: number, { living, found, recordedAt }: Replaced): Promise<void> {
  const wanted = new Map(found.map((step) => [keyOf(step), step]))
  const gone = living.filter((step) => !wanted.delete(keyOf(step))).map(({ id }) => id)
  // Added first: what a supply has had before tells new knowledge from the first.
  await insertSteps(trx, zoneId, [...wanted.values()], recordedAt)
  await voidSteps(trx, zoneId, gone, recordedAt)
}

/** Keeps everything the clocks of some supplies say on any day, by their facts as they are now. */
export async function keepSteps(
  trx: Db,
  zoneId: number,
  supplies: readonly SupplyRow[],
  book: RuleBook,
  recordedAt: string | null,
): Promise<void> {
  const found = supplies.flatMap(
    ({ supply_id: supplyId, parcel_id: parcelId, area_m2: areaM2, facts, observations }) =>
      clockSteps({ ...facts, observations }, book).map((step) => ({ ...step, supplyId, parcelId, areaM2 })),
  )
  const ids = supplies.map(({ supply_id }) => supply_id)
  const living = await findLivingSteps(trx, zoneId, ids)
  await replaceSteps(trx, zoneId, { living, found, recordedAt })
}

/** Supplies that ended keep what their clocks said until then; of those that are simply gone nothing is left. */
export async function endSteps(
  trx: Db,
  zoneId: number,
  supplyIds: readonly number[],
  recordedAt: string | null,
): Promise<void> {
  if (supplyIds.length === 0) return
  const ends = new Map(
    (await findEndsOfSupplies(trx, zoneId, supplyIds)).map(({ supplyId, endedOn }) => [supplyId, endedOn]),
  )
  const living = await findLivingSteps(trx, zoneId, [...ends.keys()])
  const found = living.flatMap((step): KeptStep[] => {
    const endedOn = ends.get(step.supplyId) ?? null
    if (endedOn === null || step.from >= endedOn) return []
    return [{ ...step, until: step.until !== null && step.until < endedOn ? step.until : endedOn }]
  })
  await replaceSteps(trx, zoneId, { living, found, recordedAt })
}
