import type { Db } from '#api/db/database.ts'
import { run } from '#api/db/raw.ts'
import { knownAt } from '#api/http/as-of.ts'
import type { ClaimScopeId } from '#geodata/rules/claims/scopes.ts'
import type { ClaimMeasure } from '#geodata/rules/claims/units.ts'

/**
 * The stored questions behind published figures. Parameters of each: $1 zone, $2 instant up to which we look or null,
 * $3 day on which facts are true, $4 first day of the period or null, $5 its last day, $6 and $7 the filters in the
 * order in which the scope names them, or null.
 */
export type ScopeQuestion = {
  scope: ClaimScopeId
  filters: readonly (string | null)[]
  from: string | null
  to: string
  on: string
  known: string | null
}

/** Rows of a collection as they were true on $3 and known at $2: living ones, and versions superseded only later. */
const rowsOf = (table: string, columns: string): string => `(
    select ${columns} from ${table}
    where zone_id = $1::int and effective_on <= $3::date
      and ($2::timestamptz is null or recorded_at < $2::timestamptz + interval '1 millisecond')
    union all
    select ${columns} from ${table}_history
    where zone_id = $1::int and effective_on <= $3::date
      and ($2::timestamptz is null or recorded_at < $2::timestamptz + interval '1 millisecond')
      and (effective_until > $3::date
        or ($2::timestamptz is not null and superseded_at >= $2::timestamptz + interval '1 millisecond')))`

const within = (column: string): string =>
  `${column} >= coalesce($4::date, '-infinity'::date) and ${column} <= least($5::date, $3::date)`

const only = (column: string, place: number): string =>
  `($${place}::text is null or ${column} = $${place}::text)`

const disposals = (kind: 'unsupplied' | 'idle'): string => `
    select 'parcels' as collection, r.parcel_id as id, r.disposed_on as happened_on, r.area_m2,
      null::numeric as floor_m2, null::numeric as money_wan, r.path as detail, r.document_no
    from ${rowsOf('remediation', 'parcel_id, kind, disposed_on, area_m2, path, cause, document_no')} r
    where r.kind = '${kind}' and ${within('r.disposed_on')} and ${only('r.path', 6)} and ${only('r.cause', 7)}`

const remaining = (kind: 'unsupplied' | 'idle'): string => `
    select 'parcels' as collection, m.parcel_id as id, min(m.moved_on) as happened_on, sum(m.area_m2) as area_m2,
      null::numeric as floor_m2, null::numeric as money_wan, null::text as detail, null::text as document_no
    from stock_movement m
    where m.zone_id = $1::int and m.kind = '${kind}' and m.moved_on <= least($5::date, $3::date)
      and ($4::date is null or true) and ${only(`''`, 6)} and ${only(`''`, 7)} and ${knownAt('m', '$2')}
    group by m.parcel_id having sum(m.area_m2) > 0`

const supplies = (day: string, condition: string): string => `
    select 'parcels' as collection, s.parcel_id as id, s.${day} as happened_on, s.area_m2,
      null::numeric as floor_m2, s.price_wan as money_wan, s.mode as detail, s.contract_no as document_no
    from ${rowsOf('supply', 'parcel_id, signed_on, standard_agreed_on, ended_on, area_m2, price_wan, mode, contract_no')} s
    where ${within(`s.${day}`)} and ${condition} and ${only('s.mode', 6)} and ${only(`''`, 7)}`

type Works = { collection: string; table: string; startedOn: string; columns: string; condition: string }

const underWay = ({ collection, table, startedOn, columns, condition }: Works): string => `
    select '${collection}' as collection, w.id, ${startedOn} as happened_on, null::numeric as area_m2,
      null::numeric as floor_m2, w.investment_wan as money_wan, w.status as detail, null::text as document_no
    from ${rowsOf(table, `id, status, investment_wan, ${columns}`)} w
    where w.status = 'building' and ${condition}
      and ($4::date is null or true) and ${only(`''`, 6)} and ${only(`''`, 7)}`

