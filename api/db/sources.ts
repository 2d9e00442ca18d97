import type { FieldSpec, FieldUnit } from '#geodata/model/fields.ts'
import type { GeometryKind } from '#geodata/model/collections.ts'
import { collections } from '#geodata/model/collections.ts'
import { viewCollections } from '#geodata/model/views.ts'
import type { AsOf } from '#api/http/as-of.ts'
import type { Database } from './database.ts'

/**
 * What can be read: every collection, every view of facts, every reference layer. OGC API – Features, the
 * ledger and the exports take columns, filters, sorting and sums from here; nothing else names the columns.
 */
export type PropertyKind =
  | 'text'
  | 'code'
  | 'integer'
  | 'number'
  | 'date'
  | 'instant'
  | 'boolean'
  | 'reference'

export type SourceProperty = {
  name: string
  /** Name of the person's own attribute, in a reference layer. */
  attribute?: string
  kind: PropertyKind
  /** Expression over the alias `f` of the table. */
  sql: string
  /** Type of that expression; parameters are cast to it so that indexes serve. */
  sqlType: 'text' | 'bigint' | 'numeric' | 'double precision' | 'date' | 'timestamptz' | 'boolean'
  unit?: FieldUnit
  codes?: readonly string[]
  /** The collection that a reference points to. */
  to?: string
  search?: boolean
  /** Never null. */
  required?: boolean
  /** Sorted so that KF-2 stands before KF-10. */
  natural?: boolean
  /** Asked for by filters, never part of a feature's properties. */
  hidden?: boolean
}

export type Source = {
  /** Path segment: `parcels`, `idle-land`, `reference-old-cadastre`. */
  id: string
  kind: 'collection' | 'fact' | 'view' | 'reference'
  table: string
  geometry: GeometryKind | 'any'
  /** The property that names a row to a person. */
  title: string
  properties: readonly SourceProperty[]
  /** Whether rows have the date from which they are true. */
  temporal: boolean
  reference?: ReferenceLayerInfo
  /** The day and the knowledge that it is asked about; now without it. */
  asOf?: AsOf
}

export type ReferenceLayerInfo = { layerId: number; slug: string; title: string; titleEn: string | null }

type ReferenceField = { name: string; type: string }

const naturalName = /^(code|name|number)$|_(no|code)$/

/** Areas in m² and money are kept as decimals, the other measures as doubles (migrations, ground). */
const decimalUnits: readonly FieldUnit[] = ['m2', 'wan_yuan']

const sqlTypes = {
  text: 'text',
  code: 'text',
  integer: 'bigint',
  reference: 'bigint',
  date: 'date',
  boolean: 'boolean',
} as const

function propertyOf(field: FieldSpec): SourceProperty {
  const base = {
    name: field.name,
    sql: `f.${field.name}`,
    search: field.search ?? false,
    required: field.required ?? false,
  }
  if (field.type === 'number') {
    const sqlType = decimalUnits.includes(field.unit) ? 'numeric' : 'double precision'
    return { ...base, kind: 'number', sqlType, unit: field.unit }
  }
  const property: SourceProperty = { ...base, kind: field.type, sqlType: sqlTypes[field.type] }
  if (field.type === 'code') property.codes = field.codes
  if (field.type === 'reference') property.to = field.to
  if (field.type === 'text') property.natural = naturalName.test(field.name)
  return property
}

const system = (
  name: string,
  kind: PropertyKind,
  sqlType: SourceProperty['sqlType'],
  more: Partial<SourceProperty> = {},
): SourceProperty => ({ name, kind, sqlType, sql: `f.${name}`, ...more })

const idProperty = system('id', 'integer', 'bigint', { hidden: true })
const versionProperty = system('version', 'integer', 'bigint')
const changeProperty = system('change_id', 'integer', 'bigint', { hidden: true })
const times = [system('effective_on', 'date', 'date'), system('recorded_at', 'instant', 'timestamptz')]
const ellipsoidal = system('area_ellipsoidal_m2', 'number', 'double precision', { unit: 'm2' })
const planar = system('area_planar_m2', 'number', 'double precision', { unit: 'm2' })
const lengthM = system('length_m', 'number', 'double precision', { unit: 'm' })

const measures: Record<GeometryKind, SourceProperty[]> = {
  polygon: [ellipsoidal, planar],
  line: [lengthM],
  point: [],
  none: [],
}

