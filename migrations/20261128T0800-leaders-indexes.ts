import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * What the leaders' pages ask at every opening. What stood in stock as it was known at an instant is read from the
 * index alone, like what stands there now; what is due next is read in the order in which it is due.
 */
const statements = [
  `drop index stock_movement_standing_idx`,
  `create index stock_movement_standing_idx on stock_movement (zone_id, kind, moved_on)
     include (parcel_id, batch_id, level_m2, state, since_on, open_remediation_id, recorded_at)
     where voided_at is null and until_on is null and level_m2 > 0`,
  `drop index stock_movement_past_idx`,
  `create index stock_movement_past_idx on stock_movement (zone_id, kind, until_on)
     include (moved_on, parcel_id, batch_id, level_m2, state, since_on, open_remediation_id, recorded_at)
     where voided_at is null and until_on is not null and level_m2 > 0`,
  `create index stock_movement_left_idx on stock_movement (zone_id, kind, moved_on)
     include (parcel_id, batch_id, area_m2, movement, was_state, remediation_id, recorded_at)
     where voided_at is null and remediation_id is not null and area_m2 < 0`,
  `create index remediation_due_idx on remediation (zone_id, due_on) include (kind)
     where disposed_on is null and due_on is not null`,
  `create index supply_standard_idx on supply (zone_id, parcel_id)
     where standard_agreed_on is not null and ended_on is null`,
  `create index supply_start_due_idx on supply_start (zone_id, start_on)`,
  `create index notice_own_idx on notice (zone_id, user_id, due_on, id desc) include (kind, severity, read_at)
     where settled_at is null`,
  // The list of idle land, by the day on which it became it; by kind there is an index already.
  `create index supply_clock_idle_idx on supply_clock (zone_id, idle_from, supply_id) where kind <> 'none'`,
]

export const leadersIndexes: Migration = {
  async up(db: Kysely<never>) {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}
