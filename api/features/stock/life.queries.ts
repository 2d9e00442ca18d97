import type { Database } from '#api/db/database.ts'
import type { AsOf } from '#api/http/as-of.ts'
import type { Moment } from './standing.ts'
import { responsibilitiesKnown } from './dimensions.ts'
import { bindMoment, isKnown, openBinder, parcelsEver, versionsOf } from './standing.ts'

/** One dated event in the life of a parcel; `values` are codes, dates, names and areas for a sentence. */
export type LifeRow = {
  on: string
  event: string
  subject: string
  subjectId: number
  values: Record<string, string | number | boolean | null>
  documentNo: string | null
  changeId: number | null
  recordId: number | null
  recordNumber: string | null
  recordTitle: string | null
}

type Source = {
  event: string
  subject: string
  /** The day, over `t`. */
  on: string
  /** Pairs of a name and an expression over `t`. */
  values: string
  documentNo?: string
  /** Of one event told by several rows only the first is told. */
  once?: string
}

const select = (from: string, { event, subject, on, values, documentNo = 'null', once }: Source) =>
  `(select ${once ? `distinct on (${once})` : ''} ${on} as on_day, '${event}' as event, '${subject}' as subject,
     t.id as subject_id, jsonb_build_object(${values}) as details, ${documentNo}::text as document_no,
     t.change_id, null::bigint as record_id
   from (${from}) t where ${on} is not null ${once ? `order by ${once}, t.id` : ''})`

const ofSupply = (moment: Moment, parcel: string) =>
  `t.supply_id in (select id from (${versionsOf(moment, 'supply', 't.id', `t.parcel_id = ${parcel}`)}) own)`

function factEvents(moment: Moment, parcel: string): string[] {
  const supplies = versionsOf(moment, 'supply', supplyColumns, `t.parcel_id = ${parcel}`)
  const starts = versionsOf(moment, 'supply_start', startColumns, ofSupply(moment, parcel))
  const looks = versionsOf(moment, 'progress', lookColumns, ofSupply(moment, parcel))
  const pauses = versionsOf(moment, 'pause', pauseColumns, ofSupply(moment, parcel))
  const encumbrances = versionsOf(moment, 'encumbrance', encumbranceColumns, ofSupply(moment, parcel))
  const remediations = versionsOf(moment, 'remediation', remediationColumns, `t.parcel_id = ${parcel}`)
  const contract = { subject: 'supplies', documentNo: 't.contract_no' }
  const works = { subject: 'progress', values: `'supplyId', t.supply_id` }
  const remedy = { subject: 'remediations', documentNo: 't.document_no' }
  const about = `'kind', t.kind, 'areaM2', t.area_m2, 'cause', t.cause, 'path', t.path`
  return [
    select(supplies, {
      ...contract,
      event: 'supply_signed',
      on: 't.signed_on',
      values: `'mode', t.mode, 'form', t.form, 'holder', t.holder, 'areaM2', t.area_m2, 'priceWan', t.price_wan,
        'handoverAgreedOn', t.handover_agreed_on, 'supervisionNo', t.supervision_no`,
    }),
    select(supplies, { ...contract, event: 'handed_over', on: 't.handed_over_on', values: '' }),
    select(supplies, {
      subject: 'supplies',
      event: 'standard_agreed',
      on: 't.standard_agreed_on',
      values: '',
      documentNo: 't.standard_agreement_no',
    }),
    select(supplies, { ...contract, event: 'supply_ended', on: 't.ended_on', values: '' }),
    select(starts, {
      event: 'start_agreed',
      subject: 'supply-starts',
      on: 't.set_on',
      values: `'startOn', t.start_on, 'completionOn', t.completion_on, 'cause', t.cause`,
      documentNo: 't.document_no',
    }),
    select(looks, { ...works, event: 'permitted', on: 't.permit_on', once: 't.supply_id, t.permit_on' }),
    select(looks, {
      ...works,
      event: 'works_started',
      on: 't.started_on',
      once: 't.supply_id, t.started_on',
    }),
    select(looks, {
      ...works,
      event: 'works_suspended',
      on: 't.suspended_on',
      once: 't.supply_id, t.suspended_on',
    }),
    select(looks, {
      ...works,
      event: 'works_completed',
      on: 't.completed_on',
      once: 't.supply_id, t.completed_on',
    }),
    select(looks, {
      event: 'observed',
      subject: 'progress',
      on: 't.observed_on',
      values: `'developedM2', t.developed_m2, 'shouldDevelopM2', t.should_develop_m2,
        'investedWan', t.invested_wan, 'totalInvestmentWan', t.total_investment_wan`,
    }),
    select(pauses, {
      event: 'pause_began',
      subject: 'pauses',
      on: 't.from_on',
      values: `'cause', t.cause, 'to', t.to_on`,
      documentNo: 't.document_no',
    }),
    select(pauses, { event: 'pause_ended', subject: 'pauses', on: 't.to_on', values: `'cause', t.cause` }),
    select(encumbrances, {
      event: 'encumbrance_began',
      subject: 'encumbrances',
      on: 't.from_on',
      values: `'kind', t.kind, 'party', t.party`,
      documentNo: 't.document_no',
    }),
    select(encumbrances, {
      event: 'encumbrance_ended',
      subject: 'encumbrances',
      on: 't.to_on',
      values: `'kind', t.kind, 'party', t.party`,
    }),
    select(remediations, {
      ...remedy,
      event: 'remediation_found',
      on: 't.found_on',
      values: `${about}, 'dueOn', t.due_on, 'responsible', t.responsible`,
    }),
    select(remediations, { ...remedy, event: 'remediation_begun', on: 't.started_on', values: about }),
    select(remediations, { ...remedy, event: 'remediation_filed', on: 't.filed_on', values: about }),
    select(remediations, { ...remedy, event: 'remediation_disposed', on: 't.disposed_on', values: about }),
  ]
}

