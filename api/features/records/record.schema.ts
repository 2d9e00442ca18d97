import type { Static } from 'typebox'
import { Type } from 'typebox'

/** A record 依据: the document that authorises changes. */
export const recordKinds = [
  'approval',
  'contract',
  'certificate',
  'survey',
  'decision',
  'correction',
  'import',
  'other',
] as const

/** Null stands first: the validator coerces, and would otherwise make an empty text of it. */
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([Type.Null(), schema])
const Kind = Type.Union(recordKinds.map((kind) => Type.Literal(kind)))
const Day = Type.String({ format: 'date' })
const Number = Type.String({ minLength: 1, maxLength: 80, pattern: '\\S' })
const Title = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' })
const Issuer = Type.String({ maxLength: 120 })
const Remarks = Type.String({ maxLength: 1000 })

export const RecordEntry = Type.Object(
  {
    id: Type.Integer(),
    version: Type.Integer(),
    number: Type.String(),
    title: Type.String(),
    kind: Type.String(),
    issuer: nullable(Type.String()),
    issuedOn: nullable(Day),
    remarks: nullable(Type.String()),
    closed: Type.Boolean(),
    closedAt: nullable(Type.String()),
    createdAt: Type.String(),
    updatedAt: Type.String(),
    changeCount: Type.Integer(),
  },
  { $id: 'RecordEntry' },
)

export const RecordList = Type.Object(
  { total: Type.Integer(), records: Type.Array(Type.Ref('RecordEntry')) },
  { $id: 'RecordList' },
)

export const RecordDetail = Type.Object(
  {
    record: Type.Ref('RecordEntry'),
    changes: Type.Array(Type.Ref('RecordChange')),
    /** Ground that parcels won and lost under this record, ellipsoidal m². */
    areaInM2: Type.Number(),
    areaOutM2: Type.Number(),
  },
  { $id: 'RecordDetail' },
)

/** The same shape as `ChangeSummary`, without the record. */
export const RecordChange = Type.Object(
  {
    id: Type.Integer(),
    label: nullable(Type.String()),
    source: Type.String(),
    effectiveOn: Day,
    recordedAt: Type.String(),
    by: Type.String(),
    itemCount: Type.Integer(),
    undoes: nullable(Type.Integer()),
    undoneBy: nullable(Type.Integer()),
  },
  { $id: 'RecordChange' },
)

export const NewRecord = Type.Object(
  {
    number: Number,
    title: Title,
    kind: Kind,
    issuer: Type.Optional(nullable(Issuer)),
    issuedOn: Type.Optional(nullable(Day)),
    remarks: Type.Optional(nullable(Remarks)),
  },
  { $id: 'NewRecord', additionalProperties: false },
)

export const RecordEdit = Type.Object(
  {
    version: Type.Optional(Type.Integer({ minimum: 1 })),
    number: Type.Optional(Number),
    title: Type.Optional(Title),
    kind: Type.Optional(Kind),
    issuer: Type.Optional(nullable(Issuer)),
    issuedOn: Type.Optional(nullable(Day)),
    remarks: Type.Optional(nullable(Remarks)),
    closed: Type.Optional(Type.Boolean()),
  },
  { $id: 'RecordEdit', additionalProperties: false },
)

/** What the list is sorted by; a minus sign turns it round. */
export const recordSorts = ['updated_at', 'number', 'title', 'issued_on'] as const
export type RecordSort = (typeof recordSorts)[number]

export const RecordListQuery = Type.Object({
  zone: Type.Optional(Type.String()),
  q: Type.Optional(Type.String({ maxLength: 100 })),
  status: Type.Optional(Type.Union([Type.Literal('open'), Type.Literal('closed'), Type.Literal('all')])),
  sort: Type.Unsafe<RecordSort | `-${RecordSort}`>(
    Type.Union(
      recordSorts.flatMap((name) => [Type.Literal(name), Type.Literal(`-${name}`)]),
      { default: '-updated_at' },
    ),
  ),
  offset: Type.Integer({ minimum: 0, default: 0 }),
  limit: Type.Integer({ minimum: 1, maximum: 500, default: 50 }),
})

export const recordSchemas = [RecordEntry, RecordList, RecordChange, RecordDetail, NewRecord, RecordEdit]

export type NewRecordBody = Static<typeof NewRecord>
export type RecordEditBody = Static<typeof RecordEdit>
export type RecordListFilter = Static<typeof RecordListQuery>
