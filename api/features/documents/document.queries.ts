import type { Db } from '#api/db/database.ts'
import { run } from '#api/db/raw.ts'
import type { CaseContents } from '#geodata/papers/cases/case-contents.ts'
import type { CaseDocument } from '#geodata/rules/case/case-steps.ts'
import type { ArealGeometry } from '#geodata/model/geojson.ts'

export type CaseHead = {
  number: string
  openedOn: string
  responsible: string | null
  parcelId: number
  supplyId: number
  planarSrid: number
}

export async function findCaseHead(
  executor: Db,
  zoneId: number,
  caseId: number,
): Promise<CaseHead | undefined> {
  const [row] = await run<CaseHead>(
    executor,
    `select c.number, c.opened_on as "openedOn", c.responsible, c.parcel_id as "parcelId",
       c.supply_id as "supplyId", z.planar_srid as "planarSrid"
     from land_case c join zone z on z.id = c.zone_id where c.zone_id = $1::int and c.id = $2::bigint`,
    [zoneId, caseId],
  )
  return row
}

export type LandRow = {
  parcelCode: string | null
  parcelName: string | null
  location: string | null
  landUseCode: string | null
  realEstateUnitNo: string | null
  areaM2: number | null
  contractNo: string | null
  supervisionNo: string | null
  mode: string | null
  signedOn: string | null
  priceWan: number | null
  handedOverOn: string | null
  startOn: string | null
  startRecord: string | null
  completionOn: string | null
  holder: string | null
  address: string | null
  contact: string | null
  phone: string | null
}

/** Parcel, supply, newest agreed start by a day, and where its holder is served. */
export async function findLand(
  executor: Db,
  zoneId: number,
  { parcelId, supplyId, on }: { parcelId: number; supplyId: number; on: string },
): Promise<LandRow | undefined> {
  const [row] = await run<LandRow>(
    executor,
    `select p.code as "parcelCode", p.name as "parcelName", p.location,
       coalesce(s.land_use_code, p.land_use_code) as "landUseCode", p.real_estate_unit_no as "realEstateUnitNo",
       s.area_m2::float8 as "areaM2", s.contract_no as "contractNo", s.supervision_no as "supervisionNo", s.mode,
       s.signed_on as "signedOn", s.price_wan::float8 as "priceWan",
       case when s.handed_over_on <= $4::date then s.handed_over_on end as "handedOverOn",
       t.start_on as "startOn", t.document_no as "startRecord", t.completion_on as "completionOn",
       coalesce(s.holder, p.holder) as holder, h.address, h.contact, h.phone
     from (select $1::int as zone_id) z
     left join parcel p on p.zone_id = z.zone_id and p.id = $2::bigint
     left join supply s on s.zone_id = z.zone_id and s.id = $3::bigint
     left join lateral (
       select start_on, document_no, completion_on from supply_start
       where zone_id = z.zone_id and supply_id = s.id and set_on <= $4::date
       order by set_on desc, id desc limit 1) t on true
     left join holder_contact h on h.zone_id = z.zone_id and h.holder = coalesce(s.holder, p.holder)`,
    [zoneId, parcelId, supplyId, on],
  )
  return row
}

export type Outline = { id: number; code: string; geometry: ArealGeometry }

/** A parcel and those around it within a strip, for a sketch; the parcel itself comes first. */
export async function findOutlines(
  executor: Db,
  zoneId: number,
  { parcelId, stripM, limit }: { parcelId: number; stripM: number; limit: number },
): Promise<Outline[]> {
  const rows = await run<{ id: number; code: string; geometry: string }>(
    executor,
    `select n.id, n.code, st_asgeojson(n.geom, 9) as geometry
     from parcel p join parcel n on n.zone_id = p.zone_id and n.geom_3857 && st_expand(p.geom_3857, $3::float8)
     where p.zone_id = $1::int and p.id = $2::bigint
     order by (n.id <> p.id), st_distance(n.geom_3857, p.geom_3857), n.id limit $4::int`,
    [zoneId, parcelId, stripM, limit],
  )
  return rows.map(({ geometry, ...row }) => ({ ...row, geometry: JSON.parse(geometry) as ArealGeometry }))
}

/** Advisory lock class under which the numbers of a zone's documents are given out. */
const numberLock = 0x6470

/** The next number of a kind in a year, with no gap and no twin; held until the transaction ends. */
export async function nextDocumentOrdinal(
  trx: Db,
  zoneId: number,
  { kind, year }: { kind: CaseDocument; year: number },
): Promise<number> {
  await run(trx, 'select pg_advisory_xact_lock($1::int, $2::int)', [numberLock, zoneId])
  const [row] = await run<{ ordinal: number }>(
    trx,
    `select coalesce(max(ordinal), 0) + 1 as ordinal from case_document
     where zone_id = $1::int and kind = $2::text and year = $3::int`,
    [zoneId, kind, year],
  )
  return row!.ordinal
}

export type NewDocument = {
  caseId: number
  stepN: number
  kind: CaseDocument
  year: number
  ordinal: number
  number: string
  contents: CaseContents
  contentsSha256: string
  templateVersion: number
  userId: string | null
  userName: string
}

export async function insertDocuments(
  trx: Db,
  zoneId: number,
  documents: readonly NewDocument[],
): Promise<void> {
  const rows = documents.map(({ contents, ...row }) => ({
    zoneId,
    ...row,
    contents: JSON.stringify(contents),
  }))
  if (rows.length > 0) await trx.insertInto('caseDocument').values(rows).execute()
}

export type DocumentRow = {
  stepN: number
  kind: CaseDocument
  number: string
  contents: CaseContents
  contentsSha256: string
  templateVersion: number
  by: string
  issuedAt: string
  step: string
  doneOn: string
  /** The row that voided its step, when it was known by the asked instant. */
  voidedBy: number | null
  voidReason: string | null
}

/** Documents of a case up to a day, as known at an instant (null: now). */
export const findDocuments = (
  executor: Db,
  zoneId: number,
  {
    caseId,
    stepN,
    kind,
    on,
    known,
  }: { caseId: number; stepN?: number; kind?: string; on: string | null; known: string | null },
): Promise<DocumentRow[]> =>
  run<DocumentRow>(
    executor,
    `select d.step_n as "stepN", d.kind, d.number, d.contents, d.contents_sha256 as "contentsSha256",
       d.template_version as "templateVersion", d.user_name as by, d.issued_at as "issuedAt",
       t.step, t.done_on as "doneOn", v.n as "voidedBy", v.values ->> 'reason' as "voidReason"
     from case_document d
     join case_step t on t.zone_id = d.zone_id and t.case_id = d.case_id and t.n = d.step_n
     left join case_step v on v.zone_id = d.zone_id and v.case_id = d.case_id and v.voids = d.step_n
       and v.recorded_at < coalesce($6::timestamptz + interval '1 millisecond', 'infinity'::timestamptz)
     where d.zone_id = $1::int and d.case_id = $2::bigint and ($3::int is null or d.step_n = $3::int)
       and ($4::text is null or d.kind = $4::text) and ($5::date is null or t.done_on <= $5::date)
       and d.issued_at < coalesce($6::timestamptz + interval '1 millisecond', 'infinity'::timestamptz)
     order by d.step_n, d.kind`,
    [zoneId, caseId, stepN ?? null, kind ?? null, on, known],
  )
