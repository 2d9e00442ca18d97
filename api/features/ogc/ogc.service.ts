import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Context } from '#api/context.ts'
import { sourceAsOf } from '#api/db/as-of-source.ts'
import type { Query } from '#api/db/filters.ts'
import { parseFilters } from '#api/db/filters.ts'
import type { Source } from '#api/db/sources.ts'
import { findSource, fixedSources, listReferenceSources } from '#api/db/sources.ts'
import type { Zone } from '#api/http/access.ts'
import type { AsOfQuery } from '#api/http/as-of.ts'
import { askedAsOf } from '#api/http/as-of.ts'
import { Problem } from '#api/http/problem.ts'
import { CRS84_URI, crsUri } from '#geodata/crs/uri.ts'
import { conformanceClasses } from './conformance.ts'
import type { Extents } from './extents.ts'
import type { Link } from './links.ts'
import { addressMaker, geoJson, json, openApi30, openApi31, schemaJson } from './links.ts'
import { countUpTo, findFeature, findPage } from './ogc.queries.ts'
import { countedUpTo, itemLimits } from './ogc.schema.ts'
import { openApi30Document } from './openapi30.ts'
import { queryablesOf } from './queryables.ts'
import { requestedSystem, servedSystems, storageUri } from './reference-systems.ts'
import { titleOf } from './titles.ts'

const gregorian = 'http://www.opengis.net/def/uom/ISO-8601/0/Gregorian'
const queryablesRel = 'http://www.opengis.net/def/rel/ogc/1.0/queryables'

/** Facts have no boundary and are read through the ledger. */
const published = fixedSources.filter(({ kind }) => kind !== 'fact')

export function landing(request: FastifyRequest) {
  const address = addressMaker(request)
  const links: Link[] = [
    { href: address('/ogc'), rel: 'self', type: json },
    { href: address('/ogc/api'), rel: 'service-desc', type: openApi30, title: 'OpenAPI 3.0 of /ogc' },
    {
      href: address('/api/openapi.json'),
      rel: 'service-desc',
      type: openApi31,
      title: 'OpenAPI 3.1 of everything',
    },
    { href: address('/api/docs'), rel: 'service-doc', type: 'text/html' },
    { href: address('/ogc/conformance'), rel: 'conformance', type: json },
    { href: address('/ogc/collections'), rel: 'data', type: json },
  ]
  return {
    title: 'Mujie 亩界',
    description: 'Land of a development zone: parcels, batches, roads, pipelines and plans.',
    links,
  }
}

export const conformance = () => ({ conformsTo: [...conformanceClasses] })

export async function definition(context: Context, zone: Zone, request: FastifyRequest): Promise<object> {
  const sources = [...published, ...(await listReferenceSources(context.database, zone.id))]
  return openApi30Document(sources, `${request.protocol}://${request.host}`)
}

export async function collectionsOf(context: Context, extents: Extents, zone: Zone, request: FastifyRequest) {
  const sources = [...published, ...(await listReferenceSources(context.database, zone.id))]
  const address = addressMaker(request)
  return {
    links: [
      { href: address('/ogc/collections'), rel: 'self', type: json },
      { href: address('/ogc'), rel: 'parent', type: json },
    ],
    crs: servedSystems(zone).map(crsUri),
    collections: await Promise.all(sources.map((source) => describe(extents, zone, source, request))),
  }
}

/** The source behind a collection of the address; facts and unknown names are 404. */
export async function publishedSource(
  context: Context,
  zone: Zone,
  id: string,
  query: AsOfQuery = {},
): Promise<Source> {
  const source = await findSource(context.database, zone.id, id)
  if (!source || source.kind === 'fact')
    throw new Problem('not-found', { detail: `there is no collection ${JSON.stringify(id.slice(0, 100))}` })
  return sourceAsOf(source, askedAsOf(query, context.today()))
}

export async function describe(extents: Extents, zone: Zone, source: Source, request: FastifyRequest) {
  const { bbox, from, to } = await extents.of(source, zone.id)
  const address = addressMaker(request)
  const path = `/ogc/collections/${source.id}`
  const title = source.reference?.title ?? titleOf(source.id)
  const links: Link[] = [
    { href: address(path), rel: 'self', type: json, title },
    { href: address(`${path}/items`), rel: 'items', type: geoJson, title },
    { href: address(`${path}/queryables`), rel: queryablesRel, type: schemaJson },
  ]
  const instant = (day: string | null) => (day === null ? null : `${day}T00:00:00Z`)
  return {
    id: source.id,
    title,
    itemType: 'feature' as const,
    extent: {
      ...(bbox ? { spatial: { bbox: [bbox], crs: CRS84_URI } } : {}),
      ...(from ? { temporal: { interval: [[instant(from), instant(to)]], trs: gregorian } } : {}),
    },
    crs: servedSystems(zone).map(crsUri),
    storageCrs: storageUri,
    links,
  }
}

