import { Type } from 'typebox'
import type { Query } from '#api/db/filters.ts'
import { refuseUnknown } from '#api/features/ogc/ogc.service.ts'
import { zoneOf } from '#api/http/access.ts'
import type { Role } from '#api/http/access.ts'
import type { FeaturePlugin } from '../index.ts'
import { actorOf } from '../people/actor.ts'
import type { ClockListRequest } from './clock.schema.ts'
import { ClockListQuery, clockSchemas } from './clock.schema.ts'
import { clocksOfParcel, pageOfClocks } from './clock.reading.ts'
import type { NewRule } from './rule.service.ts'
import { dropRule, impactOf, listRules, setRule } from './rule.service.ts'

const Day = Type.Object({
  zone: Type.Optional(Type.String()),
  on: Type.Optional(Type.String({ format: 'date' })),
})
const RuleName = Type.Object({ name: Type.String({ maxLength: 60 }) })
const DatedRule = Type.Object({ name: Type.String({ maxLength: 60 }), from: Type.String({ format: 'date' }) })
/** Who sets the rules by which land is called idle. */
const ruleKeepers: readonly Role[] = ['reviewer', 'administrator']

/** The clocks of idle land, the watch list over them, and the rules they go by. */
export const clockRoutes: FeaturePlugin = async (app, { context }) => {
  for (const schema of clockSchemas) app.addSchema(schema)
  const member = { access: 'member' as const }
  const keepers = { access: ruleKeepers }
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
      refuseUnknown(request.query as Query, ['zone', 'kind', 'until', 'after', 'limit'])
      return reply.send(await pageOfClocks(context, zoneOf(request).id, request.query as ClockListRequest))
    },
  )

  app.get(
    '/api/clock-rules',
    {
      config: member,
      schema: { tags: ['clocks'], querystring: Day, response: { 200: Type.Ref('ClockRules') } },
    },
    async (request, reply) => {
      refuseUnknown(request.query as Query, ['zone', 'on'])
      const on = dayOf(request.query)
      return reply.send({ on, rules: await listRules(context, zoneOf(request).id, on) })
    },
  )

  app.post(
    '/api/clock-rules/:name/check',
    {
      config: member,
      schema: {
        tags: ['clocks'],
        params: RuleName,
        querystring: Day,
        body: Type.Ref('NewClockRule'),
        response: { 200: Type.Ref('ClockRuleImpact') },
      },
    },
    async (request, reply) => {
      const { name } = request.params as { name: string }
      const on = dayOf(request.query)
      return reply.send(await impactOf(context, zoneOf(request).id, on, name, request.body as NewRule))
    },
  )

  app.put(
    '/api/clock-rules/:name',
    { config: keepers, schema: { tags: ['clocks'], params: RuleName, body: Type.Ref('NewClockRule') } },
    async (request, reply) => {
      const { name } = request.params as { name: string }
      await setRule(context, zoneOf(request).id, actorOf(request), name, request.body as NewRule)
      return reply.code(204).send()
    },
  )

  app.delete(
    '/api/clock-rules/:name/:from',
    { config: keepers, schema: { tags: ['clocks'], params: DatedRule } },
    async (request, reply) => {
      const { name, from } = request.params as { name: string; from: string }
      await dropRule(context, zoneOf(request).id, actorOf(request), name, from)
      return reply.code(204).send()
    },
  )
}
