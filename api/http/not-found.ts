import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sendProblem } from './error-handler.ts'
import { Problem } from './problem.ts'

type Address = { pattern: RegExp; methods: Set<string> }

/** `/tiles/:id/:z/:x/:y.mvt` as an expression; an address of everything (`/*`) belongs to the pages. */
function patternOf(url: string): RegExp {
  const parts = url.split(/(:\w+(?:\([^)]*\))?)/)
  const source = parts.map((part) => (part.startsWith(':') ? '[^/]+' : part.replace(/[.*+?]/g, '\\$&')))
  return new RegExp(`^${source.join('')}/?$`)
}

/**
 * Answers what no route takes: 405 with `Allow` (RFC 9110, 15.5.6) where the address takes other methods, the
 * same as an answer to OPTIONS, 404 elsewhere. `openPage` may answer the addresses of the pages.
 */
export function useNotFound(
  app: FastifyInstance,
  openPage: (request: FastifyRequest, reply: FastifyReply) => FastifyReply | undefined,
): void {
  const addresses = new Map<string, Address>()
  app.addHook('onRoute', ({ url, method }) => {
    if (url.includes('*')) return
    const known = addresses.get(url) ?? { pattern: patternOf(url), methods: new Set(['OPTIONS']) }
    for (const one of [method].flat()) known.methods.add(one)
    addresses.set(url, known)
  })
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.replace(/[?#].*$/, '')
    const address = [...addresses.values()].find(({ pattern }) => pattern.test(path))
    if (!address) return openPage(request, reply) ?? sendProblem(reply, new Problem('not-found'))
    const allowed = [...address.methods].sort()
    reply.header('allow', allowed.join(', '))
    if (request.method === 'OPTIONS') return reply.code(204).send()
    return sendProblem(reply, new Problem('method-not-allowed', { allowed }))
  })
}
