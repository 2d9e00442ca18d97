import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * What the balance of approved land needs beside its ledger: which parcel an entry is about, what has been observed of
 * a batch, past boundaries by place, and the overlays that were worked out already. An overlay is named by a digest
 * of everything that went into it, so it never becomes wrong, only unused.
 */
const columns = `
  approval_batch_id bigint not null,
  item text not null,
  observed_on date not null,
  holds boolean not null,
  document_no text,
  remarks text`

const statements = [
  `alter table batch_entry add column parcel_id bigint,
     add constraint batch_entry_parcel_id_fkey foreign key (zone_id, parcel_id) references parcel (zone_id, id)
       deferrable initially immediate`,
  `create index batch_entry_parcel_id_idx on batch_entry (zone_id, parcel_id)`,
  `alter table batch_entry_history add column parcel_id bigint`,

  `create table batch_condition (
    zone_id int not null references zone (id),
    id bigint not null default nextval('land_id'),
    version int not null default 1,
    change_id bigint not null,
    effective_on date not null,
    recorded_at timestamptz not null default now(),${columns},
    constraint batch_condition_pkey primary key (zone_id, id),
    constraint batch_condition_change_fkey foreign key (zone_id, change_id) references change (zone_id, id),
    constraint batch_condition_approval_batch_id_fkey foreign key (zone_id, approval_batch_id)
      references approval_batch (zone_id, id) deferrable initially immediate
  )`,
  `create index batch_condition_approval_batch_id_idx on batch_condition (zone_id, approval_batch_id)`,
  `create table batch_condition_history (
    zone_id int not null,
    id bigint not null,
    version int not null,
    change_id bigint not null,
    effective_on date not null,
    recorded_at timestamptz not null,${columns},
    effective_until date not null,
    superseded_at timestamptz not null,
    superseded_by bigint not null,
    ended boolean not null default false,
    constraint batch_condition_history_pkey primary key (zone_id, id, version),
    constraint batch_condition_history_superseded_by_fkey
      foreign key (zone_id, superseded_by) references change (zone_id, id)
  )`,
  `create index batch_condition_history_batch_idx on batch_condition_history (zone_id, approval_batch_id)`,

  // Past rows by what they hang on: the same questions, asked of an earlier day.
  `create index batch_entry_history_batch_idx on batch_entry_history (zone_id, approval_batch_id)`,
  `create index batch_supply_history_parcel_idx on supply_history (zone_id, parcel_id)`,
  `create index batch_remediation_history_parcel_idx on remediation_history (zone_id, parcel_id)`,
  `create index batch_parcel_history_geom_idx on parcel_history using gist (geom)`,

  `create table batch_overlay (
    zone_id int not null references zone (id),
    batch_id bigint not null,
    digest text not null,
    contents jsonb not null,
    used_at timestamptz not null default clock_timestamp(),
    constraint batch_overlay_pkey primary key (zone_id, batch_id, digest)
  )`,
]

export const batches: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}
