import type { Database } from '#api/db/database.ts'
import type { AsOf } from '#api/http/as-of.ts'
import type { StockKind, StockState } from '#geodata/rules/stock/stock-facts.ts'
import { openCaseOn } from '../cases/open-case.ts'
import type { Dimension } from './dimensions.ts'
import { batchJoin, joinsFor, remediationJoin, responsibleJoin, roleDimensions } from './dimensions.ts'
import type { StockFilter } from './stock-filter.ts'
import { conditionsOf } from './stock-filter.ts'
import type { Moment } from './standing.ts'
import { bindMoment, isKnown, landOf, openBinder, parcelsEver, standing, versionsOf } from './standing.ts'

export const stockSorts = ['since', 'area', 'due', 'code', 'still'] as const
export type StockSort = { by: (typeof stockSorts)[number]; descending: boolean }

const sortKeys: Record<StockSort['by'], string> = {
  since: 's.since_on',
  area: 's.level_m2',
  due: 'r.due_on',
  code: 'natural_order(p.code) collate "C"',
  still: 's.moved_on',
}

export type StockParcelRow = {
  parcelId: number
  code: string
  name: string | null
  holder: string | null
  areaM2: string
  state: StockState | 'disposed'
  sinceOn: string
  movedOn: string
  cause: string | null
  path: string | null
  dueOn: string | null
  foundOn: string | null
  startedOn: string | null
  filedOn: string | null
  documentNo: string | null
  remediationId: number | null
  batchId: number | null
  batchCode: string | null
  approvedOn: string | null
  leader: string | null
  team: string | null
  department: string | null
  officer: string | null
  serviceOfficer: string | null
  openCaseId: number | null
  openCaseNo: string | null
  stepOn: string | null
  lastEvidenceOn: string | null
}

const parcelColumns = 't.id, t.code, t.name, t.holder'
/** Each row's own parcel by its key: joining all parcels of the zone would grow with the zone, not with the rows. */
const parcelJoin = (moment: Moment, of = 's') =>
  `join lateral (${parcelsEver(moment, parcelColumns, `t.id = ${of}.parcel_id`)} limit 1) p on true`

const attachedThen = ({ known, knownText }: Moment): string => {
  const until = `${knownText} + interval '1 millisecond'`
  return known === null
    ? 'a.deleted_at is null'
    : `a.uploaded_at < ${until} and (a.deleted_at is null or a.deleted_at >= ${until})`
}

const details = (moment: Moment) => `
  s.parcel_id as "parcelId", p.code, p.name, p.holder, s.level_m2 as "areaM2", s.state, s.since_on as "sinceOn",
  s.moved_on as "movedOn", r.cause, r.path, r.due_on as "dueOn", r.found_on as "foundOn",
  r.started_on as "startedOn", r.filed_on as "filedOn", r.document_no as "documentNo",
  s.open_remediation_id as "remediationId", s.batch_id as "batchId", b.code as "batchCode",
  b.approved_on as "approvedOn",
  ${roleDimensions.map((role) => `w.by_role ->> '${role}' as "${role === 'service_officer' ? 'serviceOfficer' : role}"`).join(', ')},
  c.id as "openCaseId", c.number as "openCaseNo", c.step_on as "stepOn",
  (select max(a.observed_on) from attachment a where a.zone_id = ${moment.zone} and a.subject = 'parcel'
     and a.subject_id = s.parcel_id and ${attachedThen(moment)} and a.observed_on <= ${moment.on}) as "lastEvidenceOn"`

const caseJoin = (moment: Moment) =>
  `left join lateral (${openCaseOn(moment, 'o.parcel_id = s.parcel_id')}) c on true`

/** `isMany`: so much is in stock today that parcels are better walked by their code than sorted. */
export type StockPage = { sort: StockSort; offset: number; limit: number; isMany: boolean }

function pageOf(
  zoneId: number,
  at: AsOf,
  kind: StockKind,
  filter: StockFilter,
  { sort, offset, limit, isMany }: StockPage,
) {
  const binder = openBinder()
  const moment = bindMoment(binder, zoneId, at)
  const { conditions, used, needsParcel } = conditionsOf(binder, moment, filter)
  const sorted: (Dimension | 'due')[] = sort.by === 'due' ? ['due'] : []
  const direction = sort.descending ? 'desc' : 'asc'
  // Codes are never missing; without a word about nulls, the index on them serves both directions.
  const order =
    sort.by === 'code'
      ? `${sortKeys.code} ${direction}, s.parcel_id ${direction}`
      : `${sortKeys[sort.by]} ${direction} nulls last, s.parcel_id`
  const isWalked = sort.by === 'code' && isMany && moment.known === null && filter.part !== 'disposed'
  const from = isWalked
    ? `parcel p join lateral (${standing(moment, kind, 'p.id')} limit 1) s on p.zone_id = ${moment.zone}`
    : `(${landOf(moment, kind, filter.part)}) s ${needsParcel || sort.by === 'code' ? parcelJoin(moment) : ''}`
  const hits = `select s.* from ${from}
    ${joinsFor(moment, [...used, ...sorted])}
    ${conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''}
    order by ${order} limit ${binder.bind(limit, 'int')} offset ${binder.bind(offset, 'int')}`
  return { binder, moment, hits, order }
}

