import { Type } from 'typebox'
import { editors, personOf, zoneOf } from '#api/http/access.ts'
import type { FeaturePlugin } from '../index.ts'
import type { LayerEditBody, LayerEndBody } from './reference-layer.schema.ts'
import { referenceLayerSchemas } from './reference-layer.schema.ts'
import { editLayer, endLayer, listLayers, readLayer } from './reference-layer.service.ts'

const Slug = Type.Object({ slug: Type.String({ maxLength: 80 }) })
const slugOf = (params: unknown) => (params as { slug: string }).slug

/** Layers that a zone brought along: list, call and draw differently, end. They come in through `/api/imports`. */
export const referenceLayerRoutes: FeaturePlugin = async (app, { context }) => {
  for (const schema of referenceLayerSchemas) app.addSchema(schema)
  const member = { access: 'member' as const }
  const editing = { access: editors }

  app.get(
    '/api/reference-layers',
    { config: member, schema: { response: { 200: Type.Ref('ReferenceLayerList') } } },
    async (request) => ({ layers: await listLayers(context, zoneOf(request)) }),
  )

  app.get(
    '/api/reference-layers/:slug',
    { config: member, schema: { params: Slug, response: { 200: Type.Ref('ReferenceLayer') } } },
    async (request) => readLayer(context, zoneOf(request), slugOf(request.params)),
  )

  app.patch(
    '/api/reference-layers/:slug',
    {
      config: editing,
      schema: {
        params: Slug,
        body: Type.Ref('ReferenceLayerEdit'),
        response: { 200: Type.Ref('ReferenceLayer') },
      },
    },
    async (request) =>
      editLayer(context, zoneOf(request), slugOf(request.params), request.body as LayerEditBody),
  )

  app.delete(
    '/api/reference-layers/:slug',
    {
      config: editing,
      schema: {
        params: Slug,
        body: Type.Ref('ReferenceLayerEnd'),
        response: { 200: Type.Ref('ReferenceLayerEnded') },
      },
    },
    async (request) => {
      const { id, name } = personOf(request)
      return endLayer(
        context,
        zoneOf(request),
        { id, name },
        slugOf(request.params),
        request.body as LayerEndBody,
      )
    },
  )
}
