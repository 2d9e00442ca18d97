import type { Db } from '#api/db/database.ts'
import { run } from '#api/db/raw.ts'
import type { CaseDeadline, CasePhase, StepValues } from '#geodata/rules/case/case-state.ts'
import type { CaseBasis } from '#geodata/rules/case/case-situation.ts'
import type { CaseStep } from '#geodata/rules/case/case-steps.ts'

/** A case as lists show it; what it is computed from are its steps. */
export type CaseRow = {
  id: number
  version: number
  number: string
  parcelId: number
  parcelCode: string | null
  parcelName: string | null
  supplyId: number
  contractNo: string | null
  holder: string | null
  recordId: number
  areaM2: number
  openedOn: string
  responsible: string | null
  state: CasePhase
  round: number
  kind: 'not_started' | 'suspended' | null
  cause: string | null
  measure: string | null
  dueOn: string | null
  dueStep: string | null
  movedOn: string
  closedOn: string | null
  updatedAt: string
  updatedBy: string
}

const caseColumns = `c.id, c.version, c.number, c.parcel_id as "parcelId", p.code as "parcelCode",
  p.name as "parcelName", c.supply_id as "supplyId", s.contract_no as "contractNo",
  coalesce(s.holder, p.holder) as holder, c.record_id as "recordId", c.area_m2::float8 as "areaM2",
  c.opened_on as "openedOn", c.responsible, c.state, c.round, c.kind, c.cause, c.measure, c.due_on as "dueOn",
  c.due_step as "dueStep", c.moved_on as "movedOn", c.closed_on as "closedOn", c.updated_at as "updatedAt",
  c.updated_by as "updatedBy"`

const caseJoins = `from land_case c
  left join parcel p on p.zone_id = c.zone_id and p.id = c.parcel_id
  left join supply s on s.zone_id = c.zone_id and s.id = c.supply_id`

export async function findCase(executor: Db, zoneId: number, id: number): Promise<CaseRow | undefined> {
  const [row] = await run<CaseRow>(
    executor,
    `select ${caseColumns} ${caseJoins} where c.zone_id = $1::int and c.id = $2::bigint`,
    [zoneId, id],
  )
  return row
}

export type LockedCase = Pick<CaseRow, 'id' | 'version' | 'supplyId' | 'recordId' | 'updatedAt' | 'updatedBy'>

/** Whoever acts on a case waits here for whoever acts on it already. */
export async function lockCase(trx: Db, zoneId: number, id: number): Promise<LockedCase | undefined> {
  return trx
    .selectFrom('landCase')
    .where('zoneId', '=', zoneId)
    .where('id', '=', id)
    .select(['id', 'version', 'supplyId', 'recordId', 'updatedAt', 'updatedBy'])
    .forUpdate()
    .executeTakeFirst()
}

/** The open case of a supply, if there is one. */
export async function findOpenCase(executor: Db, zoneId: number, supplyId: number) {
  return executor
    .selectFrom('landCase')
    .where('zoneId', '=', zoneId)
    .where('supplyId', '=', supplyId)
    .where('closedOn', 'is', null)
    .select(['id', 'number'])
    .executeTakeFirst()
}

/** Advisory lock class under which the numbers of a zone's cases are given out. */
const numberLock = 0x6361

/** The next number of a year, with no gap and no twin; held until the transaction ends. */
export async function nextOrdinal(trx: Db, zoneId: number, year: number): Promise<number> {
  await run(trx, 'select pg_advisory_xact_lock($1::int, $2::int)', [numberLock, zoneId])
  const [row] = await run<{ ordinal: number }>(
    trx,
    `select coalesce(max(ordinal), 0) + 1 as ordinal from land_case where zone_id = $1::int and year = $2::int`,
    [zoneId, year],
  )
  return row!.ordinal
}

/** What is computed from the steps of a case and kept beside it. */
export type CaseSummary = {
  state: CasePhase
  round: number
  kind: 'not_started' | 'suspended' | null
  cause: string | null
  measure: string | null
  dueOn: string | null
  dueStep: string | null
  movedOn: string
  closedOn: string | null
}

export type NewCase = {
  year: number
  ordinal: number
  number: string
  parcelId: number
  supplyId: number
  recordId: number
  areaM2: number
  openedOn: string
  responsible: string | null
  createdBy: string | null
  updatedBy: string
}

