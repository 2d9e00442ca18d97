import type { Database } from '#api/db/database.ts'
import { bboxJson, pointJson, shown } from '#api/db/feature-json.ts'
import type { Filters } from '#api/db/filters.ts'
import { filterCondition, fromSource } from '#api/db/filters.ts'
import { titleSql } from '#api/db/reference-titles.ts'
import type { SortKey } from '#api/db/sorting.ts'
import { orderBy, quotedText } from '#api/db/sorting.ts'
import type { Source, SourceProperty } from '#api/db/sources.ts'
import { isSummable } from '#api/db/sources.ts'
import { Parameters } from '#api/db/statement.ts'

/** All JSON below is written by the database and passed on as text: decimals keep every digit. */

export type LedgerPage = {
  sort: readonly SortKey[]
  offset: number
  limit: number
  properties: readonly SourceProperty[]
}

export async function findRows(
  database: Database,
  source: Source,
  zoneId: number,
  filters: Filters,
  page: LedgerPage,
): Promise<string> {
  const parameters = new Parameters()
  const rows = fromSource(source, zoneId, parameters)
  const condition = filterCondition(source, filters, parameters)
  const limit = parameters.add(page.limit, 'int')
  const offset = parameters.add(page.offset, 'bigint')
  const text = `
    select coalesce(string_agg(${rowJson(source, page.properties, parameters)}, ','), '') as rows
    from (select f.* ${rows} and ${condition} ${orderBy(page.sort)} limit ${limit} offset ${offset}) f`
  const [row] = await database.query<{ rows: string }>('', text, parameters.values)
  return row!.rows
}

function rowJson(source: Source, properties: readonly SourceProperty[], parameters: Parameters): string {
  const place = source.geometry === 'none' ? 'null::json' : undefined
  const columns = [
    'f.id',
    'f.version',
    `${place ?? bboxJson} as bbox`,
    `${place ?? pointJson(source)} as point`,
    ...titles(source, properties, parameters),
    ...properties
      .filter((property) => shown(property) && property.name !== 'version')
      .map(({ name, sql }) => `${sql} as ${quotedName(name)}`),
  ]
  return `(select row_to_json(r)::text from (select ${columns.join(', ')}) r)`
}

const quotedName = (name: string) => `"${name.replaceAll('"', '""')}"`

/** What a person calls the rows that references point to, by property. */
function titles(source: Source, properties: readonly SourceProperty[], parameters: Parameters): string[] {
  const pairs = properties.flatMap((property) => {
    const title = titleSql(source, property, parameters)
    return title ? [`${quotedText(property.name)}, ${title}`] : []
  })
  return pairs.length > 0 ? [`json_build_object(${pairs.join(', ')}) as titles`] : []
}

export async function countRows(
  database: Database,
  source: Source,
  zoneId: number,
  filters: Filters,
): Promise<number> {
  const parameters = new Parameters()
  const rows = fromSource(source, zoneId, parameters)
  const condition = filterCondition(source, filters, parameters)
  const [row] = await database.query<{ count: number }>(
    '',
    `select count(*) as count ${rows} and ${condition}`,
    parameters.values,
  )
  return row!.count
}

/** Sums are decimals: they hold to the last digit and do not depend on the order of rows. */
function sumsJson(source: Source): string {
  const sums = source.properties.filter(isSummable).map(({ name, sql, sqlType }) => {
    const value = sqlType === 'numeric' ? sql : `(${sql})::numeric`
    return `${quotedText(name)}, coalesce(sum(${value}), 0)`
  })
  return `json_build_object(${sums.join(', ')})`
}

export async function findSums(
  database: Database,
  source: Source,
  zoneId: number,
  filters: Filters,
): Promise<string> {
  const parameters = new Parameters()
  const rows = fromSource(source, zoneId, parameters)
  const condition = filterCondition(source, filters, parameters)
  const text = `select json_build_object('count', count(*), 'sums', ${sumsJson(source)})::text as summary
    ${rows} and ${condition}`
  const [row] = await database.query<{ summary: string }>('', text, parameters.values)
  return row!.summary
}

export const mostGroups = 1000

/** The biggest groups first; one more than shown tells that there are more. */
export async function findGroups(
  database: Database,
  source: Source,
  zoneId: number,
  filters: Filters,
  by: SourceProperty,
): Promise<{ groups: string; more: boolean }> {
  const parameters = new Parameters()
  const rows = fromSource(source, zoneId, parameters)
  const condition = filterCondition(source, filters, parameters)
  const text = `
    select coalesce(string_agg(g.row, ',') filter (where g.place <= ${mostGroups}), '') as groups,
      count(*) > ${mostGroups} as more
    from (
      select json_build_object('key', ${by.sql}, 'count', count(*), 'sums', ${sumsJson(source)})::text as row,
        row_number() over (order by count(*) desc, (${by.sql})::text collate "C") as place
      ${rows} and ${condition}
      group by ${by.sql}
      order by place
      limit ${mostGroups + 1}) g`
  const [row] = await database.query<{ groups: string; more: boolean }>('', text, parameters.values)
  return row!
}
