import type { Db } from '#api/db/database.ts'
import { run } from '#api/db/raw.ts'
import type { ClaimScopeId } from '#geodata/rules/claims/scopes.ts'
import type { ClaimMeasure } from '#geodata/rules/claims/units.ts'

export type ClaimRow = {
  id: number
  version: number
  slug: string
  title: string
  titleEn: string | null
  quotation: string
  source: string
  publishedOn: string | null
  fromOn: string | null
  toOn: string
  scope: ClaimScopeId
  scopeFilter: Record<string, string>
  measure: ClaimMeasure
  unit: string
  value: string
  digits: number
  secondMeasure: ClaimMeasure | null
  secondUnit: string | null
  secondValue: string | null
  secondDigits: number | null
  note: string | null
  endedOn: string | null
  createdBy: string
  createdAt: string
  updatedBy: string
  updatedAt: string
}

const columns = `c.id, c.version, c.slug, c.title, c.title_en as "titleEn", c.quotation, c.source,
  c.published_on as "publishedOn", c.from_on as "fromOn", c.to_on as "toOn", c.scope, c.scope_filter as "scopeFilter",
  c.measure, c.unit, c.value::text as value, c.digits, c.second_measure as "secondMeasure",
  c.second_unit as "secondUnit", c.second_value::text as "secondValue", c.second_digits as "secondDigits", c.note,
  c.ended_on as "endedOn", c.created_by as "createdBy", c.created_at as "createdAt", c.updated_by as "updatedBy",
  c.updated_at as "updatedAt"`

/** The claims of a zone that were known at an instant, in the order in which they were made; an ended one no longer stands. */
export const listClaims = (
  executor: Db,
  zoneId: number,
  state: 'current' | 'ended' | 'all',
  known: string | null,
): Promise<ClaimRow[]> =>
  run<ClaimRow>(
    executor,
    `select ${columns} from claim c
     where c.zone_id = $1::int and ($2::text = 'all' or ($2::text = 'ended') = (c.ended_on is not null))
       and ($3::timestamptz is null or c.created_at < $3::timestamptz + interval '1 millisecond')
     order by c.id limit 500`,
    [zoneId, state, known],
  )

export async function findClaim(executor: Db, zoneId: number, id: number): Promise<ClaimRow | undefined> {
  const [row] = await run<ClaimRow>(
    executor,
    `select ${columns} from claim c where c.zone_id = $1::int and c.id = $2::bigint`,
    [zoneId, id],
  )
  return row
}

/** Whoever changes a claim waits here for whoever changes it already. */
export async function lockClaim(trx: Db, zoneId: number, id: number): Promise<ClaimRow | undefined> {
  const [row] = await run<ClaimRow>(
    trx,
    `select ${columns} from claim c where c.zone_id = $1::int and c.id = $2::bigint for update`,
    [zoneId, id],
  )
  return row
}

export type ClaimValues = Omit<
  ClaimRow,
  'id' | 'version' | 'createdBy' | 'createdAt' | 'updatedBy' | 'updatedAt' | 'endedOn' | 'slug'
>

/** As columns take it. */
export const storedClaim = ({ scopeFilter, ...values }: ClaimValues) => ({
  ...values,
  scopeFilter: JSON.stringify(scopeFilter),
})

