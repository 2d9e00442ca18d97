import { pino } from 'pino'
import type { App } from './app.ts'
import { buildApp } from './app.ts'
import type { Context } from './context.ts'

/**
 * The application without a database, only to read its routes and shapes. Nothing is called through it, so
 * whatever asks the context for more than to exist is a fault.
 */
export async function buildContractApp(): Promise<App> {
  const silent = pino({ level: 'silent' })
  const absent: object = new Proxy(() => undefined, {
    get: (_target, key) => (key === 'then' ? undefined : absent),
    apply: () => absent,
  })
  const parts: Record<string, unknown> = { log: silent, config: { basemap: null } }
  const context = new Proxy({} as Context, {
    get: (_target, key) => parts[key as string] ?? (key === 'then' ? undefined : absent),
  })
  return buildApp(context)
}
