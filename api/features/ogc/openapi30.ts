import type { Source } from '#api/db/sources.ts'
import { itemLimits } from './ogc.schema.ts'
import { valueSchema } from './queryables.ts'
import { titleOf } from './titles.ts'

/**
 * The definition of /ogc in OpenAPI 3.0, which the conformance class `oas30` asks for (the whole contract,
 * /api/openapi.json, is 3.1). Written from the registry and the zone's reference layers.
 */
type Parameter = Record<string, unknown>

const inQuery = (name: string, schema: object, description: string, more: object = {}): Parameter => ({
  name,
  in: 'query',
  required: false,
  description,
  schema,
  style: 'form',
  explode: false,
  ...more,
})

const numbers = { type: 'array', items: { type: 'number' }, minItems: 4, maxItems: 6 }
const uri = { type: 'string', format: 'uri' }

const bbox = inQuery('bbox', numbers, 'Features that meet this box; CRS84 unless bbox-crs says otherwise')
const bboxCrs = inQuery('bbox-crs', uri, 'Reference system of bbox')
const crs = inQuery('crs', uri, 'Reference system of the answer')
const zone = inQuery('zone', { type: 'string' }, "Slug of the zone; the person's first one without it")
const format = inQuery('f', { type: 'string', enum: ['json', 'geojson'] }, 'Form of the answer')
const datetime = inQuery('datetime', { type: 'string' }, 'Date or interval of effective_on')
const on = inQuery('on', { type: 'string', format: 'date' }, 'Facts true on this day; today without it')
const known = inQuery(
  'known',
  { type: 'string', format: 'date-time' },
  'Only what had been learned by this instant',
)
const cursor = inQuery('cursor', { type: 'integer' }, 'Set by next links')
const text = inQuery('q', { type: 'string' }, 'Text in the search fields')
const ids = inQuery('ids', { type: 'array', items: { type: 'integer' } }, 'Only these features')
const limit = inQuery(
  'limit',
  { type: 'integer', minimum: 1, maximum: itemLimits.most, default: itemLimits.usual },
  'Features on one page',
)

const problem = {
  description: 'A problem document (RFC 9457)',
  content: { 'application/problem+json': { schema: { type: 'object' } } },
}

function answer(description: string, type: string, schema: object = { type: 'object' }): object {
  return {
    '200': { description, content: { [type]: { schema } } },
    default: problem,
  }
}

const get = (operationId: string, summary: string, parameters: Parameter[], responses: object): object => ({
  get: { operationId, summary, tags: ['features'], parameters: [...parameters, zone], responses },
})

function collectionPaths(source: Source): [string, object][] {
  const path = `/ogc/collections/${source.id}`
  const name = source.id.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())
  const title = source.reference?.title ?? titleOf(source.id)
  const properties = source.properties.map((property) =>
    inQuery(
      property.name,
      { type: 'array', items: valueSchema(property) },
      'One of these values; .gte .lte .gt .lt .null compare',
    ),
  )
  const reserved = [limit, bbox, bboxCrs, crs, datetime, on, known, cursor, text, ids, format]
  const featureId = { name: 'featureId', in: 'path', required: true, schema: { type: 'string' } }
  return [
    [path, get(`${name}Collection`, title, [format], answer('The collection', 'application/json'))],
    [
      `${path}/items`,
      get(
        `${name}Items`,
        title,
        [...reserved, ...properties],
        answer('The features', 'application/geo+json', { $ref: '#/components/schemas/FeatureCollection' }),
      ),
    ],
    [
      `${path}/items/{featureId}`,
      get(
        `${name}Item`,
        title,
        [featureId, crs, on, known, format],
        answer('The feature', 'application/geo+json', { $ref: '#/components/schemas/Feature' }),
      ),
    ],
    [
      `${path}/queryables`,
      get(`${name}Queryables`, title, [format], answer('What can be filtered by', 'application/schema+json')),
    ],
  ]
}

export function openApi30Document(sources: readonly Source[], address: string): object {
  const plain = (id: string, summary: string, type = 'application/json') =>
    get(id, summary, [format], answer(summary, type))
  return {
    openapi: '3.0.3',
    info: {
      title: 'Mujie 亩界 — OGC API – Features',
      version: '1.0.0',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    servers: [{ url: address }],
    paths: Object.fromEntries([
      ['/ogc', plain('landing', 'Where everything begins')],
      ['/ogc/conformance', plain('conformance', 'What this server keeps to')],
      ['/ogc/api', plain('definition', 'This document', 'application/vnd.oai.openapi+json;version=3.0')],
      ['/ogc/collections', plain('collections', 'All collections')],
      ...sources.flatMap(collectionPaths),
    ]),
    components: {
      schemas: {
        Feature: {
          type: 'object',
          required: ['type', 'geometry', 'properties'],
          properties: {
            type: { type: 'string', enum: ['Feature'] },
            id: { type: 'integer' },
            geometry: { type: 'object' },
            properties: { type: 'object', additionalProperties: true },
          },
        },
        FeatureCollection: {
          type: 'object',
          required: ['type', 'features'],
          properties: {
            type: { type: 'string', enum: ['FeatureCollection'] },
            numberMatched: { type: 'integer' },
            numberReturned: { type: 'integer' },
            timeStamp: { type: 'string', format: 'date-time' },
            features: { type: 'array', items: { $ref: '#/components/schemas/Feature' } },
          },
        },
      },
      securitySchemes: {
        basic: { type: 'http', scheme: 'basic' },
        token: { type: 'http', scheme: 'bearer' },
      },
    },
    security: [{ basic: [] }, { token: [] }],
  }
}
