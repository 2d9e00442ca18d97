import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Context } from '#api/context.ts'
import { rolesIn } from '#api/http/access.ts'
import type { Person, Zone } from '#api/http/access.ts'
import { Problem } from '#api/http/problem.ts'
import type { FeaturePlugin } from '../index.ts'
import {
  byAddress,
  byName,
  countFailure,
  forgetFailures,
  refuseIfTooManyFailures,
} from '../people/attempts.ts'
import { addressHeader } from '../people/auth.ts'
import { demoAccounts, demoPassword } from '../people/people.service.ts'
import { findZoneExtent } from '../zones/zone.queries.ts'
import { permissionsOf } from './permissions.ts'
import { Session } from './session.schema.ts'

const authBase = 'http://localhost/api/auth'

/** Passes one call on to better-auth, with the caller's address in a header that no client can set. */
async function callAuth(context: Context, request: FastifyRequest, path: string): Promise<Response> {
  const headers = new Headers()
  for (const name of ['cookie', 'origin', 'user-agent'] as const) {
    const value = request.headers[name]
    if (value) headers.set(name, value)
  }
  headers.set(addressHeader, request.ip)
  headers.set('content-type', 'application/json')
  const body = JSON.stringify(request.body ?? {})
  return context.auth.handler(new Request(`${authBase}${path}`, { method: 'POST', headers, body }))
}

function passCookies(request: FastifyRequest, reply: FastifyReply, response: Response): void {
  const secure = request.headers['x-forwarded-proto'] === 'https' ? '; Secure' : ''
  for (const cookie of response.headers.getSetCookie()) reply.header('set-cookie', `${cookie}${secure}`)
}

async function signIn(context: Context, request: FastifyRequest, reply: FastifyReply) {
  const { db } = context.database
  const { username } = request.body as { username: string }
  const guessers = [byName(username), byAddress(request.ip)]
  await refuseIfTooManyFailures(db, guessers)
  const response = await callAuth(context, request, '/sign-in/username')
  if (response.status === 429) {
    throw new Problem('too-many-requests', {
      retryAfterSeconds: Number(response.headers.get('x-retry-after') ?? 60),
    })
  }
  if (!response.ok) {
    await countFailure(db, guessers)
    throw new Problem('wrong-credentials')
  }
  await forgetFailures(db, byName(username))
  passCookies(request, reply, response)
  const { user } = (await response.json()) as { user: { id: string; name: string; username: string } }
  return { user: { id: user.id, name: user.name, username: user.username } }
}

async function zonesOf(context: Context, person: Person): Promise<Zone[]> {
  const zones = await Promise.all([...person.rolesByZone.keys()].map((id) => context.zones.byId(id)))
  return zones.filter((zone) => zone !== undefined)
}

async function describeSession(context: Context, person: Person | null, slug: string | undefined) {
  const { config } = context
  const demo = context.demoAccounts
    ? {
        password: demoPassword,
        accounts: demoAccounts.map(({ username, name, roles }) => ({ username, name, role: roles[0] })),
      }
    : null
  if (!person) return { user: null, zones: [], zone: null, permissions: [], demo, basemap: null }
  const zones = await zonesOf(context, person)
  const zone = zones.find((one) => one.slug === slug) ?? zones[0] ?? null
  const own = rolesIn(person, zone)
  const { id, username, name, language } = person
  return {
    user: { id, username, name, language },
    zones: zones.map((one) => ({ ...one, roles: [...rolesIn(person, one)] })),
    zone: zone && {
      ...zone,
      extent: await findZoneExtent(context.database.db, zone.id),
      today: context.today(),
      roles: [...own],
    },
    permissions: permissionsOf(own),
    demo,
    basemap: config.basemap,
  }
}

export const sessionRoutes: FeaturePlugin = async (app, { context }) => {
  app.addSchema(Session)
  const open = { access: 'public' as const }

  app.post(
    '/api/auth/sign-in/username',
    {
      config: open,
      schema: {
        body: Type.Object(
          {
            username: Type.String({ minLength: 1, maxLength: 60 }),
            password: Type.String({ minLength: 1, maxLength: 200 }),
            rememberMe: Type.Optional(Type.Boolean()),
          },
          { additionalProperties: false },
        ),
      },
    },
    async (request, reply) => signIn(context, request, reply),
  )

  app.post('/api/auth/sign-out', { config: open }, async (request, reply) => {
    const response = await callAuth(context, request, '/sign-out')
    if (!response.ok) throw new Error(`signing out failed with ${response.status}`)
    passCookies(request, reply, response)
    await context.credentials.forgetEverywhere(context.database.db)
    return { success: true }
  })

  app.post(
    '/api/auth/change-password',
    {
      config: { access: 'signed-in' },
      schema: {
        body: Type.Object(
          {
            currentPassword: Type.String({ minLength: 1, maxLength: 200 }),
            newPassword: Type.String({ minLength: 1, maxLength: 200 }),
            revokeOtherSessions: Type.Optional(Type.Boolean()),
          },
          { additionalProperties: false },
        ),
      },
    },
    async (request, reply) => {
      const response = await callAuth(context, request, '/change-password')
      if (response.status === 429) throw new Problem('too-many-requests')
      if (!response.ok)
        throw new Problem('wrong-credentials', {
          detail: 'The present password is wrong or the new one too short',
        })
      passCookies(request, reply, response)
      await context.credentials.forgetEverywhere(context.database.db)
      return { success: true }
    },
  )

  app.get(
    '/api/session',
    {
      config: open,
      schema: {
        querystring: Type.Object({ zone: Type.Optional(Type.String()) }),
        response: { 200: Type.Ref('Session') },
      },
    },
    async (request) => describeSession(context, request.person, (request.query as { zone?: string }).zone),
  )
}
