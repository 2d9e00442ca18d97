import type { Database } from '#api/db/database.ts'
import type { AsOf } from '#api/http/as-of.ts'
import type { ClockStep } from '#geodata/rules/idle/clock-steps.ts'
import { daysOfStep } from '#geodata/rules/idle/clock-steps.ts'
import { openCaseOn } from '../cases/open-case.ts'
import { bindMoment, isKnown, openBinder, parcelsEver, recordedBy } from '../stock/standing.ts'
import type { Moment } from '../stock/standing.ts'
import type { ClockCounts, ClockListFilter, ClockListRow } from './clock.queries.ts'
import { listConditions } from './clock.queries.ts'

/** What comes next after the day, as `nextDate` of clock.service.ts finds it; a test compares them. */
const comingStart = (on: string) => `case when t.idle_from > ${on} and t.start_on > ${on} then t.start_on end`
const coming = (on: string, column: string) => `case when t.${column} > ${on} then t.${column} end`
const nextColumns = (on: string): string => {
  const dates = [
    comingStart(on),
    ...['idle_from', 'fee_from', 'recovery_from'].map((name) => coming(on, name)),
  ]
  const next = `least(${dates.join(', ')})`
  const kinds = ['start', 'idle', 'fee', 'recovery']
  return `${next} as next_on, case ${next} ${dates.map((date, at) => `when ${date} then '${kinds[at]}'`).join(' ')} end
    as next_kind`
}

/** Steps that hold on a day, as they were known. */
function stepsOn(moment: Moment): string {
  const { zone, on } = moment
  return `select t.*, ${nextColumns(on)} from clock_step t
    where t.zone_id = ${zone} and t.from_on <= ${on} and (t.until_on is null or t.until_on > ${on})
      and ${isKnown(moment, 't')}`
}

/** A supply as it was on the day, or as it was first where it was told of only later. */
function supplyThen(moment: Moment): string {
  const { zone, on } = moment
  const columns = 't.version, t.effective_on, t.holder, t.contract_no'
  const own = `t.zone_id = ${zone} and t.id = c.supply_id and ${recordedBy(moment, 't.recorded_at')}`
  return `left join lateral (select v.holder, v.contract_no from (
      select ${columns} from supply t where ${own} union all select ${columns} from supply_history t where ${own}) v
    order by (v.effective_on <= ${on}) desc,
      case when v.effective_on <= ${on} then v.version else -v.version end desc limit 1) s on true`
}

type StepRow = Omit<ClockListRow, 'days_run' | 'days_paused'> &
  Pick<ClockStep, 'from' | 'daysRun' | 'daysPaused' | 'counts'>

/** The watch list of a past day; pages and order as `listClocks`. */
export async function listClocksOn(
  database: Database,
  zoneId: number,
  at: AsOf,
  filter: ClockListFilter,
): Promise<ClockListRow[]> {
  const binder = openBinder()
  const moment = bindMoment(binder, zoneId, at)
  const { by, wanted } = listConditions(filter, binder.bind)
  const rows = await database.query<StepRow>(
    '',
    `select c.supply_id, c.parcel_id, p.code, p.name, coalesce(s.holder, p.holder) as holder, p.responsible,
       s.contract_no, c.area_m2::float8 as area_m2, c.kind, c.idle_from, c.fee_from, c.recovery_from, c.next_on,
       c.next_kind, c.finding_count, k.id as case_id, k.number as case_number, c.from_on as "from",
       c.days_run as "daysRun", c.days_paused as "daysPaused", c.counts
     from (select c.* from (${stepsOn(moment)}) c where ${wanted.join(' and ')}
       order by c.${by}, c.supply_id limit ${binder.bind(filter.limit, 'int')}) c
     join lateral (${parcelsEver(moment, 't.code, t.name, t.holder, t.responsible', 't.id = c.parcel_id')} limit 1) p
       on true
     ${supplyThen(moment)}
     left join lateral (${openCaseOn(moment, 'o.supply_id = c.supply_id')}) k on true
     order by c.${by}, c.supply_id`,
    binder.values,
    'replica',
  )
  return rows.map(({ from, daysRun, daysPaused, counts, ...row }) => {
    const days = daysOfStep({ from, daysRun, daysPaused, counts }, at.on)
    return { ...row, days_run: days.daysRun, days_paused: days.daysPaused }
  })
}

/** How much land each kind of clock stood over on a day. */
export function countClocksOn(database: Database, zoneId: number, at: AsOf): Promise<ClockCounts[]> {
  const binder = openBinder()
  const moment = bindMoment(binder, zoneId, at)
  return database.query<ClockCounts>(
    '',
    `select c.kind, count(*)::int as count, sum(c.area_m2)::float8 as area_m2 from (${stepsOn(moment)}) c group by c.kind`,
    binder.values,
    'replica',
  )
}
