import type { Database } from '#api/db/database.ts'
import { bboxJson, featureJson, pointJson } from '#api/db/feature-json.ts'
import { rowsOf } from '#api/db/as-of-source.ts'
import { fromSource } from '#api/db/filters.ts'
import { referredTo } from '#api/db/reference-titles.ts'
import { quotedText } from '#api/db/sorting.ts'
import type { Source } from '#api/db/sources.ts'
import { findFixedSource } from '#api/db/sources.ts'
import { Parameters } from '#api/db/statement.ts'
import { CRS84_SRID, crsBySrid } from '#geodata/crs/crs.ts'
import { factsJson } from './feature-facts.ts'

const crs84 = crsBySrid(CRS84_SRID)!

/** What the references of a feature point to, by property: `{id, collection, title}`. */
function referencesJson(source: Source, parameters: Parameters): string {
  const pairs = source.properties.flatMap((property) => {
    const found = referredTo(source, property, parameters)
    if (!found) return []
    const { target, from } = found
    return `${quotedText(property.name)}, (select json_build_object('collection', ${quotedText(target.id)},
      'id', t.id, 'title', t.${target.title}) ${from})`
  })
  return `json_build_object(${pairs.join(', ')})`
}

const parcels = findFixedSource('parcels')!

/** A view has no change of its own: the parcel behind it has. */
const changeColumn = (source: Source, parameters: Parameters): string =>
  source.kind === 'view'
    ? `(select p.change_id from ${rowsOf(parcels, source.asOf, parameters)} p where p.zone_id = f.zone_id and p.id = f.id)`
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
  const rowsOnDay = (collection: string) => rowsOf(findFixedSource(collection)!, source.asOf, parameters)
  const text = `
    select concat('{"feature":', ${featureJson(source, crs84)},
      ',"bbox":', ${hasPlace ? `${bboxJson}::text` : `'null'`},
      ',"point":', ${hasPlace ? `${pointJson(source)}::text` : `'null'`},
      ',"facts":', ${factsJson(source.kind === 'view' ? 'parcels' : source.id, rowsOnDay)}::text,
      ',"references":', ${referencesJson(source, parameters)}::text,
      ',"change":', coalesce(c.change::text, 'null'), ',"record":', coalesce(c.record::text, 'null'), '}') as detail
    from (select f.* ${from} and f.id = ${parameters.add(id, 'bigint')}) f
    left join lateral (
      select json_build_object('id', c.id, 'label', c.label, 'source', c.source, 'effectiveOn', c.effective_on,
          'recordedAt', c.recorded_at, 'by', c.user_name) as change,
        json_build_object('id', r.id, 'number', r.number, 'title', r.title, 'kind', r.kind,
          'issuedOn', r.issued_on) as record
      from change c join record r on r.zone_id = c.zone_id and r.id = c.record_id
      where c.zone_id = f.zone_id and c.id = ${changeColumn(source, parameters)}) c on true`
  const [row] = await database.query<{ detail: string }>('', text, parameters.values)
  return row?.detail
}
