import type { FastifyHelmetOptions } from '@fastify/helmet'

/**
 * No third-party request at all: everything comes from this server, but for a basemap that the operator has set.
 * MapLibre's worker is a file of ours; map images are drawn into blobs. Plain http is kept usable on an intranet.
 */
export const contentSecurityPolicy = (basemapOrigins: readonly string[]): FastifyHelmetOptions => ({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      scriptSrc: ["'self'"],
      workerSrc: ["'self'", 'blob:'],
      imgSrc: ["'self'", 'data:', 'blob:', ...basemapOrigins],
      styleSrc: ["'self'", "'unsafe-inline'"],
      connectSrc: ["'self'", ...basemapOrigins],
      fontSrc: ["'self'"],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  },
  strictTransportSecurity: false,
  crossOriginEmbedderPolicy: false,
  referrerPolicy: { policy: 'same-origin' },
})
