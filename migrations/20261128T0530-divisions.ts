import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * Parcels that are divided or united hand their account on. The index tells which changes ended parcels: what these
 * drew are pieces. Land that had been disposed of before it was divided still is: the movement that hands it on has no
 * area and names the remediation.
 */
const statements = [
  `create index change_item_ended_parcels_idx on change_item (zone_id, change_id)
     where collection = 'parcels' and op = 'end'`,
  `create or replace function parcel_status_at(zone int, parcel_ids bigint[], on_date date, known timestamptz)
    returns table (parcel_id bigint, status text) language sql stable as $$
      select p.id, case
        when idle.state = 'disposing' then 'disposing'
        when idle.state = 'waiting' then 'idle'
        when unsupplied.state = 'disposing' then 'disposing'
        when unsupplied.state = 'waiting' then 'unsupplied'
        when supply.standard_agreed_on <= on_date then 'standard'
        when disposed.found then 'disposed'
        when supply.id is not null then 'supplied'
        else 'reserve' end
      from (
        select id from parcel where parcel_ids is null and zone_id = zone
        union all select unnest(parcel_ids)) p
      left join lateral (
        select m.state from stock_movement m
        where m.zone_id = zone and m.parcel_id = p.id and m.kind = 'idle' and m.level_m2 > 0
          and m.moved_on <= on_date and (m.until_on is null or m.until_on > on_date)
          and m.recorded_at < coalesce(known + interval '1 millisecond', 'infinity')
          and (m.voided_at is null or m.voided_at >= coalesce(known + interval '1 millisecond', 'infinity'))
        limit 1) idle on true
      left join lateral (
        select m.state from stock_movement m
        where m.zone_id = zone and m.parcel_id = p.id and m.kind = 'unsupplied' and m.level_m2 > 0
          and m.moved_on <= on_date and (m.until_on is null or m.until_on > on_date)
          and m.recorded_at < coalesce(known + interval '1 millisecond', 'infinity')
          and (m.voided_at is null or m.voided_at >= coalesce(known + interval '1 millisecond', 'infinity'))
        limit 1) unsupplied on true
      left join lateral (
        select true as found from stock_movement m
        where m.zone_id = zone and m.parcel_id = p.id and m.remediation_id is not null
          and (m.area_m2 < 0 or (m.movement = 'divided' and m.level_m2 = 0))
          and m.movement not in ('corrected', 'remeasured') and m.moved_on <= on_date
          and m.recorded_at < coalesce(known + interval '1 millisecond', 'infinity')
          and (m.voided_at is null or m.voided_at >= coalesce(known + interval '1 millisecond', 'infinity'))
        limit 1) disposed on true
      left join lateral (
        select s.id, s.standard_agreed_on from (
          select id, signed_on, ended_on, standard_agreed_on from supply
          where zone_id = zone and parcel_id = p.id
            and recorded_at < coalesce(known + interval '1 millisecond', 'infinity')
          union all
          select id, signed_on, ended_on, standard_agreed_on from supply_history
          where known is not null and zone_id = zone and parcel_id = p.id
            and recorded_at < known + interval '1 millisecond'
            and superseded_at >= known + interval '1 millisecond') s
        where s.signed_on <= on_date and (s.ended_on is null or s.ended_on > on_date)
        order by s.signed_on desc, s.id desc limit 1) supply on true
    $$`,
]

/** Land that is in stock, or went out of it by a remediation: exactly what the account says today. */
const views = (['unsupplied', 'idle'] as const).flatMap((kind) => [
  `drop view ${kind}_land`,
  `create view ${kind}_land as
     select p.zone_id, p.id, greatest(p.version, coalesce(r.version, 0)) as version,
       greatest(p.recorded_at, r.recorded_at) as recorded_at, p.effective_on,
       p.geom, p.geom_3857, p.label_3857, p.area_ellipsoidal_m2, p.area_planar_m2,
       p.code, p.name, p.holder, p.land_use_code, p.approval_batch_id, p.responsible,
       case when s.level_m2 > 0 then s.level_m2 when s.movement = 'divided' then r.area_m2
         else -s.area_m2 end::numeric(18,4) as declared_area_m2,
       case s.state when 'none' then 'disposed' when 'waiting' then 'remaining' else 'disposing' end as state,
       coalesce(r.found_on, s.since_on) as found_on, r.cause, r.path, r.started_on, r.due_on, r.disposed_on,
       r.filed_on, r.document_no
     from stock_movement s
     join parcel p on p.zone_id = s.zone_id and p.id = s.parcel_id
     left join remediation r on r.zone_id = s.zone_id
       and r.id = case when s.level_m2 > 0 then s.open_remediation_id else s.remediation_id end
     where s.kind = '${kind}' and s.voided_at is null and s.until_on is null
       and (s.level_m2 > 0 or s.remediation_id is not null)`,
])

export const divisions: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of [...statements, ...views]) await sql.raw(statement).execute(db)
  },
}
