import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Query } from '#api/db/filters.ts'
import { zoneOf } from '#api/http/access.ts'
import type { AsOfQuery } from '#api/http/as-of.ts'
import { Problem } from '#api/http/problem.ts'
import type { FeaturePlugin } from '../index.ts'
import { createExtents } from './extents.ts'
import { geoJson, linkHeader, openApi30, schemaJson } from './links.ts'
import {
  CollectionParams,
  FeatureParams,
  FeatureQuery,
  FormatQuery,
  ItemsQuery,
  ogcSchemas,
} from './ogc.schema.ts'
import {
  collectionsOf,
  conformance,
  definition,
  describe,
  item,
  items,
  landing,
  publishedSource,
  queryables,
  refuseUnknown,
} from './ogc.service.ts'

const formats = ['json', 'geojson']
/** A browser asks for HTML and takes anything: it gets JSON like everybody else. */
const understood = /\*\/\*|application\/(\*|[\w.+-]*json)|text\/html/i

/** `f` wins over Accept; a client that takes no JSON at all is told so. */
function negotiate(request: FastifyRequest): void {
  const asked = (request.query as Query)['f']
  if (asked !== undefined) {
    if (typeof asked === 'string' && formats.includes(asked)) return
    throw new Problem('invalid-request', {
      detail: `f: takes one of ${formats.join(', ')}`,
      errors: [{ path: 'query/f', rule: 'format', allowed: formats }],
    })
  }
  const accept = request.headers.accept
  if (accept && !understood.test(accept))
    throw new Problem('not-acceptable', { detail: 'only JSON is served' })
}

const plainParameters = (request: FastifyRequest) => refuseUnknown(request.query as Query, ['zone', 'f'])

/** Whether the client holds this state already; weak and strong tags compare alike for reading. */
function isHeld(request: FastifyRequest, etag: string): boolean {
  const held = request.headers['if-none-match']
  if (!held) return false
  return held.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag)
}

function noStore(reply: FastifyReply): FastifyReply {
  return reply.header('cache-control', 'private, no-cache')
}

/** OGC API – Features, Part 1 (core, geojson, oas30), Part 2 (crs) and the queryables of Part 3. */
export const ogcRoutes: FeaturePlugin = async (app, { context }) => {
  for (const schema of ogcSchemas) app.addSchema(schema)
  const extents = createExtents(context.database, context.mapEvents)
  const member = {
    config: { access: 'member' as const },
    preValidation: async (request: FastifyRequest) => negotiate(request),
  }
  const tags = ['features']

  app.get(
    '/ogc',
    { ...member, schema: { tags, querystring: FormatQuery, response: { 200: Type.Ref('OgcLanding') } } },
    async (request, reply) => {
      plainParameters(request)
      return reply.send(landing(request))
    },
  )

  app.get(
    '/ogc/conformance',
    { ...member, schema: { tags, querystring: FormatQuery, response: { 200: Type.Ref('OgcConformance') } } },
    async (request, reply) => {
      plainParameters(request)
      return reply.send(conformance())
    },
  )

  app.get('/ogc/api', { ...member, schema: { tags, hide: true } }, async (request, reply) => {
    const document = await definition(context, zoneOf(request), request)
    // As bytes, so that nothing is added to the type: GIS clients compare it as a whole.
    return reply.header('content-type', openApi30).send(Buffer.from(JSON.stringify(document)))
  })

  app.get(
    '/ogc/collections',
    { ...member, schema: { tags, querystring: FormatQuery, response: { 200: Type.Ref('OgcCollections') } } },
    async (request, reply) => {
      plainParameters(request)
      return reply.send(await collectionsOf(context, extents, zoneOf(request), request))
    },
  )

  app.get(
    '/ogc/collections/:collection',
    {
      ...member,
      schema: {
        tags,
        params: CollectionParams,
        querystring: FormatQuery,
        response: { 200: Type.Ref('OgcCollection') },
      },
    },
    async (request, reply) => {
      const { collection } = request.params as { collection: string }
      plainParameters(request)
      const source = await publishedSource(context, zoneOf(request), collection)
      return reply.send(await describe(extents, zoneOf(request), source, request))
    },
  )

  app.get(
    '/ogc/collections/:collection/queryables',
    { ...member, schema: { tags, params: CollectionParams, querystring: FormatQuery } },
    async (request, reply) => {
      const { collection } = request.params as { collection: string }
      plainParameters(request)
      const source = await publishedSource(context, zoneOf(request), collection)
      return reply.type(schemaJson).send(JSON.stringify(queryables(source, request)))
    },
  )

  app.get(
    '/ogc/collections/:collection/items',
    {
      ...member,
      schema: {
        tags,
        params: CollectionParams,
        querystring: ItemsQuery,
        response: { 200: Type.Ref('FeatureCollection') },
      },
    },
    async (request, reply) => {
      const { collection } = request.params as { collection: string }
      const source = await publishedSource(context, zoneOf(request), collection, request.query as AsOfQuery)
      const answer = await items(context, zoneOf(request), source, request)
      return noStore(reply)
        .header('content-crs', `<${answer.crs}>`)
        .header('link', linkHeader(answer.links))
        .type(geoJson)
        .send(answer.body)
    },
  )

  app.get(
    '/ogc/collections/:collection/items/:featureId',
    {
      ...member,
      schema: {
        tags,
        params: FeatureParams,
        querystring: FeatureQuery,
        response: { 200: Type.Ref('Feature'), 304: Type.Null() },
      },
    },
    async (request, reply) => {
      const { collection, featureId } = request.params as { collection: string; featureId: string }
      const source = await publishedSource(context, zoneOf(request), collection, request.query as AsOfQuery)
      const answer = await item(context, zoneOf(request), source, featureId, request)
      noStore(reply).header('etag', answer.etag).header('content-crs', `<${answer.crs}>`)
      if (isHeld(request, answer.etag)) return reply.code(304).send()
      return reply.header('link', linkHeader(answer.links)).type(geoJson).send(answer.body)
    },
  )
}
