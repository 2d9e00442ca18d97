import { Type } from 'typebox'
import { administrators, personOf, zoneOf } from '#api/http/access.ts'
import { Problem } from '#api/http/problem.ts'
import type { FeaturePlugin } from '../index.ts'
import { audit, listAudit } from './audit.ts'
import { listPeople } from './people.queries.ts'
import * as schema from './people.schema.ts'
import { createPerson, createToken, editPerson, endSessions } from './people.service.ts'

const IdText = Type.Object({ id: Type.String({ maxLength: 60 }) })
const IdNumber = Type.Object({ id: Type.Integer({ minimum: 1 }) })
const dayMs = 24 * 60 * 60 * 1000

/** People of the zone and the log of administrative acts: for administrators. */
const administration: FeaturePlugin = async (app, { context }) => {
  const { database, credentials } = context
  const admin = { access: administrators }

  app.get(
    '/api/people',
    { config: admin, schema: { response: { 200: Type.Ref('PeopleList') } } },
    async (request) => ({
      people: await listPeople(database.db, zoneOf(request).id),
    }),
  )

  app.post(
    '/api/people',
    { config: admin, schema: { body: schema.NewPersonBody, response: { 201: Type.Ref('Person') } } },
    async (request, reply) => {
      const zone = zoneOf(request)
      const id = await database.db.transaction().execute(async (tx) => {
        const created = await createPerson(
          tx,
          zone.id,
          request.body as schema.NewPersonInput,
          personOf(request).id,
        )
        const { username, roles } = request.body as schema.NewPersonInput
        await audit(tx, request, {
          zoneId: zone.id,
          action: 'person.created',
          target: username,
          detail: { roles },
        })
        return created
      })
      const [person] = await listPeople(database.db, zone.id, id)
      return reply.code(201).send(person)
    },
  )

  app.patch(
    '/api/people/:id',
    {
      config: admin,
      schema: { params: IdText, body: schema.PersonEditBody, response: { 200: Type.Ref('Person') } },
    },
    async (request) => {
      const zone = zoneOf(request)
      const { id } = request.params as { id: string }
      const { password, ...shown } = request.body as schema.PersonEditInput
      return database.db.transaction().execute(async (tx) => {
        const edit = { ...shown, ...(password === undefined ? {} : { password }) }
        const person = await editPerson(tx, zone.id, id, edit, personOf(request).id)
        const detail = { ...shown, password: password === undefined ? undefined : 'changed' }
        await audit(tx, request, {
          zoneId: zone.id,
          action: 'person.changed',
          target: person.username,
          detail,
        })
        await credentials.forgetEverywhere(tx)
        return person
      })
    },
  )

  app.delete(
    '/api/people/:id/sessions',
    { config: admin, schema: { params: IdText } },
    async (request, reply) => {
      const zone = zoneOf(request)
      const { id } = request.params as { id: string }
      const [person] = await listPeople(database.db, zone.id, id)
      if (!person) throw new Problem('not-found')
      await endSessions(database.db, id)
      await audit(database.db, request, {
        zoneId: zone.id,
        action: 'person.sessions_ended',
        target: person.username,
      })
      await credentials.forgetEverywhere(database.db)
      return reply.code(204).send()
    },
  )

  app.get(
    '/api/audit',
    {
      config: admin,
      schema: {
        querystring: Type.Object({
          zone: Type.Optional(Type.String()),
          before: Type.Optional(Type.Integer()),
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
        }),
        response: { 200: Type.Ref('AuditList') },
      },
    },
    async (request) => {
      const { before, limit = 50 } = request.query as { before?: number; limit?: number }
      return { events: await listAudit(database.db, zoneOf(request).id, before, limit) }
    },
  )
}

/** A person's own sessions and access tokens. */
const own: FeaturePlugin = async (app, { context }) => {
  const { database, credentials } = context
  const { db } = database
  const signedIn = { access: 'signed-in' as const }

  app.get(
    '/api/sessions',
    { config: signedIn, schema: { response: { 200: Type.Ref('SessionList') } } },
    async (request) => {
      const person = personOf(request)
      const sessions = await db
        .selectFrom('authSession')
        .select(['id', 'createdAt', 'updatedAt', 'expiresAt', 'ipAddress', 'userAgent'])
        .where('userId', '=', person.id)
        .orderBy('updatedAt', 'desc')
        .execute()
      return {
        sessions: sessions.map((session) => ({ ...session, current: session.id === person.sessionId })),
      }
    },
  )

  app.delete(
    '/api/sessions/:id',
    { config: signedIn, schema: { params: IdText } },
    async (request, reply) => {
      const person = personOf(request)
      const { id } = request.params as { id: string }
      const gone = await db
        .deleteFrom('authSession')
        .where('id', '=', id)
        .where('userId', '=', person.id)
        .executeTakeFirst()
      if (!gone.numDeletedRows) throw new Problem('not-found')
      await audit(db, request, { zoneId: null, action: 'session.ended', target: person.username })
      await credentials.forgetEverywhere(db)
      return reply.code(204).send()
    },
  )

  app.get(
    '/api/tokens',
    { config: signedIn, schema: { response: { 200: Type.Ref('AccessTokenList') } } },
    async (request) => ({
      tokens: await db
        .selectFrom('accessToken')
        .select(['id', 'name', 'prefix', 'createdAt', 'expiresAt', 'lastUsedAt'])
        .where('userId', '=', personOf(request).id)
        .where('revokedAt', 'is', null)
        .orderBy('id', 'desc')
        .execute(),
    }),
  )

  app.post(
    '/api/tokens',
    { config: signedIn, schema: { body: schema.NewTokenBody, response: { 201: Type.Ref('AccessToken') } } },
    async (request, reply) => {
      const { name, days } = request.body as { name: string; days?: number }
      const expiresAt = days === undefined ? null : new Date(Date.now() + days * dayMs).toISOString()
      const person = personOf(request)
      // A token must not beget tokens: a stolen one would outlive its revocation.
      if (person.via === 'token') throw new Problem('not-allowed', { detail: 'Sign in to create a token' })
      const token = await createToken(db, person.id, name, expiresAt)
      await audit(db, request, {
        zoneId: null,
        action: 'token.created',
        target: person.username,
        detail: { name },
      })
      return reply.code(201).send(token)
    },
  )

  app.delete(
    '/api/tokens/:id',
    { config: signedIn, schema: { params: IdNumber } },
    async (request, reply) => {
      const person = personOf(request)
      const { id } = request.params as { id: number }
      const revoked = await db
        .updateTable('accessToken')
        .set({ revokedAt: new Date().toISOString() })
        .where('id', '=', id)
        .where('userId', '=', person.id)
        .where('revokedAt', 'is', null)
        .executeTakeFirst()
      if (!revoked.numUpdatedRows) throw new Problem('not-found')
      await audit(db, request, {
        zoneId: null,
        action: 'token.revoked',
        target: person.username,
        detail: { id },
      })
      await credentials.forgetEverywhere(db)
      return reply.code(204).send()
    },
  )
}

export const peopleRoutes: FeaturePlugin = async (app, options) => {
  for (const named of [schema.RoleName, schema.Person, schema.PeopleList, schema.Token, schema.TokenList])
    app.addSchema(named)
  for (const named of [schema.SessionList, schema.AuditList]) app.addSchema(named)
  await administration(app, options)
  await own(app, options)
}
