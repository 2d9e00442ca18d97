import type { Db } from '#api/db/database.ts'
import { toParts } from '#geodata/rules/stock/area-parts.ts'
import { stockOf } from '#geodata/rules/stock/parcel-stock.ts'
import { untilDivided } from '#geodata/rules/stock/divided-stock.ts'
import type { AreaVersion, StockFacts } from '#geodata/rules/stock/stock-facts.ts'
import { stockKinds } from '#geodata/rules/stock/stock-facts.ts'
import type { SupplySpells } from '../clocks/clock.service.ts'
import { spellsOfParcels } from '../clocks/clock.service.ts'
import type { KeptMovement, LivingMovement, Outlook, Writer } from './movement.queries.ts'
import {
  findLivingMovements,
  insertMovements,
  keepOutlooks,
  readInstant,
  voidMovements,
} from './movement.queries.ts'
import type { StockFactRow } from './stock-facts.queries.ts'
import { findDivided, findDueParcels, findParcelsWithFacts, findStockFacts } from './stock-facts.queries.ts'

/** Parcels that are read, judged and kept at once. */
export const STOCK_PAGE = 2_000

/** A version that is dated at or before the one it follows has taken its place. */
function valid<V extends AreaVersion>(versions: readonly V[]): V[] {
  const kept: V[] = []
  for (const version of versions) {
    while (kept.length > 0 && kept.at(-1)!.from >= version.from) kept.pop()
    kept.push(version)
  }
  return kept
}

function factsOf(row: StockFactRow, spells: readonly SupplySpells[]): StockFacts {
  const startedOn = new Map(spells.map((one) => [one.supplyId, one.startedOn]))
  return {
    beganOn: row.beganOn,
    areas: valid(row.areas),
    batch: row.batch,
    supplies: row.supplies.map((supply) => ({ ...supply, startedOn: startedOn.get(supply.id) ?? null })),
    remediations: row.remediations.map((one) => ({ ...one, versions: valid(one.versions) })),
    spells: spells.flatMap(({ supplyId, spells: own }) => own.map((spell) => ({ supplyId, ...spell }))),
  }
}

type Judged = { movements: KeptMovement[]; outlook: Outlook }

function judge(row: StockFactRow, spells: readonly SupplySpells[], today: string): Judged {
  const { movements, findings, nextOn } = stockOf(factsOf(row, spells), today)
  const coming = [
    nextOn,
    ...spells.map((one) => one.nextOn),
    // Standard land begins with its agreement: a state, though no movement.
    ...row.supplies.map(({ standardAgreedOn }) => standardAgreedOn),
  ].filter((on): on is string => on !== null && on > today)
  return {
    movements: movements.map((one) => ({ ...one, parcelId: row.id, batchId: row.batch?.id ?? null })),
    outlook: { parcelId: row.id, nextOn: coming.toSorted()[0] ?? null, findings },
  }
}

const keyOf = (one: KeptMovement): string =>
  JSON.stringify([
    one.parcelId,
    one.kind,
    one.movement,
    one.movedOn,
    one.untilOn,
    toParts(one.areaM2),
    toParts(one.levelM2),
    one.wasState,
    one.state,
    one.sinceOn,
    one.cause,
    one.path,
    one.documentNo,
    one.batchId,
    one.supplyId,
    one.remediationId,
    one.openRemediationId,
  ])

/** Which living movements no longer hold, and which are new; the same facts change nothing. */
export function compareMovements(
  living: readonly LivingMovement[],
  found: readonly KeptMovement[],
): { gone: number[]; fresh: KeptMovement[] } {
  const left = new Map<string, number[]>()
  for (const one of living) left.set(keyOf(one), [...(left.get(keyOf(one)) ?? []), one.id])
  const fresh = found.filter((one) => left.get(keyOf(one))?.shift() === undefined)
  return { gone: [...left.values()].flat(), fresh }
}

/** Parcels that were divided keep what they were until then; of those that are simply gone nothing is left. */
async function accountsOfEnded(
  trx: Db,
  zoneId: number,
  living: readonly LivingMovement[],
  present: ReadonlySet<number>,
): Promise<KeptMovement[]> {
  const ended = living.filter(({ parcelId }) => !present.has(parcelId))
  if (ended.length === 0) return []
  const divided = await findDivided(trx, zoneId, [...new Set(ended.map(({ parcelId }) => parcelId))])
  return divided.flatMap(({ id, endedOn }) =>
    stockKinds.flatMap((kind) => {
      const own = ended.filter((one) => one.parcelId === id && one.kind === kind)
      return untilDivided<KeptMovement>(own, endedOn)
    }),
  )
}

async function refreshPage(
  trx: Db,
  zoneId: number,
  parcelIds: readonly number[],
  today: string,
  writer: Writer,
): Promise<number> {
  const rows = await findStockFacts(trx, zoneId, parcelIds)
  const supplied = rows.filter(({ supplies }) => supplies.length > 0).map(({ id }) => id)
  const spells = supplied.length > 0 ? await spellsOfParcels(trx, zoneId, supplied, today) : []
  const byParcel = new Map<number, SupplySpells[]>()
  for (const one of spells) byParcel.set(one.parcelId, [...(byParcel.get(one.parcelId) ?? []), one])
  const judged = rows.map((row) => judge(row, byParcel.get(row.id) ?? [], today))
  const living = await findLivingMovements(trx, zoneId, parcelIds)
  const ended = await accountsOfEnded(trx, zoneId, living, new Set(rows.map(({ id }) => id)))
  const { gone, fresh } = compareMovements(living, [
    ...judged.flatMap(({ movements }) => movements),
    ...ended,
  ])
  await voidMovements(trx, zoneId, gone, writer)
  await insertMovements(trx, zoneId, fresh, writer)
  await keepOutlooks(
    trx,
    zoneId,
    today,
    parcelIds,
    judged.map(({ outlook }) => outlook),
  )
  return gone.length + fresh.length
}

/**
 * Brings the account of some parcels up to their facts and to the day. Whoever calls holds the lock of the zone's
 * fabric. Nothing is written where nothing has changed; answers how many movements were voided or added.
 */
export async function refreshStock(
  trx: Db,
  zoneId: number,
  parcelIds: readonly number[],
  today: string,
  writer?: Writer,
): Promise<number> {
  if (parcelIds.length === 0) return 0
  const by = writer ?? { recordedAt: await readInstant(trx), changeId: null }
  let changed = 0
  for (let at = 0; at < parcelIds.length; at += STOCK_PAGE)
    changed += await refreshPage(trx, zoneId, parcelIds.slice(at, at + STOCK_PAGE), today, by)
  return changed
}

/** `due`: parcels for which a day has come; `all`: every parcel with facts, when a rule has changed. */
export type StockScope = 'due' | 'all'

/** The next parcels, by id, whose account has to be looked at. */
export const nextStockParcels = (
  executor: Db,
  zoneId: number,
  scope: StockScope,
  { today, afterId }: { today: string; afterId: number },
): Promise<number[]> =>
  scope === 'due'
    ? findDueParcels(executor, zoneId, { today, afterId, limit: STOCK_PAGE })
    : findParcelsWithFacts(executor, zoneId, { afterId, limit: STOCK_PAGE })
