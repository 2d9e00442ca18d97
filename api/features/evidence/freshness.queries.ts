import type { Database } from '#api/db/database.ts'
import { run } from '#api/db/raw.ts'
import type { AsOf } from '#api/http/as-of.ts'
import type { EvidenceExpiry } from '#geodata/evidence/freshness.ts'
import { ageClasses, ageLimits, evidenceKinds } from '#geodata/evidence/freshness.ts'
import type { StockKind } from '#geodata/rules/stock/stock-facts.ts'
import { instantOf, saidAt } from '../attachments/said-at.ts'
import { bindMoment, openBinder, parcelsEver, standing } from '../stock/standing.ts'

export type FreshnessQuestion = { kind: StockKind; days: number; at: AsOf; expiry: EvidenceExpiry }
export const freshnessParts = ['all', 'older', 'expired', ...ageClasses] as const
export type FreshnessPart = (typeof freshnessParts)[number]

/** Without any evidence is older than every age. */
const orders = {
  age: 'r.age nulls last',
  '-age': 'r.age desc nulls first',
  area: 'r.area',
  '-area': 'r.area desc',
  code: 'p.code',
  '-code': 'p.code desc',
} as const
export type FreshnessSort = keyof typeof orders
export const freshnessSorts = Object.keys(orders) as FreshnessSort[]

/**
 * Land in stock with the newest evidence of its state: a row `r` for each parcel. Evidence hangs on the parcel itself,
 * on its supplies and on its cases; it counts when its kind proves the state on the ground and it has not ended.
 */
function freshRows(zoneId: number, { kind, at, expiry }: FreshnessQuestion) {
  const binder = openBinder()
  const moment = bindMoment(binder, zoneId, at)
  const { zone, on } = moment
  const instant = instantOf(binder.bind(at.known, 'timestamptz'))
  const counting = evidenceKinds.filter((name) => expiry[name] !== null)
  const kinds = binder.bind(counting, 'text[]')
  const days = binder.bind(
    counting.map((name) => expiry[name]),
    'int[]',
  )
  const subjects = `select a.subject_id as parcel_id, a.* from attachment a
      where a.zone_id = ${zone} and a.subject = 'parcel'
    union all select c.parcel_id, a.* from attachment a
      join land_case c on c.zone_id = a.zone_id and c.id = a.subject_id
      where a.zone_id = ${zone} and a.subject = 'case'
    union all select s.parcel_id, a.* from attachment a
      join supply s on s.zone_id = a.zone_id and s.id = a.subject_id
      where a.zone_id = ${zone} and a.subject = 'supply'`
  const text = `with stock as (select m.parcel_id, sum(m.level_m2) as area from (${standing(moment, kind)}) m group by 1),
    proof as (
      select a.parcel_id, max(f.observed_on) as newest_on,
        max(coalesce(f.valid_until, f.observed_on + x.days)) as valid_until
      from (${subjects}) a ${saidAt(instant)}
      join unnest(${kinds}, ${days}) as x (kind, days) on x.kind = f.kind
      where a.uploaded_at < ${instant} and (a.deleted_at is null or a.deleted_at >= ${instant})
        and f.observed_on <= ${on} and (f.valid_until is null or f.valid_until >= ${on})
      group by 1),
    r as (
      select s.parcel_id, s.area, p.newest_on, ${on} - p.newest_on as age,
        case when p.valid_until >= ${on} then p.valid_until end as valid_until
      from stock s left join proof p on p.parcel_id = s.parcel_id)`
  return { text, binder, moment }
}

const classOf = `case when r.age is null then 'none' ${ageLimits
  .map((limit) => `when r.age <= ${limit} then 'd${limit}'`)
  .join(' ')} else 'over365' end`

/** Which rows belong to a part; `bindDays` binds the days that were asked for where they are compared. */
const partCondition = (part: FreshnessPart, bindDays: () => string): string => {
  switch (part) {
    case 'all':
      return 'true'
    case 'older':
      return `(r.age is null or r.age > ${bindDays()})`
    case 'expired':
      return 'r.valid_until is null'
    default:
      return `${classOf} = '${part}'`
  }
}

export type FreshnessRow = {
  age_class: string
  area: string
  count: number
  older_area: string
  older_count: number
  expired_area: string
  expired_count: number
}

/** Land by the age of its evidence, and what rests on evidence older than asked or on none that is valid. */
export function findFreshness(
  database: Database,
  zoneId: number,
  question: FreshnessQuestion,
): Promise<FreshnessRow[]> {
  const { text, binder } = freshRows(zoneId, question)
  const days = binder.bind(question.days, 'int')
  const isOlder = partCondition('older', () => days)
  const isExpired = partCondition('expired', () => days)
  return run<FreshnessRow>(
    database.read,
    `${text} select ${classOf} as age_class, sum(r.area) as area, count(*)::int as count,
       coalesce(sum(r.area) filter (where ${isOlder}), 0) as older_area,
       (count(*) filter (where ${isOlder}))::int as older_count,
       coalesce(sum(r.area) filter (where ${isExpired}), 0) as expired_area,
       (count(*) filter (where ${isExpired}))::int as expired_count
     from r group by 1`,
    binder.values,
  )
}

export type FreshParcel = {
  parcelId: number
  code: string | null
  name: string | null
  holder: string | null
  areaM2: number
  newestOn: string | null
  ageDays: number | null
  validUntil: string | null
  lng: number | null
  lat: number | null
}

export type FreshPage = { part: FreshnessPart; sort: FreshnessSort; offset: number; limit: number }

/** The parcels of a part as they were called on the day; of equals the largest first. */
export async function findFreshParcels(
  database: Database,
  zoneId: number,
  question: FreshnessQuestion,
  { part, sort, offset, limit }: FreshPage,
): Promise<FreshParcel[]> {
  const { text, binder, moment } = freshRows(zoneId, question)
  const condition = partCondition(part, () => binder.bind(question.days, 'int'))
  const columns = 't.id, t.code, t.name, t.holder, t.label_3857'
  // By key for each row: joining all parcels of the zone would grow with the zone, not with the rows.
  const parcel = `left join lateral (${parcelsEver(moment, columns, 't.id = r.parcel_id')} limit 1) p on true`
  const order = `${orders[sort]}, r.area desc, r.parcel_id`
  const isByCode = sort === 'code' || sort === '-code'
  const page = `select r.* from r ${isByCode ? parcel : ''} where ${condition} order by ${order}
    offset ${binder.bind(offset, 'bigint')} limit ${binder.bind(limit, 'int')}`
  return run<FreshParcel>(
    database.read,
    `${text} select r.parcel_id as "parcelId", p.code, p.name, p.holder, r.area::float8 as "areaM2",
       r.newest_on as "newestOn", r.age as "ageDays", r.valid_until as "validUntil",
       st_x(st_transform(p.label_3857, 4326)) as lng, st_y(st_transform(p.label_3857, 4326)) as lat
     from (${page}) r ${parcel} order by ${order}`,
    binder.values,
  )
}