export function queryables(source: Source, request: FastifyRequest): object {
  const path = `/ogc/collections/${source.id}/queryables`
  return queryablesOf(source, source.reference?.title ?? titleOf(source.id), addressMaker(request)(path))
}

const ownNames = ['limit', 'cursor', 'crs', 'f']

export type ItemsAnswer = { body: string; links: Link[]; crs: string }

/** One page of features as text; the database has already written the features. */
export async function items(
  context: Context,
  zone: Zone,
  source: Source,
  request: FastifyRequest,
): Promise<ItemsAnswer> {
  const query = request.query as Query
  const crs = requestedSystem(zone, query['crs'] as string | undefined)
  if (query['bbox-crs'] !== undefined) requestedSystem(zone, query['bbox-crs'] as string, 'bbox-crs')
  const filters = parseFilters(source, query, ownNames)
  const limit = Math.min(Number(query['limit'] ?? itemLimits.usual), itemLimits.most)
  const cursor = query['cursor']
  const afterId = cursor === undefined ? undefined : Number(cursor)

  const page = await findPage(context.database, source, zone.id, filters, { crs, limit, afterId })
  const matched = await matchedBy()
  async function matchedBy(): Promise<number | undefined> {
    if (afterId !== undefined) return undefined
    return page.more ? countUpTo(context.database, source, zone.id, filters, countedUpTo) : page.returned
  }

  const address = addressMaker(request)
  const path = `/ogc/collections/${source.id}`
  const links: Link[] = [
    { href: address(`${path}/items`, query), rel: 'self', type: geoJson },
    { href: address(path), rel: 'collection', type: json },
  ]
  if (page.more)
    links.push({
      href: address(`${path}/items`, { ...query, cursor: String(page.lastId) }),
      rel: 'next',
      type: geoJson,
    })
  const head = JSON.stringify({
    type: 'FeatureCollection',
    timeStamp: new Date().toISOString(),
    numberMatched: matched,
    numberReturned: page.returned,
    links,
  })
  return { body: `${head.slice(0, -1)},"features":[${page.features}]}`, links, crs: crsUri(crs) }
}

export type ItemAnswer = ItemsAnswer & { etag: string }

export async function item(
  context: Context,
  zone: Zone,
  source: Source,
  featureId: string,
  request: FastifyRequest,
): Promise<ItemAnswer> {
  const query = request.query as Query
  const crs = requestedSystem(zone, query['crs'] as string | undefined)
  refuseUnknown(query, ['zone', 'crs', 'f', 'on', 'known'])
  const id = /^\d{1,15}$/.test(featureId) ? Number(featureId) : undefined
  const found = id === undefined ? undefined : await findFeature(context.database, source, zone.id, id, crs)
  if (!found)
    throw new Problem('not-found', { detail: `${source.id} has no feature ${featureId.slice(0, 40)}` })
  const address = addressMaker(request)
  const path = `/ogc/collections/${source.id}`
  const links: Link[] = [
    { href: address(`${path}/items/${id}`, query), rel: 'self', type: geoJson },
    { href: address(path), rel: 'collection', type: json },
  ]
  const suffix = query['crs'] === undefined ? '' : `-${crs.srid}`
  // On another day the same version is told with other states and events.
  const tag = source.asOf ? createHash('sha1').update(found.feature).digest('base64url') : found.tag
  return {
    body: `${found.feature.slice(0, -1)},"links":${JSON.stringify(links)}}`,
    links,
    crs: crsUri(crs),
    etag: `"${source.id}-${id}-${tag}${suffix}"`,
  }
}

/** Every parameter means something or is refused (Part 1, requirement 8). */
export function refuseUnknown(query: Query, allowed: readonly string[]): void {
  const unknown = Object.keys(query).filter((name) => !allowed.includes(name))
  if (unknown.length === 0) return
  throw new Problem('unknown-parameter', {
    detail: `unknown parameter ${unknown.map((name) => JSON.stringify(name)).join(', ')}`,
    unknown,
    allowed,
    errors: unknown.map((name) => ({ path: `query/${name}`, rule: 'unknown' })),
  })
}