export async function insertClaim(
  trx: Db,
  zoneId: number,
  values: ClaimValues & { slug: string },
  by: string,
): Promise<number> {
  const { slug, ...rest } = values
  const { id } = await trx
    .insertInto('claim')
    .values({ zoneId, slug, ...storedClaim(rest), createdBy: by, updatedBy: by })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function updateClaim(
  trx: Db,
  zoneId: number,
  { id, version }: Pick<ClaimRow, 'id' | 'version'>,
  change: Partial<ReturnType<typeof storedClaim>> & { endedOn?: string | null },
  by: string,
): Promise<void> {
  await trx
    .updateTable('claim')
    .set(({ fn }) => ({
      ...change,
      version: version + 1,
      updatedBy: by,
      updatedAt: fn<string>('clock_timestamp'),
    }))
    .where('zoneId', '=', zoneId)
    .where('id', '=', id)
    .execute()
}

export type ReasonRow = {
  claimId: number
  n: number
  reason: string
  value: string
  parcelId: number | null
  parcelCode: string | null
  note: string | null
  by: string
  recordedAt: string
  voidedAt: string | null
  voidedBy: string | null
  voidedReason: string | null
}

/** Reasons of some claims as they were known at an instant; with it null those taken back are listed too. */
export const findReasons = (
  executor: Db,
  zoneId: number,
  claimIds: readonly number[],
  known: string | null,
): Promise<ReasonRow[]> =>
  run<ReasonRow>(
    executor,
    `select r.claim_id as "claimId", r.n, r.reason, r.value::text as value, r.parcel_id as "parcelId",
       p.code as "parcelCode", r.note, r.user_name as by, r.recorded_at as "recordedAt",
       case when $3::timestamptz is null or r.voided_at < $3::timestamptz + interval '1 millisecond'
         then r.voided_at end as "voidedAt", r.voided_by as "voidedBy", r.voided_reason as "voidedReason"
     from claim_reason r left join parcel p on p.zone_id = r.zone_id and p.id = r.parcel_id
     where r.zone_id = $1::int and r.claim_id = any ($2::bigint[])
       and ($3::timestamptz is null or r.recorded_at < $3::timestamptz + interval '1 millisecond')
     order by r.claim_id, r.n`,
    [zoneId, claimIds, known],
  )

export type NewReason = {
  reason: string
  value: string
  parcelId: number | null
  note: string | null
  userName: string
}

export async function insertReason(
  trx: Db,
  zoneId: number,
  claimId: number,
  { reason, value, parcelId, note, userName }: NewReason,
): Promise<number> {
  const [row] = await run<{ n: number }>(
    trx,
    `insert into claim_reason (zone_id, claim_id, n, reason, value, parcel_id, note, user_name)
     select $1::int, $2::bigint, coalesce(max(n), 0) + 1, $3::text, $4::numeric, $5::bigint, $6::text, $7::text
     from claim_reason where zone_id = $1::int and claim_id = $2::bigint returning n`,
    [zoneId, claimId, reason, value, parcelId, note, userName],
  )
  return row!.n
}

/** Takes a reason back; it stays to be read. False when there is none that still counts. */
export async function voidReason(
  trx: Db,
  zoneId: number,
  { claimId, n, by, reason }: { claimId: number; n: number; by: string; reason: string },
): Promise<boolean> {
  const rows = await run(
    trx,
    `update claim_reason set voided_at = clock_timestamp(), voided_by = $4::text, voided_reason = $5::text
     where zone_id = $1::int and claim_id = $2::bigint and n = $3::int and voided_at is null returning n`,
    [zoneId, claimId, n, by, reason],
  )
  return rows.length > 0
}

export async function parcelExists(trx: Db, zoneId: number, id: number): Promise<boolean> {
  const rows = await run(
    trx,
    `select 1 from parcel where zone_id = $1::int and id = $2::bigint
     union all select 1 from parcel_history where zone_id = $1::int and id = $2::bigint limit 1`,
    [zoneId, id],
  )
  return rows.length > 0
}

/** The first free short name: `claim-3`. Held by the advisory lock until the transaction ends. */
export async function nextSlug(trx: Db, zoneId: number): Promise<string> {
  await run(trx, 'select pg_advisory_xact_lock($1::int, $2::int)', [0x636c, zoneId])
  const [row] = await run<{ n: number }>(
    trx,
    `select coalesce(max(substring(slug from '^claim-(\\d{1,8})$')::int), 0) + 1 as n from claim
     where zone_id = $1::int`,
    [zoneId],
  )
  return `claim-${row!.n}`
}
