import { useQuery, useQueryCache } from '@pinia/colada'
import { refDebounced } from '@vueuse/core'
import type { Ref } from 'vue'
import { computed } from 'vue'
import { api } from '#web/api-client/client.ts'
import type { RecordEntry } from '#web/editing/change-wire.ts'

const PAUSE_MS = 200
const LIMIT = 8

/** As the contract lists them; `import` is what the import itself writes under. */
export const recordKinds = [
  'approval',
  'contract',
  'certificate',
  'survey',
  'decision',
  'correction',
  'other',
] as const

export type NewRecord = { number: string; title: string; kind: string; issuedOn?: string }

/** Open records that a text finds; the newest for an empty one. */
export function useRecordSearch(text: Ref<string>) {
  const settled = refDebounced(
    computed(() => text.value.trim()),
    PAUSE_MS,
  )
  return useQuery({
    key: () => ['records', 'search', settled.value],
    query: ({ signal }) =>
      api.get<{ records: RecordEntry[] }>('/api/records', {
        query: { q: settled.value, status: 'open', limit: LIMIT },
        signal,
      }),
    placeholderData: (previous) => previous,
  })
}

export function useRecord(id: () => number | null) {
  return useQuery({
    key: () => ['records', 'one', String(id() ?? '')],
    enabled: () => id() !== null,
    query: ({ signal }) => api.get<{ record: RecordEntry }>(`/api/records/${id()}`, { signal }),
  })
}

export function useNewRecord() {
  const cache = useQueryCache()
  return async (record: NewRecord): Promise<RecordEntry> => {
    const made = await api.post<RecordEntry>('/api/records', { body: record })
    void cache.invalidateQueries({ key: ['records'] })
    return made
  }
}
