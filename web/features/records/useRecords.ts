import { useMutation, useQuery, useQueryCache } from '@pinia/colada'
import type { components } from '#api/contract/openapi.d.ts'
import { api } from '#web/api-client/client.ts'
import type { RecordListAddress } from './record-address.ts'
import { pageSize } from './record-address.ts'

type Schemas = components['schemas']
export type RecordEntry = Schemas['RecordEntry']
export type RecordDetail = Schemas['RecordDetail']
export type RecordChange = Schemas['RecordChange']
export type ChangeSummary = Schemas['ChangeSummary']
export type ChangeDetail = Schemas['ChangeDetail']
export type ChangeItem = Schemas['ChangeItem']
export type NewRecord = Schemas['NewRecord']
export type RecordEdit = Schemas['RecordEdit']

export const recordKinds = [
  'approval',
  'contract',
  'certificate',
  'survey',
  'decision',
  'correction',
  'import',
  'other',
] as const satisfies readonly NewRecord['kind'][]

export const useRecordList = (address: () => RecordListAddress) =>
  useQuery({
    key: () => ['records', 'list', { ...address() }],
    query: ({ signal }) => {
      const { q, status, sort, page } = address()
      const query = { q: q.trim(), status, sort, offset: (page - 1) * pageSize, limit: pageSize }
      return api.get<Schemas['RecordList']>('/api/records', { query, signal })
    },
    placeholderData: (previous) => previous,
  })

export const useRecord = (id: () => number) =>
  useQuery({
    key: () => ['records', 'one', String(id())],
    query: ({ signal }) => api.get<RecordDetail>(`/api/records/${id()}`, { signal }),
  })

export const useChange = (id: () => number | null) =>
  useQuery({
    key: () => ['changes', String(id() ?? '')],
    enabled: () => id() !== null,
    query: ({ signal }) => api.get<ChangeDetail>(`/api/changes/${id()}`, { signal }),
  })

type Act =
  | { act: 'create'; record: NewRecord }
  | { act: 'edit'; id: number; version: number; edit: RecordEdit }

/** Keeps a record; whatever shows records reads them again. */
export function useRecordActs() {
  const cache = useQueryCache()
  return useMutation({
    mutation: (work: Act) =>
      work.act === 'create'
        ? api.post<RecordEntry>('/api/records', { body: work.record })
        : api.patch<RecordEntry>(`/api/records/${work.id}`, {
            body: { version: work.version, ...work.edit },
          }),
    onSettled: () => cache.invalidateQueries({ key: ['records'] }),
  })
}

/** Undoes a saved change by another one; everything that shows land is read again. */
export function useUndo() {
  const cache = useQueryCache()
  return useMutation({
    mutation: ({ changeId, recordId }: { changeId: number; recordId: number }) =>
      api.post<Schemas['SavedChange']>(`/api/changes/${changeId}/undo`, { body: { recordId } }),
    onSuccess: () => {
      for (const key of [
        'records',
        'changes',
        'feature',
        'history',
        'ledger',
        'summary',
        'measure',
        'imports',
        'clock',
        'clocks',
      ])
        void cache.invalidateQueries({ key: [key] })
    },
  })
}
