import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger'

export const openApiOptions: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: {
      title: 'Mujie 亩界',
      version: '1.0.0',
      description:
        'The land desk of a development zone. Reading follows OGC API – Features; every write to land data ' +
        'is a change under a record. Errors are RFC 9457 problem documents with a stable `type`.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'mujie.session_token' },
        token: { type: 'http', scheme: 'bearer' },
        basic: { type: 'http', scheme: 'basic' },
      },
    },
    security: [{ session: [] }, { token: [] }, { basic: [] }],
  },
  refResolver: {
    buildLocalReference: (json, _baseUri, _fragment, index) => {
      const id = json['$id']
      return typeof id === 'string' ? id : `def-${index}`
    },
  },
}
