import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import {
  columnType,
  fieldNames,
  measuredColumns,
  references,
  versionColumns,
} from '#api/db/collection-sql.ts'
import { collections } from '#geodata/model/collections.ts'
import { openTestDatabase } from '#tests/support/database.ts'

const database = await openTestDatabase()

type Column = {
  table_name: string
  column_name: string
  data_type: string
  is_nullable: string
  is_generated: string
}
const { rows: columns } = await sql
  .raw<Column>(
    `select table_name, column_name, data_type, is_nullable, is_generated from information_schema.columns
     where table_schema = 'public'`,
  )
  .execute(database.db.withoutPlugins())

const columnsOf = (table: string) =>
  new Map(
    columns.filter(({ table_name }) => table_name === table).map((column) => [column.column_name, column]),
  )

const longNames: Record<string, string> = { int: 'integer' }
const system = ['zone_id', 'id', 'version', 'change_id', 'effective_on', 'recorded_at']
const drawn = ['geom_3857', 'label_3857']
const past = ['effective_until', 'superseded_at', 'superseded_by', 'ended']

describe.each(collections.map((spec) => [spec.table, spec] as const))('%s', (table, spec) => {
  it('has just the columns of the registry, in their types', () => {
    const actual = columnsOf(table)
    const expected = [...system, ...versionColumns(spec), ...measuredColumns(spec)]
    expect([...actual.keys()].filter((name) => !drawn.includes(name)).sort()).toEqual([...expected].sort())
    for (const field of spec.fields) {
      const type = columnType(field)
      expect([field.name, actual.get(field.name)!.data_type]).toEqual([field.name, longNames[type] ?? type])
    }
  })

  it('requires what the registry requires, and nothing else', () => {
    const actual = columnsOf(table)
    const filled = spec.fields.filter(
      (field) => field.required || field.computed || (field.type === 'code' && field.fallback !== undefined),
    )
    const notNull = fieldNames(spec).filter((name) => actual.get(name)!.is_nullable === 'NO')
    expect(notNull).toEqual(filled.map(({ name }) => name))
  })

  it('keeps all of a version in its history', () => {
    const living = columnsOf(table)
    const history = columnsOf(`${table}_history`)
    const expected = [...system, ...versionColumns(spec), ...measuredColumns(spec), ...past]
    expect([...history.keys()].filter((name) => !drawn.includes(name)).sort()).toEqual([...expected].sort())
    for (const name of [...system, ...versionColumns(spec)])
      expect([name, history.get(name)!.data_type]).toEqual([name, living.get(name)!.data_type])
    // Measures are kept as they were computed then; only where the map draws a version follows from its boundary.
    const generated = [...history.values()].filter(({ is_generated }) => is_generated === 'ALWAYS')
    expect(generated.map(({ column_name }) => column_name).sort()).toEqual(
      [...living.keys()].filter((name) => drawn.includes(name)).sort(),
    )
  })

  it('computes its measures itself', () => {
    for (const name of measuredColumns(spec)) expect(columnsOf(table).get(name)!.is_generated).toBe('ALWAYS')
  })
})

describe('constraints', () => {
  it('tie every reference to its collection within the zone, and can wait for the end of a change', async () => {
    const { rows } = await sql
      .raw<{ name: string; target: string; columns: number; deferrable: boolean }>(
        `select conname as name, confrelid::regclass::text as target, cardinality(conkey) as columns,
           condeferrable as deferrable from pg_constraint where contype = 'f'`,
      )
      .execute(database.db)
    const byName = new Map(rows.map((row) => [row.name, row]))
    for (const { spec, column, to } of references)
      expect(byName.get(`${spec.table}_${column}_fkey`)).toMatchObject({
        target: to.table,
        columns: 2,
        deferrable: true,
      })
  })

  it('make unique what the registry calls unique', async () => {
    const { rows } = await sql
      .raw<{ name: string }>(`select indexname as name from pg_indexes where indexdef like 'CREATE UNIQUE%'`)
      .execute(database.db)
    const names = new Set(rows.map(({ name }) => name))
    const wanted = collections.flatMap(({ table, fields }) =>
      fields.flatMap(({ name, unique }) => (unique ? [`${table}_${name}_key`] : [])),
    )
    expect(wanted.filter((name) => !names.has(name))).toEqual([])
  })
})
