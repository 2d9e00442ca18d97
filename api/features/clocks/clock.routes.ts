import { Type } from 'typebox'
import type { Query } from '#api/db/filters.ts'
import { refuseUnknown } from '#api/features/ogc/ogc.service.ts'
import { zoneOf } from '#api/http/access.ts'
import type { AsOfQuery } from '#api/http/as-of.ts'
import { askedAsOf } from '#api/http/as-of.ts'
import type { FeaturePlugin } from '../index.ts'
import type { ClockListRequest } from './clock.schema.ts'
import { ClockListQuery, clockSchemas } from './clock.schema.ts'
import { clocksOfParcel, pageOfClocks } from './clock.reading.ts'

const Day = Type.Object({
  zone: Type.Optional(Type.String()),
  on: Type.Optional(Type.String({ format: 'date' })),
})

/** The clocks of idle land and the watch list over them. */
export const clockRoutes: FeaturePlugin = async (app, { context }) => {
  for (const schema of clockSchemas) app.addSchema(schema)
  const member = { access: 'member' as const }
  const dayOf = (query: unknown): string => (query as { on?: string }).on ?? context.today()

  app.get(
    '/api/parcels/:id/clock',
    {
      config: member,
      schema: {
        tags: ['clocks'],
        params: Type.Object({ id: Type.Integer({ minimum: 1 }) }),
        querystring: Day,
        response: { 200: Type.Ref('ParcelClock') },
      },
    },
    async (request, reply) => {
      refuseUnknown(request.query as Query, ['zone', 'on'])
      const { id } = request.params as { id: number }
      return reply.send(await clocksOfParcel(context, zoneOf(request).id, id, dayOf(request.query)))
    },
  )

  app.get(
    '/api/clocks',
    {
      config: member,
      schema: { tags: ['clocks'], querystring: ClockListQuery, response: { 200: Type.Ref('ClockList') } },
    },
    async (request, reply) => {
      refuseUnknown(request.query as Query, ['zone', 'kind', 'until', 'after', 'limit', 'on', 'known'])
      const query = request.query as ClockListRequest & AsOfQuery
      const at = askedAsOf(query, context.today())
      return reply.send(await pageOfClocks(context, zoneOf(request).id, query, at))
    },
  )
}
