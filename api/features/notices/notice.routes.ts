import { Type } from 'typebox'
import type { Query } from '#api/db/filters.ts'
import { personOf, zoneOf } from '#api/http/access.ts'
import { Problem } from '#api/http/problem.ts'
import type { FeaturePlugin } from '../index.ts'
import { refuseUnknown } from '../ogc/ogc.service.ts'
import type { NoticeFilter } from './notice-list.queries.ts'
import { countKinds, countNotices, listNotices, markNotices } from './notice-list.queries.ts'
import { tellNotices } from './notice.queries.ts'
import { NoticeListQuery, noticeSchemas, ZoneQuery } from './notice.schema.ts'
import { preferenceRoutes } from './preference.routes.ts'

const tags = ['notices']
const member = { access: 'member' as const }

/** A person's own notices: they are made and settled by facts, read by the person. */
export const noticeRoutes: FeaturePlugin = async (app, { context }) => {
  for (const schema of noticeSchemas) app.addSchema(schema)
  await preferenceRoutes(app, { context })
  const { database } = context

  app.get(
    '/api/notices',
    {
      config: member,
      schema: { tags, querystring: NoticeListQuery, response: { 200: Type.Ref('NoticeList') } },
    },
    async (request) => {
      refuseUnknown(request.query as Query, ['zone', 'state', 'kind', 'severity', 'sort', 'offset', 'limit'])
      const [zoneId, userId] = [zoneOf(request).id, personOf(request).id]
      const { total, notices } = await listNotices(
        database.read,
        zoneId,
        userId,
        request.query as unknown as NoticeFilter,
      )
      const count = await countNotices(database.read, zoneId, userId)
      return { count, kinds: await countKinds(database.read, zoneId, userId), total, notices }
    },
  )

  app.get(
    '/api/notices/count',
    { config: member, schema: { tags, querystring: ZoneQuery, response: { 200: Type.Ref('NoticeCount') } } },
    async (request) => countNotices(database.read, zoneOf(request).id, personOf(request).id),
  )

  app.post(
    '/api/notices/read',
    {
      config: member,
      schema: {
        tags,
        querystring: ZoneQuery,
        body: Type.Ref('NoticeReading'),
        response: { 200: Type.Ref('NoticeCount') },
      },
    },
    async (request) => {
      const { ids, upTo, isRead } = request.body as { ids?: number[]; upTo?: number; isRead: boolean }
      if ((ids === undefined) === (upTo === undefined)) {
        throw new Problem('invalid-request', {
          detail: 'say either ids or upTo',
          errors: [{ path: 'body', rule: 'one_of', allowed: ['ids', 'upTo'] }],
        })
      }
      const [zoneId, userId] = [zoneOf(request).id, personOf(request).id]
      return database.db.transaction().execute(async (trx) => {
        const changed = await markNotices(trx, zoneId, userId, {
          ids: ids ?? null,
          upTo: upTo ?? null,
          isRead,
        })
        if (changed > 0) await tellNotices(trx, zoneId)
        return countNotices(trx, zoneId, userId)
      })
    },
  )
}
