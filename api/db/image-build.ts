import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { PGliteOptions } from '@electric-sql/pglite'
import { PGlite } from '@electric-sql/pglite'
import { imagePath, preparePostgisBundle } from './image.ts'
import type { TarEntry } from './tar.ts'
import { joinTar, tarEntry } from './tar.ts'

const zip = promisify(gzip)

/** Small log segments (MB): a cluster is copied for every test and restored at the first start. */
const walSegment = '--wal-segsize=4'

/** Makes the image that the embedded engine starts from: an empty cluster with PostGIS, and nothing else. */
export async function buildImage(target: URL | string = imagePath): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'mujie-image-'))
  try {
    const bundle = pathToFileURL(await preparePostgisBundle(folder))
    const extensions = { postgis: bundle } as unknown as PGliteOptions['extensions']
    const pgdata = join(folder, 'pgdata')
    const engine = await PGlite.create({ dataDir: pgdata, extensions, initDbStartParams: [walSegment] })
    await engine.query('create extension postgis')
    await engine.query('vacuum (freeze, analyze)')
    await engine.query('checkpoint')
    await engine.close()
    const image = await zip(await archive(pgdata), { level: 9 })
    await writeFile(target, image)
    return image.length
  } finally {
    await rm(folder, { recursive: true, force: true })
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
