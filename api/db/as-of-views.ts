import type { AskedPlaces } from './as-of-rows.ts'
import { specAsOf } from './as-of-rows.ts'

/**
 * The views of facts on a day: the same rows as the views of today (migrations, ground), from the parcels and facts of
 * that day. What has its own date counts up to the day.
 */

/** The state of a parcel `f` on the day that its row was asked for; an ended one keeps its last state. */
export const statusAsOf = (alias: string): string => `coalesce(
  (select s.status from parcel_status_on(${alias}.zone_id, array[${alias}.id], ${alias}.asked_on) s), ${alias}.status)`

const parcelColumns = `p.zone_id, p.id, p.geom, p.geom_3857, p.label_3857, p.area_ellipsoidal_m2, p.area_planar_m2,
  p.effective_on, p.asked_on, p.asked_known, p.code, p.name, p.land_use_code, p.approval_batch_id, p.responsible`

const newest = (own: string): string => `greatest(p.version, coalesce(${own}.version, 0)) as version,
  greatest(p.recorded_at, ${own}.recorded_at) as recorded_at`

/** Without a remediation only such parcels can be in the state: the others need not be looked at. */
const candidates = {
  unsupplied: 'p.approval_batch_id is not null',
  idle: 'exists (select from supply s where s.zone_id = p.zone_id and s.parcel_id = p.id)',
}

const remediationView = (kind: 'unsupplied' | 'idle', places: AskedPlaces): string => `(
  select ${parcelColumns}, ${newest('r')}, p.holder, coalesce(r.area_m2, p.declared_area_m2) as declared_area_m2,
    case when r.disposed_on is not null then 'disposed'
         when r.path is not null or r.started_on is not null then 'disposing'
         else 'remaining' end as state,
    r.found_on, r.cause, r.path, r.started_on, r.due_on, r.disposed_on, r.filed_on, r.document_no
  from ${specAsOf('parcels', places)} p
  left join lateral (
    select m.* from ${specAsOf('remediations', places)} m
    where m.zone_id = p.zone_id and m.parcel_id = p.id and m.kind = '${kind}'
    order by m.found_on desc, m.id desc limit 1) r on true
  where r.id is not null or (${candidates[kind]} and ${statusAsOf('p')} = '${kind}'))`

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
