import { Type } from 'typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Query } from '#api/db/filters.ts'
import { correctors, zoneOf } from '#api/http/access.ts'
import { asOf, asOfParameters } from '#api/http/as-of.ts'
import type { AsOfQuery } from '#api/http/as-of.ts'
import type { FeaturePlugin } from '../index.ts'
import { refuseUnknown } from '../ogc/ogc.service.ts'
import { actorOf } from '../people/actor.ts'
import { listTargets, readTarget } from './target.reading.ts'
import type { NewTargetBody, TargetEditBody, TargetEndBody, TargetListRequest } from './target.schema.ts'
import { TargetQuery, targetSchemas } from './target.schema.ts'
import { assignTarget, changeTarget, endTarget, targetTag } from './target.service.ts'

const Id = Type.Object({ id: Type.Integer({ minimum: 1 }) })
const Day = Type.Object({ zone: Type.Optional(Type.String()), ...asOfParameters })
const days = ['zone', 'on', 'known']

/** Targets of remediation: a base that stays as it was assigned, a goal, and how far it has come on any day. */
export const targetRoutes: FeaturePlugin = async (app, { context }) => {
  for (const schema of targetSchemas) app.addSchema(schema)
  const tags = ['targets']
  const member = { access: 'member' as const }
  const keepers = { access: correctors }
  const detail = Type.Ref('TargetDetail')
  const dayOf = (query: unknown) => asOf(query as AsOfQuery, context.today())

  const sendTarget = async (
    request: FastifyRequest,
    reply: FastifyReply,
    id: number,
    query: AsOfQuery = {},
  ) => {
    const found = await readTarget(context, zoneOf(request).id, dayOf(query), id)
    return reply.header('etag', targetTag(found.target)).send(found)
  }
  const idOf = (request: FastifyRequest) => (request.params as { id: number }).id

  app.get(
    '/api/targets',
    {
      config: member,
      schema: { tags, querystring: TargetQuery, response: { 200: Type.Ref('TargetList') } },
    },
    async (request) => {
      refuseUnknown(request.query as Query, [...days, 'kind'])
      return listTargets(
        context,
        zoneOf(request).id,
        dayOf(request.query),
        request.query as TargetListRequest,
      )
    },
  )

  app.get(
    '/api/targets/:id',
    { config: member, schema: { tags, params: Id, querystring: Day, response: { 200: detail } } },
    async (request, reply) => {
      refuseUnknown(request.query as Query, days)
      return sendTarget(request, reply, idOf(request), request.query as AsOfQuery)
    },
  )

  app.post(
    '/api/targets',
    { config: keepers, schema: { tags, body: Type.Ref('NewTarget'), response: { 201: detail } } },
    async (request, reply) => {
      const body = request.body as NewTargetBody
      const id = await assignTarget(context, zoneOf(request).id, actorOf(request), body)
      return sendTarget(request, reply.code(201), id)
    },
  )

  app.put(
    '/api/targets/:id',
    {
      config: keepers,
      schema: { tags, params: Id, body: Type.Ref('TargetEdit'), response: { 200: detail } },
    },
    async (request, reply) => {
      const [id, body] = [idOf(request), request.body as TargetEditBody]
      const ifMatch = request.headers['if-match']
      await changeTarget(context, zoneOf(request).id, actorOf(request), id, body, ifMatch)
      return sendTarget(request, reply, id)
    },
  )

  app.post(
    '/api/targets/:id/end',
    { config: keepers, schema: { tags, params: Id, body: Type.Ref('TargetEnd'), response: { 200: detail } } },
    async (request, reply) => {
      const [id, body] = [idOf(request), request.body as TargetEndBody]
      const ifMatch = request.headers['if-match']
      await endTarget(context, zoneOf(request).id, actorOf(request), id, body, ifMatch)
      return sendTarget(request, reply, id)
    },
  )
}
