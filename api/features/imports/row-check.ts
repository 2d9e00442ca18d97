import { declaredAreaOf } from '#geodata/formats/coordinate-text-area.ts'
import type { FieldValue, SourceFeature } from '#geodata/formats/exchange.ts'
import { ellipsoidalAreaM2 } from '#geodata/geometry/ellipsoidal-area.ts'
import { lengthM } from '#geodata/geometry/length.ts'
import { toM2 } from '#geodata/geometry/units.ts'
import { findProblems } from '#geodata/geometry/validity.ts'
import type { CollectionSpec } from '#geodata/model/collections.ts'
import type { Geometry } from '#geodata/model/geojson.ts'
import { implausibleDates } from '#geodata/rules/entry-checks.ts'
import { exchangeValue } from '#geodata/rules/exchange-values.ts'
import type { PropertyFault } from '#geodata/rules/property-rules.ts'
import { checkProperties } from '#geodata/rules/property-rules.ts'
import type { GeometryFault } from '#geodata/rules/stored-geometry.ts'
import { checkGeometry } from '#geodata/rules/stored-geometry.ts'
import type { AreaUnitAnswer } from './declared-area.ts'
import { differsBeyond } from './declared-area.ts'
import type { AreaTolerance, ImportFinding } from './import-protocol.ts'
import type { Mapper } from './target.ts'

/** A row of a file as it would be stored, and all that is wrong with it. */
export type CheckedRow = {
  row: number
  title: string | null
  /** As it would be stored; of a refused row as it was read. */
  geometry: Geometry | null
  properties: Record<string, unknown>
  areaM2: number | null
  lengthM: number | null
  declaredM2: number | null
  findings: ImportFinding[]
  /** Why it cannot be stored; the first of several reasons. */
  reason: string | null
}

export type RowChecker = (feature: SourceFeature) => CheckedRow

export const titleLength = 120

export type CollectionCheck = {
  spec: CollectionSpec
  mapper: Mapper
  areaUnit: AreaUnitAnswer
  tolerance: AreaTolerance
}

const areaOf = (geometry: Geometry | null): number | null =>
  geometry?.type === 'Polygon' || geometry?.type === 'MultiPolygon' ? ellipsoidalAreaM2(geometry) : null

const lengthOf = (geometry: Geometry | null): number | null =>
  geometry?.type === 'LineString' || geometry?.type === 'MultiLineString' ? lengthM(geometry) : null

/** Details go into JSON and onto the page: plain values only. */
function detailOf(fault: Record<string, unknown>): Record<string, string | number> {
  const detail: Record<string, string | number> = {}
  for (const [name, value] of Object.entries(fault)) {
    if (name === 'rule' || name === 'fix') continue
    if (typeof value === 'string' || typeof value === 'number') detail[name] = value
    else if (name === 'at' && Array.isArray(value)) {
      detail['lng'] = Number(value[0])
      detail['lat'] = Number(value[1])
    } else if (Array.isArray(value)) detail[name] = value.join(', ')
  }
  return detail
}

/** Rules of a field carry its name and the value as the file writes it. */
function ofProperty(fault: PropertyFault, row: number, given: unknown): ImportFinding {
  const detail = detailOf(fault)
  if (given != null) detail['value'] = String(given).slice(0, titleLength)
  return { code: `field_${fault.rule}`, severity: 'error', row, detail }
}

const ofGeometry = (fault: GeometryFault, row: number): ImportFinding => ({
  code: `geometry_${fault.rule}`,
  severity: 'error',
  row,
  detail: detailOf(fault),
})

/** Snapping to the storage grid of 0.1 mm and the direction of rings concern nobody. */
const toldAdjustments = new Set(['closed', 'repeats_removed', 'height_dropped'])

/** Checks rows against the fields of a collection. Fields of the file that the database has to judge follow later. */
export function createCollectionChecker(check: CollectionCheck): RowChecker {
  const seen = new Map(
    check.spec.fields.filter(({ unique }) => unique).map(({ name }) => [name, new Map<unknown, number>()]),
  )
  return (feature) => {
    const { row } = feature
    const findings: ImportFinding[] = []
    const given = mapProperties(feature, check, findings)
    const { values, faults } = checkProperties(check.spec, given, 'create')
    for (const fault of [...faults, ...implausibleDates(check.spec, values)])
      findings.push(ofProperty(fault, row, given[fault.field]))
    const geometry = readBoundary(feature, check.spec, findings)
    for (const [field, rows] of seen) noteDuplicate(values[field], field, rows, row, findings)
    const areaM2 = areaOf(geometry)
    const declaredM2 = typeof values['declared_area_m2'] === 'number' ? values['declared_area_m2'] : null
    if (declaredM2 !== null && areaM2 !== null && differsBeyond(declaredM2, areaM2, check.tolerance))
      findings.push({
        code: 'declared_area_differs',
        severity: 'warning',
        row,
        detail: { declaredM2, computedM2: areaM2 },
      })
    const reason = findings.find(({ severity }) => severity === 'error')?.code ?? null
    const title = String(values[check.spec.title] ?? values['code'] ?? given[check.spec.title] ?? '')
    return {
      row,
      title: title === '' ? null : title.slice(0, titleLength),
      geometry: geometry ?? feature.geometry,
      properties: withoutNulls(values),
      areaM2,
      lengthM: lengthOf(geometry),
      declaredM2,
      findings:
        feature.line === undefined ? findings : findings.map((one) => ({ ...one, line: feature.line! })),
      reason,
    }
  }
}

