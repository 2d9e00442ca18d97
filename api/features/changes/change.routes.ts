import { Type } from 'typebox'
import type { FastifyRequest } from 'fastify'
import { editors, personOf, undoers, zoneOf } from '#api/http/access.ts'
import type { FeaturePlugin } from '../index.ts'
import { readChange, readChanges } from './change.reading.ts'
import type { ChangeBody, ChangeListFilter } from './change.schema.ts'
import { ChangeListQuery, changeSchemas } from './change.schema.ts'
import { checkChange, saveChange } from './change.service.ts'
import { readHistory } from './history.ts'
import { undoChange } from './undo.service.ts'

const Id = Type.Object({ id: Type.Integer({ minimum: 1 }) })
const CollectionFeature = Type.Object({
  collection: Type.String({ maxLength: 60 }),
  id: Type.Integer({ minimum: 1 }),
})

const actorOf = (request: FastifyRequest) => {
  const { id, name } = personOf(request)
  return { id, name }
}

/** Every write to land data, its history, and the way back. */
export const changeRoutes: FeaturePlugin = async (app, { context }) => {
  for (const schema of changeSchemas) app.addSchema(schema)
  const member = { access: 'member' as const }

  app.post(
    '/api/changes',
    {
      config: { access: editors },
      schema: { body: Type.Ref('ChangeRequest'), response: { 201: Type.Ref('SavedChange') } },
    },
    async (request, reply) =>
      reply
        .code(201)
        .send(await saveChange(context, zoneOf(request), actorOf(request), request.body as ChangeBody)),
  )

  app.post(
    '/api/changes/check',
    {
      config: { access: editors },
      schema: { body: Type.Ref('ChangeRequest'), response: { 200: Type.Ref('CheckedChange') } },
    },
    async (request) => checkChange(context, zoneOf(request), actorOf(request), request.body as ChangeBody),
  )

  app.get(
    '/api/changes',
    { config: member, schema: { querystring: ChangeListQuery, response: { 200: Type.Ref('ChangeList') } } },
    async (request) =>
      readChanges(context.database.read, zoneOf(request).id, request.query as ChangeListFilter),
  )

  app.get(
    '/api/changes/:id',
    { config: member, schema: { params: Id, response: { 200: Type.Ref('ChangeDetail') } } },
    async (request) =>
      readChange(context.database.read, zoneOf(request).id, (request.params as { id: number }).id),
  )

  app.post(
    '/api/changes/:id/undo',
    {
      config: { access: undoers },
      preValidation: async (request) => void (request.body ??= {}),
      schema: { params: Id, body: Type.Ref('UndoRequest'), response: { 201: Type.Ref('SavedChange') } },
    },
    async (request, reply) => {
      const { id } = request.params as { id: number }
      const { recordId } = request.body as { recordId?: number | null }
      const record = recordId ?? undefined
      return reply.code(201).send(await undoChange(context, zoneOf(request), actorOf(request), id, record))
    },
  )

  app.get(
    '/api/features/:collection/:id/history',
    { config: member, schema: { params: CollectionFeature, response: { 200: Type.Ref('FeatureHistory') } } },
    async (request) => {
      const { collection, id } = request.params as { collection: string; id: number }
      return readHistory(context.database.read, zoneOf(request).id, collection, id)
    },
  )
}
