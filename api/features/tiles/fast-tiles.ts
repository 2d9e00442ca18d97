import type { FastifyInstance } from 'fastify'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Context } from '#api/context.ts'
import { countRequest } from '../operations/metrics.ts'
import type { TileAnswer } from './tile-answer.ts'
import { answerTile } from './tile-answer.ts'
import type { TilePlace } from './tile-cache.ts'
import { tileKey } from './tile-cache.ts'
import { isTileAddress } from './tile-frame.ts'
import { findTileSet } from './tile-layers.ts'

const route = '/tiles/:id/:z/:x/:y.mvt'
const labels = {
  200: `method="GET",route="${route}",status="200"`,
  304: `method="GET",route="${route}",status="304"`,
}
/** What differs from tile to tile; everything else is the same on each answer. */
const ownHeaders = new Set([
  'etag',
  'cache-control',
  'vary',
  'content-type',
  'content-encoding',
  'content-length',
])

type Listener = (request: IncomingMessage, response: ServerResponse) => void

/**
 * Answers tiles to a person who was verified moments ago before Fastify sees the request: reading the map is
 * mostly this. Everything else goes on to Fastify, which gives the same answer; the headers that all answers
 * carry are learned from its own.
 */
export function useFastTiles(
  app: FastifyInstance,
  { credentials, tileCache }: Pick<Context, 'credentials' | 'tileCache'>,
  build: (place: TilePlace) => Promise<Buffer>,
): void {
  const zoneIds = new Map<string, number>()
  let sharedHeaders: string[] | undefined
  let isClosing = false

  const findZoneId = (query: string | undefined, own: ReadonlyMap<number, unknown>): number | undefined => {
    if (query === undefined) return own.keys().next().value
    const zoneId = query.startsWith('zone=') ? zoneIds.get(query.slice(5)) : undefined
    return zoneId !== undefined && own.has(zoneId) ? zoneId : undefined
  }

  const send = (
    response: ServerResponse,
    { status, headers }: TileAnswer,
    body: Buffer | undefined,
    startedAt: number,
  ) => {
    const all = sharedHeaders!.slice()
    for (const name in headers) all.push(name, headers[name]!)
    if (body) all.push('content-length', String(body.length))
    response.writeHead(status, all)
    response.end(body)
    countRequest(labels[status], (performance.now() - startedAt) / 1000)
  }

  /** Sends what is in memory at once and answers true; otherwise says which tile it would be. */
  const answer = (request: IncomingMessage, response: ServerResponse): boolean | TilePlace => {
    const { url, method, headers } = request
    if (!url?.startsWith('/tiles/') || method !== 'GET' || isClosing || !sharedHeaders) return false
    const person = credentials.peek(headers)
    if (!person) return false
    const mark = url.indexOf('?')
    const path = mark < 0 ? url : url.slice(0, mark)
    const zoneId = findZoneId(mark < 0 ? undefined : url.slice(mark + 1), person.rolesByZone)
    if (zoneId === undefined) return false
    const tile = tileCache.get(tileKey(zoneId, path))
    if (!tile) return placeOf(zoneId, path) ?? false
    const found = answerTile(tile, headers)
    const body = found.status === 304 ? undefined : tile.ready(found.encoding)
    if (found.status === 200 && !body) return false
    send(response, found, body, performance.now())
    return true
  }

  /** Builds the tile and sends it; what goes wrong is left to Fastify, which knows how to say it. */
  const buildAnswer = async (place: TilePlace, request: IncomingMessage, response: ServerResponse) => {
    const startedAt = performance.now()
    const tile = await tileCache.fetch(place, () => build(place))
    const found = answerTile(tile, request.headers)
    const body = found.status === 304 ? undefined : await tile.body(found.encoding)
    send(response, found, body, startedAt)
  }

  app.addHook('onSend', async (request, reply) => {
    if (reply.statusCode !== 200 || request.routeOptions.url !== route) return
    const { zone } = request
    if (zone && zoneIds.size < 1000) zoneIds.set(encodeURIComponent(zone.slug), zone.id)
    sharedHeaders ??= Object.entries(reply.getHeaders()).flatMap(([name, value]) =>
      ownHeaders.has(name) ? [] : [name, String(value)],
    )
  })
  app.addHook('preClose', async () => {
    isClosing = true
  })

  const [fastify] = app.server.listeners('request') as Listener[]
  if (!fastify) return
  app.server.off('request', fastify)
  app.server.on('request', (request, response) => {
    const answered = answer(request, response)
    if (answered === true) return
    if (answered === false) fastify(request, response)
    else buildAnswer(answered, request, response).catch(() => fastify(request, response))
  })
}

const tilePattern = /^\/tiles\/([a-z-]+)\/(0|[1-9]\d?)\/(0|[1-9]\d{0,6})\/(0|[1-9]\d{0,6})\.mvt$/

/** A tile of a set that every zone has, as its own path names it. */
function placeOf(zoneId: number, path: string): TilePlace | undefined {
  const [, setId, z, x, y] = tilePattern.exec(path) ?? []
  if (setId === undefined || findTileSet(setId)?.referenceSlug !== undefined || !findTileSet(setId))
    return undefined
  const place = { zoneId, setId, z: Number(z), x: Number(x), y: Number(y) }
  return isTileAddress(place) ? place : undefined
}
