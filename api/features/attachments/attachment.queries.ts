import type { Db } from '#api/db/database.ts'
import { run } from '#api/db/raw.ts'
import type { AttachmentTable } from '#api/db/schema-remediation.ts'
import type { AsOf } from '#api/http/as-of.ts'
import type { AttachmentSubject } from './attachment.schema.ts'
import { instantOf, saidAt } from './said-at.ts'

/** What is said of an attachment and may be corrected. */
export type AttachmentFacts = Pick<
  AttachmentTable,
  'kind' | 'observedOn' | 'validUntil' | 'lng' | 'lat' | 'accuracyM' | 'note'
>

export type AttachmentRow = AttachmentFacts & {
  id: number
  version: number
  subject: AttachmentSubject
  subjectId: number
  stepN: number | null
  name: string
  mediaType: string
  size: number
  sha256: string
  widthPx: number | null
  heightPx: number | null
  by: string
  uploadedAt: string
  updatedBy: string | null
  deletedAt: string | null
  deletedBy: string | null
  deletionReason: string | null
}

const fixed = `a.id, a.subject, a.subject_id as "subjectId", a.step_n as "stepN", a.name, a.media_type as "mediaType",
  a.size, a.sha256, a.width_px as "widthPx", a.height_px as "heightPx", a.user_name as by,
  a.uploaded_at as "uploadedAt"`
const said = (alias: string): string =>
  `${alias}.version, ${alias}.kind, ${alias}.observed_on as "observedOn", ${alias}.valid_until as "validUntil",
   ${alias}.lng, ${alias}.lat, ${alias}.accuracy_m as "accuracyM", ${alias}.note`
const removal = `a.deleted_at as "deletedAt", a.deleted_by as "deletedBy", a.deletion_reason as "deletionReason"`

const columns = `${fixed}, ${said('a')}, a.updated_by as "updatedBy", ${removal}`

export type SubjectAddress = { subject: AttachmentSubject; subjectId: number; stepN: number | undefined }

export type AttachmentFilter = SubjectAddress & {
  isWithDeleted: boolean
  /** The day up to which observations count (all of them when null), and the instant up to which words do. */
  asOf: Pick<AsOf, 'known'> & { on: string | null }
  offset: number
  limit: number
}

/** Attachments of a subject as of a day, the newest observation first. */
export async function listAttachments(executor: Db, zoneId: number, filter: AttachmentFilter) {
  const { subject, subjectId, stepN, isWithDeleted, asOf, offset, limit } = filter
  const instant = instantOf('$5')
  const gone = `coalesce(a.deleted_at < ${instant}, false)`
  const found = `from attachment a ${saidAt(instant)}
    where a.zone_id = $1::int and a.subject = $2::text and a.subject_id = $3::bigint
      and ($4::int is null or a.step_n = $4::int) and a.uploaded_at < ${instant}
      and ($6::date is null or coalesce(f.observed_on, (a.uploaded_at at time zone 'Asia/Shanghai')::date) <= $6::date)
      ${isWithDeleted ? '' : `and not ${gone}`}`
  const values = [zoneId, subject, subjectId, stepN ?? null, asOf.known, asOf.on]
  const [counted] = await run<{ total: number }>(executor, `select count(*)::int as total ${found}`, values)
  const attachments = await run<AttachmentRow>(
    executor,
    `select ${fixed}, ${said('f')}, case when f.version = a.version then a.updated_by end as "updatedBy",
       case when ${gone} then a.deleted_at end as "deletedAt", case when ${gone} then a.deleted_by end as "deletedBy",
       case when ${gone} then a.deletion_reason end as "deletionReason"
     ${found} order by f.observed_on desc nulls last, a.id desc offset $7::int limit $8::int`,
    [...values, offset, limit],
  )
  return { total: counted!.total, attachments }
}

export async function findAttachment(
  executor: Db,
  zoneId: number,
  id: number,
): Promise<AttachmentRow | undefined> {
  const [row] = await run<AttachmentRow>(
    executor,
    `select ${columns} from attachment a where a.zone_id = $1::int and a.id = $2::bigint`,
    [zoneId, id],
  )
  return row
}

/** Whoever changes an attachment waits here for whoever changes it already. */
export async function lockAttachment(
  trx: Db,
  zoneId: number,
  id: number,
): Promise<(AttachmentRow & { recordedAt: string }) | undefined> {
  const [row] = await run<AttachmentRow & { recordedAt: string }>(
    trx,
    `select ${columns}, a.recorded_at as "recordedAt" from attachment a
     where a.zone_id = $1::int and a.id = $2::bigint for update`,
    [zoneId, id],
  )
  return row
}

/** Where the rows of each subject are; those of land may have ended since, evidence of them stays possible. */
const subjectRows: Readonly<Record<AttachmentSubject, string>> = {
  parcel: `select from parcel where zone_id = $1::int and id = $2::bigint
    union all select from parcel_history where zone_id = $1::int and id = $2::bigint`,
  batch: `select from approval_batch where zone_id = $1::int and id = $2::bigint
    union all select from approval_batch_history where zone_id = $1::int and id = $2::bigint`,
  supply: `select from supply where zone_id = $1::int and id = $2::bigint
    union all select from supply_history where zone_id = $1::int and id = $2::bigint`,
  case: `select from land_case where zone_id = $1::int and id = $2::bigint`,
  record: `select from record where zone_id = $1::int and id = $2::bigint`,
  problem: `select from problem where zone_id = $1::int and id = $2::bigint`,
  claim: `select from claim where zone_id = $1::int and id = $2::bigint`,
  target: `select from target where zone_id = $1::int and id = $2::bigint`,
  zone: `select from zone where id = $1::int and id = $2::bigint`,
}

