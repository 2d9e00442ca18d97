import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * Files on their way in. The job and the file live in the database, so that any copy of the server can answer
 * for them and a restart loses nothing. What a reading found (`import_row`, `import_finding`) can be read
 * again from the file and is therefore unlogged.
 *
 * A deleted reference layer moves to the history tables under the change that ended it.
 */
const statements = [
  `create table import_job (
    zone_id int not null references zone (id),
    id bigint not null default nextval('land_id'),
    user_id text not null,
    user_name text not null,
    state text not null
      constraint import_job_state_check
      check (state in ('receiving', 'reading', 'asking', 'checked', 'storing', 'stored', 'failed')),
    file_name text not null,
    file_size bigint not null default 0,
    file_sha256 text,
    choices jsonb not null default '{}',
    attempt int not null default 0,
    owner text,
    heartbeat_at timestamptz,
    done int not null default 0,
    total int,
    layers jsonb not null default '[]',
    failure jsonb,
    acceptance jsonb,
    account jsonb,
    change_id bigint,
    zone_mark bigint not null default 0,
    created_at timestamptz not null default now(),
    touched_at timestamptz not null default now(),
    constraint import_job_pkey primary key (zone_id, id)
  )`,
  `create index import_job_user_idx on import_job (zone_id, user_id, id desc)`,
  `create index import_job_busy_idx on import_job (heartbeat_at) where state in ('receiving', 'reading', 'storing')`,
  `create table import_chunk (
    zone_id int not null,
    import_id bigint not null,
    seq int not null,
    bytes bytea not null,
    constraint import_chunk_pkey primary key (zone_id, import_id, seq),
    constraint import_chunk_job_fkey foreign key (zone_id, import_id)
      references import_job (zone_id, id) on delete cascade
  )`,
  // Files are compressed already, or will be read once.
  `alter table import_chunk alter column bytes set storage external`,
  `create unlogged table import_row (
    zone_id int not null,
    import_id bigint not null,
    row_no int not null,
    title text,
    geom geometry,
    properties jsonb not null,
    area_m2 double precision,
    severity smallint not null,
    reason text,
    zone_reason text,
    constraint import_row_pkey primary key (zone_id, import_id, row_no)
  )`,
  `create unlogged table import_finding (
    zone_id int not null,
    import_id bigint not null,
    seq bigint generated always as identity,
    row_no int,
    line int,
    code text not null,
    severity smallint not null,
    detail jsonb,
    of_zone boolean not null default false,
    constraint import_finding_pkey primary key (zone_id, import_id, seq)
  )`,
  `create table reference_layer_history (
    like reference_layer,
    ended_at timestamptz not null,
    ended_by bigint not null,
    constraint reference_layer_history_pkey primary key (zone_id, id, version),
    constraint reference_layer_history_ended_by_fkey foreign key (zone_id, ended_by) references change (zone_id, id)
  )`,
  `create table reference_feature_history (
    zone_id int not null,
    id bigint not null,
    version int not null,
    change_id bigint not null,
    layer_id bigint not null,
    name text,
    properties jsonb not null,
    geom geometry(Geometry, 4490) not null,
    constraint reference_feature_history_pkey primary key (zone_id, id, version)
  )`,
  `create index reference_feature_history_layer_idx on reference_feature_history (zone_id, layer_id, id)`,
]

export const imports: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}
