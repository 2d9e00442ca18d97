import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * Everything the idle-land clock says of each supply on any day, as it was known: computed when facts or rules change,
 * never when a day passes. Rows are added and voided, never changed. A clock that has no steps yet is asked again;
 * `evaluated_on` is null until then.
 */
const statements = [
  `create table clock_step (
    zone_id int not null references zone (id),
    id bigint not null default nextval('land_id'),
    supply_id bigint not null,
    parcel_id bigint not null,
    area_m2 numeric(18, 4) not null,
    from_on date not null,
    until_on date,
    kind text not null
      constraint clock_step_kind_check check (kind in ('none', 'not_started', 'suspended')),
    idle_from date,
    fee_from date,
    recovery_from date,
    start_on date,
    days_run int not null,
    days_paused int not null,
    counts text not null
      constraint clock_step_counts_check check (counts in ('run', 'pause', 'nothing')),
    finding_count int not null,
    recorded_at timestamptz not null,
    voided_at timestamptz,
    constraint clock_step_pkey primary key (zone_id, id),
    constraint clock_step_until_check check (until_on is null or until_on > from_on)
  )`,
  `create index clock_step_supply_idx on clock_step (zone_id, supply_id)`,
  `create index clock_step_idle_idx on clock_step (zone_id, idle_from, supply_id) where kind <> 'none'`,
  `create index clock_step_day_idx on clock_step (zone_id, from_on) include (until_on, kind, area_m2)
     where voided_at is null`,
  `update supply_clock set evaluated_on = null`,
]

export const clockSteps: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}
