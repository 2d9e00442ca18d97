import type { Database } from '#api/db/database.ts'
import { featureJson } from '#api/db/feature-json.ts'
import type { Filters } from '#api/db/filters.ts'
import { rowsOf } from '#api/db/as-of-source.ts'
import { filterCondition, fromSource } from '#api/db/filters.ts'
import { titleSql } from '#api/db/reference-titles.ts'
import type { SortKey } from '#api/db/sorting.ts'
import { orderBy } from '#api/db/sorting.ts'
import type { Source, SourceProperty } from '#api/db/sources.ts'
import { Parameters } from '#api/db/statement.ts'
import { CRS84_SRID, crsBySrid } from '#geodata/crs/crs.ts'

const crs84 = crsBySrid(CRS84_SRID)!

/**
 * The rows to export, in order. The list is fixed once; the pages that follow neither lose nor repeat a row
 * while others edit (one that is ended meanwhile is gone).
 */
export async function findIds(
  database: Database,
  source: Source,
  zoneId: number,
  filters: Filters,
  sort: readonly SortKey[],
): Promise<number[]> {
  const parameters = new Parameters()
  const rows = fromSource(source, zoneId, parameters)
  const condition = filterCondition(source, filters, parameters)
  const [row] = await database.query<{ ids: string | null }>(
    '',
    `select string_agg(f.id::text, ',') as ids from (select f.* ${rows} and ${condition} ${orderBy(sort)}) f`,
    parameters.values,
    'replica',
  )
  return row!.ids ? row!.ids.split(',').map(Number) : []
}

/** The rows of a page under the alias `f`, in the order of their ids' list. */
function pageRows(source: Source, zoneId: number, ids: readonly number[], parameters: Parameters): string {
  const list = parameters.add(ids, 'bigint[]')
  return `unnest(${list}) with ordinality asked (id, place)
    join ${rowsOf(source, source.asOf, parameters)} f on f.zone_id = ${parameters.add(zoneId, 'int')} and f.id = asked.id`
}

/** GeoJSON features of a page as text, one to a line, with commas between them. */
export async function findFeatures(
  database: Database,
  source: Source,
  zoneId: number,
  ids: readonly number[],
  properties: readonly SourceProperty[],
): Promise<string> {
  const parameters = new Parameters()
  const rows = pageRows(source, zoneId, ids, parameters)
  const [row] = await database.query<{ features: string | null }>(
    '',
    `select string_agg(${featureJson(source, crs84, properties)}, E',\\n' order by asked.place) as features from ${rows}`,
    parameters.values,
    'replica',
  )
  return row!.features ?? ''
}

export type Cell = string | number | boolean | null

/** The values of a page; references as the title of what they point to. */
export async function findValues(
  database: Database,
  source: Source,
  zoneId: number,
  ids: readonly number[],
  properties: readonly SourceProperty[],
): Promise<Cell[][]> {
  const parameters = new Parameters()
  const rows = pageRows(source, zoneId, ids, parameters)
  // A row as an object, because a list made by a function holds at most a hundred values.
  const columns = properties.map(
    (property, index) => `${titleSql(source, property, parameters) ?? property.sql} as v${index}`,
  )
  const [row] = await database.query<{ rows: string | null }>(
    '',
    `select string_agg((select row_to_json(v)::text from (select ${columns.join(', ')}) v), ','
       order by asked.place) as rows from ${rows}`,
    parameters.values,
    'replica',
  )
  return (JSON.parse(`[${row!.rows ?? ''}]`) as Record<string, Cell>[]).map((cells) => Object.values(cells))
}