const roads = underWay({
  collection: 'roads',
  table: 'road',
  startedOn: 'w.started_on',
  columns: 'started_on',
  condition: '(w.started_on is null or w.started_on <= least($5::date, $3::date))',
})
/** 雨污分流改造: pipelines that are a project of their own, known by its investment. */
const separation = underWay({
  collection: 'pipelines',
  table: 'pipeline',
  startedOn: 'null::date',
  columns: 'kind',
  condition: `w.investment_wan is not null and w.kind in ('rain', 'sewage', 'combined') and $5::date is not null`,
})

const questions: Readonly<Record<ClaimScopeId, string>> = {
  unsupplied_disposed: disposals('unsupplied'),
  idle_disposed: disposals('idle'),
  unsupplied_remaining: remaining('unsupplied'),
  idle_remaining: remaining('idle'),
  land_supplied: supplies('signed_on', 'true'),
  standard_land_supplied: supplies(
    'standard_agreed_on',
    '(s.ended_on is null or s.ended_on > least($5::date, $3::date))',
  ),
  assessment_area: `
    select 'assessments' as collection, a.id, a.approved_on as happened_on,
      coalesce(a.declared_area_m2, round(a.area_ellipsoidal_m2::numeric, 4)) as area_m2, null::numeric as floor_m2,
      a.cost_wan as money_wan, a.kind as detail, a.approval_no as document_no
    from ${rowsOf('assessment', 'id, kind, approved_on, declared_area_m2, area_ellipsoidal_m2, cost_wan, approval_no')} a
    where (a.approved_on is null or a.approved_on <= least($5::date, $3::date)) and ($4::date is null or true)
      and ${only('a.kind', 6)} and ${only(`''`, 7)}`,
  factory_floor_area: `
    select 'factory-buildings' as collection, b.id, b.completed_on as happened_on, null::numeric as area_m2,
      b.gross_floor_area_m2 as floor_m2, b.cost_wan as money_wan, b.status as detail, null::text as document_no
    from ${rowsOf('factory_building', 'id, status, completed_on, gross_floor_area_m2, cost_wan')} b
    where b.status <> 'planned' and $5::date is not null and ($4::date is null or true)
      and ${only('b.status', 6)} and ${only(`''`, 7)}`,
  roads_under_way: roads,
  separation_projects: separation,
  works_under_way: `${roads} union all ${separation}`,
}

const amounts: Readonly<Record<ClaimMeasure, string>> = {
  area: 'coalesce(f.area_m2, 0)',
  floor_area: 'coalesce(f.floor_m2, 0)',
  count: '1::numeric',
  money: 'coalesce(f.money_wan, 0)',
}

/** One row to a feature: a parcel that was disposed of in two parts counts once, with the sum of both. */
const features = (scope: ClaimScopeId): string => `found as (${questions[scope]}),
  f as (
    select collection, id, max(happened_on) as happened_on, sum(area_m2) as area_m2, sum(floor_m2) as floor_m2,
      sum(money_wan) as money_wan, max(detail) as detail, string_agg(distinct document_no, '、') as document_no,
      count(*)::int as parts
    from found group by collection, id)`

/** Code and name of a feature, also of one that has ended since. */
const named = ['parcel', 'assessment', 'road', 'pipeline', 'factory_building']
const nameOf = (column: 'code' | 'name'): string => {
  const collections = ['parcels', 'assessments', 'roads', 'pipelines', 'factory-buildings']
  const cases = named.map(
    (table, i) => `when '${collections[i]}' then coalesce(
      (select t.${column} from ${table} t where t.zone_id = $1::int and t.id = f.id),
      (select t.${column} from ${table}_history t where t.zone_id = $1::int and t.id = f.id
       order by t.version desc limit 1))`,
  )
  return `case f.collection ${cases.join(' ')} end`
}

