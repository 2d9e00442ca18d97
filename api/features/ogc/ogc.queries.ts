import type { Database } from '#api/db/database.ts'
import { featureJson, versionTag } from '#api/db/feature-json.ts'
import type { Filters } from '#api/db/filters.ts'
import { filterCondition, fromSource } from '#api/db/filters.ts'
import type { Source } from '#api/db/sources.ts'
import { Parameters } from '#api/db/statement.ts'
import type { Crs } from '#geodata/crs/crs.ts'
import type { BBox } from '#geodata/model/geojson.ts'

export type Page = {
  /** GeoJSON features with commas between them. */
  features: string
  returned: number
  lastId: number | null
  more: boolean
}

type PageRow = { features: string | null; returned: number; last_id: number | null; more: boolean }

/**
 * One page in the order of ids, which never change: features that others add, edit or end meanwhile make no
 * other feature appear twice or not at all.
 */
export async function findPage(
  database: Database,
  source: Source,
  zoneId: number,
  filters: Filters,
  page: { crs: Crs; limit: number; afterId?: number },
): Promise<Page> {
  const parameters = new Parameters()
  const rows = fromSource(source, zoneId, parameters)
  const condition = filterCondition(source, filters, parameters)
  const after = page.afterId === undefined ? '' : ` and f.id > ${parameters.add(page.afterId, 'bigint')}`
  const one = parameters.add(page.limit + 1, 'int')
  const limit = parameters.add(page.limit, 'int')
  const text = `
    select string_agg(${featureJson(source, page.crs)}, ',') filter (where f.place <= ${limit}) as features,
      count(*) filter (where f.place <= ${limit})::int as returned,
      max(f.id) filter (where f.place <= ${limit}) as last_id, count(*) > ${limit} as more
    from (select f.*, row_number() over () as place
          from (select f.* ${rows} and ${condition}${after} order by f.id limit ${one}) f) f`
  const [row] = await database.query<PageRow>('', text, parameters.values, 'replica')
  return {
    features: row!.features ?? '',
    returned: row!.returned,
    lastId: row!.last_id,
    more: row!.more,
  }
}

/** How many match, or undefined above `most`: counting a whole city for one page would cost more than the page. */
export async function countUpTo(
  database: Database,
  source: Source,
  zoneId: number,
  filters: Filters,
  most: number,
): Promise<number | undefined> {
  const parameters = new Parameters()
  const rows = fromSource(source, zoneId, parameters)
  const condition = filterCondition(source, filters, parameters)
  const text = `select count(*)::int as count
    from (select 1 ${rows} and ${condition} limit ${parameters.add(most + 1, 'int')}) counted`
  const [row] = await database.query<{ count: number }>('', text, parameters.values, 'replica')
  return row!.count > most ? undefined : row!.count
}

export type FoundFeature = { feature: string; tag: string }

export async function findFeature(
  database: Database,
  source: Source,
  zoneId: number,
  id: number,
  crs: Crs,
): Promise<FoundFeature | undefined> {
  const parameters = new Parameters()
  const text = `select ${featureJson(source, crs)} as feature, ${versionTag(source)} as tag
    ${fromSource(source, zoneId, parameters)} and f.id = ${parameters.add(id, 'bigint')}`
  const rows = await database.query<FoundFeature>('', text, parameters.values)
  return rows[0]
}

export type Extent = { bbox: BBox | null; from: string | null; to: string | null }

export async function findExtent(database: Database, source: Source, zoneId: number): Promise<Extent> {
  const parameters = new Parameters()
  const days = source.temporal
    ? 'min(f.effective_on) as "from", max(f.effective_on) as "to"'
    : 'null::date as "from", null::date as "to"'
  const text = `
    select case when box is not null
      then json_build_array(ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box)) end as bbox, "from", "to"
    from (select ST_Extent(f.geom) as box, ${days} ${fromSource(source, zoneId, parameters)}) e`
  const [row] = await database.query<Extent>('', text, parameters.values, 'replica')
  return row!
}
