import { Type } from 'typebox'
import type { FeaturePlugin } from '../index.ts'
import { metricsText } from './metrics.ts'

const Health = Type.Object({ status: Type.String() }, { $id: 'Health' })

/** Process up, migrated and able to query, Prometheus text, and the contract itself. */
export const operationsRoutes: FeaturePlugin = async (app, { context }) => {
  app.addSchema(Health)
  const open = { config: { access: 'public' as const } }

  app.get('/healthz', { ...open, schema: { response: { 200: Type.Ref('Health') } } }, async () => ({
    status: 'up',
  }))

  app.get(
    '/readyz',
    { ...open, schema: { response: { 200: Type.Ref('Health'), 503: Type.Ref('Health') } } },
    async (request, reply) => {
      try {
        await context.database.ping()
        return { status: 'ready' }
      } catch (error) {
        request.log.warn({ err: error }, 'not ready')
        return reply.code(503).send({ status: 'not ready' })
      }
    },
  )

  app.get('/metrics', { ...open, schema: { hide: true } }, async (_request, reply) =>
    reply.type('text/plain; version=0.0.4; charset=utf-8').send(metricsText()),
  )

  app.get('/api/openapi.json', { ...open, schema: { hide: true } }, async (_request, reply) =>
    reply.type('application/vnd.oai.openapi+json;version=3.1').send(JSON.stringify(app.swagger())),
  )
}