/** A page of the stock of a day, with everything that a ledger of it shows. */
export function findStockParcels(
  database: Database,
  zoneId: number,
  at: AsOf,
  kind: StockKind,
  filter: StockFilter,
  page: StockPage,
): Promise<StockParcelRow[]> {
  const { binder, moment, hits, order } = pageOf(zoneId, at, kind, filter, page)
  return database.query<StockParcelRow>(
    '',
    `with s as materialized (${hits})
     select ${details(moment)} from s
     ${parcelJoin(moment)} ${remediationJoin(moment)} ${batchJoin(moment)}
     ${responsibleJoin(moment)}
     ${caseJoin(moment)}
     order by ${order}`,
    binder.values,
    'replica',
  )
}

export type StockTotal = { area: string; count: number }

/** How much of the stock of a day a filter leaves. */
export async function sumStockParcels(
  database: Database,
  zoneId: number,
  at: AsOf,
  kind: StockKind,
  filter: StockFilter,
): Promise<StockTotal> {
  const binder = openBinder()
  const moment = bindMoment(binder, zoneId, at)
  const { conditions, used, needsParcel } = conditionsOf(binder, moment, filter)
  const [row] = await database.query<StockTotal>(
    '',
    `select coalesce(sum(s.level_m2), 0) as area, count(*)::int as count from (${landOf(moment, kind, filter.part)}) s
     ${needsParcel ? parcelJoin(moment) : ''} ${joinsFor(moment, used)}
     ${conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''}`,
    binder.values,
    'replica',
  )
  return row!
}

export type MovedParcelRow = {
  id: number
  parcelId: number
  code: string
  name: string | null
  holder: string | null
  movement: string
  movedOn: string
  areaM2: string
  cause: string | null
  path: string | null
  documentNo: string | null
  supplyId: number | null
  remediationId: number | null
  batchId: number | null
  batchCode: string | null
  isDisposal: boolean
}

/** The movements of a period, each with its parcel, newest first. */
export function findMovedParcels(
  database: Database,
  zoneId: number,
  at: AsOf,
  kind: StockKind,
  wanted: {
    from: string
    movements: readonly string[] | null
    onlyDisposed: boolean
    offset: number
    limit: number
  },
): Promise<MovedParcelRow[]> {
  const binder = openBinder()
  const moment = bindMoment(binder, zoneId, at)
  const own =
    wanted.movements === null ? '' : `and m.movement = any (${binder.bind(wanted.movements, 'text[]')})`
  return database.query<MovedParcelRow>(
    '',
    `select m.id, m.parcel_id as "parcelId", p.code, p.name, p.holder, m.movement, m.moved_on as "movedOn",
       m.area_m2 as "areaM2", m.cause, m.path, m.document_no as "documentNo", m.supply_id as "supplyId",
       m.remediation_id as "remediationId", m.batch_id as "batchId", b.code as "batchCode",
       m.remediation_id is not null and m.area_m2 < 0 and m.movement not in ('corrected', 'remeasured') as "isDisposal"
     from (
       select * from stock_movement m where m.zone_id = ${moment.zone} and m.kind = ${binder.bind(kind, 'text')}
         and m.moved_on > ${binder.bind(wanted.from, 'date')} and m.moved_on <= ${moment.on} ${own}
         and ${isKnown(moment, 'm')}
         ${wanted.onlyDisposed ? `and m.remediation_id is not null and m.area_m2 < 0 and m.movement not in ('corrected', 'remeasured')` : ''}
       order by m.moved_on desc, m.id desc
       limit ${binder.bind(wanted.limit, 'int')} offset ${binder.bind(wanted.offset, 'int')}) m
     ${parcelJoin(moment, 'm')}
     left join (${versionsOf(moment, 'approval_batch', 't.id, t.code')}) b on b.id = m.batch_id
     order by m.moved_on desc, m.id desc`,
    binder.values,
    'replica',
  )
}
