import { useQuery } from '@pinia/colada'
import { refDebounced } from '@vueuse/core'
import type { Ref } from 'vue'
import { computed } from 'vue'
import { api } from '#web/api-client/client.ts'
import type { SearchAnswer } from '#web/api-client/wire.ts'

const PAUSE_MS = 180
const LIMIT = 12

/** What the server finds for a text: features, records, coordinates, reference layers. */
export function useSearch(text: Ref<string>) {
  const trimmed = computed(() => text.value.trim())
  const settled = refDebounced(trimmed, PAUSE_MS)
  const query = useQuery({
    key: () => ['search', settled.value],
    enabled: () => settled.value.length > 0,
    query: ({ signal }) =>
      api.get<SearchAnswer>('/api/search', {
        query: { q: settled.value, limit: LIMIT },
        signal,
      }),
  })
  const results = computed(() => (trimmed.value ? (query.data.value?.results ?? []) : []))
  const isSettled = computed(
    () => settled.value === trimmed.value && query.asyncStatus.value === 'idle' && trimmed.value !== '',
  )
  return { results, isSettled, error: query.error }
}
