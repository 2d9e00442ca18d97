import { Type } from 'typebox'
import { zoneOf } from '#api/http/access.ts'
import { Problem } from '#api/http/problem.ts'
import type { FeaturePlugin } from '../index.ts'
import { search } from './search.service.ts'

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const text = Type.String()
const numbers = nullable(Type.Array(Type.Number()))

const SearchResult = Type.Object(
  {
    kind: Type.Union(['feature', 'record', 'coordinate', 'reference'].map((kind) => Type.Literal(kind))),
    collection: nullable(text),
    id: nullable(Type.Integer()),
    title: text,
    subtitle: nullable(text),
    point: numbers,
    bbox: numbers,
    match: nullable(Type.Object({ property: text, value: text })),
    srid: nullable(Type.Integer()),
  },
  { $id: 'SearchResult' },
)

const SearchQuery = Type.Object(
  {
    zone: Type.Optional(text),
    q: Type.String({ minLength: 1, maxLength: 100 }),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50 })),
  },
  { additionalProperties: false },
)

const usualLimit = 20

/** One box for codes, names, holders, document numbers and coordinates. */
export const searchRoutes: FeaturePlugin = async (app, { context: { database } }) => {
  app.addSchema(SearchResult)
  app.get(
    '/api/search',
    {
      config: { access: 'member' },
      schema: {
        tags: ['search'],
        querystring: SearchQuery,
        response: { 200: Type.Object({ results: Type.Array(Type.Ref('SearchResult')) }) },
      },
    },
    async (request, reply) => {
      const { q, limit = usualLimit } = request.query as { q: string; limit?: number }
      const wanted = q.trim()
      if (wanted === '' || wanted.includes('\0'))
        throw new Problem('invalid-request', { detail: 'q: says nothing to look for' })
      return reply.send({ results: await search(database, zoneOf(request), wanted, limit) })
    },
  )
}