const supplyColumns = `t.id, t.change_id, t.contract_no, t.supervision_no, t.mode, t.form, t.holder, t.signed_on, t.area_m2,
  t.price_wan, t.handover_agreed_on, t.handed_over_on, t.standard_agreement_no, t.standard_agreed_on, t.ended_on`
const startColumns = 't.id, t.change_id, t.set_on, t.start_on, t.completion_on, t.cause, t.document_no'
const lookColumns = `t.id, t.change_id, t.supply_id, t.observed_on, t.permit_on, t.started_on, t.suspended_on,
  t.completed_on, t.developed_m2, t.should_develop_m2, t.invested_wan, t.total_investment_wan`
const pauseColumns = 't.id, t.change_id, t.from_on, t.to_on, t.cause, t.document_no'
const encumbranceColumns = 't.id, t.change_id, t.kind, t.from_on, t.to_on, t.party, t.document_no'
const remediationColumns = `t.id, t.change_id, t.kind, t.found_on, t.area_m2, t.cause, t.path, t.started_on, t.due_on,
  t.disposed_on, t.filed_on, t.document_no, t.responsible`

/** Versions of the parcel itself, those of its past included. */
function parcelEvents({ zone, known, knownText }: Moment, parcel: string): string {
  const learned = known === null ? '' : `and v.recorded_at < ${knownText} + interval '1 millisecond'`
  const columns = `id, version, change_id, effective_on, recorded_at, code, declared_area_m2, area_ellipsoidal_m2`
  return `(select v.effective_on, case when v.version = 1 then 'parcel_drawn' else 'parcel_changed' end, 'parcels', v.id,
     jsonb_build_object('code', v.code, 'version', v.version,
       'areaM2', coalesce(v.declared_area_m2, round(v.area_ellipsoidal_m2::numeric, 4))),
     null, v.change_id, null::bigint
   from (select ${columns} from parcel where zone_id = ${zone} and id = ${parcel}
     union all select ${columns} from parcel_history where zone_id = ${zone} and id = ${parcel}) v
   where true ${learned})`
}

