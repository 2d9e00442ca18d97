import send from '@fastify/send'
import { basename, dirname } from 'node:path'
import { archivePath } from '#api/config/basemap.ts'
import { Problem } from '#api/http/problem.ts'
import type { FeaturePlugin } from '../index.ts'

/** A PMTiles file of this machine, read by ranges: the page asks for the bytes of the tiles it shows. */
export const basemapRoutes: FeaturePlugin = async (app, { context }) => {
  const file = context.config.basemap?.file

  app.get(
    archivePath,
    {
      config: { access: 'signed-in', compress: false },
      schema: { produces: ['application/octet-stream'] },
    },
    async (request, reply) => {
      if (!file) throw new Problem('not-found', { detail: 'no basemap file is set (BASEMAP_URL)' })
      const found = await send(request.raw, encodeURIComponent(basename(file)), {
        root: dirname(file),
        contentType: false,
        maxAge: 3_600_000,
      })
      if (found.type !== 'file' && found.statusCode !== 416) {
        throw new Problem('not-found', { detail: 'the basemap file cannot be read' })
      }
      return reply
        .code(found.statusCode)
        .headers(found.headers)
        .type('application/octet-stream')
        .send(found.stream)
    },
  )
}
