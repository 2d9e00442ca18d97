import { Type } from 'typebox'
import type { Query } from '#api/db/filters.ts'
import { refuseUnknown } from '#api/features/ogc/ogc.service.ts'
import { correctors, zoneOf } from '#api/http/access.ts'
import type { FeaturePlugin } from '../index.ts'
import { actorOf } from '../people/actor.ts'
import { impactOfCaseRule, impactOfClockRule } from './case-impact.ts'
import { clockImpact, idleBooksWith } from './clock-impact.ts'
import { ruleSchemas } from './rule.schema.ts'
import type { BookName, NewRule } from './rule.service.ts'
import { checkedRule, dropRule, listRules, setRule } from './rule.service.ts'

const Day = Type.Object({
  zone: Type.Optional(Type.String()),
  on: Type.Optional(Type.String({ format: 'date' })),
})
const Name = Type.Object({ name: Type.String({ maxLength: 60 }) })
const Dated = Type.Object({ name: Type.String({ maxLength: 60 }), from: Type.String({ format: 'date' }) })

const paths = { clock: '/api/clock-rules', case: '/api/case-rules' } as const satisfies Record<
  BookName,
  string
>

/** The rules of the clock and of cases: read by everybody, set by reviewers from a day on, with what it would change. */
export const ruleRoutes: FeaturePlugin = async (app, { context }) => {
  for (const schema of ruleSchemas) app.addSchema(schema)
  const tags = ['rules']
  const member = { access: 'member' as const }
  const keepers = { access: correctors }
  const dayOf = (query: unknown): string => {
    refuseUnknown(query as Query, ['zone', 'on'])
    return (query as { on?: string }).on ?? context.today()
  }

  async function impactOf(zoneId: number, book: BookName, rule: string, body: NewRule, on: string) {
    const name = checkedRule(book, rule, body)
    if (book === 'case') return { clocks: null, cases: await impactOfCaseRule(context, zoneId, name, body) }
    const idleBooks = await idleBooksWith(context, zoneId, name, body)
    return {
      clocks: await clockImpact(context, zoneId, idleBooks, on),
      cases: await impactOfClockRule(context, zoneId, idleBooks),
    }
  }

  for (const [book, path] of Object.entries(paths) as [BookName, string][]) {
    app.get(
      path,
      { config: member, schema: { tags, querystring: Day, response: { 200: Type.Ref('RuleList') } } },
      async (request) => listRules(context, zoneOf(request).id, book, dayOf(request.query)),
    )

    app.post(
      `${path}/:name/check`,
      {
        config: member,
        schema: {
          tags,
          params: Name,
          querystring: Day,
          body: Type.Ref('NewRule'),
          response: { 200: Type.Ref('RuleImpact') },
        },
      },
      async (request) => {
        const { name } = request.params as { name: string }
        const on = dayOf(request.query)
        return impactOf(zoneOf(request).id, book, name, request.body as NewRule, on)
      },
    )

    app.put(
      `${path}/:name`,
      { config: keepers, schema: { tags, params: Name, body: Type.Ref('NewRule') } },
      async (request, reply) => {
        const { name } = request.params as { name: string }
        const rule = { name, ...(request.body as NewRule) }
        await setRule(context, zoneOf(request).id, actorOf(request), book, rule)
        return reply.code(204).send()
      },
    )

    app.delete(
      `${path}/:name/:from`,
      { config: keepers, schema: { tags, params: Dated } },
      async (request, reply) => {
        const rule = request.params as { name: string; from: string }
        await dropRule(context, zoneOf(request).id, actorOf(request), book, rule)
        return reply.code(204).send()
      },
    )
  }
}
