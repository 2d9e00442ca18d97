import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * Sorting as people count: every run of digits is filled up with zeros to 20 places, so that KF-2 stands
 * before KF-10. Compare the answer with collation "C": both engines then agree to the last row.
 */
export const reading: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`
      create function natural_order(label text) returns text
      language sql immutable strict parallel safe
      as $$ select regexp_replace(
        regexp_replace(label, '(\\d+)', '00000000000000000000\\1', 'g'), '\\d*(\\d{20})', '\\1', 'g') $$
    `.execute(db)
    await sql`create index parcel_natural_code_idx on parcel (zone_id, natural_order(code) collate "C", id)`.execute(
      db,
    )
  },
}
