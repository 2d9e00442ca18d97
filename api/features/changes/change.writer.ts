import { randomUUID } from 'node:crypto'
import { uniteBBoxes } from '#geodata/geometry/bbox.ts'
import type { BBox } from '#geodata/model/geojson.ts'
import type { Context } from '#api/context.ts'
import type { Db } from '#api/db/database.ts'
import { isDatabaseError, sqlState } from '#api/db/errors.ts'
import { specOf } from '#api/db/collection-sql.ts'
import { run } from '#api/db/raw.ts'
import type { ChangeTable } from '#api/db/schema.ts'
import type { Zone } from '#api/http/access.ts'
import { Problem } from '#api/http/problem.ts'
import type { ChangeSummaryRow, NewItem, RecordRef } from './change.queries.ts'
import { insertChange, insertItems, setItemCount, touchRecord } from './change.queries.ts'
import { bearsOnClocks, refreshClocks } from '../clocks/clock.service.ts'
import { refreshStock } from '../stock/refresh.service.ts'
import { findOverlaps } from './change.checks.ts'
import { problemOfDatabase } from './change.problems.ts'
import type { Stamp } from './feature.queries.ts'
import { bearsOnParcels, lockFabric, refreshStatuses } from './status.queries.ts'

/** What writing needs of the context. */
export type ChangeDeps = Pick<Context, 'database' | 'mapEvents' | 'today'>

export type Actor = { id: string | null; name: string }

export type ChangeMeta = {
  zone: Zone
  actor: Actor
  /** Missing only when nothing is to be stored. */
  recordId: number | undefined
  label: string | null
  source: ChangeTable['source']
  effectiveOn: string
  undoes?: number | null
  /** Collections that will be written, so that locks are taken in one order. */
  collections: Iterable<string>
  /** How many items there will be, when that is known beforehand. */
  itemCount?: number
  /** Does everything and takes it back. */
  isTrial?: boolean
}

/** A change while it is being written. Whoever writes rows says here what was done; the rest follows. */
export type Writing = {
  trx: Db
  stamp: Stamp
  change: ChangeSummaryRow
  items: NewItem[]
  /** Places of the map that look different now, old and new. */
  touch(collection: string, ...places: (BBox | null | undefined)[]): void
  /** Parcels whose state may have changed. */
  parcels: Set<number>
  /** Parcels whose boundary is new, with the operation that drew it: they must not lie on others. */
  drawn: Map<number, number | null>
}

class TrialOver extends Error {}

const attempts = 3

/**
 * One change, one transaction: locks in a fixed order (fabric of the zone, record, rows by collection and id),
 * the record checked, then `work`, then what follows from it: no two parcels on one place, states of parcels,
 * the items of the change, and the news for open maps.
 */
export async function writeChange<T>(
  deps: ChangeDeps,
  meta: ChangeMeta,
  work: (writing: Writing) => Promise<T>,
): Promise<{ change: ChangeSummaryRow; result: T }> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await writeOnce(deps, meta, work)
    } catch (error) {
      if (isWorthAnotherTry(error) && attempt < attempts) continue
      throw problemOfDatabase(error) ?? error
    }
  }
}

const isWorthAnotherTry = (error: unknown) =>
  isDatabaseError(error, sqlState.deadlockDetected) || isDatabaseError(error, sqlState.serializationFailure)

async function writeOnce<T>(
  deps: ChangeDeps,
  meta: ChangeMeta,
  work: (writing: Writing) => Promise<T>,
): Promise<{ change: ChangeSummaryRow; result: T }> {
  let outcome: { change: ChangeSummaryRow; result: T } | undefined
  const transaction = deps.database.db.transaction().execute(async (trx) => {
    outcome = await writeWithin(deps, trx, meta, work)
    if (meta.isTrial) throw new TrialOver()
  })
  await transaction.catch((error: unknown) => {
    if (!(error instanceof TrialOver)) throw error
  })
  return outcome!
}

/**
 * The same inside a transaction that has begun already, for acts that write land facts besides their own rows. Such an
 * act takes {@link lockFabric} before its own locks, so that it waits in the same order as everybody.
 */
export async function writeWithin<T>(
  deps: ChangeDeps,
  trx: Db,
  meta: ChangeMeta,
  work: (writing: Writing) => Promise<T>,
): Promise<{ change: ChangeSummaryRow; result: T }> {
  const places = new Map<string, BBox[]>()
  const writing = await open(trx, meta, places)
  const result = await work(writing)
  await finish(deps, meta, writing, places)
  return { change: { ...writing.change, itemCount: writing.items.length }, result }
}

async function open(trx: Db, meta: ChangeMeta, places: Map<string, BBox[]>): Promise<Writing> {
  const { zone, actor } = meta
  await run(trx, 'set constraints all deferred')
  if ([...meta.collections].some(bearsOnParcels)) await lockFabric(trx, zone.id)
  const record = await openRecord(trx, meta)
  const fresh = {
    label: meta.label,
    source: meta.source,
    effectiveOn: meta.effectiveOn,
    undoes: meta.undoes ?? null,
    itemCount: meta.itemCount ?? 0,
  }
  const { id, recordedAt } = await insertChange(trx, {
    ...fresh,
    zoneId: zone.id,
    recordId: record.id,
    userId: actor.id,
    userName: actor.name,
  })
  const touch: Writing['touch'] = (collection, ...boxes) => {
    const known = places.get(collection) ?? []
    places.set(collection, [...known, ...boxes.filter((box) => box != null)])
  }
  return {
    trx,
    stamp: {
      zoneId: zone.id,
      changeId: id,
      recordedAt,
      effectiveOn: meta.effectiveOn,
      planarSrid: zone.planarSrid,
    },
    change: { id, ...fresh, recordedAt, by: actor.name, record, undoneBy: null },
    items: [],
    touch,
    parcels: new Set(),
    drawn: new Map(),
  }
}

