import { rowsAsOf } from './rows-as-of.ts'
import type { Db } from '#api/db/database.ts'
import { run } from '#api/db/raw.ts'
import type { AsOf } from '#api/http/as-of.ts'
import type { Condition } from '#geodata/rules/batch/batch-disposal.ts'
import type { BatchEntryKind } from '#geodata/rules/batch/unsupplied.ts'

/** A batch on a day with what its ledger and its conditions add up to; sums are exact, as text. */
export type BatchRow = {
  id: number
  version: number
  code: string
  name: string | null
  approvalNo: string | null
  approvedOn: string
  authority: string | null
  kind: 'batch' | 'single_project' | null
  declaredM2: string | null
  boundaryM2: number
  newConstructionM2: string | null
  farmlandM2: string | null
  expropriatedM2: string | null
  condition: 'ready' | 'not_ready' | null
  notReadyCause: string | null
  remarks: string | null
  changeId: number
  supplied: string
  withdrawn: string
  lapsed: string
  writtenOff: string
  conditions: ConditionRow[]
}

export type ConditionRow = Condition & { id: number; version: number; remarks: string | null }

const batchColumns = [
  'code',
  'name',
  'approval_no',
  'approved_on',
  'authority',
  'kind',
  'declared_area_m2',
  'area_ellipsoidal_m2',
  'new_construction_m2',
  'farmland_m2',
  'expropriated_m2',
  'condition',
  'not_ready_cause',
  'remarks',
  'change_id',
]

/** Every table as of the day $2 and the instant $3. */
const asOf = { on: '$2', known: '$3' } as const

const sumOf = (kind: BatchEntryKind) => `coalesce(sum(e.area_m2) filter (where e.kind = '${kind}'), 0)`

/** All batches approved by a day, oldest approval first; `id` asks for one. */
export const findBatches = (
  executor: Db,
  zoneId: number,
  { on, known }: AsOf,
  id: number | null = null,
): Promise<BatchRow[]> => {
  const one = '($4::bigint is null or t.id = $4::bigint)'
  const ofOne = '($4::bigint is null or t.approval_batch_id = $4::bigint)'
  return run<BatchRow>(
    executor,
    `with ledger as (
       select e.approval_batch_id, ${sumOf('supplied')} as supplied, ${sumOf('withdrawn')} as withdrawn,
         ${sumOf('lapsed')} as lapsed, ${sumOf('written_off')} as written_off
       from ${rowsAsOf({ table: 'batch_entry', columns: ['approval_batch_id', 'kind', 'entered_on', 'area_m2'], filter: ofOne, ...asOf })} e
       where e.entered_on <= $2::date group by 1),
     observed as (
       select c.approval_batch_id, json_agg(json_build_object('item', c.item, 'observedOn', c.observed_on,
         'holds', c.holds, 'documentNo', c.document_no, 'id', c.id, 'version', c.version, 'remarks', c.remarks) order by c.observed_on, c.id) as conditions
       from ${rowsAsOf({ table: 'batch_condition', columns: ['approval_batch_id', 'item', 'observed_on', 'holds', 'document_no', 'remarks'], filter: ofOne, ...asOf })} c
       where c.observed_on <= $2::date group by 1)
     select b.id, b.version, b.code, b.name, b.approval_no as "approvalNo", b.approved_on as "approvedOn",
       b.authority, b.kind, b.declared_area_m2 as "declaredM2", b.area_ellipsoidal_m2 as "boundaryM2",
       b.new_construction_m2 as "newConstructionM2", b.farmland_m2 as "farmlandM2",
       b.expropriated_m2 as "expropriatedM2", b.condition, b.not_ready_cause as "notReadyCause", b.remarks,
       b.change_id as "changeId", coalesce(l.supplied, 0) as supplied, coalesce(l.withdrawn, 0) as withdrawn,
       coalesce(l.lapsed, 0) as lapsed, coalesce(l.written_off, 0) as "writtenOff",
       coalesce(o.conditions, '[]'::json) as conditions
     from ${rowsAsOf({ table: 'approval_batch', columns: batchColumns, filter: one, ...asOf })} b
     left join ledger l on l.approval_batch_id = b.id
     left join observed o on o.approval_batch_id = b.id
     where b.approved_on <= $2::date
     order by b.approved_on, b.id`,
    [zoneId, on, known, id],
  )
}

