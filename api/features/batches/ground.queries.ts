import { rowsAsOf } from './rows-as-of.ts'
import type { Db } from '#api/db/database.ts'
import { run } from '#api/db/raw.ts'
import type { AsOf } from '#api/http/as-of.ts'

/** Every table as of the day $2 and the instant $3. */
const asOf = { on: '$2', known: '$3' } as const

/** A parcel whose box meets that of a batch, with what its state follows from. */
export type GroundRow = {
  batchId: number
  id: number
  version: number
  code: string
  name: string | null
  holder: string | null
  ownBatchId: number | null
  declaredM2: string | null
  areaM2: number
  supplies: {
    id: number
    contractNo: string
    mode: string
    holder: string | null
    signedOn: string
    endedOn: string | null
    areaM2: number
  }[]
  remediations: {
    path: string | null
    foundOn: string
    disposedOn: string | null
    documentNo: string | null
    dueOn: string | null
  }[]
}

export type BatchVersion = { id: number; version: number }

/** Boundaries of particular versions of batches or parcels. */
const boundaries = (table: 'approval_batch' | 'parcel', asked: string, columns: string) =>
  `(select ${columns} from ${asked} join ${table} t
      on t.zone_id = $1::int and t.id = u.id and t.version = u.version
    union all select ${columns} from ${asked} join ${table}_history t
      on t.zone_id = $1::int and t.id = u.id and t.version = u.version)`

const parcelColumns = [
  'code',
  'name',
  'holder',
  'approval_batch_id',
  'declared_area_m2',
  'area_ellipsoidal_m2',
  'stratum',
  'geom',
]

type Supply = GroundRow['supplies'][number] & { parcelId: number }
type Remediation = GroundRow['remediations'][number] & { parcelId: number }

/** What some parcels were supplied by on a day, the first contract first. */
const findContracts = (executor: Db, zoneId: number, { on, known }: AsOf, parcelIds: readonly number[]) =>
  run<Supply>(
    executor,
    `select s.parcel_id as "parcelId", s.id, s.contract_no as "contractNo", s.mode, s.holder,
       s.signed_on as "signedOn", s.ended_on as "endedOn", s.area_m2::float8 as "areaM2"
     from ${rowsAsOf({
       table: 'supply',
       columns: ['parcel_id', 'contract_no', 'mode', 'holder', 'signed_on', 'ended_on', 'area_m2'],
       filter: 't.parcel_id = any ($4::bigint[])',
       ...asOf,
     })} s where s.signed_on <= $2::date order by s.signed_on, s.id`,
    [zoneId, on, known, parcelIds],
  )

/** How some parcels of approved land were remediated by a day, the newest first. */
const findRemediations = (executor: Db, zoneId: number, { on, known }: AsOf, parcelIds: readonly number[]) =>
  run<Remediation>(
    executor,
    `select r.parcel_id as "parcelId", r.path, r.found_on as "foundOn", r.disposed_on as "disposedOn",
       r.document_no as "documentNo", r.due_on as "dueOn"
     from ${rowsAsOf({
       table: 'remediation',
       columns: ['parcel_id', 'kind', 'path', 'found_on', 'disposed_on', 'due_on', 'document_no'],
       filter: 't.parcel_id = any ($4::bigint[])',
       ...asOf,
     })} r where r.kind = 'unsupplied' and r.found_on <= $2::date order by r.found_on desc, r.id desc`,
    [zoneId, on, known, parcelIds],
  )

type Placed = Omit<GroundRow, 'supplies' | 'remediations'>

/** Parcels of the surface that meet some batches, on a day. */
const findPlaced = (
  executor: Db,
  zoneId: number,
  { on, known }: AsOf,
  batches: readonly BatchVersion[],
): Promise<Placed[]> => {
  const asked = 'unnest($4::bigint[], $5::int[]) as u (id, version)'
  const parcels = rowsAsOf({
    table: 'parcel',
    columns: parcelColumns,
    filter: 't.id in (select id from near)',
    isStrict: true,
    ...asOf,
  })
  return run<Placed>(
    executor,
    `with batch as materialized (
       select * from ${boundaries('approval_batch', asked, 'u.id, t.geom, ST_Transform(t.geom, 3857) as geom_3857')} b),
     near as materialized (
       select p.id from batch b join parcel p on p.zone_id = $1::int and p.geom_3857 && b.geom_3857
       union select p.id from batch b join parcel_history p on p.zone_id = $1::int and p.geom && b.geom),
     land as materialized (select * from ${parcels} p where p.stratum = 'surface')
     select b.id as "batchId", p.id, p.version, p.code, p.name, p.holder, p.approval_batch_id as "ownBatchId",
       p.declared_area_m2 as "declaredM2", p.area_ellipsoidal_m2 as "areaM2"
     from batch b join land p on p.geom && b.geom and ST_Intersects(b.geom, p.geom)
     order by b.id, p.id`,
    [zoneId, on, known, batches.map(({ id }) => id), batches.map(({ version }) => version)],
  )
}

function byParcel<Row extends { parcelId: number }>(
  rows: readonly Row[],
): Map<number, Omit<Row, 'parcelId'>[]> {
  const lists = new Map<number, Omit<Row, 'parcelId'>[]>()
  for (const { parcelId, ...row } of rows) lists.set(parcelId, [...(lists.get(parcelId) ?? []), row])
  return lists
}

/** What lies in some batches on a day, with what its state follows from. */
export async function findGround(
  executor: Db,
  zoneId: number,
  at: AsOf,
  batches: readonly BatchVersion[],
): Promise<GroundRow[]> {
  const placed = await findPlaced(executor, zoneId, at, batches)
  const parcelIds = [...new Set(placed.map(({ id }) => id))]
  const supplies = byParcel(await findContracts(executor, zoneId, at, parcelIds))
  const remediations = byParcel(await findRemediations(executor, zoneId, at, parcelIds))
  return placed.map((row) => ({
    ...row,
    supplies: supplies.get(row.id) ?? [],
    remediations: remediations.get(row.id) ?? [],
  }))
}

export type ShareRow = { parcelId: number; batchId: number; insideM2: number }

/** What of some parcels lies in which batches on a day: a supply over several batches is shared by it. */
export const findShares = (
  executor: Db,
  zoneId: number,
  { on, known }: AsOf,
  parcels: readonly BatchVersion[],
): Promise<ShareRow[]> => {
  const asked = 'unnest($4::bigint[], $5::int[]) as u (id, version)'
  const batches = rowsAsOf({
    table: 'approval_batch',
    columns: ['approved_on', 'geom'],
    filter: `exists (select from part where part.geom && t.geom)`,
    ...asOf,
  })
  return run<ShareRow>(
    executor,
    `with part as materialized (select * from ${boundaries('parcel', asked, 'u.id, t.geom')} p),
     meeting as materialized (
       select p.id as parcel_id, b.id as batch_id, p.geom, b.geom as batch_geom
       from part p join ${batches} b on p.geom && b.geom
       where b.approved_on <= $2::date and ST_IsValid(b.geom) and ST_IsValid(p.geom))
     select parcel_id as "parcelId", batch_id as "batchId",
       ST_Area(ST_CollectionExtract(ST_Intersection(geom, batch_geom, 1e-9), 3)::geography) as "insideM2"
     from meeting where ST_Intersects(geom, batch_geom) order by 1, 2`,
    [zoneId, on, known, parcels.map(({ id }) => id), parcels.map(({ version }) => version)],
  )
}
