import type { Database, Db } from '#api/db/database.ts'
import { run } from '#api/db/raw.ts'
import type {
  AreaVersion,
  BatchOfParcel,
  RemediationOfParcel,
  StockFinding,
  SupplyOfParcel,
} from '#geodata/rules/stock/stock-facts.ts'

/** The facts of a parcel that its account follows from, as they are stored; versions oldest first. */
export type StockFactRow = {
  id: number
  beganOn: string | null
  areas: AreaVersion[]
  batch: BatchOfParcel | null
  supplies: (Omit<SupplyOfParcel, 'startedOn'> & { standardAgreedOn: string | null })[]
  remediations: RemediationOfParcel[]
}

const areaOf = (alias: string) =>
  `coalesce(${alias}.declared_area_m2, round(${alias}.area_ellipsoidal_m2::numeric, 4))`

const areas = `(select json_agg(json_build_object('from', v.effective_on, 'areaM2', v.area) order by v.version)
  from (
    select h.version, h.effective_on, ${areaOf('h')} as area from parcel_history h
    where h.zone_id = p.zone_id and h.id = p.id
    union all select p.version, p.effective_on, ${areaOf('p')}) v)`

const batch = `(select json_build_object('id', b.id, 'approvedOn', b.approved_on, 'approvalNo', b.approval_no,
    'areaM2', coalesce(b.declared_area_m2, round(b.area_ellipsoidal_m2::numeric, 4)),
    'endings', coalesce((select json_agg(json_build_object('kind', e.kind, 'on', e.entered_on, 'areaM2', e.area_m2,
        'documentNo', e.document_no) order by e.entered_on, e.id) from batch_entry e
      where e.zone_id = b.zone_id and e.approval_batch_id = b.id and e.kind <> 'supplied'), '[]'::json))
  from approval_batch b where b.zone_id = p.zone_id and b.id = p.approval_batch_id)`

const supplies = `coalesce((select json_agg(json_build_object('id', s.id, 'signedOn', s.signed_on,
    'endedOn', s.ended_on, 'areaM2', s.area_m2, 'contractNo', s.contract_no,
    'standardAgreedOn', s.standard_agreed_on) order by s.signed_on, s.id)
  from supply s where s.zone_id = p.zone_id and s.parcel_id = p.id), '[]'::json)`

const remediations = `coalesce((select json_agg(json_build_object('id', r.id, 'kind', r.kind, 'foundOn', r.found_on,
    'cause', r.cause, 'path', r.path, 'startedOn', r.started_on, 'disposedOn', r.disposed_on,
    'documentNo', r.document_no, 'versions', (
      select json_agg(json_build_object('from', v.effective_on, 'areaM2', v.area_m2, 'path', v.path) order by v.version)
      from (
        select h.version, h.effective_on, h.area_m2, h.path from remediation_history h
        where h.zone_id = r.zone_id and h.id = r.id
        union all select r.version, r.effective_on, r.area_m2, r.path) v)) order by r.found_on, r.id)
  from remediation r where r.zone_id = p.zone_id and r.parcel_id = p.id), '[]'::json)`

/** The first day of a parcel that was made of others: the change that drew it ended some. */
const beganOn = `(select v.effective_on from (
    select p.effective_on, p.change_id where p.version = 1
    union all select h.effective_on, h.change_id from parcel_history h
      where h.zone_id = p.zone_id and h.id = p.id and h.version = 1) v
  where exists (select from change_item i where i.zone_id = p.zone_id and i.change_id = v.change_id
    and i.collection = 'parcels' and i.op = 'end'))`

/** Parcels among these that were divided or united with others, and when. */
export const findDivided = (
  executor: Db,
  zoneId: number,
  parcelIds: readonly number[],
): Promise<{ id: number; endedOn: string }[]> =>
  run<{ id: number; endedOn: string }>(
    executor,
    `select distinct on (h.id) h.id, h.effective_until as "endedOn" from parcel_history h
     where h.zone_id = $1::int and h.id = any ($2::bigint[]) and h.ended
       and exists (select from change_item i where i.zone_id = h.zone_id and i.change_id = h.superseded_by
         and i.collection = 'parcels' and i.op = 'create')
     order by h.id, h.version desc`,
    [zoneId, parcelIds],
  )

/** Facts of some living parcels. */
export const findStockFacts = (
  executor: Db,
  zoneId: number,
  parcelIds: readonly number[],
): Promise<StockFactRow[]> =>
  run<StockFactRow>(
    executor,
    `select p.id, ${beganOn} as "beganOn", ${areas} as areas, ${batch} as batch, ${supplies} as supplies, ${remediations} as remediations
     from parcel p where p.zone_id = $1::int and p.id = any ($2::bigint[])`,
    [zoneId, parcelIds],
  )

/** The next parcels, by id, for which something dated has come up to a day. */
export async function findDueParcels(
  executor: Db,
  zoneId: number,
  { today, afterId, limit }: { today: string; afterId: number; limit: number },
): Promise<number[]> {
  const rows = await run<{ id: number }>(
    executor,
    `select parcel_id as id from stock_parcel
     where zone_id = $1::int and next_on <= $2::date and parcel_id > $3::bigint order by parcel_id limit $4::int`,
    [zoneId, today, afterId, limit],
  )
  return rows.map(({ id }) => id)
}

/** The next parcels, by id, that have facts which bear on the account. */
export async function findParcelsWithFacts(
  executor: Db,
  zoneId: number,
  { afterId, limit }: { afterId: number; limit: number },
): Promise<number[]> {
  const rows = await run<{ id: number }>(
    executor,
    `select p.id from parcel p where p.zone_id = $1::int and p.id > $2::bigint and (
       p.approval_batch_id is not null
       or exists (select from supply s where s.zone_id = p.zone_id and s.parcel_id = p.id)
       or exists (select from remediation r where r.zone_id = p.zone_id and r.parcel_id = p.id))
     order by p.id limit $3::int`,
    [zoneId, afterId, limit],
  )
  return rows.map(({ id }) => id)
}

export type FindingRow = {
  parcelId: number
  code: string
  name: string | null
  findings: StockFinding[]
}

/** Parcels whose facts do not fit together, by id. */
export const findFindings = (
  database: Database,
  zoneId: number,
  { afterId, limit }: { afterId: number; limit: number },
): Promise<FindingRow[]> =>
  database.query<FindingRow>(
    'stock-findings',
    `select k.parcel_id as "parcelId", p.code, p.name, k.findings from stock_parcel k
     join parcel p on p.zone_id = k.zone_id and p.id = k.parcel_id
     where k.zone_id = $1 and k.parcel_id > $2 and k.findings <> '[]' order by k.parcel_id limit $3`,
    [zoneId, afterId, limit],
    'replica',
  )
