import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import { pino } from 'pino'
import { afterAll } from 'vitest'
import type { App } from '#api/app.ts'
import { buildApp } from '#api/app.ts'
import type { Config } from '#api/config/config.ts'
import { buildContext } from '#api/context-build.ts'
import type { Context } from '#api/context.ts'
import type { Database } from '#api/db/database.ts'
import { createPerson, createToken } from '#api/features/people/people.service.ts'
import type { Role } from '#api/http/access.ts'
import { roles } from '#api/http/access.ts'
import { openTestDatabase } from './database.ts'

export const testPassword = 'a-long-password'

const config: Config = {
  host: '127.0.0.1',
  port: 0,
  dataDir: '/nowhere',
  databaseUrl: undefined,
  databaseReadUrls: [],
  authSecret: 'a-secret-for-tests-only-0123456789abcdef',
  demo: 'off',
  demoIsPublic: false,
  basemap: null,
  mail: null,
  publicUrl: null,
  logLevel: 'silent',
}

export type Caller = Role | 'nobody' | { token: string }

export type TestApp = {
  app: App
  context: Context
  database: Database
  zoneId: number
  /** A second zone, in which only `stranger` has a role. */
  otherZoneId: number
  tokens: Record<Role | 'stranger', string>
  userIds: Record<Role | 'stranger', string>
  /** One request as a person with exactly this role in the first zone. */
  as(caller: Caller | 'stranger', request: InjectOptions): Promise<LightMyRequestResponse>
  get(caller: Caller | 'stranger', url: string): Promise<LightMyRequestResponse>
  post(caller: Caller | 'stranger', url: string, body: unknown): Promise<LightMyRequestResponse>
}

export type TestAppOptions = {
  today?: () => string
  prepare?: (database: Database) => Promise<number>
  basemap?: Config['basemap']
  mail?: Config['mail']
  publicUrl?: Config['publicUrl']
}

/**
 * The whole application on a database of its own, with one person for each role and a stranger from another
 * zone. `prepare` may load a zone of its own (the demonstration, say) and answers its id.
 */
export async function openTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const database = await openTestDatabase()
  const { db } = database
  const insertZone = (slug: string) =>
    db
      .insertInto('zone')
      .values({ slug, nameZh: `测试区 ${slug}`, nameEn: `Test ${slug}`, planarSrid: 4546, boundary: null })
      .returning('id')
      .executeTakeFirstOrThrow()
  const zoneId = options.prepare ? await options.prepare(database) : (await insertZone('test')).id
  const otherZoneId = (await insertZone('other')).id

  const tokens = {} as TestApp['tokens']
  const userIds = {} as TestApp['userIds']
  for (const [username, zone, role] of [
    ...roles.map((role) => [role, zoneId, role] as const),
    ['stranger', otherZoneId, 'administrator'] as const,
  ]) {
    const id = await createPerson(
      db,
      zone,
      { username: `t-${username}`, name: username, password: testPassword, roles: [role] },
      null,
    )
    userIds[username] = id
    tokens[username] = (await createToken(db, id, 'test', null)).token
  }

  const context = await buildContext({
    config: {
      ...config,
      basemap: options.basemap ?? null,
      mail: options.mail ?? null,
      publicUrl: options.publicUrl ?? null,
    },
    database,
    log: pino({ level: 'silent' }),
    demoAccounts: false,
    ...(options.today ? { today: options.today } : {}),
  })
  const app = await buildApp(context)
  await app.ready()
  afterAll(async () => {
    await app.close()
    await context.mapEvents.close()
    await context.credentials.close()
  })

  const headersOf = (caller: Caller | 'stranger'): Record<string, string> => {
    if (caller === 'nobody') return {}
    return { authorization: `Bearer ${typeof caller === 'string' ? tokens[caller] : caller.token}` }
  }
  const as: TestApp['as'] = (caller, request) =>
    app.inject({ ...request, headers: { ...headersOf(caller), ...request.headers } })
  return {
    app,
    context,
    database,
    zoneId,
    otherZoneId,
    tokens,
    userIds,
    as,
    get: (caller, url) => as(caller, { method: 'GET', url }),
    post: (caller, url, body) => as(caller, { method: 'POST', url, payload: body as object }),
  }
}
