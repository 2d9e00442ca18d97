import type { ClaimMeasure } from './units.ts'

/**
 * What a published figure can be about: named questions whose answer is a list of rows. `events` counts what happened
 * between two days (both included); `state` what was so on the last day. `filter` names the codes that narrow a
 * scope, as collections have them.
 */
export type ClaimScope = {
  id: ClaimScopeId
  kind: 'events' | 'state'
  measures: readonly ClaimMeasure[]
  /** Filters by collection field. */
  filters: readonly { name: string; collection: string; field: string }[]
}

export const claimScopeIds = [
  'unsupplied_disposed',
  'idle_disposed',
  'unsupplied_remaining',
  'idle_remaining',
  'land_supplied',
  'standard_land_supplied',
  'assessment_area',
  'factory_floor_area',
  'roads_under_way',
  'separation_projects',
  'works_under_way',
] as const
export type ClaimScopeId = (typeof claimScopeIds)[number]

const remediationFilters = (...names: string[]) =>
  names.map((name) => ({ name, collection: 'remediations', field: name }))

export const claimScopes: readonly ClaimScope[] = [
  {
    id: 'unsupplied_disposed',
    kind: 'events',
    measures: ['area', 'count'],
    filters: remediationFilters('path'),
  },
  {
    id: 'idle_disposed',
    kind: 'events',
    measures: ['area', 'count'],
    filters: remediationFilters('path', 'cause'),
  },
  { id: 'unsupplied_remaining', kind: 'state', measures: ['area', 'count'], filters: [] },
  { id: 'idle_remaining', kind: 'state', measures: ['area', 'count'], filters: [] },
  {
    id: 'land_supplied',
    kind: 'events',
    measures: ['area', 'count', 'money'],
    filters: [{ name: 'mode', collection: 'supplies', field: 'mode' }],
  },
  { id: 'standard_land_supplied', kind: 'events', measures: ['area', 'count', 'money'], filters: [] },
  {
    id: 'assessment_area',
    kind: 'state',
    measures: ['area', 'count', 'money'],
    filters: [{ name: 'kind', collection: 'assessments', field: 'kind' }],
  },
  {
    id: 'factory_floor_area',
    kind: 'state',
    measures: ['floor_area', 'count', 'money'],
    filters: [{ name: 'status', collection: 'factory-buildings', field: 'status' }],
  },
  { id: 'roads_under_way', kind: 'state', measures: ['count', 'money'], filters: [] },
  { id: 'separation_projects', kind: 'state', measures: ['count', 'money'], filters: [] },
  { id: 'works_under_way', kind: 'state', measures: ['count', 'money'], filters: [] },
]

const byId = new Map(claimScopes.map((scope) => [scope.id as string, scope]))
export const findScope = (id: string): ClaimScope | undefined => byId.get(id)
