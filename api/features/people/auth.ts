import { betterAuth } from 'better-auth'
import { username } from 'better-auth/plugins'
import type {
  KyselyPlugin,
  PluginTransformResultArgs,
  QueryResult,
  RootOperationNode,
  UnknownRow,
} from 'kysely'
import type { Db } from '#api/db/database.ts'
import { hashPassword, minPasswordLength, usernamePattern, verifyPassword } from './password.ts'

/** Where the server puts the caller's address for better-auth; a client's own header of that name is dropped. */
export const addressHeader = 'x-mujie-client-address'
export const sessionCookie = 'mujie.session_token'

/** better-auth reckons with `Date`; our parsers answer instants as ISO text on both engines. */
const instantsAsDates: KyselyPlugin = {
  transformQuery: ({ node }: { node: RootOperationNode }) => node,
  transformResult: async ({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> => ({
    ...result,
    rows: result.rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([key, value]) =>
          /(At|Expires)$/.test(key) && typeof value === 'string' ? [key, new Date(value)] : [key, value],
        ),
      ),
    ),
  }),
}

const timestamps = { createdAt: 'createdAt', updatedAt: 'updatedAt' }

/** Sign-in and sessions by better-auth on our own tables; passwords with argon2id; sessions are revocable. */
export function createAuth(db: Db, secret: string) {
  return betterAuth({
    appName: 'Mujie',
    secret,
    basePath: '/api/auth',
    baseURL: 'http://localhost',
    database: { db: db.withPlugin(instantsAsDates), type: 'postgres', transaction: true },
    telemetry: { enabled: false },
    logger: { disabled: true },
    user: { modelName: 'authUser', fields: timestamps },
    session: {
      modelName: 'authSession',
      expiresIn: 60 * 60 * 12,
      updateAge: 60 * 60,
    },
    account: { modelName: 'authAccount' },
    verification: { modelName: 'authVerification' },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength,
      password: {
        hash: hashPassword,
        verify: ({ hash, password }) => verifyPassword(hash, password),
      },
    },
    rateLimit: {
      enabled: true,
      storage: 'database',
      modelName: 'authRateLimit',
      window: 60,
      // Wrong passwords are counted by name and address (attempts.ts); who knows theirs may come as often.
      max: 300,
      customRules: { '/sign-in/username': { window: 60, max: 300 } },
    },
    advanced: {
      cookiePrefix: 'mujie',
      // The access hook compares Origin with Host for every writing request, sign-in included; programs send none.
      disableCSRFCheck: true,
      disableOriginCheck: true,
      useSecureCookies: false,
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax' },
      ipAddress: { ipAddressHeaders: [addressHeader] },
      database: { generateId: () => crypto.randomUUID() },
    },
    plugins: [
      username({
        minUsernameLength: 2,
        maxUsernameLength: 60,
        usernameValidator: (name) => usernamePattern.test(name.toLowerCase()),
      }),
    ],
    databaseHooks: {
      session: {
        create: {
          // A disabled person opens no session; better-auth then answers as for a wrong password.
          before: async ({ userId }) => {
            const user = await db
              .selectFrom('authUser')
              .select('banned')
              .where('id', '=', userId)
              .executeTakeFirst()
            return user?.banned ? false : undefined
          },
        },
      },
    },
  })
}

export type Auth = ReturnType<typeof createAuth>
