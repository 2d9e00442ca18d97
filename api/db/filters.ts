import type { FieldError } from '#api/http/problem.ts'
import { Problem } from '#api/http/problem.ts'
import { rowsOf } from './as-of-source.ts'
import type { AreaFilter } from './filter-area.ts'
import { areaCondition } from './filter-area.ts'
import { parseBbox } from './filter-area.ts'
import type { DayInterval } from './filter-time.ts'
import { parseInterval } from './filter-time.ts'
import { parseValue } from './filter-values.ts'
import type { Source, SourceProperty } from './sources.ts'
import { findProperty } from './sources.ts'
import type { Parameters } from './statement.ts'

/**
 * The filters that features, ledger, exports and the links of the overview share:
 *
 * `property=a` is one of the values (`a,b`; a comma inside a value is written `\,`) · `property.gte`, `.lte`,
 * `.gt`, `.lt` compare · `property.null=true|false` · `q` looks into the search fields · `bbox` (CRS84, or
 * `bbox-crs`) meets the boundary · `ids=1,2` · `datetime` is a date or an interval of `effective_on` · `on` and
 * `known` ask as of a day (`as-of-source.ts`).
 *
 * Names come from the registry, values become parameters: nothing from outside enters the SQL text.
 */
export type Filters = {
  properties: readonly PropertyFilter[]
  text?: string
  area?: AreaFilter
  ids?: readonly number[]
  interval?: DayInterval
}

type Comparison = 'gte' | 'lte' | 'gt' | 'lt'
export type PropertyFilter =
  | { property: SourceProperty; op: 'in'; values: readonly string[] }
  | { property: SourceProperty; op: Comparison; value: string }
  | { property: SourceProperty; op: 'null'; isNull: boolean }

export type Query = Readonly<Record<string, string | string[] | undefined>>

const comparisons: Record<Comparison, string> = { gte: '>=', lte: '<=', gt: '>', lt: '<' }
const sharedNames = ['q', 'bbox', 'bbox-crs', 'ids', 'datetime', 'on', 'known', 'zone']
const maxIds = 100_000
const maxTextLength = 200

/**
 * Reads the filters of a query string. Names in `others` belong to the route; any name that is neither is
 * refused with 400 naming it and those allowed.
 */
export function parseFilters(source: Source, query: Query, others: readonly string[] = []): Filters {
  const errors: FieldError[] = []
  const properties: PropertyFilter[] = []
  const unknown: string[] = []
  for (const [name, given] of Object.entries(query)) {
    if (given === undefined || sharedNames.includes(name) || others.includes(name)) continue
    const read = parsePropertyFilter(source, name, given)
    if (read === undefined) unknown.push(name)
    else if ('path' in read) errors.push(read)
    else properties.push(read)
  }
  if (unknown.length > 0) throw unknownParameter(source, unknown, others)
  const filters: Filters = { properties, ...parseShared(source, query, errors) }
  if (errors.length > 0) {
    throw new Problem('invalid-request', { detail: errors.map(({ detail }) => detail).join('; '), errors })
  }
  return filters
}

function unknownParameter(source: Source, unknown: string[], others: readonly string[]): Problem {
  const names = source.properties.map(({ name }) => name)
  return new Problem('unknown-parameter', {
    detail: `unknown parameter ${unknown.map((name) => JSON.stringify(name)).join(', ')} for ${source.id}`,
    unknown,
    allowed: [...sharedNames, ...others, ...names],
    errors: unknown.map((name) => ({ path: `query/${name}`, rule: 'unknown' })),
  })
}

export const parameterFault = (name: string, rule: string, detail: string): FieldError => ({
  path: `query/${name}`,
  rule,
  detail: `${name}: ${detail}`,
})

function parsePropertyFilter(
  source: Source,
  name: string,
  given: string | string[],
): PropertyFilter | FieldError | undefined {
  const exact = findProperty(source, name)
  if (exact) return parseEquality(exact, name, given)
  const dot = name.lastIndexOf('.')
  const property = dot > 0 ? findProperty(source, name.slice(0, dot)) : undefined
  const op = name.slice(dot + 1)
  if (!property) return undefined
  const value = Array.isArray(given) ? given[given.length - 1]! : given
  if (op === 'null') return parseNull(property, name, value)
  if (!(op in comparisons)) return undefined
  if (property.kind === 'code' || property.kind === 'boolean')
    return parameterFault(name, 'comparison', `${property.kind} values have no order`)
  const read = parseValue(property, value)
  return read.ok
    ? { property, op: op as Comparison, value: read.value }
    : parameterFault(name, read.reason, read.detail)
}

