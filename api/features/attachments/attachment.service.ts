import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { Context } from '#api/context.ts'
import type { Db } from '#api/db/database.ts'
import { versionOfIfMatch } from '#api/http/if-match.ts'
import { refuseImplausible } from '#api/http/plausible-days.ts'
import { Problem } from '#api/http/problem.ts'
import { photoFacts } from '#geodata/evidence/exif.ts'
import { kindOfFile } from '#geodata/evidence/file-kind.ts'
import { pictureSize } from '#geodata/evidence/picture-size.ts'
import type { NotingActor } from '../people/actor.ts'
import type { AttachmentFacts, AttachmentRow, SubjectAddress } from './attachment.queries.ts'
import {
  buryAttachment,
  changeFacts,
  findAttachment,
  findEvidenceOfCase,
  insertAttachment,
  keepFile,
  lockAttachment,
  readPiece,
  subjectExists,
} from './attachment.queries.ts'
import type { AttachmentEditBody, AttachmentRemovalBody, NewAttachmentBody } from './attachment.schema.ts'

type Deps = Pick<Context, 'database' | 'today'>
export type ReceivedFile = { name: string; bytes: Buffer }

export const attachmentTag = ({ id, version }: { id: number; version: number }): string =>
  `"attachments-${id}-${version}"`

const missing = (id: number) => new Problem('not-found', { detail: `there is no attachment ${id}` })

const broken = (path: string, rule: string, values: Record<string, unknown> = {}) => ({
  path,
  rule,
  ...values,
})

/** What may not be said of evidence, whoever says it. */
function requireSensible(facts: AttachmentFacts, today: string): void {
  const { observedOn, validUntil, lng, lat } = facts
  refuseImplausible({ observedOn, validUntil })
  const errors = [
    ...(observedOn !== null && observedOn > today
      ? [broken('observedOn', 'future_date', { given: observedOn, today })]
      : []),
    ...(observedOn !== null && validUntil !== null && validUntil < observedOn
      ? [broken('validUntil', 'before_observation', { given: validUntil, observedOn })]
      : []),
    ...((lng === null) === (lat === null)
      ? []
      : [broken(lng === null ? 'lng' : 'lat', 'position_incomplete')]),
  ]
  if (errors.length > 0)
    throw new Problem('rule-broken', { detail: `${errors[0]!.path}: ${errors[0]!.rule}`, errors })
}

/** What the file says of itself stands where the sender says nothing. */
function factsOf(body: NewAttachmentBody, mediaType: string, bytes: Uint8Array): AttachmentFacts {
  const photo = mediaType === 'image/jpeg' ? photoFacts(bytes) : null
  const isPlaced = body.lng != null || body.lat != null
  return {
    kind: (body.kind ??
      (mediaType.startsWith('image/') && !mediaType.includes('vnd')
        ? 'photo'
        : 'document')) as AttachmentFacts['kind'],
    observedOn: body.observedOn === undefined ? (photo?.observedOn ?? null) : body.observedOn,
    validUntil: body.validUntil ?? null,
    lng: isPlaced ? (body.lng ?? null) : (photo?.position?.[0] ?? null),
    lat: isPlaced ? (body.lat ?? null) : (photo?.position?.[1] ?? null),
    accuracyM: body.accuracyM ?? (isPlaced ? null : (photo?.accuracyM ?? null)),
    note: body.note?.trim() || null,
  }
}

/** Keeps a file as evidence of a subject. Answers its id. */
export async function attach(
  { database, today }: Deps,
  zoneId: number,
  actor: NotingActor,
  body: NewAttachmentBody,
  { name, bytes }: ReceivedFile,
): Promise<number> {
  const kind = kindOfFile(name, bytes)
  if (!kind.ok)
    throw new Problem('rule-broken', {
      detail: `${name}: ${kind.reason}`,
      errors: [broken('file', kind.reason)],
    })
  const { mediaType } = kind
  const facts = factsOf(body, mediaType, bytes)
  requireSensible(facts, today())
  const about = {
    subject: body.subject,
    subjectId: body.subjectId,
    stepN: body.stepN ?? undefined,
  } as SubjectAddress
  const file = { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length, mediaType }
  const size = pictureSize(mediaType, bytes) ?? { widthPx: null, heightPx: null }
  return database.db.transaction().execute(async (trx) => {
    if (!(await subjectExists(trx, zoneId, about)))
      throw new Problem('not-found', {
        detail: `there is no ${about.subject} ${about.subjectId}`,
        errors: [broken('subjectId', 'no_such_subject')],
      })
    await keepFile(trx, zoneId, { ...file, bytes })
    const row = { ...about, name, ...file, ...size, ...facts, userId: actor.id, userName: actor.name }
    const id = await insertAttachment(trx, zoneId, row)
    const { subject, subjectId, stepN } = about
    await actor.note(trx, 'attachment.added', String(id), {
      subject,
      subjectId,
      stepN,
      name,
      sha256: file.sha256,
    })
    return id
  })
}

