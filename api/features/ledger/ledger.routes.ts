import { Type } from 'typebox'
import type { Query } from '#api/db/filters.ts'
import { zoneOf } from '#api/http/access.ts'
import type { AsOfQuery } from '#api/http/as-of.ts'
import type { FeaturePlugin } from '../index.ts'
import { LedgerParams, LedgerQuery, ledgerSchemas, SummaryQuery } from './ledger.schema.ts'
import { ledgerPage, ledgerSource, ledgerSummary } from './ledger.service.ts'

const json = 'application/json; charset=utf-8'

/** Tables of every collection, view, fact and reference layer, filtered, sorted and added up. */
export const ledgerRoutes: FeaturePlugin = async (app, { context }) => {
  const { database } = context
  for (const schema of ledgerSchemas) app.addSchema(schema)
  const member = { config: { access: 'member' as const } }
  const tags = ['ledger']

  app.get(
    '/api/ledger/:collection',
    {
      ...member,
      schema: {
        tags,
        params: LedgerParams,
        querystring: LedgerQuery,
        response: { 200: Type.Ref('LedgerPage') },
      },
    },
    async (request, reply) => {
      const { collection } = request.params as { collection: string }
      const source = await ledgerSource(context, zoneOf(request), collection, request.query as AsOfQuery)
      return reply
        .type(json)
        .send(await ledgerPage(database, zoneOf(request), source, request.query as Query))
    },
  )

  app.get(
    '/api/ledger/:collection/summary',
    {
      ...member,
      schema: {
        tags,
        params: LedgerParams,
        querystring: SummaryQuery,
        response: { 200: Type.Ref('LedgerSummary') },
      },
    },
    async (request, reply) => {
      const { collection } = request.params as { collection: string }
      const source = await ledgerSource(context, zoneOf(request), collection, request.query as AsOfQuery)
      return reply
        .type(json)
        .send(await ledgerSummary(database, zoneOf(request), source, request.query as Query))
    },
  )
}
