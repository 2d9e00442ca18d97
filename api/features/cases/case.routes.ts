import { Type } from 'typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Query } from '#api/db/filters.ts'
import { correctors, editors, zoneOf } from '#api/http/access.ts'
import type { AsOfQuery } from '#api/http/as-of.ts'
import { asOf } from '#api/http/as-of.ts'
import type { FeaturePlugin } from '../index.ts'
import { refuseUnknown } from '../ogc/ogc.service.ts'
import { pageOfCases, pageOfDeadlines, readCase } from './case.reading.ts'
import type {
  CaseCorrectionBody,
  CaseDeadlineRequest,
  CaseListRequest,
  CaseReopeningBody,
  NewCaseBody,
  NewCaseStepBody,
} from './case.schema.ts'
import { CaseDeadlineQuery, CaseListQuery, CaseQuery, caseSchemas } from './case.schema.ts'
import { actorOf } from '../people/actor.ts'
import { caseTag, openCase, reopenCase, stepCase, voidStep } from './case.service.ts'

const Id = Type.Object({ id: Type.Integer({ minimum: 1 }) })
const IdAndStep = Type.Object({ id: Type.Integer({ minimum: 1 }), n: Type.Integer({ minimum: 1 }) })

/** Cases of idle land: their steps, deadlines and what may come next. */
export const caseRoutes: FeaturePlugin = async (app, { context }) => {
  for (const schema of caseSchemas) app.addSchema(schema)
  const tags = ['cases']
  const member = { access: 'member' as const }
  const detail = { 200: Type.Ref('CaseDetail') }
  const created = { 201: Type.Ref('CaseDetail') }

  const sendCase = async (
    request: FastifyRequest,
    reply: FastifyReply,
    id: number,
    query: AsOfQuery = {},
  ) => {
    const found = await readCase(context, zoneOf(request).id, id, asOf(query, context.today()))
    return reply.header('etag', caseTag(found.case)).send(found)
  }

  app.get(
    '/api/cases',
    { config: member, schema: { tags, querystring: CaseListQuery, response: { 200: Type.Ref('CaseList') } } },
    async (request) => {
      refuseUnknown(request.query as Query, Object.keys(CaseListQuery.properties))
      const query = request.query as CaseListRequest
      return pageOfCases(context, zoneOf(request).id, query, asOf(query, context.today()))
    },
  )

  app.get(
    '/api/cases/deadlines',
    {
      config: member,
      schema: { tags, querystring: CaseDeadlineQuery, response: { 200: Type.Ref('CaseDeadlineList') } },
    },
    async (request) => {
      refuseUnknown(request.query as Query, ['zone', 'until', 'after', 'limit'])
      return pageOfDeadlines(context, zoneOf(request).id, request.query as CaseDeadlineRequest)
    },
  )

  app.get(
    '/api/cases/:id',
    { config: member, schema: { tags, params: Id, querystring: CaseQuery, response: detail } },
    async (request, reply) => {
      refuseUnknown(request.query as Query, Object.keys(CaseQuery.properties))
      return sendCase(request, reply, (request.params as { id: number }).id, request.query as AsOfQuery)
    },
  )

  app.post(
    '/api/cases',
    { config: { access: editors }, schema: { tags, body: Type.Ref('NewCase'), response: created } },
    async (request, reply) => {
      const body = request.body as NewCaseBody
      const id = await openCase(context, zoneOf(request), actorOf(request), body)
      return sendCase(request, reply.code(201), id)
    },
  )

  app.post(
    '/api/cases/:id/steps',
    {
      config: { access: editors },
      schema: { tags, params: Id, body: Type.Ref('NewCaseStep'), response: created },
    },
    async (request, reply) => {
      const { id } = request.params as { id: number }
      const body = request.body as NewCaseStepBody & { step: string }
      const ifMatch = request.headers['if-match']
      await stepCase(context, zoneOf(request), actorOf(request), id, body, ifMatch)
      return sendCase(request, reply.code(201), id)
    },
  )

  app.post(
    '/api/cases/:id/steps/:n/void',
    {
      config: { access: correctors },
      schema: { tags, params: IdAndStep, body: Type.Ref('CaseCorrection'), response: created },
    },
    async (request, reply) => {
      const { id, n } = request.params as { id: number; n: number }
      const body = request.body as CaseCorrectionBody
      const ifMatch = request.headers['if-match']
      await voidStep(context, zoneOf(request), actorOf(request), { caseId: id, n }, body, ifMatch)
      return sendCase(request, reply.code(201), id)
    },
  )

  app.post(
    '/api/cases/:id/reopen',
    {
      config: { access: correctors },
      schema: { tags, params: Id, body: Type.Ref('CaseReopening'), response: created },
    },
    async (request, reply) => {
      const { id } = request.params as { id: number }
      const body = request.body as CaseReopeningBody
      const ifMatch = request.headers['if-match']
      await reopenCase(context, zoneOf(request), actorOf(request), id, body, ifMatch)
      return sendCase(request, reply.code(201), id)
    },
  )
}
