import { rowsOf } from '#api/db/as-of-source.ts'
import type { Database } from '#api/db/database.ts'
import { findFixedSource } from '#api/db/sources.ts'
import { Parameters } from '#api/db/statement.ts'
import type { AsOf } from '#api/http/as-of.ts'

/**
 * Every figure is added up from stored rows, exactly (decimals), at the moment it is asked. Without a day the rows are
 * the tables themselves; with one they are what was true on it, as it was known.
 */
export type Place = { zoneId: number; at: AsOf | undefined }

type Asked = { parameters: Parameters; zone: string; rows: (collection: string) => string }

async function ask<Row>(
  database: Database,
  { zoneId, at }: Place,
  name: string,
  text: (asked: Asked) => string,
): Promise<Row[]> {
  const parameters = new Parameters()
  const zone = parameters.share('zone', zoneId, 'int')
  const rows = (collection: string) => rowsOf(findFixedSource(collection)!, at, parameters)
  const statement = text({ parameters, zone, rows })
  return database.query<Row>(at ? '' : name, statement, parameters.values, 'replica')
}

const one = async <Row>(
  database: Database,
  place: Place,
  name: string,
  text: (asked: Asked) => string,
): Promise<Row> => (await ask<Row>(database, place, name, text))[0]!

export type LandState = { count: number; areaM2: number }

