import type { CollectionId } from '../model/collections.ts'
import { collections } from '../model/collections.ts'
import type { DemoChange, DemoRecord, DemoReference, DemoRow, DemoValue } from './types.ts'

/** Where the generator writes down its rows. Every row is entered under a change, every change under a record. */
export type Book = {
  /** A record with one change under it; gives the change, which rows name. The same key is entered once. */
  open: (record: DemoRecord, label?: string) => OpenChange
  enter: (
    collection: CollectionId,
    under: OpenChange,
    values: Record<string, DemoValue>,
    more?: { key?: string; geometry?: DemoRow['geometry']; effectiveOn?: string },
  ) => DemoReference
  rows: (collection: CollectionId) => DemoRow[]
  close: () => { records: DemoRecord[]; changes: DemoChange[]; collections: Record<CollectionId, DemoRow[]> }
}

export type OpenChange = { key: string; effectiveOn: string }

export function openBook(): Book {
  const records = new Map<string, DemoRecord>()
  const changes = new Map<string, DemoChange>()
  const pages = new Map<CollectionId, DemoRow[]>(collections.map(({ id }) => [id, []]))
  const rows = (collection: CollectionId) => pages.get(collection)!

  return {
    rows,
    open(record, label = record.title) {
      const key = `change-${record.key}`
      if (!records.has(record.key)) {
        records.set(record.key, record)
        const { key: recordKey, issuedOn: effectiveOn } = record
        changes.set(key, { key, recordKey, label, source: 'demo', effectiveOn, itemCount: 0 })
      }
      return { key, effectiveOn: record.issuedOn }
    },
    enter(collection, under, values, more = {}) {
      const page = rows(collection)
      const key = more.key ?? `${collection}-${page.length + 1}`
      const { geometry, effectiveOn = under.effectiveOn } = more
      page.push({ key, changeKey: under.key, effectiveOn, ...(geometry && { geometry }), values })
      changes.get(under.key)!.itemCount++
      return { $key: key }
    },
    close: () => ({
      records: [...records.values()],
      changes: [...changes.values()],
      collections: Object.fromEntries(pages) as Record<CollectionId, DemoRow[]>,
    }),
  }
}
