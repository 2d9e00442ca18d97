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