export async function readAttachment({ database }: Deps, zoneId: number, id: number): Promise<AttachmentRow> {
  const row = await findAttachment(database.read, zoneId, id)
  if (!row) throw missing(id)
  return row
}

type Expected = { version?: number | null | undefined; ifMatch: string | undefined }

function requirePresent(row: AttachmentRow & { recordedAt: string }, { version, ifMatch }: Expected): void {
  const { id, version: currentVersion, deletedAt, deletedBy, deletionReason } = row
  if (deletedAt !== null) throw new Problem('gone', { deletedAt, deletedBy, deletionReason })
  const base = version ?? versionOfIfMatch(ifMatch, { tag: attachmentTag(row), version: currentVersion })
  if (base === undefined) throw new Problem('version-required')
  if (base === currentVersion) return
  throw new Problem(version == null ? 'precondition-failed' : 'stale-version', {
    conflicts: [
      {
        collection: 'attachments',
        id,
        baseVersion: base,
        currentVersion,
        at: row.recordedAt,
        by: row.updatedBy ?? row.by,
      },
    ],
  })
}

/** Corrects what is said of a file; the file itself never changes. */
export async function editAttachment(
  { database, today }: Deps,
  zoneId: number,
  actor: NotingActor,
  id: number,
  { version, ...edit }: AttachmentEditBody,
  ifMatch: string | undefined,
): Promise<void> {
  await database.db.transaction().execute(async (trx) => {
    const row = await lockAttachment(trx, zoneId, id)
    if (!row) throw missing(id)
    requirePresent(row, { version, ifMatch })
    const { kind, observedOn, validUntil, lng, lat, accuracyM, note } = row
    const before: AttachmentFacts = { kind, observedOn, validUntil, lng, lat, accuracyM, note }
    const facts = { ...before, ...edit } as AttachmentFacts
    requireSensible(facts, today())
    await changeFacts(trx, zoneId, id, { facts, by: actor.name })
    await actor.note(trx, 'attachment.changed', String(id), { before, edit })
  })
}

/** Takes a file out of the evidence. Its words stay, with who took it out, when and why. */
export async function removeAttachment(
  { database }: Deps,
  zoneId: number,
  actor: NotingActor,
  id: number,
  { reason, version }: AttachmentRemovalBody,
  ifMatch: string | undefined,
): Promise<void> {
  await database.db.transaction().execute(async (trx) => {
    const row = await lockAttachment(trx, zoneId, id)
    if (!row) throw missing(id)
    requirePresent(row, { version, ifMatch })
    await buryAttachment(trx, zoneId, id, { by: actor.name, reason: reason.trim() })
    const { subject, subjectId, name, sha256 } = row
    await actor.note(trx, 'attachment.removed', String(id), { subject, subjectId, name, sha256, reason })
  })
}

const pieceBytes = 1 << 20

/** The bytes of an attachment, piece by piece. */
export async function openFile(
  deps: Deps,
  zoneId: number,
  id: number,
): Promise<AttachmentRow & { stream: Readable }> {
  const row = await readAttachment(deps, zoneId, id)
  const { deletedAt, deletedBy, deletionReason, sha256, size } = row
  if (deletedAt !== null) throw new Problem('gone', { deletedAt, deletedBy, deletionReason })
  async function* pieces() {
    for (let at = 0; at < size; at += pieceBytes)
      yield await readPiece(deps.database.read, zoneId, { sha256, at, length: pieceBytes })
  }
  return { ...row, stream: Readable.from(pieces(), { objectMode: false }) }
}

/** Papers name so many pieces of evidence; the case holds all of them. */
const mostNamed = 20

/** The evidence that papers of a case name. */
export const evidenceOfCase = (
  executor: Db,
  zoneId: number,
  about: { caseId: number; parcelId: number; supplyId: number; on: string },
) => findEvidenceOfCase(executor, zoneId, { ...about, limit: mostNamed })
