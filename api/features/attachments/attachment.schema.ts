import type { Static } from 'typebox'
import { Type } from 'typebox'
import { asOfParameters } from '#api/http/as-of.ts'

export const attachmentSubjects = [
  'parcel',
  'batch',
  'case',
  'supply',
  'record',
  'problem',
  'claim',
  'target',
  'zone',
] as const
export const attachmentKinds = [
  'photo',
  'document',
  'survey',
  'contract',
  'receipt',
  'imagery',
  'other',
] as const

const text = Type.String()
const count = Type.Integer()
const day = Type.String({ format: 'date' })
const number = Type.Number()
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([Type.Null(), schema])
const oneOf = (codes: readonly string[]) => Type.Union(codes.map((code) => Type.Literal(code)))

const Attachment = Type.Object(
  {
    id: count,
    version: count,
    subject: oneOf(attachmentSubjects),
    subjectId: count,
    stepN: nullable(count),
    kind: oneOf(attachmentKinds),
    name: text,
    mediaType: text,
    size: count,
    sha256: text,
    widthPx: nullable(count),
    heightPx: nullable(count),
    observedOn: nullable(day),
    validUntil: nullable(day),
    lng: nullable(number),
    lat: nullable(number),
    accuracyM: nullable(number),
    note: nullable(text),
    by: text,
    uploadedAt: text,
    updatedBy: nullable(text),
    deletedAt: nullable(text),
    deletedBy: nullable(text),
    deletionReason: nullable(text),
  },
  {
    $id: 'Attachment',
    description: 'A file that a state, a step or a figure rests on; deleted ones leave their words',
  },
)

const AttachmentList = Type.Object(
  { total: count, attachments: Type.Array(Type.Ref('Attachment')) },
  { $id: 'AttachmentList' },
)

/** What is said of a file; a missing field of an edit stays as it is, null empties it. */
const facts = {
  kind: Type.Optional(oneOf(attachmentKinds)),
  observedOn: Type.Optional(nullable(day)),
  validUntil: Type.Optional(nullable(day)),
  lng: Type.Optional(nullable(Type.Number({ minimum: -180, maximum: 180 }))),
  lat: Type.Optional(nullable(Type.Number({ minimum: -90, maximum: 90 }))),
  accuracyM: Type.Optional(nullable(Type.Number({ minimum: 0, maximum: 100_000 }))),
  note: Type.Optional(nullable(Type.String({ maxLength: 1000 }))),
}

export const NewAttachment = Type.Object(
  {
    subject: oneOf(attachmentSubjects),
    subjectId: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
    stepN: Type.Optional(nullable(Type.Integer({ minimum: 1, maximum: 100_000 }))),
    ...facts,
  },
  { $id: 'NewAttachment', additionalProperties: false },
)

const AttachmentEdit = Type.Object(
  { ...facts, version: Type.Optional(nullable(Type.Integer({ minimum: 1 }))) },
  { $id: 'AttachmentEdit', additionalProperties: false },
)

const AttachmentRemoval = Type.Object(
  {
    reason: Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' }),
    version: Type.Optional(nullable(Type.Integer({ minimum: 1 }))),
  },
  { $id: 'AttachmentRemoval', additionalProperties: false },
)

export const AttachmentQuery = Type.Object({
  zone: Type.Optional(text),
  subject: oneOf(attachmentSubjects),
  subjectId: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  stepN: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
  deleted: Type.Optional(Type.Boolean({ description: 'also those that were deleted' })),
  ...asOfParameters,
  offset: Type.Integer({ minimum: 0, maximum: 1_000_000, default: 0 }),
  limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
})

export const attachmentSchemas = [
  Attachment,
  AttachmentList,
  NewAttachment,
  AttachmentEdit,
  AttachmentRemoval,
]

export type AttachmentSubject = (typeof attachmentSubjects)[number]
export type NewAttachmentBody = Static<typeof NewAttachment>
export type AttachmentEditBody = Static<typeof AttachmentEdit>
export type AttachmentRemovalBody = Static<typeof AttachmentRemoval>
export type AttachmentRequest = Static<typeof AttachmentQuery>
