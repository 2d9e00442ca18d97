import type { Database } from '#api/db/database.ts'
import type { AsOf } from '#api/http/as-of.ts'
import type { StockKind } from '#geodata/rules/stock/stock-facts.ts'
import { stockKinds } from '#geodata/rules/stock/stock-facts.ts'
import type { Dimension } from './dimensions.ts'
import { expressionOf, joinsFor } from './dimensions.ts'
import type { StockFilter } from './stock-filter.ts'
import { conditionsOf } from './stock-filter.ts'
import { bindMoment, isDisposal, isKnown, landOf, openBinder, standing } from './standing.ts'

/** Sums of movements up to a day; the stock of the day is their sum. */
export type LevelRow = {
  kind: StockKind
  area: string
  count: number
  disposing_area: string
  disposing_count: number
  disposed_area: string
  disposed_count: number
}

const levelSums = `coalesce(sum(area_m2), 0) as area, coalesce(sum(entered), 0)::int as count,
  coalesce(sum(disposing_m2), 0) as disposing_area, coalesce(sum(disposing_entered), 0)::int as disposing_count,
  coalesce(sum(disposed_m2), 0) as disposed_area, coalesce(sum(disposed_count), 0)::int as disposed_count`

/** The same columns from the movements themselves, for what was known at an instant. */
const dayColumns = `m.kind, m.moved_on, m.movement, m.area_m2, 1 as count,
  (m.level_m2 > 0)::int - (m.level_m2 > m.area_m2)::int as entered,
  case when m.state = 'disposing' then m.level_m2 else 0 end
    - case when m.was_state = 'disposing' then m.level_m2 - m.area_m2 else 0 end as disposing_m2,
  (m.state = 'disposing')::int - (m.was_state = 'disposing')::int as disposing_entered,
  case when ${isDisposal('m')} then -m.area_m2 else 0 end as disposed_m2, ${isDisposal('m')}::int as disposed_count`

/** Movements summed by day: kept by triggers for what is known now. */
function days(zoneId: number, at: AsOf, kind: StockKind | null) {
  const binder = openBinder()
  const moment = bindMoment(binder, zoneId, at)
  const own = kind === null ? '' : `and kind = ${binder.bind(kind, 'text')}`
  const source =
    moment.known === null
      ? `select * from stock_day where zone_id = ${moment.zone} ${own}`
      : `select ${dayColumns} from stock_movement m
         where m.zone_id = ${moment.zone} ${own.replace('kind', 'm.kind')} and ${isKnown(moment, 'm')}`
  return { binder, moment, source }
}

/** The stock of a kind at the end of a day as it was known: what stood, and what had left by disposal. */
function findLevelKnown(database: Database, zoneId: number, at: AsOf, kind: StockKind): Promise<LevelRow[]> {
  const binder = openBinder()
  const moment = bindMoment(binder, zoneId, at)
  return database.query<LevelRow>(
    '',
    `select '${kind}' as kind, s.*, d.* from
      (select coalesce(sum(level_m2), 0) as area, count(*)::int as count,
         coalesce(sum(level_m2) filter (where state = 'disposing'), 0) as disposing_area,
         (count(*) filter (where state = 'disposing'))::int as disposing_count
       from (${landOf(moment, kind)}) s) s,
      (select coalesce(sum(level_m2), 0) as disposed_area, count(*)::int as disposed_count
       from (${landOf(moment, kind, 'disposed')}) d) d`,
    binder.values,
    'replica',
  )
}

/** The stock of both kinds at the end of a day. */
export async function findLevels(database: Database, zoneId: number, at: AsOf): Promise<LevelRow[]> {
  if (at.known !== null)
    return (await Promise.all(stockKinds.map((kind) => findLevelKnown(database, zoneId, at, kind)))).flat()
  const { binder, moment, source } = days(zoneId, at, null)
  return database.query<LevelRow>(
    '',
    `select kind, ${levelSums} from (${source}) d where moved_on <= ${moment.on} group by kind`,
    binder.values,
    'replica',
  )
}

export type GroupRow = {
  key: string | null
  label: string | null
  area: string
  count: number
  disposing_area: string
  disposing_count: number
}

