import type { TestApp } from '#tests/support/app.ts'
import type { Geometry, Ring } from '#geodata/model/geojson.ts'

/** Drives imports the way the page does: upload, wait, choose, accept. */
type Caller = Parameters<TestApp['as']>[0]

export type ImportAnswer = {
  id: number
  state: string
  progress: { done: number; total: number | null }
  layers: {
    name: string
    chosen: boolean
    count: number
    asks: string[]
    refused: number
    outside: number
    totalAreaM2: number | null
    declaredAreaM2: number | null
    crs: { srid: number | null; how: string; candidates: { srid: number }[] }
    encoding: { name: string | null; how: string; candidates: { name: string; sample: string }[] }
    geometryTypes: string[]
    fields: { name: string; type: string; samples: string[] }[]
    mapping: {
      target: unknown
      fields: Record<string, string>
      areaUnit: { unit: string; how: string } | null
      dropped: { field: string; why: string }[]
    } | null
    findings: Finding[]
    findingCounts: { code: string; severity: string; count: number }[]
  }[]
  failure: { reason: string; findings: Finding[] } | null
  account: {
    read: number
    stored: number
    refusedCount: number
    refused: { row: number; title: string | null; reason: string }[]
    collection: string
    outside: { count: number; reason: string } | null
  } | null
  changeId: number | null
}

export type Finding = {
  code: string
  severity: string
  row?: number
  line?: number
  detail?: Record<string, unknown>
}

const boundary = '----mujie-test'

export function multipart(file: { name: string; bytes: Uint8Array }, choices?: object) {
  const field = choices
    ? `--${boundary}\r\ncontent-disposition: form-data; name="choices"\r\n\r\n${JSON.stringify(choices)}\r\n`
    : ''
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${file.name}"\r\ncontent-type: application/octet-stream\r\n\r\n`
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    payload: Buffer.concat([Buffer.from(field + head), file.bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  }
}

export async function upload(
  app: TestApp,
  name: string,
  bytes: Uint8Array | string,
  choices?: object,
  caller: Caller = 'officer',
) {
  const file = { name, bytes: typeof bytes === 'string' ? Buffer.from(bytes) : bytes }
  return app.as(caller, { method: 'POST', url: '/api/imports', ...multipart(file, choices) })
}

const pollMs = 20
const busy = new Set(['reading', 'storing'])

/** Asks until the job rests. */
export async function settled(app: TestApp, id: number, caller: Caller = 'officer'): Promise<ImportAnswer> {
  for (;;) {
    const answer = await app.get(caller, `/api/imports/${id}`)
    if (answer.statusCode !== 200) throw new Error(`${answer.statusCode} ${answer.body}`)
    const job = answer.json<ImportAnswer>()
    if (!busy.has(job.state)) return job
    await new Promise((done) => setTimeout(done, pollMs))
  }
}

/** Uploads a file and waits for the dry run. */
export async function dryRun(
  app: TestApp,
  name: string,
  bytes: Uint8Array | string,
  choices?: object,
  caller: Caller = 'officer',
): Promise<ImportAnswer> {
  const answer = await upload(app, name, bytes, choices, caller)
  if (answer.statusCode !== 202) throw new Error(`${answer.statusCode} ${answer.body}`)
  return settled(app, answer.json<ImportAnswer>().id, caller)
}

export async function choose(app: TestApp, id: number, choices: object): Promise<ImportAnswer> {
  const answer = await app.as('officer', {
    method: 'PUT',
    url: `/api/imports/${id}/choices`,
    payload: choices,
  })
  if (answer.statusCode !== 202) throw new Error(`${answer.statusCode} ${answer.body}`)
  return settled(app, id)
}

/** Accepts a dry run and waits until it is stored. */
export async function accept(
  app: TestApp,
  id: number,
  body: object,
  caller: Caller = 'officer',
): Promise<ImportAnswer> {
  const answer = await app.post(caller, `/api/imports/${id}/accept`, body)
  if (answer.statusCode !== 202) throw new Error(`${answer.statusCode} ${answer.body}`)
  return settled(app, id, caller)
}

let records = 0

export async function newRecord(app: TestApp, caller: Caller = 'officer'): Promise<number> {
  const number = `测导〔2026〕${++records}号`
  const answer = await app.post(caller, '/api/records', { number, title: '成果导入', kind: 'survey' })
  if (answer.statusCode !== 201) throw new Error(`${answer.statusCode} ${answer.body}`)
  return answer.json<{ id: number }>().id
}

/** A rectangle `[lng, lat]` of so many degrees, on the storage grid. */
export function rectangle(lng: number, lat: number, width = 0.001, height = 0.001): Ring {
  const at = (degrees: number) => Math.round(degrees * 1e9) / 1e9
  const [w, s, e, n] = [at(lng), at(lat), at(lng + width), at(lat + height)]
  return [
    [w, s],
    [e, s],
    [e, n],
    [w, n],
    [w, s],
  ]
}

export const polygon = (...rings: Ring[]): Geometry => ({ type: 'Polygon', coordinates: rings })

export type Row = { geometry: Geometry | null; properties: Record<string, unknown> }

export const collection = (rows: Row[]): string =>
  JSON.stringify({
    type: 'FeatureCollection',
    features: rows.map((row) => ({ type: 'Feature', ...row })),
  })

/** Rows in every table that an import touches. */
export async function countEverything(app: TestApp): Promise<Record<string, number>> {
  const tables = [
    'import_job',
    'import_chunk',
    'import_row',
    'import_finding',
    'parcel',
    'parcel_cell',
    'change',
    'change_item',
    'reference_layer',
    'reference_feature',
  ]
  const counts: Record<string, number> = {}
  for (const table of tables) {
    const [row] = await app.database.query<{ count: number }>(
      `count-${table}`,
      `select count(*)::int as count from ${table}`,
      [],
    )
    counts[table] = row!.count
  }
  return counts
}
