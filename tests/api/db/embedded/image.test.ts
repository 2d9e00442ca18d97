import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Database } from '#api/db/database.ts'
import { openDatabase } from '#api/db/database.ts'
import { imagePath } from '#api/db/image.ts'
import { lockDataFolder } from '#api/db/lock.ts'
import { pendingMigrations } from '#api/db/migrate.ts'
import { joinTar, readTar, tarEntry } from '#api/db/tar.ts'
import { migrations } from '#migrations/index.ts'
import { temporaryFolder } from '#tests/support/database.ts'

vi.setConfig({ testTimeout: 180_000 })

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let database: Database | undefined

beforeEach(async () => {
  folder = await temporaryFolder()
})

afterEach(async () => {
  await database?.close()
  database = undefined
  await folder.remove()
})

const own = ['spatial_ref_sys', 'kysely_migration', 'kysely_migration_lock']
async function ownTables(db: Database['db']): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select tablename as name from pg_tables
    where schemaname = 'public' order by 1`.execute(db)
  return rows.map(({ name }) => name).filter((name) => !own.includes(name))
}
async function filledTables(db: Database['db']): Promise<string[]> {
  const filled: string[] = []
  for (const name of await ownTables(db)) {
    const { rows } = await sql`select from ${sql.table(name)} limit 1`.execute(db)
    if (rows.length > 0) filled.push(name)
  }
  return filled
}

const open = async () => (database = await openDatabase({ dataDir: folder.dataDir }))

test('starts from an image with PostGIS of the installed version, the newest tables and no row in them', async () => {
  const { db } = await open()
  const { rows } = await sql`select e.extname as name, e.extversion = a.default_version as current
    from pg_extension e join pg_available_extensions a on a.name = e.extname order by name`.execute(db)
  expect(rows).toEqual([
    { name: 'plpgsql', current: true },
    { name: 'postgis', current: true },
  ])
  expect(await pendingMigrations(db, migrations)).toEqual([])
  const [tables, filled] = await Promise.all([ownTables(db), filledTables(db)])
  expect(tables).toContain('parcel')
  expect(filled).toEqual([])
})

test('has an image small enough to live in the repository', async () => {
  expect((await stat(imagePath)).size).toBeLessThan(7_000_000)
})

test('throws away what a start that was killed half way has left', async () => {
  const half = join(folder.dataDir, 'pgdata.unfinished')
  await mkdir(half)
  await writeFile(join(half, 'PG_VERSION'), '18')
  const { ping } = await open()
  await expect(ping()).resolves.toBeUndefined()
  expect(await readdir(folder.dataDir)).not.toContain('pgdata.unfinished')
})

test('says so when the files of a database are damaged, and lets go of the folder', async () => {
  await (await open()).close()
  await rm(join(folder.dataDir, 'pgdata', 'global', 'pg_control'))
  await expect(open()).rejects.toThrow('the embedded database did not open')
  await (await lockDataFolder(folder.dataDir)).release()
})

test('reads the archive it writes, and refuses one that is cut off', () => {
  const archive = joinTar([tarEntry('base', null), tarEntry('base/1', Buffer.from('one'))])
  const entries = [...readTar(archive)].map(({ name, isFolder, content }) => [
    name,
    isFolder,
    content.toString(),
  ])
  expect(entries).toEqual([
    ['base', true, ''],
    ['base/1', false, 'one'],
  ])
  expect(() => [...readTar(archive.subarray(0, 1_100))]).toThrow('the archive ends inside base/1')
})
