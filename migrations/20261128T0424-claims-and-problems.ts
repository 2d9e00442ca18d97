import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * A published figure is compared in the digits in which it was printed. An entry of the problem register says what it
 * was (progress, hand-over, a later due date, the end), not only the state after it.
 */
const statements = [
  `alter table claim add column digits smallint not null default 2
     constraint claim_digits_check check (digits between 0 and 6)`,
  `alter table claim add column second_digits smallint
     constraint claim_second_digits_check check (second_digits between 0 and 6)`,
  `alter table claim_reason add column voided_reason text`,
  `alter table problem_entry add column act text not null default 'progress'
     constraint problem_entry_act_check
     check (act in ('raised', 'progress', 'hand_over', 'extension', 'solved', 'dropped', 'reopened'))`,
  `alter table problem_entry alter column act drop default`,
  `create index problem_owner_idx on problem (zone_id, owner) where state in ('open', 'working')`,
]

export const claimsAndProblems: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}
