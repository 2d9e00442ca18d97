import type { Static } from 'typebox'
import { Type } from 'typebox'
import { asOfParameters } from '#api/http/as-of.ts'
import { officeFields } from '#geodata/papers/cases/case-contents.ts'
import { caseDocuments, stepSpecs } from '#geodata/rules/case/case-steps.ts'

const text = Type.String()
const count = Type.Integer()
const flag = Type.Boolean()
const day = Type.String({ format: 'date' })
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([Type.Null(), schema])
const oneOf = (codes: readonly string[]) => Type.Union(codes.map((code) => Type.Literal(code)))
const stepValues = Type.Record(text, Type.Unknown())

const PaperFinding = Type.Object(
  {
    field: text,
    article: text,
    item: nullable(count),
    enteredIn: oneOf(['office', 'holder', 'land', 'case']),
  },
  {
    $id: 'PaperFinding',
    description: 'What the law asks of a paper and nobody has entered: printed as a blank',
  },
)

const CaseDocumentEntry = Type.Object(
  {
    stepN: count,
    step: text,
    kind: oneOf(caseDocuments),
    number: text,
    holder: nullable(text),
    doneOn: day,
    by: text,
    issuedAt: text,
    isVoid: flag,
    voidReason: nullable(text),
    /** Whether the frozen contents still have the hash that they were issued with. */
    isIntact: flag,
    contentsSha256: text,
    findings: Type.Array(Type.Ref('PaperFinding')),
  },
  { $id: 'CaseDocumentEntry' },
)

const CaseDocumentList = Type.Object(
  { documents: Type.Array(Type.Ref('CaseDocumentEntry')) },
  { $id: 'CaseDocumentList' },
)

const CaseDocumentPaper = Type.Object(
  {
    document: Type.Ref('CaseDocumentEntry'),
    paper: Type.Unknown({ description: 'What stands on the paper, block by block' }),
  },
  { $id: 'CaseDocumentPaper' },
)

/** As cases give it: a code and the article that it rests on. */
const refusal = Type.Object({
  code: text,
  article: nullable(text),
  input: nullable(text),
  values: Type.Record(text, Type.Unknown()),
})

const CaseDocumentPreview = Type.Object(
  {
    kind: oneOf(caseDocuments),
    paper: Type.Unknown({ description: 'What stands on the paper, block by block' }),
    findings: Type.Array(Type.Ref('PaperFinding')),
    refusals: Type.Array(refusal),
  },
  { $id: 'CaseDocumentPreview' },
)

const NewPreview = Type.Object(
  {
    step: oneOf(
      Object.entries(stepSpecs).flatMap(([step, { document }]) => (document === null ? [] : [step])),
    ),
    doneOn: day,
    values: Type.Optional(stepValues),
    note: Type.Optional(nullable(Type.String({ maxLength: 1000 }))),
  },
  { $id: 'NewDocumentPreview', additionalProperties: false },
)

const entry = Type.Object({
  from: day,
  value: nullable(text),
  source: text,
  setBy: nullable(text),
  setAt: text,
})

const OfficeSettings = Type.Object(
  {
    on: day,
    fields: Type.Array(
      Type.Object({ name: oneOf(officeFields), value: nullable(text), entries: Type.Array(entry) }),
    ),
  },
  { $id: 'OfficeSettings' },
)

const officeValue = Type.Optional(nullable(Type.String({ maxLength: 200 })))
const NewOfficeSettings = Type.Object(
  {
    from: day,
    source: Type.String({ minLength: 1, maxLength: 300, pattern: '\\S' }),
    values: Type.Object(
      Object.fromEntries(officeFields.map((name) => [name, officeValue])) as Record<
        string,
        typeof officeValue
      >,
      { additionalProperties: false },
    ),
  },
  { $id: 'NewOfficeSettings', additionalProperties: false },
)

const contact = {
  address: nullable(Type.String({ maxLength: 200 })),
  contact: nullable(Type.String({ maxLength: 60 })),
  phone: nullable(Type.String({ maxLength: 40 })),
}
const HolderContact = Type.Object(
  { holder: text, version: count, ...contact, updatedAt: nullable(text), updatedBy: nullable(text) },
  {
    $id: 'HolderContact',
    description: 'Where papers are served on a holder; version 0: nothing entered yet',
  },
)
const NewHolderContact = Type.Object(
  {
    holder: Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' }),
    ...contact,
    version: Type.Integer({
      minimum: 0,
      description: 'the version it is based on; 0 when nothing was entered',
    }),
  },
  { $id: 'NewHolderContact', additionalProperties: false },
)

export const documentSchemas = [
  PaperFinding,
  CaseDocumentEntry,
  CaseDocumentList,
  CaseDocumentPaper,
  CaseDocumentPreview,
  NewPreview,
  OfficeSettings,
  NewOfficeSettings,
  HolderContact,
  NewHolderContact,
]

export const DocumentQuery = Type.Object({
  zone: Type.Optional(text),
  stepN: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
  ...asOfParameters,
})
const format = Type.Optional(oneOf(['json', 'pdf', 'docx']))
export const FormatQuery = Type.Object({ zone: Type.Optional(text), format })

export type NewPreviewBody = Static<typeof NewPreview>
export type NewHolderContactBody = Static<typeof NewHolderContact>
export type DocumentRequest = Static<typeof DocumentQuery>
export type DocumentFormat = 'json' | 'pdf' | 'docx'
