import { sql } from 'kysely'
import type { Db } from '#api/db/database.ts'
import { run } from '#api/db/raw.ts'
import type { ChangeTable } from '#api/db/schema.ts'
import type { ChangeListFilter } from './change.schema.ts'

export type RecordRef = { id: number; number: string; title: string }
export type TouchedRecord = RecordRef & { closedAt: string | null }

/** Marks a record as used; it stays locked, so that nobody closes it while a change is written under it. */
export async function touchRecord(
  executor: Db,
  zoneId: number,
  recordId: number,
): Promise<TouchedRecord | undefined> {
  return executor
    .updateTable('record')
    .set({ updatedAt: sql<string>`clock_timestamp()` })
    .where('zoneId', '=', zoneId)
    .where('id', '=', recordId)
    .returning(['id', 'number', 'title', 'closedAt'])
    .executeTakeFirst()
}

export type NewChange = {
  zoneId: number
  recordId: number
  label: string | null
  source: ChangeTable['source']
  effectiveOn: string
  userId: string | null
  userName: string
  undoes: number | null
  itemCount: number
}

/** The instant is cut to milliseconds, so that rows and their change carry the very same one. */
export async function insertChange(
  executor: Db,
  change: NewChange,
): Promise<{ id: number; recordedAt: string }> {
  return executor
    .insertInto('change')
    .values({ ...change, recordedAt: sql<string>`date_trunc('milliseconds', clock_timestamp())` })
    .returning(['id', 'recordedAt'])
    .executeTakeFirstOrThrow()
}

export async function setItemCount(
  executor: Db,
  zoneId: number,
  changeId: number,
  itemCount: number,
): Promise<void> {
  await executor
    .updateTable('change')
    .set({ itemCount })
    .where('zoneId', '=', zoneId)
    .where('id', '=', changeId)
    .execute()
}

export type NewItem = {
  op: 'create' | 'attributes' | 'boundary' | 'end' | 'restore'
  collection: string
  featureId: number
  versionBefore: number | null
  versionAfter: number | null
}

const itemsPerStatement = 10_000

/** Writes the items of a change in their order, numbered from `firstSeq`. */
export async function insertItems(
  executor: Db,
  zoneId: number,
  changeId: number,
  items: readonly NewItem[],
  firstSeq = 1,
): Promise<void> {
  for (let start = 0; start < items.length; start += itemsPerStatement) {
    const chunk = items.slice(start, start + itemsPerStatement)
    await run(
      executor,
      `insert into change_item (zone_id, change_id, seq, op, collection, feature_id, version_before, version_after)
       select $1::int, $2::bigint, $3::int + u.seq, u.op, u.collection, u.feature_id, u.version_before, u.version_after
       from unnest($4::text[], $5::text[], $6::bigint[], $7::int[], $8::int[])
         with ordinality as u (op, collection, feature_id, version_before, version_after, seq)`,
      [
        zoneId,
        changeId,
        firstSeq + start - 1,
        chunk.map(({ op }) => op),
        chunk.map(({ collection }) => collection),
        chunk.map(({ featureId }) => featureId),
        chunk.map(({ versionBefore }) => versionBefore),
        chunk.map(({ versionAfter }) => versionAfter),
      ],
    )
  }
}

const summaries = (executor: Db, zoneId: number) =>
  executor
    .selectFrom('change as c')
    .innerJoin('record as r', (join) =>
      join.onRef('r.zoneId', '=', 'c.zoneId').onRef('r.id', '=', 'c.recordId'),
    )
    .leftJoin('change as u', (join) => join.onRef('u.zoneId', '=', 'c.zoneId').onRef('u.undoes', '=', 'c.id'))
    .where('c.zoneId', '=', zoneId)
    .select([
      'c.id',
      'c.label',
      'c.source',
      'c.effectiveOn',
      'c.recordedAt',
      'c.userName',
      'c.itemCount',
      'c.undoes',
      'u.id as undoneBy',
      'r.id as recordId',
      'r.number as recordNumber',
      'r.title as recordTitle',
    ])

type SummaryRow = Awaited<ReturnType<ReturnType<typeof summaries>['executeTakeFirstOrThrow']>>

export type ChangeSummaryRow = ReturnType<typeof toSummary>

function toSummary({ recordId, recordNumber, recordTitle, userName, ...change }: SummaryRow) {
  return { ...change, by: userName, record: { id: recordId, number: recordNumber, title: recordTitle } }
}

