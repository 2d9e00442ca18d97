import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * One change may end a parcel, give its code to a new one and move its facts there: no order of single
 * statements satisfies both the unique code and the references. A change defers the references to its end.
 */
const references: readonly [table: string, column: string][] = [
  ['parcel', 'approval_batch_id'],
  ['factory_building', 'parcel_id'],
  ['supply', 'parcel_id'],
  ['supply_start', 'supply_id'],
  ['progress', 'supply_id'],
  ['pause', 'supply_id'],
  ['batch_entry', 'approval_batch_id'],
  ['batch_entry', 'supply_id'],
  ['remediation', 'parcel_id'],
  ['indicator_value', 'parcel_id'],
  ['indicator_value', 'indicator_id'],
  ['factory_floor', 'factory_building_id'],
  ['factory_unit', 'factory_floor_id'],
]

export const deferrableReferences: Migration = {
  async up(db: Kysely<unknown>) {
    for (const [table, column] of references) {
      await sql
        .raw(`alter table ${table} alter constraint ${table}_${column}_fkey deferrable initially immediate`)
        .execute(db)
    }
  },
}
