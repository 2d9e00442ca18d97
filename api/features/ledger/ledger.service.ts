import type { Context } from '#api/context.ts'
import { sourceAsOf } from '#api/db/as-of-source.ts'
import type { Database } from '#api/db/database.ts'
import { shown } from '#api/db/feature-json.ts'
import type { Query } from '#api/db/filters.ts'
import { parseFilters } from '#api/db/filters.ts'
import { parseSort } from '#api/db/sorting.ts'
import type { Source, SourceProperty } from '#api/db/sources.ts'
import { findProperty, findSource, isSummable } from '#api/db/sources.ts'
import type { Zone } from '#api/http/access.ts'
import type { AsOfQuery } from '#api/http/as-of.ts'
import { askedAsOf } from '#api/http/as-of.ts'
import { Problem } from '#api/http/problem.ts'
import { countRows, findGroups, findRows, findSums } from './ledger.queries.ts'
import { ledgerLimits } from './ledger.schema.ts'

/** A collection, view, fact or reference layer, as of the day that the query asks for. */
export async function ledgerSource(
  { database, today }: Pick<Context, 'database' | 'today'>,
  zone: Zone,
  id: string,
  query: AsOfQuery,
): Promise<Source> {
  const source = await findSource(database, zone.id, id)
  if (source) return sourceAsOf(source, askedAsOf(query, today()))
  throw new Problem('not-found', { detail: `there is no collection ${JSON.stringify(id.slice(0, 100))}` })
}

const columnOf = (property: SourceProperty) => ({
  name: property.name,
  kind: property.kind,
  unit: property.unit,
  codes: property.codes,
  to: property.to,
  sum: isSummable(property),
})

export const columnsOf = (source: Source) => source.properties.filter(shown).map(columnOf)

/** Rows by their ids, for features that show more than one state of them. */
export async function rowsById(
  database: Database,
  source: Source,
  zoneId: number,
  ids: readonly number[],
): Promise<Map<number, { id: number }>> {
  if (ids.length === 0) return new Map()
  const page = { sort: [], offset: 0, limit: ids.length, properties: source.properties.filter(shown) }
  const text = await findRows(database, source, zoneId, { properties: [], ids }, page)
  const rows = JSON.parse(`[${text}]`) as { id: number }[]
  return new Map(rows.map((row) => [row.id, row]))
}

/** The properties named in `columns`, or all. */
export function chosenProperties(source: Source, text: string | undefined): readonly SourceProperty[] {
  const all = source.properties.filter(shown)
  if (!text) return all
  return text.split(',').map((name) => {
    const property = all.find((candidate) => candidate.name === name)
    if (property) return property
    throw new Problem('invalid-request', {
      detail: `columns: ${source.id} has no property ${JSON.stringify(name.slice(0, 100))}`,
      errors: [{ path: 'query/columns', rule: 'property', allowed: all.map((candidate) => candidate.name) }],
    })
  })
}

export async function ledgerPage(
  database: Database,
  zone: Zone,
  source: Source,
  query: Query,
): Promise<string> {
  const filters = parseFilters(source, query, ['sort', 'offset', 'limit', 'columns'])
  const properties = chosenProperties(source, query['columns'] as string | undefined)
  const page = {
    sort: parseSort(source, query['sort'] as string | undefined),
    offset: Number(query['offset'] ?? 0),
    limit: Number(query['limit'] ?? ledgerLimits.usual),
    properties,
  }
  const [total, rows] = await Promise.all([
    countRows(database, source, zone.id, filters),
    findRows(database, source, zone.id, filters, page),
  ])
  return `{"total":${total},"columns":${JSON.stringify(properties.map(columnOf))},"rows":[${rows}]}`
}

/** Count and sums over the filter; with `by` also for each value of a property. */
export async function ledgerSummary(
  database: Database,
  zone: Zone,
  source: Source,
  query: Query,
): Promise<string> {
  const filters = parseFilters(source, query, ['by'])
  const name = query['by'] as string | undefined
  if (name === undefined) return findSums(database, source, zone.id, filters)
  const by = findProperty(source, name)
  if (!by)
    throw new Problem('invalid-request', {
      detail: `by: ${source.id} has no property ${JSON.stringify(name.slice(0, 100))}`,
      errors: [{ path: 'query/by', rule: 'property', allowed: source.properties.map((p) => p.name) }],
    })
  const [sums, { groups, more }] = await Promise.all([
    findSums(database, source, zone.id, filters),
    findGroups(database, source, zone.id, filters, by),
  ])
  return `${sums.trimEnd().slice(0, -1)},"groups":[${groups}],"moreGroups":${more}}`
}