export async function insertCase(
  trx: Db,
  zoneId: number,
  fresh: NewCase,
  summary: CaseSummary,
): Promise<number> {
  const { id } = await trx
    .insertInto('landCase')
    .values({ zoneId, ...fresh, ...summary })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function updateCase(
  trx: Db,
  zoneId: number,
  { id, version }: LockedCase,
  summary: CaseSummary & { updatedBy: string },
): Promise<void> {
  await trx
    .updateTable('landCase')
    .set(({ fn }) => ({ ...summary, version: version + 1, updatedAt: fn<string>('clock_timestamp') }))
    .where('zoneId', '=', zoneId)
    .where('id', '=', id)
    .execute()
}

export type StepRow = {
  n: number
  step: CaseStep | 'correction'
  doneOn: string
  dueOn: string | null
  voids: number | null
  values: StepValues
  opens: readonly CaseDeadline[]
  basis: CaseBasis
  documentNo: string | null
  note: string | null
  recordId: number
  recordNumber: string
  by: string
  recordedAt: string
}

/** All rows of a case, those that were voided and the corrections that voided them as well. */
export const findSteps = (executor: Db, zoneId: number, caseId: number): Promise<StepRow[]> =>
  run<StepRow>(
    executor,
    `select t.n, t.step, t.done_on as "doneOn", t.due_on as "dueOn", t.voids, t.values, t.opens, t.basis,
       t.document_no as "documentNo", t.note, t.record_id as "recordId", r.number as "recordNumber",
       t.user_name as by, t.recorded_at as "recordedAt"
     from case_step t join record r on r.zone_id = t.zone_id and r.id = t.record_id
     where t.zone_id = $1::int and t.case_id = $2::bigint order by t.n`,
    [zoneId, caseId],
  )

export type NewStepRow = Omit<StepRow, 'recordNumber' | 'by' | 'recordedAt' | 'basis'> & {
  basis: CaseBasis | null
  userId: string | null
  userName: string
}

export async function insertStep(
  trx: Db,
  zoneId: number,
  caseId: number,
  { values, opens, basis, ...row }: NewStepRow,
): Promise<void> {
  await trx
    .insertInto('caseStep')
    .values({
      zoneId,
      caseId,
      ...row,
      values: JSON.stringify(values),
      opens: JSON.stringify(opens),
      basis: JSON.stringify(basis),
    })
    .execute()
}

/** Puts the open deadlines of a case in the place of those it had. */
export async function keepDeadlines(
  trx: Db,
  zoneId: number,
  caseId: number,
  deadlines: readonly CaseDeadline[],
): Promise<void> {
  await trx.deleteFrom('caseDeadline').where('zoneId', '=', zoneId).where('caseId', '=', caseId).execute()
  if (deadlines.length === 0) return
  const rows = deadlines.map(({ step, kind, after, on, endsOn, isCertain, rule }) => ({
    zoneId,
    caseId,
    step,
    kind,
    afterOn: after,
    dueOn: on,
    endsOn,
    isCertain,
    rule,
  }))
  await trx.insertInto('caseDeadline').values(rows).execute()
}

export type CaseFilter = {
  state?: CasePhase | 'open' | undefined
  responsible?: string | undefined
  parcelId?: number | undefined
  /** Cases with a duty that was due before this day. */
  overdueOn?: string | undefined
  /** Open cases whose last step was taken on this day or before. */
  unmovedSince?: string | undefined
  offset: number
  limit: number
}

/** Cases of a zone, those that fall due first before the others, then the newest first. */
export async function listCases(executor: Db, zoneId: number, filter: CaseFilter) {
  const values: unknown[] = [zoneId]
  const wanted = ['c.zone_id = $1::int']
  const want = (condition: (place: string) => string, value: unknown, type: string) => {
    if (value !== undefined) wanted.push(condition(`$${values.push(value)}::${type}`))
  }
  const { state } = filter
  if (state === 'open') wanted.push(`c.closed_on is null`)
  else want((place) => `c.state = ${place}`, state, 'text')
  want((place) => `c.responsible = ${place}`, filter.responsible, 'text')
  want((place) => `c.parcel_id = ${place}`, filter.parcelId, 'bigint')
  want((place) => `c.due_on < ${place}`, filter.overdueOn, 'date')
  want((place) => `c.closed_on is null and c.moved_on <= ${place}`, filter.unmovedSince, 'date')
  const where = `where ${wanted.join(' and ')}`
  const [counted] = await run<{ total: number }>(
    executor,
    `select count(*)::int as total from land_case c ${where}`,
    values,
  )
  const cases = await run<CaseRow>(
    executor,
    `select ${caseColumns} ${caseJoins} ${where} order by c.due_on nulls last, c.id desc
     offset $${values.length + 1}::bigint limit $${values.length + 2}::int`,
    [...values, filter.offset, filter.limit],
  )
  return { total: counted!.total, cases }
}

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
