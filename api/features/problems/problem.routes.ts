import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Query } from '#api/db/filters.ts'
import { assigners, zoneOf } from '#api/http/access.ts'
import type { FeaturePlugin } from '../index.ts'
import { refuseUnknown } from '../ogc/ogc.service.ts'
import { actorOf } from '../people/actor.ts'
import type {
  NewProblemBody,
  NewProblemEntryBody,
  ProblemChangeBody,
  ProblemListRequest,
  ProblemRequest,
} from './problem.schema.ts'
import { ProblemListQuery, ProblemQuery, problemSchemas } from './problem.schema.ts'
import {
  addEntry,
  changeProblem,
  problemTag,
  raiseProblem,
  readProblem,
  readRegister,
} from './problem.service.ts'

const Id = Type.Object({ id: Type.Integer({ minimum: 1 }) })
const tags = ['problems']
const member = { access: 'member' as const }
const writers = { access: assigners }
const idOf = (request: FastifyRequest): number => (request.params as { id: number }).id

/** 突出问题台账: what stands in the way, who clears it away, by when, and what came of it. */
export const problemRoutes: FeaturePlugin = async (app, { context }) => {
  for (const schema of problemSchemas) app.addSchema(schema)
  const detail = { 200: Type.Ref('ProblemDetail') }
  const created = { 201: Type.Ref('ProblemDetail') }

  const sendProblem = async (
    request: FastifyRequest,
    reply: FastifyReply,
    id: number,
    query: ProblemRequest,
  ) => {
    const found = await readProblem(context, zoneOf(request).id, id, query)
    return reply.header('etag', problemTag(found.problem)).send(found)
  }

  app.get(
    '/api/problems',
    {
      config: member,
      schema: { tags, querystring: ProblemListQuery, response: { 200: Type.Ref('ProblemRegister') } },
    },
    async (request) => {
      refuseUnknown(request.query as Query, Object.keys(ProblemListQuery.properties))
      return readRegister(context, zoneOf(request).id, request.query as ProblemListRequest)
    },
  )

  app.get(
    '/api/problems/:id',
    { config: member, schema: { tags, params: Id, querystring: ProblemQuery, response: detail } },
    async (request, reply) => {
      refuseUnknown(request.query as Query, ['zone', 'on', 'known'])
      return sendProblem(request, reply, idOf(request), request.query as ProblemRequest)
    },
  )

  app.post(
    '/api/problems',
    { config: writers, schema: { tags, body: Type.Ref('NewProblem'), response: created } },
    async (request, reply) => {
      const body = request.body as NewProblemBody
      const id = await raiseProblem(context, zoneOf(request).id, actorOf(request), body)
      return sendProblem(request, reply.code(201), id, {})
    },
  )

  app.put(
    '/api/problems/:id',
    { config: writers, schema: { tags, params: Id, body: Type.Ref('ProblemChange'), response: detail } },
    async (request, reply) => {
      const body = request.body as ProblemChangeBody
      const ifMatch = request.headers['if-match']
      await changeProblem(context, zoneOf(request).id, actorOf(request), idOf(request), body, ifMatch)
      return sendProblem(request, reply, idOf(request), {})
    },
  )

  app.post(
    '/api/problems/:id/entries',
    { config: writers, schema: { tags, params: Id, body: Type.Ref('NewProblemEntry'), response: created } },
    async (request, reply) => {
      const body = request.body as NewProblemEntryBody
      const ifMatch = request.headers['if-match']
      await addEntry(context, zoneOf(request).id, actorOf(request), idOf(request), body, ifMatch)
      return sendProblem(request, reply.code(201), idOf(request), {})
    },
  )
}
