import type { CollectionSpec, GeometryKind } from '#geodata/model/collections.ts'
import { collections, findCollection } from '#geodata/model/collections.ts'
import type { FieldSpec } from '#geodata/model/fields.ts'
import { isExact } from '#geodata/rules/property-rules.ts'

/** SQL that is derived from the registry of collections; names in it never come from a request. */

/** Type of the column behind a field. */
export function columnType(field: FieldSpec): string {
  switch (field.type) {
    case 'text':
    case 'code':
      return 'text'
    case 'integer':
      return 'int'
    case 'number':
      return isExact(field) ? 'numeric' : 'double precision'
    case 'date':
      return 'date'
    case 'boolean':
      return 'boolean'
    case 'reference':
      return 'bigint'
  }
}

const stored: Record<GeometryKind, readonly string[]> = {
  polygon: ['planar_srid', 'geom'],
  line: ['geom'],
  point: ['geom'],
  none: [],
}

const measured: Record<GeometryKind, readonly string[]> = {
  polygon: ['area_ellipsoidal_m2', 'area_planar_m2'],
  line: ['length_m'],
  point: [],
  none: [],
}

/** Columns of the boundary that are written. */
export const geometryColumns = (spec: CollectionSpec): readonly string[] => stored[spec.geometry]

/** Columns that the database computes from the boundary. */
export const measuredColumns = (spec: CollectionSpec): readonly string[] => measured[spec.geometry]

export const isSpatial = (spec: CollectionSpec): boolean => spec.geometry !== 'none'

export const fieldNames = (spec: CollectionSpec): string[] => spec.fields.map(({ name }) => name)

/** All that a past version repeats of a living row. */
export const versionColumns = (spec: CollectionSpec): string[] => [
  ...geometryColumns(spec),
  ...fieldNames(spec),
]

/** The properties of a row as JSON: numbers as numbers, dates as text. */
export const propertiesJson = (spec: CollectionSpec, alias: string): string => {
  const names = [...fieldNames(spec), ...measuredColumns(spec)]
  return `jsonb_build_object(${names.map((name) => `'${name}', ${alias}.${name}`).join(', ')})`
}

/** Digits that tell apart all points of the storage grid. */
export const gridDigits = 9

export const geometryJson = (spec: CollectionSpec, alias: string): string =>
  isSpatial(spec) ? `ST_AsGeoJSON(${alias}.geom, ${gridDigits})::json` : 'null::json'

/** West, south, east, north of a row as a JSON array. */
export const bboxJson = (alias: string): string =>
  `json_build_array(${['XMin', 'YMin', 'XMax', 'YMax'].map((edge) => `ST_${edge}(${alias}.geom)`).join(', ')})`

export const specOf = (id: string): CollectionSpec => {
  const spec = findCollection(id)
  if (!spec) throw new Error(`no collection is called ${id}`)
  return spec
}

export type Reference = { spec: CollectionSpec; column: string; to: CollectionSpec }

/** Which collections point at which: a supply at its parcel, an agreed start at its supply. */
export const references: readonly Reference[] = collections.flatMap((spec) =>
  spec.fields.flatMap((field) =>
    field.type === 'reference' ? [{ spec, column: field.name, to: specOf(field.to) }] : [],
  ),
)
