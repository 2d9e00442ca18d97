import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * Cases of idle land. `case_step` is append-only: a step that was wrong is voided by a later row, never changed.
 * `due_on` is by when a step was due, `opens` the periods that it set going, `basis` the facts and rules that it rests
 * on: all as they were on the day it was entered. State, measure and deadlines of a case are computed from its steps
 * and kept for lists. Parcels and supplies may end while their case goes on, so nothing refers to them by constraint.
 */
const statements = [
  `create table land_case (
    zone_id int not null references zone (id),
    id bigint not null default nextval('land_id'),
    version int not null default 1,
    year int not null,
    ordinal int not null,
    number text not null,
    parcel_id bigint not null,
    supply_id bigint not null,
    record_id bigint not null,
    area_m2 numeric(18,4) not null,
    opened_on date not null,
    responsible text,
    state text not null
      constraint land_case_state_check check
        (state in ('clue', 'investigating', 'not_idle', 'determined', 'hearing', 'executing', 'closed')),
    round int not null,
    kind text
      constraint land_case_kind_check check (kind in ('not_started', 'suspended')),
    cause text,
    measure text,
    due_on date,
    due_step text,
    moved_on date not null,
    closed_on date,
    created_by text,
    created_at timestamptz not null default clock_timestamp(),
    updated_at timestamptz not null default clock_timestamp(),
    updated_by text not null,
    constraint land_case_pkey primary key (zone_id, id),
    constraint land_case_number_key unique (zone_id, number),
    constraint land_case_ordinal_key unique (zone_id, year, ordinal),
    constraint land_case_record_fkey foreign key (zone_id, record_id) references record (zone_id, id)
  )`,
  `create unique index land_case_open_supply_key on land_case (zone_id, supply_id) where closed_on is null`,
  `create index land_case_parcel_idx on land_case (zone_id, parcel_id)`,
  `create index land_case_state_idx on land_case (zone_id, state, id)`,
  `create index land_case_responsible_idx on land_case (zone_id, responsible, id)`,
  `create index land_case_due_idx on land_case (zone_id, due_on, id) where due_on is not null`,
  `create index land_case_moved_idx on land_case (zone_id, moved_on, id) where closed_on is null`,
  `create table case_step (
    zone_id int not null,
    case_id bigint not null,
    n int not null,
    step text not null,
    done_on date not null,
    due_on date,
    voids int,
    values jsonb not null,
    opens jsonb not null,
    basis jsonb not null,
    document_no text,
    note text,
    record_id bigint not null,
    user_id text,
    user_name text not null,
    recorded_at timestamptz not null default clock_timestamp(),
    constraint case_step_pkey primary key (zone_id, case_id, n),
    constraint case_step_voids_key unique (zone_id, case_id, voids),
    constraint case_step_voids_check check ((step = 'correction') = (voids is not null)),
    constraint case_step_case_fkey foreign key (zone_id, case_id) references land_case (zone_id, id),
    constraint case_step_record_fkey foreign key (zone_id, record_id) references record (zone_id, id)
  )`,
  `create index case_step_record_idx on case_step (zone_id, record_id)`,
  `create table case_deadline (
    zone_id int not null,
    case_id bigint not null,
    step text not null,
    kind text not null
      constraint case_deadline_kind_check check (kind in ('duty', 'right')),
    after_on date,
    due_on date not null,
    ends_on date not null,
    is_certain boolean not null,
    rule text,
    constraint case_deadline_pkey primary key (zone_id, case_id, step),
    constraint case_deadline_case_fkey foreign key (zone_id, case_id) references land_case (zone_id, id)
  )`,
  `create index case_deadline_due_idx on case_deadline (zone_id, due_on, case_id, step)`,
]

export const cases: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}
