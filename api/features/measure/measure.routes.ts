import { Type } from 'typebox'
import { zoneOf } from '#api/http/access.ts'
import type { AsOfQuery } from '#api/http/as-of.ts'
import { askedAsOf, asOfParameters } from '#api/http/as-of.ts'
import type { FeaturePlugin } from '../index.ts'
import { MeasureBody, Measurement, type MeasureRequest } from './measure.schema.ts'
import { measure } from './measure.service.ts'

const MeasureQuery = Type.Object({ zone: Type.Optional(Type.String({ maxLength: 80 })), ...asOfParameters })

/** Acreage of a drawn shape by category: nothing is stored, everybody of the zone may ask. */
export const measureRoutes: FeaturePlugin = async (app, { context }) => {
  app.addSchema(MeasureBody)
  app.addSchema(Measurement)

  app.post(
    '/api/measure',
    {
      config: { access: 'member' },
      schema: {
        querystring: MeasureQuery,
        body: Type.Ref('MeasureRequest'),
        response: { 200: Type.Ref('Measurement') },
      },
    },
    (request) => {
      const asked = askedAsOf(request.query as AsOfQuery, context.today())
      return measure(context.database, zoneOf(request), request.body as MeasureRequest, asked)
    },
  )
}
