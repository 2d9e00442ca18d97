import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * The ground: zones, people, records, changes, and one table with history for each collection.
 * Keys begin with the zone, so that tables can later be spread by it over several servers.
 *
 * Computed areas are generated columns: ellipsoidal on CGCS2000 (`geography`), planar in the Gauss-Krüger
 * zone named by the row. Measures in m² and 万元 are numeric, so that sums are exact to the last digit.
 */
type Geometry = 'polygon' | 'line' | 'point' | 'none'
type TableSpec = {
  name: string
  geometry: Geometry
  columns: string
  references: [column: string, table: string][]
  unique: string[]
}

const geometryColumns: Record<Geometry, string> = {
  polygon: `
      planar_srid int not null,
      geom geometry(MultiPolygon, 4490) not null,
      geom_3857 geometry(MultiPolygon, 3857) generated always as (ST_Transform(geom, 3857)) stored,
      label_3857 geometry(Point, 3857)
        generated always as (ST_PointOnSurface(ST_Transform(geom, 3857))) stored,
      area_ellipsoidal_m2 double precision generated always as (ST_Area(geom::geography)) stored,
      area_planar_m2 double precision
        generated always as (ST_Area(ST_Transform(geom, planar_srid))) stored,`,
  line: `
      geom geometry(MultiLineString, 4490) not null,
      geom_3857 geometry(MultiLineString, 3857) generated always as (ST_Transform(geom, 3857)) stored,
      length_m double precision generated always as (ST_Length(geom::geography)) stored,`,
  point: `
      geom geometry(Point, 4490) not null,
      geom_3857 geometry(Point, 3857) generated always as (ST_Transform(geom, 3857)) stored,`,
  none: '',
}

const historyGeometryColumns: Record<Geometry, string> = {
  polygon: `
      planar_srid int not null,
      geom geometry(MultiPolygon, 4490) not null,
      area_ellipsoidal_m2 double precision not null,
      area_planar_m2 double precision not null,`,
  line: `
      geom geometry(MultiLineString, 4490) not null,
      length_m double precision not null,`,
  point: `
      geom geometry(Point, 4490) not null,`,
  none: '',
}

