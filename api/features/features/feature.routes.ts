import { Type } from 'typebox'
import { sourceAsOf } from '#api/db/as-of-source.ts'
import type { Query } from '#api/db/filters.ts'
import { findSource } from '#api/db/sources.ts'
import { zoneOf } from '#api/http/access.ts'
import type { AsOfQuery } from '#api/http/as-of.ts'
import { askedAsOf, asOfParameters } from '#api/http/as-of.ts'
import { Problem } from '#api/http/problem.ts'
import { Feature, OgcLink } from '#api/features/ogc/ogc.schema.ts'
import { refuseUnknown } from '#api/features/ogc/ogc.service.ts'
import type { FeaturePlugin } from '../index.ts'
import { findDetail } from './feature.queries.ts'

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const text = Type.String()

const FeatureDetail = Type.Object(
  {
    feature: Type.Unsafe<unknown>(Type.Ref('Feature')),
    bbox: nullable(Type.Array(Type.Number())),
    point: nullable(Type.Array(Type.Number())),
    facts: Type.Record(Type.String(), Type.Unknown(), {
      description:
        'supplies (with starts, progress, pauses, encumbrances, payments), remediations, indicatorValues, batch, floors …',
    }),
    references: Type.Record(
      Type.String(),
      nullable(Type.Object({ collection: text, id: Type.Integer(), title: Type.Unknown() })),
    ),
    change: nullable(
      Type.Object({
        id: Type.Integer(),
        label: nullable(text),
        source: text,
        effectiveOn: text,
        recordedAt: text,
        by: text,
      }),
    ),
    record: nullable(
      Type.Object({ id: Type.Integer(), number: text, title: text, kind: text, issuedOn: nullable(text) }),
    ),
  },
  { $id: 'FeatureDetail' },
)

/** One feature with its facts, its references, and the change and record that it stands on. */
export const featureRoutes: FeaturePlugin = async (app, { context }) => {
  const { database } = context
  for (const schema of [OgcLink, Feature, FeatureDetail]) app.addSchema(schema)
  app.get(
    '/api/features/:collection/:id',
    {
      config: { access: 'member' },
      schema: {
        tags: ['features'],
        params: Type.Object({ collection: text, id: Type.Integer({ minimum: 1 }) }),
        querystring: Type.Object(
          { zone: Type.Optional(text), ...asOfParameters },
          { additionalProperties: true },
        ),
        response: { 200: Type.Ref('FeatureDetail') },
      },
    },
    async (request, reply) => {
      refuseUnknown(request.query as Query, ['zone', 'on', 'known'])
      const asked = askedAsOf(request.query as AsOfQuery, context.today())
      const { collection, id } = request.params as { collection: string; id: number }
      const zone = zoneOf(request)
      const source = await findSource(database, zone.id, collection)
      const detail = source && (await findDetail(database, sourceAsOf(source, asked), zone.id, id))
      if (detail === undefined) throw new Problem('not-found')
      return reply
        .header('cache-control', 'private, no-cache')
        .type('application/json; charset=utf-8')
        .send(detail)
    },
  )
}
