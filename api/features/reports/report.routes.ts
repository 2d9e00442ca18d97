import { Type } from 'typebox'
import type { FastifyReply } from 'fastify'
import type { Query } from '#api/db/filters.ts'
import type { Role } from '#api/http/access.ts'
import { zoneOf } from '#api/http/access.ts'
import type { AsOfQuery } from '#api/http/as-of.ts'
import { asOf } from '#api/http/as-of.ts'
import { dispositionOf } from '#api/http/disposition.ts'
import type { StockKind } from '#geodata/rules/stock/stock-facts.ts'
import type { FeaturePlugin } from '../index.ts'
import { refuseUnknown } from '../ogc/ogc.service.ts'
import { actorOf } from '../people/actor.ts'
import type { DraftFileRequest, NewReportBody } from './report.schema.ts'
import {
  DraftFileQuery,
  DraftQuery,
  FileQuery,
  LedgerKind,
  LedgerQuery,
  ReportListQuery,
  reportSchemas,
} from './report.schema.ts'
import type { ReportFile, ReportFormat } from './report.service.ts'
import {
  changesSince,
  draftFile,
  draftReport,
  freezeReport,
  ledgerFile,
  pageOfReports,
  readReport,
  reportFile,
} from './report.service.ts'

/** Who signs for the figures of a month. */
const freezers: readonly Role[] = ['reviewer', 'leader', 'administrator']
const Id = Type.Object({ id: Type.Integer({ minimum: 1 }) })
const Zone = Type.Object({ zone: Type.Optional(Type.String()) })

const mediaTypes: Readonly<Record<ReportFormat, string>> = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pdf: 'application/pdf',
}

const send = (reply: FastifyReply, { bytes, name, ascii }: ReportFile, format: ReportFormat) =>
  reply
    .header('content-disposition', dispositionOf('attachment', name, ascii))
    .header('cache-control', 'private, no-store')
    .header('x-content-type-options', 'nosniff')
    .type(mediaTypes[format])
    .send(bytes)

/** Monthly reports: drawn up from the account, frozen with their hash, read as workbook and as paper; ledgers. */
export const reportRoutes: FeaturePlugin = async (app, { context }) => {
  for (const schema of reportSchemas) app.addSchema(schema)
  const tags = ['reports']
  const config = { access: 'member' as const }

  app.get(
    '/api/reports',
    { config, schema: { tags, querystring: ReportListQuery, response: { 200: Type.Ref('ReportList') } } },
    async (request) => {
      refuseUnknown(request.query as Query, ['zone', 'before', 'limit'])
      const { before, limit } = request.query as { before?: number; limit: number }
      return pageOfReports(context, zoneOf(request).id, { before, limit })
    },
  )

  app.post(
    '/api/reports',
    {
      config: { access: freezers },
      schema: { tags, body: Type.Ref('NewReport'), response: { 201: Type.Ref('ReportDetail') } },
    },
    async (request, reply) => {
      const { month, note } = request.body as NewReportBody
      const zone = zoneOf(request)
      const id = await freezeReport(context, zone, actorOf(request), { month, note: note ?? null })
      return reply.code(201).send(await readReport(context, zone.id, id))
    },
  )

  app.get(
    '/api/reports/draft',
    { config, schema: { tags, querystring: DraftQuery, response: { 200: Type.Ref('ReportDraft') } } },
    async (request) => {
      refuseUnknown(request.query as Query, ['zone', 'month'])
      const { month } = request.query as { month: string }
      return { contents: await draftReport(context, zoneOf(request), month) }
    },
  )

  app.get(
    '/api/reports/draft/file',
    { config, schema: { tags, querystring: DraftFileQuery } },
    async (request, reply) => {
      refuseUnknown(request.query as Query, ['zone', 'month', 'format'])
      const { month, format } = request.query as DraftFileRequest
      return send(reply, await draftFile(context, zoneOf(request), month, format), format)
    },
  )

  app.get(
    '/api/reports/ledgers/:kind',
    { config, schema: { tags, params: LedgerKind, querystring: LedgerQuery } },
    async (request, reply) => {
      refuseUnknown(request.query as Query, ['zone', 'on', 'known'])
      const { kind } = request.params as { kind: StockKind }
      const at = asOf(request.query as AsOfQuery, context.today())
      return send(reply, await ledgerFile(context, zoneOf(request), kind, at), 'xlsx')
    },
  )

  app.get(
    '/api/reports/:id',
    {
      config,
      schema: { tags, params: Id, querystring: Zone, response: { 200: Type.Ref('ReportDetail') } },
    },
    async (request) => {
      refuseUnknown(request.query as Query, ['zone'])
      return readReport(context, zoneOf(request).id, (request.params as { id: number }).id)
    },
  )

  app.get(
    '/api/reports/:id/changes',
    {
      config,
      schema: { tags, params: Id, querystring: Zone, response: { 200: Type.Ref('ReportChanges') } },
    },
    async (request) => {
      refuseUnknown(request.query as Query, ['zone'])
      return changesSince(context, zoneOf(request), (request.params as { id: number }).id)
    },
  )

  app.get(
    '/api/reports/:id/file',
    { config, schema: { tags, params: Id, querystring: FileQuery } },
    async (request, reply) => {
      refuseUnknown(request.query as Query, ['zone', 'format'])
      const { format } = request.query as { format: ReportFormat }
      const { id } = request.params as { id: number }
      return send(reply, await reportFile(context, zoneOf(request).id, id, format), format)
    },
  )
}
