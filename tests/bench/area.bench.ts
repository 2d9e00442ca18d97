import { Pool } from 'pg'
import { ellipsoidalAreaM2 } from '#geodata/geometry/ellipsoidal-area.ts'
import type { PolygonGeometry } from '#geodata/model/geojson.ts'
import { scaleParcels } from '#geodata/demo/scale.ts'
import type { World } from './data.ts'
import { seed } from './data.ts'
import type { Result } from './harness.ts'
import { compare, milliseconds, pairedRounds } from './harness.ts'

const inMemory = 100_000

/** Acreage of every parcel in Node, beside `ST_Area(geography)` of the same parcels in PostgreSQL. */
export async function benchArea(world: World, rounds: number): Promise<Result[]> {
  const pool = new Pool({ connectionString: world.settings.databaseUrl, max: 1 })
  let sums: [number, number] = [0, 0]
  /** Parcels are made in pieces, so that the memory holds; only the areas are timed. */
  const ours = async (): Promise<number> => {
    let tookMs = 0
    let sum = 0
    let piece: PolygonGeometry[] = []
    const add = () => {
      const began = performance.now()
      for (const geometry of piece) sum += ellipsoidalAreaM2(geometry)
      tookMs += performance.now() - began
      piece = []
    }
    for (const { geometry } of scaleParcels(world.count, seed)) {
      piece.push(geometry)
      if (piece.length === inMemory) add()
    }
    add()
    sums = [sum, sums[1]]
    return tookMs
  }
  const control = async (): Promise<number> => {
    const began = performance.now()
    const { rows } = await pool.query<{ sum: number }>(
      `select sum(ST_Area(geom::geography))::float8 as sum from parcel where zone_id = $1`,
      [world.zoneId],
    )
    const tookMs = performance.now() - began
    sums = [sums[0], rows[0]!.sum]
    return tookMs
  }
  try {
    const found = await pairedRounds(ours, control, rounds)
    if (Math.abs(sums[0] / sums[1] - 1) > 1e-6) throw new Error(`${sums[0]} m² is not ${sums[1]} m²`)
    const what = `acreage of ${world.count.toLocaleString('en')} parcels in Node, to ST_Area(geography)`
    return [compare(what, found, (ms) => ms, milliseconds, { atMost: 0.5 })]
  } finally {
    await pool.end()
  }
}
