import type { StockKind } from '../../rules/stock/stock-facts.ts'
import type { PlanarPolygons } from '../scale-map.ts'

/**
 * What a monthly report of remediation says, frozen: areas in m², money in 万元, days as dates, everything else in
 * codes. Pages, workbooks and papers are drawn from it and from nothing else.
 */
export const reportVersion = 1

export type ReportSum = { areaM2: number; count: number }
export type ReportMovement = ReportSum & { movement: string }
export type ReportAccount = {
  from: string
  to: string
  opening: ReportSum
  movements: ReportMovement[]
  closing: ReportSum
}
/** `key` is a code or a year; `label` the name of a person or unit; both null where nothing was entered. */
export type ReportGroup = ReportSum & { key: string | null; label: string | null; disposing: ReportSum }
export type ReportRank = {
  name: string | null
  disposed: ReportSum
  remaining: ReportSum
  overdue: ReportSum
}

export type ReportParcel = {
  code: string
  name: string | null
  holder: string | null
  areaM2: number
  state: string
  sinceOn: string
  cause: string | null
  path: string | null
  dueOn: string | null
  batchCode: string | null
  approvedOn: string | null
  leader: string | null
  department: string | null
  officer: string | null
  caseNumber: string | null
  documentNo: string | null
}

export type ReportOfKind = {
  level: ReportSum & { disposing: ReportSum; waiting: ReportSum }
  month: ReportAccount
  year: ReportAccount
  disposed: { month: ReportSum; year: ReportSum; total: ReportSum }
  groups: { cause: ReportGroup[]; year: ReportGroup[]; leader: ReportGroup[] }
  ranking: ReportRank[]
  parcels: ReportParcel[]
  /** Parcels that the list leaves out because it would be too long. */
  moreParcels: number
}

export type ReportTarget = {
  kind: StockKind
  title: string
  cohort: string
  goalM2: number
  baseM2: number
  disposedM2: number
  dueOn: string
  state: string
}

export type ReportClaim = {
  title: string
  source: string
  published: string
  unit: string
  counted: string
  residual: string
  count: number
}

export type ReportCase = {
  number: string
  parcelCode: string | null
  holder: string | null
  areaM2: number
  state: string
  kind: string | null
  cause: string | null
  dueStep: string | null
  dueOn: string | null
  responsible: string | null
  movedOn: string
}

export type ReportMap = {
  crsName: string
  zone: PlanarPolygons
  land: { kind: StockKind; isDisposing: boolean; polygons: PlanarPolygons }[]
}

export type MonthReport = {
  version: typeof reportVersion
  zone: { slug: string; nameZh: string; nameEn: string; isDemo: boolean }
  /** `2026-10` */
  month: string
  /** Last day of the month, or the day of the draft in a month that is not over. */
  on: string
  /** What had been learned by this instant counts. */
  known: string
  unsupplied: ReportOfKind
  idle: ReportOfKind
  targets: ReportTarget[]
  claims: ReportClaim[]
  cases: { byState: { state: string; count: number; areaM2: number }[]; rows: ReportCase[]; more: number }
  map: ReportMap
}

export const kindsOfLand = ['unsupplied', 'idle'] as const
