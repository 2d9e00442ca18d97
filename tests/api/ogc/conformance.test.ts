import { beforeAll, describe, expect, it } from 'vitest'
import type { LightMyRequestResponse } from 'fastify'
import { conformanceClasses } from '#api/features/ogc/conformance.ts'
import type { TestApp } from '#tests/support/app.ts'
import { openTestApp } from '#tests/support/app.ts'
import { openLand, square } from '#tests/support/land.ts'

type Link = { href: string; rel: string; type?: string }
type Check = (get: (url: string, accept?: string) => Promise<LightMyRequestResponse>) => Promise<void>

const part1 = 'http://www.opengis.net/spec/ogcapi-features-1/1.0'
const part2 = 'http://www.opengis.net/spec/ogcapi-features-2/1.0'
const part3 = 'http://www.opengis.net/spec/ogcapi-features-3/1.0'
const items = '/ogc/collections/parcels/items'
const crs84 = 'http://www.opengis.net/def/crs/OGC/1.3/CRS84'

let test: TestApp
let featureId: number

beforeAll(async () => {
  test = await openTestApp()
  const land = await openLand(test.database, test.zoneId)
  featureId = await land.insert('parcel', { code: 'A-1', geom: square(111, 35), effective_on: '2011-05-01' })
  await land.insert('parcel', { code: 'A-2', geom: square(111.01, 35.02), effective_on: '2019-05-01' })
  await land.insert('facility', {
    code: 'F-1',
    name: '变电站',
    kind: 'substation',
    status: 'in_service',
    geom: 'POINT(111 35)',
  })
  await land.insert('road', {
    code: 'R-1',
    name: '河东东街',
    class: 'main',
    status: 'building',
    geom: 'LINESTRING(111 35, 111.01 35.001)',
  })
  const layerId = await land.insert('reference_layer', {
    slug: 'old-plan',
    title: '旧规划',
    fields: JSON.stringify([
      { name: '名称', type: 'text' },
      { name: 'bbox', type: 'text' },
      { name: "it's", type: 'number' },
    ]),
  })
  for (const [value, geom] of [
    [1.5, 'POINT(111 35)'],
    ['many', 'LINESTRING(111 35, 111.1 35.1)'],
  ] as const)
    await land.insert('reference_feature', {
      layer_id: layerId,
      name: `旧 ${value}`,
      properties: JSON.stringify({ 名称: `旧 ${value}`, bbox: 'left', "it's": value }),
      geom,
    })
})

const link = (links: Link[], rel: string) => links.find((one) => one.rel === rel)

