import type { CollectionSpec } from '#geodata/model/collections.ts'
import { findCollection } from '#geodata/model/collections.ts'
import type { Zone } from '#api/http/access.ts'
import { Problem } from '#api/http/problem.ts'
import { findConflicts, findReferrers } from './change.checks.ts'
import type { Conflict } from './change.checks.ts'
import { staleVersion } from './change.judge.ts'
import type { ItemRow, NewItem } from './change.queries.ts'
import { findChange, findItems, findReturns, hasReferenceLayer } from './change.queries.ts'
import type { OperationResult } from './change.apply.ts'
import type { Saved } from './change.service.ts'
import type { Actor, ChangeDeps, Writing } from './change.writer.ts'
import { writeChange } from './change.writer.ts'
import {
  archive,
  findMeasured,
  findEndedAt,
  lockOrder,
  lockRows,
  removeRows,
  restoreRows,
  revertRows,
} from './feature.queries.ts'
import type { LivingRow, VersionRef } from './feature.queries.ts'
import { findParcelsBehind } from './status.queries.ts'

/** What is to be done to the features of one collection. */
type Way = {
  spec: CollectionSpec
  /** Created or restored by the change: they end. */
  leave: VersionRef[]
  /** Altered by the change: they get their earlier version again. */
  revert: { id: number; version: number; earlier: number; ops: NewItem['op'][] }[]
  /** Ended by the change: they come back. */
  come: VersionRef[]
}

/**
 * Undoes a saved change by a compensating one: what it created ends, what it ended lives again under its id,
 * what it altered gets the earlier attributes and boundary. It takes effect on the same day as the change, as
 * if that had never been. Refused when anything of it was changed since.
 */
export async function undoChange(
  deps: ChangeDeps,
  zone: Zone,
  actor: Actor,
  changeId: number,
  recordId: number | undefined,
): Promise<Saved> {
  const { db } = deps.database
  const original = await findChange(db, zone.id, changeId)
  if (!original) throw new Problem('not-found', { detail: `there is no change ${changeId}` })
  if (original.undoneBy !== null) throw new Problem('already-undone', { undoneBy: original.undoneBy })
  if (await hasReferenceLayer(db, zone.id, changeId))
    throw new Problem('wrong-state', {
      detail: 'the change made a reference layer: remove the layer instead',
    })
  const ways = waysBack(await findItems(db, zone.id, changeId, Number.MAX_SAFE_INTEGER))
  const meta = {
    zone,
    actor,
    recordId: recordId ?? original.record.id,
    label: original.label,
    source: 'undo' as const,
    effectiveOn: original.effectiveOn,
    undoes: changeId,
    collections: ways.map(({ spec }) => spec.id),
  }
  const { change, result } = await writeChange(deps, meta, (writing) => goBack(writing, ways))
  return { change, results: result, adjustments: [], findings: [] }
}

function waysBack(items: readonly ItemRow[]): Way[] {
  return lockOrder.flatMap((spec) => {
    const own = items.filter(({ collection }) => findCollection(collection) === spec)
    return own.length > 0 ? [wayBack(spec, own)] : []
  })
}

function wayBack(spec: CollectionSpec, items: readonly ItemRow[]): Way {
  const way: Way = { spec, leave: [], revert: [], come: [] }
  const reverted = new Map<number, Way['revert'][number]>()
  for (const { op, featureId: id, versionBefore, versionAfter } of items) {
    if (versionBefore === null && versionAfter !== null) way.leave.push({ id, version: versionAfter })
    else if (versionBefore !== null && versionAfter === null) way.come.push({ id, version: versionBefore })
    else if (versionBefore !== null && versionAfter !== null) {
      const known = reverted.get(id)
      if (known) known.ops.push(op)
      else reverted.set(id, { id, version: versionAfter, earlier: versionBefore, ops: [op] })
    }
  }
  way.revert = [...reverted.values()]
  return way
}

const idsOf = (refs: readonly { id: number }[]) => refs.map(({ id }) => id)

/**
 * Later changes that were undone themselves do not stand in the way: their features have a new version of the old
 * content. What is to be undone is then that version.
 */
async function withReturned(
  { trx, stamp }: Writing,
  way: Way,
  rows: ReadonlyMap<number, LivingRow>,
): Promise<Way> {
  const isMoved = ({ id, version }: VersionRef) => {
    const row = rows.get(id)
    return row !== undefined && row.version !== version
  }
  const moved = [...way.leave, ...way.revert].filter(isMoved)
  if (moved.length === 0) return way
  const returns = await findReturns(trx, stamp.zoneId, way.spec.id, idsOf(moved))
  const contentOf = (id: number, version: number): number => {
    const earlier = returns.get(id)?.get(version)
    return earlier === undefined ? version : contentOf(id, earlier)
  }
  const present = <Ref extends VersionRef>(ref: Ref): Ref => {
    const row = rows.get(ref.id)
    const isSame = row && contentOf(ref.id, row.version) === contentOf(ref.id, ref.version)
    return isSame ? { ...ref, version: row.version } : ref
  }
  return { ...way, leave: way.leave.map(present), revert: way.revert.map(present) }
}

