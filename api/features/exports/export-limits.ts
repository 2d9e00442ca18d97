import type { Finding } from '#geodata/formats/exchange.ts'
import { xlsxLimits } from '#geodata/formats/xlsx-parts.ts'
import type { ExportPlan } from './export-plan.ts'

/** What only exports find; the web has words for these and for those of `geodata/formats`. */
export const exportFindingCodes = [
  'rows_without_geometry',
  'geometry_left_out',
  'too_many_rows',
  'too_many_columns',
] as const

export type ExportFinding = Omit<Finding, 'code'> & {
  code: Finding['code'] | (typeof exportFindingCodes)[number]
}

/** Names of ours that a coordinate text file has a place for. */
const heldByCoordinateText = ['code', 'name', 'declared_area_m2', 'land_use_code']

/** What a format cannot hold of any row, known without reading one. */
export function formatFindings(plan: ExportPlan, count: number): ExportFinding[] {
  const { source, format } = plan
  const isTable = format === 'xlsx' || format === 'csv'
  if (isTable) return tableFindings(plan, count)
  if (format === 'geojson') return []
  if (source.geometry === 'none') return [{ code: 'rows_without_geometry', severity: 'error' }]
  if (format === 'shapefile') return []
  const lost = plan.attributes.map(({ name }) => name).filter((name) => !heldByCoordinateText.includes(name))
  return [
    { code: 'fields_left_out', severity: 'warning', detail: { count: lost.length, fields: lost.join(', ') } },
  ]
}

function tableFindings({ source, format, columns }: ExportPlan, count: number): ExportFinding[] {
  const findings: ExportFinding[] = []
  if (source.geometry !== 'none') findings.push({ code: 'geometry_left_out', severity: 'note' })
  // Header and sums take a row each.
  const rows = count + 2
  if (format === 'xlsx' && rows > xlsxLimits.rows)
    findings.push({ code: 'too_many_rows', severity: 'error', detail: { rows, most: xlsxLimits.rows } })
  if (format === 'xlsx' && columns.length > xlsxLimits.columns)
    findings.push({ code: 'too_many_columns', severity: 'error', detail: { columns: columns.length } })
  return findings
}

export const mostFindings = 200

/** Findings of one kind are counted; a first part of them is listed. */
export function summarise(count: number, findings: readonly ExportFinding[]) {
  const findingCounts: Record<string, number> = {}
  for (const { code } of findings) findingCounts[code] = (findingCounts[code] ?? 0) + 1
  return {
    ok: findings.every(({ severity }) => severity !== 'error'),
    count,
    findings: findings.slice(0, mostFindings),
    findingCounts,
  }
}