function mapProperties(
  { properties, row }: SourceFeature,
  { mapper, areaUnit }: CollectionCheck,
  findings: ImportFinding[],
): Record<string, unknown> {
  const given: Record<string, unknown> = {}
  for (const name of Object.keys(properties)) {
    const field = mapper.propertyOf(name)
    if (!field) continue
    const value = properties[name] ?? null
    given[field.name] =
      field.name === 'declared_area_m2'
        ? declaredValue(value, areaUnit, row, findings)
        : exchangeValue(field, value)
  }
  return given
}

/** In m²; a unit written behind the number wins over that of the column. */
function declaredValue(
  value: FieldValue,
  answer: AreaUnitAnswer,
  row: number,
  findings: ImportFinding[],
): FieldValue {
  const declared = value === null ? null : declaredAreaOf(String(value))
  if (!declared) return typeof value === 'string' && value.trim() === '' ? null : value
  const unit = declared.unit ?? answer?.unit
  if (unit) return toM2(declared.written, unit)
  const detail = { written: declared.written }
  findings.push({ code: 'declared_area_unit_unknown', severity: 'warning', row, detail })
  return null
}

function readBoundary(
  feature: SourceFeature,
  spec: CollectionSpec,
  findings: ImportFinding[],
): Geometry | null {
  const { row, geometry, reason } = feature
  if (!geometry) {
    findings.push({ code: reason ?? 'geometry_null', severity: 'error', row })
    return null
  }
  const checked = checkGeometry(spec.geometry, geometry)
  if (!checked.ok) {
    findings.push(...checked.faults.map((fault) => ofGeometry(fault, row)))
    return null
  }
  for (const { kind, count } of checked.adjustments)
    if (toldAdjustments.has(kind))
      findings.push({ code: `adjusted_${kind}`, severity: 'note', row, detail: { count } })
  return checked.geometry
}

function noteDuplicate(
  value: unknown,
  field: string,
  rows: Map<unknown, number>,
  row: number,
  findings: ImportFinding[],
): void {
  if (value == null) return
  const first = rows.get(value)
  if (first === undefined) rows.set(value, row)
  else
    findings.push({
      code: 'duplicate_in_file',
      severity: 'error',
      row,
      detail: { field, value: String(value), otherRow: first },
    })
}

const withoutNulls = (values: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null))

/** Fields that name a feature of somebody else's layer, in order of preference. */
const nameFields = /^(name|名称|mc|.*名称|.*_?name|title|标题|编号|code|label)$/i

export function findNameField(fields: readonly string[]): string | undefined {
  return (
    fields.find((field) => /^(name|名称|mc)$/i.test(field)) ?? fields.find((field) => nameFields.test(field))
  )
}

/** A reference layer takes any shape and every attribute as they are; only shapes that no one can measure are refused. */
export function createReferenceChecker(nameField: () => string | undefined): RowChecker {
  return ({ row, line, geometry, reason, properties }) => {
    const findings: ImportFinding[] = geometry
      ? findProblems(geometry).flatMap(({ code, severity, position, part, ring }) =>
          severity === 'error'
            ? [ofGeometry({ rule: code, ...(position && { at: position }), part, ring }, row)]
            : [],
        )
      : [{ code: reason ?? 'geometry_null', severity: 'error', row }]
    const field = nameField()
    const name = field === undefined ? null : properties[field]
    return {
      row,
      title: name == null || name === '' ? null : String(name).slice(0, titleLength),
      geometry,
      properties,
      areaM2: findings.length > 0 ? null : areaOf(geometry),
      lengthM: findings.length > 0 ? null : lengthOf(geometry),
      declaredM2: null,
      findings: line === undefined ? findings : findings.map((one) => ({ ...one, line })),
      reason: findings[0]?.code ?? null,
    }
  }
}
