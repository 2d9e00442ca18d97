import type { IncomingHttpHeaders } from 'node:http'
import type { AsOf } from '#api/http/as-of.ts'
import type { CachedTile, TileEncoding } from './tile-cache.ts'

export const tileContentType = 'application/vnd.mapbox-vector-tile'

/** What a tile is answered with, whoever writes it to the socket. */
export type TileAnswer = {
  status: 200 | 304
  encoding: TileEncoding
  headers: Record<string, string>
}

/** The best encoding that the client takes; a quality of 0 refuses one. */
export function chooseEncoding(accepted: string | undefined, tile: CachedTile): TileEncoding {
  if (!accepted || !tile.isCompressible) return 'identity'
  if (accepts(accepted, 'br')) return 'br'
  return accepts(accepted, 'gzip') ? 'gzip' : 'identity'
}

function accepts(header: string, encoding: string): boolean {
  const at = header.indexOf(encoding)
  if (at < 0) return false
  const end = header.indexOf(',', at)
  const quality = /;\s*q=([\d.]+)/.exec(header.slice(at, end < 0 ? undefined : end))?.[1]
  return quality === undefined || Number(quality) > 0
}

/** The bytes of each encoding are different, so is their strong tag; a client may return any of them. */
const etagOf = (tile: CachedTile, encoding: TileEncoding): string =>
  encoding === 'identity' ? `"${tile.etag}"` : `"${tile.etag}-${encoding}"`

function isUnchanged(tags: string | undefined, tile: CachedTile): boolean {
  return tags !== undefined && (tags === '*' || tags.includes(tile.etag))
}

/**
 * What was known at an instant of a day never changes, so a browser need not ask again; a little later only, when
 * nothing can be on its way into the database that was recorded before.
 */
const settledAfterMs = 60_000
export const isForEver = (asOf: AsOf | undefined, now = Date.now()): boolean =>
  asOf?.known != null && now - Date.parse(asOf.known) > settledAfterMs

export function answerTile(tile: CachedTile, requested: IncomingHttpHeaders, asOf?: AsOf): TileAnswer {
  const encoding = chooseEncoding(requested['accept-encoding'] as string | undefined, tile)
  const headers: Record<string, string> = {
    etag: etagOf(tile, encoding),
    'cache-control': isForEver(asOf) ? 'private, max-age=31536000, immutable' : 'private, no-cache',
    vary: 'accept-encoding',
  }
  if (isUnchanged(requested['if-none-match'], tile)) return { status: 304, encoding, headers }
  headers['content-type'] = tileContentType
  if (encoding !== 'identity') headers['content-encoding'] = encoding
  return { status: 200, encoding, headers }
}
