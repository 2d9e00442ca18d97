import { Compile } from 'typebox/compile'
import { Type } from 'typebox'
import { uploadLimitBytes } from '#api/app.ts'
import { editors, personOf, zoneOf } from '#api/http/access.ts'
import { Problem } from '#api/http/problem.ts'
import { refuseLongBody } from '#api/http/upload.ts'
import type { FeaturePlugin } from '../index.ts'
import { LayerRole, LayerStyle } from '../reference-layers/reference-layer.schema.ts'
import { listJobs } from './import.queries.ts'
import { createImportJobs } from './import-jobs.ts'
import type { ImportChoices as Choices } from './import-protocol.ts'
import { findFindings, findRefused, readPreview } from './import-rows.queries.ts'
import type { AcceptBody, PageQuery } from './import.schema.ts'
import { ImportChoices, ImportTarget, Page, importSchemas } from './import.schema.ts'
import type { ImportDeps } from './import.service.ts'
import {
  acceptImport,
  cancelImport,
  checkChoices,
  chooseAnew,
  findOwnJob,
  readImport,
} from './import.service.ts'
import { receiveFile } from './upload.ts'

const Id = Type.Object({ id: Type.Integer({ minimum: 1 }) })
const idOf = (params: unknown) => (params as { id: number }).id
const listed = 50

const choicesShape = Compile({ LayerRole, LayerStyle, ImportTarget }, ImportChoices)

/** Choices that come with the file, as JSON text. */
function readChoices(text: string): Choices {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Problem('invalid-request', { errors: [{ path: 'body.choices', rule: 'json' }] })
  }
  if (!choicesShape.Check(value)) {
    const errors = choicesShape.Errors(value).map(({ instancePath, keyword }) => ({
      path: `body.choices${instancePath}`,
      rule: keyword,
    }))
    throw new Problem('invalid-request', { errors })
  }
  checkChoices(value as Choices)
  return value as Choices
}

/** Files in: received, read in a thread as a dry run, accepted under a record. */
export const importRoutes: FeaturePlugin = async (app, { context }) => {
  for (const schema of importSchemas) app.addSchema(schema)
  const jobs = createImportJobs(context)
  const deps: ImportDeps = { ...context, jobs }
  const editing = { access: editors }
  app.addHook('onListen', async () => jobs.start())
  app.addHook('onClose', async () => jobs.close())

  app.post(
    '/api/imports',
    {
      config: editing,
      schema: {
        consumes: ['multipart/form-data'],
        description: 'multipart body: `choices` (JSON, optional, before the file), `file`',
        response: { 202: Type.Ref('Import') },
      },
      onRequest: async (request) => refuseLongBody(request, uploadLimitBytes),
    },
    async (request, reply) => {
      const zone = zoneOf(request)
      const person = personOf(request)
      const who = { zoneId: zone.id, userId: person.id, userName: person.name, owner: jobs.owner }
      const key = await receiveFile(request, context.database.db, who, uploadLimitBytes, readChoices)
      jobs.enqueue(key)
      return reply.code(202).send(await readImport(deps, zone, key.id))
    },
  )

  app.get(
    '/api/imports',
    { config: editing, schema: { response: { 200: Type.Ref('ImportList') } } },
    async (request) => {
      const own = await listJobs(context.database.db, zoneOf(request).id, personOf(request).id, listed)
      return {
        imports: own.map(({ id, state, createdAt, fileName, fileSize, changeId }) => ({
          id,
          state,
          createdAt,
          file: { name: fileName, size: fileSize },
          changeId,
        })),
      }
    },
  )

  app.get(
    '/api/imports/:id',
    { config: editing, schema: { params: Id, response: { 200: Type.Ref('Import') } } },
    async (request) => readImport(deps, zoneOf(request), idOf(request.params)),
  )

  app.put(
    '/api/imports/:id/choices',
    {
      config: editing,
      schema: { params: Id, body: Type.Ref('ImportChoices'), response: { 202: Type.Ref('Import') } },
    },
    async (request, reply) =>
      reply
        .code(202)
        .send(await chooseAnew(deps, zoneOf(request), idOf(request.params), request.body as Choices)),
  )

  app.get('/api/imports/:id/preview', { config: editing, schema: { params: Id } }, async (request, reply) => {
    const job = await findOwnJob(deps, zoneOf(request), idOf(request.params))
    return reply.type('application/geo+json').send(await readPreview(context.database.db, job))
  })

  app.get(
    '/api/imports/:id/findings',
    {
      config: editing,
      schema: { params: Id, querystring: Page, response: { 200: Type.Ref('ImportFindingList') } },
    },
    async (request) => {
      const job = await findOwnJob(deps, zoneOf(request), idOf(request.params))
      const { code, offset, limit } = request.query as PageQuery
      const filter = { ...(code !== undefined && { code }), offset, limit }
      return { findings: await findFindings(context.database.db, job, filter) }
    },
  )

  app.get(
    '/api/imports/:id/refused',
    {
      config: editing,
      schema: { params: Id, querystring: Page, response: { 200: Type.Ref('ImportRefusedList') } },
    },
    async (request) => {
      const job = await findOwnJob(deps, zoneOf(request), idOf(request.params))
      const { offset, limit } = request.query as PageQuery
      return { refused: await findRefused(context.database.db, job, offset, limit) }
    },
  )

  app.post(
    '/api/imports/:id/accept',
    {
      config: editing,
      schema: { params: Id, body: Type.Ref('ImportAccept'), response: { 202: Type.Ref('Import') } },
    },
    async (request, reply) => {
      const { id, name } = personOf(request)
      const body = request.body as AcceptBody
      const accepted = await acceptImport(deps, zoneOf(request), { id, name }, idOf(request.params), body)
      return reply.code(202).send(accepted)
    },
  )

  app.delete('/api/imports/:id', { config: editing, schema: { params: Id } }, async (request, reply) => {
    await cancelImport(deps, zoneOf(request), idOf(request.params))
    return reply.code(204).send()
  })
}
