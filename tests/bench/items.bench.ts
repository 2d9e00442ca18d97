import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Pool } from 'pg'
import type { BBox } from '#geodata/model/geojson.ts'

/**
 * Items by bbox, up to 1000 features as GeoJSON: our whole server (sign-in, filters, headers, links) against
 * a bare Node server that answers the same features with `json_agg` through `pg`. Target: ≥ 0.9 of its rate.
 */
export type ItemsBenchOptions = {
  /** Where our server listens, e.g. `http://127.0.0.1:8080`. */
  address: string
  token: string
  /** The same database, for the control. */
  pool: Pool
  zoneId: number
  /** Boxes of about 1000 parcels each, `[west, south, east, north]` in degrees. */
  boxes: readonly BBox[]
  rounds?: number
  roundMs?: number
  clients?: number
}

export type ItemsRound = { ours: number; control: number; ratio: number }
export type ItemsResult = {
  rounds: ItemsRound[]
  /** Requests a second, medians over the rounds. */
  ours: number
  control: number
  ratio: number
  features: number
}

const columns = `code name status land_use_code land_use_scheme land_use_version holder location parcel_code
  real_estate_unit_no stratum declared_area_m2 declared_area_basis survey_method approval_batch_id responsible
  remarks area_ellipsoidal_m2 area_planar_m2 version effective_on recorded_at`.split(/\s+/)

/** The statement that one would write without our server; the same columns, digits, order and number. */
const controlStatement = `
  select json_build_object('type', 'FeatureCollection', 'features', coalesce(json_agg(json_build_object(
    'type', 'Feature', 'id', f.id, 'geometry', ST_AsGeoJSON(f.geom, 9, 0)::json,
    'properties', json_build_object(${columns.map((name) => `'${name}', f.${name}`).join(', ')}))), '[]'))::text as body
  from (select * from parcel where zone_id = $1
    and geom_3857 && ST_Transform(ST_MakeEnvelope($2, $3, $4, $5, 4326), 3857)
    order by id limit 1000) f`

async function openControl({ pool, zoneId }: ItemsBenchOptions): Promise<{ address: string; close(): void }> {
  const server = createServer((request, response) => {
    const bbox = new URL(request.url!, 'http://x').searchParams.get('bbox')!.split(',').map(Number)
    pool.query<{ body: string }>(controlStatement, [zoneId, ...bbox]).then(
      ({ rows }) => response.setHeader('content-type', 'application/geo+json').end(rows[0]!.body),
      (error: Error) => response.writeHead(500).end(error.message),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { address: `http://127.0.0.1:${port}/`, close: () => server.close() }
}

/** The control does not compress, so ours is not asked to. */
const plain = { 'accept-encoding': 'identity' }

type Target = { url(bbox: BBox): string; headers: Record<string, string> }

/** Requests a second with so many clients, each asking again as soon as it is answered. */
async function rateOf(
  target: Target,
  { boxes, roundMs = 3000, clients = 8 }: ItemsBenchOptions,
): Promise<number> {
  const end = performance.now() + roundMs
  let asked = 0
  let answered = 0
  const client = async () => {
    while (performance.now() < end) {
      const answer = await fetch(target.url(boxes[asked++ % boxes.length]!), { headers: target.headers })
      if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
      await answer.arrayBuffer()
      answered++
    }
  }
  const began = performance.now()
  await Promise.all(Array.from({ length: clients }, client))
  return (answered * 1000) / (performance.now() - began)
}

/** Share of features that may be missing because only their box meets the box. */
const edgeShare = 0.02

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!

export async function benchItems(options: ItemsBenchOptions): Promise<ItemsResult> {
  const control = await openControl(options)
  const ours: Target = {
    url: (bbox) => `${options.address}/ogc/collections/parcels/items?limit=1000&bbox=${bbox.join(',')}`,
    headers: { authorization: `Bearer ${options.token}`, ...plain },
  }
  const theirs: Target = { url: (bbox) => `${control.address}?bbox=${bbox.join(',')}`, headers: plain }
  try {
    const features = await sameFeatures(ours, theirs, options.boxes)
    const rounds: ItemsRound[] = []
    for (let round = 0; round < (options.rounds ?? 5); round++) {
      // Who begins changes from round to round, so that neither always has the warmer cache.
      const first = round % 2 === 0 ? ours : theirs
      const firstRate = await rateOf(first, options)
      const secondRate = await rateOf(first === ours ? theirs : ours, options)
      const [rate, controlRate] = first === ours ? [firstRate, secondRate] : [secondRate, firstRate]
      rounds.push({ ours: rate, control: controlRate, ratio: rate / controlRate })
    }
    return {
      rounds,
      ours: median(rounds.map((round) => round.ours)),
      control: median(rounds.map((round) => round.control)),
      ratio: median(rounds.map((round) => round.ratio)),
      features,
    }
  } finally {
    control.close()
  }
}

type Collection = { features: { id: number }[] }

/**
 * Both must answer the same, or the comparison says nothing. The control is spared the test of the boundary
 * itself: of its features a few at the edge may be missing in ours. Answers the number of features in a box.
 */
async function sameFeatures(ours: Target, theirs: Target, boxes: readonly BBox[]): Promise<number> {
  let most = 0
  for (const bbox of boxes) {
    const [a, b] = await Promise.all(
      [ours, theirs].map(async ({ url, headers }) => {
        const answer = await fetch(url(bbox), { headers })
        return ((await answer.json()) as Collection).features
      }),
    )
    const known = new Map(b!.map((feature) => [feature.id, JSON.stringify(feature)]))
    const differing = a!.filter((feature) => known.get(feature.id) !== JSON.stringify(feature))
    if (differing.length > edgeShare * a!.length || a!.length < (1 - edgeShare) * b!.length)
      throw new Error(`the answers differ in ${bbox.join(',')}: ${a!.length} and ${b!.length} features`)
    most = Math.max(most, a!.length)
  }
  return most
}
