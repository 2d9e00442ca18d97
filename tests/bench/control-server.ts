import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Pool } from 'pg'

/**
 * What one would write without us: a bare Node server with `pg`, no sign-in, no headers. `/tiles/z/x/y` is
 * `ST_AsMVT` over the same stored geometry; `/file` gives bytes from memory with an ETag, and 304.
 */
type Settings = { databaseUrl?: string; zoneId?: number; fileBase64?: string }
const settings = JSON.parse(process.argv[2]!) as Settings

const pool = settings.databaseUrl ? new Pool({ connectionString: settings.databaseUrl, max: 10 }) : undefined
const tileStatement = {
  name: 'tile',
  text: `select ST_AsMVT(f, 'parcels', 4096, 'geom', 'id') as tile from (
    select id, code, status, land_use_code,
      round(coalesce(declared_area_m2, area_ellipsoidal_m2::numeric) * 3 / 2000, 2)::float8 as mu, name,
      ST_AsMVTGeom(geom_3857, ST_TileEnvelope($1, $2, $3), 4096, 64, true) as geom
    from parcel
    where geom_3857 && ST_TileEnvelope($1, $2, $3, margin => 64.0 / 4096) and zone_id = $4) as f`,
}

async function answerTile(path: string, response: ServerResponse): Promise<void> {
  const [z, x, y] = path.slice('/tiles/'.length).split('/')
  const { rows } = await pool!.query<{ tile: Buffer }>({
    ...tileStatement,
    values: [z, x, y, settings.zoneId],
  })
  const { tile } = rows[0]!
  response.writeHead(200, {
    'content-type': 'application/vnd.mapbox-vector-tile',
    'content-length': tile.length,
  })
  response.end(tile)
}

const file = Buffer.from(settings.fileBase64 ?? '', 'base64')
const etag = `"${createHash('sha1').update(file).digest('base64url')}"`
const fileHeaders = {
  'content-type': 'application/vnd.mapbox-vector-tile',
  'content-length': file.length,
  etag,
}

const server = createServer((request, response) => {
  if (request.url!.startsWith('/tiles/')) {
    answerTile(request.url!, response).catch((error: Error) => response.writeHead(500).end(error.message))
  } else if (request.headers['if-none-match'] === etag) response.writeHead(304, { etag }).end()
  else response.writeHead(200, fileHeaders).end(file)
})
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.send?.(`http://127.0.0.1:${port}`)
})
process.on('message', (message) => process.send?.(message === 'etag' ? etag : 'done'))
process.once('SIGTERM', () => process.exit(0))
