import { execFile, execFileSync } from 'node:child_process'
import { existsSync, openAsBlob, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { openDatabase } from '#api/db/database.ts'
import { migrate } from '#api/db/migrate.ts'
import { createPerson, createToken } from '#api/features/people/people.service.ts'
import { migrations } from '#migrations/index.ts'
import type { ServerSettings, World } from './data.ts'
import type { ChildServer, Result } from './harness.ts'
import { compare, pairedRounds, percentile, perSecond, startServer } from './harness.ts'
import { writeGeojsonFile, writeShapefileArchive } from './import-files.ts'

/**
 * A file of parcels through the whole server, beside `ogr2ogr` with COPY. Twice: until every row is read, checked
 * and in the database (what `ogr2ogr` does, which checks nothing), and until the change is saved, beside
 * `ogr2ogr` and the insert that brings its rows into the same table with its computed areas and indexes.
 */
type Sample = { dryRunMs: number; storedMs: number }

const run = promisify(execFile)
const statesOfWork = new Set(['reading', 'storing'])
const pollMs = 100

const hasOgr = (): boolean => {
  try {
    execFileSync('ogr2ogr', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

export async function benchImport(world: World, rounds: number): Promise<Result[]> {
  const count = world.engine === 'postgres' ? 100_000 : 10_000
  const folder = await mkdtemp(join(tmpdir(), 'mujie-bench-import-'))
  try {
    const files = [
      { what: 'GeoJSON', path: join(folder, 'parcels.geojson'), write: writeGeojsonFile, source: '' },
      {
        what: 'shapefile',
        path: join(folder, 'parcels.zip'),
        write: writeShapefileArchive,
        source: '/vsizip/',
      },
    ]
    for (const { path, write } of files) await write(path, count)
    const stage = await openStage(world, folder)
    try {
      const results: Result[] = []
      for (const { what, path, source } of files) {
        const ours = () => stage.importFile(path, count)
        const name = `import ${count.toLocaleString('en')} parcels, ${what}, ${world.engine}`
        if (!stage.databaseUrl || !hasOgr()) {
          for (let round = 0; round < Math.min(rounds, 3); round++) tell(name, count, await ours())
          continue
        }
        const control = () => ogr2ogr(stage.databaseUrl!, `${source}${path}`)
        const found = await pairedRounds(ours, control, rounds)
        const rate = (pick: (sample: Sample) => number) => (sample: Sample) => (count / pick(sample)) * 1000
        results.push(
          compare(
            `${name}: read, checked, in the database`,
            found,
            rate((s) => s.dryRunMs),
            perSecond,
            {
              atLeast: 0.5,
            },
          ),
          compare(
            `${name}: saved as a change`,
            found,
            rate((s) => s.storedMs),
            perSecond,
          ),
        )
      }
      stage.tellSides()
      return results
    } finally {
      await stage.close()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const tell = (name: string, count: number, { dryRunMs, storedMs }: Sample) =>
  console.log(
    `${name}: checked ${perSecond((count / dryRunMs) * 1000)}, saved ${perSecond((count / storedMs) * 1000)}`,
  )

type Stage = {
  databaseUrl: string | undefined
  importFile(path: string, count: number): Promise<Sample>
  tellSides(): void
  close(): Promise<void>
}

/** A database of its own, a server on it, and somebody who may import. */
async function openStage(world: World, folder: string): Promise<Stage> {
  const settings = await emptyPlace(world, folder)
  const database = await openDatabase(settings)
  await migrate(database.db, migrations)
  const zone = await database.db
    .insertInto('zone')
    .values({ slug: 'bench', nameZh: '测速', nameEn: 'Bench', planarSrid: 4546, boundary: null })
    .returning('id')
    .executeTakeFirstOrThrow()
  const person = { username: 'bench', name: 'bench', password: 'bench-password', roles: ['officer' as const] }
  const userId = await createPerson(database.db, zone.id, person, null)
  const { token } = await createToken(database.db, userId, 'bench', null)
  await database.close()
  const server = await startServer('./app-server.ts', settings)
  const sides = watchSides(server, token)
  return {
    databaseUrl: settings.databaseUrl,
    importFile: (path, count) => importFile(server, settings.databaseUrl, token, path, count),
    tellSides: sides.tell,
    async close() {
      await sides.stop()
      await server.stop()
    },
  }
}

async function emptyPlace({ engine, settings }: World, folder: string): Promise<ServerSettings> {
  if (engine === 'embedded') return { dataDir: join(folder, 'data') }
  const url = new URL(settings.databaseUrl!)
  const client = new Client(url.href)
  await client.connect()
  await client.query('drop database if exists mujie_bench_import with (force)')
  await client.query('create database mujie_bench_import')
  await client.end()
  url.pathname = '/mujie_bench_import'
  return { databaseUrl: url.href }
}

type Job = {
  id: number
  state: string
  layers: { refused: number }[]
  account: { stored: number } | null
  changeId: number
}

async function importFile(
  { origin }: ChildServer,
  databaseUrl: string | undefined,
  token: string,
  path: string,
  count: number,
): Promise<Sample> {
  const headers = { authorization: `Bearer ${token}` }
  const ask = async (method: string, url: string, body?: object) => {
    const answer = await fetch(`${origin}${url}`, {
      method,
      headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${await answer.text()}`)
    return answer.json()
  }
  const settle = async (job: Job) => {
    let present = job
    while (statesOfWork.has(present.state)) {
      await wait(pollMs)
      present = (await ask('GET', `/api/imports/${job.id}`)) as Job
    }
    return present
  }
  const number = `bench ${performance.now()}`
  const record = (await ask('POST', '/api/records', { number, title: 'bench', kind: 'survey' })) as {
    id: number
  }
  const form = new FormData()
  form.append('choices', JSON.stringify({ target: { collection: 'parcels' } }))
  form.append('file', await openAsBlob(path), basename(path))
  const began = performance.now()
  const sent = await fetch(`${origin}/api/imports`, { method: 'POST', headers, body: form })
  const checked = await settle((await sent.json()) as Job)
  const dryRunMs = performance.now() - began
  if (checked.layers[0]?.refused !== 0) throw new Error(`${checked.layers[0]?.refused} rows refused`)
  const stored = await settle(
    (await ask('POST', `/api/imports/${checked.id}/accept`, { recordId: record.id })) as Job,
  )
  const storedMs = performance.now() - began
  if (stored.account?.stored !== count) throw new Error(`${stored.account?.stored} rows stored`)
  if (databaseUrl) await empty(databaseUrl)
  else await ask('POST', `/api/changes/${stored.changeId}/undo`, {})
  return { dryRunMs, storedMs }
}

/** Every round begins with an empty zone. */
async function empty(databaseUrl: string): Promise<void> {
  const client = new Client(databaseUrl)
  await client.connect()
  await client.query(
    'truncate parcel, parcel_cell, change, change_item, import_job, import_row, import_finding cascade',
  )
  await client.end()
}

/** Fields of the file, in its order; a shapefile has cut their names. */
const columns = `code, name, holder, location, land_use_code, declared_area_m2, survey_method, responsible, remarks`

/** As fast as it goes: COPY, no spatial index; then into a table of the shape of ours. */
async function ogr2ogr(databaseUrl: string, path: string): Promise<Sample> {
  const { hostname, port, username, pathname } = new URL(databaseUrl)
  const target = `PG:host=${hostname} port=${port} user=${username} dbname=${pathname.slice(1)}`
  const client = new Client(databaseUrl)
  await client.connect()
  try {
    await client.query('drop table if exists ogr_parcel; drop table if exists ogr_target')
    const began = performance.now()
    const options = '-f PostgreSQL -nln ogr_parcel -nlt MULTIPOLYGON -a_srs EPSG:4490'
    const copy = '-lco GEOMETRY_NAME=geom -lco SPATIAL_INDEX=NONE --config PG_USE_COPY YES'
    await run('ogr2ogr', [...options.split(' '), target, path, ...copy.split(' ')])
    const dryRunMs = performance.now() - began
    await client.query('create table ogr_target (like parcel including all)')
    const { rows } = await client.query<{ names: string }>(
      `select string_agg(quote_ident(attname), ', ' order by attnum) as names from pg_attribute
       where attrelid = 'ogr_parcel'::regclass and attnum > 0 and attname not in ('ogc_fid', 'geom')`,
    )
    const filled = performance.now()
    await client.query(`insert into ogr_target (zone_id, change_id, effective_on, planar_srid, geom, ${columns})
      select 1, 1, '2026-11-22', 4546, geom, ${rows[0]!.names} from ogr_parcel`)
    return { dryRunMs, storedMs: dryRunMs + performance.now() - filled }
  } finally {
    await client.query('drop table if exists ogr_parcel; drop table if exists ogr_target')
    await client.end()
  }
}

const everyMs = 20

/** What others notice meanwhile: how late the server answers without and with the database, and its memory. */
function watchSides({ origin, pid }: ChildServer, token: string) {
  const headers = { authorization: `Bearer ${token}` }
  const waits = { '/healthz': [] as number[], '/ogc/collections/parcels/items?limit=1': [] as number[] }
  const memoryMb = () => {
    if (!existsSync(`/proc/${pid}/status`)) return 0
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
  }
  const idleMb = memoryMb()
  let peakMb = idleMb
  const watch = new AbortController()
  const watching = Object.entries(waits).map(async ([path, times]) => {
    while (!watch.signal.aborted) {
      const began = performance.now()
      await (await fetch(`${origin}${path}`, { headers })).arrayBuffer()
      times.push(performance.now() - began)
      peakMb = Math.max(peakMb, memoryMb())
      await wait(everyMs)
    }
  })
  const over = Promise.all(watching)
  return {
    tell() {
      for (const [path, times] of Object.entries(waits)) {
        const [p99, most] = [percentile(times, 0.99), Math.max(...times)].map((ms) => ms.toFixed(0))
        console.log(`  meanwhile ${path}: p99 ${p99} ms, at most ${most} ms of ${times.length} answers`)
      }
      console.log(
        `  memory at most ${(peakMb - idleMb).toFixed(0)} MiB beyond the idle server's ${idleMb.toFixed(0)}`,
      )
    },
    async stop() {
      watch.abort()
      await over
    },
  }
}
