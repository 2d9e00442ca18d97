import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * What remediation is kept by.
 *
 * `stock_movement` is the account of approved-but-unsupplied and idle land: computed from facts, never typed. It is
 * append-only: facts that come out differently void rows and add others, so that what was said at an instant can be
 * said again. Everything else here is entered by people: who is responsible, what was promised (targets, published
 * claims), what stands in the way (problems), what it rests on (attachments), who has to be told (notices), and
 * reports that never change again. Subjects may end while these go on, so nothing refers to them by constraint.
 */
const subjects = `('parcel', 'batch', 'case', 'supply', 'record', 'problem', 'claim', 'target', 'zone')`

const statements = [
  `create table stock_movement (
    zone_id int not null references zone (id),
    id bigint not null default nextval('land_id'),
    kind text not null
      constraint stock_movement_kind_check check (kind in ('unsupplied', 'idle')),
    parcel_id bigint not null,
    batch_id bigint,
    supply_id bigint,
    remediation_id bigint,
    movement text not null,
    moved_on date not null,
    area_m2 numeric(18,4) not null,
    cause text,
    document_no text,
    recorded_at timestamptz not null default clock_timestamp(),
    change_id bigint,
    voided_at timestamptz,
    voided_by bigint,
    constraint stock_movement_pkey primary key (zone_id, id)
  )`,
  `create index stock_movement_parcel_idx on stock_movement (zone_id, parcel_id)`,
  `create index stock_movement_moved_idx on stock_movement (zone_id, kind, moved_on)
     include (movement, area_m2, parcel_id) where voided_at is null`,
  `create index stock_movement_voided_idx on stock_movement (zone_id, voided_at) where voided_at is not null`,

  `create table responsibility (
    zone_id int not null references zone (id),
    id bigint not null default nextval('land_id'),
    version int not null default 1,
    subject text not null
      constraint responsibility_subject_check check (subject in ${subjects}),
    subject_id bigint not null,
    role text not null
      constraint responsibility_role_check
      check (role in ('leader', 'team', 'department', 'officer', 'service_officer')),
    name text not null,
    user_id text,
    from_on date not null,
    to_on date,
    follows bigint,
    document_no text,
    note text,
    created_by text not null,
    created_at timestamptz not null default clock_timestamp(),
    updated_at timestamptz not null default clock_timestamp(),
    updated_by text not null,
    constraint responsibility_pkey primary key (zone_id, id),
    constraint responsibility_period_check check (to_on is null or to_on > from_on),
    constraint responsibility_follows_fkey foreign key (zone_id, follows) references responsibility (zone_id, id)
  )`,
  `create unique index responsibility_present_key on responsibility (zone_id, subject, subject_id, role)
     where to_on is null`,
  `create index responsibility_subject_idx on responsibility (zone_id, subject, subject_id, role, from_on)`,
  `create index responsibility_name_idx on responsibility (zone_id, role, name)`,

  `create table target (
    zone_id int not null references zone (id),
    id bigint not null default nextval('land_id'),
    version int not null default 1,
    kind text not null
      constraint target_kind_check check (kind in ('unsupplied', 'idle')),
    year int not null,
    cohort text not null
      constraint target_cohort_check check (cohort in ('all', 'before_2009', '2009_2018', 'from_2019')),
    title text not null,
    assigned_on date not null,
    due_on date not null,
    goal_area_m2 numeric(18,4),
    goal_rate numeric(9,6),
    base_m2 numeric(18,4) not null,
    base_count int not null,
    base_known_at timestamptz not null,
    responsible text,
    document_no text,
    note text,
    ended_on date,
    created_by text not null,
    created_at timestamptz not null default clock_timestamp(),
    updated_at timestamptz not null default clock_timestamp(),
    updated_by text not null,
    constraint target_pkey primary key (zone_id, id),
    constraint target_goal_check check ((goal_area_m2 is null) <> (goal_rate is null)),
    constraint target_period_check check (due_on >= assigned_on)
  )`,
  `create index target_kind_idx on target (zone_id, kind, year, id)`,
  `create table target_item (
    zone_id int not null,
    target_id bigint not null,
    parcel_id bigint not null,
    area_m2 numeric(18,4) not null,
    constraint target_item_pkey primary key (zone_id, target_id, parcel_id),
    constraint target_item_target_fkey foreign key (zone_id, target_id) references target (zone_id, id)
  )`,

  `create table claim (
    zone_id int not null references zone (id),
    id bigint not null default nextval('land_id'),
    version int not null default 1,
    slug text not null,
    title text not null,
    title_en text,
    quotation text not null,
    source text not null,
    published_on date,
    from_on date,
    to_on date not null,
    scope text not null,
    scope_filter jsonb not null default '{}',
    measure text not null
      constraint claim_measure_check check (measure in ('area', 'floor_area', 'count', 'money')),
    unit text not null,
    value numeric(20,6) not null,
    second_measure text
      constraint claim_second_measure_check check (second_measure in ('area', 'floor_area', 'count', 'money')),
    second_unit text,
    second_value numeric(20,6),
    note text,
    ended_on date,
    created_by text not null,
    created_at timestamptz not null default clock_timestamp(),
    updated_at timestamptz not null default clock_timestamp(),
    updated_by text not null,
    constraint claim_pkey primary key (zone_id, id),
    constraint claim_slug_key unique (zone_id, slug)
  )`,
  `create table claim_reason (
    zone_id int not null,
    claim_id bigint not null,
    n int not null,
    reason text not null,
    value numeric(20,6) not null,
    parcel_id bigint,
    note text,
    user_name text not null,
    recorded_at timestamptz not null default clock_timestamp(),
    voided_at timestamptz,
    voided_by text,
    constraint claim_reason_pkey primary key (zone_id, claim_id, n),
    constraint claim_reason_claim_fkey foreign key (zone_id, claim_id) references claim (zone_id, id)
  )`,

  `create table problem (
    zone_id int not null references zone (id),
    id bigint not null default nextval('land_id'),
    version int not null default 1,
    year int not null,
    ordinal int not null,
    number text not null,
    title text not null,
    detail text,
    category text not null,
    subject text
      constraint problem_subject_check check (subject in ${subjects}),
    subject_id bigint,
    owner text not null,
    owner_user_id text,
    raised_on date not null,
    due_on date,
    state text not null
      constraint problem_state_check check (state in ('open', 'working', 'solved', 'dropped')),
    result text,
    solved_on date,
    created_by text not null,
    created_at timestamptz not null default clock_timestamp(),
    updated_at timestamptz not null default clock_timestamp(),
    updated_by text not null,
    constraint problem_pkey primary key (zone_id, id),
    constraint problem_number_key unique (zone_id, number),
    constraint problem_ordinal_key unique (zone_id, year, ordinal)
  )`,
  `create index problem_state_idx on problem (zone_id, state, due_on, id)`,
  `create index problem_subject_idx on problem (zone_id, subject, subject_id)`,
  `create table problem_entry (
    zone_id int not null,
    problem_id bigint not null,
    n int not null,
    entered_on date not null,
    state text not null,
    text text,
    due_on date,
    owner text,
    user_id text,
    user_name text not null,
    recorded_at timestamptz not null default clock_timestamp(),
    constraint problem_entry_pkey primary key (zone_id, problem_id, n),
    constraint problem_entry_problem_fkey foreign key (zone_id, problem_id) references problem (zone_id, id)
  )`,

  `create table stored_file (
    zone_id int not null references zone (id),
    sha256 text not null,
    size int not null,
    media_type text not null,
    bytes bytea not null,
    stored_at timestamptz not null default clock_timestamp(),
    constraint stored_file_pkey primary key (zone_id, sha256)
  )`,
  // Photographs, PDF and DOCX are compressed already.
  `alter table stored_file alter column bytes set storage external`,
  `create table attachment (
    zone_id int not null references zone (id),
    id bigint not null default nextval('land_id'),
    subject text not null
      constraint attachment_subject_check check (subject in ${subjects}),
    subject_id bigint not null,
    step_n int,
    kind text not null
      constraint attachment_kind_check
      check (kind in ('photo', 'document', 'survey', 'contract', 'receipt', 'imagery', 'other')),
    name text not null,
    media_type text not null,
    size int not null,
    sha256 text not null,
    observed_on date,
    valid_until date,
    lng double precision,
    lat double precision,
    accuracy_m double precision,
    note text,
    user_id text,
    user_name text not null,
    uploaded_at timestamptz not null default clock_timestamp(),
    deleted_at timestamptz,
    deleted_by text,
    deletion_reason text,
    constraint attachment_pkey primary key (zone_id, id),
    constraint attachment_file_fkey foreign key (zone_id, sha256) references stored_file (zone_id, sha256)
  )`,
  `create index attachment_subject_idx on attachment (zone_id, subject, subject_id, step_n)`,
  `create index attachment_observed_idx on attachment (zone_id, subject, observed_on) where deleted_at is null`,

  `create table case_document (
    zone_id int not null,
    case_id bigint not null,
    step_n int not null,
    kind text not null,
    year int not null,
    ordinal int not null,
    number text not null,
    contents jsonb not null,
    contents_sha256 text not null,
    template_version int not null,
    user_id text,
    user_name text not null,
    issued_at timestamptz not null default clock_timestamp(),
    constraint case_document_pkey primary key (zone_id, case_id, step_n, kind),
    constraint case_document_number_key unique (zone_id, kind, year, ordinal),
    constraint case_document_case_fkey foreign key (zone_id, case_id) references land_case (zone_id, id)
  )`,

  `create table notice (
    zone_id int not null references zone (id),
    id bigint not null default nextval('land_id'),
    user_id text not null references auth_user (id) on delete cascade,
    key text not null,
    kind text not null,
    severity text not null
      constraint notice_severity_check check (severity in ('info', 'near', 'urgent', 'overdue')),
    subject text not null
      constraint notice_subject_check check (subject in ${subjects}),
    subject_id bigint not null,
    title_values jsonb not null default '{}',
    due_on date,
    created_at timestamptz not null default clock_timestamp(),
    read_at timestamptz,
    settled_at timestamptz,
    mailed_at timestamptz,
    mail_attempts int not null default 0,
    mail_fault text,
    constraint notice_pkey primary key (zone_id, id),
    constraint notice_key_key unique (zone_id, user_id, key)
  )`,
  `create index notice_user_idx on notice (zone_id, user_id, id desc)`,
  `create index notice_unread_idx on notice (zone_id, user_id) where read_at is null and settled_at is null`,
  `create index notice_unmailed_idx on notice (id) where mailed_at is null`,
  `create table notice_preference (
    zone_id int not null references zone (id),
    user_id text not null references auth_user (id) on delete cascade,
    by_mail boolean not null default false,
    mail_address text,
    all_of_zone boolean not null default false,
    calendar_token_hash text,
    calendar_token_at timestamptz,
    updated_at timestamptz not null default clock_timestamp(),
    constraint notice_preference_pkey primary key (zone_id, user_id)
  )`,
  `create unique index notice_preference_calendar_key on notice_preference (calendar_token_hash)
     where calendar_token_hash is not null`,

  `create table report_snapshot (
    zone_id int not null references zone (id),
    id bigint not null default nextval('land_id'),
    kind text not null,
    period text not null,
    ordinal int not null,
    title text not null,
    on_date date not null,
    than_date date,
    known_at timestamptz not null,
    contents jsonb not null,
    contents_sha256 text not null,
    note text,
    user_id text,
    user_name text not null,
    created_at timestamptz not null default clock_timestamp(),
    constraint report_snapshot_pkey primary key (zone_id, id),
    constraint report_snapshot_ordinal_key unique (zone_id, kind, period, ordinal)
  )`,
  `create index report_snapshot_created_idx on report_snapshot (zone_id, id desc)`,
]

export const remediation: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}
