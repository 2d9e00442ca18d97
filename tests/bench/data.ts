import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { allocateIds, insertFeatures, rowsPerStatement } from '#api/db/bulk.ts'
import type { NewRow } from '#api/db/bulk.ts'
import type { Database } from '#api/db/database.ts'
import { openDatabase } from '#api/db/database.ts'
import { migrate } from '#api/db/migrate.ts'
import { createPerson, createToken } from '#api/features/people/people.service.ts'
import type { ScaleParcel } from '#geodata/demo/scale.ts'
import { scaleParcels } from '#geodata/demo/scale.ts'
import { findCollection } from '#geodata/model/collections.ts'
import { migrations } from '#migrations/index.ts'

export type Engine = 'postgres' | 'embedded'
export type ServerSettings = { databaseUrl?: string; dataDir?: string }

/** A database with one zone of so many parcels, and somebody who may read it. */
export type World = {
  engine: Engine
  count: number
  settings: ServerSettings
  zoneId: number
  /** Personal access token of an officer of the zone. */
  token: string
  /** Middle of the parcels, in degrees; the town is about square, with this half side. */
  middle: [number, number]
  halfSideM: number
  remove(): Promise<void>
}

export const seed = 20_261_122
const today = '2026-11-22'
const statuses = ['reserve', 'unsupplied', 'supplied', 'standard', 'idle', 'disposing', 'disposed'] as const

/** Makes the database, or takes the one that an earlier run has made whole on the same server. */
export async function openWorld(engine: Engine, count: number, serverUrl?: string): Promise<World> {
  const place = engine === 'postgres' ? await serverPlace(serverUrl!, count) : await folderPlace()
  const database = await openDatabase({ ...place.settings, statementTimeoutMs: 600_000 })
  try {
    await migrate(database.db, migrations)
    const known = place.isNew ? undefined : await findZone(database, count)
    const zoneId = known ?? (await fill(database, count))
    const token = await newToken(database, zoneId)
    const halfSideM = Math.sqrt(count * 14_500) / 2
    return {
      engine,
      count,
      settings: place.settings,
      zoneId,
      token,
      middle: [111, 35],
      halfSideM,
      remove: place.remove,
    }
  } finally {
    await database.close()
  }
}

type Place = { settings: ServerSettings; isNew: boolean; remove(): Promise<void> }

async function folderPlace(): Promise<Place> {
  const dataDir = await mkdtemp(join(tmpdir(), 'mujie-bench-'))
  return { settings: { dataDir }, isNew: true, remove: () => rm(dataDir, { recursive: true, force: true }) }
}

async function serverPlace(serverUrl: string, count: number): Promise<Place> {
  const name = `mujie_bench_${count}`
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  const client = new Client(serverUrl)
  await client.connect()
  const { rowCount } = await client.query('select from pg_database where datname = $1', [name])
  if (!rowCount) await client.query(`create database ${name}`)
  await client.end()
  return { settings: { databaseUrl: url.href }, isNew: !rowCount, remove: async () => undefined }
}

/** The zone of an earlier run; undefined where that run did not come to its end. */
async function findZone(database: Database, count: number): Promise<number | undefined> {
  const [table] = await database.query<{ found: boolean }>(
    '',
    `select to_regclass('parcel') is not null as found`,
    [],
  )
  if (!table?.found) return undefined
  const [zone] = await database.query<{ id: number; count: number }>(
    '',
    `select z.id, count(*)::int as count from zone z join parcel p on p.zone_id = z.id
     where z.slug = 'bench' group by z.id`,
    [],
  )
  if (zone?.count === count) return zone.id
  throw new Error('the bench database is not complete: drop it and run again')
}

async function fill(database: Database, count: number): Promise<number> {
  const began = performance.now()
  const zone = await database.db
    .insertInto('zone')
    .values({ slug: 'bench', nameZh: '测速', nameEn: 'Bench', planarSrid: 4546, boundary: null })
    .returning('id')
    .executeTakeFirstOrThrow()
  await database.db.transaction().execute(async (trx) => {
    const [recordId, changeId] = await allocateIds(trx, 2)
    await trx
      .insertInto('record')
      .values({ zoneId: zone.id, id: recordId!, number: 'BENCH', title: '测速', kind: 'other' })
      .execute()
    await trx
      .insertInto('change')
      .values({
        zoneId: zone.id,
        id: changeId!,
        recordId: recordId!,
        source: 'command',
        effectiveOn: today,
        userName: 'bench',
        itemCount: count,
      })
      .execute()
    const meta = {
      zoneId: zone.id,
      changeId: changeId!,
      recordedAt: `${today}T00:00:00.000Z`,
      effectiveOn: today,
      planarSrid: 4546,
    }
    let chunk: ScaleParcel[] = []
    let done = 0
    const store = async () => {
      const ids = await allocateIds(trx, chunk.length)
      await insertFeatures(
        trx,
        meta,
        findCollection('parcels')!,
        chunk.map((parcel, i) => toRow(ids[i]!, parcel)),
      )
      done += chunk.length
      chunk = []
      if (done % 100_000 === 0) console.log(`  ${done} of ${count} parcels`)
    }
    for (const parcel of scaleParcels(count, seed)) {
      chunk.push(parcel)
      if (chunk.length === rowsPerStatement) await store()
    }
    if (chunk.length > 0) await store()
  })
  for (const table of ['parcel', 'parcel_cell']) await database.query('', `vacuum (analyze) ${table}`, [])
  console.log(`  ${count} parcels stored in ${((performance.now() - began) / 1000).toFixed(0)} s`)
  return zone.id
}

/** States are spread so that no two neighbours need be alike. */
const toRow = (id: number, { code, landUseCode, holder, declaredAreaM2, geometry }: ScaleParcel): NewRow => ({
  id,
  properties: {
    code,
    name: id % 3 === 0 ? `产业地块 ${id}` : null,
    status: statuses[(id * 31) % statuses.length],
    land_use_code: landUseCode,
    land_use_scheme: 'ydyh',
    holder,
    declared_area_m2: declaredAreaM2,
    declared_area_basis: 'survey',
  },
  geometry: { type: 'MultiPolygon', coordinates: [geometry.coordinates] },
})

/** People of earlier runs leave the zone: the watch writes its notices for everybody who works in it. */
async function newToken(database: Database, zoneId: number): Promise<string> {
  await database.query('', 'delete from zone_role where zone_id = $1', [zoneId])
  const username = `bench-${Date.now().toString(36)}`
  const person = { username, name: username, password: `${username}-password`, roles: ['officer'] as const }
  const id = await createPerson(database.db, zoneId, { ...person, roles: [...person.roles] }, null)
  return (await createToken(database.db, id, 'bench', null)).token
}
