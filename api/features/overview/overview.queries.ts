import { specAsOf } from '#api/db/as-of-rows.ts'
import { askedPlaces } from '#api/db/as-of-source.ts'
import { viewAsOf } from '#api/db/as-of-views.ts'
import type { Database } from '#api/db/database.ts'
import { Parameters } from '#api/db/statement.ts'
import type { AsOf } from '#api/http/as-of.ts'

/** Every figure is added up from stored rows, exactly (decimals), at the moment it is asked. */
const one = async <Row>(database: Database, name: string, text: string, values: unknown[]): Promise<Row> =>
  (await database.query<Row>(name, text, values, 'replica'))[0]!

/** Which day is asked for; undefined: today, by the tables of today. */
export type Day = AsOf | undefined

type Rows = (collection: string) => string
type Asked = { parameters: Parameters; rows: Rows; view: Rows; zone: string }

/** Collections and views as of the day, under the names of their tables when it is today. */
function ask(zoneId: number, day: Day, tables: Record<string, string>): Asked {
  const parameters = new Parameters()
  const zone = parameters.add(zoneId, 'int')
  if (day === undefined) {
    const rows = (id: string) => tables[id]!
    return { parameters, rows, view: rows, zone }
  }
  const places = askedPlaces(day, parameters)
  return { parameters, rows: (id) => specAsOf(id, places), view: (id) => viewAsOf(id, places), zone }
}

export type LandState = { count: number; areaM2: number }

