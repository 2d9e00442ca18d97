import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * What the nightly watch goes by and leaves behind.
 *
 * `payment` is a collection like any other: the instalments of a supply, facts under a record. `watch_matter` is
 * every open thing with a day, computed from facts, never typed: notices and calendars are made of it; a matter that
 * is settled stays, so that a calendar can count how often it moved. `watch_run` tells each night's work,
 * `mail_sent` which mail went out: it is written before the mail leaves, so that no crash sends one twice.
 */
const columns = `
      supply_id bigint not null,
      due_on date not null,
      amount_wan numeric(18,4) not null,
      paid_on date,
      paid_wan numeric(18,4),
      document_no text`

const statements = [
  `create table payment (
    zone_id int not null references zone (id),
    id bigint not null default nextval('land_id'),
    version int not null default 1,
    change_id bigint not null,
    effective_on date not null,
    recorded_at timestamptz not null default now(),${columns},
    constraint payment_pkey primary key (zone_id, id),
    constraint payment_change_fkey foreign key (zone_id, change_id) references change (zone_id, id),
    constraint payment_supply_id_fkey foreign key (zone_id, supply_id) references supply (zone_id, id)
      deferrable initially immediate
  )`,
  `create index payment_supply_id_idx on payment (zone_id, supply_id)`,
  `create index payment_unpaid_idx on payment (zone_id, due_on, id) where paid_on is null`,
  `create table payment_history (
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
    constraint payment_history_pkey primary key (zone_id, id, version),
    constraint payment_history_superseded_by_fkey
      foreign key (zone_id, superseded_by) references change (zone_id, id)
  )`,

  `create table watch_matter (
    zone_id int not null references zone (id),
    key text not null,
    kind text not null,
    subject text not null,
    subject_id bigint not null,
    due_on date,
    facts jsonb not null default '{}',
    user_ids text[] not null default '{}',
    sequence int not null default 0,
    found_at timestamptz not null default clock_timestamp(),
    changed_at timestamptz not null default clock_timestamp(),
    settled_at timestamptz,
    constraint watch_matter_pkey primary key (zone_id, key)
  )`,
  `create index watch_matter_open_idx on watch_matter (zone_id, due_on, key) where settled_at is null`,

  `create table watch_run (
    zone_id int not null references zone (id),
    id bigint not null default nextval('land_id'),
    cause text not null
      constraint watch_run_cause_check check (cause in ('night', 'person')),
    asked_by text,
    watched_on date not null,
    attempt int not null,
    began_at timestamptz not null default clock_timestamp(),
    ended_at timestamptz,
    state text not null default 'running'
      constraint watch_run_state_check check (state in ('running', 'done', 'failed', 'broken')),
    counts jsonb not null default '{}',
    fault text,
    constraint watch_run_pkey primary key (zone_id, id)
  )`,
  `create index watch_run_state_idx on watch_run (zone_id, state, watched_on)`,

  `create table mail_sent (
    zone_id int not null references zone (id),
    user_id text not null references auth_user (id) on delete cascade,
    key text not null,
    address text not null,
    notice_count int not null,
    state text not null default 'sending'
      constraint mail_sent_state_check check (state in ('sending', 'sent', 'failed')),
    attempts int not null default 1,
    fault text,
    began_at timestamptz not null default clock_timestamp(),
    ended_at timestamptz,
    constraint mail_sent_pkey primary key (zone_id, user_id, key)
  )`,
  `create index mail_sent_began_idx on mail_sent (zone_id, began_at desc)`,

  `alter table notice add column rung int not null default 0`,
  `create index notice_open_idx on notice (zone_id, due_on, id) where settled_at is null`,
  `alter table notice_preference add column urgent_at_once boolean not null default false`,
]

export const watch: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}
