import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Query } from '#api/db/filters.ts'
import { refuseUnknown } from '#api/features/ogc/ogc.service.ts'
import { zoneOf } from '#api/http/access.ts'
import type { Role } from '#api/http/access.ts'
import type { AsOfQuery } from '#api/http/as-of.ts'
import { asOf, checkDay, comparedAsOf } from '#api/http/as-of.ts'
import { Problem } from '#api/http/problem.ts'
import type { StockKind } from '#geodata/rules/stock/stock-facts.ts'
import type { FeaturePlugin } from '../index.ts'
import { actorOf } from '../people/actor.ts'
import type { Dimension } from './dimensions.ts'
import { readLights, setLights, thresholdsOn } from './lights.service.ts'
import type { MovesRequest, ParcelsRequest } from './stock-parcels.service.ts'
import { filterOf, findingsOf, lifeOf, movesOf, parcelsOf } from './stock-parcels.service.ts'
import type { FilterQuery, NewLights } from './stock.schema.ts'
import {
  AccountQuery,
  BreakdownQuery,
  FindingsQuery,
  LifeQuery,
  LightsQuery,
  MovesQuery,
  ParcelsQuery,
  RankingQuery,
  StaleQuery,
  SummaryQuery,
  stockSchemas,
} from './stock.schema.ts'
import { accountOf, breakdownOf, monthsOf, rankingOf, summaryOf } from './stock.service.ts'

type PeriodQuery = { kind: StockKind; from: string; to?: string; known?: string }
const lightKeepers: readonly Role[] = ['reviewer', 'administrator']
const usualStaleDays = 30

/** The account of approved-but-unsupplied and idle land: what there is, where it comes from, what moved. */
export const stockRoutes: FeaturePlugin = async (app, { context }) => {
  for (const schema of stockSchemas) app.addSchema(schema)
  const today = () => context.today()

  /** A reading route: knows its parameters, answers with a named schema. */
  function read<Q extends Type.TObject>(
    url: string,
    querystring: Q,
    answer: string,
    handle: (request: FastifyRequest, zoneId: number) => Promise<unknown>,
  ): void {
    const names = Object.keys(querystring.properties)
    app.get(
      url,
      {
        config: { access: 'member' },
        schema: { tags: ['stock'], querystring, response: { 200: Type.Ref(answer) } },
      },
      async (request, reply: FastifyReply) => {
        refuseUnknown(request.query as Query, names)
        return reply.send(await handle(request, zoneOf(request).id))
      },
    )
  }

  function periodOf({ from, to, known }: PeriodQuery) {
    if (to !== undefined) checkDay('to', to, today())
    const at = asOf({ ...(to !== undefined && { on: to }), ...(known !== undefined && { known }) }, today())
    if (from > at.on)
      throw new Problem('invalid-request', {
        detail: `from: ${from} is after ${at.on}`,
        errors: [{ path: 'query/from', rule: 'out_of_order', earlier: from, later: at.on }],
      })
    checkDay('from', from, today())
    return { from, to: at.on, known: at.known }
  }

  read('/api/stock/summary', SummaryQuery, 'StockSummary', (request, zoneId) =>
    summaryOf(context, zoneId, comparedAsOf(request.query as AsOfQuery, today())),
  )

  read('/api/stock/breakdown', BreakdownQuery, 'StockBreakdown', async (request, zoneId) => {
    const query = request.query as AsOfQuery & FilterQuery & { kind: StockKind; by: Dimension }
    const at = comparedAsOf(query, today())
    const filter = filterOf(query, at.on, await thresholdsOn(context.database.read, zoneId, at.on))
    return breakdownOf(context, zoneId, at, { kind: query.kind, by: query.by, filter })
  })

  read('/api/stock/parcels', ParcelsQuery, 'StockParcels', (request, zoneId) => {
    const query = request.query as AsOfQuery & ParcelsRequest
    return parcelsOf(context, zoneId, asOf(query, today()), query)
  })

  read('/api/stock/stale', StaleQuery, 'StockParcels', (request, zoneId) => {
    const query = request.query as AsOfQuery & ParcelsRequest & { days?: number }
    return parcelsOf(context, zoneId, asOf(query, today()), query, query.days ?? usualStaleDays)
  })

  read('/api/stock/account', AccountQuery, 'StockAccount', (request, zoneId) => {
    const query = request.query as PeriodQuery
    return accountOf(context, zoneId, query.kind, periodOf(query))
  })

  read('/api/stock/account/parcels', MovesQuery, 'StockMoves', (request, zoneId) => {
    const query = request.query as PeriodQuery & MovesRequest
    return movesOf(context, zoneId, periodOf(query), query)
  })

  read('/api/stock/months', AccountQuery, 'StockMonths', (request, zoneId) => {
    const query = request.query as PeriodQuery
    return monthsOf(context, zoneId, query.kind, periodOf(query))
  })

  read('/api/stock/ranking', RankingQuery, 'StockRanking', (request, zoneId) => {
    const query = request.query as PeriodQuery & { by: Dimension }
    return rankingOf(context, zoneId, query, periodOf(query))
  })

  read('/api/stock/findings', FindingsQuery, 'StockFindings', (request, zoneId) =>
    findingsOf(context, zoneId, request.query as { after?: number; limit?: number }),
  )

  read('/api/stock/lights', LightsQuery, 'StockLights', (request, zoneId) =>
    readLights(context, zoneId, (request.query as { on?: string }).on ?? today()),
  )

  app.get(
    '/api/parcels/:id/life',
    {
      config: { access: 'member' },
      schema: {
        tags: ['stock'],
        params: Type.Object({ id: Type.Integer({ minimum: 1 }) }),
        querystring: LifeQuery,
        response: { 200: Type.Ref('ParcelLife') },
      },
    },
    async (request, reply) => {
      refuseUnknown(request.query as Query, ['zone', 'on', 'known'])
      const { id } = request.params as { id: number }
      const at = asOf(request.query as AsOfQuery, today())
      return reply.send(await lifeOf(context, zoneOf(request).id, id, at))
    },
  )

  app.put(
    '/api/stock/lights',
    {
      config: { access: lightKeepers },
      schema: { tags: ['stock'], body: Type.Ref('NewStockLights') },
    },
    async (request, reply) => {
      await setLights(context, zoneOf(request).id, actorOf(request), request.body as NewLights)
      return reply.code(204).send()
    },
  )
}
