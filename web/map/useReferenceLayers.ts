import { useQuery } from '@pinia/colada'
import { computed } from 'vue'
import { api } from '#web/api-client/client.ts'
import type { ReferenceLayerList } from '#web/api-client/wire.ts'

/** Roles that the map draws as ground: they are switched together, not one by one. */
const groundRoles = new Set(['water', 'green', 'rail', 'block', 'building'])

/** Reference layers that a person can switch. */
export function useReferenceLayers() {
  const query = useQuery({
    key: ['reference-layers'],
    query: ({ signal }) => api.get<ReferenceLayerList>('/api/reference-layers', { signal }),
  })
  const layers = computed(() => (query.data.value?.layers ?? []).filter(({ role }) => !groundRoles.has(role)))
  return { layers }
}
