import type { Database } from '#api/db/database.ts'
import type { Filters } from '#api/db/filters.ts'
import { filterCondition, fromSource } from '#api/db/filters.ts'
import { quotedText } from '#api/db/sorting.ts'
import type { Source, SourceProperty } from '#api/db/sources.ts'
import { Parameters } from '#api/db/statement.ts'
import { gridDigits } from '#api/db/collection-sql.ts'
import { datedFacts } from '#geodata/model/dated-facts.ts'
import type { CollectionId } from '#geodata/model/collections.ts'
import type { ChangeKind } from './compare.schema.ts'

/** A collection on two days, as it was known at one instant. */
export type Sides = { before: Source; after: Source }

export type Question = {
  zoneId: number
  sides: Sides
  /** On the sources of each side; a feature counts that they let through on either day. */
  filters: { before: Filters; after: Filters }
  isFiltered: boolean
  kinds: readonly ChangeKind[]
}

/** What tells versions apart without being said by anybody, and what is computed from the boundary. */
const notCompared = new Set([
  'id',
  'version',
  'change_id',
  'effective_on',
  'recorded_at',
  'area_ellipsoidal_m2',
  'area_planar_m2',
  'length_m',
])

const comparedOf = ({ properties }: Source): SourceProperty[] =>
  properties.filter(({ name }) => !notCompared.has(name))

const isAreal = ({ geometry }: Source): boolean => geometry === 'polygon'

/**
 * Features that can differ at all: with past versions, or begun after the earlier day; parcels also where a fact of
 * their state is dated in between. Facts with a day of their own and views are few enough to be compared whole.
 */
function candidates({ before, after }: Sides, zoneId: number, parameters: Parameters): string | undefined {
  if (after.kind === 'view' || datedFacts[after.id as CollectionId]) return undefined
  const zone = parameters.share('zone', zoneId, 'int')
  const days = [before.asOf!.on, after.asOf!.on].toSorted()
  const [from, to] = days.map((day) => parameters.share(`on ${day}`, day, 'date')) as [string, string]
  const between = (column: string) => `(${column} > ${from} and ${column} <= ${to})`
  const anyBetween = (...columns: string[]) => columns.map(between).join(' or ')
  const own = [
    `select id from ${after.table} where zone_id = ${zone} and effective_on > ${from}`,
    `select id from ${after.table}_history where zone_id = ${zone}`,
  ]
  if (after.id !== 'parcels') return own.join(' union ')
  const facts = [
    `select parcel_id from stock_movement where zone_id = ${zone} and ${between('moved_on')}`,
    ...['supply', 'supply_history'].map(
      (table) => `select parcel_id from ${table} where zone_id = ${zone}
        and (${anyBetween('signed_on', 'ended_on', 'standard_agreed_on')})`,
    ),
    ...['remediation', 'remediation_history'].map(
      (table) => `select parcel_id from ${table} where zone_id = ${zone}
        and (${anyBetween('found_on', 'started_on', 'disposed_on')})`,
    ),
  ]
  return [...own, ...facts].join(' union ')
}

/** The rows of one side under plain names. */
function sideSql(source: Source, zoneId: number, narrowed: boolean, parameters: Parameters): string {
  const columns = [
    'f.id',
    ...comparedOf(source).map(({ name, sql }) => `${sql} as ${name}`),
    ...(source.geometry === 'none' ? [] : ['f.geom', 'f.geom_3857']),
    ...(isAreal(source) ? ['f.area_ellipsoidal_m2'] : []),
  ]
  const among = narrowed ? ' and f.id in (select id from candidates)' : ''
  return `select ${columns.join(', ')} ${fromSource(source, zoneId, parameters)}${among}`
}

