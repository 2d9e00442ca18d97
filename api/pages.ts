import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'

const webFolder = resolve(import.meta.dirname, '../dist')

/** Serves the built pages, when there are any. */
export async function servePages(app: FastifyInstance): Promise<void> {
  if (!existsSync(join(webFolder, 'index.html'))) return
  await app.register(fastifyStatic, {
    root: webFolder,
    wildcard: true,
    index: false,
    cacheControl: false,
    preCompressed: true,
    setHeaders: (reply, path) =>
      reply.header(
        'cache-control',
        path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      ),
  })
}

/** Every address that no route answers opens the application, which knows its own. */
export function openPage(request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined {
  const isPage = request.method === 'GET' && !/^\/(api|ogc|tiles|assets)(\/|$)/.test(request.url)
  if (!isPage || !request.server.hasReplyDecorator('sendFile')) return undefined
  return reply.sendFile('index.html')
}
