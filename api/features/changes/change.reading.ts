import { findCollection } from '#geodata/model/collections.ts'
import type { Db } from '#api/db/database.ts'
import { Problem } from '#api/http/problem.ts'
import type { ItemRow } from './change.queries.ts'
import { findChange, findItems, listChanges } from './change.queries.ts'
import type { ChangeListFilter } from './change.schema.ts'
import { areaDeltaM2, changedFields, stateOf } from './compare.ts'
import type { VersionRow } from './version.queries.ts'
import { findVersionsOf } from './version.queries.ts'

/** Changes of a zone, newest first; `nextBefore` opens the next page. */
export async function readChanges(db: Db, zoneId: number, filter: ChangeListFilter) {
  const rows = await listChanges(db, zoneId, filter)
  const changes = rows.slice(0, filter.limit)
  return { changes, nextBefore: rows.length > filter.limit ? changes.at(-1)!.id : null }
}

/** An import may have 100 000 items; nobody reads that many. */
const itemsShown = 500

/** A change with what it did, before and after. */
export async function readChange(db: Db, zoneId: number, id: number) {
  const change = await findChange(db, zoneId, id)
  if (!change) throw new Problem('not-found', { detail: `there is no change ${id}` })
  const items = await findItems(db, zoneId, id, itemsShown)
  const versions = await readVersions(db, zoneId, items)
  return {
    change,
    items: items.map((item) => viewOf(item, versions)),
    itemsLeftOut: change.itemCount - items.length,
  }
}

type Versions = Map<string, VersionRow>
const keyOf = (collection: string, id: number, version: number | null) => `${collection}/${id}/${version}`

async function readVersions(db: Db, zoneId: number, items: readonly ItemRow[]): Promise<Versions> {
  const versions: Versions = new Map()
  for (const collection of new Set(items.map((item) => item.collection))) {
    const spec = findCollection(collection)
    if (!spec) continue
    const refs = items
      .filter((item) => item.collection === collection)
      .flatMap(({ featureId, versionBefore, versionAfter }) =>
        [versionBefore, versionAfter].flatMap((version) =>
          version === null ? [] : [{ id: featureId, version }],
        ),
      )
    for (const row of await findVersionsOf(db, zoneId, spec, refs))
      versions.set(keyOf(collection, row.id, row.version), row)
  }
  return versions
}

function viewOf(item: ItemRow, versions: Versions) {
  const { seq, op, collection, featureId: id, versionBefore, versionAfter } = item
  const spec = findCollection(collection)
  const before = versions.get(keyOf(collection, id, versionBefore))
  const after = versions.get(keyOf(collection, id, versionAfter))
  const title = spec && (after ?? before)?.properties[spec.title]
  return {
    seq,
    op,
    collection,
    id,
    title: title == null ? null : String(title),
    versionBefore,
    versionAfter,
    before: stateOf(before, false),
    after: stateOf(after, false),
    changed: spec ? changedFields(spec, before, after) : [],
    areaDeltaM2: areaDeltaM2(before, after),
  }
}
