import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Query } from '#api/db/filters.ts'
import { correctors, zoneOf } from '#api/http/access.ts'
import { asOf } from '#api/http/as-of.ts'
import type { StockKind } from '#geodata/rules/stock/stock-facts.ts'
import type { FeaturePlugin } from '../index.ts'
import { refuseUnknown } from '../ogc/ogc.service.ts'
import { actorOf } from '../people/actor.ts'
import type { FreshnessPart, FreshnessSort } from './freshness.queries.ts'
import type { FreshnessRequest, FreshParcelRequest, NewExpiry } from './freshness.schema.ts'
import { FreshnessQuery, FreshParcelQuery, freshnessSchemas } from './freshness.schema.ts'
import { freshnessOf, freshParcels, listExpiries, setExpiry } from './freshness.service.ts'

const Day = Type.Object({
  zone: Type.Optional(Type.String()),
  on: Type.Optional(Type.String({ format: 'date' })),
})
const Kind = Type.Object({ kind: Type.String({ maxLength: 40 }) })
const common = ['zone', 'kind', 'days', 'on', 'known']

/** How fresh the evidence is that land in stock rests on (bar U11). */
export const freshnessRoutes: FeaturePlugin = async (app, { context }) => {
  for (const schema of freshnessSchemas) app.addSchema(schema)
  const tags = ['evidence']
  const member = { access: 'member' as const }

  const askedOf = (request: FastifyRequest) => {
    const { kind, days, on, known } = request.query as FreshnessRequest
    const asked = { ...(on !== undefined && { on }), ...(known !== undefined && { known }) }
    return { kind: kind as StockKind, days, at: asOf(asked, context.today()) }
  }

  app.get(
    '/api/evidence/freshness',
    {
      config: member,
      schema: { tags, querystring: FreshnessQuery, response: { 200: Type.Ref('EvidenceFreshness') } },
    },
    async (request) => {
      refuseUnknown(request.query as Query, [...common, 'radius'])
      const { radius } = request.query as FreshnessRequest
      return freshnessOf(context, zoneOf(request).id, askedOf(request), radius)
    },
  )

  app.get(
    '/api/evidence/freshness/parcels',
    {
      config: member,
      schema: { tags, querystring: FreshParcelQuery, response: { 200: Type.Ref('FreshParcels') } },
    },
    async (request) => {
      refuseUnknown(request.query as Query, [...common, 'part', 'sort', 'offset', 'limit'])
      const { part, sort, offset, limit } = request.query as FreshParcelRequest
      const page = { part: part as FreshnessPart, sort: sort as FreshnessSort, offset, limit }
      return freshParcels(context, zoneOf(request).id, askedOf(request), page)
    },
  )

  app.get(
    '/api/evidence/expiry',
    { config: member, schema: { tags, querystring: Day, response: { 200: Type.Ref('EvidenceExpiries') } } },
    async (request) => {
      refuseUnknown(request.query as Query, ['zone', 'on'])
      const { on = context.today() } = request.query as { on?: string }
      return listExpiries(context, zoneOf(request).id, on)
    },
  )

  app.put(
    '/api/evidence/expiry/:kind',
    { config: { access: correctors }, schema: { tags, params: Kind, body: Type.Ref('NewEvidenceExpiry') } },
    async (request, reply) => {
      const { kind } = request.params as { kind: string }
      await setExpiry(context, zoneOf(request).id, actorOf(request), kind, request.body as NewExpiry)
      return reply.code(204).send()
    },
  )
}
