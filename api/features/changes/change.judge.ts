import type { CollectionSpec } from '#geodata/model/collections.ts'
import { specOf } from '#api/db/collection-sql.ts'
import type { Db } from '#api/db/database.ts'
import { Problem } from '#api/http/problem.ts'
import type { Conflict } from './change.checks.ts'
import { publicFault } from './change.problems.ts'
import { findConflicts, findInvalid, findUsers } from './change.checks.ts'
import type { Fault, Plan, Values } from './change.plan.ts'

import type { LivingRow } from './feature.queries.ts'
import { lockOrder, lockReferenced, lockRows } from './feature.queries.ts'

export type Locked = {
  rows: Map<CollectionSpec, Map<number, LivingRow>>
  /** Living features that written rows point at. */
  referenced: Map<CollectionSpec, Set<number>>
}

/** Everything that an operation writes, with the place of it in the request. */
type Written = { operation: number; spec: CollectionSpec; id: number | null; values: Values }

const writtenBy = (plan: Plan): Written[] => [
  ...plan.creates.map(({ operation, spec, values }) => ({ operation, spec, id: null, values })),
  ...plan.updates.flatMap(({ spec, id, attributes }) => (attributes ? [{ spec, id, ...attributes }] : [])),
]

/** Locks all rows that the change touches or points at: by collection, then by id. */
export async function lockAll(executor: Db, zoneId: number, plan: Plan): Promise<Locked> {
  const locked: Locked = { rows: new Map(), referenced: new Map() }
  const pointed = new Map<CollectionSpec, Set<number>>()
  for (const { spec, values } of writtenBy(plan)) {
    for (const { to, value } of referencesIn(spec, values)) {
      const ids = pointed.get(to) ?? new Set()
      pointed.set(to, ids.add(value))
    }
  }
  for (const spec of lockOrder) {
    const own = [...plan.updates, ...plan.ends].filter((target) => target.spec === spec)
    const ids = own.map(({ id }) => id)
    if (ids.length > 0) locked.rows.set(spec, await lockRows(executor, zoneId, spec, ids))
    const others = pointed.get(spec)
    if (others) locked.referenced.set(spec, await lockReferenced(executor, zoneId, spec, [...others]))
  }
  return locked
}

function referencesIn(spec: CollectionSpec, values: Values) {
  return spec.fields.flatMap((field) => {
    const value = values[field.name]
    if (field.type !== 'reference' || typeof value !== 'number') return []
    return [{ field: field.name, to: specOf(field.to), value }]
  })
}

/** Refuses a change that is based on versions which are no longer the present ones. */
export async function refuseConflicts(
  executor: Db,
  zoneId: number,
  plan: Plan,
  locked: Locked,
): Promise<void> {
  const conflicts: Conflict[] = []
  const unknown: Fault[] = []
  for (const spec of lockOrder) {
    const targets = [...plan.updates, ...plan.ends].filter((target) => target.spec === spec)
    const stale = targets.filter(({ id, version }) => locked.rows.get(spec)?.get(id)?.version !== version)
    if (stale.length === 0) continue
    const found = await findConflicts(executor, zoneId, spec, stale)
    conflicts.push(...found)
    for (const target of stale.filter(({ id }) => !found.some((conflict) => conflict.id === id))) {
      const operation =
        'operation' in target ? target.operation : (target.attributes ?? target.boundary)!.operation
      const path = `operations[${operation}].id`
      unknown.push({ path, operation, about: 'rule', rule: 'unknown_feature', fix: 'give_id' })
    }
  }
  if (unknown.length > 0) throw new Problem('not-found', { errors: unknown.map(publicFault) })
  if (conflicts.length > 0) throw staleVersion(conflicts)
}

export function staleVersion(conflicts: readonly Conflict[]): Problem {
  const [first] = conflicts
  const what = first?.ended ? 'ended' : 'changed'
  return new Problem('stale-version', {
    detail: `${first?.collection} ${first?.id} was ${what} by ${first?.by} at ${first?.at}`,
    conflicts,
  })
}

/** All faults of the plan: those known before and those that only the database knows. */
export async function findFaults(executor: Db, zoneId: number, plan: Plan, locked: Locked): Promise<Fault[]> {
  return [
    ...plan.faults,
    ...referenceFaults(plan, locked),
    ...(await uniquenessFaults(executor, zoneId, plan)),
    ...(await geometryFaults(executor, plan)),
  ]
}

const propertyPath = (operation: number, field: string) => `operations[${operation}].properties.${field}`

function referenceFaults(plan: Plan, locked: Locked): Fault[] {
  const isEnded = (spec: CollectionSpec, id: number) =>
    plan.ends.some((end) => end.spec === spec && end.id === id)
  return writtenBy(plan).flatMap(({ operation, spec, values }) =>
    referencesIn(spec, values).flatMap(({ field, to, value }): Fault[] => {
      if (locked.referenced.get(to)?.has(value) && !isEnded(to, value)) return []
      const rule = 'unknown_reference'
      return [
        { path: propertyPath(operation, field), operation, about: 'rule', rule, field, to: to.id, value },
      ]
    }),
  )
}

async function uniquenessFaults(executor: Db, zoneId: number, plan: Plan): Promise<Fault[]> {
  const faults: Fault[] = []
  for (const spec of lockOrder) {
    for (const field of spec.fields.filter(({ unique }) => unique)) {
      const written = writtenBy(plan).filter(
        (one) => one.spec === spec && typeof one.values[field.name] === 'string',
      )
      if (written.length > 0) faults.push(...(await duplicates(executor, zoneId, plan, field.name, written)))
    }
  }
  return faults
}

async function duplicates(
  executor: Db,
  zoneId: number,
  plan: Plan,
  field: string,
  written: Written[],
): Promise<Fault[]> {
  const spec = written[0]!.spec
  const valueOf = ({ values }: Written) => values[field] as string
  const users = await findUsers(executor, zoneId, spec, field, written.map(valueOf))
  // Whoever ends or takes another value in this very change frees its own.
  const freed = new Set([
    ...plan.ends.filter((end) => end.spec === spec).map(({ id }) => id),
    ...written.flatMap(({ id }) => id ?? []),
  ])
  const taken = new Map(users.filter(({ id }) => !freed.has(id)).map(({ value, id }) => [value, id]))
  const seen = new Set<string>()
  return written.flatMap((one): Fault[] => {
    const value = valueOf(one)
    const usedBy = taken.get(value)
    const isRepeated = seen.has(value)
    seen.add(value)
    if (usedBy === undefined && !isRepeated) return []
    const path = propertyPath(one.operation, field)
    return [
      {
        path,
        operation: one.operation,
        about: 'duplicate',
        rule: 'unique',
        field,
        value,
        usedBy: usedBy ?? null,
      },
    ]
  })
}

async function geometryFaults(executor: Db, plan: Plan): Promise<Fault[]> {
  const drawn = [
    ...plan.creates.map(({ operation, geometry }) => ({ operation, geometry })),
    ...plan.updates.flatMap(({ boundary }) => (boundary ? [boundary] : [])),
  ].flatMap(({ operation, geometry }) => (geometry ? [{ operation, geometry }] : []))
  const invalid = await findInvalid(
    executor,
    drawn.map(({ geometry }) => geometry),
  )
  return invalid.map(({ index, reason, at }) => {
    const { operation } = drawn[index]!
    const rule = reason.toLowerCase().replaceAll(/[^a-z]+/g, '_')
    return {
      path: `operations[${operation}].geometry`,
      operation,
      about: 'geometry',
      rule,
      ...(at && { at }),
    }
  })
}
