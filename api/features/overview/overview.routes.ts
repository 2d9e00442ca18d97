import { Type } from 'typebox'
import type { Query } from '#api/db/filters.ts'
import { refuseUnknown } from '#api/features/ogc/ogc.service.ts'
import { zoneOf } from '#api/http/access.ts'
import type { AsOfQuery } from '#api/http/as-of.ts'
import { asOfParameters, askedAsOf } from '#api/http/as-of.ts'
import { lights } from '#geodata/rules/lights.ts'
import type { FeaturePlugin } from '../index.ts'
import { overview } from './overview.service.ts'

const text = Type.String()
const count = Type.Integer()
const m2 = Type.Number({ description: 'm²' })
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])

const FigureLink = Type.Object(
  { collection: text, filters: Type.Record(text, text) },
  { $id: 'FigureLink', description: 'Opens the rows of a figure in the ledger or on the map' },
)
const link = Type.Ref('FigureLink')

const state = Type.Object({ count, areaM2: m2, link })
const land = Type.Object({
  disposedM2: m2,
  disposingM2: m2,
  remainingM2: m2,
  counts: Type.Object({ disposed: count, disposing: count, remaining: count }),
  states: Type.Object({ disposed: state, disposing: state, remaining: state }),
  link,
})

const deadline = Type.Object({
  kind: Type.Union(['unsupplied', 'idle', 'start'].map((kind) => Type.Literal(kind))),
  collection: text,
  id: count,
  code: text,
  name: nullable(text),
  responsible: nullable(text),
  areaM2: nullable(m2),
  dueOn: text,
  daysLeft: count,
  light: Type.Union(lights.map((light) => Type.Literal(light))),
  link,
})

const Overview = Type.Object(
  {
    asOf: Type.String({ format: 'date' }),
    unsupplied: land,
    idle: land,
    standardLand: Type.Object({ count, areaM2: m2, link }),
    factory: Type.Object({
      buildings: count,
      grossFloorAreaM2: m2,
      units: count,
      vacantUnits: count,
      vacantM2: m2,
      occupiedM2: m2,
      otherM2: m2,
      link,
      vacantLink: link,
      occupiedLink: link,
    }),
    roads: Type.Object({
      underWay: count,
      lengthM: Type.Number(),
      roadInvestmentWan: Type.Number(),
      projects: count,
      projectInvestmentWan: Type.Number(),
      investmentWan: Type.Number(),
      link,
      projectsLink: link,
    }),
    seismic: Type.Object({ count, declaredM2: m2, areaM2: m2, link }),
    parcels: Type.Object({
      byStatus: Type.Array(Type.Object({ status: text, count, declaredM2: m2, areaM2: m2, link })),
      link,
    }),
    deadlines: Type.Object({
      counts: Type.Object({ overdue: count, near: count, later: count }),
      nearDays: Type.Integer({ description: 'Days before a deadline from which it is near' }),
      links: Type.Object({ overdue: link, near: link, later: link }),
      next: Type.Array(deadline),
    }),
  },
  { $id: 'Overview' },
)

/** The leader's page: every figure from stored rows, each with the way down to them. */
export const overviewRoutes: FeaturePlugin = async (app, { context }) => {
  app.addSchema(FigureLink)
  app.addSchema(Overview)
  app.get(
    '/api/overview',
    {
      config: { access: 'member' },
      schema: {
        tags: ['overview'],
        querystring: Type.Object(
          { zone: Type.Optional(text), ...asOfParameters },
          { additionalProperties: true },
        ),
        response: { 200: Type.Ref('Overview') },
      },
    },
    async (request, reply) => {
      refuseUnknown(request.query as Query, ['zone', 'on', 'known'])
      const at = askedAsOf(request.query as AsOfQuery, context.today())
      return reply.send(await overview(context, zoneOf(request), at))
    },
  )
}