const tables: TableSpec[] = [
  {
    name: 'parcel',
    geometry: 'polygon',
    columns: `
      code text not null,
      name text,
      status text not null default 'reserve',
      land_use_code text,
      land_use_scheme text,
      land_use_version text,
      holder text,
      location text,
      parcel_code text,
      real_estate_unit_no text,
      stratum text not null default 'surface',
      declared_area_m2 numeric(18,4),
      declared_area_basis text,
      survey_method text,
      approval_batch_id bigint,
      responsible text,
      remarks text`,
    references: [['approval_batch_id', 'approval_batch']],
    unique: ['code'],
  },
  {
    name: 'approval_batch',
    geometry: 'polygon',
    columns: `
      code text not null,
      name text,
      approval_no text,
      approved_on date not null,
      authority text,
      kind text,
      declared_area_m2 numeric(18,4),
      declared_area_basis text,
      survey_method text,
      new_construction_m2 numeric(18,4),
      farmland_m2 numeric(18,4),
      expropriated_m2 numeric(18,4),
      condition text,
      not_ready_cause text,
      remarks text`,
    references: [],
    unique: ['code'],
  },
  {
    name: 'assessment',
    geometry: 'polygon',
    columns: `
      code text not null,
      name text not null,
      kind text not null,
      approval_no text,
      approved_on date,
      valid_until date,
      institution text,
      cost_wan numeric(18,4),
      declared_area_m2 numeric(18,4),
      declared_area_basis text,
      survey_method text,
      remarks text`,
    references: [],
    unique: ['code'],
  },
  {
    name: 'road',
    geometry: 'line',
    columns: `
      code text not null,
      name text,
      class text not null,
      status text not null,
      red_line_width_m double precision,
      lanes int,
      declared_length_m double precision,
      started_on date,
      planned_completion_on date,
      completed_on date,
      investment_wan numeric(18,4),
      remarks text`,
    references: [],
    unique: ['code'],
  },
  {
    name: 'pipeline',
    geometry: 'line',
    columns: `
      code text not null,
      name text,
      kind text not null,
      status text not null,
      material text,
      diameter_mm double precision,
      section text,
      depth_m double precision,
      voltage_kv double precision,
      pressure_mpa double precision,
      capacity double precision,
      capacity_unit text,
      commissioned_on date,
      owner text,
      investment_wan numeric(18,4),
      remarks text`,
    references: [],
    unique: ['code'],
  },
  {
    name: 'facility',
    geometry: 'point',
    columns: `
      code text not null,
      name text not null,
      kind text not null,
      status text not null,
      voltage_kv double precision,
      capacity double precision,
      capacity_unit text,
      commissioned_on date,
      owner text,
      investment_wan numeric(18,4),
      remarks text`,
    references: [],
    unique: ['code'],
  },
  {
    name: 'factory_building',
    geometry: 'polygon',
    columns: `
      code text not null,
      name text not null,
      parcel_id bigint,
      structure text,
      storeys_above int,
      storeys_below int,
      gross_floor_area_m2 numeric(18,4),
      height_m double precision,
      fire_class text,
      status text not null,
      real_estate_unit_no text,
      owner text,
      cost_wan numeric(18,4),
      completed_on date,
      declared_area_m2 numeric(18,4),
      declared_area_basis text,
      survey_method text,
      remarks text`,
    references: [['parcel_id', 'parcel']],
    unique: ['code'],
  },
  {
    name: 'supply',
    geometry: 'none',
    columns: `
      parcel_id bigint not null,
      contract_no text not null,
      supervision_no text,
      mode text not null,
      form text,
      holder text,
      signed_on date not null,
      area_m2 numeric(18,4) not null,
      price_wan numeric(18,4),
      land_use_code text,
      term_years double precision,
      handover_agreed_on date,
      handed_over_on date,
      floor_area_ratio_min double precision,
      floor_area_ratio_max double precision,
      standard_agreement_no text,
      standard_agreed_on date,
      ended_on date,
      remarks text`,
    references: [['parcel_id', 'parcel']],
    unique: [],
  },
  {
    name: 'supply_start',
    geometry: 'none',
    columns: `
      supply_id bigint not null,
      set_on date not null,
      start_on date,
      completion_on date,
      cause text not null,
      document_no text`,
    references: [['supply_id', 'supply']],
    unique: [],
  },
  {
    name: 'progress',
    geometry: 'none',
    columns: `
      supply_id bigint not null,
      observed_on date not null,
      permit_on date,
      foundation_kind text,
      foundation_share double precision,
      started_on date,
      developed_m2 numeric(18,4),
      should_develop_m2 numeric(18,4),
      invested_wan numeric(18,4),
      total_investment_wan numeric(18,4),
      suspended_on date,
      completed_on date,
      remarks text`,
    references: [['supply_id', 'supply']],
    unique: [],
  },
  {
    name: 'pause',
    geometry: 'none',
    columns: `
      supply_id bigint not null,
      from_on date not null,
      to_on date,
      cause text not null,
      document_no text`,
    references: [['supply_id', 'supply']],
    unique: [],
  },
  {
    name: 'batch_entry',
    geometry: 'none',
    columns: `
      approval_batch_id bigint not null,
      kind text not null,
      entered_on date not null,
      area_m2 numeric(18,4) not null,
      supply_id bigint,
      document_no text`,
    references: [
      ['approval_batch_id', 'approval_batch'],
      ['supply_id', 'supply'],
    ],
    unique: [],
  },
  {
    name: 'remediation',
    geometry: 'none',
    columns: `
      parcel_id bigint not null,
      kind text not null,
      found_on date not null,
      area_m2 numeric(18,4) not null,
      cause text,
      path text,
      started_on date,
      due_on date,
      disposed_on date,
      filed_on date,
      document_no text,
      responsible text,
      remarks text`,
    references: [['parcel_id', 'parcel']],
    unique: [],
  },
  {
    name: 'indicator',
    geometry: 'none',
    columns: `
      code text not null,
      name_zh text not null,
      name_en text,
      unit text not null,
      direction text not null,
      mandatory boolean,
      source text,
      effective_from date`,
    references: [],
    unique: ['code'],
  },
  {
    name: 'indicator_value',
    geometry: 'none',
    columns: `
      parcel_id bigint not null,
      indicator_id bigint not null,
      stage text not null,
      value double precision not null,
      observed_on date,
      document_no text`,
    references: [
      ['parcel_id', 'parcel'],
      ['indicator_id', 'indicator'],
    ],
    unique: [],
  },
  {
    name: 'factory_floor',
    geometry: 'none',
    columns: `
      factory_building_id bigint not null,
      number int not null,
      storey_height_m double precision,
      load_kn_m2 double precision,
      floor_area_m2 numeric(18,4) not null,
      column_grid text,
      crane_t double precision,
      goods_lifts int`,
    references: [['factory_building_id', 'factory_building']],
    unique: [],
  },
  {
    name: 'factory_unit',
    geometry: 'none',
    columns: `
      factory_floor_id bigint not null,
      code text not null,
      floor_area_m2 numeric(18,4) not null,
      rentable_area_m2 numeric(18,4),
      use text,
      status text not null,
      power_kva double precision,
      tenant text`,
    references: [['factory_floor_id', 'factory_floor']],
    unique: [],
  },
]

