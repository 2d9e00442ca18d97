import type { Database } from '#api/db/database.ts'

/** Every figure is added up from stored rows, exactly (decimals), at the moment it is asked. */
const one = async <Row>(database: Database, name: string, text: string, values: unknown[]): Promise<Row> =>
  (await database.query<Row>(name, text, values, 'replica'))[0]!

export type LandState = { count: number; areaM2: number }
export type LandFigures = { disposed: LandState; disposing: LandState; remaining: LandState }

/** Areas go by the remediation's own figure; where none was entered, by the parcel's declared one. */
export async function findLandFigures(
  database: Database,
  zoneId: number,
  view: 'unsupplied_land' | 'idle_land',
): Promise<LandFigures> {
  const rows = await database.query<{ state: keyof LandFigures; count: number; area: string }>(
    `overview-${view}`,
    `select state, count(*) as count, coalesce(sum(declared_area_m2), 0) as area
     from ${view} where zone_id = $1 group by state`,
    [zoneId],
    'replica',
  )
  const none: LandState = { count: 0, areaM2: 0 }
  const figures: LandFigures = { disposed: none, disposing: none, remaining: none }
  for (const { state, count, area } of rows) figures[state] = { count, areaM2: Number(area) }
  return figures
}

export async function findStandardLand(database: Database, zoneId: number): Promise<LandState> {
  const { count, area } = await one<{ count: number; area: string }>(
    database,
    'overview-standard',
    `select count(*) as count, coalesce(sum(declared_area_m2), 0) as area from standard_land where zone_id = $1`,
    [zoneId],
  )
  return { count, areaM2: Number(area) }
}

export type FactoryFigures = {
  buildings: number
  grossFloorAreaM2: number
  units: number
  vacantUnits: number
  vacantM2: number
  occupiedM2: number
  otherM2: number
}

type FactoryRow = Record<'gross' | 'vacant' | 'occupied' | 'other', string> &
  Record<'buildings' | 'units' | 'vacant_units', number>

/** Unit areas are rentable areas where they are known. Let, sold and used by the owner counts as occupied. */
export async function findFactories(database: Database, zoneId: number): Promise<FactoryFigures> {
  const row = await one<FactoryRow>(
    database,
    'overview-factories',
    `with unit as (
       select status, coalesce(rentable_area_m2, floor_area_m2) as area from factory_unit where zone_id = $1)
     select
       (select count(*) from factory_building where zone_id = $1) as buildings,
       (select coalesce(sum(gross_floor_area_m2), 0) from factory_building where zone_id = $1) as gross,
       count(*) as units,
       count(*) filter (where status = 'vacant') as vacant_units,
       coalesce(sum(area) filter (where status = 'vacant'), 0) as vacant,
       coalesce(sum(area) filter (where status in ('leased', 'sold', 'self_use')), 0) as occupied,
       coalesce(sum(area) filter (where status in ('reserved', 'not_ready')), 0) as other
     from unit`,
    [zoneId],
  )
  return {
    buildings: row.buildings,
    grossFloorAreaM2: Number(row.gross),
    units: row.units,
    vacantUnits: row.vacant_units,
    vacantM2: Number(row.vacant),
    occupiedM2: Number(row.occupied),
    otherM2: Number(row.other),
  }
}

export type WorkFigures = {
  roads: { count: number; lengthM: number; investmentWan: number }
  projects: { count: number; lengthM: number; investmentWan: number }
}

/** Under way: roads, and pipeline projects that money is set aside for (雨污分流改造). */
export async function findWorks(database: Database, zoneId: number): Promise<WorkFigures> {
  const rows = await database.query<{ kind: keyof WorkFigures; count: number; length: string; wan: string }>(
    'overview-works',
    `select 'roads' as kind, count(*) as count, coalesce(sum(length_m::numeric), 0) as length,
       coalesce(sum(investment_wan), 0) as wan
     from road where zone_id = $1 and status = 'building'
     union all
     select 'projects', count(*), coalesce(sum(length_m::numeric), 0), coalesce(sum(investment_wan), 0)
     from pipeline where zone_id = $1 and status = 'building' and investment_wan is not null`,
    [zoneId],
    'replica',
  )
  const figures = Object.fromEntries(
    rows.map(({ kind, count, length, wan }) => [
      kind,
      { count, lengthM: Number(length), investmentWan: Number(wan) },
    ]),
  )
  return figures as WorkFigures
}

