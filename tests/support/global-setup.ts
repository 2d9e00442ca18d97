import { createHash, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import type { TestProject } from 'vitest/node'
import { openDatabase } from '#api/db/database.ts'
import { migrate } from '#api/db/migrate.ts'
import { migrations } from '#migrations/index.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** What each test file's database is copied from: a data folder, or a database on the server. */
    template: { engine: 'embedded'; folder: string } | { engine: 'postgres'; url: string; name: string }
  }
}

const templatePrefix = 'mujie-test-template-'
const templateLifeMs = 2 * 3_600_000

/** Migrates one database before the tests of an engine begin; every test file then works on its own copy. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (project.config.env['TEST_ENGINE'] === 'postgres') return setupPostgres(project)
  project.provide('template', { engine: 'embedded', folder: await embeddedTemplate() })
  return async () => undefined
}

/** Kept between runs, under a name that changes with the migrations and with the engine's files. */
async function embeddedTemplate(): Promise<string> {
  const folder = join(tmpdir(), `${templatePrefix}${await fingerprint()}`)
  if (existsSync(folder)) return folder
  await removeOldTemplates()
  const unfinished = await mkdtemp(join(tmpdir(), 'mujie-test-unfinished-'))
  const database = await openDatabase({ dataDir: unfinished })
  await migrate(database.db, migrations)
  await database.close()
  // Another run may have been faster; either copy is as good.
  await rename(unfinished, folder).catch(() => rm(unfinished, { recursive: true, force: true }))
  return folder
}

async function removeOldTemplates(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(templatePrefix)) continue
    const path = join(tmpdir(), name)
    const { mtimeMs } = await stat(path)
    if (Date.now() - mtimeMs > templateLifeMs) await rm(path, { recursive: true, force: true })
  }
}

async function fingerprint(): Promise<string> {
  const hash = createHash('sha256')
  const migrationFiles = (await readdir('migrations')).sort().map((name) => join('migrations', name))
  const engineFiles = ['embedded-image.tar.gz', 'image.ts', 'pglite-module.ts', 'pglite-worker.ts']
  for (const path of [...migrationFiles, ...engineFiles.map((name) => join('api/db', name))]) {
    hash.update(path).update(await readFile(path))
  }
  return hash.digest('hex').slice(0, 16)
}

async function setupPostgres(project: TestProject): Promise<() => Promise<void>> {
  const url = process.env['TEST_DATABASE_URL']
  if (!url) throw new Error('TEST_DATABASE_URL is not set')
  const name = `mujie_template_${randomUUID().slice(0, 8)}`
  await onServer(url, `create database ${name}`)
  const database = await openDatabase({ databaseUrl: databaseUrl(url, name) })
  await migrate(database.db, migrations)
  await database.close()
  project.provide('template', { engine: 'postgres', url, name })
  return () => onServer(url, `drop database if exists ${name} with (force)`)
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new Client(url)
  await client.connect()
  await client.query(statement)
  await client.end()
}

function databaseUrl(url: string, name: string): string {
  const target = new URL(url)
  target.pathname = `/${name}`
  return target.href
}
