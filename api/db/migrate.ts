import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { Migrator } from 'kysely/migration'

export class DatabaseTooNewError extends Error {
  override readonly name = 'DatabaseTooNewError'
}

/**
 * Brings the database to the newest schema and names the migrations it ran. All of them or none: they share
 * one transaction. Several servers may start at once: Kysely's advisory lock lets one work, the others find
 * nothing left to do. A database that knows migrations which this code does not is refused.
 */
export async function migrate<Schema>(
  db: Kysely<Schema>,
  migrations: Record<string, Migration>,
): Promise<string[]> {
  return db.connection().execute(async (connection) => {
    await sql`set statement_timeout = 0`.execute(connection)
    try {
      const migrator = new Migrator({
        db: connection.withoutPlugins(),
        provider: { getMigrations: async () => migrations },
        nameComparator: (a, b) => (a < b ? -1 : 1),
      })
      await refuseNewer(connection, migrations)
      const { error, results = [] } = await migrator.migrateToLatest()
      if (error !== undefined)
        throw failureOf(error, results.find(({ status }) => status === 'Error')?.migrationName)
      return results.map(({ migrationName }) => migrationName)
    } finally {
      await sql`reset statement_timeout`.execute(connection).catch(() => undefined)
    }
  })
}

/** The migrations of this code that the database has not seen. */
export async function pendingMigrations<Schema>(
  db: Kysely<Schema>,
  migrations: Record<string, Migration>,
): Promise<string[]> {
  const applied = new Set(await appliedMigrations(db))
  return Object.keys(migrations).filter((name) => !applied.has(name))
}

async function appliedMigrations<Schema>(db: Kysely<Schema>): Promise<string[]> {
  const { rows: tables } = await sql<{ present: boolean }>`
    select to_regclass('kysely_migration') is not null as present`.execute(db)
  if (!tables[0]?.present) return []
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db)
  return rows.map(({ name }) => name)
}

async function refuseNewer<Schema>(db: Kysely<Schema>, migrations: Record<string, Migration>): Promise<void> {
  const unknown = (await appliedMigrations(db)).filter((name) => !(name in migrations))
  if (unknown.length === 0) return
  throw new DatabaseTooNewError(
    `the database is newer than this program: it has ${unknown.join(', ')}; install the newer version`,
  )
}

function failureOf(error: unknown, name: string | undefined): Error {
  const cause = error instanceof Error ? error.message : String(error)
  return new Error(`migration ${name ?? ''} failed and was rolled back: ${cause}`, { cause: error })
}