async function createCollection(db: Kysely<unknown>, table: TableSpec): Promise<void> {
  const run = (statement: string) => sql.raw(statement).execute(db)
  await run(`create table ${table.name} (
      zone_id int not null references zone (id),
      id bigint not null default nextval('land_id'),
      version int not null default 1,
      change_id bigint not null,
      effective_on date not null,
      recorded_at timestamptz not null default now(),${geometryColumns[table.geometry]}
      ${table.columns.trim()},
      constraint ${table.name}_pkey primary key (zone_id, id),
      constraint ${table.name}_change_fkey foreign key (zone_id, change_id) references change (zone_id, id)
    )`)
  await run(`create table ${table.name}_history (
      zone_id int not null,
      id bigint not null,
      version int not null,
      change_id bigint not null,
      effective_on date not null,
      recorded_at timestamptz not null,${historyGeometryColumns[table.geometry]}
      ${table.columns.trim()},
      effective_until date not null,
      superseded_at timestamptz not null,
      superseded_by bigint not null,
      ended boolean not null default false,
      constraint ${table.name}_history_pkey primary key (zone_id, id, version),
      constraint ${table.name}_history_superseded_by_fkey
        foreign key (zone_id, superseded_by) references change (zone_id, id)
    )`)
  if (table.geometry !== 'none') {
    await run(`create index ${table.name}_geom_3857_idx on ${table.name} using gist (geom_3857)`)
  }
  for (const column of table.unique) {
    await run(`create unique index ${table.name}_${column}_key on ${table.name} (zone_id, ${column})`)
  }
}

async function createReferences(db: Kysely<unknown>, table: TableSpec): Promise<void> {
  const run = (statement: string) => sql.raw(statement).execute(db)
  for (const [column, target] of table.references) {
    await run(`alter table ${table.name} add constraint ${table.name}_${column}_fkey
      foreign key (zone_id, ${column}) references ${target} (zone_id, id)`)
    await run(`create index ${table.name}_${column}_idx on ${table.name} (zone_id, ${column})`)
  }
}

