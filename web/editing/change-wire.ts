import type { Geometry, Position, Properties } from '#geodata/model/geojson.ts'
import type { RecordSummary } from '#web/api-client/wire.ts'

/** `POST /api/changes` and `/api/changes/check`, as this room writes and reads them. */
export type ChangeOperation =
  | { op: 'create'; collection: string; properties: Properties; geometry?: Geometry }
  | { op: 'attributes'; collection: string; id: number; version: number; properties: Properties }
  | { op: 'boundary'; collection: string; id: number; version: number; geometry: Geometry }
  | { op: 'end'; collection: string; id: number; version: number }

export type ChangeRequest = {
  recordId?: number
  effectiveOn?: string
  label?: string
  operations: ChangeOperation[]
}

export type ChangeResult = {
  op: string
  collection: string
  id: number
  version: number | null
  areaEllipsoidalM2?: number
  lengthM?: number
}
/** Something to look at; for refusals `code` is the rule, for taken places the members of {@link TakenPlace}. */
export type ChangeFinding = {
  severity: 'error' | 'warning'
  code: string
  operation?: number
  path?: string
  [detail: string]: unknown
}
export type ChangeAdjustment = {
  operation: number
  path: string
  kind: string
  count?: number
  from?: unknown
  to?: unknown
}
export type SavedChange = {
  change: { id: number; label: string | null }
  results: ChangeResult[]
  adjustments: ChangeAdjustment[]
  findings: ChangeFinding[]
}
export type CheckedChange = {
  ok: boolean
  problem: string | null
  findings: ChangeFinding[]
  adjustments: ChangeAdjustment[]
}

/** One fault of a refused change (RFC 9457 `errors`). */
export type ChangeFault = {
  path: string
  rule: string
  operation?: number
  field?: string
  at?: Position
  [detail: string]: unknown
}
/** Who changed the feature since the version that the draft is based on. */
export type VersionConflict = {
  collection: string
  id: number
  baseVersion: number
  currentVersion: number | null
  by: string
  at: string
  record: RecordSummary
  changedFields: string[]
  ended?: true
}
/** Ground that another parcel already holds. */
export type TakenPlace = {
  collection: string
  id: number
  code: string
  overlapM2: number
  by: string
  at: string
  record: RecordSummary
}

export type RecordEntry = {
  id: number
  version: number
  number: string
  title: string
  kind: string
  issuedOn: string | null
  closed: boolean
}