const valuesOf = (zoneId: number, { known, on, from, to, filters }: ScopeQuestion): unknown[] => [
  zoneId,
  known,
  on,
  from,
  to,
  filters[0] ?? null,
  filters[1] ?? null,
]

export type ScopeItem = {
  key: string
  collection: string
  id: number
  code: string | null
  name: string | null
  on: string | null
  /** Stored units (m², one, 万元), as exact decimals. */
  amount: string
  secondAmount: string | null
  detail: string | null
  documentNo: string | null
  parts: number
}

export type ItemPage = { sort: string; offset: number; limit: number }

const sortings: Readonly<Record<string, string>> = {
  code: 'natural_order(code) collate "C"',
  name: 'name collate "C"',
  on: '"on"',
  amount: 'amount',
}
export const itemSortings = Object.keys(sortings).flatMap((name) => [name, `-${name}`])

const orderOf = (sort: string): string => {
  const descending = sort.startsWith('-')
  const expression = sortings[descending ? sort.slice(1) : sort]!
  return `${expression}${descending ? ' desc' : ''} nulls last, collection, id`
}

type Measures = { measure: ClaimMeasure; secondMeasure: ClaimMeasure | null }

/** The rows of a question, a page at a time. */
export const findItems = (
  executor: Db,
  zoneId: number,
  question: ScopeQuestion & Measures,
  { sort, offset, limit }: ItemPage,
): Promise<ScopeItem[]> =>
  run<ScopeItem>(
    executor,
    `with ${features(question.scope)}
     select * from (
       select f.collection || ':' || f.id as key, f.collection, f.id, ${nameOf('code')} as code,
         ${nameOf('name')} as name, f.happened_on as "on", (${amounts[question.measure]})::text as amount,
         ${question.secondMeasure ? `(${amounts[question.secondMeasure]})::text` : 'null::text'} as "secondAmount",
         f.detail, f.document_no as "documentNo", f.parts
       from f) items
     order by ${orderOf(sort).replace('amount', 'amount::numeric')} offset $8::bigint limit $9::int`,
    [...valuesOf(zoneId, question), offset, limit],
  )

export type ScopeSums = { count: number; sum: string; secondSum: string | null }

/** Exact sums of a question. */
export async function sumItems(
  executor: Db,
  zoneId: number,
  question: ScopeQuestion & Measures,
): Promise<ScopeSums> {
  const second = question.secondMeasure
    ? `coalesce(sum(${amounts[question.secondMeasure]}), 0)::text`
    : 'null::text'
  const [row] = await run<ScopeSums>(
    executor,
    `with ${features(question.scope)}
     select count(*)::int as count, coalesce(sum(${amounts[question.measure]}), 0)::text as sum,
       ${second} as "secondSum" from f`,
    valuesOf(zoneId, question),
  )
  return row!
}

const drawn = named.map((table, i) => {
  const collection = ['parcels', 'assessments', 'roads', 'pipelines', 'factory-buildings'][i]!
  return `select f.collection, f.id, t.code, t.geom from f
    join ${rowsOf(table, 'id, code, geom')} t on t.id = f.id where f.collection = '${collection}'`
})

const mostDrawn = 5000

/** The boundaries of the rows of a question as they were on the day, as GeoJSON features. */
export async function drawItems(executor: Db, zoneId: number, question: ScopeQuestion): Promise<object[]> {
  const rows = await run<{ feature: object }>(
    executor,
    `with ${features(question.scope)}
     select json_build_object('type', 'Feature', 'id', g.id,
       'properties', json_build_object('collection', g.collection, 'code', g.code),
       'geometry', ST_AsGeoJSON(g.geom, 7)::json) as feature
     from (${drawn.join(' union all ')}) g order by g.collection, g.id limit ${mostDrawn}`,
    valuesOf(zoneId, question),
  )
  return rows.map(({ feature }) => feature)
}