async function createPeople(db: Kysely<unknown>): Promise<void> {
  // The shapes are better-auth's (username and admin plugins); the names are ours.
  await sql`
    create table auth_user (
      id text primary key,
      name text not null,
      email text not null unique,
      email_verified boolean not null default false,
      image text,
      username text unique,
      display_username text,
      role text,
      banned boolean default false,
      ban_reason text,
      ban_expires timestamptz,
      language text,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    )`.execute(db)
  await sql`
    create table auth_session (
      id text primary key,
      user_id text not null references auth_user (id) on delete cascade,
      token text not null unique,
      expires_at timestamptz not null,
      ip_address text,
      user_agent text,
      impersonated_by text,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    )`.execute(db)
  await sql`create index auth_session_user_idx on auth_session (user_id)`.execute(db)
  await sql`
    create table auth_account (
      id text primary key,
      account_id text not null,
      provider_id text not null,
      user_id text not null references auth_user (id) on delete cascade,
      access_token text,
      refresh_token text,
      id_token text,
      access_token_expires_at timestamptz,
      refresh_token_expires_at timestamptz,
      scope text,
      password text,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    )`.execute(db)
  await sql`create index auth_account_user_idx on auth_account (user_id)`.execute(db)
  await sql`
    create table auth_verification (
      id text primary key,
      identifier text not null,
      value text not null,
      expires_at timestamptz not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    )`.execute(db)
  await sql`
    create table auth_rate_limit (
      id text primary key,
      key text not null unique,
      count int not null,
      last_request bigint not null
    )`.execute(db)
  await sql`
    create table zone_role (
      zone_id int not null references zone (id),
      user_id text not null references auth_user (id) on delete cascade,
      role text not null
        constraint zone_role_role_check
        check (role in ('officer', 'reviewer', 'leader', 'planner', 'administrator')),
      granted_at timestamptz not null default now(),
      granted_by text,
      constraint zone_role_pkey primary key (zone_id, user_id, role)
    )`.execute(db)
  await sql`create index zone_role_user_idx on zone_role (user_id)`.execute(db)
  await sql`
    create table access_token (
      id bigint generated always as identity primary key,
      user_id text not null references auth_user (id) on delete cascade,
      name text not null,
      prefix text not null,
      token_hash text not null unique,
      created_at timestamptz not null default now(),
      expires_at timestamptz,
      last_used_at timestamptz,
      revoked_at timestamptz
    )`.execute(db)
  await sql`create index access_token_user_idx on access_token (user_id)`.execute(db)
  await sql`
    create table audit_event (
      id bigint generated always as identity primary key,
      zone_id int references zone (id),
      user_id text,
      at timestamptz not null default now(),
      action text not null,
      target text,
      detail jsonb not null default '{}',
      ip_address text
    )`.execute(db)
  await sql`create index audit_event_zone_at_idx on audit_event (zone_id, at desc)`.execute(db)
}

