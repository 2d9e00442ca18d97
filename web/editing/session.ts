import type { CollectionSpec, GeometryKind } from '#geodata/model/collections.ts'
import { findCollection } from '#geodata/model/collections.ts'
import type { Geometry, Properties } from '#geodata/model/geojson.ts'
import { checkProperties } from '#geodata/rules/property-rules.ts'
import type { PropertyFault } from '#geodata/rules/property-rules.ts'
import { normalise } from '#geodata/rules/stored-geometry.ts'
import type { ChangeOperation } from './change-wire.ts'
import type { Draft, DraftKind } from './draft.ts'
import { draftOf, emptyDraft, geometryOf } from './draft.ts'
import type { History } from './history.ts'
import { startHistory } from './history.ts'

/** What is edited: a feature to be, or a living one in the version that was read. */
export type EditTarget =
  | { kind: 'create'; collection: string }
  | {
      kind: 'edit'
      collection: string
      id: number
      version: number
      title: string
      properties: Properties
      geometry: Geometry
    }

/** One feature under the pen, with everything that a save needs. Plain data, so that it survives a crash. */
export type EditSession = {
  target: EditTarget
  history: History<Draft>
  /** The form: every field that a person may write, `null` for an empty one. */
  values: Properties
  recordId: number | null
  /** `YYYY-MM-DD` */
  effectiveOn: string
}

const draftKinds: Record<GeometryKind, DraftKind> = {
  polygon: 'polygon',
  line: 'line',
  point: 'point',
  none: 'point',
}

export function specOf(collection: string): CollectionSpec {
  const spec = findCollection(collection)
  if (!spec) throw new RangeError(`no collection ${collection}`)
  return spec
}

export const draftKindOf = (collection: string): DraftKind => draftKinds[specOf(collection).geometry]

/** Fields that a person may write. */
export const writableFields = (collection: string) =>
  specOf(collection).fields.filter(({ computed }) => !computed)

/** The form of a feature, or an empty one with the defaults of the registry. */
export function formValues(collection: string, properties: Properties = {}): Properties {
  return Object.fromEntries(
    writableFields(collection).map((field) => [
      field.name,
      properties[field.name] ?? (field.type === 'code' ? (field.fallback ?? null) : null),
    ]),
  )
}

const usual = { recordId: null, effectiveOn: '' }

export const startCreating = (
  collection: string,
  rest: { recordId: number | null; effectiveOn: string } = usual,
): EditSession => ({
  target: { kind: 'create', collection },
  history: startHistory(emptyDraft(draftKindOf(collection))),
  values: formValues(collection),
  ...rest,
})

export const startEditing = (
  target: EditTarget & { kind: 'edit' },
  rest: { recordId: number | null; effectiveOn: string } = usual,
): EditSession => ({
  target,
  history: startHistory(draftOf(target.geometry)),
  values: formValues(target.collection, target.properties),
  ...rest,
})

const isEmpty = (value: unknown): boolean => value === null || value === undefined || value === ''
const sameValue = (a: unknown, b: unknown): boolean => (isEmpty(a) && isEmpty(b)) || a === b

/** Fields of the form that differ from the feature as it was read (all that are filled in, for a new one). */
export function changedValues({ target, values }: EditSession): Properties {
  const before = target.kind === 'edit' ? formValues(target.collection, target.properties) : {}
  return Object.fromEntries(
    Object.entries(values)
      .filter(([name, value]) => !sameValue(value, before[name]))
      .map(([name, value]) => [name, isEmpty(value) ? null : value]),
  )
}

/** Whether the boundary differs from the one that was read (or anything was drawn, for a new feature). */
export function isBoundaryChanged({ target, history }: EditSession): boolean {
  const { paths, open } = history.present
  if (open) return true
  if (target.kind === 'create') return paths.length > 0
  return JSON.stringify(paths) !== JSON.stringify(draftOf(target.geometry).paths)
}

/** Whether leaving now would lose something. */
export const isDirty = (session: EditSession): boolean =>
  isBoundaryChanged(session) ||
  (session.target.kind === 'edit'
    ? Object.keys(changedValues(session)).length > 0
    : JSON.stringify(session.values) !== JSON.stringify(formValues(session.target.collection)))

/** The same rules as the server's, field by field. */
export function valueFaults(session: EditSession): PropertyFault[] {
  const mode = session.target.kind === 'create' ? 'create' : 'attributes'
  return checkProperties(specOf(session.target.collection), changedValues(session), mode).faults
}

/** What the draft would store: on the grid and wound as the database keeps it; null while nothing is finished. */
export function storedBoundary({ history }: EditSession): Geometry | null {
  const geometry = geometryOf({ ...history.present, open: null })
  return geometry && normalise(geometry).geometry
}

/** The operations of a save; empty when nothing changed. */
export function operationsOf(session: EditSession): ChangeOperation[] {
  const { target } = session
  const properties = changedValues(session)
  const geometry = storedBoundary(session)
  if (target.kind === 'create') {
    return geometry ? [{ op: 'create', collection: target.collection, properties, geometry }] : []
  }
  const { collection, id, version } = target
  return [
    ...(isBoundaryChanged(session) && geometry
      ? [{ op: 'boundary' as const, collection, id, version, geometry }]
      : []),
    ...(Object.keys(properties).length > 0
      ? [{ op: 'attributes' as const, collection, id, version, properties }]
      : []),
  ]
}

/**
 * The same edits on top of a version that somebody else saved meanwhile: fields and boundary that were not
 * touched here take their new state.
 */
export function rebase(session: EditSession, onto: EditTarget & { kind: 'edit' }): EditSession {
  const kept = isBoundaryChanged(session) ? session.history : startHistory(draftOf(onto.geometry))
  return {
    ...session,
    target: onto,
    history: kept,
    values: { ...formValues(onto.collection, onto.properties), ...changedValues(session) },
  }
}
