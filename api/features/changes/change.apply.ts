import type { CollectionSpec } from '#geodata/model/collections.ts'
import { bboxOf } from '#geodata/geometry/bbox.ts'
import { allocateIds, insertFeatures } from '#api/db/bulk.ts'
import { findReferrers } from './change.checks.ts'
import type { Finding } from './change.findings.ts'
import { findFindings } from './change.findings.ts'
import type { Locked } from './change.judge.ts'
import { findFaults, lockAll, refuseConflicts } from './change.judge.ts'
import type { Plan, PlannedCreate, PlannedUpdate, Values } from './change.plan.ts'
import { isTemporary } from './change.plan.ts'
import { problemOfFaults } from './change.problems.ts'
import type { ChangeBody } from './change.schema.ts'
import type { Writing } from './change.writer.ts'
import type { Measured } from './feature.queries.ts'
import { archive, findMeasured, lockOrder, removeRows, updateRows } from './feature.queries.ts'
import { bearsOnParcels, findParcelsBehind } from './status.queries.ts'

export type OperationResult = {
  op: string
  collection: string
  id: number
  version: number | null
  tempId?: string
  areaEllipsoidalM2?: number
  areaPlanarM2?: number
  lengthM?: number
}

/** Judges a plan against what lives now and, when nothing is wrong with it, carries it out. */
export async function applyPlan(
  writing: Writing,
  plan: Plan,
  body: ChangeBody,
  today: string,
): Promise<{ results: OperationResult[]; findings: Finding[] }> {
  const { trx, stamp } = writing
  const locked = await lockAll(trx, stamp.zoneId, plan)
  await refuseConflicts(trx, stamp.zoneId, plan, locked)
  const faults = await findFaults(trx, stamp.zoneId, plan, locked)
  if (faults.length > 0) throw problemOfFaults(faults)

  await noteParcels(writing, plan, 'before')
  const ids = await allocateIds(trx, plan.creates.length)
  const created = new Map(plan.creates.map((create, index) => [create, ids[index]!]))
  resolveTemporary(plan, created)
  for (const spec of lockOrder) await endFeatures(writing, spec, plan, locked)
  for (const spec of lockOrder) await updateFeatures(writing, spec, plan, locked)
  for (const spec of lockOrder) await createFeatures(writing, spec, plan, created)
  await refuseReferrers(writing, plan)
  await noteParcels(writing, plan, 'after', created)
  noteItems(writing, plan, body, created)
  const results = await readResults(writing, body)
  const findings = await findFindings(trx, stamp, plan, created, today)
  return { results, findings }
}

/** `{"$temp": "a"}` becomes the id of the creation called `a`. */
function resolveTemporary(plan: Plan, created: Map<PlannedCreate, number>): void {
  const ids = new Map([...created].flatMap(([{ tempId }, id]) => (tempId ? [[tempId, id] as const] : [])))
  const resolve = (values: Values) => {
    for (const [name, value] of Object.entries(values))
      if (isTemporary(value)) values[name] = ids.get(value.$temp) ?? null
  }
  for (const { values } of plan.creates) resolve(values)
  for (const { attributes } of plan.updates) if (attributes) resolve(attributes.values)
}

async function endFeatures(
  { trx, stamp, touch }: Writing,
  spec: CollectionSpec,
  plan: Plan,
  locked: Locked,
): Promise<void> {
  const ids = plan.ends.filter((end) => end.spec === spec).map(({ id }) => id)
  if (ids.length === 0) return
  await archive(trx, stamp, spec, ids, true)
  await removeRows(trx, stamp.zoneId, spec, ids)
  touch(spec.id, ...ids.map((id) => locked.rows.get(spec)?.get(id)?.bbox))
}

async function updateFeatures(
  { trx, stamp, touch, drawn }: Writing,
  spec: CollectionSpec,
  plan: Plan,
  locked: Locked,
): Promise<void> {
  const updates = plan.updates.filter((update) => update.spec === spec)
  if (updates.length === 0) return
  const rows = locked.rows.get(spec)!
  await archive(
    trx,
    stamp,
    spec,
    updates.map(({ id }) => id),
    false,
  )
  // Rows that keep their boundary keep its computed areas too: they are written apart.
  for (const withBoundary of [false, true]) {
    const group = updates.filter(({ boundary }) => (boundary !== undefined) === withBoundary)
    if (group.length === 0) continue
    const names = [...new Set(group.flatMap(({ attributes }) => Object.keys(attributes?.values ?? {})))]
    await updateRows(
      trx,
      stamp,
      spec,
      names,
      group.map(({ id, attributes, boundary }) => ({
        id,
        values: { ...rows.get(id), ...attributes?.values },
        ...(boundary?.geometry && { geometry: boundary.geometry }),
      })),
    )
  }
  for (const update of updates) {
    touch(spec.id, rows.get(update.id)?.bbox, update.boundary?.geometry && bboxOf(update.boundary.geometry))
    if (spec.id === 'parcels') noteDrawn(drawn, update)
  }
}

