import type { CollectionSpec } from '#geodata/model/collections.ts'
import type { EntryFinding, EntryValues } from '#geodata/rules/entry-checks.ts'
import {
  batchEntryFindings,
  progressFindings,
  startFindings,
  supplyFindings,
} from '#geodata/rules/entry-checks.ts'
import type { RuleBook } from '#geodata/rules/idle/idle-rules.ts'
import { latestEntry } from '#geodata/rules/idle/idle-rules.ts'
import type { Db } from '#api/db/database.ts'
import { readRuleBook } from '../rules/books.ts'
import {
  findBatchEntryContexts,
  findProgressContexts,
  findStartContexts,
  findSupplyContexts,
} from './entry-context.queries.ts'

type Row = { id: number; values: EntryValues }
export type FoundEntry = { id: number; finding: EntryFinding }

const judge = <Context extends { id: number }>(
  rows: readonly Row[],
  contexts: readonly Context[],
  check: (values: EntryValues, context: Context) => EntryFinding[],
): FoundEntry[] => {
  const byId = new Map(contexts.map((context) => [context.id, context]))
  return rows.flatMap(({ id, values }) => {
    const context = byId.get(id)
    return context ? check(values, context).map((finding) => ({ id, finding })) : []
  })
}

const extensionYearsOf = (book: RuleBook) => (on: string) => latestEntry(book.extensionYears, on)?.value

/** What the checks at entry say of facts of one collection that have just been written. */
export async function findEntryFindings(
  executor: Db,
  zoneId: number,
  spec: CollectionSpec,
  rows: readonly Row[],
): Promise<FoundEntry[]> {
  const ids = rows.map(({ id }) => id)
  switch (spec.id) {
    case 'supplies':
      return judge(rows, await findSupplyContexts(executor, zoneId, ids), supplyFindings)
    case 'progress':
      return judge(rows, await findProgressContexts(executor, zoneId, ids), progressFindings)
    case 'supply-starts': {
      const extensionYearsOn = extensionYearsOf(await readRuleBook(executor, zoneId))
      const contexts = await findStartContexts(executor, zoneId, ids)
      return judge(
        rows,
        contexts.map((context) => ({ ...context, extensionYearsOn })),
        startFindings,
      )
    }
    case 'batch-entries':
      return judge(rows, await findBatchEntryContexts(executor, zoneId, ids), batchEntryFindings)
    default:
      return []
  }
}