async function openRecord(trx: Db, { zone, recordId, isTrial }: ChangeMeta): Promise<RecordRef> {
  if (recordId === undefined && isTrial) return createTrialRecord(trx, zone.id)
  return useRecord(trx, zone.id, recordId)
}

/** The record that a write goes under, marked as used; it has to be there and open. */
export async function useRecord(trx: Db, zoneId: number, recordId: number | undefined): Promise<RecordRef> {
  const record = recordId === undefined ? undefined : await touchRecord(trx, zoneId, recordId)
  if (!record) throw new Problem('record-required', recordId === undefined ? {} : { recordId })
  const { closedAt, ...ref } = record
  if (closedAt) throw new Problem('record-closed', { recordId, number: record.number, closedAt })
  return ref
}

/** A check before a record is chosen: this one goes with the trial. */
async function createTrialRecord(trx: Db, zoneId: number): Promise<RecordRef> {
  return trx
    .insertInto('record')
    .values({ zoneId, number: `trial ${randomUUID()}`, title: '', kind: 'other' })
    .returning(['id', 'number', 'title'])
    .executeTakeFirstOrThrow()
}

async function finish(
  deps: ChangeDeps,
  meta: ChangeMeta,
  writing: Writing,
  places: Map<string, BBox[]>,
): Promise<void> {
  const { trx, stamp, items, parcels } = writing
  await run(trx, 'set constraints all immediate')
  await gatherStatistics(writing)
  await refuseTakenPlaces(writing)
  if (items.some(({ collection }) => bearsOnClocks(collection)))
    await refreshClocks(trx, stamp.zoneId, [...parcels], deps.today(), stamp.recordedAt)
  // The account asks what this change ended and drew.
  await insertItems(trx, stamp.zoneId, stamp.changeId, items)
  await refreshStock(trx, stamp.zoneId, [...parcels], deps.today(), stamp)
  const restated = await refreshStatuses(trx, stamp.zoneId, [...parcels], deps.today())
  writing.touch('parcels', ...restated.map(({ bbox }) => bbox))
  if (items.length !== writing.change.itemCount)
    await setItemCount(trx, stamp.zoneId, stamp.changeId, items.length)
  await announce(deps, trx, { zoneId: stamp.zoneId, changeId: stamp.changeId, by: meta.actor.name }, places)
}

/** From here on the planner would guess wrong about what is new in this very transaction. */
const manyItems = 2_000

async function gatherStatistics({ trx, items }: Writing): Promise<void> {
  const counts = new Map<string, number>()
  for (const { collection } of items) counts.set(collection, (counts.get(collection) ?? 0) + 1)
  for (const [collection, count] of counts)
    if (count >= manyItems) await run(trx, `analyze ${specOf(collection).table}`)
}

async function refuseTakenPlaces({ trx, stamp, drawn }: Writing): Promise<void> {
  const overlaps = await findOverlaps(trx, stamp.zoneId, [...drawn.keys()])
  const [first] = overlaps
  if (!first) return
  throw new Problem('place-taken', {
    detail: `${first.overlapM2.toFixed(2)} m² already belong to parcel ${first.code}`,
    taken: overlaps.map(({ id, otherId, ...overlap }) => {
      const operation = drawn.get(id) ?? null
      const ownOperation = drawn.get(otherId)
      return {
        operation,
        ...(operation !== null && { path: `operations[${operation}].geometry` }),
        collection: 'parcels',
        id: otherId,
        ...(ownOperation != null && { otherOperation: ownOperation }),
        ...overlap,
      }
    }),
  })
}

/** So many places are told one by one; more are told as one. */
const placesToldApart = 8

/** The message leaves with the commit, or not at all. */
export async function announce(
  { mapEvents }: Pick<Context, 'mapEvents'>,
  trx: Db,
  about: { zoneId: number; changeId: number; by: string },
  places: ReadonlyMap<string, BBox[]>,
): Promise<void> {
  const messages = [...places].flatMap(([collection, boxes]) => {
    const united = uniteBBoxes(boxes)
    const told = boxes.length <= placesToldApart ? boxes : united ? [united] : []
    return told.map((bbox) => mapEvents.encode({ ...about, collection, bbox }))
  })
  if (messages.length === 0) return
  await run(trx, 'select pg_notify($1::text, message) from unnest($2::text[]) as message', [
    mapEvents.channel,
    [...new Set(messages)],
  ])
}

/** Taken first by whoever writes land facts within an act of his own. */
export { lockFabric } from './status.queries.ts'
/** For a bulk writer that learns how many rows it stored only at the end. */
export { setItemCount } from './change.queries.ts'