/** A line of the ledger of a batch. */
export type EntryRow = {
  id: number
  version: number
  batchId: number
  kind: BatchEntryKind
  enteredOn: string
  areaM2: string
  supplyId: number | null
  contractNo: string | null
  contractM2: string | null
  /** The parcel that the entry names, or that its supply lies on. */
  parcelId: number | null
  documentNo: string | null
}

export const findEntries = (
  executor: Db,
  zoneId: number,
  { on, known }: AsOf,
  batchId: number,
): Promise<EntryRow[]> => {
  const entries = rowsAsOf({
    table: 'batch_entry',
    columns: ['approval_batch_id', 'kind', 'entered_on', 'area_m2', 'supply_id', 'parcel_id', 'document_no'],
    filter: 't.approval_batch_id = $4::bigint',
    ...asOf,
  })
  const supplies = rowsAsOf({
    table: 'supply',
    columns: ['parcel_id', 'contract_no', 'area_m2'],
    filter: 't.id in (select supply_id from entry)',
    ...asOf,
  })
  return run<EntryRow>(
    executor,
    `with entry as materialized (select * from ${entries} e)
     select e.id, e.version, e.approval_batch_id as "batchId", e.kind, e.entered_on as "enteredOn",
       e.area_m2 as "areaM2", e.supply_id as "supplyId", s.contract_no as "contractNo", s.area_m2 as "contractM2",
       coalesce(s.parcel_id, e.parcel_id) as "parcelId", e.document_no as "documentNo"
     from entry e left join ${supplies} s on s.id = e.supply_id
     where e.entered_on <= $2::date
     order by e.entered_on, e.id`,
    [zoneId, on, known, batchId],
  )
}

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

/** Parcels of the surface whose boxes meet the boxes of some batches, on a day. */
export const findGround = (
  executor: Db,
  zoneId: number,
  { on, known }: AsOf,
  batches: readonly BatchVersion[],
): Promise<GroundRow[]> => {
  const asked = 'unnest($4::bigint[], $5::int[]) as u (id, version)'
  const parcels = rowsAsOf({
    table: 'parcel',
    columns: parcelColumns,
    filter: 't.id in (select id from near)',
    isStrict: true,
    ...asOf,
  })
  const ofParcels = 't.parcel_id in (select id from near)'
  const supplies = rowsAsOf({
    table: 'supply',
    columns: ['parcel_id', 'contract_no', 'mode', 'holder', 'signed_on', 'ended_on', 'area_m2'],
    filter: ofParcels,
    ...asOf,
  })
  const remediations = rowsAsOf({
    table: 'remediation',
    columns: ['parcel_id', 'kind', 'path', 'found_on', 'disposed_on', 'due_on', 'document_no'],
    filter: ofParcels,
    ...asOf,
  })
  return run<GroundRow>(
    executor,
    `with batch as materialized (
       select * from ${boundaries('approval_batch', asked, 'u.id, t.geom, ST_Transform(t.geom, 3857) as geom_3857')} b),
     near as materialized (
       select p.id from batch b join parcel p on p.zone_id = $1::int and p.geom_3857 && b.geom_3857
       union select p.id from batch b join parcel_history p on p.zone_id = $1::int and p.geom && b.geom),
     contract as materialized (
       select s.parcel_id, json_agg(json_build_object('id', s.id, 'contractNo', s.contract_no, 'mode', s.mode,
         'holder', s.holder, 'signedOn', s.signed_on, 'endedOn', s.ended_on, 'areaM2', s.area_m2)
         order by s.signed_on, s.id) as list
       from ${supplies} s where s.signed_on <= $2::date group by 1),
     disposal as materialized (
       select r.parcel_id, json_agg(json_build_object('path', r.path, 'foundOn', r.found_on,
         'disposedOn', r.disposed_on, 'dueOn', r.due_on, 'documentNo', r.document_no)
         order by r.found_on desc, r.id desc) as list
       from ${remediations} r where r.kind = 'unsupplied' and r.found_on <= $2::date group by 1)
     select b.id as "batchId", p.id, p.version, p.code, p.name, p.holder, p.approval_batch_id as "ownBatchId",
       p.declared_area_m2 as "declaredM2", p.area_ellipsoidal_m2 as "areaM2",
       coalesce(c.list, '[]'::json) as supplies, coalesce(d.list, '[]'::json) as remediations
     from batch b
     join ${parcels} p on p.geom && b.geom and p.stratum = 'surface'
     left join contract c on c.parcel_id = p.id
     left join disposal d on d.parcel_id = p.id
     order by b.id, p.id`,
    [zoneId, on, known, batches.map(({ id }) => id), batches.map(({ version }) => version)],
  )
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
