import type { Database } from '#api/db/database.ts'
import { bboxJson, featureJson, pointJson } from '#api/db/feature-json.ts'
import { fromSource } from '#api/db/filters.ts'
import { quotedText } from '#api/db/sorting.ts'
import type { Source } from '#api/db/sources.ts'
import { findFixedSource } from '#api/db/sources.ts'
import { Parameters } from '#api/db/statement.ts'
import { CRS84_SRID, crsBySrid } from '#geodata/crs/crs.ts'
import { factsJson } from './feature-facts.ts'

const crs84 = crsBySrid(CRS84_SRID)!

/** What the references of a feature point to, by property: `{id, collection, title}`. */
function referencesJson(source: Source): string {
  const pairs = source.properties.flatMap(({ name, sql, to }) => {
    const target = to ? findFixedSource(to) : undefined
    if (!target) return []
    return `${quotedText(name)}, (select json_build_object('collection', ${quotedText(target.id)}, 'id', t.id,
      'title', t.${target.title}) from ${target.table} t where t.zone_id = f.zone_id and t.id = ${sql})`
  })
  return `json_build_object(${pairs.join(', ')})`
}

/** A view has no change of its own: the parcel behind it has. */
const changeColumn = ({ kind }: Source): string =>
  kind === 'view'
    ? '(select p.change_id from parcel p where p.zone_id = f.zone_id and p.id = f.id)'
    : 'f.change_id'

/** A feature with everything that is known of it, as JSON text; views answer with the facts of their parcel. */
export async function findDetail(
  database: Database,
  source: Source,
  zoneId: number,
  id: number,
): Promise<string | undefined> {
  const parameters = new Parameters()
  const from = fromSource(source, zoneId, parameters)
  const hasPlace = source.geometry !== 'none'
  const text = `
    select concat('{"feature":', ${featureJson(source, crs84)},
      ',"bbox":', ${hasPlace ? `${bboxJson}::text` : `'null'`},
      ',"point":', ${hasPlace ? `${pointJson(source)}::text` : `'null'`},
      ',"facts":', ${factsJson(source.kind === 'view' ? 'parcels' : source.id)}::text,
      ',"references":', ${referencesJson(source)}::text,
      ',"change":', coalesce(c.change::text, 'null'), ',"record":', coalesce(c.record::text, 'null'), '}') as detail
    from (select f.* ${from} and f.id = ${parameters.add(id, 'bigint')}) f
    left join lateral (
      select json_build_object('id', c.id, 'label', c.label, 'source', c.source, 'effectiveOn', c.effective_on,
          'recordedAt', c.recorded_at, 'by', c.user_name) as change,
        json_build_object('id', r.id, 'number', r.number, 'title', r.title, 'kind', r.kind,
          'issuedOn', r.issued_on) as record
      from change c join record r on r.zone_id = c.zone_id and r.id = c.record_id
      where c.zone_id = f.zone_id and c.id = ${changeColumn(source)}) c on true`
  const [row] = await database.query<{ detail: string }>('', text, parameters.values)
  return row?.detail
}