export async function findChange(
  executor: Db,
  zoneId: number,
  id: number,
): Promise<ChangeSummaryRow | undefined> {
  const row = await summaries(executor, zoneId).where('c.id', '=', id).executeTakeFirst()
  return row && toSummary(row)
}

/** Changes, newest first, one more than asked for when there are more. */
export async function listChanges(
  executor: Db,
  zoneId: number,
  filter: ChangeListFilter,
): Promise<ChangeSummaryRow[]> {
  let query = summaries(executor, zoneId)
  if (filter.recordId !== undefined) query = query.where('c.recordId', '=', filter.recordId)
  if (filter.before !== undefined) query = query.where('c.id', '<', filter.before)
  if (filter.collection !== undefined || filter.featureId !== undefined)
    query = query.where(({ exists, selectFrom }) => {
      let items = selectFrom('changeItem as i')
        .select('i.seq')
        .whereRef('i.zoneId', '=', 'c.zoneId')
        .whereRef('i.changeId', '=', 'c.id')
      if (filter.collection !== undefined) items = items.where('i.collection', '=', filter.collection)
      if (filter.featureId !== undefined) items = items.where('i.featureId', '=', filter.featureId)
      return exists(items)
    })
  const rows = await query
    .orderBy('c.id', 'desc')
    .limit(filter.limit + 1)
    .execute()
  return rows.map(toSummary)
}

export type ItemRow = NewItem & { seq: number }

export async function findItems(
  executor: Db,
  zoneId: number,
  changeId: number,
  limit: number,
): Promise<ItemRow[]> {
  return executor
    .selectFrom('changeItem')
    .where('zoneId', '=', zoneId)
    .where('changeId', '=', changeId)
    .select(['seq', 'op', 'collection', 'featureId', 'versionBefore', 'versionAfter'])
    .orderBy('seq')
    .limit(limit)
    .execute()
}

export async function hasReferenceLayer(executor: Db, zoneId: number, changeId: number): Promise<boolean> {
  const row = await executor
    .selectFrom('referenceLayer')
    .select('id')
    .where('zoneId', '=', zoneId)
    .where('changeId', '=', changeId)
    .executeTakeFirst()
  return row !== undefined
}

export async function findChangesByIds(
  executor: Db,
  zoneId: number,
  ids: readonly number[],
): Promise<ChangeSummaryRow[]> {
  if (ids.length === 0) return []
  const rows = await summaries(executor, zoneId).where('c.id', 'in', ids).execute()
  return rows.map(toSummary)
}

/** What each change did to a feature; attributes and boundary in one change are told as `boundary`. */
export async function findOps(
  executor: Db,
  zoneId: number,
  collection: string,
  featureId: number,
): Promise<Map<number, NewItem['op']>> {
  const rows = await executor
    .selectFrom('changeItem')
    .where('zoneId', '=', zoneId)
    .where('featureId', '=', featureId)
    .where('collection', '=', collection)
    .select(['changeId', 'op'])
    .execute()
  const ops = new Map<number, NewItem['op']>()
  for (const { changeId, op } of rows) if (ops.get(changeId) !== 'boundary') ops.set(changeId, op)
  return ops
}

/**
 * For each feature the versions that an undo made, and the version whose content each of them brought back:
 * `id → version → earlier version`.
 */
export async function findReturns(
  executor: Db,
  zoneId: number,
  collection: string,
  ids: readonly number[],
): Promise<Map<number, Map<number, number>>> {
  const rows = await run<{ id: number; version: number; earlier: number }>(
    executor,
    `select i.feature_id as id, i.version_after as version, min(k.version_before) as earlier
     from change_item i
     join change c on c.zone_id = i.zone_id and c.id = i.change_id and c.undoes is not null
     join change_item k on k.zone_id = i.zone_id and k.change_id = c.undoes and k.feature_id = i.feature_id
       and k.collection = i.collection and k.version_before is not null
     where i.zone_id = $1::int and i.collection = $2::text and i.feature_id = any ($3::bigint[])
       and i.version_after is not null
     group by i.feature_id, i.version_after`,
    [zoneId, collection, ids],
  )
  const returns = new Map<number, Map<number, number>>()
  for (const { id, version, earlier } of rows) {
    const own = returns.get(id) ?? new Map<number, number>()
    returns.set(id, own.set(version, earlier))
  }
  return returns
}
