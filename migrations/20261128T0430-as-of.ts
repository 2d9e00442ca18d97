import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * What maps and ledgers of a past day are read by. Past versions get the place that living rows have for tiles, so
 * that a box finds them; facts that were altered since they were entered are few and get an index of their own.
 */
const shapes = {
  parcel: 'MultiPolygon',
  approval_batch: 'MultiPolygon',
  assessment: 'MultiPolygon',
  factory_building: 'MultiPolygon',
  road: 'MultiLineString',
  pipeline: 'MultiLineString',
  facility: 'Point',
} as const

const datedFacts = [
  'supply',
  'supply_start',
  'progress',
  'pause',
  'batch_entry',
  'remediation',
  'indicator_value',
] as const

export const asOf: Migration = {
  async up(db: Kysely<unknown>) {
    const run = (statement: string) => sql.raw(statement).execute(db)
    for (const [table, shape] of Object.entries(shapes)) {
      const label =
        shape === 'MultiPolygon'
          ? `, add column label_3857 geometry(Point, 3857)
               generated always as (ST_PointOnSurface(ST_Transform(geom, 3857))) stored`
          : ''
      await run(`alter table ${table}_history
        add column geom_3857 geometry(${shape}, 3857) generated always as (ST_Transform(geom, 3857)) stored${label}`)
      await run(`create index ${table}_history_geom_3857_idx on ${table}_history using gist (geom_3857)`)
    }
    for (const table of datedFacts)
      await run(`create index ${table}_altered_idx on ${table} (zone_id, effective_on) where version > 1`)
  },
}
