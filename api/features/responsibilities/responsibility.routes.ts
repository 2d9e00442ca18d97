import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Query } from '#api/db/filters.ts'
import { assigners, correctors, zoneOf } from '#api/http/access.ts'
import type { FeaturePlugin } from '../index.ts'
import { refuseUnknown } from '../ogc/ogc.service.ts'
import { actorOf } from '../people/actor.ts'
import { assignInBulk, transferAll } from './responsibility.bulk.ts'
import { readAssigned, readCandidates, readChain, readWorkload } from './responsibility.reading.ts'
import type {
  AssignedRequest,
  BulkResponsibilityBody,
  ChainRequest,
  NewResponsibilityBody,
  ResponsibilityEndBody,
  ResponsibilityTransferBody,
  ResponsibilityVoidBody,
  WorkloadRequest,
} from './responsibility.schema.ts'
import {
  AssignedQuery,
  CandidateQuery,
  ChainQuery,
  responsibilitySchemas,
  WorkloadQuery,
} from './responsibility.schema.ts'
import { assignResponsibility, endResponsibility, voidResponsibility } from './responsibility.service.ts'

const Id = Type.Object({ id: Type.Integer({ minimum: 1 }) })
const tags = ['responsibilities']
const member = { access: 'member' as const }

/** 领导包面、专班包链、部门包点: who answers for parcels, batches and cases, when, and how much that is. */
export const responsibilityRoutes: FeaturePlugin = async (app, { context }) => {
  for (const schema of responsibilitySchemas) app.addSchema(schema)
  const chain = (status: 200 | 201) => ({ [status]: Type.Ref('ResponsibilityChain') })

  const sendChain = async (
    request: FastifyRequest,
    reply: FastifyReply,
    { subject, subjectId }: Pick<ChainRequest, 'subject' | 'subjectId'>,
  ) => reply.code(201).send(await readChain(context, zoneOf(request).id, { subject, subjectId }))

  app.get(
    '/api/responsibilities',
    { config: member, schema: { tags, querystring: ChainQuery, response: chain(200) } },
    async (request) => {
      refuseUnknown(request.query as Query, ['zone', 'subject', 'subjectId', 'on', 'known'])
      return readChain(context, zoneOf(request).id, request.query as ChainRequest)
    },
  )

  app.get(
    '/api/responsibilities/people',
    {
      config: member,
      schema: { tags, querystring: WorkloadQuery, response: { 200: Type.Ref('ResponsibilityWorkloadList') } },
    },
    async (request) => {
      refuseUnknown(request.query as Query, ['zone', 'role', 'on', 'known'])
      return readWorkload(context, zoneOf(request).id, request.query as WorkloadRequest)
    },
  )

  app.get(
    '/api/responsibilities/subjects',
    {
      config: member,
      schema: { tags, querystring: AssignedQuery, response: { 200: Type.Ref('AssignedSubjectList') } },
    },
    async (request) => {
      const known = ['zone', 'role', 'name', 'subject', 'on', 'known', 'offset', 'limit']
      refuseUnknown(request.query as Query, known)
      return readAssigned(context, zoneOf(request).id, request.query as AssignedRequest)
    },
  )

  app.get(
    '/api/responsibilities/candidates',
    {
      config: member,
      schema: { tags, querystring: CandidateQuery, response: { 200: Type.Ref('ResponsibilityCandidates') } },
    },
    async (request) => {
      refuseUnknown(request.query as Query, ['zone'])
      return readCandidates(context, zoneOf(request).id)
    },
  )

  app.post(
    '/api/responsibilities',
    {
      config: { access: assigners },
      schema: { tags, body: Type.Ref('NewResponsibility'), response: chain(201) },
    },
    async (request, reply) => {
      const body = request.body as NewResponsibilityBody
      await assignResponsibility(
        context,
        zoneOf(request).id,
        actorOf(request),
        body,
        request.headers['if-match'],
      )
      return sendChain(request, reply, body)
    },
  )

  app.post(
    '/api/responsibilities/:id/end',
    {
      config: { access: assigners },
      schema: { tags, params: Id, body: Type.Ref('ResponsibilityEnd'), response: chain(201) },
    },
    async (request, reply) => {
      const { id } = request.params as { id: number }
      const body = request.body as ResponsibilityEndBody
      const ifMatch = request.headers['if-match']
      const about = await endResponsibility(context, zoneOf(request).id, actorOf(request), id, body, ifMatch)
      return sendChain(request, reply, about)
    },
  )

  app.post(
    '/api/responsibilities/:id/void',
    {
      config: { access: correctors },
      schema: { tags, params: Id, body: Type.Ref('ResponsibilityVoid'), response: chain(201) },
    },
    async (request, reply) => {
      const { id } = request.params as { id: number }
      const body = request.body as ResponsibilityVoidBody
      const ifMatch = request.headers['if-match']
      const about = await voidResponsibility(context, zoneOf(request).id, actorOf(request), id, body, ifMatch)
      return sendChain(request, reply, about)
    },
  )

  app.post(
    '/api/responsibilities/bulk',
    {
      config: { access: assigners },
      schema: {
        tags,
        body: Type.Ref('BulkResponsibility'),
        response: { 200: Type.Ref('BulkResponsibilityOutcome') },
      },
    },
    async (request) =>
      assignInBulk(context, zoneOf(request).id, actorOf(request), request.body as BulkResponsibilityBody),
  )

  app.post(
    '/api/responsibilities/transfer',
    {
      config: { access: assigners },
      schema: {
        tags,
        body: Type.Ref('ResponsibilityTransfer'),
        response: { 200: Type.Ref('BulkResponsibilityOutcome') },
      },
    },
    async (request) =>
      transferAll(context, zoneOf(request).id, actorOf(request), request.body as ResponsibilityTransferBody),
  )
}
