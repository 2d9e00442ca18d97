import { Type } from 'typebox'
import type { Query } from '#api/db/filters.ts'
import { correctors, zoneOf } from '#api/http/access.ts'
import type { AsOfQuery } from '#api/http/as-of.ts'
import { asOf, asOfParameters } from '#api/http/as-of.ts'
import type { FeaturePlugin } from '../index.ts'
import { refuseUnknown } from '../ogc/ogc.service.ts'
import { actorOf } from '../people/actor.ts'
import { pageOfBatches } from './batch.list.ts'
import { ratesOf } from './batch.rates.ts'
import { mapOfBatch, readBatch } from './batch.reading.ts'
import type { NewBatchRule } from './batch-rule.service.ts'
import { listBatchRules, setBatchRule, unsetBatchRule } from './batch-rule.service.ts'
import type { BatchListRequest } from './batch.schema.ts'
import { BatchListQuery, batchSchemas } from './batch.schema.ts'

const Id = Type.Object({ id: Type.Integer({ minimum: 1 }) })
const Day = Type.Object({ zone: Type.Optional(Type.String()), ...asOfParameters })
const Name = Type.Object({ name: Type.String({ maxLength: 60 }) })
const Dated = Type.Object({ name: Type.String({ maxLength: 60 }), from: Type.String({ format: 'date' }) })
const days = ['zone', 'on', 'known']

/** Approved land: what is left of each batch, by its ledger and by its boundary, and the ways out. */
export const batchRoutes: FeaturePlugin = async (app, { context }) => {
  for (const schema of batchSchemas) app.addSchema(schema)
  const tags = ['batches']
  const member = { access: 'member' as const }
  const keepers = { access: correctors }
  const dayOf = (query: unknown) => asOf(query as AsOfQuery, context.today())

  app.get(
    '/api/batches',
    {
      config: member,
      schema: { tags, querystring: BatchListQuery, response: { 200: Type.Ref('BatchList') } },
    },
    async (request) => {
      const filters = ['year', 'cohort', 'condition', 'cause', 'state', 'kind', 'q', 'sort']
      refuseUnknown(request.query as Query, [...days, ...filters, 'offset', 'limit'])
      const asked = request.query as BatchListRequest
      return pageOfBatches(context, zoneOf(request).id, dayOf(asked), asked)
    },
  )

  app.get(
    '/api/batches/rates',
    { config: member, schema: { tags, querystring: Day, response: { 200: Type.Ref('BatchRates') } } },
    async (request) => {
      refuseUnknown(request.query as Query, days)
      return ratesOf(context, zoneOf(request).id, dayOf(request.query))
    },
  )

  app.get(
    '/api/batches/:id',
    {
      config: member,
      schema: { tags, params: Id, querystring: Day, response: { 200: Type.Ref('BatchDetail') } },
    },
    async (request) => {
      refuseUnknown(request.query as Query, days)
      const { id } = request.params as { id: number }
      return readBatch(context, zoneOf(request).id, dayOf(request.query), id)
    },
  )

  app.get(
    '/api/batches/:id/map',
    {
      config: member,
      schema: { tags, params: Id, querystring: Day, response: { 200: Type.Ref('BatchMap') } },
    },
    async (request) => {
      refuseUnknown(request.query as Query, days)
      const { id } = request.params as { id: number }
      return mapOfBatch(context, zoneOf(request).id, dayOf(request.query), id)
    },
  )

  app.get(
    '/api/batch-rules',
    { config: member, schema: { tags, querystring: Day, response: { 200: Type.Ref('BatchRuleList') } } },
    async (request) => {
      refuseUnknown(request.query as Query, ['zone', 'on'])
      const { on = context.today() } = request.query as { on?: string }
      return listBatchRules(context, zoneOf(request).id, on)
    },
  )

  app.put(
    '/api/batch-rules/:name',
    { config: keepers, schema: { tags, params: Name, body: Type.Ref('NewBatchRule') } },
    async (request, reply) => {
      const { name } = request.params as { name: string }
      await setBatchRule(context, zoneOf(request).id, actorOf(request), name, request.body as NewBatchRule)
      return reply.code(204).send()
    },
  )

  app.delete(
    '/api/batch-rules/:name/:from',
    { config: keepers, schema: { tags, params: Dated } },
    async (request, reply) => {
      const { name, from } = request.params as { name: string; from: string }
      await unsetBatchRule(context, zoneOf(request).id, actorOf(request), name, from)
      return reply.code(204).send()
    },
  )
}