async function createRecords(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table record (
      zone_id int not null references zone (id),
      id bigint not null default nextval('land_id'),
      version int not null default 1,
      number text not null,
      title text not null,
      kind text not null,
      issuer text,
      issued_on date,
      remarks text,
      closed_at timestamptz,
      created_by text,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      constraint record_pkey primary key (zone_id, id),
      constraint record_number_key unique (zone_id, number)
    )`.execute(db)
  await sql`
    create table change (
      zone_id int not null references zone (id),
      id bigint not null default nextval('land_id'),
      record_id bigint not null,
      label text,
      source text not null
        constraint change_source_check check (source in ('edit', 'import', 'undo', 'demo', 'command')),
      effective_on date not null,
      recorded_at timestamptz not null default clock_timestamp(),
      user_id text,
      user_name text not null,
      undoes bigint,
      item_count int not null,
      constraint change_pkey primary key (zone_id, id),
      constraint change_record_fkey foreign key (zone_id, record_id) references record (zone_id, id),
      constraint change_undoes_key unique (zone_id, undoes)
    )`.execute(db)
  await sql`create index change_record_idx on change (zone_id, record_id, id desc)`.execute(db)
  await sql`create index change_recorded_idx on change (zone_id, id desc)`.execute(db)
  await sql`
    create table change_item (
      zone_id int not null,
      change_id bigint not null,
      seq int not null,
      op text not null
        constraint change_item_op_check check (op in ('create', 'attributes', 'boundary', 'end', 'restore')),
      collection text not null,
      feature_id bigint not null,
      version_before int,
      version_after int,
      constraint change_item_pkey primary key (zone_id, change_id, seq),
      constraint change_item_change_fkey foreign key (zone_id, change_id) references change (zone_id, id)
    )`.execute(db)
  await sql`create index change_item_feature_idx on change_item (zone_id, feature_id)`.execute(db)
}

async function createReferenceLayers(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table reference_layer (
      zone_id int not null references zone (id),
      id bigint not null default nextval('land_id'),
      version int not null default 1,
      change_id bigint not null,
      slug text not null,
      title text not null,
      title_en text,
      role text not null default 'plan',
      style jsonb not null default '{}',
      fields jsonb not null default '[]',
      source text,
      feature_count int not null default 0,
      created_at timestamptz not null default now(),
      constraint reference_layer_pkey primary key (zone_id, id),
      constraint reference_layer_slug_key unique (zone_id, slug),
      constraint reference_layer_change_fkey foreign key (zone_id, change_id) references change (zone_id, id)
    )`.execute(db)
  await sql`
    create table reference_feature (
      zone_id int not null,
      id bigint not null default nextval('land_id'),
      version int not null default 1,
      change_id bigint not null,
      layer_id bigint not null,
      name text,
      properties jsonb not null default '{}',
      geom geometry(Geometry, 4490) not null,
      geom_3857 geometry(Geometry, 3857) generated always as (ST_Transform(geom, 3857)) stored,
      area_ellipsoidal_m2 double precision generated always as
        (case when ST_Dimension(geom) = 2 then ST_Area(geom::geography) end) stored,
      length_m double precision generated always as
        (case when ST_Dimension(geom) = 1 then ST_Length(geom::geography) end) stored,
      constraint reference_feature_pkey primary key (zone_id, id),
      constraint reference_feature_layer_fkey
        foreign key (zone_id, layer_id) references reference_layer (zone_id, id) on delete cascade,
      constraint reference_feature_change_fkey foreign key (zone_id, change_id) references change (zone_id, id)
    )`.execute(db)
  await sql`create index reference_feature_layer_idx on reference_feature (zone_id, layer_id, id)`.execute(db)
  await sql`create index reference_feature_geom_3857_idx on reference_feature using gist (geom_3857)`.execute(
    db,
  )
}