/** What is not a fact of land: the account, cases, who is responsible, evidence. */
function otherEvents(moment: Moment, parcel: string): string[] {
  const { zone, known, knownText } = moment
  const before = (column: string) =>
    known === null ? '' : `and ${column} < ${knownText} + interval '1 millisecond'`
  return [
    `(select m.moved_on, 'movement', 'stock', m.id,
       jsonb_build_object('kind', m.kind, 'movement', m.movement, 'areaM2', m.area_m2, 'levelM2', m.level_m2,
         'state', m.state, 'cause', m.cause, 'path', m.path),
       m.document_no, m.change_id, null::bigint
     from stock_movement m where m.zone_id = ${zone} and m.parcel_id = ${parcel} and ${isKnown(moment, 'm')})`,
    `(select t.done_on, 'case_step', 'cases', c.id,
       jsonb_build_object('step', t.step, 'number', c.number, 'n', t.n, 'dueOn', t.due_on, 'note', t.note),
       t.document_no, null::bigint, t.record_id
     from land_case c join case_step t on t.zone_id = c.zone_id and t.case_id = c.id
     where c.zone_id = ${zone} and c.parcel_id = ${parcel} and t.voids is null ${before('t.recorded_at')}
       and not exists (select from case_step v where v.zone_id = t.zone_id and v.case_id = t.case_id
         and v.voids = t.n ${before('v.recorded_at')}))`,
    `(select x.from_on, 'responsible', 'responsibility', x.id,
       jsonb_build_object('role', x.role, 'name', x.name, 'to', x.to_on), x.document_no, null::bigint, null::bigint
     from (${responsibilitiesKnown(moment, `x.subject = 'parcel' and x.subject_id = ${parcel}`)}) x)`,
    `(select a.observed_on, 'evidence', 'attachments', a.id,
       jsonb_build_object('kind', a.kind, 'name', a.name), null, null::bigint, null::bigint
     from attachment a where a.zone_id = ${zone} and a.subject = 'parcel' and a.subject_id = ${parcel}
       and a.observed_on is not null and a.deleted_at is null ${before('a.uploaded_at')})`,
  ]
}

/** Everything dated that is known of a parcel up to a day, in order. */
export function findLife(database: Database, zoneId: number, parcelId: number, at: AsOf): Promise<LifeRow[]> {
  const binder = openBinder()
  const moment = bindMoment(binder, zoneId, at)
  const parcel = binder.bind(parcelId, 'bigint')
  const own = parcelsEver(moment, 't.approval_batch_id', `t.id = ${parcel}`)
  const batches = versionsOf(
    moment,
    'approval_batch',
    `t.id, t.change_id, t.code, t.name, t.approval_no, t.approved_on, t.declared_area_m2, t.condition`,
    `t.id in (select approval_batch_id from (${own}) own)`,
  )
  const approved = select(batches, {
    event: 'approved',
    subject: 'approval-batches',
    on: 't.approved_on',
    values: `'code', t.code, 'name', t.name, 'areaM2', t.declared_area_m2, 'condition', t.condition`,
    documentNo: 't.approval_no',
  })
  const events = [
    approved,
    parcelEvents(moment, parcel),
    ...factEvents(moment, parcel),
    ...otherEvents(moment, parcel),
  ]
  return database.query<LifeRow>(
    '',
    `select e.on_day as "on", e.event, e.subject, e.subject_id as "subjectId", e.details as values,
       e.document_no as "documentNo", e.change_id as "changeId", r.id as "recordId", r.number as "recordNumber",
       r.title as "recordTitle"
     from (${events.join('\n union all ')}) e
     left join change c on c.zone_id = ${moment.zone} and c.id = e.change_id
     left join record r on r.zone_id = ${moment.zone} and r.id = coalesce(e.record_id, c.record_id)
     where e.on_day <= ${moment.on}
     order by e.on_day, array_position(${order}, e.event), e.subject_id`,
    binder.values,
    'replica',
  )
}

/** Of one day causes are told before what follows from them. */
export const lifeEvents = [
  'approved',
  'parcel_drawn',
  'parcel_changed',
  'responsible',
  'supply_signed',
  'standard_agreed',
  'start_agreed',
  'handed_over',
  'permitted',
  'works_started',
  'observed',
  'works_suspended',
  'works_completed',
  'pause_began',
  'pause_ended',
  'encumbrance_began',
  'encumbrance_ended',
  'remediation_found',
  'remediation_begun',
  'remediation_filed',
  'case_step',
  'evidence',
  'remediation_disposed',
  'supply_ended',
  'movement',
] as const
const order = `array[${lifeEvents.map((event) => `'${event}'`).join(', ')}]`

export type LifeParcelRow = { id: number; code: string; name: string | null }

/** The parcel as it is, or as it was when it was there. */
export async function findLifeParcel(
  database: Database,
  zoneId: number,
  parcelId: number,
): Promise<LifeParcelRow | undefined> {
  const [row] = await database.query<LifeParcelRow>(
    'stock-life-parcel',
    `select id, code, name from (
       select id, code, name, version from parcel where zone_id = $1 and id = $2
       union all select id, code, name, version from parcel_history where zone_id = $1 and id = $2) v
     order by version desc limit 1`,
    [zoneId, parcelId],
    'replica',
  )
  return row
}
