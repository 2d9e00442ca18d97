import { randomUUID } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { personOf, zoneOf } from '#api/http/access.ts'
import { Problem } from '#api/http/problem.ts'
import type { FeaturePlugin } from '../index.ts'
import { actorOf } from '../people/actor.ts'
import { ZoneQuery } from './notice.schema.ts'
import type { PreferenceEdit } from './preference.service.ts'
import {
  closeCalendar,
  editPreference,
  openCalendar,
  readCalendar,
  readPreference,
} from './preference.service.ts'

const tags = ['notices']
const member = { access: 'member' as const }
const ownerOf = (request: FastifyRequest) => ({ zone: zoneOf(request), userId: personOf(request).id })

/** How a person is told: by mail, by calendar, of one's own or of everything. */
export const preferenceRoutes: FeaturePlugin = async (app, { context }) => {
  app.get(
    '/api/notice-preferences',
    {
      config: member,
      schema: { tags, querystring: ZoneQuery, response: { 200: Type.Ref('NoticePreference') } },
    },
    async (request) => readPreference(context, ownerOf(request)),
  )

  app.put(
    '/api/notice-preferences',
    {
      config: member,
      schema: {
        tags,
        querystring: ZoneQuery,
        body: Type.Ref('NoticePreferenceEdit'),
        response: { 200: Type.Ref('NoticePreference') },
      },
    },
    async (request) => {
      await editPreference(context, ownerOf(request), request.body as PreferenceEdit)
      // What the person hears of has changed: the notices follow.
      if (context.queue.isOpen) {
        const zoneId = zoneOf(request).id
        await context.queue.send('look', { zoneId }, { key: `${zoneId}` })
      }
      return readPreference(context, ownerOf(request))
    },
  )

  app.post(
    '/api/notice-preferences/test-mail',
    { config: member, schema: { tags, querystring: ZoneQuery } },
    async (request, reply) => {
      const { canMail, mailAddress } = await readPreference(context, ownerOf(request))
      if (!canMail || mailAddress === null)
        throw new Problem('wrong-state', {
          errors: [{ path: 'mailAddress', rule: canMail ? 'required' : 'no_mail' }],
        })
      const { zone, userId } = ownerOf(request)
      const task = { zoneId: zone.id, kind: 'test', userId, key: randomUUID() }
      await context.queue.send('mail', task, { key: `test ${userId}` })
      return reply.code(202).send()
    },
  )

  app.post(
    '/api/notice-preferences/calendar',
    {
      config: member,
      schema: { tags, querystring: ZoneQuery, response: { 201: Type.Ref('CalendarAddress') } },
    },
    async (request, reply) => {
      // As with access tokens: a stolen one must not beget another secret that outlives it.
      if (personOf(request).via === 'token')
        throw new Problem('not-allowed', { detail: 'Sign in to create a calendar address' })
      const path = await openCalendar(context, ownerOf(request), actorOf(request))
      return reply.code(201).send({ address: `${context.config.publicUrl ?? ''}${path}` })
    },
  )

  app.delete(
    '/api/notice-preferences/calendar',
    { config: member, schema: { tags, querystring: ZoneQuery } },
    async (request, reply) => {
      await closeCalendar(context, ownerOf(request), actorOf(request))
      return reply.code(204).send()
    },
  )

  app.get(
    '/calendar/:file',
    {
      config: { access: 'public' },
      schema: {
        tags,
        params: Type.Object({ file: Type.String({ maxLength: 60 }) }),
        produces: ['text/calendar'],
      },
    },
    async (request, reply) => {
      const { file } = request.params as { file: string }
      const text = await readCalendar(context, file)
      return reply
        .header('content-type', 'text/calendar; charset=utf-8')
        .header('cache-control', 'private, no-cache')
        .header('x-robots-tag', 'noindex')
        .send(text)
    },
  )
}