async function goBack(writing: Writing, asked: readonly Way[]): Promise<OperationResult[]> {
  const { trx, stamp } = writing
  const living = new Map<Way, Map<number, LivingRow>>()
  const ways: Way[] = []
  for (const way of asked) {
    const ids = idsOf([...way.leave, ...way.revert, ...way.come])
    const rows = await lockRows(trx, stamp.zoneId, way.spec, ids)
    const settled = await withReturned(writing, way, rows)
    ways.push(settled)
    living.set(settled, rows)
  }
  await refuseIfChangedSince(writing, ways, living)
  for (const way of ways) await noteParcels(writing, way)
  for (const way of ways) await end(writing, way)
  for (const way of ways) await revert(writing, way)
  for (const way of ways) await restore(writing, way)
  await refuseReferrers(writing, ways)
  for (const way of ways) {
    await noteParcels(writing, way)
    await notePlaces(writing, way, living.get(way)!)
  }
  for (const way of ways) noteItems(writing, way)
  return writing.items.map(({ op, collection, featureId, versionAfter }) => ({
    op,
    collection,
    id: featureId,
    version: versionAfter,
  }))
}

async function refuseIfChangedSince(
  { trx, stamp }: Writing,
  ways: readonly Way[],
  living: ReadonlyMap<Way, Map<number, LivingRow>>,
): Promise<void> {
  const conflicts: Conflict[] = []
  for (const way of ways) {
    const rows = living.get(way)!
    const stale: VersionRef[] = [...way.leave, ...way.revert].filter(
      ({ id, version }) => rows.get(id)?.version !== version,
    )
    const ended = await findEndedAt(trx, stamp.zoneId, way.spec, way.come)
    stale.push(...way.come.filter(({ id }) => !ended.has(id)))
    if (stale.length > 0) conflicts.push(...(await findConflicts(trx, stamp.zoneId, way.spec, stale)))
  }
  if (conflicts.length > 0) throw staleVersion(conflicts)
}

async function end({ trx, stamp }: Writing, { spec, leave }: Way): Promise<void> {
  if (leave.length === 0) return
  await archive(trx, stamp, spec, idsOf(leave), true)
  await removeRows(trx, stamp.zoneId, spec, idsOf(leave))
}

async function revert({ trx, stamp }: Writing, { spec, revert: altered }: Way): Promise<void> {
  if (altered.length === 0) return
  await archive(trx, stamp, spec, idsOf(altered), false)
  await revertRows(
    trx,
    stamp,
    spec,
    altered.map(({ id, earlier }) => ({ id, version: earlier })),
  )
}

async function restore({ trx, stamp }: Writing, { spec, come }: Way): Promise<void> {
  if (come.length > 0) await restoreRows(trx, stamp, spec, come)
}

/** What the change created cannot end while later facts hang on it. */
async function refuseReferrers({ trx, stamp }: Writing, ways: readonly Way[]): Promise<void> {
  for (const { spec, leave } of ways) {
    if (leave.length === 0) continue
    const by = await findReferrers(trx, stamp.zoneId, spec, idsOf(leave))
    if (by.length === 0) continue
    throw new Problem('rule-broken', {
      errors: by.map(({ to, ...referrer }) => ({
        path: `${spec.id}/${to}`,
        rule: 'still_referred_to',
        by: [referrer],
      })),
    })
  }
}

async function noteParcels({ trx, stamp, parcels }: Writing, { spec, leave, revert: altered, come }: Way) {
  const ids = idsOf([...leave, ...altered, ...come])
  for (const id of await findParcelsBehind(trx, stamp.zoneId, spec.id, ids)) parcels.add(id)
}

async function notePlaces(
  { trx, stamp, touch, drawn }: Writing,
  { spec, revert: altered, come }: Way,
  before: ReadonlyMap<number, LivingRow>,
): Promise<void> {
  touch(spec.id, ...[...before.values()].map(({ bbox }) => bbox))
  const ids = idsOf([...altered, ...come])
  const now = await findMeasured(trx, stamp.zoneId, spec, ids)
  touch(spec.id, ...[...now.values()].map(({ bbox }) => bbox))
  if (spec.id !== 'parcels') return
  const moved = altered.filter(({ ops }) => ops.includes('boundary'))
  for (const id of idsOf([...moved, ...come])) drawn.set(id, null)
}

function noteItems({ items }: Writing, { spec, leave, revert: altered, come }: Way): void {
  const collection = spec.id
  for (const { id, version } of leave)
    items.push({ op: 'end', collection, featureId: id, versionBefore: version, versionAfter: null })
  for (const { id, version, ops } of altered)
    for (const op of ops)
      items.push({ op, collection, featureId: id, versionBefore: version, versionAfter: version + 1 })
  for (const { id, version } of come)
    items.push({ op: 'restore', collection, featureId: id, versionBefore: null, versionAfter: version + 1 })
}