/** Sums of parcels in Web Mercator cells, kept by triggers, so that far-out tiles and overviews read few rows. */
async function createParcelCells(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table parcel_cell (
      zone_id int not null,
      level smallint not null,
      x int not null,
      y int not null,
      status text not null,
      land_use_code text not null,
      parcel_count int not null,
      area_m2 numeric(20, 4) not null,
      declared_area_m2 numeric(20, 4) not null,
      constraint parcel_cell_pkey primary key (zone_id, level, x, y, status, land_use_code)
    )`.execute(db)
  await sql`
    create function cell_of(coordinate double precision, level int) returns int
    language sql immutable parallel safe
    as $$ select floor((coordinate + 20037508.342789244) / (40075016.685578488 / (2 ^ level)))::int $$
  `.execute(db)
  for (const [suffix, sign, rows] of [
    ['add', '', 'new_rows'],
    ['remove', '-', 'old_rows'],
  ] as const) {
    await sql
      .raw(
        `create function parcel_cell_${suffix}() returns trigger language plpgsql as $$
         begin
           insert into parcel_cell as cell
           select zone_id, level, cell_of(ST_X(label_3857), level), -1 - cell_of(ST_Y(label_3857), level) + (2 ^ level)::int,
                  status, coalesce(land_use_code, ''), ${sign}count(*),
                  ${sign}sum(round(area_ellipsoidal_m2::numeric, 4)), ${sign}sum(coalesce(declared_area_m2, 0))
           from ${rows}, unnest(array[16, 14, 12]) as level
           group by 1, 2, 3, 4, 5, 6
           order by 1, 2, 3, 4, 5, 6
           on conflict on constraint parcel_cell_pkey do update set
             parcel_count = cell.parcel_count + excluded.parcel_count,
             area_m2 = cell.area_m2 + excluded.area_m2,
             declared_area_m2 = cell.declared_area_m2 + excluded.declared_area_m2;
           return null;
         end $$`,
      )
      .execute(db)
  }
  await sql`create trigger parcel_cell_insert after insert on parcel
    referencing new table as new_rows for each statement execute function parcel_cell_add()`.execute(db)
  await sql`create trigger parcel_cell_delete after delete on parcel
    referencing old table as old_rows for each statement execute function parcel_cell_remove()`.execute(db)
  await sql`create trigger parcel_cell_update_old after update on parcel
    referencing old table as old_rows for each statement execute function parcel_cell_remove()`.execute(db)
  await sql`create trigger parcel_cell_update_new after update on parcel
    referencing new table as new_rows for each statement execute function parcel_cell_add()`.execute(db)
}

/**
 * The state of parcels on a date, from facts. Idle: 闲置土地处置办法 (令53) Art. 2 and 22 — one year after the
 * agreed start (the latest of the series), or after handover + 1 year where none was agreed, and not started.
 */
async function createLandStates(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function parcel_status_on(zone int, parcel_ids bigint[], on_date date)
    returns table (parcel_id bigint, status text) language sql stable as $$
      select p.id, case
        when idle.id is not null and idle.disposed_on is null and (idle.path is not null or idle.started_on <= on_date)
          then 'disposing'
        when (idle.id is not null and idle.disposed_on is null) or not_started.idle then 'idle'
        when unsupplied.id is not null and unsupplied.disposed_on is null
          and (unsupplied.path is not null or unsupplied.started_on <= on_date) then 'disposing'
        when unsupplied.id is not null and unsupplied.disposed_on is null then 'unsupplied'
        when p.approval_batch_id is not null and supply.id is null and unsupplied.id is null then 'unsupplied'
        when supply.standard_agreed_on <= on_date then 'standard'
        when idle.disposed_on is not null or unsupplied.disposed_on is not null then 'disposed'
        when supply.id is not null then 'supplied'
        else 'reserve' end
      from parcel p
      left join lateral (
        select s.id, s.standard_agreed_on, s.handed_over_on from supply s
        where s.zone_id = p.zone_id and s.parcel_id = p.id and s.signed_on <= on_date
          and (s.ended_on is null or s.ended_on > on_date)
        order by s.signed_on desc, s.id desc limit 1) supply on true
      left join lateral (
        select r.id, r.path, r.started_on,
               case when r.disposed_on <= on_date then r.disposed_on end as disposed_on
        from remediation r where r.zone_id = p.zone_id and r.parcel_id = p.id and r.kind = 'idle'
          and r.found_on <= on_date order by r.found_on desc, r.id desc limit 1) idle on true
      left join lateral (
        select r.id, r.path, r.started_on,
               case when r.disposed_on <= on_date then r.disposed_on end as disposed_on
        from remediation r where r.zone_id = p.zone_id and r.parcel_id = p.id and r.kind = 'unsupplied'
          and r.found_on <= on_date order by r.found_on desc, r.id desc limit 1) unsupplied on true
      left join lateral (
        select on_date >= (coalesce(
            (select t.start_on from supply_start t where t.zone_id = p.zone_id and t.supply_id = supply.id
               and t.set_on <= on_date order by t.set_on desc, t.id desc limit 1),
            (supply.handed_over_on + interval '1 year')::date) + interval '1 year')::date
          and not exists (select from progress g where g.zone_id = p.zone_id and g.supply_id = supply.id
            and g.started_on <= on_date) as idle
        where supply.id is not null) not_started on true
      where p.zone_id = zone and (parcel_ids is null or p.id = any (parcel_ids))
    $$`.execute(db)

  for (const kind of ['unsupplied', 'idle'] as const) {
    await sql
      .raw(
        `create view ${kind}_land as
         select p.zone_id, p.id, greatest(p.version, coalesce(r.version, 0)) as version,
           greatest(p.recorded_at, r.recorded_at) as recorded_at, p.effective_on,
           p.geom, p.geom_3857, p.label_3857, p.area_ellipsoidal_m2, p.area_planar_m2,
           p.code, p.name, p.holder, p.land_use_code, p.approval_batch_id, p.responsible,
           coalesce(r.area_m2, p.declared_area_m2) as declared_area_m2,
           case when r.disposed_on is not null then 'disposed'
                when r.path is not null or r.started_on is not null then 'disposing'
                else 'remaining' end as state,
           r.found_on, r.cause, r.path, r.started_on, r.due_on, r.disposed_on, r.filed_on, r.document_no
         from parcel p
         left join lateral (
           select * from remediation m where m.zone_id = p.zone_id and m.parcel_id = p.id and m.kind = '${kind}'
           order by m.found_on desc, m.id desc limit 1) r on true
         where r.id is not null or p.status = '${kind}'`,
      )
      .execute(db)
  }
  await sql`
    create view standard_land as
      select p.zone_id, p.id, greatest(p.version, s.version) as version,
        greatest(p.recorded_at, s.recorded_at) as recorded_at, p.effective_on,
        p.geom, p.geom_3857, p.label_3857, p.area_ellipsoidal_m2, p.area_planar_m2,
        p.code, p.name, s.holder, p.land_use_code, p.approval_batch_id, p.responsible,
        s.area_m2 as declared_area_m2, s.contract_no, s.supervision_no, s.mode, s.form, s.signed_on,
        s.standard_agreement_no, s.standard_agreed_on, s.handed_over_on, s.price_wan
      from parcel p
      join lateral (
        select * from supply x where x.zone_id = p.zone_id and x.parcel_id = p.id
          and x.standard_agreed_on is not null and x.ended_on is null
        order by x.signed_on desc, x.id desc limit 1) s on true`.execute(db)
}

export const ground: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create extension if not exists postgis`.execute(db)
    await sql`create sequence land_id`.execute(db)
    await sql`
      create table zone (
        id int generated by default as identity primary key,
        slug text not null unique,
        name_zh text not null,
        name_en text not null,
        planar_srid int not null,
        boundary geometry(MultiPolygon, 4490),
        is_demo boolean not null default false,
        created_at timestamptz not null default now()
      )`.execute(db)
    await sql`
      create table zone_setting (
        zone_id int not null references zone (id),
        key text not null,
        effective_on date not null,
        value jsonb not null,
        source text,
        set_by text,
        set_at timestamptz not null default now(),
        constraint zone_setting_pkey primary key (zone_id, key, effective_on)
      )`.execute(db)
    await createPeople(db)
    await createRecords(db)
    for (const table of tables) await createCollection(db, table)
    for (const table of tables) await createReferences(db, table)
    await sql`create index parcel_status_idx on parcel (zone_id, status, id)`.execute(db)
    await sql`create index remediation_kind_idx on remediation (zone_id, kind, disposed_on)`.execute(db)
    await createReferenceLayers(db)
    await createParcelCells(db)
    await createLandStates(db)
  },
}
