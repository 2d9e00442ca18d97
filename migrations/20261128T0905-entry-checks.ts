import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** A new supply asks whether its number of contract is in use already. */
export const entryChecks: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create index supply_contract_no_idx on supply (zone_id, contract_no)`.execute(db)
  },
}
