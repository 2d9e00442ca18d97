import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * What the idle-land clock said of each supply when it was last asked: computed from facts, never typed, and
 * computed again when a fact, a rule or the day changes. `evaluated_on` is null when it has to be asked again.
 */
const statements = [
  `create table supply_clock (
    zone_id int not null,
    supply_id bigint not null,
    parcel_id bigint not null,
    evaluated_on date,
    kind text not null
      constraint supply_clock_kind_check check (kind in ('none', 'not_started', 'suspended')),
    idle_from date,
    fee_from date,
    recovery_from date,
    days_run int not null,
    days_paused int not null,
    next_on date,
    next_kind text
      constraint supply_clock_next_check check (next_kind in ('start', 'idle', 'fee', 'recovery')),
    finding_count int not null,
    constraint supply_clock_pkey primary key (zone_id, supply_id)
  )`,
  `create index supply_clock_parcel_idx on supply_clock (zone_id, parcel_id)`,
  `create index supply_clock_kind_idx on supply_clock (zone_id, kind, idle_from, supply_id) where kind <> 'none'`,
  `create index supply_clock_next_idx on supply_clock (zone_id, next_on, supply_id) where next_on is not null`,
]

export const clocks: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}
