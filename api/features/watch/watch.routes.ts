import { Type } from 'typebox'
import type { Query } from '#api/db/filters.ts'
import type { Role } from '#api/http/access.ts'
import { administrators, correctors, personOf, undoers, zoneOf } from '#api/http/access.ts'
import { Problem } from '#api/http/problem.ts'
import type { FeaturePlugin } from '../index.ts'
import { refuseUnknown } from '../ogc/ogc.service.ts'
import { actorOf } from '../people/actor.ts'
import type { NewWatchRule } from './watch-rule.service.ts'
import { listWatchRules, setWatchRule, unsetWatchRule } from './watch-rule.service.ts'
import { listRuns } from './watch.queries.ts'
import * as schema from './watch.schema.ts'

const tags = ['watch']
/** Who may ask for the watch at any time: whoever works with what it finds. */
const askers: readonly Role[] = undoers

/** The watch: its runs, its rules, and the jobs of the server. */
export const watchRoutes: FeaturePlugin = async (app, options) => {
  for (const named of schema.watchSchemas) app.addSchema(named)
  await runs(app, options)
  await rules(app, options)
  await jobs(app, options)
}

const runs: FeaturePlugin = async (app, { context }) => {
  app.post(
    '/api/watch/run',
    {
      config: { access: askers },
      schema: { tags, querystring: schema.ZoneQuery, response: { 202: Type.Ref('WatchAsked') } },
    },
    async (request, reply) => {
      const zoneId = zoneOf(request).id
      const data = { zoneId, cause: 'person', askedBy: personOf(request).name }
      const asked = await context.queue.send('watch', data, { key: `${zoneId}` })
      return reply.code(202).send({ asked })
    },
  )

  app.get(
    '/api/watch/runs',
    {
      config: { access: 'member' },
      schema: { tags, querystring: schema.RunListQuery, response: { 200: Type.Ref('WatchRunList') } },
    },
    async (request) => {
      refuseUnknown(request.query as Query, ['zone', 'before', 'limit'])
      const { before, limit } = request.query as { before?: number; limit: number }
      const rows = await listRuns(context.database.read, zoneOf(request).id, { before, limit: limit + 1 })
      const page = rows.slice(0, limit)
      return { runs: page, next: rows.length > limit ? page.at(-1)!.id : null }
    },
  )
}

const rules: FeaturePlugin = async (app, { context }) => {
  app.get(
    '/api/watch-rules',
    {
      config: { access: 'member' },
      schema: { tags, querystring: schema.DayQuery, response: { 200: Type.Ref('WatchRuleList') } },
    },
    async (request) => {
      refuseUnknown(request.query as Query, ['zone', 'on'])
      const { on = context.today() } = request.query as { on?: string }
      return listWatchRules(context, zoneOf(request).id, on)
    },
  )

  app.put(
    '/api/watch-rules/:name',
    {
      config: { access: correctors },
      schema: {
        tags,
        params: schema.RuleName,
        querystring: schema.ZoneQuery,
        body: Type.Ref('NewWatchRule'),
      },
    },
    async (request, reply) => {
      const { name } = request.params as { name: string }
      await setWatchRule(context, zoneOf(request).id, actorOf(request), name, request.body as NewWatchRule)
      return reply.code(204).send()
    },
  )

  app.delete(
    '/api/watch-rules/:name/:from',
    {
      config: { access: correctors },
      schema: { tags, params: schema.DatedRule, querystring: schema.ZoneQuery },
    },
    async (request, reply) => {
      const { name, from } = request.params as { name: string; from: string }
      await unsetWatchRule(context, zoneOf(request).id, actorOf(request), name, from)
      return reply.code(204).send()
    },
  )
}

const jobs: FeaturePlugin = async (app, { context }) => {
  app.get(
    '/api/jobs',
    {
      config: { access: administrators },
      schema: { tags, querystring: schema.ZoneQuery, response: { 200: Type.Ref('JobOverview') } },
    },
    async (request) => context.queue.overview(zoneOf(request).id),
  )

  app.post(
    '/api/jobs/:id/revive',
    {
      config: { access: administrators },
      schema: { tags, params: schema.JobId, querystring: schema.ZoneQuery },
    },
    async (request, reply) => {
      const { id } = request.params as { id: string }
      const zoneId = zoneOf(request).id
      if (!(await context.queue.revive(zoneId, id))) throw new Problem('not-found')
      const actor = actorOf(request)
      await actor.note(context.database.db, 'job.revived', id, {})
      return reply.code(204).send()
    },
  )
}
