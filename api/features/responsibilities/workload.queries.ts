import type { Db } from '#api/db/database.ts'
import { run } from '#api/db/raw.ts'
import type { AsOf } from '#api/http/as-of.ts'
import { knownAt } from '#api/http/as-of.ts'
import type { ResponsibilityRole, ResponsibilitySubject } from '#geodata/rules/responsibility/assignment.ts'
import { responsibilityRoles } from '#geodata/rules/responsibility/assignment.ts'
import type { ResponsibilityRow } from './responsibility.queries.ts'
import { holds, knownRows, responsibilityColumns } from './responsibility.queries.ts'

/** Parameters of everything here: $1 the zone, $2 the instant or null, $3 the day. */
const held = `held as (
    select * from (${knownRows('true')}) r where ${holds('r', '$3::date')})`

/** Land in stock on the day, from the account: what has come in and not gone out. */
const stock = `stock as (
    select m.parcel_id, m.kind, max(m.batch_id) as batch_id, sum(m.area_m2) as area_m2
    from stock_movement m
    where m.zone_id = $1::int and m.moved_on <= $3::date and ${knownAt('m', '$2')}
    group by m.parcel_id, m.kind having sum(m.area_m2) > 0)`

const roleList = responsibilityRoles.map((role) => `('${role}')`).join(', ')

/** Who answers for each parcel in stock: somebody of its own, or else whoever answers for its batch. */
const answered = `answered as (
    select s.parcel_id, s.kind, s.area_m2, roles.role, coalesce(own.name, whole.name) as name
    from stock s
    cross join (values ${roleList}) as roles (role)
    left join held own on own.subject = 'parcel' and own.subject_id = s.parcel_id and own.role = roles.role
    left join held whole on whole.subject = 'batch' and whole.subject_id = s.batch_id
      and whole.role = roles.role)`

type Land = { areaM2: number; count: number }
export type WorkloadRow = {
  role: ResponsibilityRole
  name: string
  parcels: number
  batches: number
  cases: number
  unsupplied: Land
  idle: Land
  openCases: number
  overdueCases: number
}

type FlatRow = Omit<WorkloadRow, 'unsupplied' | 'idle'> & {
  unsuppliedM2: number
  unsuppliedCount: number
  idleM2: number
  idleCount: number
}

const landSums = `
    coalesce(sum(a.area_m2) filter (where a.kind = 'unsupplied'), 0)::float8 as "unsuppliedM2",
    count(*) filter (where a.kind = 'unsupplied')::int as "unsuppliedCount",
    coalesce(sum(a.area_m2) filter (where a.kind = 'idle'), 0)::float8 as "idleM2",
    count(*) filter (where a.kind = 'idle')::int as "idleCount"`

const nested = ({ unsuppliedM2, unsuppliedCount, idleM2, idleCount, ...row }: FlatRow): WorkloadRow => ({
  ...row,
  unsupplied: { areaM2: unsuppliedM2, count: unsuppliedCount },
  idle: { areaM2: idleM2, count: idleCount },
})

/** What each person and unit answers for on a day, by role. */
export async function findWorkload(
  executor: Db,
  zoneId: number,
  { on, known, role }: AsOf & { role: ResponsibilityRole | undefined },
): Promise<WorkloadRow[]> {
  const rows = await run<FlatRow>(
    executor,
    `with ${held}, ${stock}, ${answered},
     land as (select a.role, a.name, ${landSums} from answered a where a.name is not null group by a.role, a.name),
     subjects as (
       select h.role, h.name,
         count(*) filter (where h.subject = 'parcel')::int as parcels,
         count(*) filter (where h.subject = 'batch')::int as batches,
         count(*) filter (where h.subject = 'case')::int as cases,
         count(c.id) filter (where c.closed_on is null or c.closed_on > $3::date)::int as "openCases",
         count(c.id) filter (where c.due_on < $3::date)::int as "overdueCases"
       from held h
       left join land_case c on h.subject = 'case' and c.zone_id = $1::int and c.id = h.subject_id
         and c.opened_on <= $3::date
       group by h.role, h.name)
     select s.*, coalesce(l."unsuppliedM2", 0) as "unsuppliedM2", coalesce(l."unsuppliedCount", 0) as "unsuppliedCount",
       coalesce(l."idleM2", 0) as "idleM2", coalesce(l."idleCount", 0) as "idleCount"
     from subjects s left join land l on l.role = s.role and l.name = s.name
     where $4::text is null or s.role = $4::text
     order by array_position(array[${responsibilityRoles.map((one) => `'${one}'`).join(', ')}], s.role),
       coalesce(l."unsuppliedM2", 0) + coalesce(l."idleM2", 0) desc, s.name collate "C"`,
    [zoneId, known, on, role ?? null],
  )
  return rows.map(nested)
}