/** The parcels of the collection `standard-land`, without reading their agreements one by one. */
export async function findStandardLand(database: Database, place: Place): Promise<LandState> {
  const { count, area } = await one<{ count: number; area: string }>(
    database,
    place,
    'overview-standard',
    ({ zone, rows }) =>
      `select count(*)::int as count, coalesce(sum(declared_area_m2), 0) as area
       from ${rows('parcels')} f where f.zone_id = ${zone} and f.id in (
         select s.parcel_id from ${rows('supplies')} s
         where s.zone_id = ${zone} and s.standard_agreed_on is not null and s.ended_on is null)`,
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
export async function findFactories(database: Database, place: Place): Promise<FactoryFigures> {
  const row = await one<FactoryRow>(
    database,
    place,
    'overview-factories',
    ({ zone, rows }) => `with unit as (
       select status, coalesce(rentable_area_m2, floor_area_m2) as area
       from ${rows('factory-units')} f where f.zone_id = ${zone})
     select
       (select count(*) from ${rows('factory-buildings')} f where f.zone_id = ${zone}) as buildings,
       (select coalesce(sum(gross_floor_area_m2), 0) from ${rows('factory-buildings')} f
         where f.zone_id = ${zone}) as gross,
       count(*) as units,
       count(*) filter (where status = 'vacant') as vacant_units,
       coalesce(sum(area) filter (where status = 'vacant'), 0) as vacant,
       coalesce(sum(area) filter (where status in ('leased', 'sold', 'self_use')), 0) as occupied,
       coalesce(sum(area) filter (where status in ('reserved', 'not_ready')), 0) as other
     from unit`,
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
export async function findWorks(database: Database, place: Place): Promise<WorkFigures> {
  const rows = await ask<{ kind: keyof WorkFigures; count: number; length: string; wan: string }>(
    database,
    place,
    'overview-works',
    ({
      zone,
      rows,
    }) => `select 'roads' as kind, count(*) as count, coalesce(sum(length_m::numeric), 0) as length,
       coalesce(sum(investment_wan), 0) as wan
     from ${rows('roads')} f where f.zone_id = ${zone} and status = 'building'
     union all
     select 'projects', count(*), coalesce(sum(length_m::numeric), 0), coalesce(sum(investment_wan), 0)
     from ${rows('pipelines')} f where f.zone_id = ${zone} and status = 'building' and investment_wan is not null`,
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

export async function findSeismicAssessments(database: Database, place: Place): Promise<AssessmentFigures> {
  const row = await one<{ count: number; declared: string; area: string }>(
    database,
    place,
    'overview-seismic',
    ({ zone, rows }) => `select count(*) as count, coalesce(sum(declared_area_m2), 0) as declared,
       coalesce(sum(area_ellipsoidal_m2::numeric), 0) as area
     from ${rows('assessments')} f where f.zone_id = ${zone} and kind = 'seismic_safety'`,
  )
  return { count: row.count, declaredM2: Number(row.declared), areaM2: Number(row.area) }
}

export type StatusFigures = { status: string; count: number; declaredM2: number; areaM2: number }

/** From the cells that triggers keep: a handful of rows instead of every parcel. */
const presentStatuses = ({ zone }: Asked): string =>
  `select status, sum(parcel_count)::int as count, sum(declared_area_m2) as declared, sum(area_m2) as area
   from parcel_cell where zone_id = ${zone} and level = 12
   group by status having sum(parcel_count) > 0 order by status collate "C"`

/** States follow from facts: those of the parcels of a day are computed for that day. */
const statusesOn =
  ({ on, known }: AsOf) =>
  ({ parameters, zone, rows }: Asked): string =>
    `with p as materialized (
       select id, coalesce(declared_area_m2, 0) as declared, round(area_ellipsoidal_m2::numeric, 4) as area
       from ${rows('parcels')} f where f.zone_id = ${zone})
     select s.status, count(*)::int as count, sum(p.declared) as declared, sum(p.area) as area
     from p join parcel_status_at(${zone}, (select array_agg(id) from p), ${parameters.add(on, 'date')},
       ${parameters.add(known, 'timestamptz')}) s on s.parcel_id = p.id
     group by s.status order by s.status collate "C"`

export async function findParcelsByStatus(database: Database, place: Place): Promise<StatusFigures[]> {
  const rows = await ask<{ status: string; count: number; declared: string; area: string }>(
    database,
    place,
    'overview-parcels',
    place.at ? statusesOn(place.at) : presentStatuses,
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
  place: Place,
  on: string,
  limit: number,
): Promise<DeadlineRow[]> {
  return ask<DeadlineRow>(database, place, 'overview-deadlines', ({ parameters, zone, rows }) => {
    const [day, first] = [parameters.add(on, 'date'), parameters.add(limit, 'int')]
    return `select * from (
       (select r.kind, r.kind || '-land' as collection, p.id, p.code, p.name,
          coalesce(r.responsible, p.responsible) as responsible, r.area_m2 as "areaM2", r.due_on as "dueOn"
        from ${rows('remediations')} r join ${rows('parcels')} p on p.zone_id = r.zone_id and p.id = r.parcel_id
        where r.zone_id = ${zone} and r.disposed_on is null and r.due_on is not null
        order by r.due_on, p.code collate "C" limit ${first})
       union all
       (select 'start', 'parcels', p.id, p.code, p.name, p.responsible, s.area_m2, t.start_on
        from ${rows('supply-starts')} t
        join ${rows('supplies')} s on s.zone_id = t.zone_id and s.id = t.supply_id
        join ${rows('parcels')} p on p.zone_id = s.zone_id and p.id = s.parcel_id
        where t.zone_id = ${zone} and t.start_on >= ${day} and s.ended_on is null
          and not exists (select from ${rows('supply-starts')} x where x.zone_id = t.zone_id
            and x.supply_id = t.supply_id and (x.set_on, x.id) > (t.set_on, t.id))
          and not exists (select from ${rows('progress')} g where g.zone_id = s.zone_id and g.supply_id = s.id
            and g.started_on is not null)
        order by t.start_on, p.code collate "C" limit ${first})
     ) due order by "dueOn", code collate "C" limit ${first}`
  })
}

export type DeadlineCounts = { overdue: number; near: number; later: number }

export async function countDeadlines(
  database: Database,
  place: Place,
  on: string,
  nearDays: number,
): Promise<DeadlineCounts> {
  return one<DeadlineCounts>(database, place, 'overview-deadline-counts', ({ parameters, zone, rows }) => {
    const [day, near] = [parameters.add(on, 'date'), parameters.add(nearDays, 'int')]
    return `select count(*) filter (where due_on < ${day}) as overdue,
         count(*) filter (where due_on >= ${day} and due_on <= ${day} + ${near}) as near,
         count(*) filter (where due_on > ${day} + ${near}) as later
       from ${rows('remediations')} r
       where r.zone_id = ${zone} and disposed_on is null and due_on is not null`
  })
}
