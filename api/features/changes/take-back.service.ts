import type { CollectionSpec } from '#geodata/model/collections.ts'
import { findCollection } from '#geodata/model/collections.ts'
import type { Db } from '#api/db/database.ts'
import { readChange } from './change.reading.ts'
import type { OperationBody } from './change.schema.ts'
import type { BroughtChange, Saved } from './change.service.ts'
import { saveWithin } from './change.service.ts'
import type { ChangeDeps } from './change.writer.ts'
import { lockRows } from './feature.queries.ts'
import { findVersionsOf } from './version.queries.ts'

type Item = Awaited<ReturnType<typeof readChange>>['items'][number]
type Present = { version: number; properties: Record<string, unknown> }

/** Only what a person may write: computed fields follow by themselves. */
const writable = (spec: CollectionSpec, properties: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    spec.fields
      .filter(({ computed, name }) => !computed && properties[name] != null)
      .map(({ name }) => [name, properties[name]]),
  )

/** What undoes one item, judged by how its feature looks now; nothing when there is nothing left to undo. */
function operationBack(
  item: Pick<Item, 'collection' | 'id' | 'before' | 'after' | 'changed'>,
  present: Present | undefined,
): OperationBody[] {
  const { collection, id, before, after, changed } = item
  const spec = findCollection(collection)!
  if (!after)
    return before ? [{ op: 'create', collection, properties: writable(spec, before.properties) }] : []
  if (!present) return []
  const { version, properties } = present
  if (!before) return [{ op: 'end', collection, id, version }]
  const own = changed.filter((name) => properties[name] === after.properties[name])
  if (own.length === 0) return []
  const restored = Object.fromEntries(own.map((name) => [name, before.properties[name] ?? null]))
  return [{ op: 'attributes', collection, id, version, properties: restored }]
}

async function presentRow(executor: Db, zoneId: number, collection: string, id: number) {
  const spec = findCollection(collection)!
  const row = (await lockRows(executor, zoneId, spec, [id])).get(id)
  if (!row) return undefined
  const [present] = await findVersionsOf(executor, zoneId, spec, [{ id, version: row.version }])
  return present
}

/**
 * Takes back what a change did to facts without boundary, inside the act that makes it void. Unlike an undo it goes
 * field by field: what was altered since stays as it is. Answers the compensating change, if anything was left to do.
 */
export async function takeBackWithin(
  deps: ChangeDeps,
  trx: Db,
  about: BroughtChange,
  changeId: number,
): Promise<Saved | undefined> {
  const { items } = await readChange(trx, about.zone.id, changeId)
  const operations: OperationBody[] = []
  for (const item of items.toReversed()) {
    const present = await presentRow(trx, about.zone.id, item.collection, item.id)
    operations.push(...operationBack(item, present))
  }
  return operations.length > 0 ? saveWithin(deps, trx, about, operations) : undefined
}
