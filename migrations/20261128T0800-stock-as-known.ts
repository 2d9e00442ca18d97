import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** What stood in stock as it was known at an instant is read from the index alone, like what stands there now. */
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
]

export const stockAsKnown: Migration = {
  async up(db: Kysely<never>) {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}
