import type { ViewCollectionId } from './collections.ts'
import { findCollection } from './collections.ts'
import type { FieldSpec } from './fields.ts'
import { code, date, measure, ref, text } from './fields.ts'

/**
 * Land in a certain state, read from facts (design.md §3.7): published like a collection, never written.
 * One row per parcel; ids are those of the parcels. A test compares the columns with the migrated views.
 */
export type ViewSpec = {
  id: ViewCollectionId
  /** Name of the SQL view. */
  table: string
  geometry: 'polygon'
  title: 'code'
  fields: readonly FieldSpec[]
}

const parcel = [
  text('code', { max: 40, search: true }),
  text('name', { max: 120, search: true }),
  text('holder', { max: 120, search: true }),
  text('land_use_code', { max: 12 }),
  ref('approval_batch_id', 'approval-batches'),
  text('responsible', { max: 60, search: true }),
  measure('declared_area_m2', 'm2'),
] as const

/** The codes of a field of a written collection, so that they are listed once. */
function codesOf(collection: string, field: string): readonly string[] {
  const spec = findCollection(collection)?.fields.find(({ name }) => name === field)
  if (spec?.type !== 'code') throw new Error(`${collection}.${field} has no codes`)
  return spec.codes
}

const remediation = [
  /** What is left to do: nothing yet (remaining), under way (disposing), done (disposed). */
  code('state', ['remaining', 'disposing', 'disposed']),
  date('found_on'),
  code('cause', codesOf('remediations', 'cause')),
  code('path', codesOf('remediations', 'path')),
  date('started_on'),
  date('due_on'),
  date('disposed_on'),
  date('filed_on'),
  text('document_no', { max: 80, search: true }),
] as const

export const viewCollections: readonly ViewSpec[] = [
  {
    id: 'unsupplied-land',
    table: 'unsupplied_land',
    geometry: 'polygon',
    title: 'code',
    fields: [...parcel, ...remediation],
  },
  {
    id: 'idle-land',
    table: 'idle_land',
    geometry: 'polygon',
    title: 'code',
    fields: [...parcel, ...remediation],
  },
  {
    id: 'standard-land',
    table: 'standard_land',
    geometry: 'polygon',
    title: 'code',
    fields: [
      ...parcel,
      text('contract_no', { max: 80, search: true }),
      text('supervision_no', { max: 40, search: true }),
      code('mode', codesOf('supplies', 'mode')),
      code('form', codesOf('supplies', 'form')),
      date('signed_on'),
      text('standard_agreement_no', { max: 80, search: true }),
      date('standard_agreed_on'),
      date('handed_over_on'),
      measure('price_wan', 'wan_yuan'),
    ],
  },
]

export const findView = (id: string): ViewSpec | undefined => viewCollections.find((view) => view.id === id)
