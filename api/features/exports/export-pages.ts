import type { Database } from '#api/db/database.ts'
import type { ExportPlan } from './export-plan.ts'
import type { Cell } from './export.queries.ts'
import { findFeatures, findValues } from './export.queries.ts'

/** Small enough that other requests get their turn between two pages. */
const pageSize = 250

export function* pagesOf(ids: readonly number[]): Generator<readonly number[]> {
  for (let start = 0; start < ids.length; start += pageSize) yield ids.slice(start, start + pageSize)
}

/** Pages of GeoJSON features, with commas between the features of a page. */
export async function* featurePages(
  database: Database,
  { source, zone, attributes }: ExportPlan,
  ids: readonly number[],
): AsyncGenerator<string> {
  for (const page of pagesOf(ids)) {
    const features = await findFeatures(database, source, zone.id, page, attributes)
    if (features !== '') yield features
  }
}

export async function* valuePages(
  database: Database,
  { source, zone, columns }: ExportPlan,
  ids: readonly number[],
): AsyncGenerator<Cell[][]> {
  const properties = columns.map(({ property }) => property)
  for (const page of pagesOf(ids)) yield findValues(database, source, zone.id, page, properties)
}
