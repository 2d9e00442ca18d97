import compress from '@fastify/compress'
import helmet from '@fastify/helmet'
import multipart from '@fastify/multipart'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify, { LogController } from 'fastify'
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault, RouteOptions } from 'fastify'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { basemapOrigins } from './config/basemap.ts'
import type { Context } from './context.ts'
import { features } from './features/index.ts'
import { watchMetrics } from './features/operations/metrics.ts'
import { useAccess } from './http/access.ts'
import { sendProblem, useErrorHandler } from './http/error-handler.ts'
import { useNotFound } from './http/not-found.ts'
import { lazyCompilers } from './http/lazy-compilers.ts'
import { openApiOptions } from './http/openapi.ts'
import { Problem } from './http/problem.ts'
import { contentSecurityPolicy } from './http/security.ts'
import { lookAfterWrites } from './jobs/look-after-writes.ts'
import { openPage } from './pages.ts'

export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

export const uploadLimitBytes = 200 * 1024 * 1024
const bodyLimitBytes = 16 * 1024 * 1024

/** The application without a socket: tests drive it through `inject`; `onRoute` sees each route as declared. */
export async function buildApp(context: Context, onRoute?: (route: RouteOptions) => void): Promise<App> {
  const app = Fastify({
    loggerInstance: context.log,
    bodyLimit: bodyLimitBytes,
    logController: new LogController({ disableRequestLogging: true }),
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200, querystringParser: parseQuery },
    frameworkErrors: (error, _request, reply) =>
      void sendProblem(reply, new Problem('invalid-request', { detail: error.message })),
    ajv: { customOptions: { coerceTypes: 'array', removeAdditional: false, allErrors: true, strict: false } },
    schemaController: { compilersFactory: lazyCompilers as never },
  }).withTypeProvider<TypeBoxTypeProvider>()

  watchMetrics(app)
  useErrorHandler(app)
  // Before the door, so that refusals carry the headers as well.
  await app.register(helmet, contentSecurityPolicy(basemapOrigins(context.config.basemap)))
  useAccess(app, context.credentials.authenticate, context.zones)
  useNotFound(app, openPage)
  lookAfterWrites(app, context)
  app.removeContentTypeParser('text/plain')
  await app.register(compress, { global: true, threshold: 1024, encodings: ['br', 'gzip'] })
  await app.register(multipart, { limits: { fileSize: uploadLimitBytes, files: 1, fields: 20, parts: 21 } })
  await app.register(swagger, openApiOptions)
  if (onRoute) app.addHook('onRoute', onRoute)
  for (const feature of features) await app.register(feature, { context })
  await app.register(swaggerUi, { routePrefix: '/api/docs', staticCSP: false })
  return app
}

/** Query strings keep repeated names as arrays and never pollute prototypes. */
function parseQuery(text: string): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = Object.create(null)
  for (const [name, value] of new URLSearchParams(text)) {
    const seen = query[name]
    query[name] = seen === undefined ? value : Array.isArray(seen) ? [...seen, value] : [seen, value]
  }
  return query
}