const written: Source[] = collections.map((spec) => ({
  id: spec.id,
  kind: spec.geometry === 'none' ? 'fact' : 'collection',
  table: spec.table,
  geometry: spec.geometry,
  title: spec.title,
  temporal: true,
  properties: [
    ...spec.fields.map(propertyOf),
    ...measures[spec.geometry],
    versionProperty,
    ...times,
    idProperty,
    changeProperty,
  ],
}))

const views: Source[] = viewCollections.map((view) => ({
  id: view.id,
  kind: 'view',
  table: view.table,
  geometry: view.geometry,
  title: view.title,
  temporal: true,
  properties: [...view.fields.map(propertyOf), ...measures.polygon, versionProperty, ...times, idProperty],
}))

/** All sources but the reference layers, which belong to their zone. */
export const fixedSources: readonly Source[] = [...written, ...views]

const fixedById = new Map(fixedSources.map((source) => [source.id, source]))

export const findFixedSource = (id: string): Source | undefined => fixedById.get(id)

/** Members of a row and parameters of requests: an attribute of such a name is asked for as `attribute.<name>`. */
const takenNames = new Set(
  'id version bbox point titles zone q ids datetime on known than bbox-crs crs limit offset cursor sort columns by f format encoding'.split(
    ' ',
  ),
)

const referencePrefix = 'reference-'

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`

/** People's own attributes live in a JSON column; one of the wrong type counts as absent, never as a fault. */
function referenceProperty({ name: attribute, type }: ReferenceField): SourceProperty {
  const key = quoted(attribute)
  const name = takenNames.has(attribute) ? `attribute.${attribute}` : attribute
  const text = `(f.properties ->> ${key})`
  const typed = (
    jsonType: string,
    sqlType: SourceProperty['sqlType'],
    kind: PropertyKind,
  ): SourceProperty => ({
    name,
    attribute,
    kind,
    sqlType,
    sql: `(case when jsonb_typeof(f.properties -> ${key}) = '${jsonType}' then ${text}::${sqlType} end)`,
  })
  if (type === 'integer' || type === 'number') return typed('number', 'numeric', 'number')
  if (type === 'boolean') return typed('boolean', 'boolean', 'boolean')
  return { name, attribute, kind: 'text', sqlType: 'text', sql: text, search: true, natural: true }
}

export function referenceSource(layer: ReferenceLayerInfo & { fields: readonly ReferenceField[] }): Source {
  const own = layer.fields.filter(({ name }) => !name.includes('\0')).map(referenceProperty)
  const shared = [ellipsoidal, lengthM, versionProperty, idProperty, changeProperty]
  const taken = new Set(own.map(({ name }) => name))
  return {
    id: `${referencePrefix}${layer.slug}`,
    kind: 'reference',
    table: 'reference_feature',
    geometry: 'any',
    title: 'name',
    temporal: false,
    properties: [...own, ...shared.filter(({ name }) => !taken.has(name))],
    reference: {
      layerId: layer.layerId,
      slug: layer.slug,
      title: layer.title,
      titleEn: layer.titleEn,
    },
  }
}

type LayerRow = {
  id: number
  slug: string
  title: string
  title_en: string | null
  fields: ReferenceField[]
}

async function loadReferenceSources(database: Database, zoneId: number, slug?: string): Promise<Source[]> {
  const rows = await database.query<LayerRow>(
    'reference-sources',
    `select id, slug, title, title_en, fields from reference_layer
     where zone_id = $1 and ($2::text is null or slug = $2) order by id`,
    [zoneId, slug ?? null],
  )
  return rows.map((row) =>
    referenceSource({
      layerId: row.id,
      slug: row.slug,
      title: row.title,
      titleEn: row.title_en,
      fields: row.fields,
    }),
  )
}

/** The source with this id as the zone sees it. */
export async function findSource(
  database: Database,
  zoneId: number,
  id: string,
): Promise<Source | undefined> {
  const fixed = fixedById.get(id)
  if (fixed || !id.startsWith(referencePrefix)) return fixed
  return (await loadReferenceSources(database, zoneId, id.slice(referencePrefix.length)))[0]
}

export const listReferenceSources = (database: Database, zoneId: number): Promise<Source[]> =>
  loadReferenceSources(database, zoneId)

export const findProperty = (source: Source, name: string): SourceProperty | undefined =>
  source.properties.find((property) => property.name === name)

/** Areas, lengths and money can be added up; widths, depths and ratios cannot. */
export const isSummable = ({ kind, unit, name }: SourceProperty): boolean =>
  kind === 'number' && (unit === 'm2' || unit === 'wan_yuan' || (unit === 'm' && name.endsWith('length_m')))
