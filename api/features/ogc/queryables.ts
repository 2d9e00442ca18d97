import type { Source, SourceProperty } from '#api/db/sources.ts'

/** The JSON type of one value of a property; also its query parameter in the API definition. */
export function valueSchema({ kind, codes }: SourceProperty): Record<string, unknown> {
  switch (kind) {
    case 'text':
      return { type: 'string' }
    case 'code':
      return { type: 'string', enum: [...(codes ?? [])] }
    case 'integer':
    case 'reference':
      return { type: 'integer' }
    case 'number':
      return { type: 'number' }
    case 'date':
      return { type: 'string', format: 'date' }
    case 'instant':
      return { type: 'string', format: 'date-time' }
    case 'boolean':
      return { type: 'boolean' }
  }
}

const geometryFormats = {
  polygon: 'geometry-multipolygon',
  line: 'geometry-multilinestring',
  point: 'geometry-point',
  any: 'geometry-any',
  none: 'geometry-any',
} as const

/** Part 3, 6.2: what a client may filter by, as JSON Schema; `x-unit` names the unit of a measure. */
export function queryablesOf(source: Source, title: string, address: string): Record<string, unknown> {
  const properties = Object.fromEntries(
    source.properties.map((property) => [
      property.name,
      { ...valueSchema(property), ...(property.unit ? { 'x-unit': property.unit } : {}) },
    ]),
  )
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: address,
    type: 'object',
    title,
    properties: {
      geometry: { 'x-ogc-role': 'primary-geometry', format: geometryFormats[source.geometry] },
      ...properties,
    },
    additionalProperties: false,
  }
}
