import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * Attachments can be corrected: what was said of one before is kept in `attachment_history`, so that a question about
 * an earlier instant has the same answer for ever. `recorded_at` is since when the present words are known.
 * `holder_contact` is where documents are served: supplies name their holders, but not where they sit.
 */
const facts = `kind text not null,
    observed_on date,
    valid_until date,
    lng double precision,
    lat double precision,
    accuracy_m double precision,
    note text`

const statements = [
  `alter table attachment
     add column version int not null default 1,
     add column width_px int,
     add column height_px int,
     add column recorded_at timestamptz not null default clock_timestamp(),
     add column updated_by text,
     add constraint attachment_position_check check ((lng is null) = (lat is null)),
     add constraint attachment_period_check check (valid_until >= observed_on)`,
  `create table attachment_history (
    zone_id int not null,
    id bigint not null,
    version int not null,
    ${facts},
    recorded_at timestamptz not null,
    superseded_at timestamptz not null,
    superseded_by text not null,
    constraint attachment_history_pkey primary key (zone_id, id, version),
    constraint attachment_history_attachment_fkey foreign key (zone_id, id) references attachment (zone_id, id)
  )`,
  `create index attachment_file_idx on attachment (zone_id, sha256)`,
  `create table holder_contact (
    zone_id int not null references zone (id),
    holder text not null,
    version int not null default 1,
    address text,
    contact text,
    phone text,
    updated_at timestamptz not null default clock_timestamp(),
    updated_by text not null,
    constraint holder_contact_pkey primary key (zone_id, holder)
  )`,
]

export const evidence: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}
