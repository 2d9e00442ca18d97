import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Query } from '#api/db/filters.ts'
import { administrators, editors, undoers, zoneOf } from '#api/http/access.ts'
import { asOf } from '#api/http/as-of.ts'
import { dispositionOf } from '#api/http/disposition.ts'
import type { PaperFormat } from '#api/paper/paper-protocol.ts'
import { paperTypes, renderPaper } from '#api/paper/render.ts'
import type { Paper } from '#geodata/papers/paper.ts'
import type { FeaturePlugin } from '../index.ts'
import { refuseUnknown } from '../ogc/ogc.service.ts'
import { actorOf } from '../people/actor.ts'
import type {
  DocumentFormat,
  DocumentRequest,
  NewHolderContactBody,
  NewPreviewBody,
} from './document.schema.ts'
import { DocumentQuery, documentSchemas, FormatQuery } from './document.schema.ts'
import { listDocuments, previewDocument, readDocument } from './document.service.ts'
import { readHolderContact, setHolderContact } from './holder.service.ts'
import type { NewOffice } from './office.service.ts'
import { readOffice, setOffice } from './office.service.ts'

const id = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })
const Id = Type.Object({ id })
const One = Type.Object({
  id,
  n: Type.Integer({ minimum: 1, maximum: 100_000 }),
  kind: Type.String({ maxLength: 40 }),
})
const Day = Type.Object({ zone: Type.Optional(Type.String()), on: asOfDay() })
const Holder = Type.Object({
  zone: Type.Optional(Type.String()),
  holder: Type.String({ minLength: 1, maxLength: 200 }),
})

function asOfDay() {
  return Type.Optional(Type.String({ format: 'date' }))
}

async function sendPaper(request: FastifyRequest, reply: FastifyReply, paper: Paper, format: PaperFormat) {
  const { bytes, missing } = await renderPaper(paper, format)
  if (missing.length > 0) request.log.warn({ missing }, 'characters without a glyph on a paper')
  const name = `${paper.title}${paper.watermark === null ? ` ${paper.number}` : `（${paper.watermark === 'void' ? '作废' : '草稿'}）`}.${format}`
  return reply
    .header('content-disposition', dispositionOf('attachment', name, `document.${format}`))
    .header('cache-control', 'private, no-store')
    .header('x-content-type-options', 'nosniff')
    .type(paperTypes[format])
    .send(bytes)
}

/** Papers of cases: what steps have issued, and what they would issue; what the office says of itself on them. */
export const documentRoutes: FeaturePlugin = async (app, { context }) => {
  for (const schema of documentSchemas) app.addSchema(schema)
  const tags = ['documents']
  const member = { access: 'member' as const }

  app.get(
    '/api/cases/:id/documents',
    {
      config: member,
      schema: {
        tags,
        params: Id,
        querystring: DocumentQuery,
        response: { 200: Type.Ref('CaseDocumentList') },
      },
    },
    async (request) => {
      refuseUnknown(request.query as Query, ['zone', 'stepN', 'on', 'known'])
      const { stepN, on, known } = request.query as DocumentRequest
      const days = { ...(on !== undefined && { on }), ...(known !== undefined && { known }) }
      const asked = { ...asOf(days, context.today()), on: on ?? null, ...(stepN !== undefined && { stepN }) }
      return listDocuments(context, zoneOf(request).id, (request.params as { id: number }).id, asked)
    },
  )

  app.get(
    '/api/cases/:id/documents/:n/:kind',
    {
      config: member,
      schema: {
        tags,
        params: One,
        querystring: FormatQuery,
        description: '`format=pdf` and `format=docx` answer the file, otherwise what stands on the paper',
        response: { 200: Type.Ref('CaseDocumentPaper') },
      },
    },
    async (request, reply) => {
      refuseUnknown(request.query as Query, ['zone', 'format'])
      const { id: caseId, n: stepN, kind } = request.params as { id: number; n: number; kind: string }
      const found = await readDocument(context, zoneOf(request).id, { caseId, stepN, kind })
      const { format = 'json' } = request.query as { format?: DocumentFormat }
      return format === 'json' ? found : sendPaper(request, reply, found.paper, format)
    },
  )

  app.post(
    '/api/cases/:id/documents/preview',
    {
      config: { access: undoers },
      schema: {
        tags,
        params: Id,
        querystring: FormatQuery,
        body: Type.Ref('NewDocumentPreview'),
        response: { 200: Type.Ref('CaseDocumentPreview') },
      },
    },
    async (request, reply) => {
      refuseUnknown(request.query as Query, ['zone', 'format'])
      const { id: caseId } = request.params as { id: number }
      const preview = await previewDocument(
        context,
        zoneOf(request).id,
        caseId,
        request.body as NewPreviewBody,
      )
      const { format = 'json' } = request.query as { format?: DocumentFormat }
      return format === 'json' ? preview : sendPaper(request, reply, preview.paper, format)
    },
  )

  app.get(
    '/api/office',
    { config: member, schema: { tags, querystring: Day, response: { 200: Type.Ref('OfficeSettings') } } },
    async (request) => {
      refuseUnknown(request.query as Query, ['zone', 'on'])
      const { on = context.today() } = request.query as { on?: string }
      return readOffice(context, zoneOf(request).id, on)
    },
  )

  app.put(
    '/api/office',
    { config: { access: administrators }, schema: { tags, body: Type.Ref('NewOfficeSettings') } },
    async (request, reply) => {
      await setOffice(context, zoneOf(request).id, actorOf(request), request.body as NewOffice)
      return reply.code(204).send()
    },
  )

  app.get(
    '/api/holder-contacts',
    { config: member, schema: { tags, querystring: Holder, response: { 200: Type.Ref('HolderContact') } } },
    async (request) => {
      refuseUnknown(request.query as Query, ['zone', 'holder'])
      return readHolderContact(context, zoneOf(request).id, (request.query as { holder: string }).holder)
    },
  )

  app.put(
    '/api/holder-contacts',
    {
      config: { access: editors },
      schema: { tags, body: Type.Ref('NewHolderContact'), response: { 200: Type.Ref('HolderContact') } },
    },
    async (request) => {
      const body = request.body as NewHolderContactBody
      await setHolderContact(context, zoneOf(request).id, actorOf(request), body)
      return readHolderContact(context, zoneOf(request).id, body.holder.trim())
    },
  )
}
