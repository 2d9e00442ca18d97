import type { CollectionSpec } from '#geodata/model/collections.ts'
import type { Geometry } from '#geodata/model/geojson.ts'
import { columnType, isSpatial } from './collection-sql.ts'
import type { Db } from './database.ts'
import { encodeEwkb } from './ewkb.ts'
import { run } from './raw.ts'

/**
 * The one way into the tables, on both engines: `insert … select … from unnest(…)`, boundaries as hexadecimal
 * EWKB. As fast as COPY (performance.md, Import), works embedded, and knows the ids beforehand.
 */

export type InsertMeta = {
  zoneId: number
  changeId: number
  /** Instant of the change, so that all its rows carry the same one. */
  recordedAt: string
  effectiveOn: string
  /** Gauss-Krüger system of the planar area. */
  planarSrid: number
}

export type NewRow = {
  /** From {@link allocateIds}. */
  id: number
  properties: Record<string, unknown>
  geometry?: Geometry | null
  /** Where rows of several changes are inserted together; otherwise that of {@link InsertMeta}. */
  changeId?: number
  effectiveOn?: string
}

export type NewReferenceRow = { id: number; name: string | null; properties: object; geometry: Geometry }

export const rowsPerStatement = 2000

/** Fresh ids, unique over all land tables, in ascending order. */
export async function allocateIds(executor: Db, count: number): Promise<number[]> {
  if (count === 0) return []
  const rows = await run<{ id: number }>(
    executor,
    `select nextval('land_id') as id from generate_series(1, $1::int)`,
    [count],
  )
  return rows.map(({ id }) => id)
}

type Column = { name: string; type: string; values: unknown[]; expression?: string }

/** Columns that no row fills are left to their defaults. */
function propertyColumns(spec: CollectionSpec, rows: readonly NewRow[]): Column[] {
  return spec.fields.flatMap((field) => {
    const values = rows.map(({ properties }) => properties[field.name] ?? null)
    if (values.every((value) => value === null)) return []
    const fallback = field.type === 'code' ? field.fallback : undefined
    const filled = fallback === undefined ? values : values.map((value) => value ?? fallback)
    return [{ name: field.name, type: columnType(field), values: filled }]
  })
}

const geometryColumn = (geometries: (Geometry | null | undefined)[]): Column => ({
  name: 'geom',
  type: 'text',
  values: geometries.map((geometry) => (geometry ? encodeEwkb(geometry) : null)),
  expression: 'u.geom::geometry',
})

async function insertChunk(
  executor: Db,
  table: string,
  constants: Record<string, unknown>,
  columns: Column[],
): Promise<void> {
  const names = Object.keys(constants)
  const fixed = names.map((_, index) => `$${index + 1}`)
  const arrays = columns.map(({ type }, index) => `$${names.length + index + 1}::${type}[]`)
  const text = `insert into ${table} (${[...names, ...columns.map(({ name }) => name)].join(', ')})
    select ${[...fixed, ...columns.map(({ name, expression }) => expression ?? `u.${name}`)].join(', ')}
    from unnest(${arrays.join(', ')}) as u (${columns.map(({ name }) => name).join(', ')})`
  await run(executor, text, [...Object.values(constants), ...columns.map(({ values }) => values)])
}

/** Inserts features or facts of one collection. Boundaries must be valid, on the grid and multi-part. */
export async function insertFeatures(
  executor: Db,
  meta: InsertMeta,
  spec: CollectionSpec,
  rows: readonly NewRow[],
): Promise<void> {
  const constants = {
    zone_id: meta.zoneId,
    recorded_at: meta.recordedAt,
    ...(spec.geometry === 'polygon' && { planar_srid: meta.planarSrid }),
  }
  for (let start = 0; start < rows.length; start += rowsPerStatement) {
    const chunk = rows.slice(start, start + rowsPerStatement)
    const columns: Column[] = [
      { name: 'id', type: 'bigint', values: chunk.map(({ id }) => id) },
      { name: 'change_id', type: 'bigint', values: chunk.map((row) => row.changeId ?? meta.changeId) },
      { name: 'effective_on', type: 'date', values: chunk.map((row) => row.effectiveOn ?? meta.effectiveOn) },
    ]
    if (isSpatial(spec)) columns.push(geometryColumn(chunk.map(({ geometry }) => geometry)))
    await insertChunk(executor, spec.table, constants, [...columns, ...propertyColumns(spec, chunk)])
  }
}

/** Inserts features of a reference layer: any geometry type, their own attributes. */
export async function insertReferenceFeatures(
  executor: Db,
  meta: { zoneId: number; changeId: number; layerId: number },
  rows: readonly NewReferenceRow[],
): Promise<void> {
  const constants = { zone_id: meta.zoneId, change_id: meta.changeId, layer_id: meta.layerId }
  for (let start = 0; start < rows.length; start += rowsPerStatement) {
    const chunk = rows.slice(start, start + rowsPerStatement)
    await insertChunk(executor, 'reference_feature', constants, [
      { name: 'id', type: 'bigint', values: chunk.map(({ id }) => id) },
      geometryColumn(chunk.map(({ geometry }) => geometry)),
      { name: 'name', type: 'text', values: chunk.map(({ name }) => name) },
      { name: 'properties', type: 'text', expression: 'u.properties::jsonb', values: chunk.map(jsonOf) },
    ])
  }
}

const jsonOf = ({ properties }: NewReferenceRow) => JSON.stringify(properties)
