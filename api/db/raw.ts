import { CompiledQuery } from 'kysely'
import type { Db } from './database.ts'

/**
 * Runs SQL whose table or columns come from the registry. Rows carry the column names of the statement
 * (snake_case: they are the properties on the wire).
 */
export async function run<Row = Record<string, unknown>>(
  executor: Db,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const result = await executor.withoutPlugins().executeQuery<Row>(CompiledQuery.raw(text, [...values]))
  return result.rows
}
