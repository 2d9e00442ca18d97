import type { CollectionSpec } from '#geodata/model/collections.ts'
import { findCollection } from '#geodata/model/collections.ts'
import type { FieldSpec } from '#geodata/model/fields.ts'
import { mapFieldNames } from '#geodata/model/field-names.ts'
import type { Layer } from '#geodata/formats/exchange.ts'
import type { GeometryType } from '#geodata/model/geojson.ts'
import type { DroppedField, ImportChoices, ImportTarget } from './import-protocol.ts'

/** The collection of a target; undefined for a reference layer. */
export const targetSpec = (target: ImportTarget): CollectionSpec | undefined =>
  'collection' in target ? findCollection(target.collection) : undefined

const areal = (types: readonly GeometryType[]) =>
  types.length > 0 && types.every((type) => type === 'Polygon' || type === 'MultiPolygon')

/** Where a layer belongs until a person says otherwise: areas with a code of their own are parcels. */
export function suggestTarget(
  layer: Layer,
  fields: readonly string[],
  types: readonly GeometryType[],
): ImportTarget {
  const parcels = findCollection('parcels')!
  const mapped = [...mapFieldNames(parcels, fields).fields.values()]
  if (areal(types) && mapped.includes('code')) return { collection: 'parcels' }
  return { reference: { title: layer.name, role: 'plan' } }
}

/**
 * How the fields of a file become properties. Grows while rows are read, because the fields of GeoJSON are
 * known only when they have been seen.
 */
export type Mapper = {
  /** The property of a field; undefined when it is left out. */
  propertyOf(field: string): FieldSpec | undefined
  fields(): Record<string, string>
  dropped(): DroppedField[]
}

export function createMapper(
  spec: CollectionSpec,
  known: readonly string[],
  chosen: ImportChoices['mapping'],
): Mapper {
  const byName = new Map(spec.fields.map((field) => [field.name, field]))
  const mapped = new Map<string, FieldSpec | undefined>()
  const taken = new Set<string>()
  const assign = (field: string, property: string | null | undefined) => {
    const found = property == null || taken.has(property) ? undefined : byName.get(property)
    if (found) taken.add(found.name)
    mapped.set(field, found)
  }
  const first = chosen ? new Map(Object.entries(chosen)) : mapFieldNames(spec, known).fields
  for (const field of known) assign(field, first.get(field))
  return {
    propertyOf(field) {
      if (!mapped.has(field)) {
        const late = chosen ? chosen[field] : mapFieldNames(spec, [field]).fields.get(field)
        assign(field, late)
      }
      return mapped.get(field)
    },
    fields: () =>
      Object.fromEntries(
        [...mapped].flatMap(([field, property]) => (property ? [[field, property.name]] : [])),
      ),
    dropped: () =>
      [...mapped].flatMap(([field, property]): DroppedField[] =>
        property ? [] : [{ field, why: byName.get(field)?.computed ? 'computed' : 'not_mapped' }],
      ),
  }
}
