import type { AskedPlaces } from './as-of-rows.ts'
import { specAsOf } from './as-of-rows.ts'

/**
 * The views of facts on a day: the same rows as the views of today (migrations, stock), from the account, the parcels
 * and the facts of that day. What has its own date counts up to the day.
 */

/**
 * The state of a parcel on the day that its row was asked for. The account follows the living: a parcel that has ended
 * since, and whose facts went over to others, keeps the state that it had last.
 */
export const statusAsOf = (alias: string): string => `coalesce(
  (select s.status from parcel_status_at(${alias}.zone_id, array[${alias}.id], ${alias}.asked_on, ${alias}.asked_known) s), ${alias}.status)`

const parcelColumns = `p.zone_id, p.id, p.geom, p.geom_3857, p.label_3857, p.area_ellipsoidal_m2, p.area_planar_m2,
  p.effective_on, p.asked_on, p.asked_known, p.code, p.name, p.land_use_code, p.approval_batch_id, p.responsible`

const newest = (own: string): string => `greatest(p.version, coalesce(${own}.version, 0)) as version,
  greatest(p.recorded_at, ${own}.recorded_at) as recorded_at`

/** What the account says of the day: land in stock, or gone from it by a remediation (0006). */
const remediationView = (kind: 'unsupplied' | 'idle', places: AskedPlaces): string => `(
  select ${parcelColumns}, ${newest('r')}, p.holder,
    case when s.level_m2 > 0 then s.level_m2 when s.movement = 'divided' then r.area_m2
      else -s.area_m2 end::numeric(18,4) as declared_area_m2,
    case s.state when 'none' then 'disposed' when 'waiting' then 'remaining' else 'disposing' end as state,
    coalesce(r.found_on, s.since_on) as found_on, r.cause, r.path, r.started_on, r.due_on, r.disposed_on, r.filed_on,
    r.document_no
  from stock_movement s
  join ${specAsOf('parcels', places)} p on p.zone_id = s.zone_id and p.id = s.parcel_id
  left join ${specAsOf('remediations', places)} r on r.zone_id = s.zone_id
    and r.id = case when s.level_m2 > 0 then s.open_remediation_id else s.remediation_id end
  where s.kind = '${kind}' and s.moved_on <= ${places.on} and (s.until_on is null or s.until_on > ${places.on})
    and s.recorded_at < ${places.before} and (s.voided_at is null or s.voided_at >= ${places.before})
    and (s.level_m2 > 0 or s.remediation_id is not null))`

const standardView = (places: AskedPlaces): string => `(
  select ${parcelColumns}, ${newest('s')}, s.holder, s.area_m2 as declared_area_m2, s.contract_no, s.supervision_no,
    s.mode, s.form, s.signed_on, s.standard_agreement_no, s.standard_agreed_on, s.handed_over_on, s.price_wan
  from ${specAsOf('parcels', places)} p
  join lateral (
    select x.* from ${specAsOf('supplies', places)} x
    where x.zone_id = p.zone_id and x.parcel_id = p.id and x.standard_agreed_on is not null and x.ended_on is null
    order by x.signed_on desc, x.id desc limit 1) s on true)`

const views: Record<string, (places: AskedPlaces) => string> = {
  'unsupplied-land': (places) => remediationView('unsupplied', places),
  'idle-land': (places) => remediationView('idle', places),
  'standard-land': standardView,
}

export function viewAsOf(id: string, places: AskedPlaces): string {
  const view = views[id]
  if (!view) throw new Error(`no view is called ${id}`)
  return view(places)
}
