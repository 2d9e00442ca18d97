import { rowsOf } from './as-of-source.ts'
import type { Source, SourceProperty } from './sources.ts'
import { findFixedSource } from './sources.ts'
import type { Parameters } from './statement.ts'

/** The row that a reference of the row `f` points to, as `t`, on the day that the source is asked about. */
export function referredTo(
  source: Source,
  { sql, to }: SourceProperty,
  parameters: Parameters,
): { target: Source; from: string } | undefined {
  const target = to === undefined ? undefined : findFixedSource(to)
  if (!target) return undefined
  const rows = rowsOf(target, source.asOf, parameters)
  return { target, from: `from ${rows} t where t.zone_id = f.zone_id and t.id = ${sql}` }
}

/** What a person calls it; undefined for a property that is no reference. */
export function titleSql(
  source: Source,
  property: SourceProperty,
  parameters: Parameters,
): string | undefined {
  const found = referredTo(source, property, parameters)
  return found && `(select t.${found.target.title} ${found.from})`
}
