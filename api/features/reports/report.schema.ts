import { Type } from 'typebox'
import type { Static } from 'typebox'
import { asOfParameters } from '#api/http/as-of.ts'

const text = Type.String()
const count = Type.Integer()
const day = Type.String({ format: 'date' })
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([Type.Null(), schema])
const zone = Type.Optional(text)
const month = Type.String({ pattern: '^20\\d{2}-(0[1-9]|1[0-2])$', description: '2026-10' })
const format = Type.Union([Type.Literal('xlsx'), Type.Literal('pdf')])

const head = {
  id: count,
  kind: text,
  period: text,
  ordinal: count,
  number: text,
  title: text,
  onDate: day,
  knownAt: text,
  contentsSha256: text,
  note: nullable(text),
  userName: text,
  createdAt: text,
}

export const Report = Type.Object(head, {
  $id: 'Report',
  description: 'A frozen report, without its contents',
})

export const ReportList = Type.Object(
  { reports: Type.Array(Type.Ref('Report')), next: nullable(count) },
  { $id: 'ReportList' },
)

const contents = Type.Unknown({ description: 'What the report says: areas in m², days as dates, codes' })

export const ReportDetail = Type.Object(
  { report: Type.Ref('Report'), contents, isIntact: Type.Boolean() },
  { $id: 'ReportDetail' },
)

export const ReportDraft = Type.Object({ contents }, { $id: 'ReportDraft' })

export const ReportChanges = Type.Object(
  {
    id: count,
    on: day,
    frozenAt: text,
    known: text,
    differences: Type.Array(
      Type.Object({ kind: text, figure: text, frozenM2: Type.Number(), presentM2: Type.Number() }),
    ),
  },
  { $id: 'ReportChanges', description: 'What would be written otherwise today about the same day' },
)

export const NewReport = Type.Object(
  { month, note: Type.Optional(nullable(Type.String({ maxLength: 500 }))) },
  { $id: 'NewReport', additionalProperties: false },
)

export const reportSchemas = [Report, ReportList, ReportDetail, ReportDraft, ReportChanges, NewReport]

export const ReportListQuery = Type.Object({
  zone,
  before: Type.Optional(Type.Integer({ minimum: 1 })),
  limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
})
export const DraftQuery = Type.Object({ zone, month })
export const DraftFileQuery = Type.Object({ zone, month, format })
export const FileQuery = Type.Object({ zone, format })
export const LedgerQuery = Type.Object({ zone, ...asOfParameters })
export const LedgerKind = Type.Object({
  kind: Type.Union([Type.Literal('unsupplied'), Type.Literal('idle')]),
})

export type NewReportBody = Static<typeof NewReport>
export type DraftFileRequest = Static<typeof DraftFileQuery>