/** Land in stock for which nobody answers, by role. */
export async function findUnassigned(executor: Db, zoneId: number, { on, known }: AsOf) {
  const rows = await run<FlatRow>(
    executor,
    `with ${held}, ${stock}, ${answered}
     select a.role, ${landSums} from answered a where a.name is null group by a.role
     order by array_position(array[${responsibilityRoles.map((one) => `'${one}'`).join(', ')}], a.role)`,
    [zoneId, known, on],
  )
  return rows.map(nested).map(({ role, unsupplied, idle }) => ({ role, unsupplied, idle }))
}

export type AssignedRow = Omit<ResponsibilityRow, 'id' | 'version' | 'name' | 'fromOn'> & {
  id: number | null
  version: number | null
  name: string | null
  fromOn: string | null
  code: string | null
  title: string | null
  areaM2: number | null
  unsuppliedM2: number
  idleM2: number
}

type AssignedFilter = AsOf & {
  role: ResponsibilityRole
  name: string | undefined
  subject: ResponsibilitySubject | undefined
  offset: number
  limit: number
}

const described = `
    select x.*, coalesce(p.code, b.code, c.number) as code, coalesce(p.name, b.name, cp.code) as title,
      coalesce(p.declared_area_m2, b.declared_area_m2, c.area_m2)::float8 as "areaM2"
    from matching x
    left join parcel p on x.subject = 'parcel' and p.zone_id = $1::int and p.id = x."subjectId"
    left join approval_batch b on x.subject = 'batch' and b.zone_id = $1::int and b.id = x."subjectId"
    left join land_case c on x.subject = 'case' and c.zone_id = $1::int and c.id = x."subjectId"
    left join parcel cp on cp.zone_id = c.zone_id and cp.id = c.parcel_id`

const stockOf = (kind: string): string => `coalesce((select sum(s.area_m2) from stock s
      where s.kind = '${kind}' and x.subject = 'parcel' and s.parcel_id = x."subjectId"), 0)::float8`

/** A page of a statement whose rows are named `matching`, and how many there are. */
async function pageOf(
  executor: Db,
  matching: string,
  values: readonly unknown[],
  { offset, limit }: Pick<AssignedFilter, 'offset' | 'limit'>,
) {
  const [counted] = await run<{ total: number }>(
    executor,
    `with ${held}, ${stock}, ${answered}, matching as (${matching}) select count(*)::int as total from matching`,
    values,
  )
  const subjects = await run<AssignedRow>(
    executor,
    `with ${held}, ${stock}, ${answered}, matching as (${matching})
     select * from (
       select x.*, ${stockOf('unsupplied')} as "unsuppliedM2", ${stockOf('idle')} as "idleM2"
       from (${described}) x) x
     order by array_position(array['parcel', 'batch', 'case'], x.subject),
       x."unsuppliedM2" + x."idleM2" desc, x.code collate "C", x."subjectId"
     offset $${values.length + 1}::bigint limit $${values.length + 2}::int`,
    [...values, offset, limit],
  )
  return { total: counted!.total, subjects }
}

/** What somebody answers for on a day. */
export const findAssigned = (executor: Db, zoneId: number, filter: AssignedFilter & { name: string }) =>
  pageOf(
    executor,
    `select ${responsibilityColumns} from held r
     where r.role = $4::text and r.name = $5::text and ($6::text is null or r.subject = $6::text)`,
    [zoneId, filter.known, filter.on, filter.role, filter.name, filter.subject ?? null],
    filter,
  )

/** Parcels in stock for which nobody answers in a role. */
export const findUnassignedParcels = (executor: Db, zoneId: number, filter: AssignedFilter) =>
  pageOf(
    executor,
    `select distinct null::bigint as id, null::int as version, 'parcel' as subject, a.parcel_id as "subjectId",
       a.role, null::text as name, null::text as "userId", null::date as "fromOn", null::date as "toOn",
       null::bigint as follows, null::text as "documentNo", null::text as note, null::text as "createdBy",
       null::timestamptz as "createdAt", null::text as "updatedBy", null::timestamptz as "updatedAt"
     from answered a where a.role = $4::text and a.name is null`,
    [zoneId, filter.known, filter.on, filter.role],
    filter,
  )

/** Names that are or were in use for a role, and the people of the zone. */
export async function findCandidates(executor: Db, zoneId: number) {
  const names = await run<{ role: ResponsibilityRole; name: string; userId: string | null }>(
    executor,
    `select role, name, max(user_id) as "userId" from responsibility where zone_id = $1::int
     group by role, name order by role, name collate "C" limit 500`,
    [zoneId],
  )
  const people = await run<{ userId: string; name: string }>(
    executor,
    `select distinct u.id as "userId", u.name from zone_role z join auth_user u on u.id = z.user_id
     where z.zone_id = $1::int and not coalesce(u.banned, false) order by u.name, u.id limit 500`,
    [zoneId],
  )
  return { names, people }
}
