import { Type } from 'typebox'
import { zoneOf } from '#api/http/access.ts'
import type { FeaturePlugin } from '../index.ts'
import { MeasureBody, Measurement, type MeasureRequest } from './measure.schema.ts'
import { measure } from './measure.service.ts'

const ZoneQuery = Type.Object({ zone: Type.Optional(Type.String({ maxLength: 80 })) })

/** Acreage of a drawn shape by category: nothing is stored, everybody of the zone may ask. */
export const measureRoutes: FeaturePlugin = async (app, { context }) => {
  app.addSchema(MeasureBody)
  app.addSchema(Measurement)

  app.post(
    '/api/measure',
    {
      config: { access: 'member' },
      schema: {
        querystring: ZoneQuery,
        body: Type.Ref('MeasureRequest'),
        response: { 200: Type.Ref('Measurement') },
      },
    },
    (request) => measure(context.database, zoneOf(request), request.body as MeasureRequest),
  )
}
