import type { Query } from '#api/db/filters.ts'
import type { Filters } from '#api/db/filters.ts'
import { parseFilters } from '#api/db/filters.ts'
import { shown } from '#api/db/feature-json.ts'
import type { SortKey } from '#api/db/sorting.ts'
import { parseSort } from '#api/db/sorting.ts'
import type { Source, SourceProperty } from '#api/db/sources.ts'
import { planarSystems } from '#api/features/ogc/reference-systems.ts'
import type { Zone } from '#api/http/access.ts'
import { dispositionOf as fileDisposition } from '#api/http/disposition.ts'
import { Problem } from '#api/http/problem.ts'
import { CRS84_SRID, STORAGE_SRID } from '#geodata/crs/crs.ts'
import { crsUri, parseCrs } from '#geodata/crs/uri.ts'
import { crsBySrid } from '#geodata/crs/crs.ts'
import type { AreaShownAs, ExportBody, ExportEncoding, ExportFormat } from './export.schema.ts'

/** One column of a ledger file. */
export type PlannedColumn = {
  property: SourceProperty
  label: string
  as?: AreaShownAs
  decimals?: number
  codes?: Readonly<Record<string, string>>
}

/** An export that has been understood and may begin. */
export type ExportPlan = {
  source: Source
  zone: Zone
  format: ExportFormat
  filters: Filters
  sort: readonly SortKey[]
  /** System of the coordinates in the file. */
  srid: number
  encoding: ExportEncoding
  columns: readonly PlannedColumn[]
  /** Attributes of the GIS formats, under the names that an import knows again. */
  attributes: readonly SourceProperty[]
  sumLabel: string
  title: string
  /** `YYYY-MM-DD`, in names and headers. */
  writtenOn: string
}

const invalid = (path: string, rule: string, detail: string, more: object = {}) =>
  new Problem('invalid-request', { detail, errors: [{ path, rule, ...more }] })

export function planExport(zone: Zone, source: Source, body: ExportBody, writtenOn: string): ExportPlan {
  const query: Query = { ...body.filters, ...(body.ids ? { ids: body.ids.join(',') } : {}) }
  return {
    source,
    zone,
    format: body.format,
    filters: parseFilters(source, query),
    sort: parseSort(source, body.sort),
    srid: systemOf(zone, body),
    encoding: body.encoding ?? 'utf-8',
    columns: plannedColumns(source, body),
    attributes: attributesOf(source),
    sumLabel: body.sumLabel ?? 'Σ',
    title: body.title?.trim() || source.reference?.title || source.id,
    writtenOn,
  }
}

/** GeoJSON is always CRS84 (RFC 7946, section 4); survey files are in a plane with the zone number. */
function systemOf(zone: Zone, { format, crs }: ExportBody): number {
  const planes = planarSystems(zone).map(({ srid }) => srid)
  const allowed: Record<ExportFormat, number[]> = {
    geojson: [CRS84_SRID],
    shapefile: [STORAGE_SRID, ...planes],
    'coordinate-text': [...planes].reverse(),
    xlsx: [STORAGE_SRID],
    csv: [STORAGE_SRID],
  }
  const choices = allowed[format]
  if (crs === undefined) return choices[0]!
  const asked = parseCrs(crs)?.srid
  if (asked !== undefined && choices.includes(asked)) return asked
  throw invalid('crs', 'crs', `crs: ${format} is written in ${choices.join(', ')}`, {
    allowed: choices.map((srid) => crsUri(crsBySrid(srid)!)),
  })
}

function plannedColumns(source: Source, { columns, codes = {} }: ExportBody): PlannedColumn[] {
  const all = source.properties.filter(shown)
  const wanted = columns ?? all.map(({ name, attribute }) => ({ name, label: attribute ?? name }))
  return wanted.map(({ name, label, as, decimals }: NonNullable<ExportBody['columns']>[number]) => {
    const property = all.find((candidate) => candidate.name === name)
    if (!property)
      throw invalid('columns', 'property', `columns: ${source.id} has no property ${JSON.stringify(name)}`, {
        allowed: all.map((candidate) => candidate.name),
      })
    if (as && property.unit !== 'm2')
      throw invalid('columns', 'unit', `columns: ${name} is no area and cannot be shown as ${as}`)
    return { property, label: label ?? name, as, decimals, codes: codes[name] }
  })
}

/** A reference layer goes out with the attributes it came in with; ours would come back as its own. */
const attributesOf = (source: Source): SourceProperty[] =>
  source.properties.filter(
    (property) => shown(property) && (source.kind !== 'reference' || property.attribute !== undefined),
  )

const extensions: Record<ExportFormat, string> = {
  geojson: 'geojson',
  shapefile: 'zip',
  'coordinate-text': 'txt',
  xlsx: 'xlsx',
  csv: 'csv',
}

const contentTypes: Record<ExportFormat, string> = {
  geojson: 'application/geo+json',
  shapefile: 'application/zip',
  'coordinate-text': 'text/plain',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv',
}

export function contentTypeOf({ format, encoding }: ExportPlan): string {
  const isText = format === 'coordinate-text' || format === 'csv'
  return isText ? `${contentTypes[format]}; charset=${encoding}` : contentTypes[format]
}

/** RFC 6266: plain ASCII for old programs, the real name in UTF-8 (RFC 5987) for all others. */
export function dispositionOf({ zone, source, title, writtenOn, format }: ExportPlan): string {
  // What was true on a day is named by that day.
  const day = source.asOf?.on ?? writtenOn
  const named = title.includes(day) ? title : `${title}-${day}`
  const extension = extensions[format]
  const full = `${zone.nameZh}-${named}.${extension}`
  return fileDisposition('attachment', full, `${zone.slug}-${source.id}-${day}.${extension}`)
}
