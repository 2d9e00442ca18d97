import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * Who was responsible can be asked again as it was known at an instant: every superseded version of a responsibility
 * (ended by a hand-over, or taken back because it was wrong) stays in the twin of the table.
 */
const statements = [
  `create table responsibility_history (
    zone_id int not null references zone (id),
    id bigint not null,
    version int not null,
    subject text not null,
    subject_id bigint not null,
    role text not null,
    name text not null,
    user_id text,
    from_on date not null,
    to_on date,
    follows bigint,
    document_no text,
    note text,
    created_by text not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    updated_by text not null,
    superseded_at timestamptz not null,
    superseded_by text not null,
    voided boolean not null default false,
    reason text,
    constraint responsibility_history_pkey primary key (zone_id, id, version)
  )`,
  `create index responsibility_history_subject_idx
     on responsibility_history (zone_id, subject, subject_id, superseded_at)`,
  `create index responsibility_history_superseded_idx on responsibility_history (zone_id, superseded_at)`,
]

export const responsibilityHistory: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}