/** The stock of a day by a dimension, the largest group first. */
export function findGroups(
  database: Database,
  zoneId: number,
  at: AsOf,
  kind: StockKind,
  by: Dimension,
  filter: StockFilter,
): Promise<GroupRow[]> {
  const binder = openBinder()
  const moment = bindMoment(binder, zoneId, at)
  const { conditions, used } = conditionsOf(binder, moment, filter)
  const isBatch = by === 'batch'
  const named = isBatch
    ? `left join approval_batch n on n.zone_id = ${moment.zone} and n.id = g.key::bigint`
    : ''
  return database.query<GroupRow>(
    '',
    `select g.*, ${isBatch ? 'n.code' : 'null::text'} as label from (
       select ${expressionOf(by)} as key, sum(s.level_m2) as area, count(*)::int as count,
         coalesce(sum(s.level_m2) filter (where s.state = 'disposing'), 0) as disposing_area,
         (count(*) filter (where s.state = 'disposing'))::int as disposing_count
       from (${landOf(moment, kind, filter.part)}) s
       ${joinsFor(moment, [by, ...used])}
       ${conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''}
       group by 1) g ${named}
     order by g.area desc, g.key collate "C" nulls last`,
    binder.values,
    'replica',
  )
}

export type MovedRow = {
  movement: string
  area: string
  count: number
  disposed_area: string
  disposed_count: number
}

/** Movements after the day `from` up to and with `on`. */
export function findMoved(
  database: Database,
  zoneId: number,
  at: AsOf,
  kind: StockKind,
  from: string,
): Promise<MovedRow[]> {
  const { binder, moment, source } = days(zoneId, at, kind)
  return database.query<MovedRow>(
    '',
    `select movement, sum(area_m2) as area, sum(count)::int as count, sum(disposed_m2) as disposed_area,
       sum(disposed_count)::int as disposed_count
     from (${source}) d where moved_on > ${binder.bind(from, 'date')} and moved_on <= ${moment.on}
     group by movement having sum(count) > 0`,
    binder.values,
    'replica',
  )
}

export type MonthRow = {
  month: string
  area: string
  entered_area: string
  left_area: string
  disposed_area: string
}

/** What moved in each month, everything before the first one under its own name. */
export function findMonths(
  database: Database,
  zoneId: number,
  at: AsOf,
  kind: StockKind,
  from: string,
): Promise<MonthRow[]> {
  const { binder, moment, source } = days(zoneId, at, kind)
  const first = binder.bind(from, 'date')
  return database.query<MonthRow>(
    '',
    `select case when moved_on < ${first} then 'before' else to_char(moved_on, 'YYYY-MM') end as month,
       sum(area_m2) as area, coalesce(sum(area_m2) filter (where area_m2 > 0), 0) as entered_area,
       coalesce(sum(area_m2) filter (where area_m2 < 0), 0) as left_area, sum(disposed_m2) as disposed_area
     from (${source}) d where moved_on <= ${moment.on} group by 1`,
    binder.values,
    'replica',
  )
}

export type RankRow = { key: string | null; disposed_area: string; disposed_count: number }

/** What was disposed of in a period, by who was responsible on its last day, or by another dimension. */
export function findDisposed(
  database: Database,
  zoneId: number,
  at: AsOf,
  kind: StockKind,
  by: Dimension,
  from: string,
): Promise<RankRow[]> {
  const binder = openBinder()
  const moment = bindMoment(binder, zoneId, at)
  const moved = `select m.parcel_id, m.batch_id, -m.area_m2 as level_m2, m.was_state as state,
      m.remediation_id as open_remediation_id
    from stock_movement m where m.zone_id = ${moment.zone} and m.kind = ${binder.bind(kind, 'text')}
      and m.moved_on > ${binder.bind(from, 'date')} and m.moved_on <= ${moment.on}
      and ${isDisposal('m')} and ${isKnown(moment, 'm')}`
  return database.query<RankRow>(
    '',
    `select ${expressionOf(by)} as key, sum(s.level_m2) as disposed_area, count(*)::int as disposed_count
     from (${moved}) s ${joinsFor(moment, [by])} group by 1`,
    binder.values,
    'replica',
  )
}

export type OverdueRow = { key: string | null; overdue_area: string; overdue_count: number }

/** What stands in stock beyond its deadline, by a dimension. */
export function findOverdue(
  database: Database,
  zoneId: number,
  at: AsOf,
  kind: StockKind,
  by: Dimension,
): Promise<OverdueRow[]> {
  const binder = openBinder()
  const moment = bindMoment(binder, zoneId, at)
  return database.query<OverdueRow>(
    '',
    `select ${expressionOf(by)} as key, sum(s.level_m2) as overdue_area, count(*)::int as overdue_count
     from (${standing(moment, kind)}) s ${joinsFor(moment, [by, 'due'])}
     where r.due_on < ${moment.on} group by 1`,
    binder.values,
    'replica',
  )
}
