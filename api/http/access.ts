import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Problem } from './problem.ts'

export const roles = ['officer', 'reviewer', 'leader', 'planner', 'administrator'] as const
export type Role = (typeof roles)[number]

/** Who may call a route. `member`: any role in the zone. `signed-in`: any person, no zone needed. */
export type Access = 'public' | 'signed-in' | 'member' | readonly Role[]

/** Roles that may write land data. */
export const editors: readonly Role[] = ['officer', 'administrator']
/** Roles that may undo a saved change. */
export const undoers: readonly Role[] = ['officer', 'reviewer', 'administrator']
/** Roles that correct the steps of a case and open closed cases again. */
export const correctors: readonly Role[] = ['reviewer', 'administrator']
/** Roles that say who answers for a parcel, a batch or a case. */
export const assigners: readonly Role[] = ['officer', 'reviewer', 'leader', 'administrator']
export const administrators: readonly Role[] = ['administrator']

export type Person = {
  id: string
  username: string
  name: string
  language: string | null
  via: 'session' | 'token' | 'basic'
  /** The session behind the request, when there is one. */
  sessionId: string | null
  /** Roles by zone id. */
  rolesByZone: ReadonlyMap<number, readonly Role[]>
}

export type Zone = {
  id: number
  slug: string
  nameZh: string
  nameEn: string
  planarSrid: number
  isDemo: boolean
}

export type Authenticator = (request: FastifyRequest) => Promise<Person | null>
export type ZoneFinder = {
  bySlug(slug: string): Promise<Zone | undefined>
  byId(id: number): Promise<Zone | undefined>
}

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
  }
  interface FastifyRequest {
    person: Person | null
    /** Set on every route whose access is `member` or a list of roles. */
    zone: Zone | null
  }
}

/** The person of a request; routes that are not public may rely on it. */
export function personOf(request: FastifyRequest): Person {
  if (!request.person) throw new Problem('not-signed-in')
  return request.person
}

/** The zone of a request; routes open to members or roles may rely on it. */
export function zoneOf(request: FastifyRequest): Zone {
  if (!request.zone) throw new Problem('zone-not-found')
  return request.zone
}

export function rolesIn(person: Person | null, zone: Zone | null): readonly Role[] {
  return (person && zone && person.rolesByZone.get(zone.id)) ?? []
}

/** The zone asked for by `?zone=`, or the person's own first one; 404 when it is not theirs. */
async function resolveZone(request: FastifyRequest, person: Person, zones: ZoneFinder): Promise<Zone> {
  const query = request.query as Record<string, unknown> | undefined
  const slug = query?.['zone']
  const firstId = person.rolesByZone.keys().next().value
  const zone =
    typeof slug === 'string'
      ? await zones.bySlug(slug)
      : firstId === undefined
        ? undefined
        : await zones.byId(firstId)
  if (!zone || !person.rolesByZone.has(zone.id)) throw new Problem('zone-not-found')
  return zone
}

/**
 * A page of another site must not write with our cookie. Browsers send Origin with every such request;
 * SameSite=Lax stands behind this check.
 */
function refuseForeignOrigin({ method, headers }: FastifyRequest): void {
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS' || !headers.origin) return
  const host = URL.canParse(headers.origin) ? new URL(headers.origin).host : ''
  if (host !== headers.host && host !== headers['x-forwarded-host']) {
    throw new Problem('not-allowed', { detail: `Requests from ${headers.origin} are not accepted` })
  }
}

/** Routes that plugins add and that cannot declare anything: the contract's page and the built web files. */
const isPluginRoute = (url: string): boolean => url === '/*' || /^\/api\/docs(\/|$)/.test(url)

/**
 * Every route declares `config.access`; one that does not is refused at start. The check runs before the
 * body is read, so nobody uploads what they may not.
 */
export function useAccess(app: FastifyInstance, authenticate: Authenticator, zones: ZoneFinder): void {
  app.decorateRequest('person', null)
  app.decorateRequest('zone', null)
  app.addHook('onRoute', (route) => {
    if (isPluginRoute(route.url)) route.config = { ...route.config, access: 'public' }
    if (route.config?.access === undefined)
      throw new Error(`${route.method} ${route.url} does not declare its access`)
  })
  app.addHook('onRequest', async (request, reply) => {
    refuseForeignOrigin(request)
    const access = request.routeOptions.config.access
    if (access === undefined || access === 'public') {
      // A public route may still greet the person; a broken cookie or token must not close it.
      if (access === 'public' && (request.headers.cookie || request.headers.authorization))
        request.person = await authenticate(request).catch(() => null)
      return
    }
    const person = await authenticate(request)
    if (!person) {
      // A browser must not pop up its own password window over our page; GIS clients need the challenge.
      if (!request.headers['sec-fetch-mode'])
        reply.header('www-authenticate', 'Basic realm="Mujie", charset="UTF-8"')
      throw new Problem('not-signed-in')
    }
    request.person = person
    if (access === 'signed-in') return
    request.zone = await resolveZone(request, person, zones)
    if (access === 'member') return
    const own = rolesIn(person, request.zone)
    if (!access.some((role) => own.includes(role)))
      throw new Problem('not-allowed', { needs: access, has: own })
  })
}
