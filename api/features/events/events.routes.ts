import type { ServerResponse } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { personOf, zoneOf } from '#api/http/access.ts'
import { Problem } from '#api/http/problem.ts'
import type { FeaturePlugin } from '../index.ts'
import { noticeChannel } from '../notices/notice.service.ts'
import type { MapEvent } from './map-events.ts'

const heartbeatMs = 25_000
/** Open tabs of one person; browsers open no more than six to one server anyway. */
const maxStreamsPerPerson = 12
/** A reader that takes nothing for so long a queue is let go; it comes back and reads anew. */
const maxQueuedBytes = 256 * 1024

const streamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
}

const ZoneQuery = Type.Object({ zone: Type.Optional(Type.String({ maxLength: 80 })) })

type Stream = { personId: string; zoneId: number; request: FastifyRequest; response: ServerResponse }

const toMessage = ({ collection, bbox, by, changeId }: MapEvent): string =>
  `data: ${JSON.stringify({ type: 'map', collection, bbox, by, changeId })}\n\n`

/** Server-sent events: which places of the zone's map have changed, so that open maps draw them anew. */
export const eventsRoutes: FeaturePlugin = async (app, { context }) => {
  const streams = new Set<Stream>()

  const send = (stream: Stream, message: string) => {
    if (stream.response.writableLength > maxQueuedBytes) stream.response.destroy()
    else stream.response.write(message)
  }
  const stopListening = context.mapEvents.onChange((event) => {
    const message = toMessage(event)
    for (const stream of streams) if (stream.zoneId === event.zoneId) send(stream, message)
  })
  const stopNotices = await context.database.listen(noticeChannel, (zoneId) => {
    for (const stream of streams)
      if (String(stream.zoneId) === zoneId) send(stream, `data: {"type":"notices"}\n\n`)
  })
  const stopLost = context.mapEvents.onLost(() => {
    for (const stream of streams) send(stream, `data: {"type":"lost"}\n\n`)
  })
  /** Whoever has been signed out or has lost the zone hears no more. */
  const beat = async (stream: Stream) => {
    const person = await context.credentials.authenticate(stream.request).catch(() => null)
    if (person?.rolesByZone.has(stream.zoneId)) send(stream, ': still here\n\n')
    else stream.response.end()
  }
  const heartbeat = setInterval(() => {
    for (const stream of streams) void beat(stream)
  }, heartbeatMs)
  heartbeat.unref()

  app.addHook('preClose', async () => {
    clearInterval(heartbeat)
    stopListening()
    stopLost()
    await stopNotices()
    for (const { response } of streams) response.end()
  })

  const open = (request: FastifyRequest, reply: FastifyReply) => {
    const personId = personOf(request).id
    const own = [...streams].filter((stream) => stream.personId === personId)
    if (own.length >= maxStreamsPerPerson) {
      throw new Problem('too-many-requests', { detail: `at most ${maxStreamsPerPerson} open event streams` })
    }
    reply.hijack()
    const { raw: response } = reply
    for (const [name, value] of Object.entries({ ...reply.getHeaders(), ...streamHeaders })) {
      if (value !== undefined) response.setHeader(name, value)
    }
    response.writeHead(200)
    response.write('retry: 3000\n\n')
    const stream: Stream = { personId, zoneId: zoneOf(request).id, request, response }
    streams.add(stream)
    response.once('close', () => streams.delete(stream))
  }

  app.get(
    '/api/events',
    {
      config: { access: 'member', compress: false },
      schema: { querystring: ZoneQuery, produces: ['text/event-stream'] },
    },
    async (request, reply) => open(request, reply),
  )
}
