import type { Database } from '#api/db/database.ts'
import { bboxJson, pointJson } from '#api/db/feature-json.ts'
import { likePattern } from '#api/db/filters.ts'
import { quotedText } from '#api/db/sorting.ts'
import type { Source } from '#api/db/sources.ts'
import { findFixedSource, fixedSources } from '#api/db/sources.ts'
import type { BBox, Position } from '#geodata/model/geojson.ts'

export type Found = {
  kind: 'feature' | 'record' | 'reference'
  collection: string | null
  id: number
  title: string
  subtitle: string | null
  /** The property that the text was found in, of the feature or of a fact below it. */
  property: string
  value: string
  bbox: BBox | null
  point: Position | null
  /** 0 the very text, 1 begins with it, 2 holds it somewhere. */
  rank: number
}

/** $1 zone, $2 the text, $3 pattern `text%`, $4 pattern `%text%`, $5 how many of each kind. */
const rankOf = (fields: readonly string[]) => `case
    when ${fields.map((field) => `lower(${field}) = lower($2::text)`).join(' or ')} then 0
    when ${fields.map((field) => `${field} ilike $3::text`).join(' or ')} then 1 else 2 end`

const heldBy = (fields: readonly string[]) =>
  `(${fields.map((field) => `${field} ilike $4::text`).join(' or ')})`

/** The best field of a row that holds the text: the very text before a beginning before a middle. */
function matchOf(fields: readonly { name: string; sql: string }[]): string {
  const rows = fields.map(
    ({ name, sql }, index) => `(${quotedText(name)}, ${sql}, ${rankOf([sql])}, ${index})`,
  )
  return `(select m.name, m.value, m.rank from (values ${rows.join(', ')}) m (name, value, rank, place)
    where m.value ilike $4::text order by m.rank, m.place limit 1)`
}

type Owner = { source: Source; join: string }

/** Where a fact is shown: on the feature that it hangs on. */
const owners: Readonly<Record<string, Owner>> = {
  supplies: {
    source: findFixedSource('parcels')!,
    join: 'join parcel f on f.zone_id = s.zone_id and f.id = s.parcel_id',
  },
  remediations: {
    source: findFixedSource('parcels')!,
    join: 'join parcel f on f.zone_id = s.zone_id and f.id = s.parcel_id',
  },
  'factory-units': {
    source: findFixedSource('factory-buildings')!,
    join: `join factory_floor o on o.zone_id = s.zone_id and o.id = s.factory_floor_id
      join factory_building f on f.zone_id = o.zone_id and f.id = o.factory_building_id`,
  },
}

const searchFields = (source: Source, alias: string) =>
  source.properties
    .filter(({ search }) => search)
    .map(({ name, sql }) => ({ name, sql: sql.replace(/^f\./, `${alias}.`) }))

const subtitleOf = (source: Source) => (source.title === 'name' ? 'f.code' : 'f.name')

function featurePart(source: Source): string {
  return part(source, searchFields(source, 'f'), `${source.table} f`, 'f')
}

function factPart(fact: Source): string {
  const { source, join } = owners[fact.id]!
  return part(source, searchFields(fact, 's'), `${fact.table} s ${join}`, 's')
}

function part(source: Source, fields: { name: string; sql: string }[], from: string, alias: string): string {
  return `(select 'feature' as kind, ${quotedText(source.id)} as collection, f.id, f.${source.title} as title,
      ${subtitleOf(source)} as subtitle, m.name as property, m.value, m.rank,
      ${bboxJson} as bbox, ${pointJson(source)} as point
    from ${from} cross join lateral ${matchOf(fields)} m
    where ${alias}.zone_id = $1::int and ${heldBy(fields.map(({ sql }) => sql))}
    order by m.rank, f.${source.title} collate "C", f.id limit $5::int)`
}

const recordFields = ['number', 'title', 'issuer'].map((name) => ({ name, sql: `r.${name}` }))

const recordPart = `(select 'record', null, r.id, r.number, r.title, m.name, m.value, m.rank, null::json, null::json
    from record r cross join lateral ${matchOf(recordFields)} m
    where r.zone_id = $1::int and ${heldBy(recordFields.map(({ sql }) => sql))}
    order by m.rank, r.number collate "C", r.id limit $5::int)`

const referenceFields = [{ name: 'name', sql: 'f.name' }]

const referencePart = `(select 'reference', 'reference-' || l.slug, f.id, f.name, l.title, m.name, m.value, m.rank,
      ${bboxJson}, ${pointJson({ geometry: 'any' })}
    from reference_feature f join reference_layer l on l.zone_id = f.zone_id and l.id = f.layer_id
    cross join lateral ${matchOf(referenceFields)} m
    where f.zone_id = $1::int and f.name ilike $4::text
    order by m.rank, f.name collate "C", f.id limit $5::int)`

const statement = `select * from (
  ${[
    ...fixedSources.filter(({ kind }) => kind === 'collection').map(featurePart),
    ...fixedSources.filter(({ id }) => id in owners).map(factPart),
    recordPart,
    referencePart,
  ].join('\n  union all\n  ')}) found order by rank`

export function findText(database: Database, zoneId: number, text: string, limit: number): Promise<Found[]> {
  const pattern = likePattern(text)
  return database.query<Found>('', statement, [zoneId, text, pattern.slice(1), pattern, limit])
}
