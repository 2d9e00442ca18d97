import type { Db } from '#api/db/database.ts'
import { run } from '#api/db/raw.ts'
import type { CasePhase } from '#geodata/rules/case/case-state.ts'

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
  /** The remediation of the present round, once there is one. */
  remediationId: number | null
}

export const caseColumns = `c.id, c.version, c.number, c.parcel_id as "parcelId", p.code as "parcelCode",
  p.name as "parcelName", c.supply_id as "supplyId", s.contract_no as "contractNo",
  coalesce(s.holder, p.holder) as holder, c.record_id as "recordId", c.area_m2::float8 as "areaM2",
  c.opened_on as "openedOn", c.responsible, c.state, c.round, c.kind, c.cause, c.measure, c.due_on as "dueOn",
  c.due_step as "dueStep", c.moved_on as "movedOn", c.closed_on as "closedOn", c.updated_at as "updatedAt",
  c.updated_by as "updatedBy", c.remediation_id as "remediationId"`

export const caseJoins = `from land_case c
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

/** What a contract says that steps need. */
export async function findSupplyTerms(executor: Db, zoneId: number, supplyId: number) {
  const [row] = await run<{
    contractNo: string
    mode: string
    signedOn: string
    handedOverOn: string | null
    endedOn: string | null
    areaM2: number
    priceWan: number | null
  }>(
    executor,
    `select contract_no as "contractNo", mode, signed_on as "signedOn", handed_over_on as "handedOverOn",
       ended_on as "endedOn", area_m2::float8 as "areaM2", price_wan::float8 as "priceWan"
     from supply where zone_id = $1::int and id = $2::bigint`,
    [zoneId, supplyId],
  )
  return row
}

export async function isParcel(executor: Db, zoneId: number, parcelId: number): Promise<boolean> {
  const found = await run(executor, 'select from parcel where zone_id = $1::int and id = $2::bigint', [
    zoneId,
    parcelId,
  ])
  return found.length > 0
}

/** When the parcel, or one supply of it, was supplied first; undefined when it never was. */
export async function firstSupplyOn(
  executor: Db,
  zoneId: number,
  { parcelId, supplyId }: { parcelId: number; supplyId: number | undefined },
): Promise<string | undefined> {
  const [row] = await run<{ signedOn: string }>(
    executor,
    `select signed_on as "signedOn" from supply where zone_id = $1::int and parcel_id = $2::bigint
       and ($3::bigint is null or id = $3::bigint) order by signed_on limit 1`,
    [zoneId, parcelId, supplyId ?? null],
  )
  return row?.signedOn
}

export type LockedCase = Pick<
  CaseRow,
  | 'id'
  | 'version'
  | 'number'
  | 'parcelId'
  | 'supplyId'
  | 'recordId'
  | 'responsible'
  | 'remediationId'
  | 'updatedAt'
  | 'updatedBy'
>

/** Whoever acts on a case waits here for whoever acts on it already. */
export async function lockCase(trx: Db, zoneId: number, id: number): Promise<LockedCase | undefined> {
  return trx
    .selectFrom('landCase')
    .where('zoneId', '=', zoneId)
    .where('id', '=', id)
    .select([
      'id',
      'version',
      'number',
      'parcelId',
      'supplyId',
      'recordId',
      'responsible',
      'remediationId',
      'updatedAt',
      'updatedBy',
    ])
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
  summary: CaseSummary & { updatedBy: string; remediationId: number | null },
): Promise<void> {
  await trx
    .updateTable('landCase')
    .set(({ fn }) => ({ ...summary, version: version + 1, updatedAt: fn<string>('clock_timestamp') }))
    .where('zoneId', '=', zoneId)
    .where('id', '=', id)
    .execute()
}