export type AssessmentFigures = { count: number; declaredM2: number; areaM2: number }

export async function findSeismicAssessments(database: Database, zoneId: number): Promise<AssessmentFigures> {
  const row = await one<{ count: number; declared: string; area: string }>(
    database,
    'overview-seismic',
    `select count(*) as count, coalesce(sum(declared_area_m2), 0) as declared,
       coalesce(sum(area_ellipsoidal_m2::numeric), 0) as area
     from assessment where zone_id = $1 and kind = 'seismic_safety'`,
    [zoneId],
  )
  return { count: row.count, declaredM2: Number(row.declared), areaM2: Number(row.area) }
}

export type StatusFigures = { status: string; count: number; declaredM2: number; areaM2: number }

/** From the cells that triggers keep: a handful of rows instead of every parcel. */
export async function findParcelsByStatus(database: Database, zoneId: number): Promise<StatusFigures[]> {
  const rows = await database.query<{ status: string; count: number; declared: string; area: string }>(
    'overview-parcels',
    `select status, sum(parcel_count)::int as count, sum(declared_area_m2) as declared, sum(area_m2) as area
     from parcel_cell where zone_id = $1 and level = 12
     group by status having sum(parcel_count) > 0 order by status collate "C"`,
    [zoneId],
    'replica',
  )
  return rows.map(({ status, count, declared, area }) => ({
    status,
    count,
    declaredM2: Number(declared),
    areaM2: Number(area),
  }))
}

export type DeadlineRow = {
  kind: 'unsupplied' | 'idle' | 'start'
  collection: string
  id: number
  code: string
  name: string | null
  responsible: string | null
  areaM2: string | null
  dueOn: string
}

/** What is due next: remediations not yet done, and agreed starts without one. */
export async function findDeadlines(
  database: Database,
  zoneId: number,
  today: string,
  limit: number,
): Promise<DeadlineRow[]> {
  return database.query<DeadlineRow>(
    'overview-deadlines',
    `select * from (
       (select r.kind, r.kind || '-land' as collection, p.id, p.code, p.name,
          coalesce(r.responsible, p.responsible) as responsible, r.area_m2 as "areaM2", r.due_on as "dueOn"
        from remediation r join parcel p on p.zone_id = r.zone_id and p.id = r.parcel_id
        where r.zone_id = $1 and r.disposed_on is null and r.due_on is not null)
       union all
       (select 'start', 'parcels', p.id, p.code, p.name, p.responsible, s.area_m2, t.start_on
        from supply s join parcel p on p.zone_id = s.zone_id and p.id = s.parcel_id
        cross join lateral (
          select start_on from supply_start x where x.zone_id = s.zone_id and x.supply_id = s.id
          order by x.set_on desc, x.id desc limit 1) t
        where s.zone_id = $1 and s.ended_on is null and t.start_on >= $2::date
          and not exists (select from progress g where g.zone_id = s.zone_id and g.supply_id = s.id
            and g.started_on is not null))
     ) due order by "dueOn", code collate "C" limit $3`,
    [zoneId, today, limit],
    'replica',
  )
}

export type DeadlineCounts = { overdue: number; near: number; later: number }

export async function countDeadlines(
  database: Database,
  zoneId: number,
  today: string,
  nearDays: number,
): Promise<DeadlineCounts> {
  return one<DeadlineCounts>(
    database,
    'overview-deadline-counts',
    `select count(*) filter (where due_on < $2::date) as overdue,
       count(*) filter (where due_on >= $2::date and due_on <= $2::date + $3::int) as near,
       count(*) filter (where due_on > $2::date + $3::int) as later
     from remediation where zone_id = $1 and disposed_on is null and due_on is not null`,
    [zoneId, today, nearDays],
  )
}
