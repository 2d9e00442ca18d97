import type { CollectionSpec } from '#geodata/model/collections.ts'
import { findCollection } from '#geodata/model/collections.ts'
import type { PropertyValue } from '#geodata/rules/property-rules.ts'
import { checkProperties } from '#geodata/rules/property-rules.ts'
import type { StoredGeometry } from '#geodata/rules/stored-geometry.ts'
import { implausibleDates } from '#geodata/rules/entry-checks.ts'
import { checkGeometry } from '#geodata/rules/stored-geometry.ts'
import type { OperationBody } from './change.schema.ts'

/** What is wrong with an operation, with the place in the request. */
export type Fault = {
  path: string
  operation: number
  rule: string
  /** `geometry` faults make the answer `invalid-geometry`, `duplicate` ones `duplicate-value`. */
  about: 'geometry' | 'duplicate' | 'rule'
  [detail: string]: unknown
}

export type Adjustment = {
  operation: number
  path: string
  kind: string
  count?: number
  from?: unknown
  to?: unknown
}

export type Values = Record<string, PropertyValue>

export type PlannedCreate = {
  operation: number
  spec: CollectionSpec
  tempId: string | undefined
  values: Values
  geometry: StoredGeometry | null
}

/** Operations on the same feature become one new version. */
export type PlannedUpdate = {
  spec: CollectionSpec
  id: number
  version: number
  attributes?: { operation: number; values: Values }
  boundary?: { operation: number; geometry: StoredGeometry | null }
}

export type PlannedEnd = { operation: number; spec: CollectionSpec; id: number; version: number }

export type Plan = {
  creates: PlannedCreate[]
  updates: PlannedUpdate[]
  ends: PlannedEnd[]
  faults: Fault[]
  adjustments: Adjustment[]
  /** Operations that do not say which version they are based on. */
  withoutVersion: number[]
}

const pathOf = (operation: number, member?: string) =>
  member ? `operations[${operation}].${member}` : `operations[${operation}]`

/** Reads the operations of a change; whatever can be judged without the database is judged here, all at once. */
export function planChange(operations: readonly OperationBody[]): Plan {
  const plan: Plan = {
    creates: [],
    updates: [],
    ends: [],
    faults: [],
    adjustments: [],
    withoutVersion: [],
  }
  operations.forEach((body, operation) => planOperation(plan, body, operation))
  checkTemporaryReferences(plan)
  return plan
}

function planOperation(plan: Plan, body: OperationBody, operation: number): void {
  const fault = (member: string | undefined, rule: string, detail: object = {}) =>
    void plan.faults.push({ path: pathOf(operation, member), operation, rule, about: 'rule', ...detail })
  const spec = findCollection(body.collection)
  if (!spec) return fault('collection', 'unknown_collection', { fix: 'choose_code' })
  if (body.op === 'create') return planCreate(plan, spec, body, operation)
  if (body.id === undefined) return fault('id', 'required', { fix: 'give_id' })
  if (body.version == null) return void plan.withoutVersion.push(operation)
  const target = { spec, id: body.id, version: body.version }
  if (repeats(plan, target, body.op)) return fault(undefined, 'repeated_operation', { fix: 'leave_out' })
  if (body.op === 'end') return void plan.ends.push({ operation, ...target })
  const update = updateOf(plan, target)
  if (body.op === 'attributes')
    update.attributes = { operation, values: readValues(plan, spec, body, operation) }
  else update.boundary = { operation, geometry: readGeometry(plan, spec, body, operation) }
}

function planCreate(plan: Plan, spec: CollectionSpec, body: OperationBody, operation: number): void {
  const values = readValues(plan, spec, body, operation)
  const geometry =
    spec.geometry === 'none' && body.geometry == null ? null : readGeometry(plan, spec, body, operation)
  plan.creates.push({ operation, spec, tempId: body.tempId, values, geometry })
}

type Target = { spec: CollectionSpec; id: number; version: number }

const sameFeature = (a: { spec: CollectionSpec; id: number }, b: Target) => a.spec === b.spec && a.id === b.id

function repeats(plan: Plan, target: Target, op: string): boolean {
  if (plan.ends.some((end) => sameFeature(end, target))) return true
  const update = plan.updates.find((planned) => sameFeature(planned, target))
  if (!update) return false
  if (op === 'end' || update.version !== target.version) return true
  return op === 'attributes' ? update.attributes !== undefined : update.boundary !== undefined
}

function updateOf(plan: Plan, target: Target): PlannedUpdate {
  const found = plan.updates.find((planned) => sameFeature(planned, target))
  if (found) return found
  plan.updates.push(target)
  return target
}

function readValues(plan: Plan, spec: CollectionSpec, body: OperationBody, operation: number): Values {
  const mode = body.op === 'create' ? 'create' : 'attributes'
  const checked = checkProperties(spec, body.properties ?? {}, mode)
  const path = (field: string) => pathOf(operation, `properties.${field}`)
  for (const fault of [...checked.faults, ...implausibleDates(spec, checked.values)])
    plan.faults.push({ path: path(fault.field), operation, about: 'rule', ...fault })
  for (const { field, ...adjustment } of checked.adjustments)
    plan.adjustments.push({ operation, path: path(field), ...adjustment })
  return checked.values
}

function readGeometry(
  plan: Plan,
  spec: CollectionSpec,
  body: OperationBody,
  operation: number,
): StoredGeometry | null {
  const path = pathOf(operation, 'geometry')
  const checked = checkGeometry(spec.geometry, body.geometry)
  if (!checked.ok) {
    for (const fault of checked.faults) plan.faults.push({ path, operation, about: 'geometry', ...fault })
    return null
  }
  for (const adjustment of checked.adjustments) plan.adjustments.push({ operation, path, ...adjustment })
  return checked.geometry
}

export const isTemporary = (value: unknown): value is { $temp: string } =>
  typeof value === 'object' && value !== null && '$temp' in value

/** Every `{"$temp": …}` must name an earlier creation of the collection that the field points at. */
function checkTemporaryReferences(plan: Plan): void {
  const named = new Map(plan.creates.flatMap((create) => (create.tempId ? [[create.tempId, create]] : [])))
  const check = (spec: CollectionSpec, operation: number, values: Values) => {
    for (const field of spec.fields) {
      const value = values[field.name]
      if (field.type !== 'reference' || !isTemporary(value)) continue
      const target = named.get(value.$temp)
      if (target && target.operation < operation && target.spec.id === field.to) continue
      const path = pathOf(operation, `properties.${field.name}`)
      plan.faults.push({ path, operation, field: field.name, about: 'rule', rule: 'unknown_reference' })
    }
  }
  for (const { spec, operation, values } of plan.creates) check(spec, operation, values)
  for (const { spec, attributes } of plan.updates)
    if (attributes) check(spec, attributes.operation, attributes.values)
  checkRepeatedNames(plan)
}

function checkRepeatedNames(plan: Plan): void {
  const seen = new Set<string>()
  for (const { tempId, operation } of plan.creates) {
    if (tempId === undefined) continue
    if (seen.has(tempId))
      plan.faults.push({ path: pathOf(operation, 'tempId'), operation, about: 'rule', rule: 'repeated_name' })
    seen.add(tempId)
  }
}