function parseNull(property: SourceProperty, name: string, value: string): PropertyFilter | FieldError {
  if (value !== 'true' && value !== 'false') return parameterFault(name, 'boolean', 'takes true or false')
  return { property, op: 'null', isNull: value === 'true' }
}

function parseEquality(
  property: SourceProperty,
  name: string,
  given: string | string[],
): PropertyFilter | FieldError {
  const values: string[] = []
  for (const piece of [given].flat().flatMap(splitList)) {
    const read = parseValue(property, piece)
    if (!read.ok) return parameterFault(name, read.reason, read.detail)
    values.push(read.value)
  }
  return { property, op: 'in', values }
}

/** `a,b\,c` → `a` and `b,c`. */
export const splitList = (text: string): string[] =>
  text.split(/(?<!\\),/).map((piece) => piece.replaceAll('\\,', ','))

function single(query: Query, name: string): string | undefined {
  const given = query[name]
  return Array.isArray(given) ? given[given.length - 1] : given
}

function parseShared(source: Source, query: Query, errors: FieldError[]): Partial<Filters> {
  const shared: Partial<Filters> = {}
  const text = single(query, 'q')?.trim()
  if (text && (text.length > maxTextLength || text.includes('\0')))
    errors.push(parameterFault('q', 'length', `takes at most ${maxTextLength} characters`))
  else if (text) shared.text = text

  const bbox = single(query, 'bbox')
  if (bbox !== undefined) {
    const area = parseBbox(bbox, single(query, 'bbox-crs'))
    if (!area.ok) errors.push(parameterFault(area.parameter, area.reason, area.detail))
    else if (source.geometry === 'none')
      errors.push(parameterFault('bbox', 'geometry', 'rows have no boundary'))
    else shared.area = area.area
  }
  const ids = single(query, 'ids')
  if (ids !== undefined) {
    const numbers = ids === '' ? [] : ids.split(',').map(Number)
    if (numbers.length > maxIds || !numbers.every((id) => Number.isSafeInteger(id) && id >= 0))
      errors.push(parameterFault('ids', 'ids', `takes at most ${maxIds} numbers between commas`))
    else shared.ids = numbers
  }
  const datetime = single(query, 'datetime')
  if (datetime !== undefined) {
    const interval = parseInterval(datetime)
    if (!interval.ok) errors.push(parameterFault('datetime', 'datetime', interval.detail))
    else if (source.temporal) shared.interval = interval.interval
  }
  return shared
}

/** The filters as conditions over alias `f`, `true` when there are none. */
export function filterCondition(source: Source, filters: Filters, parameters: Parameters): string {
  const conditions = filters.properties.map((filter) => propertyCondition(filter, parameters))
  if (filters.text !== undefined) conditions.push(textCondition(source, filters.text, parameters))
  if (filters.area) conditions.push(areaCondition(filters.area, parameters))
  if (filters.ids) conditions.push(`f.id = any (${parameters.add(filters.ids, 'bigint[]')})`)
  if (filters.interval) {
    const { from, to } = filters.interval
    if (from) conditions.push(`f.effective_on >= ${parameters.add(from, 'date')}`)
    if (to) conditions.push(`f.effective_on <= ${parameters.add(to, 'date')}`)
  }
  return conditions.length > 0 ? conditions.join(' and ') : 'true'
}

function propertyCondition(filter: PropertyFilter, parameters: Parameters): string {
  const { sql, sqlType, kind } = filter.property
  if (filter.op === 'null') return `${sql} is ${filter.isNull ? '' : 'not '}null`
  if (filter.op === 'in') return `${sql} = any (${parameters.add(filter.values, `${sqlType}[]`)})`
  const collation = kind === 'text' ? ' collate "C"' : ''
  return `${sql}${collation} ${comparisons[filter.op]} ${parameters.add(filter.value, sqlType)}`
}

/** `%`, `_` and `\` in what a person types are ordinary characters. */
export const likePattern = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`

function textCondition(source: Source, text: string, parameters: Parameters): string {
  const place = parameters.add(likePattern(text), 'text')
  const fields = source.properties.filter(({ search }) => search).map(({ sql }) => `${sql} ilike ${place}`)
  return fields.length > 0 ? `(${fields.join(' or ')})` : 'false'
}

/** Rows of a source in one zone: `from … where …` without the filters. */
export function fromSource(source: Source, zoneId: number, parameters: Parameters): string {
  const layer = source.reference
    ? ` and f.layer_id = ${parameters.add(source.reference.layerId, 'bigint')}`
    : ''
  return `from ${rowsOf(source, source.asOf, parameters)} f where f.zone_id = ${parameters.add(zoneId, 'int')}${layer}`
}
