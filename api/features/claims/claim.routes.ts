import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Query } from '#api/db/filters.ts'
import { correctors, zoneOf } from '#api/http/access.ts'
import type { FeaturePlugin } from '../index.ts'
import { refuseUnknown } from '../ogc/ogc.service.ts'
import { actorOf } from '../people/actor.ts'
import { describeScopes, readClaim, readClaims, readItems, readMap } from './claim.reading.ts'
import type {
  ClaimChangeBody,
  ClaimEndBody,
  ClaimItemRequest,
  ClaimListRequest,
  ClaimRequest,
  NewClaimBody,
  NewClaimReasonBody,
} from './claim.schema.ts'
import { ClaimItemQuery, ClaimListQuery, ClaimQuery, claimSchemas } from './claim.schema.ts'
import { addReason, changeClaim, claimTag, createClaim, endClaim, takeReasonBack } from './claim.service.ts'

const Id = Type.Object({ id: Type.Integer({ minimum: 1 }) })
const IdAndReason = Type.Object({ id: Type.Integer({ minimum: 1 }), n: Type.Integer({ minimum: 1 }) })
const tags = ['claims']
const member = { access: 'member' as const }
const writers = { access: correctors }
const days = ['zone', 'on', 'known']

const idOf = (request: FastifyRequest): number => (request.params as { id: number }).id

/** 公布数核对: published figures, the rows that make them up, and a reason for every difference. */
export const claimRoutes: FeaturePlugin = async (app, { context }) => {
  for (const schema of claimSchemas) app.addSchema(schema)
  const created = { 201: Type.Ref('ClaimDetail') }

  const sendClaim = async (request: FastifyRequest, reply: FastifyReply, id: number, query: ClaimRequest) => {
    const found = await readClaim(context, zoneOf(request).id, id, query)
    return reply.header('etag', claimTag(found.claim)).send(found)
  }

  app.get(
    '/api/claims',
    {
      config: member,
      schema: { tags, querystring: ClaimListQuery, response: { 200: Type.Ref('ClaimList') } },
    },
    async (request) => {
      refuseUnknown(request.query as Query, [...days, 'state'])
      return readClaims(context, zoneOf(request).id, request.query as ClaimListRequest)
    },
  )

  app.get(
    '/api/claims/scopes',
    { config: member, schema: { tags, response: { 200: Type.Ref('ClaimScopeList') } } },
    async () => describeScopes(),
  )

  app.get(
    '/api/claims/:id',
    {
      config: member,
      schema: { tags, params: Id, querystring: ClaimQuery, response: { 200: Type.Ref('ClaimDetail') } },
    },
    async (request, reply) => {
      refuseUnknown(request.query as Query, days)
      return sendClaim(request, reply, idOf(request), request.query as ClaimRequest)
    },
  )

  app.get(
    '/api/claims/:id/items',
    {
      config: member,
      schema: { tags, params: Id, querystring: ClaimItemQuery, response: { 200: Type.Ref('ClaimItemList') } },
    },
    async (request) => {
      refuseUnknown(request.query as Query, [...days, 'sort', 'offset', 'limit'])
      return readItems(context, zoneOf(request).id, idOf(request), request.query as ClaimItemRequest)
    },
  )

  app.get(
    '/api/claims/:id/map',
    {
      config: member,
      schema: { tags, params: Id, querystring: ClaimQuery, response: { 200: Type.Ref('ClaimMap') } },
    },
    async (request) => {
      refuseUnknown(request.query as Query, days)
      return readMap(context, zoneOf(request).id, idOf(request), request.query as ClaimRequest)
    },
  )

  app.post(
    '/api/claims',
    { config: writers, schema: { tags, body: Type.Ref('NewClaim'), response: created } },
    async (request, reply) => {
      const body = request.body as NewClaimBody
      const id = await createClaim(context, zoneOf(request).id, actorOf(request), body)
      return sendClaim(request, reply.code(201), id, {})
    },
  )

  app.put(
    '/api/claims/:id',
    {
      config: writers,
      schema: {
        tags,
        params: Id,
        body: Type.Ref('ClaimChange'),
        response: { 200: Type.Ref('ClaimDetail') },
      },
    },
    async (request, reply) => {
      const body = request.body as ClaimChangeBody
      const ifMatch = request.headers['if-match']
      await changeClaim(context, zoneOf(request).id, actorOf(request), idOf(request), body, ifMatch)
      return sendClaim(request, reply, idOf(request), {})
    },
  )

  app.post(
    '/api/claims/:id/end',
    { config: writers, schema: { tags, params: Id, body: Type.Ref('ClaimEnd'), response: created } },
    async (request, reply) => {
      const body = request.body as ClaimEndBody
      const ifMatch = request.headers['if-match']
      await endClaim(context, zoneOf(request).id, actorOf(request), idOf(request), body, ifMatch)
      return sendClaim(request, reply.code(201), idOf(request), {})
    },
  )

  app.post(
    '/api/claims/:id/reasons',
    { config: writers, schema: { tags, params: Id, body: Type.Ref('NewClaimReason'), response: created } },
    async (request, reply) => {
      const body = request.body as NewClaimReasonBody
      await addReason(context, zoneOf(request).id, actorOf(request), idOf(request), body)
      return sendClaim(request, reply.code(201), idOf(request), {})
    },
  )

  app.post(
    '/api/claims/:id/reasons/:n/void',
    {
      config: writers,
      schema: { tags, params: IdAndReason, body: Type.Ref('ClaimReasonVoid'), response: created },
    },
    async (request, reply) => {
      const { id, n } = request.params as { id: number; n: number }
      const { reason } = request.body as { reason: string }
      await takeReasonBack(context, zoneOf(request).id, actorOf(request), { claimId: id, n }, reason)
      return sendClaim(request, reply.code(201), id, {})
    },
  )
}
