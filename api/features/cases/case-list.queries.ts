import type { Db } from '#api/db/database.ts'
import { run } from '#api/db/raw.ts'
import type { CasePhase } from '#geodata/rules/case/case-state.ts'
import type { CaseStep } from '#geodata/rules/case/case-steps.ts'
import type { CaseRow } from './case.queries.ts'
import { caseColumns, caseJoins } from './case.queries.ts'

export const caseSorts = ['due', 'number', 'parcel', 'holder', 'area', 'opened', 'moved'] as const
export type CaseSort = (typeof caseSorts)[number]

export type CaseFilter = {
  state?: CasePhase | 'open' | undefined
  responsible?: string | undefined
  parcelId?: number | undefined
  kind?: CaseRow['kind'] | undefined
  cause?: string | undefined
  /** Part of the number, the parcel's code or name, the holder or the contract number. */
  text?: string | undefined
  /** Cases with a duty that was due before this day. */
  overdueOn?: string | undefined
  /** Open cases whose last step was taken on this day or before. */
  unmovedSince?: string | undefined
}
export type CasePage = { sort: CaseSort; isDescending: boolean; offset: number; limit: number }

/** What a case is ordered by; those without a value stand last in both directions. */
const sortSql: Readonly<Record<CaseSort, string>> = {
  due: 'c.due_on',
  number: 'c.year * 100000 + c.ordinal',
  parcel: 'p.code',
  holder: 'coalesce(s.holder, p.holder)',
  area: 'c.area_m2',
  opened: 'c.opened_on',
  moved: 'c.moved_on',
}

/** A text as a pattern that finds it anywhere. */
const anywhere = (text: string): string => `%${text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`

const searched = ['c.number', 'p.code', 'p.name', 's.holder', 'p.holder', 's.contract_no'] as const

function conditions(zoneId: number, filter: CaseFilter) {
  const values: unknown[] = [zoneId]
  const wanted = ['c.zone_id = $1::int']
  const want = (condition: (place: string) => string, value: unknown, type: string) => {
    if (value !== undefined) wanted.push(condition(`$${values.push(value)}::${type}`))
  }
  const { state, text } = filter
  if (state === 'open') wanted.push(`c.closed_on is null`)
  else want((place) => `c.state = ${place}`, state, 'text')
  want((place) => `c.responsible = ${place}`, filter.responsible, 'text')
  want((place) => `c.parcel_id = ${place}`, filter.parcelId, 'bigint')
  want((place) => `c.kind = ${place}`, filter.kind ?? undefined, 'text')
  want((place) => `c.cause = ${place}`, filter.cause, 'text')
  want((place) => `c.due_on < ${place}`, filter.overdueOn, 'date')
  want((place) => `c.closed_on is null and c.moved_on <= ${place}`, filter.unmovedSince, 'date')
  const found = (place: string) => `(${searched.map((field) => `${field} ilike ${place}`).join(' or ')})`
  want(found, text === undefined ? undefined : anywhere(text), 'text')
  return { where: `where ${wanted.join(' and ')}`, values }
}

/** Cases of a zone in the asked order, then the newest first. */
export async function listCases(executor: Db, zoneId: number, filter: CaseFilter, page: CasePage) {
  const { where, values } = conditions(zoneId, filter)
  const [sums] = await run<{ total: number; areaM2: number }>(
    executor,
    `select count(*)::int as total, coalesce(sum(c.area_m2), 0)::float8 as "areaM2" ${caseJoins} ${where}`,
    values,
  )
  const cases = await run<CaseRow>(
    executor,
    `select ${caseColumns} ${caseJoins} ${where}
     order by ${sortSql[page.sort]} ${page.isDescending ? 'desc' : 'asc'} nulls last, c.id desc
     offset $${values.length + 1}::bigint limit $${values.length + 2}::int`,
    [...values, page.offset, page.limit],
  )
  return { ...sums!, cases }
}

export type StateCount = {
  state: CasePhase
  count: number
  areaM2: number
  overdue: number
}