function diffSql(question: Question, parameters: Parameters): string {
  const { sides, filters, zoneId, isFiltered } = question
  const source = sides.after
  const ids = candidates(sides, zoneId, parameters)
  const fields = comparedOf(source).map(
    ({ name }) => `case when b.${name} is distinct from a.${name} then ${quotedText(name)} end`,
  )
  const geometry = source.geometry === 'none' ? [] : [`case when not (b.geom = a.geom) then 'geometry' end`]
  const area = (alias: string) => (isAreal(source) ? `${alias}.area_ellipsoidal_m2` : 'null::float8')
  const state = (alias: string) => (source.id === 'parcels' ? `${alias}.status` : 'null::text')
  const matching = (side: 'before' | 'after') =>
    `select f.id ${fromSource(sides[side], zoneId, parameters)}
      and ${filterCondition(sides[side], filters[side], parameters)}`
  return `
    ${ids === undefined ? '' : `candidates (id) as materialized (${ids}),`}
    b as materialized (${sideSql(sides.before, zoneId, ids !== undefined, parameters)}),
    a as materialized (${sideSql(sides.after, zoneId, ids !== undefined, parameters)}),
    told as (
      select coalesce(a.id, b.id) as id, coalesce(a.${source.title}, b.${source.title})::text as title,
        case when b.id is null then 'created' when a.id is null then 'ended' end as change,
        case when b.id is null or a.id is null then array[]::text[]
          else array_remove(array[${[...geometry, ...fields].join(', ')}]::text[], null) end as changed,
        ${area('b')} as before_m2, ${area('a')} as after_m2, ${state('b')} as was, ${state('a')} as becomes
      from b full join a on a.id = b.id),
    diff as materialized (
      select id, title, changed, before_m2, after_m2, was, becomes,
        coalesce(change, case when 'geometry' = any (changed) then 'boundary' else 'fields' end) as change
      from told
      where (change is not null or cardinality(changed) > 0)
        ${isFiltered ? `and id in (${matching('before')} union ${matching('after')})` : ''}),
    wanted as (select * from diff where change = any (${parameters.add([...question.kinds], 'text[]')}))`
}

export type DiffRow = {
  id: number
  change: ChangeKind
  changed: string[]
  areaDeltaM2: number | null
}
export type Diff = {
  total: number
  tallies: { change: ChangeKind; count: number; beforeM2: number; afterM2: number }[]
  states: { from: string | null; to: string | null; count: number; areaM2: number }[]
  features: DiffRow[]
}

const sum = (column: string): string => `coalesce(sum(${column}::numeric), 0)`

/** Counts and sums of all that differs, and a page of it in the order of titles as people count them. */
export async function findDiff(
  database: Database,
  question: Question,
  page: { offset: number; limit: number },
): Promise<Diff> {
  const parameters = new Parameters()
  const text = `with ${diffSql(question, parameters)}
    select (select count(*)::int from wanted) as total,
      coalesce((select json_agg(t) from (
        select change, count(*)::int as count, ${sum('before_m2')} as "beforeM2", ${sum('after_m2')} as "afterM2"
        from diff group by change) t), '[]') as tallies,
      coalesce((select json_agg(s) from (
        select was as "from", becomes as "to", count(*)::int as count,
          ${sum('coalesce(after_m2, before_m2)')} as "areaM2"
        from diff where was is distinct from becomes group by was, becomes order by 3 desc, 1, 2) s), '[]') as states,
      coalesce((select json_agg(p) from (
        select id, change, changed,
          case when before_m2 is null and after_m2 is null then null
            else coalesce(after_m2, 0) - coalesce(before_m2, 0) end as "areaDeltaM2"
        from wanted order by natural_order(title) collate "C", id
        limit ${parameters.add(page.limit, 'int')} offset ${parameters.add(page.offset, 'int')}) p), '[]') as features`
  const [row] = await database.query<Diff>('', text, parameters.values, 'replica')
  return row!
}

/** Shapes of what differs, as GeoJSON features between commas: how it was where it ended or was drawn anew. */
export async function findShapes(
  database: Database,
  question: Question,
  most: number,
): Promise<{ features: string; count: number }> {
  const parameters = new Parameters()
  const properties = (
    side: string,
  ) => `json_build_object('change', w.change, 'side', '${side}', 'title', w.title,
    'from', w.was, 'to', w.becomes)`
  const shape = (side: 'before' | 'after', alias: string, changes: string) => `
    select w.id, json_build_object('type', 'Feature', 'id', w.id,
      'geometry', ST_AsGeoJSON(${alias}.geom, ${gridDigits})::json, 'properties', ${properties(side)})::text as feature
    from few w join ${alias} on ${alias}.id = w.id where w.change in (${changes})`
  const text = `with ${diffSql(question, parameters)},
    few as (select * from wanted order by id limit ${parameters.add(most + 1, 'int')})
    select (select count(*)::int from few) as count, coalesce(string_agg(feature, ',' order by id), '') as features
    from (${shape('after', 'a', "'created', 'boundary', 'fields'")}
      union all ${shape('before', 'b', "'ended', 'boundary'")}) shapes`
  const [row] = await database.query<{ features: string; count: number }>(
    '',
    text,
    parameters.values,
    'replica',
  )
  return row!
}
