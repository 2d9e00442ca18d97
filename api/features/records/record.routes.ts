import { Type } from 'typebox'
import { personOf, undoers, zoneOf } from '#api/http/access.ts'
import type { FeaturePlugin } from '../index.ts'
import { listRecords } from './record.queries.ts'
import type { NewRecordBody, RecordEditBody, RecordListFilter } from './record.schema.ts'
import { RecordListQuery, recordSchemas } from './record.schema.ts'
import { createRecord, editRecord, readRecord, recordTag } from './record.service.ts'

const Id = Type.Object({ id: Type.Integer({ minimum: 1 }) })

/** Records: the documents under which land data changes. Officers and reviewers keep them. */
export const recordRoutes: FeaturePlugin = async (app, { context }) => {
  for (const schema of recordSchemas) app.addSchema(schema)
  const member = { access: 'member' as const }
  const keepers = { access: undoers }

  app.get(
    '/api/records',
    { config: member, schema: { querystring: RecordListQuery, response: { 200: Type.Ref('RecordList') } } },
    async (request) =>
      listRecords(context.database.read, zoneOf(request).id, request.query as RecordListFilter),
  )

  app.post(
    '/api/records',
    {
      config: keepers,
      schema: { body: Type.Ref('NewRecord'), response: { 201: Type.Ref('RecordEntry') } },
    },
    async (request, reply) => {
      const body = request.body as NewRecordBody
      const record = await createRecord(context, zoneOf(request).id, personOf(request).id, body)
      return reply.code(201).header('etag', recordTag(record)).send(record)
    },
  )

  app.get(
    '/api/records/:id',
    { config: member, schema: { params: Id, response: { 200: Type.Ref('RecordDetail') } } },
    async (request, reply) => {
      const { id } = request.params as { id: number }
      const detail = await readRecord(context, zoneOf(request).id, id)
      return reply.header('etag', recordTag(detail.record)).send(detail)
    },
  )

  app.patch(
    '/api/records/:id',
    {
      config: keepers,
      schema: { params: Id, body: Type.Ref('RecordEdit'), response: { 200: Type.Ref('RecordEntry') } },
    },
    async (request, reply) => {
      const { id } = request.params as { id: number }
      const body = request.body as RecordEditBody
      const record = await editRecord(context, zoneOf(request).id, id, body, request.headers['if-match'])
      return reply.header('etag', recordTag(record)).send(record)
    },
  )
}
