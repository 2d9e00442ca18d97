import type { HTTPMethods, RouteOptions } from 'fastify'
import Fastify from 'fastify'
import { describe, expect, test } from 'vitest'
import type { Access, Role } from '#api/http/access.ts'
import { roles, useAccess } from '#api/http/access.ts'
import { buildApp } from '#api/app.ts'
import { features } from '#api/features/index.ts'
import { openTestApp } from '#tests/support/app.ts'

const { app, context, as } = await openTestApp()

type DeclaredRoute = { method: HTTPMethods; url: string; access: Access }

/** Every route with what it declares, read from the application itself: a new route is in the table at once. */
async function declaredRoutes(): Promise<DeclaredRoute[]> {
  const seen: DeclaredRoute[] = []
  const probe = await buildApp(context, (route: RouteOptions) => {
    for (const method of [route.method].flat()) {
      if (method === 'HEAD' || method === 'OPTIONS') continue
      seen.push({ method: method as HTTPMethods, url: route.url, access: route.config?.access ?? 'public' })
    }
  })
  await probe.ready()
  await probe.close()
  return seen
}

const routes = await declaredRoutes()
const concrete = (url: string) =>
  url
    .replace(/:(\w+)(\([^)]*\))?(\.\w+)?/g, (_all, _name, _rule, ending) => `999999${ending ?? ''}`)
    .replace('*', 'x')
const callers = ['nobody', 'stranger', ...roles] as const

function allows(access: Access, caller: (typeof callers)[number]): boolean {
  if (access === 'public') return true
  if (caller === 'nobody') return false
  if (access === 'signed-in') return true
  if (caller === 'stranger') return false
  return access === 'member' || access.includes(caller as Role)
}

/** Streams never end and signing out ends the caller's session: their doors are tested by their features. */
/* numbers that exist nowhere, so that no try changes what the next one needs */
const leftToTheirFeatures = new Set(['GET /api/events'])

describe('every route × every role', () => {
  test('there are routes of every kind to try', () => {
    expect(routes.length).toBeGreaterThan(20)
    expect(routes.filter(({ access }) => Array.isArray(access)).length).toBeGreaterThan(5)
  })

  for (const { method, url, access } of routes) {
    if (leftToTheirFeatures.has(`${method} ${url}`)) continue
    test(`${method} ${url} opens to ${[access].flat().join(', ')} and nobody else`, async () => {
      for (const caller of callers) {
        const zoned = caller === 'stranger' ? `?zone=test` : ''
        const answer = await as(caller, { method: method as 'GET', url: `${concrete(url)}${zoned}` })
        const closed = answer.statusCode === 401 || answer.statusCode === 403
        const hidden = answer.statusCode === 404 && answer.body.includes('/problems/zone-not-found')
        const refused = closed || hidden
        const wrongPassword = answer.body.includes('/problems/wrong-credentials')
        const needsSession = answer.body.includes('Sign in to create')
        expect(`${caller}: ${refused && !wrongPassword && !needsSession ? 'refused' : 'let in'}`).toBe(
          `${caller}: ${allows(access, caller) ? 'let in' : 'refused'}`,
        )
      }
    })
  }

  test('a route that declares no access stops the start', async () => {
    const bare = Fastify()
    useAccess(bare, context.credentials.authenticate, context.zones)
    expect(() => bare.get('/open-by-accident', async () => 'x')).toThrow('does not declare its access')
  })

  test('features are registered once each', () => {
    expect(new Set(features).size).toBe(features.length)
    expect(app.hasRoute({ method: 'GET', url: '/healthz' })).toBe(true)
  })
})
