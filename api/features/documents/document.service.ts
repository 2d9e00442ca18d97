import type { Context } from '#api/context.ts'
import { contentsHash } from '#api/paper/frozen.ts'
import { Problem } from '#api/http/problem.ts'
import { casePaper, templateVersion } from '#geodata/papers/cases/case-paper.ts'
import { paperFindings } from '#geodata/papers/cases/case-requirements.ts'
import { stepSpecs } from '#geodata/rules/case/case-steps.ts'
import { previewStep } from '../cases/case.preview.ts'
import { readCase } from '../cases/case.reading.ts'
import { contentsOf, gather } from './document.issue.ts'
import type { DocumentRow } from './document.queries.ts'
import { findDocuments } from './document.queries.ts'
import type { NewPreviewBody } from './document.schema.ts'

type Deps = Pick<Context, 'database' | 'today'>

const entryOf = (row: DocumentRow) => ({
  stepN: row.stepN,
  step: row.step,
  kind: row.kind,
  number: row.number,
  holder: row.contents.holder.name,
  doneOn: row.doneOn,
  by: row.by,
  issuedAt: row.issuedAt,
  isVoid: row.voidedBy !== null,
  voidReason: row.voidReason,
  isIntact: contentsHash(row.contents) === row.contentsSha256,
  contentsSha256: row.contentsSha256,
  findings: paperFindings(row.contents),
})

type Asked = { stepN?: number; on: string | null; known: string | null }

/** Documents of a case: those of voided steps are marked, never gone. */
export async function listDocuments(deps: Deps, zoneId: number, caseId: number, asked: Asked) {
  await readCase(deps, zoneId, caseId, { on: deps.today(), known: null })
  const rows = await findDocuments(deps.database.read, zoneId, { caseId, ...asked })
  return { documents: rows.map(entryOf) }
}

type Address = { caseId: number; stepN: number; kind: string }

/** One document with what stands on it. */
export async function readDocument({ database }: Deps, zoneId: number, { caseId, stepN, kind }: Address) {
  const [row] = await findDocuments(database.read, zoneId, { caseId, stepN, kind, on: null, known: null })
  if (!row)
    throw new Problem('not-found', { detail: `case ${caseId} has no document ${kind} of step ${stepN}` })
  const watermark = row.voidedBy === null ? null : ('void' as const)
  return { document: entryOf(row), paper: casePaper(row.contents, row.templateVersion, watermark) }
}

/** The document that a step would issue, as a draft without a number. Nothing is stored. */
export async function previewDocument(deps: Deps, zoneId: number, caseId: number, body: NewPreviewBody) {
  const { step, basis, before, refusals } = await previewStep(
    deps,
    zoneId,
    caseId,
    body as typeof body & { step: string },
  )
  const kind = stepSpecs[step.step].document!
  const gathered = await gather(deps.database.read, zoneId, caseId, step.doneOn)
  const contents = contentsOf(kind, { step, basis, note: body.note, before }, gathered)
  return {
    kind,
    paper: casePaper(contents, templateVersion, 'draft'),
    findings: paperFindings(contents),
    refusals,
  }
}
