import type { Pool } from 'pg'

const oldestPostgres = 15
const oldestPostgis = [3, 3] as const

/** Makes sure that PostGIS is there, and that both are new enough. The message is for the administrator. */
export async function requirePostgis(pool: Pool): Promise<void> {
  const { rows: server } = await pool.query<{ number: string }>(
    `select current_setting('server_version_num') as number`,
  )
  const major = Math.floor(Number(server[0]?.number) / 10_000)
  if (major < oldestPostgres) {
    throw new Error(`PostgreSQL ${major} is too old: at least ${oldestPostgres} is needed`)
  }
  const version = (await postgisVersion(pool)) ?? (await createPostgis(pool))
  const [first = 0, second = 0] = version.split('.').map(Number)
  if (first < oldestPostgis[0] || (first === oldestPostgis[0] && second < oldestPostgis[1])) {
    throw new Error(`PostGIS ${version} is too old: at least ${oldestPostgis.join('.')} is needed`)
  }
}

async function postgisVersion(pool: Pool): Promise<string | null> {
  const { rows } = await pool.query<{ version: string }>(
    `select extversion as version from pg_extension where extname = 'postgis'`,
  )
  return rows[0]?.version ?? null
}

async function createPostgis(pool: Pool): Promise<string> {
  const failure = await pool.query('create extension if not exists postgis').then(
    () => null,
    (error: Error) => error,
  )
  const version = await postgisVersion(pool)
  if (version === null) {
    throw new Error(
      `the database has no PostGIS and this user cannot create it (${failure?.message}); ` +
        `as a superuser run: create extension postgis`,
    )
  }
  return version
}
