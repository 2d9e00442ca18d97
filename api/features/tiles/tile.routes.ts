import type { FastifyReply, FastifyRequest } from 'fastify'
import { zoneOf } from '#api/http/access.ts'
import type { AsOf, AsOfQuery } from '#api/http/as-of.ts'
import { askedAsOf } from '#api/http/as-of.ts'
import { Problem } from '#api/http/problem.ts'
import type { FeaturePlugin } from '../index.ts'
import { useFastTiles } from './fast-tiles.ts'
import { answerTile } from './tile-answer.ts'
import type { CachedTile, TilePlace } from './tile-cache.ts'
import { createTileExtents } from './tile-extents.ts'
import { isTileAddress } from './tile-frame.ts'
import { tileJson } from './tile-json.ts'
import type { TileSet } from './tile-layers.ts'
import { findTileSet } from './tile-layers.ts'
import { hasReferenceLayer } from './tile.queries.ts'
import { TileJson, TileParams, type TileRequest, TileSetParams, TileQuery } from './tile.schema.ts'
import { buildTile } from './tile.service.ts'

const member = { access: 'member' } as const

/** Vector tiles of a zone: `/tiles/{id}.json` and `/tiles/{id}/{z}/{x}/{y}.mvt`. */
export const tileRoutes: FeaturePlugin = async (app, { context }) => {
  const { database, tileCache, mapEvents } = context
  const extents = createTileExtents(database, mapEvents)
  app.addSchema(TileJson)

  const findSet = async (id: string, zoneId: number): Promise<TileSet> => {
    const set = findTileSet(id)
    const isThere =
      set &&
      (set.referenceSlug === undefined || (await hasReferenceLayer(database, zoneId, set.referenceSlug)))
    if (!isThere) throw new Problem('not-found', { detail: `there is no tile set "${id}"` })
    return set
  }

  const build = async ({ zoneId, setId, asOf, ...address }: TilePlace) =>
    buildTile(database, zoneId, await findSet(setId, zoneId), address, asOf)
  useFastTiles(app, context, build)

  const dayOf = (request: FastifyRequest) => askedAsOf(request.query as AsOfQuery, context.today())

  const describeSet = async (request: FastifyRequest) => {
    const zone = zoneOf(request)
    const set = await findSet((request.params as { id: string }).id, zone.id)
    const asOf = dayOf(request)
    // Land of the past may lie where there is none now.
    const bounds = asOf ? null : await extents.find(zone.id, set)
    return tileJson(set, bounds, originOf(request), { zone: zone.slug, ...asOf })
  }

  app.get(
    '/tiles/:id.json',
    {
      config: member,
      schema: { params: TileSetParams, querystring: TileQuery, response: { 200: { $ref: 'TileJson#' } } },
    },
    (request) => describeSet(request),
  )

  app.get(
    '/tiles/:id/:z/:x/:y.mvt',
    {
      config: { ...member, compress: false },
      schema: {
        params: TileParams,
        querystring: TileQuery,
        produces: ['application/vnd.mapbox-vector-tile'],
      },
    },
    async (request, reply) => {
      const { id, z, x, y } = request.params as TileRequest
      if (!isTileAddress({ z, x, y })) {
        throw new Problem('not-found', { detail: `zoom ${z} has no tile in column ${x}, row ${y}` })
      }
      const asOf = dayOf(request)
      const place: TilePlace = { zoneId: zoneOf(request).id, setId: id, z, x, y, ...(asOf && { asOf }) }
      const tile = await tileCache.fetch(place, () => build(place))
      return sendTile(request, reply, tile, asOf)
    },
  )
}

async function sendTile(
  request: FastifyRequest,
  reply: FastifyReply,
  tile: CachedTile,
  asOf: AsOf | undefined,
): Promise<FastifyReply> {
  const { status, encoding, headers } = answerTile(tile, request.headers, asOf)
  reply.code(status).headers(headers)
  return status === 304 ? reply.send() : reply.send(await tile.body(encoding))
}

const originOf = (request: FastifyRequest): string => `${request.protocol}://${request.host}`
