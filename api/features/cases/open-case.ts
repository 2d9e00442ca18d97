import type { Moment } from '../stock/standing.ts'
import { recordedBy } from '../stock/standing.ts'

/** SQL of the case that stood open on a day, as it was known: from its steps, because today's row says what it is now. */

/** Steps of the case `o` that were done by the day and known, without those that were known to be void. */
const stepsThen = (moment: Moment): string => `case_step t where t.zone_id = o.zone_id and t.case_id = o.id
  and t.done_on <= ${moment.on} and t.voids is null and ${recordedBy(moment, 't.recorded_at')}
  and not exists (select from case_step v where v.zone_id = t.zone_id and v.case_id = t.case_id and v.voids = t.n
    and ${recordedBy(moment, 'v.recorded_at')})`

/** The newest case of `condition` (over `o`) that was open, with the day of its newest step by then. */
export const openCaseOn = (moment: Moment, condition: string): string => `
  select o.id, o.number, (select max(t.done_on) from ${stepsThen(moment)}) as step_on
  from land_case o where o.zone_id = ${moment.zone} and ${condition} and o.opened_on <= ${moment.on}
    and ${recordedBy(moment, 'o.created_at')}
    and coalesce((select t.step from ${stepsThen(moment)} and t.step in ('closure', 'reopening')
      order by t.n desc limit 1), 'reopening') = 'reopening'
  order by o.id desc limit 1`

/** Whether a step was done in a case of a parcel after one day and up to the day that is asked about. */
export const movedInCase = (moment: Moment, parcel: string, since: string): string => `exists (
  select from land_case o where o.zone_id = ${moment.zone} and o.parcel_id = ${parcel}
    and exists (select from ${stepsThen(moment)} and t.done_on > ${since}))`