/** How many cases are in each state, and how many of them have an overdue duty. */
export async function countCases(
  executor: Db,
  zoneId: number,
  filter: CaseFilter,
  today: string,
): Promise<StateCount[]> {
  const { where, values } = conditions(zoneId, { ...filter, state: undefined })
  return run<StateCount>(
    executor,
    `select c.state, count(*)::int as count, sum(c.area_m2)::float8 as "areaM2",
       (count(*) filter (where c.due_on < $${values.length + 1}::date))::int as overdue
     ${caseJoins} ${where} group by c.state`,
    [...values, today],
  )
}

/** Everybody who answers for a case of the zone. */
export async function listResponsible(executor: Db, zoneId: number): Promise<string[]> {
  const rows = await run<{ responsible: string }>(
    executor,
    `select distinct responsible from land_case where zone_id = $1::int and responsible is not null
     order by responsible`,
    [zoneId],
  )
  return rows.map(({ responsible }) => responsible)
}

/** Every case that was there on a day, as it is now; what it was then is computed from its steps. */
export const findCasesOpenedUntil = (
  executor: Db,
  zoneId: number,
  filter: Pick<CaseFilter, 'parcelId' | 'text'>,
  { on, known }: { on: string; known: string | null },
): Promise<CaseRow[]> => {
  const { where, values } = conditions(zoneId, { parcelId: filter.parcelId, text: filter.text })
  const [day, instant] = [values.length + 1, values.length + 2]
  return run<CaseRow>(
    executor,
    `select ${caseColumns} ${caseJoins} ${where} and c.opened_on <= $${day}::date
       and c.created_at < coalesce($${instant}::timestamptz + interval '1 millisecond', 'infinity')
     order by c.id desc`,
    [...values, on, known],
  )
}

export type CaseRef = {
  id: number
  number: string
  parcelCode: string | null
  supplyId: number
  closedOn: string | null
}

/** The next cases of a zone by id. */
export const findCasesAfter = (
  executor: Db,
  zoneId: number,
  { afterId, limit }: { afterId: number; limit: number },
): Promise<CaseRef[]> =>
  run<CaseRef>(
    executor,
    `select c.id, c.number, p.code as "parcelCode", c.supply_id as "supplyId", c.closed_on as "closedOn"
     ${caseJoins} where c.zone_id = $1::int and c.id > $2::bigint order by c.id limit $3::int`,
    [zoneId, afterId, limit],
  )

export type DeadlineRow = {
  caseId: number
  number: string
  parcelId: number
  parcelCode: string | null
  holder: string | null
  responsible: string | null
  state: CasePhase
  step: CaseStep
  kind: 'duty' | 'right'
  after: string | null
  on: string
  endsOn: string
  isCertain: boolean
  rule: string | null
}

/** Open deadlines up to a day, the oldest first: what is overdue stays until it is done. */
export async function listDeadlines(
  executor: Db,
  zoneId: number,
  { until, after, limit }: { until: string; after: string | undefined; limit: number },
): Promise<DeadlineRow[]> {
  const values: unknown[] = [zoneId, until, limit]
  let seek = ''
  if (after !== undefined) {
    const [on, caseId, step] = after.split(',')
    values.push(on, Number(caseId), step)
    seek = 'and (d.due_on, d.case_id, d.step) > ($4::date, $5::bigint, $6::text)'
  }
  return run<DeadlineRow>(
    executor,
    `select d.case_id as "caseId", c.number, c.parcel_id as "parcelId", p.code as "parcelCode",
       coalesce(s.holder, p.holder) as holder, c.responsible, c.state, d.step, d.kind, d.after_on as after,
       d.due_on as "on", d.ends_on as "endsOn", d.is_certain as "isCertain", d.rule
     from case_deadline d
     join land_case c on c.zone_id = d.zone_id and c.id = d.case_id
     left join parcel p on p.zone_id = c.zone_id and p.id = c.parcel_id
     left join supply s on s.zone_id = c.zone_id and s.id = c.supply_id
     where d.zone_id = $1::int and d.due_on <= $2::date ${seek}
     order by d.due_on, d.case_id, d.step limit $3::int`,
    values,
  )
}
