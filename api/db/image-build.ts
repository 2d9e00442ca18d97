import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Migration } from 'kysely/migration'
import type { PGliteOptions } from '@electric-sql/pglite'
import { PGlite } from '@electric-sql/pglite'
import { openDatabase } from './database.ts'
import { imagePath, preparePostgisBundle } from './image.ts'
import type { TarEntry } from './tar.ts'
import { joinTar, tarEntry } from './tar.ts'
import { migrate } from './migrate.ts'

const zip = promisify(gzip)

/** Small log segments (MB): a cluster is copied for every test and restored at the first start. */
const walSegment = '--wal-segsize=4'

/**
 * Makes the image that the embedded engine starts from: a cluster with PostGIS and the tables of today, without a row.
 * Migrations that are newer than the image run at the first start, as in any older database.
 */
export async function buildImage(
  migrations: Record<string, Migration>,
  target: URL | string = imagePath,
): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'mujie-image-'))
  try {
    const bundle = pathToFileURL(await preparePostgisBundle(folder))
    const extensions = { postgis: bundle } as unknown as PGliteOptions['extensions']
    const pgdata = join(folder, 'pgdata')
    const engine = await PGlite.create({ dataDir: pgdata, extensions, initDbStartParams: [walSegment] })
    await engine.query('create extension postgis')
    await engine.close()
    await fill(folder, migrations)
    const image = await zip(await archive(pgdata), { level: 9 })
    await writeFile(target, image)
    return image.length
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function fill(folder: string, migrations: Record<string, Migration>): Promise<void> {
  const database = await openDatabase({ dataDir: folder })
  try {
    await migrate(database.db, migrations)
    await database.executeSql('vacuum (freeze, analyze)')
    await database.executeSql('checkpoint')
  } finally {
    await database.close()
  }
}

async function archive(pgdata: string): Promise<Buffer> {
  const names = (await readdir(pgdata, { recursive: true }))
    .filter((name) => name !== 'postmaster.pid')
    .sort()
  const entries: TarEntry[] = []
  for (const name of names) {
    const path = join(pgdata, name)
    entries.push(tarEntry(name, (await stat(path)).isDirectory() ? null : await readFile(path)))
  }
  return joinTar(entries)
}
