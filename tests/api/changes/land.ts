import type { Ring } from '#geodata/model/geojson.ts'
import type { TestApp } from '#tests/support/app.ts'

/** A small square world for tests of changes: cells of about 91 × 111 m near 111°E 35°N. */
export const cellDegrees = 0.001

export function square(column: number, row: number, size = 1): Ring {
  const at = (value: number) => Math.round(value * 1e9) / 1e9
  const [west, south] = [111 + column * cellDegrees, 35 + row * cellDegrees]
  const [w, s, e, n] = [west, south, west + size * cellDegrees, south + size * cellDegrees].map(at) as [
    number,
    number,
    number,
    number,
  ]
  return [
    [w, s],
    [e, s],
    [e, n],
    [w, n],
    [w, s],
  ]
}

export const polygon = (...rings: Ring[]) => ({ type: 'Polygon', coordinates: rings })

export const newParcel = (code: string, ring: Ring, properties: object = {}) => ({
  op: 'create',
  collection: 'parcels',
  properties: { code, ...properties },
  geometry: polygon(ring),
})

export async function openRecord(test: TestApp, number = `依据 ${Math.random()}`): Promise<number> {
  const answer = await test.post('officer', '/api/records', { number, title: '测试', kind: 'survey' })
  return answer.json<{ id: number }>().id
}

export type SavedBody = {
  change: { id: number; recordedAt: string; itemCount: number }
  results: { op: string; collection: string; id: number; version: number; areaEllipsoidalM2?: number }[]
  adjustments: { kind: string; path: string; count?: number }[]
  findings: { code: string; severity: string; [detail: string]: unknown }[]
}

export type ProblemBody = {
  type: string
  status: number
  errors?: { path: string; rule: string; [detail: string]: unknown }[]
  conflicts?: Record<string, unknown>[]
  taken?: { code: string; overlapM2: number; by: string; at: string; operation: number }[]
}

/** Saves and expects it to be stored. */
export async function save(
  test: TestApp,
  recordId: number,
  operations: object[],
  more: object = {},
): Promise<SavedBody> {
  const answer = await test.post('officer', '/api/changes', { recordId, operations, ...more })
  if (answer.statusCode !== 201) throw new Error(`not saved: ${answer.body}`)
  return answer.json()
}

/** Saves and expects a refusal. */
export async function refuse(test: TestApp, recordId: number, operations: object[]): Promise<ProblemBody> {
  const answer = await test.post('officer', '/api/changes', { recordId, operations })
  if (answer.statusCode < 400) throw new Error(`stored, but should have been refused: ${answer.body}`)
  return answer.json()
}

export async function count(test: TestApp, table: 'change' | 'changeItem'): Promise<number> {
  const row = await test.database.db
    .selectFrom(table)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return row.count
}
