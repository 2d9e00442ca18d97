import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Context } from '#api/context.ts'
import type { Query } from '#api/db/filters.ts'
import { ledgerSource } from '#api/features/ledger/ledger.service.ts'
import { zoneOf } from '#api/http/access.ts'
import type { FeaturePlugin } from '../index.ts'
import type { ExportPlan } from './export-plan.ts'
import { contentTypeOf, dispositionOf, planExport } from './export-plan.ts'
import type { ExportBody } from './export.schema.ts'
import { ExportLimits, ExportQuery, ExportRequest } from './export.schema.ts'
import { exportFile, exportLimits } from './export.service.ts'

const params = Type.Object({ collection: Type.String({ maxLength: 200 }) })
const tags = ['files']
const file = { 200: Type.String({ description: 'The file', format: 'binary' }) }
const ownNames = new Set(['zone', 'format', 'sort', 'crs', 'encoding', 'columns', 'on', 'known'])

/** The query of a GET as the body of a POST; names that are not ours are filters. */
function bodyOf(request: FastifyRequest): ExportBody {
  const { collection } = request.params as { collection: string }
  const query = request.query as Query & Pick<ExportBody, 'format' | 'encoding'>
  const filters = Object.entries(query).filter(([name, value]) => !ownNames.has(name) && value !== undefined)
  const columns = query['columns'] as string | undefined
  return {
    collection,
    format: query.format,
    encoding: query.encoding,
    sort: query['sort'] as string | undefined,
    crs: query['crs'] as string | undefined,
    on: query['on'] as string | undefined,
    known: query['known'] as string | undefined,
    filters: Object.fromEntries(filters) as ExportBody['filters'],
    columns: columns?.split(',').map((name) => ({ name })),
  }
}

async function planOf(context: Context, request: FastifyRequest, body: ExportBody): Promise<ExportPlan> {
  const zone = zoneOf(request)
  const source = await ledgerSource(context, zone, body.collection, body)
  return planExport(zone, source, body, context.today())
}

async function sendFile(context: Context, plan: ExportPlan, reply: FastifyReply): Promise<FastifyReply> {
  const stream = await exportFile(context, plan)
  return reply
    .header('content-disposition', dispositionOf(plan))
    .header('cache-control', 'private, no-store')
    .header('x-content-type-options', 'nosniff')
    .type(contentTypeOf(plan))
    .send(stream)
}

/** Any selection or collection as a file, and what a format would lose of it. */
export const exportRoutes: FeaturePlugin = async (app, { context }) => {
  app.addSchema(ExportRequest)
  app.addSchema(ExportLimits)
  const member = { config: { access: 'member' as const } }

  app.post(
    '/api/exports',
    {
      ...member,
      schema: {
        tags,
        querystring: Type.Object({ zone: Type.Optional(Type.String()) }),
        body: Type.Ref('ExportRequest'),
        response: file,
      },
    },
    async (request, reply) => {
      const plan = await planOf(context, request, request.body as ExportBody)
      return sendFile(context, plan, reply)
    },
  )

  app.get(
    '/api/exports/:collection',
    { ...member, schema: { tags, params, querystring: ExportQuery, response: file } },
    async (request, reply) => sendFile(context, await planOf(context, request, bodyOf(request)), reply),
  )

  app.get(
    '/api/exports/:collection/limits',
    {
      ...member,
      schema: { tags, params, querystring: ExportQuery, response: { 200: Type.Ref('ExportLimits') } },
    },
    async (request, reply) => {
      const plan = await planOf(context, request, bodyOf(request))
      return reply.send(await exportLimits(context, plan))
    },
  )
}
