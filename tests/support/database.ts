import { randomUUID } from 'node:crypto'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, inject } from 'vitest'
import type { Database, DatabaseOptions } from '#api/db/database.ts'
import { openDatabase } from '#api/db/database.ts'

/** Which engine this run of the suite uses. Only tests of the engines themselves may ask. */
export const engine = process.env['TEST_ENGINE'] === 'postgres' ? 'postgres' : 'embedded'

/** A place for a database: what `openDatabase` takes, and how to remove it. */
export type DatabasePlace = { options: DatabaseOptions; remove(): Promise<void> }

/** A migrated database of this test file's own, closed and removed after its last test. */
export async function openTestDatabase(options: DatabaseOptions = {}): Promise<Database> {
  return openIn(await migratedPlace(), options)
}

/** The same without any table of ours. */
export async function openEmptyDatabase(options: DatabaseOptions = {}): Promise<Database> {
  return openIn(await emptyPlace(), options)
}

async function openIn(place: DatabasePlace, options: DatabaseOptions): Promise<Database> {
  const database = await openDatabase({ ...place.options, ...options })
  afterAll(async () => {
    await database.close()
    await place.remove()
  })
  return database
}

/** A copy of the migrated template that nobody has opened yet. */
export async function migratedPlace(): Promise<DatabasePlace> {
  const template = inject('template')
  if (template.engine === 'postgres') return createServerDatabase(template.url, `template ${template.name}`)
  const place = await temporaryFolder()
  await cp(template.folder, place.dataDir, { recursive: true, force: true })
  await rm(join(place.dataDir, 'lock'), { recursive: true, force: true })
  return { options: { dataDir: place.dataDir }, remove: place.remove }
}

export async function emptyPlace(): Promise<DatabasePlace> {
  const template = inject('template')
  if (template.engine === 'postgres') return createServerDatabase(template.url, '')
  const { dataDir, remove } = await temporaryFolder()
  return { options: { dataDir }, remove }
}

export async function temporaryFolder(): Promise<{ dataDir: string; remove(): Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'mujie-test-'))
  return { dataDir, remove: () => rm(dataDir, { recursive: true, force: true }) }
}

async function createServerDatabase(url: string, from: string): Promise<DatabasePlace> {
  const name = `mujie_test_${randomUUID().replaceAll('-', '')}`
  await onServer(url, `create database ${name} ${from}`)
  const target = new URL(url)
  target.pathname = `/${name}`
  return {
    options: { databaseUrl: target.href },
    remove: () => onServer(url, `drop database if exists ${name} with (force)`),
  }
}

/** Runs one statement on a connection of its own. */
export async function onServer(url: string, statement: string): Promise<void> {
  const client = new Client(url)
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
