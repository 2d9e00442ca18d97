import type { AreaUnit } from '#geodata/geometry/units.ts'
import type {
  Ask,
  CrsAnswer,
  EncodingAnswer,
  ExchangeFieldType,
  Finding,
  FormatId,
  ReadChoices,
} from '#geodata/formats/exchange.ts'
import type { BBox, GeometryType, Position } from '#geodata/model/geojson.ts'
import type { ImportCode } from '#geodata/rules/import-codes.ts'

/** What the server and the thread that reads a file say to each other, and what a reading ends in. */

export type ReferenceTarget = {
  title: string
  titleEn?: string
  role: string
  style?: Record<string, unknown>
}
export type ImportTarget = { collection: string } | { reference: ReferenceTarget }

/** Answers of a person, kept with the job. `mapping`: property by field; `null` leaves the field out. */
export type ImportChoices = ReadChoices & {
  target?: ImportTarget
  mapping?: Record<string, string | null>
}

export type AreaTolerance = { share: number; areaM2: number }

export type ReaderStart = {
  fileName: string
  fileSize: number
  choices: ImportChoices
  /** Middle of the zone: candidates of reference systems near it are offered first. */
  near: Position | null
  tolerance: AreaTolerance
  archiveBytes: number
}

export type ImportFinding = Omit<Finding, 'code'> & { code: ImportCode }

export type FieldSummary = { name: string; type: ExchangeFieldType; length?: number; samples: string[] }

export type DroppedField = { field: string; why: 'not_mapped' | 'computed' }

export type LayerMapping = {
  target: ImportTarget
  /** Property by field; of a reference layer every field under its own name. */
  fields: Record<string, string>
  /** Unit in which the declared areas of the file stand. */
  areaUnit: { unit: AreaUnit; how: string } | null
  dropped: DroppedField[]
}

export type FindingCount = { code: ImportCode; severity: Finding['severity']; count: number }

export type LayerSummary = {
  name: string
  format: FormatId
  /** Whether this is the layer that will be imported. */
  chosen: boolean
  count: number
  declaredCount: number | null
  geometryTypes: GeometryType[]
  crs: CrsAnswer
  encoding: EncodingAnswer
  asks: Ask[]
  fields: FieldSummary[]
  bbox: BBox | null
  totalAreaM2: number | null
  totalLengthM: number | null
  declaredAreaM2: number | null
  mapping: LayerMapping | null
  /** Of layers that are not chosen; those of the chosen one are kept by row. */
  findings: ImportFinding[]
}

/** Rows as PostgreSQL array literals, so that the server only passes them on. */
export type RowBatch = {
  first: number
  last: number
  rows: string
  titles: string
  geometries: string
  properties: string
  areas: string
  severities: string
  reasons: string
  findings: FindingBatch | null
}

export type FindingBatch = { rows: string; lines: string; codes: string; severities: string; details: string }

/** Two rows of the file whose interiors may meet; the database decides. */
export type RowPair = [row: number, other: number]

export type ReaderMessage =
  | { kind: 'batch'; id: number; batch: RowBatch; done: number; total: number | null }
  | { kind: 'pairs'; id: number; pairs: RowPair[] }
  | { kind: 'progress'; done: number; total: number | null }
  | { kind: 'failed'; reason: string; findings: ImportFinding[] }
  | { kind: 'done'; state: 'asking' | 'checked'; layers: LayerSummary[]; findings: FindingBatch | null }

export type ReaderRequest =
  | { kind: 'bytes'; bytes: Uint8Array }
  | { kind: 'read' }
  | { kind: 'taken'; id: number }

export const severityRank = { note: 1, warning: 2, error: 3 } as const
export const severityOf = (rank: number): Finding['severity'] =>
  rank >= 3 ? 'error' : rank === 2 ? 'warning' : 'note'
