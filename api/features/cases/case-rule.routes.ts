import { Type } from 'typebox'
import type { Query } from '#api/db/filters.ts'
import { correctors, zoneOf } from '#api/http/access.ts'
import type { FeaturePlugin } from '../index.ts'
import { refuseUnknown } from '../ogc/ogc.service.ts'
import { actorOf } from '../people/actor.ts'
import type { NewCaseRule } from './case-rule.service.ts'
import { listCaseRules, setCaseRule, unsetCaseRule } from './case-rule.service.ts'

const Day = Type.Object({
  zone: Type.Optional(Type.String()),
  on: Type.Optional(Type.String({ format: 'date' })),
})
const Name = Type.Object({ name: Type.String({ maxLength: 60 }) })
const Dated = Type.Object({ name: Type.String({ maxLength: 60 }), from: Type.String({ format: 'date' }) })

/** The periods and limits that cases go by; the schemas come with the cases. */
export const caseRuleRoutes: FeaturePlugin = async (app, { context }) => {
  const tags = ['cases']
  const keepers = { access: correctors }

  app.get(
    '/api/case-rules',
    {
      config: { access: 'member' },
      schema: { tags, querystring: Day, response: { 200: Type.Ref('CaseRuleList') } },
    },
    async (request) => {
      refuseUnknown(request.query as Query, ['zone', 'on'])
      const { on = context.today() } = request.query as { on?: string }
      return listCaseRules(context, zoneOf(request).id, on)
    },
  )

  app.put(
    '/api/case-rules/:name',
    { config: keepers, schema: { tags, params: Name, body: Type.Ref('NewCaseRule') } },
    async (request, reply) => {
      const { name } = request.params as { name: string }
      await setCaseRule(context, zoneOf(request).id, actorOf(request), name, request.body as NewCaseRule)
      return reply.code(204).send()
    },
  )

  app.delete(
    '/api/case-rules/:name/:from',
    { config: keepers, schema: { tags, params: Dated } },
    async (request, reply) => {
      const { name, from } = request.params as { name: string; from: string }
      await unsetCaseRule(context, zoneOf(request).id, actorOf(request), name, from)
      return reply.code(204).send()
    },
  )
}
