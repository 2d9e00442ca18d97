import { Type } from 'typebox'
import type { Query } from '#api/db/filters.ts'
import { zoneOf } from '#api/http/access.ts'
import type { FeaturePlugin } from '../index.ts'
import { CompareParams, CompareQuery, compareSchemas } from './compare.schema.ts'
import { compare, comparedShapes } from './compare.service.ts'

/** A collection on two days: what began, ended, was drawn anew or changed in between. */
export const compareRoutes: FeaturePlugin = async (app, { context }) => {
  for (const schema of compareSchemas) app.addSchema(schema)
  const member = { config: { access: 'member' as const } }
  const schema = { tags: ['compare'], params: CompareParams, querystring: CompareQuery }
  const collectionOf = (params: unknown): string => (params as { collection: string }).collection

  app.get(
    '/api/compare/:collection',
    { ...member, schema: { ...schema, response: { 200: Type.Ref('Comparison') } } },
    async (request, reply) => {
      const { params, query } = request
      return reply.send(await compare(context, zoneOf(request), collectionOf(params), query as Query))
    },
  )

  app.get(
    '/api/compare/:collection/shapes',
    { ...member, schema: { ...schema, response: { 200: Type.Ref('ComparedShapes') } } },
    async (request, reply) => {
      const { params, query } = request
      const shapes = await comparedShapes(context, zoneOf(request), collectionOf(params), query as Query)
      return reply.type('application/geo+json; charset=utf-8').send(shapes)
    },
  )
}
