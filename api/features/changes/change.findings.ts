import type { CollectionSpec } from '#geodata/model/collections.ts'
import type { EntryFinding } from '#geodata/rules/entry-checks.ts'
import type { DateOrder } from '#geodata/rules/date-order.ts'
import { dateOrders } from '#geodata/rules/date-order.ts'
import { isUnitOfParcel } from '#geodata/model/identifiers.ts'
import type { Db } from '#api/db/database.ts'
import type { FindingRow } from './finding.queries.ts'
import { findRows, findSupplyDates } from './finding.queries.ts'
import type { Fault, Plan, PlannedCreate } from './change.plan.ts'
import { problemOfFaults } from './change.problems.ts'
import { findEntryFindings } from './entry-findings.ts'
import type { Stamp } from './feature.queries.ts'
import { lockOrder } from './feature.queries.ts'

/** Something a person should look at before (or after) saving; only an `error` is refused. */
export type Finding = {
  severity: 'error' | 'warning'
  code: string
  operation?: number
  path?: string
  [detail: string]: unknown
}

/** `written`: the fields that the change gives; null where it gives all of them. */
type Touched = { id: number; operation: number; isDrawn: boolean; written: ReadonlySet<string> | null }

/**
 * What is stored but looks odd, as warnings: dates in an unlikely order, acreage that differs, land outside the zone, facts
 * that do not fit what the zone holds. What cannot be true is refused, with all of it at once.
 */
export async function findFindings(
  executor: Db,
  stamp: Stamp,
  plan: Plan,
  created: ReadonlyMap<PlannedCreate, number>,
  today: string,
): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const spec of lockOrder) {
    const touched = touchedBy(spec, plan, created)
    if (touched.length === 0) continue
    findings.push(...(await findOddities(executor, stamp.zoneId, spec, touched, today)))
  }
  refuseErrors(findings)
  return findings.sort((a, b) => (a.operation ?? 0) - (b.operation ?? 0))
}

function refuseErrors(findings: readonly Finding[]): void {
  const faults = findings.flatMap(({ severity, code, operation = 0, path = '', ...detail }): Fault[] =>
    severity === 'error' ? [{ path, operation, about: 'rule', rule: code, ...detail }] : [],
  )
  if (faults.length > 0) throw problemOfFaults(faults)
}

const idsOf = (touched: readonly Touched[]) => touched.map(({ id }) => id)

function touchedBy(spec: CollectionSpec, plan: Plan, created: ReadonlyMap<PlannedCreate, number>): Touched[] {
  const fresh = plan.creates.flatMap((create): Touched[] =>
    create.spec === spec
      ? [
          {
            id: created.get(create)!,
            operation: create.operation,
            isDrawn: create.geometry !== null,
            written: null,
          },
        ]
      : [],
  )
  const altered = plan.updates.flatMap((update): Touched[] => {
    const { operation } = (update.boundary ?? update.attributes)!
    const written = new Set(Object.keys(update.attributes?.values ?? {}))
    return update.spec === spec
      ? [{ id: update.id, operation, isDrawn: update.boundary !== undefined, written }]
      : []
  })
  return [...fresh, ...altered]
}

function placeOf(touched: readonly Touched[], id: number, member: string) {
  const operation = touched.find((one) => one.id === id)!.operation
  return { operation, path: `operations[${operation}].${member}` }
}

async function findOddities(
  executor: Db,
  zoneId: number,
  spec: CollectionSpec,
  touched: readonly Touched[],
  today: string,
): Promise<Finding[]> {
  const findings: Finding[] = []
  const warn = (id: number, member: string, code: string, detail: object = {}) =>
    void findings.push({ ...placeOf(touched, id, member), severity: 'warning', code, ...detail })
  const drawn = new Set(touched.flatMap(({ id, isDrawn }) => (isDrawn ? [id] : [])))
  const rows = await findRows(executor, zoneId, spec, idsOf(touched))
  for (const row of rows) {
    const { id, values } = row
    for (const { order, earlier, later } of dateFaults(spec, values))
      warn(id, `properties.${order.later}`, 'dates_out_of_order', {
        fields: [order.earlier, order.later],
        values: [earlier, later],
      })
    for (const { name, value } of futureDates(spec, values, today))
      warn(id, `properties.${name}`, 'date_in_future', { field: name, value })
    const difference = declaredDifference(row)
    if (difference) warn(id, 'properties.declared_area_m2', 'declared_differs', difference)
    if (isForeignUnit(values)) warn(id, 'properties.real_estate_unit_no', 'unit_of_other_parcel')
    if (row.isOutside && drawn.has(id))
      warn(id, 'geometry', 'outside_zone', { isWholly: row.isWhollyOutside })
  }
  for (const { id, field, ...detail } of await findSupplyDates(executor, zoneId, spec, idsOf(touched)))
    warn(id, `properties.${field}`, 'before_contract', { field, ...detail })
  for (const { id, finding } of await findEntryFindings(executor, zoneId, spec, rows))
    findings.push(told(touched, id, finding))
  return findings
}

/** A contradiction that was there before is no reason to refuse a change of something else. */
function told(touched: readonly Touched[], id: number, finding: EntryFinding): Finding {
  const { field, rule, fix, values, severity, fields } = finding
  const written = touched.find((one) => one.id === id)!.written
  const isOwn = written === null || fields.some((name) => written.has(name))
  return {
    ...placeOf(touched, id, `properties.${field}`),
    severity: isOwn ? severity : 'warning',
    code: rule,
    field,
    fix,
    ...values,
  }
}

/** Declared and computed acreage are two numbers; so far apart they are shown to the person. */
const declaredToleranceM2 = 0.5

function declaredDifference({ values, computedM2 }: FindingRow) {
  const declaredM2 = values['declared_area_m2']
  if (typeof declaredM2 !== 'number' || computedM2 === null) return undefined
  return Math.abs(declaredM2 - computedM2) > declaredToleranceM2 ? { declaredM2, computedM2 } : undefined
}

function isForeignUnit({ real_estate_unit_no: unitNo, parcel_code: parcelCode }: Values): boolean {
  return typeof unitNo === 'string' && typeof parcelCode === 'string' && !isUnitOfParcel(unitNo, parcelCode)
}

type Values = Record<string, unknown>

function dateFaults(spec: CollectionSpec, values: Values) {
  return dateOrders
    .filter(({ collection }) => collection === spec.id)
    .flatMap((order: DateOrder) => {
      const [earlier, later] = [values[order.earlier], values[order.later]]
      if (typeof earlier !== 'string' || typeof later !== 'string' || earlier <= later) return []
      return [{ order, earlier, later }]
    })
}

/** Dates of what has been seen or done; what is agreed or planned may lie ahead. */
const pastDates =
  /^(observed|approved|signed|found|disposed|filed|entered|commissioned|completed|started|handed_over|set|from|permit|suspended|paid)_on$/

function futureDates(spec: CollectionSpec, values: Values, today: string) {
  return spec.fields.flatMap(({ name, type }) => {
    const value = values[name]
    const isAhead = type === 'date' && pastDates.test(name) && typeof value === 'string' && value > today
    return isAhead ? [{ name, value }] : []
  })
}
