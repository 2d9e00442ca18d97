import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { beforeEach, expect, test, vi } from 'vitest'
import { DatabaseTooNewError, migrate, pendingMigrations } from '#api/db/migrate.ts'
import { openEmptyDatabase } from '#tests/support/database.ts'

vi.setConfig({ testTimeout: 180_000 })

const { db } = await openEmptyDatabase({ statementTimeoutMs: 4_000 })

const run = (statement: string): Migration => ({
  up: async (executor) => {
    await sql.raw(statement).execute(executor)
  },
})

const first = run('create table first (some_value int)')
const second = run('create table second (some_value int)')

beforeEach(async () => {
  await sql`drop table if exists first, second, kysely_migration, kysely_migration_lock`.execute(db)
})

const exists = async (table: string) => {
  const { rows } = await sql<{ found: boolean }>`select to_regclass(${table}) is not null as found`.execute(
    db,
  )
  return rows[0]?.found
}

test('runs what the database has not seen, in order, once', async () => {
  expect(await migrate(db, { '1-first': first })).toEqual(['1-first'])
  expect(await pendingMigrations(db, { '1-first': first, '2-second': second })).toEqual(['2-second'])
  expect(await migrate(db, { '2-second': second, '1-first': first })).toEqual(['2-second'])
  expect(await migrate(db, { '1-first': first, '2-second': second })).toEqual([])
  expect(await exists('second')).toBe(true)
})

test('takes back everything when one fails, and names it', async () => {
  const broken = run('create table second (value no_such_type)')
  const migrating = migrate(db, { '1-first': first, '2-broken': broken })
  await expect(migrating).rejects.toThrow(/2-broken failed and was rolled back: .*no_such_type/)
  expect(await exists('first')).toBe(false)
  expect(await migrate(db, { '1-first': first })).toEqual(['1-first'])
})

test('refuses a database that is newer than the program', async () => {
  await migrate(db, { '1-first': first, '2-second': second })
  await expect(migrate(db, { '1-first': first })).rejects.toBeInstanceOf(DatabaseTooNewError)
})

test('may take longer than a statement otherwise may', async () => {
  expect(await migrate(db, { '1-slow': run('select pg_sleep(4.5)') })).toEqual(['1-slow'])
  await expect(sql`select pg_sleep(4.5)`.execute(db)).rejects.toMatchObject({ code: '57014' })
})

test('runs each migration once when several servers start at once', async () => {
  const all = { '1-first': first, '2-second': second }
  const applied = await Promise.all([migrate(db, all), migrate(db, all), migrate(db, all)])
  expect(applied.flat().sort()).toEqual(['1-first', '2-second'])
})
