import type { FastifyInstance } from 'fastify'
import type { Context } from '#api/context.ts'

/** Several writes behind each other are looked at once. */
const restSeconds = 3

/** Writes that settle nothing: somebody's own reading, settings and sign-in. */
const settlesNothing =
  /^\/api\/(auth|notices|notice-preferences|watch|jobs|tokens|sessions|exports|imports)\b/

/** Whatever is written may settle a notice or call for one: a moment later what is open is looked at again. */
export function lookAfterWrites(app: FastifyInstance, { queue, log }: Pick<Context, 'queue' | 'log'>): void {
  app.addHook('onResponse', async ({ method, url, zone }, { statusCode }) => {
    if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return
    if (!zone || statusCode >= 300 || !queue.isOpen || settlesNothing.test(url)) return
    const sent = queue.send('look', { zoneId: zone.id }, { key: `${zone.id}`, afterSeconds: restSeconds })
    sent.catch((error: unknown) => log.warn({ err: error }, 'the watch could not be asked to look again'))
  })
}
