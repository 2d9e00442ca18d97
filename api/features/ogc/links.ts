import type { FastifyRequest } from 'fastify'

export type Link = { href: string; rel: string; type?: string; title?: string; hreflang?: string }

export const geoJson = 'application/geo+json'
export const json = 'application/json'
export const schemaJson = 'application/schema+json'
export const openApi30 = 'application/vnd.oai.openapi+json;version=3.0'
export const openApi31 = 'application/vnd.oai.openapi+json;version=3.1'

type Values = Readonly<Record<string, string | string[] | undefined>>

/** Makes absolute addresses as the client sees this server; the zone it asked for stays in them. */
export function addressMaker(request: FastifyRequest): (path: string, query?: Values) => string {
  const base = `${request.protocol}://${request.host}`
  const zone = (request.query as Values)['zone']
  return (path, query = {}) => {
    const search = new URLSearchParams()
    for (const [name, given] of Object.entries({ ...(zone ? { zone } : {}), ...query }))
      for (const value of [given ?? []].flat()) search.append(name, value)
    const text = search.toString()
    return `${base}${path}${text ? `?${text}` : ''}`
  }
}

/** RFC 8288, so that the links are there without reading the body. */
export const linkHeader = (links: readonly Link[]): string =>
  links.map(({ href, rel, type }) => `<${href}>; rel="${rel}"${type ? `; type="${type}"` : ''}`).join(', ')
