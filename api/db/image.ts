import { existsSync } from 'node:fs'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { joinTar, readTar } from './tar.ts'

/**
 * The embedded engine starts from an image: PostgreSQL's files with PostGIS already created. Creating the
 * extension takes three times as long. `npm run mujie -- image` makes the image anew when the engine changes.
 */
export const imagePath = new URL('./embedded-image.tar.gz', import.meta.url)

const require = createRequire(import.meta.url)
const unzip = promisify(gunzip)
const zip = promisify(gzip)

/** The versions of a pair that only works together; the image belongs to exactly one pair. */
export async function engineVersions(): Promise<{ pglite: string; postgis: string }> {
  const versionOf = async (name: string) => {
    const manifest = join(dirname(require.resolve(name)), '..', 'package.json')
    return (JSON.parse(await readFile(manifest, 'utf8')) as { version: string }).version
  }
  return {
    pglite: await versionOf('@electric-sql/pglite'),
    postgis: await versionOf('@electric-sql/pglite-postgis'),
  }
}

export type EngineFiles = { pgdata: string; postgisBundle: string }

/** Brings the engine's files into the data folder when they are not there yet. The caller holds the lock. */
export async function prepareEngineFiles(
  dataDir: string,
  image: URL | string = imagePath,
): Promise<EngineFiles> {
  const pgdata = join(dataDir, 'pgdata')
  const [postgisBundle] = await Promise.all([
    preparePostgisBundle(join(dataDir, 'engine')),
    existsSync(pgdata) ? undefined : restoreImage(image, pgdata),
  ])
  return { pgdata, postgisBundle }
}

/** All or nothing: a process killed half way leaves a folder that the next start throws away. */
async function restoreImage(image: URL | string, pgdata: string): Promise<void> {
  const unfinished = `${pgdata}.unfinished`
  await rm(unfinished, { recursive: true, force: true })
  await extract(await unzip(await readFile(image)), unfinished)
  await rename(unfinished, pgdata)
}

async function extract(tar: Buffer, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  for (const { name, isFolder, content } of readTar(tar)) {
    const path = join(folder, name)
    if (isFolder) await mkdir(path, { recursive: true, mode: 0o700 })
    else await writeDurably(path, content)
  }
}

async function writeDurably(path: string, content: Buffer): Promise<void> {
  const file = await open(path, 'w', 0o600)
  await file.writeFile(content)
  await file.datasync()
  await file.close()
}

/**
 * PostGIS without raster and topology. It opens in half the time with 300 MB less memory, and
 * `create extension postgis_raster`, which makes every later query answer nothing, has nothing to create.
 */
export async function preparePostgisBundle(folder: string): Promise<string> {
  const { postgis } = await engineVersions()
  const bundle = join(folder, `postgis-${postgis}.tar.gz`)
  if (existsSync(bundle)) return bundle
  await mkdir(folder, { recursive: true })
  const whole = require.resolve('@electric-sql/pglite-postgis').replace(/index\.c?js$/, 'postgis.tar.gz')
  const entries = [...readTar(await unzip(await readFile(whole)))].filter(({ name }) => isNeeded(name))
  const unfinished = `${bundle}.${process.pid}`
  await writeDurably(unfinished, await zip(joinTar(entries), { level: 1 }))
  await rename(unfinished, bundle)
  return bundle
}

function isNeeded(name: string): boolean {
  if (/raster|topology|tiger/.test(name)) return false
  return !name.endsWith('.sql') || /\/postgis--\d+\.\d+\.\d+\.sql$/.test(name)
}
