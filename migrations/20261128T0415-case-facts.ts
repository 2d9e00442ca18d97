import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * What a case writes into the land facts: `case_step.change_id` is the change in which a step stored the facts that it
 * implies (or a correction took them back), `remediation_id` the remediation that a determination found or made; the case
 * has that of its present round beside it. They end by changes of their own, so nothing refers to them by constraint.
 */
const statements = [
  `alter table land_case add column remediation_id bigint`,
  `alter table case_step add column change_id bigint, add column remediation_id bigint`,
  `create index land_case_remediation_idx on land_case (zone_id, remediation_id)
     where remediation_id is not null`,
  `create index land_case_opened_idx on land_case (zone_id, opened_on, id)`,
]

export const caseFacts: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}
