import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * The account of land becomes readable as of any day: each movement also says what holds from its day on until the
 * next one, so that the stock of a day is a range of rows, and sums by day are kept by triggers. The state of a parcel
 * follows from the account instead of from the simple one-year rule.
 *
 * Movements are only added and voided. `stock_parcel` keeps what is to come and what does not fit together.
 */
const columns = [
  `alter table stock_movement
     add column until_on date,
     add column level_m2 numeric(18,4) not null default 0,
     add column was_state text not null default 'none',
     add column state text not null default 'none',
     add column since_on date,
     add column path text,
     add column open_remediation_id bigint,
     add constraint stock_movement_state_check
       check (state in ('none', 'waiting', 'disposing') and was_state in ('none', 'waiting', 'disposing')),
     add constraint stock_movement_level_check check (level_m2 >= 0 and (level_m2 > 0) = (state <> 'none')),
     add constraint stock_movement_until_check check (until_on is null or until_on >= moved_on)`,
  `create unique index stock_movement_present_key on stock_movement (zone_id, kind, parcel_id)
     where voided_at is null and until_on is null`,
  // What stands in stock today, and what stood there until a day: the two halves of every question of a day.
  `create index stock_movement_standing_idx on stock_movement (zone_id, kind, moved_on)
     include (parcel_id, batch_id, level_m2, state, since_on, open_remediation_id)
     where voided_at is null and until_on is null and level_m2 > 0`,
  `create index stock_movement_past_idx on stock_movement (zone_id, kind, until_on)
     include (moved_on, parcel_id, batch_id, level_m2, state, since_on, open_remediation_id)
     where voided_at is null and until_on is not null and level_m2 > 0`,
  `create index stock_movement_disposed_idx on stock_movement (zone_id, parcel_id, moved_on)
     where voided_at is null and remediation_id is not null and area_m2 < 0`,
  `create table stock_parcel (
    zone_id int not null references zone (id),
    parcel_id bigint not null,
    evaluated_on date not null,
    next_on date,
    findings jsonb not null default '[]',
    constraint stock_parcel_pkey primary key (zone_id, parcel_id)
  )`,
  `create index stock_parcel_next_idx on stock_parcel (zone_id, next_on, parcel_id) where next_on is not null`,
  `create index stock_parcel_findings_idx on stock_parcel (zone_id, parcel_id) where findings <> '[]'`,
  // Land that is there already: its account is due at once.
  `insert into stock_parcel (zone_id, parcel_id, evaluated_on, next_on)
     select zone_id, id, date '2000-01-01', date '2000-01-01' from parcel p
     where approval_batch_id is not null
       or exists (select from supply s where s.zone_id = p.zone_id and s.parcel_id = p.id)
       or exists (select from remediation r where r.zone_id = p.zone_id and r.parcel_id = p.id)`,
  `create index supply_history_parcel_idx on supply_history (zone_id, parcel_id)`,
  `create index remediation_history_parcel_idx on remediation_history (zone_id, parcel_id)`,
]

/** Sums of living movements by day, exact: the stock of any day is the sum up to it. */
const tally = [
  `create table stock_day (
    zone_id int not null,
    kind text not null,
    moved_on date not null,
    movement text not null,
    area_m2 numeric(20,4) not null,
    count int not null,
    entered int not null,
    disposing_m2 numeric(20,4) not null,
    disposing_entered int not null,
    disposed_m2 numeric(20,4) not null,
    disposed_count int not null,
    constraint stock_day_pkey primary key (zone_id, kind, moved_on, movement)
  )`,
  ...(['new', 'old'] as const).map((side) => {
    const sign = side === 'new' ? '' : '-'
    return `create function stock_day_${side}() returns trigger language plpgsql as $$
      begin
        insert into stock_day as day
        select zone_id, kind, moved_on, movement, ${sign}sum(area_m2), ${sign}count(*),
          ${sign}sum((level_m2 > 0)::int - (level_m2 > area_m2)::int),
          ${sign}sum(case when state = 'disposing' then level_m2 else 0 end
            - case when was_state = 'disposing' then level_m2 - area_m2 else 0 end),
          ${sign}sum((state = 'disposing')::int - (was_state = 'disposing')::int),
          ${sign}sum(case when is_disposal then -area_m2 else 0 end), ${sign}sum(is_disposal::int)
        from (select *, remediation_id is not null and area_m2 < 0
            and movement not in ('corrected', 'remeasured') as is_disposal from ${side}_rows
          where voided_at is null) moved
        group by 1, 2, 3, 4
        order by 1, 2, 3, 4
        on conflict on constraint stock_day_pkey do update set
          area_m2 = day.area_m2 + excluded.area_m2,
          count = day.count + excluded.count,
          entered = day.entered + excluded.entered,
          disposing_m2 = day.disposing_m2 + excluded.disposing_m2,
          disposing_entered = day.disposing_entered + excluded.disposing_entered,
          disposed_m2 = day.disposed_m2 + excluded.disposed_m2,
          disposed_count = day.disposed_count + excluded.disposed_count;
        return null;
      end $$`
  }),
  `create trigger stock_day_insert after insert on stock_movement
     referencing new table as new_rows for each statement execute function stock_day_new()`,
  `create trigger stock_day_update_old after update on stock_movement
     referencing old table as old_rows for each statement execute function stock_day_old()`,
  `create trigger stock_day_update_new after update on stock_movement
     referencing new table as new_rows for each statement execute function stock_day_new()`,
]

/**
 * The state of parcels on a day, as it was known at an instant (null: now): what is in stock first, idle land before
 * unsupplied land, then what the newest contract and finished remediation make of it.
 */
const states = [
  `create function parcel_status_at(zone int, parcel_ids bigint[], on_date date, known timestamptz)
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
        where m.zone_id = zone and m.parcel_id = p.id and m.remediation_id is not null and m.area_m2 < 0
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
  `create or replace function parcel_status_on(zone int, parcel_ids bigint[], on_date date)
    returns table (parcel_id bigint, status text) language sql stable as $$
      select parcel_id, status from parcel_status_at(zone, parcel_ids, on_date, null)
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
       case when s.level_m2 > 0 then s.level_m2 else -s.area_m2 end::numeric(18,4) as declared_area_m2,
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

export const stock: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of [...columns, ...tally, ...states, ...views]) await sql.raw(statement).execute(db)
  },
}