export async function findStandardLand(database: Database, zoneId: number, day: Day): Promise<LandState> {
  const { parameters, view, zone } = ask(zoneId, day, { 'standard-land': 'standard_land' })
  const { count, area } = await one<{ count: number; area: string }>(
    database,
    '',
    `select count(*) as count, coalesce(sum(declared_area_m2), 0) as area
     from ${view('standard-land')} f where zone_id = ${zone}`,
    parameters.values,
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
export async function findFactories(database: Database, zoneId: number, day: Day): Promise<FactoryFigures> {
  const { parameters, rows, zone } = ask(zoneId, day, {
    'factory-units': 'factory_unit',
    'factory-buildings': 'factory_building',
  })
  const row = await one<FactoryRow>(
    database,
    '',
    `with unit as (
       select status, coalesce(rentable_area_m2, floor_area_m2) as area
       from ${rows('factory-units')} f where zone_id = ${zone}),
     building as (select gross_floor_area_m2 from ${rows('factory-buildings')} f where zone_id = ${zone})
     select
       (select count(*) from building) as buildings,
       (select coalesce(sum(gross_floor_area_m2), 0) from building) as gross,
       count(*) as units,
       count(*) filter (where status = 'vacant') as vacant_units,
       coalesce(sum(area) filter (where status = 'vacant'), 0) as vacant,
       coalesce(sum(area) filter (where status in ('leased', 'sold', 'self_use')), 0) as occupied,
       coalesce(sum(area) filter (where status in ('reserved', 'not_ready')), 0) as other
     from unit`,
    parameters.values,
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
export async function findWorks(database: Database, zoneId: number, day: Day): Promise<WorkFigures> {
  const { parameters, rows: of, zone } = ask(zoneId, day, { roads: 'road', pipelines: 'pipeline' })
  const rows = await database.query<{ kind: keyof WorkFigures; count: number; length: string; wan: string }>(
    '',
    `select 'roads' as kind, count(*) as count, coalesce(sum(length_m::numeric), 0) as length,
       coalesce(sum(investment_wan), 0) as wan
     from ${of('roads')} f where zone_id = ${zone} and status = 'building'
     union all
     select 'projects', count(*), coalesce(sum(length_m::numeric), 0), coalesce(sum(investment_wan), 0)
     from ${of('pipelines')} f where zone_id = ${zone} and status = 'building' and investment_wan is not null`,
    parameters.values,
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

export async function findSeismicAssessments(
  database: Database,
  zoneId: number,
  day: Day,
): Promise<AssessmentFigures> {
  const { parameters, rows, zone } = ask(zoneId, day, { assessments: 'assessment' })
  const row = await one<{ count: number; declared: string; area: string }>(
    database,
    '',
    `select count(*) as count, coalesce(sum(declared_area_m2), 0) as declared,
       coalesce(sum(area_ellipsoidal_m2::numeric), 0) as area
     from ${rows('assessments')} f where zone_id = ${zone} and kind = 'seismic_safety'`,
    parameters.values,
  )
  return { count: row.count, declaredM2: Number(row.declared), areaM2: Number(row.area) }
}

export type StatusFigures = { status: string; count: number; declaredM2: number; areaM2: number }

/** Today from the cells that triggers keep, a handful of rows; of another day the parcels and states of that day. */
export async function findParcelsByStatus(
  database: Database,
  zoneId: number,
  day: Day,
): Promise<StatusFigures[]> {
  const { parameters, rows: of, zone } = ask(zoneId, day, { parcels: 'parcel' })
  const today = `select status, sum(parcel_count)::int as count, sum(declared_area_m2) as declared, sum(area_m2) as area
     from parcel_cell where zone_id = ${zone} and level = 12
     group by status having sum(parcel_count) > 0 order by status collate "C"`
  const thatDay = `with land as materialized (
       select id, declared_area_m2, round(area_ellipsoidal_m2::numeric, 4) as area, asked_on, asked_known
       from ${of('parcels')} f where zone_id = ${zone})
     select s.status, count(*)::int as count, coalesce(sum(l.declared_area_m2), 0) as declared, sum(l.area) as area
     from (select array_agg(id) as ids, min(asked_on) as asked_on, min(asked_known) as asked_known from land) a
     cross join lateral parcel_status_at(${zone}, a.ids, a.asked_on, a.asked_known) s
     join land l on l.id = s.parcel_id group by s.status order by s.status collate "C"`
  const rows = await database.query<{ status: string; count: number; declared: string; area: string }>(
    '',
    day === undefined ? today : thatDay,
    parameters.values,
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

const openFacts = {
  remediations: 'remediation',
  parcels: 'parcel',
  supplies: 'supply',
  'supply-starts': 'supply_start',
  progress: 'progress',
}

/** What is due next: remediations not yet done, and agreed starts without one. */
export async function findDeadlines(
  database: Database,
  zoneId: number,
  { day, today, limit }: { day: Day; today: string; limit: number },
): Promise<DeadlineRow[]> {
  const { parameters, rows, zone } = ask(zoneId, day, openFacts)
  return database.query<DeadlineRow>(
    '',
    `select * from (
       (select r.kind, r.kind || '-land' as collection, p.id, p.code, p.name,
          coalesce(r.responsible, p.responsible) as responsible, r.area_m2 as "areaM2", r.due_on as "dueOn"
        from ${rows('remediations')} r join ${rows('parcels')} p on p.zone_id = r.zone_id and p.id = r.parcel_id
        where r.zone_id = ${zone} and r.disposed_on is null and r.due_on is not null)
       union all
       (select 'start', 'parcels', p.id, p.code, p.name, p.responsible, s.area_m2, t.start_on
        from ${rows('supplies')} s join ${rows('parcels')} p on p.zone_id = s.zone_id and p.id = s.parcel_id
        cross join lateral (
          select start_on from ${rows('supply-starts')} x where x.zone_id = s.zone_id and x.supply_id = s.id
          order by x.set_on desc, x.id desc limit 1) t
        where s.zone_id = ${zone} and s.ended_on is null and t.start_on >= ${parameters.add(today, 'date')}
          and not exists (select from ${rows('progress')} g where g.zone_id = s.zone_id and g.supply_id = s.id
            and g.started_on is not null))
     ) due order by "dueOn", code collate "C" limit ${parameters.add(limit, 'int')}`,
    parameters.values,
    'replica',
  )
}

export type DeadlineCounts = { overdue: number; near: number; later: number }

export async function countDeadlines(
  database: Database,
  zoneId: number,
  { day, today, nearDays }: { day: Day; today: string; nearDays: number },
): Promise<DeadlineCounts> {
  const { parameters, rows, zone } = ask(zoneId, day, openFacts)
  const [on, days] = [parameters.add(today, 'date'), parameters.add(nearDays, 'int')]
  return one<DeadlineCounts>(
    database,
    '',
    `select count(*) filter (where due_on < ${on}) as overdue,
       count(*) filter (where due_on >= ${on} and due_on <= ${on} + ${days}) as near,
       count(*) filter (where due_on > ${on} + ${days}) as later
     from ${rows('remediations')} f where zone_id = ${zone} and disposed_on is null and due_on is not null`,
    parameters.values,
  )
}