/** Requirements by their address in the standard, each with what shows that it is kept. */
const requirements: [string, Check][] = [
  [
    `${part1}/req/core/root-success`,
    async (get) => {
      const { statusCode, json } = await get('/ogc')
      const { links } = json<{ links: Link[] }>()
      expect(statusCode).toBe(200)
      for (const rel of ['service-desc', 'service-doc', 'conformance', 'data'])
        expect(link(links, rel)).toBeDefined()
    },
  ],
  [
    `${part1}/req/core/api-definition-success`,
    async (get) => {
      for (const { href, type } of (await get('/ogc')).json<{ links: Link[] }>().links) {
        if (!type?.includes('openapi')) continue
        const answer = await get(new URL(href).pathname)
        expect(answer.statusCode).toBe(200)
        expect(answer.headers['content-type']).toContain('application/vnd.oai.openapi+json')
      }
    },
  ],
  [
    `${part1}/req/core/conformance-success`,
    async (get) => {
      expect((await get('/ogc/conformance')).json()).toEqual({ conformsTo: [...conformanceClasses] })
    },
  ],
  [
    `${part1}/req/core/fc-md-success`,
    async (get) => {
      const { collections } = (await get('/ogc/collections')).json<{ collections: { id: string }[] }>()
      expect(collections.map(({ id }) => id)).toEqual([
        'parcels',
        'approval-batches',
        'assessments',
        'roads',
        'pipelines',
        'facilities',
        'factory-buildings',
        'unsupplied-land',
        'idle-land',
        'standard-land',
        'reference-old-plan',
      ])
    },
  ],
  [
    `${part1}/req/core/fc-md-items-links`,
    async (get) => {
      const { collections } = (await get('/ogc/collections')).json<{
        collections: { id: string; links: Link[] }[]
      }>()
      for (const { id, links } of collections) {
        const href = link(links, 'items')!.href
        expect(new URL(href).pathname).toBe(`/ogc/collections/${id}/items`)
        expect([id, (await get(new URL(href).pathname)).statusCode]).toEqual([id, 200])
      }
    },
  ],
  [
    `${part1}/req/core/fc-md-extent`,
    async (get) => {
      const { extent } = (await get('/ogc/collections/parcels')).json()
      expect(extent.spatial).toEqual({ bbox: [[111, 35, 111.011, 35.021]], crs: crs84 })
      expect(extent.temporal.interval).toEqual([['2011-05-01T00:00:00Z', '2019-05-01T00:00:00Z']])
      expect((await get('/ogc/collections/pipelines')).json().extent).toEqual({})
    },
  ],
  [
    `${part1}/req/core/sfc-md-success`,
    async (get) => {
      const { collections } = (await get('/ogc/collections')).json<{ collections: { id: string }[] }>()
      for (const collection of collections)
        expect((await get(`/ogc/collections/${collection.id}`)).json()).toEqual(collection)
    },
  ],
  [
    `${part1}/req/core/fc-limit-response-1`,
    async (get) => {
      expect((await get(`${items}?limit=1`)).json().features).toHaveLength(1)
      expect((await get(`${items}?limit=99999`)).statusCode).toBe(200)
    },
  ],
  [
    `${part1}/req/core/fc-links`,
    async (get) => {
      const { links } = (await get(`${items}?limit=1`)).json<{ links: Link[] }>()
      expect(link(links, 'self')!.href).toMatch(/\/ogc\/collections\/parcels\/items\?limit=1$/)
      expect(link(links, 'next')).toBeDefined()
      expect(links.every(({ type }) => type)).toBe(true)
    },
  ],
  [
    `${part1}/req/core/fc-timeStamp`,
    async (get) => {
      const { timeStamp } = (await get(items)).json<{ timeStamp: string }>()
      expect(Math.abs(Date.parse(timeStamp) - Date.now())).toBeLessThan(60_000)
    },
  ],
  [
    `${part1}/req/core/fc-numberMatched`,
    async (get) => {
      const url = `${items}?limit=1`
      expect((await get(url)).json()).toMatchObject({ numberMatched: 2, numberReturned: 1 })
    },
  ],
  [
    `${part1}/req/core/query-param-unknown`,
    async (get) => {
      for (const url of ['/ogc', '/ogc/conformance', '/ogc/collections', '/ogc/collections/parcels', items])
        expect([url, (await get(`${url}?unheard=of`)).statusCode]).toEqual([url, 400])
    },
  ],
  [
    `${part1}/req/core/query-param-invalid`,
    async (get) => {
      expect((await get(`${items}?bbox=1,2`)).statusCode).toBe(400)
    },
  ],
  [
    `${part1}/req/core/f-success`,
    async (get) => {
      const { id, links } = (await get(`${items}/${featureId}`)).json<{ id: number; links: Link[] }>()
      expect(id).toBe(featureId)
      expect(links.map(({ rel }) => rel)).toEqual(['self', 'collection'])
    },
  ],
  [
    `${part1}/req/geojson/content`,
    async (get) => {
      for (const url of [items, `${items}/${featureId}`])
        expect((await get(url, 'application/geo+json')).headers['content-type']).toMatch(
          /^application\/geo\+json/,
        )
      // A browser gets JSON, too; a client that takes none is told so.
      expect((await get(items, 'text/html,application/xhtml+xml')).statusCode).toBe(200)
      expect((await get(items, 'application/gml+xml')).statusCode).toBe(406)
      expect((await get(`${items}?f=json`, 'application/gml+xml')).statusCode).toBe(200)
    },
  ],
  [
    `${part1}/req/oas30/oas-definition-2`,
    async (get) => {
      const definition = (await get('/ogc/api')).json<{ openapi: string; paths: Record<string, object> }>()
      expect(definition.openapi).toMatch(/^3\.0\.\d+$/)
      for (const path of ['/ogc', '/ogc/conformance', '/ogc/collections', items, `${items}/{featureId}`])
        expect(definition.paths).toHaveProperty([path, 'get', 'responses', '200'])
      expect(definition.paths).toHaveProperty(['/ogc/collections/reference-old-plan/items'])
    },
  ],
  [
    `${part2}/req/crs/fc-md-crs-list`,
    async (get) => {
      const { crs, storageCrs } = (await get('/ogc/collections/roads')).json()
      expect(crs).toEqual([
        crs84,
        ...[4490, 4326, 3857, 4546, 4525].map((srid) => `http://www.opengis.net/def/crs/EPSG/0/${srid}`),
      ])
      expect(storageCrs).toBe('http://www.opengis.net/def/crs/EPSG/0/4490')
    },
  ],
  [
    `${part2}/req/crs/fc-crs-valid-value`,
    async (get) => {
      const { crs } = (await get('/ogc/collections/roads')).json<{ crs: string[] }>()
      for (const uri of crs) {
        const answer = await get(`/ogc/collections/roads/items?crs=${encodeURIComponent(uri)}`)
        expect([answer.statusCode, answer.headers['content-crs']]).toEqual([200, `<${uri}>`])
      }
      expect((await get(`${items}?crs=http://www.opengis.net/def/crs/EPSG/0/2000`)).statusCode).toBe(400)
      expect(
        (await get(`${items}?bbox=1,2,3,4&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/2000`)).statusCode,
      ).toBe(400)
    },
  ],
  [
    `${part2}/req/crs/ogc-crs-header`,
    async (get) => {
      expect((await get(`${items}/${featureId}`)).headers['content-crs']).toBe(`<${crs84}>`)
    },
  ],
  [
    `${part3}/req/queryables/get-queryables-response`,
    async (get) => {
      const answer = await get('/ogc/collections/parcels/queryables')
      expect(answer.headers['content-type']).toMatch(/^application\/schema\+json/)
      const schema = answer.json()
      expect(schema).toMatchObject({ type: 'object', additionalProperties: false })
      expect(schema.properties.status.enum).toContain('idle')
      expect(schema.properties.declared_area_m2).toEqual({ type: 'number', 'x-unit': 'm2' })
    },
  ],
  [
    `${part3}/req/queryables-query-parameters/parameters`,
    async (get) => {
      const { properties } = (await get('/ogc/collections/idle-land/queryables')).json<{
        properties: object
      }>()
      const examples: Record<string, string> = { integer: '1', number: '1', boolean: 'true' }
      for (const [name, schema] of Object.entries<{ type?: string; format?: string; enum?: string[] }>({
        ...properties,
      })) {
        if (name === 'geometry') continue
        const value = schema.enum?.[0] ?? (schema.format ? '2020-01-01' : (examples[schema.type!] ?? 'x'))
        const { statusCode } = await get(`/ogc/collections/idle-land/items?${name}=${value}`)
        expect([name, statusCode]).toEqual([name, 200])
      }
    },
  ],
]

