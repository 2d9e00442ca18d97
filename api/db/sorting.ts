import { Problem } from '#api/http/problem.ts'
import type { Source, SourceProperty } from './sources.ts'
import { findProperty } from './sources.ts'

/**
 * The order of rows: codes and numbers as people count (KF-2 before KF-10), codes of a list in the order of
 * that list, other text by code point (collation "C": the embedded engine has no Chinese collation, and both
 * engines must agree). Empty values stand last; rows that tie follow their ids.
 */
export type SortKey = { property: SourceProperty; descending: boolean }

const mostKeys = 5

/** Reads `-declared_area_m2,code`. */
export function parseSort(source: Source, text: string | undefined): SortKey[] {
  const names = text ? text.split(',') : []
  const keys = names.map((name) => {
    const descending = name.startsWith('-')
    const property = findProperty(source, descending ? name.slice(1) : name)
    if (!property) throw unknownKey(source, name)
    return { property, descending }
  })
  if (keys.length > mostKeys)
    throw new Problem('invalid-request', { detail: `sort: takes at most ${mostKeys} properties` })
  return keys
}

function unknownKey(source: Source, name: string): Problem {
  return new Problem('invalid-request', {
    detail: `sort: ${source.id} has no property ${JSON.stringify(name.slice(0, 100))}`,
    errors: [
      { path: 'query/sort', rule: 'property', allowed: source.properties.map((property) => property.name) },
    ],
  })
}

export const quotedText = (text: string): string => `'${text.replaceAll("'", "''")}'`

function orderExpression({ sql, kind, natural, codes }: SourceProperty): string {
  if (kind === 'code') return `array_position(array[${codes!.map(quotedText).join(', ')}], ${sql})`
  if (kind !== 'text') return sql
  return natural ? `natural_order(${sql}) collate "C"` : `${sql} collate "C"`
}

/** `order by …` over the alias `f`. */
export function orderBy(keys: readonly SortKey[]): string {
  const pieces = keys.map(({ property, descending }) => {
    // Where nothing is empty the plain order is the same and an index can give it backwards, too.
    const nulls = property.required ? '' : ' nulls last'
    return `${orderExpression(property)}${descending ? ' desc' : ''}${nulls}`
  })
  const backwards = keys.at(-1)?.descending ?? false
  return `order by ${[...pieces, backwards ? 'f.id desc' : 'f.id'].join(', ')}`
}