export async function subjectExists(
  executor: Db,
  zoneId: number,
  { subject, subjectId, stepN }: SubjectAddress,
): Promise<boolean> {
  const [row] = await run<{ found: boolean }>(executor, `select exists (${subjectRows[subject]}) as found`, [
    zoneId,
    subjectId,
  ])
  if (!row!.found || stepN === undefined) return row!.found
  const step = await executor
    .selectFrom('caseStep')
    .where('zoneId', '=', zoneId)
    .where('caseId', '=', subjectId)
    .where('n', '=', stepN)
    .select('n')
    .executeTakeFirst()
  return subject === 'case' && step !== undefined
}

export type NewFile = { sha256: string; size: number; mediaType: string; bytes: Buffer }

/** The same bytes are stored once. */
export async function keepFile(trx: Db, zoneId: number, file: NewFile): Promise<void> {
  await trx
    .insertInto('storedFile')
    .values({ zoneId, ...file })
    .onConflict((conflict) => conflict.columns(['zoneId', 'sha256']).doNothing())
    .execute()
}

export type NewAttachmentRow = AttachmentFacts &
  Omit<NewFile, 'bytes'> &
  SubjectAddress & {
    name: string
    widthPx: number | null
    heightPx: number | null
    userId: string
    userName: string
  }

export async function insertAttachment(
  trx: Db,
  zoneId: number,
  { stepN, ...row }: NewAttachmentRow,
): Promise<number> {
  const { id } = await trx
    .insertInto('attachment')
    .values({ zoneId, stepN: stepN ?? null, ...row })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Puts other words in the place of those before, which stay in the history. */
export async function changeFacts(
  trx: Db,
  zoneId: number,
  id: number,
  { facts, by }: { facts: AttachmentFacts; by: string },
): Promise<void> {
  await run(
    trx,
    `with past as (
       insert into attachment_history (zone_id, id, version, kind, observed_on, valid_until, lng, lat, accuracy_m, note,
         recorded_at, superseded_at, superseded_by)
       select zone_id, id, version, kind, observed_on, valid_until, lng, lat, accuracy_m, note,
         recorded_at, clock_timestamp(), $10::text
       from attachment where zone_id = $1::int and id = $2::bigint
       returning superseded_at)
     update attachment set version = version + 1, kind = $3::text, observed_on = $4::date, valid_until = $5::date,
       lng = $6::float8, lat = $7::float8, accuracy_m = $8::float8, note = $9::text, updated_by = $10::text,
       recorded_at = (select superseded_at from past)
     where zone_id = $1::int and id = $2::bigint`,
    [
      zoneId,
      id,
      facts.kind,
      facts.observedOn,
      facts.validUntil,
      facts.lng,
      facts.lat,
      facts.accuracyM,
      facts.note,
      by,
    ],
  )
}

export async function buryAttachment(
  trx: Db,
  zoneId: number,
  id: number,
  { by, reason }: { by: string; reason: string },
): Promise<void> {
  await trx
    .updateTable('attachment')
    .set(({ fn, eb }) => ({
      deletedAt: fn<string>('clock_timestamp'),
      deletedBy: by,
      deletionReason: reason,
      version: eb('version', '+', 1),
    }))
    .where('zoneId', '=', zoneId)
    .where('id', '=', id)
    .execute()
}

/** A piece of a file; it is stored uncompressed, so that no more than the piece is read. */
export async function readPiece(
  executor: Db,
  zoneId: number,
  { sha256, at, length }: { sha256: string; at: number; length: number },
): Promise<Buffer> {
  const [row] = await run<{ piece: Buffer }>(
    executor,
    `select substring(bytes from $3::int for $4::int) as piece from stored_file
     where zone_id = $1::int and sha256 = $2::text`,
    [zoneId, sha256, at + 1, length],
  )
  return row!.piece
}

/** Evidence of a case and of its land up to a day, the newest first. */
export const findEvidenceOfCase = (
  executor: Db,
  zoneId: number,
  {
    caseId,
    parcelId,
    supplyId,
    on,
    limit,
  }: { caseId: number; parcelId: number; supplyId: number; on: string; limit: number },
): Promise<{ name: string; kind: string; observedOn: string | null }[]> =>
  run(
    executor,
    `select name, kind, observed_on as "observedOn" from attachment
     where zone_id = $1::int and deleted_at is null and (observed_on is null or observed_on <= $5::date)
       and (subject, subject_id) in (('case', $2::bigint), ('parcel', $3::bigint), ('supply', $4::bigint))
     order by observed_on desc nulls last, id desc limit $6::int`,
    [zoneId, caseId, parcelId, supplyId, on, limit],
  )