describe('OGC API – Features', () => {
  it.each(requirements)('keeps %s', async (_uri, check) => {
    expect.hasAssertions()
    await check((url, accept) =>
      test.as('planner', { method: 'GET', url, ...(accept ? { headers: { accept } } : {}) }),
    )
  })

  it('keeps extents true after an edit is announced', async () => {
    const extent = async () =>
      (await test.get('planner', '/ogc/collections/facilities')).json().extent.spatial.bbox
    expect(await extent()).toEqual([[111, 35, 111, 35]])
    await test.database.query('', `update facility set geom = ST_SetSRID(ST_MakePoint(111.5, 35), 4490)`, [])
    const { mapEvents } = test.context
    const message = mapEvents.encode({
      zoneId: test.zoneId,
      collection: 'facilities',
      bbox: [111, 35, 111.5, 35],
      changeId: 1,
      by: 'x',
    })
    await test.database.query('', `select pg_notify($1, $2)`, [mapEvents.channel, message])
    await expect.poll(extent).toEqual([[111.5, 35, 111.5, 35]])
  })

  it('serves a reference layer with any geometry and its own attributes', async () => {
    const layer = '/ogc/collections/reference-old-plan'
    const { features } = (await test.get('planner', `${layer}/items`)).json()
    expect(features.map((feature: { geometry: { type: string } }) => feature.geometry.type)).toEqual([
      'Point',
      'LineString',
    ])
    expect(features[0].properties).toMatchObject({ 名称: '旧 1.5', bbox: 'left', "it's": 1.5, version: 1 })
    const count = async (query: string) =>
      (await test.get('planner', `${layer}/items?${query}`)).json().numberMatched
    expect(await count(`${encodeURIComponent("it's")}.gte=1`)).toBe(1)
    expect(await count(`${encodeURIComponent('名称')}=${encodeURIComponent('旧 many')}`)).toBe(1)
    expect(await count('attribute.bbox=left')).toBe(2)
    expect(await count(`q=${encodeURIComponent('旧')}`)).toBe(2)
  })
})
