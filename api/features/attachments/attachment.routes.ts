import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Query } from '#api/db/filters.ts'
import { correctors, editors, zoneOf } from '#api/http/access.ts'
import { asOf } from '#api/http/as-of.ts'
import { dispositionOf } from '#api/http/disposition.ts'
import { Problem } from '#api/http/problem.ts'
import { cleanName, fieldOf, filePartOf, refuseLongBody, tooLarge } from '#api/http/upload.ts'
import { isPicture } from '#geodata/evidence/file-kind.ts'
import type { FeaturePlugin } from '../index.ts'
import { refuseUnknown } from '../ogc/ogc.service.ts'
import { actorOf } from '../people/actor.ts'
import { listAttachments } from './attachment.queries.ts'
import type {
  AttachmentEditBody,
  AttachmentRemovalBody,
  AttachmentRequest,
  AttachmentSubject,
  NewAttachmentBody,
} from './attachment.schema.ts'
import { AttachmentQuery, NewAttachment, attachmentSchemas } from './attachment.schema.ts'
import {
  attach,
  attachmentTag,
  editAttachment,
  openFile,
  readAttachment,
  removeAttachment,
} from './attachment.service.ts'

/** Photographs of telephones and scanned papers; what is larger belongs into an import. */
export const attachmentLimitBytes = 20 * 1024 * 1024

const Id = Type.Object({ id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) })
const idOf = (request: FastifyRequest) => (request.params as { id: number }).id
const FileQuery = Type.Object({ zone: Type.Optional(Type.String()), inline: Type.Optional(Type.Boolean()) })
const aboutShape = Compile(NewAttachment)

/** What the file is about, as JSON text in a field before the file. */
function readAbout(text: string | undefined): NewAttachmentBody {
  let value: unknown
  try {
    value = JSON.parse(text ?? '')
  } catch {
    throw new Problem('invalid-request', { errors: [{ path: 'body.about', rule: 'json' }] })
  }
  if (aboutShape.Check(value)) return value as NewAttachmentBody
  const errors = aboutShape.Errors(value).map(({ instancePath, keyword }) => ({
    path: `body.about${instancePath}`,
    rule: keyword,
  }))
  throw new Problem('invalid-request', { detail: `${errors[0]?.path} ${errors[0]?.rule}`, errors })
}

async function receive(request: FastifyRequest) {
  const part = await filePartOf(request, attachmentLimitBytes)
  const about = readAbout(fieldOf(part.fields['about']))
  const pieces: Buffer[] = []
  for await (const piece of part.file) pieces.push(piece as Buffer)
  if (part.file.truncated) throw tooLarge(attachmentLimitBytes)
  return { about, file: { name: cleanName(part.filename), bytes: Buffer.concat(pieces) } }
}

/** Evidence: files of parcels, batches, cases and their steps. */
export const attachmentRoutes: FeaturePlugin = async (app, { context }) => {
  for (const schema of attachmentSchemas) app.addSchema(schema)
  const tags = ['evidence']
  const member = { access: 'member' as const }
  const one = { 200: Type.Ref('Attachment') }

  const send = async (request: FastifyRequest, reply: FastifyReply, id: number) => {
    const row = await readAttachment(context, zoneOf(request).id, id)
    return reply.header('etag', attachmentTag(row)).send(row)
  }

  app.get(
    '/api/attachments',
    {
      config: member,
      schema: { tags, querystring: AttachmentQuery, response: { 200: Type.Ref('AttachmentList') } },
    },
    async (request) => {
      const known = ['zone', 'subject', 'subjectId', 'stepN', 'deleted', 'on', 'known', 'offset', 'limit']
      refuseUnknown(request.query as Query, known)
      const {
        subject,
        subjectId,
        stepN,
        deleted,
        on,
        known: at,
        offset,
        limit,
      } = request.query as AttachmentRequest
      const days = { ...(on !== undefined && { on }), ...(at !== undefined && { known: at }) }
      return listAttachments(context.database.read, zoneOf(request).id, {
        subject: subject as AttachmentSubject,
        subjectId,
        stepN,
        isWithDeleted: deleted ?? false,
        asOf: { ...asOf(days, context.today()), on: on ?? null },
        offset,
        limit,
      })
    },
  )

  app.post(
    '/api/attachments',
    {
      config: { access: editors },
      schema: {
        tags,
        consumes: ['multipart/form-data'],
        description: 'multipart body: `about` (JSON as in NewAttachment, before the file), `file`',
        response: { 201: Type.Ref('Attachment') },
      },
      onRequest: async (request) => refuseLongBody(request, attachmentLimitBytes),
    },
    async (request, reply) => {
      const { about, file } = await receive(request)
      const id = await attach(context, zoneOf(request).id, actorOf(request), about, file)
      return send(request, reply.code(201), id)
    },
  )

  app.get(
    '/api/attachments/:id',
    { config: member, schema: { tags, params: Id, response: one } },
    (request, reply) => send(request, reply, idOf(request)),
  )

  app.get(
    '/api/attachments/:id/file',
    {
      config: member,
      schema: {
        tags,
        params: Id,
        querystring: FileQuery,
        response: { 200: Type.String({ description: 'The file', format: 'binary' }) },
      },
    },
    async (request, reply) => {
      const { inline } = request.query as { inline?: boolean }
      const file = await openFile(context, zoneOf(request).id, idOf(request))
      const shownAs = inline && isPicture(file.mediaType) ? 'inline' : 'attachment'
      return reply
        .header('content-disposition', dispositionOf(shownAs, file.name, `attachment-${file.id}`))
        .header('content-security-policy', "sandbox; default-src 'none'; frame-ancestors 'none'")
        .header('x-content-type-options', 'nosniff')
        .header('cross-origin-resource-policy', 'same-origin')
        .header('cache-control', 'private, max-age=3600')
        .header('content-length', file.size)
        .type(file.mediaType)
        .send(file.stream)
    },
  )

  app.patch(
    '/api/attachments/:id',
    {
      config: { access: editors },
      schema: { tags, params: Id, body: Type.Ref('AttachmentEdit'), response: one },
    },
    async (request, reply) => {
      const id = idOf(request)
      const body = request.body as AttachmentEditBody
      await editAttachment(
        context,
        zoneOf(request).id,
        actorOf(request),
        id,
        body,
        request.headers['if-match'],
      )
      return send(request, reply, id)
    },
  )

  app.post(
    '/api/attachments/:id/delete',
    {
      config: { access: correctors },
      schema: { tags, params: Id, body: Type.Ref('AttachmentRemoval'), response: one },
    },
    async (request, reply) => {
      const id = idOf(request)
      const body = request.body as AttachmentRemovalBody
      await removeAttachment(
        context,
        zoneOf(request).id,
        actorOf(request),
        id,
        body,
        request.headers['if-match'],
      )
      return send(request, reply, id)
    },
  )
}
