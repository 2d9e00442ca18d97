import { Pool } from 'pg'
import type { MultiPolygonGeometry, Position } from '#geodata/model/geojson.ts'
import type { World } from './data.ts'
import type { Result } from './harness.ts'
import { milliseconds, percentile, startServer, within } from './harness.ts'

type Item = { id: number; geometry: MultiPolygonGeometry; properties: { version: number } }

const edits = 300
const warmUps = 40
const limitMs = 50
const growthLimit = 1.5
const inwards = 0.02

/** 95th percentiles of the smaller sizes, for the growth between them. */
const before = new Map<string, number>()

/** The first corner goes a little towards the middle: still inside its own parcel. */
function nudged({ coordinates: [first, ...parts] }: MultiPolygonGeometry): MultiPolygonGeometry {
  const [outer, ...holes] = first!
  const ring = outer!.slice(0, -1)
  const middle = [0, 1].map((axis) => ring.reduce((sum, at) => sum + at[axis]!, 0) / ring.length)
  const moved = ring[0]!.map((value, axis) => value + (middle[axis]! - value) * inwards) as Position
  return { type: 'MultiPolygon', coordinates: [[[moved, ...ring.slice(1), moved], ...holes], ...parts] }
}

/**
 * One officer saves one new boundary after the other through the whole server: rules, overlap with neighbours,
 * history, tiles. Every parcel gets its old boundary back, which is measured too.
 */
export async function benchSave(world: World): Promise<Result[]> {
  const server = await startServer('./app-server.ts', world.settings)
  const headers = { authorization: `Bearer ${world.token}`, 'content-type': 'application/json' }
  const ask = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const answer = await fetch(server.origin + path, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as T
  }
  try {
    const number = `bench ${Date.now()}`
    const record = await ask<{ id: number }>('POST', '/api/records', {
      number,
      title: number,
      kind: 'survey',
    })
    const times: number[] = []
    const save = async (id: number, version: number, geometry: MultiPolygonGeometry): Promise<number> => {
      const began = performance.now()
      const { results } = await ask<{ results: { version: number }[] }>('POST', '/api/changes', {
        recordId: record.id,
        operations: [{ op: 'boundary', collection: 'parcels', id, version, geometry }],
      })
      times.push(performance.now() - began)
      return results[0]!.version
    }
    for (const id of await spreadIds(world, (edits + warmUps) / 2)) {
      const { geometry, properties } = await ask<Item>('GET', `/ogc/collections/parcels/items/${id}`)
      const version = await save(id, properties.version, nudged(geometry))
      await save(id, version, geometry)
    }
    return resultsOf(world, times.slice(warmUps))
  } finally {
    await server.stop()
  }
}

/** Parcels from all over the town. */
async function spreadIds({ settings, zoneId, count }: World, wanted: number): Promise<number[]> {
  if (!settings.databaseUrl) return Array.from({ length: wanted }, (_, i) => firstId + i * 37)
  const pool = new Pool({ connectionString: settings.databaseUrl, max: 1 })
  try {
    const { rows } = await pool.query<{ id: number }>(
      `select id::int from (select id, row_number() over (order by id) as place from parcel where zone_id = $1) p
       where place % $2 = 1 limit $3`,
      [zoneId, Math.floor(count / wanted), wanted],
    )
    return rows.map(({ id }) => id)
  } finally {
    await pool.end()
  }
}

/** The record and the change of a bench world have the first two ids. */
const firstId = 3

function resultsOf({ engine, count }: World, times: number[]): Result[] {
  const p95 = percentile(times, 0.95)
  const name = `saving one edit at ${count.toLocaleString('en')}, ${engine}`
  console.log(`  median ${milliseconds(percentile(times, 0.5))}, most ${milliseconds(Math.max(...times))}`)
  const results = [within(`${name}, p95`, p95, limitMs, milliseconds)]
  const smaller = before.get(engine)
  if (smaller !== undefined)
    results.push({
      what: `${name}, to the smaller zone`,
      ours: milliseconds(p95),
      control: milliseconds(smaller),
      ratio: p95 / smaller,
      target: { atMost: growthLimit },
    })
  before.set(engine, p95)
  return results
}