function noteDrawn(drawn: Writing['drawn'], { id, boundary, attributes }: PlannedUpdate): void {
  if (boundary) drawn.set(id, boundary.operation)
  else if (attributes && 'stratum' in attributes.values) drawn.set(id, attributes.operation)
}

async function createFeatures(
  { trx, stamp, touch, drawn }: Writing,
  spec: CollectionSpec,
  plan: Plan,
  created: Map<PlannedCreate, number>,
): Promise<void> {
  const creates = plan.creates.filter((create) => create.spec === spec)
  if (creates.length === 0) return
  const rows = creates.map((create) => ({
    id: created.get(create)!,
    properties: create.values,
    geometry: create.geometry,
  }))
  await insertFeatures(trx, stamp, spec, rows)
  for (const create of creates) {
    touch(spec.id, create.geometry && bboxOf(create.geometry))
    if (spec.id === 'parcels') drawn.set(created.get(create)!, create.operation)
  }
}

/** A feature ends only together with the facts that hang on it, or after them. */
async function refuseReferrers({ trx, stamp }: Writing, plan: Plan): Promise<void> {
  const faults = []
  for (const spec of new Set(plan.ends.map((end) => end.spec))) {
    const ends = plan.ends.filter((end) => end.spec === spec)
    const found = await findReferrers(
      trx,
      stamp.zoneId,
      spec,
      ends.map(({ id }) => id),
    )
    for (const { operation, id } of ends) {
      const by = found.filter(({ to }) => to === id)
      if (by.length === 0) continue
      const about = 'rule' as const
      faults.push({ path: `operations[${operation}]`, operation, about, rule: 'still_referred_to', by })
    }
  }
  if (faults.length > 0) throw problemOfFaults(faults)
}

/** Parcels that are written, or on which written facts hang: before, because facts may leave or move. */
async function noteParcels(
  { trx, stamp, parcels, touch }: Writing,
  plan: Plan,
  when: 'before' | 'after',
  created: Map<PlannedCreate, number> = new Map(),
): Promise<void> {
  for (const spec of lockOrder) {
    if (!bearsOnParcels(spec.id)) continue
    const updated = plan.updates.filter((update) => update.spec === spec).map(({ id }) => id)
    const ended = plan.ends.filter((end) => end.spec === spec).map(({ id }) => id)
    const fresh = [...created].flatMap(([create, id]) => (create.spec === spec ? [id] : []))
    const ids = when === 'before' ? [...updated, ...ended] : [...updated, ...fresh]
    const behind = await findParcelsBehind(trx, stamp.zoneId, spec.id, ids)
    for (const id of behind) parcels.add(id)
    if (spec.id !== 'parcels') await touchParcels(trx, stamp.zoneId, behind, touch)
  }
}

/** Views of facts (idle land …) show more than the state of the parcel: their place is told in any case. */
async function touchParcels(
  trx: Writing['trx'],
  zoneId: number,
  ids: number[],
  touch: Writing['touch'],
): Promise<void> {
  if (ids.length === 0) return
  const parcels = lockOrder.find(({ id }) => id === 'parcels')!
  const rows = await findMeasured(trx, zoneId, parcels, ids)
  touch('parcels', ...[...rows.values()].map(({ bbox }) => bbox))
}

function noteItems(
  { items }: Writing,
  plan: Plan,
  body: ChangeBody,
  created: Map<PlannedCreate, number>,
): void {
  const creates = new Map(plan.creates.map((create) => [create.operation, created.get(create)!]))
  body.operations.forEach(({ op, collection, id, version }, operation) => {
    items.push({
      op: op as 'create' | 'attributes' | 'boundary' | 'end',
      collection,
      featureId: creates.get(operation) ?? id!,
      versionBefore: op === 'create' ? null : version!,
      versionAfter: op === 'create' ? 1 : op === 'end' ? null : version! + 1,
    })
  })
}

async function readResults({ trx, stamp, items }: Writing, body: ChangeBody): Promise<OperationResult[]> {
  const results: OperationResult[] = items.map(({ op, collection, featureId, versionAfter }, operation) => ({
    op,
    collection,
    id: featureId,
    version: versionAfter,
    ...(body.operations[operation]?.tempId !== undefined && { tempId: body.operations[operation].tempId }),
  }))
  for (const spec of lockOrder) {
    if (spec.geometry === 'none') continue
    const own = results.filter((result) => result.collection === spec.id && result.version !== null)
    if (own.length === 0) continue
    const measured = await findMeasured(
      trx,
      stamp.zoneId,
      spec,
      own.map(({ id }) => id),
    )
    for (const result of own) Object.assign(result, measuresOf(measured.get(result.id)))
  }
  return results
}

function measuresOf(row: Measured | undefined) {
  if (!row) return {}
  return {
    ...(row.area_ellipsoidal_m2 !== undefined && { areaEllipsoidalM2: row.area_ellipsoidal_m2 }),
    ...(row.area_planar_m2 !== undefined && { areaPlanarM2: row.area_planar_m2 }),
    ...(row.length_m !== undefined && { lengthM: row.length_m }),
  }
}
